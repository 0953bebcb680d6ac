# SPDX-License-Identifier: MIT
"""`coprod round`, `verify-stick` and `sticks`: the weekly round, a second look, and the books."""

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coprod_desktop.cli import passwords, stores, terminal
from coprod_desktop.domain import days
from coprod_desktop.domain.errors import MediumNotAuthorised, MediumUnknown, NothingToExport

if TYPE_CHECKING:
    from coprod_desktop.services.books.sticks import Carried, Known, Stick
    from coprod_desktop.services.exchanging.exchange import Exported, Preview
    from coprod_desktop.services.exchanging.receiving import Received
    from coprod_desktop.services.exchanging.rounds import Round, Verified
    from coprod_desktop.services.session import SignedIn

_REFUSED = ("refused", "held")
_STOPPED = "The round stops here. Nothing was written to this stick: keep it as it is."


def add_to(commands: Any) -> None:
    """Add the commands to the parser."""
    weekly = commands.add_parser(
        "round",
        help="a wing’s weekly stick round; without --drive: which sticks are in",
        allow_abbrev=False,
    )
    stores.add_store(weekly)
    _add_drive(weekly, required=False)
    stores.add_authorise(weekly)
    weekly.add_argument("--tidy", action="store_true", help="remove what has done its work on it")
    weekly.set_defaults(run=_round)

    again = commands.add_parser(
        "verify-stick", help="read a stick once more, after it was out", allow_abbrev=False
    )
    stores.add_store(again)
    _add_drive(again, required=True)
    again.set_defaults(run=_verify)

    books = commands.add_parser(
        "sticks", help="which sticks may carry bundles, and what they carried", allow_abbrev=False
    )
    stores.add_store(books)
    choice = books.add_mutually_exclusive_group()
    choice.add_argument("--authorise", metavar="STICK", help="let a stick carry bundles")
    choice.add_argument("--withdraw", metavar="STICK", help="let it carry them no longer")
    books.set_defaults(run=_sticks)


def _add_drive(parser: Any, *, required: bool) -> None:
    parser.add_argument(
        "--drive",
        metavar="DRIVE",
        required=required,
        help="a stick's name, serial number or place, or a folder in its place",
    )


# --- the round --------------------------------------------------------------------------------


def _round(args: Namespace) -> int:
    from coprod_desktop.services.books import sticks
    from coprod_desktop.services.exchanging import rounds

    with stores.opened_with_password(args) as (s, password):
        if args.drive is None:
            drives = sticks.drives(s)
            lines = [line for stick in drives for line in _stick_lines(stick)]
            terminal.answer(
                args, {"drives": terminal.builtins(drives)}, lines or ["There is no stick in."]
            )
            return terminal.DONE
        place = _place(s, args.drive)
        with terminal.watched() as progress:
            current = rounds.Round(s, place)
            received = current.receive(progress)
            _say(args, _received_lines(received))
            document: dict[str, Any] = {
                "drive": current.folder,
                "received": terminal.builtins(received),
            }
            if any(each.security for each in received):
                # Such a stick is kept as it is: nothing more is written to it.
                terminal.answer(args, {**document, "exported": None}, [_STOPPED])
                return terminal.SOME_REFUSED
            preview, made = _sent(args, current, password, progress)
            removed = _tidied(args, current)
            ejected = current.release()
    document |= {
        "preview": terminal.builtins(preview),
        "exported": terminal.builtins(made),
        "removed": removed,
        "safe_to_remove": True,
        "ejected": ejected,
    }
    terminal.answer(args, document, ["It is safe to remove the stick."])
    refused = any(each.outcome in _REFUSED for each in received)
    return terminal.SOME_REFUSED if refused else terminal.DONE


def _sent(
    args: Namespace, current: "Round", password: str, progress: Any
) -> "tuple[Preview | None, Exported | None]":
    """Write what is new; None twice when the office has everything."""
    try:
        preview = current.preview()
    except NothingToExport as nothing:
        _say(args, [nothing.title])
        return None, None
    _say(args, _preview_lines(preview))
    if preview.unresolved:
        _say(args, [f"Waiting for an answer: {preview.unresolved}. See: coprod escalations STORE"])
    allowed = args.authorise or (not current.authorised and _asked(current))
    made = current.export(password, progress, authorise=allowed)
    size = f"{made.size / 1e6:.1f} MB"
    what = f"Bundle {made.seq}: {made.changes} changes, {size}, read back and whole."
    _say(args, [what, str(made.path)])
    return preview, made


def _asked(current: "Round") -> bool:
    """Ask whoever has the right to it whether this stick may carry bundles from now on."""
    if not sys.stdin.isatty():
        raise MediumNotAuthorised(name=f"{current.folder} (to allow it, give --authorise)")
    question = f"The stick {current.folder} is not authorised. Authorise it now? (yes/no) "
    return passwords.line(question, "--authorise").casefold() in ("y", "yes")


def _tidied(args: Namespace, current: "Round") -> int:
    settled = current.settled()
    if not settled:
        return 0
    if args.tidy:
        removed = current.remove([each.path for each in settled])
        _say(args, [f"{removed} files were removed: they have done their work."])
        return removed
    _say(args, [f"{len(settled)} files on it have done their work: --tidy removes them."])
    return 0


