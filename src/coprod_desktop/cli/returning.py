# SPDX-License-Identifier: MIT
"""`coprod return`, `receive`, `receipt`, `answer` and `form`: what goes back to the wings."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coprod_desktop.cli import stores, terminal

if TYPE_CHECKING:
    from coprod_desktop.services.exchanging.receiving import Received
    from coprod_desktop.services.exchanging.returning import Returned

_LEVERS = ("tell", "change", "ask", "cannot")


def add_to(commands: Any) -> None:
    """Add the commands to the parser."""
    back = commands.add_parser(
        "return", help="write what goes back to the wings", allow_abbrev=False
    )
    stores.add_store(back)
    back.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    back.add_argument("--device", metavar="DEVICE", help="for this wing PC alone")
    stores.add_authorise(back)
    back.set_defaults(run=_return)

    receive = commands.add_parser(
        "receive", help="take in, at a wing, what the office sent", allow_abbrev=False
    )
    stores.add_store(receive)
    receive.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="files or folders")
    receive.set_defaults(run=_receive)

    receipt = commands.add_parser(
        "receipt", help="confirm a bundle over the telephone", allow_abbrev=False
    )
    stores.add_store(receipt)
    receipt.add_argument("device", nargs="?", metavar="DEVICE", help="at the office: which wing PC")
    receipt.add_argument("--code", metavar="CODE", help="at the wing: what the office reads out")
    receipt.set_defaults(run=_receipt)

    answer = commands.add_parser("answer", help="answer a comment", allow_abbrev=False)
    stores.add_store(answer)
    answer.add_argument("id", metavar="ID", help="the comment")
    answer.add_argument(
        "--lever", choices=_LEVERS, required=True, metavar="LEVER", help=", ".join(_LEVERS)
    )
    answer.add_argument("--text", required=True, help="in words that the patient hears")
    answer.add_argument("--action", default="", metavar="ID", help="what is being done about it")
    answer.set_defaults(run=_answer)

    form = commands.add_parser(
        "form", help="publish a form to the wings, or list them", allow_abbrev=False
    )
    stores.add_store(form)
    form.add_argument("file", type=Path, nargs="?", metavar="FILE", help="the form, as JSON")
    form.set_defaults(run=_form)


def _return(args: Namespace) -> int:
    from coprod_desktop.services.exchanging import returning

    with stores.opened(args) as s, terminal.watched() as progress:
        done = returning.write(s, args.to, args.device, progress, authorise=args.authorise)
    lines = [line for each in done for line in _returned_lines(each)]
    document = {"returns": terminal.builtins(done)}
    terminal.answer(args, document, lines or ["No wing PC is let in yet."])
    return terminal.SOME_REFUSED if any(each.code for each in done) else terminal.DONE


def _returned_lines(made: "Returned") -> list[str]:
    whom = f"{made.short} ({made.site}, {made.wing})"
    if made.code:
        return [f"{whom}: not written [{made.code}]", f"  {made.title}", f"  {made.advice}"]
    what = f"{made.answers} answers, {made.notices} notices, {made.erasures} orders to erase"
    return [
        f"{whom}: return {made.seq}, {what}, trust list {made.trust_version}",
        f"  {made.path}",
    ]


def _receive(args: Namespace) -> int:
    from coprod_desktop.services.exchanging import receiving

    with stores.opened(args) as s, terminal.watched() as progress:
        found = receiving.receive(s, args.paths, progress)
    lines = [line for each in found for line in _received_lines(each)]
    document = {"returns": terminal.builtins(found)}
    terminal.answer(args, document, lines or ["There was nothing for this PC."])
    refused = any(each.outcome in ("refused", "held") for each in found)
    return terminal.SOME_REFUSED if refused else terminal.DONE


def _received_lines(found: "Received") -> list[str]:
    what = found.outcome.replace("_", " ")
    code = f" [{found.code}]" if found.code else ""
    alarm = "  SECURITY: keep the file, and tell the office." if found.security else ""
    lines = [f"{found.path.name}: {what}{code}{alarm}"]
    if found.outcome == "imported":
        lines.append(
            f"  return {found.seq}: {found.receipts} receipts, {found.answers} answers, "
            f"{found.notices} notices, {found.erased} erased, {found.forms} forms, "
            f"trust list {found.trust_version}"
        )
    return [*lines, *(f"  {text}" for text in (found.title, found.advice) if text)]


def _receipt(args: Namespace) -> int:
    from coprod_desktop.services.exchanging import receipts

    if (args.device is None) == (args.code is None):
        raise terminal.WrongUsage("give DEVICE at the office, or --code CODE at the wing")
    with stores.opened(args) as s:
        if args.code is not None:
            done = receipts.confirm(s, args.code)
            held = f"The office holds everything up to change {done.high_water}"
            lines = [f"{held}: {done.bundles} bundles are settled."]
            terminal.answer(args, {"confirmed": terminal.builtins(done)}, lines)
            return terminal.DONE
        made = receipts.code(s, args.device)
    lines = [
        f"Read out: {made.code[:5]} {made.code[5:]}",
        f"It confirms bundle {made.seq}, with every change up to {made.high_water}.",
    ]
    terminal.answer(args, {"receipt": terminal.builtins(made)}, lines)
    return terminal.DONE


def _answer(args: Namespace) -> int:
    from coprod_desktop.services.loop import answers

    with stores.opened(args) as s:
        saved = answers.answer(s, args.id, args.lever, args.text, args.action)
        back = s.kind == "office"
    lines = [f"Answered: {saved.id}", *(["It goes back with the next return."] if back else [])]
    terminal.answer(args, {"answer": terminal.builtins(saved)}, lines)
    return terminal.DONE


def _form(args: Namespace) -> int:
    from coprod_desktop.services.recording import reference

    with stores.opened(args) as s:
        made = reference.publish(s, args.file) if args.file else None
        known = reference.all(s)
    lines = [f"{each.name}, version {each.version}: {each.title}" for each in known]
    if made:
        lines = [f"{made.name}, version {made.version}, goes to every wing from now on."]
    document = {"published": terminal.builtins(made), "forms": terminal.builtins(known)}
    terminal.answer(args, document, lines or ["Only the forms of the program are in use."])
    return terminal.DONE