def _say(args: Namespace, lines: list[str]) -> None:
    # Each step's lines at once: the next one may take a while, or fail.
    if not args.json:
        terminal.answer(args, {}, lines)
        sys.stdout.flush()


def _received_lines(received: "tuple[Received, ...]") -> list[str]:
    lines = [] if received else ["There is nothing from the office on it."]
    for each in received:
        code = f" [{each.code}]" if each.code else ""
        alarm = "  SECURITY: keep the file, and tell the administrator." if each.security else ""
        lines.append(f"{each.path.name}: {each.outcome.replace('_', ' ')}{code}{alarm}")
        lines += [f"  {text}" for text in (each.title, each.advice) if text]
        said = {
            "receipts": each.receipts,
            "answers": each.answers,
            "records to be erased": each.erased,
        }
        lines += [f"  {count} {what}" for what, count in said.items() if count]
    return lines


def _preview_lines(preview: "Preview") -> list[str]:
    counts = ", ".join(f"{count} {kind}" for kind, count in sorted(preview.counts.items()))
    days = f" of {preview.oldest} to {preview.newest}" if preview.oldest else ""
    return [f"To be sent: changes {preview.first} to {preview.last}: {counts}{days}"]


# --- a second look, and the books -------------------------------------------------------------


def _verify(args: Namespace) -> int:
    from coprod_desktop.services.exchanging import rounds

    with stores.opened(args) as s, terminal.watched() as progress:
        found = rounds.verify_again(s, _place(s, args.drive), progress)
    lines = [_verified_line(each) for each in found]
    nothing = ["This wing has written nothing to it that counts as sent."]
    terminal.answer(args, {"bundles": terminal.builtins(found)}, lines or nothing)
    whole = all(each.state == "whole" for each in found)
    return terminal.DONE if whole else terminal.SOME_REFUSED


def _verified_line(found: "Verified") -> str:
    if found.state == "whole":
        return f"Bundle {found.seq}: whole ({found.path})"
    return f"Bundle {found.seq}: {found.state}. It does not count as sent: make another round."


def _sticks(args: Namespace) -> int:
    from coprod_desktop.services.books import sticks

    with stores.opened(args) as s:
        if args.authorise is not None:
            sticks.authorise(s, _stick_id(s, args.authorise))
        if args.withdraw is not None:
            sticks.withdraw(s, _stick_id(s, args.withdraw))
        known, journal = sticks.known(s), sticks.journal(s)
    lines = [*(_known_line(each) for each in known), *(_journal_line(each) for each in journal)]
    terminal.answer(
        args,
        {"sticks": terminal.builtins(known), "journal": terminal.builtins(journal)},
        lines or ["No stick is in the books yet."],
    )
    return terminal.DONE


def _known_line(stick: "Known") -> str:
    if stick.authorised_at is not None:
        said = f"authorised by {stick.authorised_by} on {_day(stick.authorised_at)}"
    elif stick.withdrawn_at is not None:
        said = f"withdrawn by {stick.withdrawn_by} on {_day(stick.withdrawn_at)}"
    else:
        said = "not authorised"
    return f"{stick.id}  {stick.name}: {said}; {stick.bundles} bundles"


def _journal_line(line: "Carried") -> str:
    way = "to" if line.way == "out" else "from"
    whose = f" of {line.device}" if line.device else ""
    return f"{_day(line.at)} {line.by}: bundle {line.seq}{whose} {way} {line.name} ({line.medium})"


def _stick_lines(stick: "Stick") -> list[str]:
    allowed = (
        f"authorised by {stick.authorised_by} on {_day(stick.authorised_at)}"
        if stick.authorised_at is not None
        else "not authorised"
    )
    said = [f"serial {stick.serial or '–'}", f"{stick.free / 1e9:.1f} GB free", allowed]
    if stick.read_only:
        said.append("write-protected")
    return [f"{stick.name}: {stick.path}", f"  {', '.join(said)}"]


def _day(at: int) -> str:
    return days.here(at).strftime("%Y-%m-%d")


def _place(s: "SignedIn", asked: str) -> "Stick | Path":
    """The stick that is meant by a name, a serial number or a place; else the folder."""
    folder = Path(asked)
    return folder if folder.is_dir() else _stick(s, asked)


def _stick(s: "SignedIn", asked: str) -> "Stick":
    from coprod_desktop.services.books import sticks

    found = [
        stick
        for stick in sticks.drives(s)
        if asked in (stick.id, stick.name, stick.serial, str(stick.path))
    ]
    if len(found) != 1:
        raise MediumUnknown(name=asked)
    return found[0]


def _stick_id(s: "SignedIn", asked: str) -> str:
    """A stick's id: of one that is in, or one in the books, named by its id or its name."""
    from coprod_desktop.services.books import sticks

    known = [each.id for each in sticks.known(s) if asked in (each.id, each.name)]
    return known[0] if len(known) == 1 else _stick(s, asked).id
