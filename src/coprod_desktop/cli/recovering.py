# SPDX-License-Identifier: MIT
"""`coprod recover`: ways back into a store whose password is lost."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coprod_desktop.cli import paper, passwords, stores, terminal, words
from coprod_desktop.cli.terminal import WrongUsage
from coprod_desktop.domain import days

if TYPE_CHECKING:
    from coprod_desktop.services.access.recovery import Asking
    from coprod_desktop.services.exchanging.paper_bundles import Opened

_SHEET = "the recovery sheet"
_KEY = "the office's recovery key"


def add_to(commands: Any) -> None:
    """Add the commands to the parser."""
    group = commands.add_parser("recover", help="ways back in when a password is lost")
    inner = group.add_subparsers(metavar="COMMAND", required=True)

    sheet = inner.add_parser(
        "sheet", help="make a recovery sheet; it ends the one before", allow_abbrev=False
    )
    stores.add_store(sheet)
    sheet.add_argument("--show", action="store_true", help="show the 24 words on this terminal")
    sheet.add_argument("--page", type=Path, help=_NO_PAGE)
    paper.add_giving(sheet)
    sheet.set_defaults(run=_sheet)

    use = inner.add_parser(
        "use", help="set a new password with the recovery sheet", allow_abbrev=False
    )
    _add_locked(use)
    paper.add_taking(use)
    use.set_defaults(run=_use)

    ask = inner.add_parser("ask", help="write a question for the office", allow_abbrev=False)
    _add_locked(ask)
    ask.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    ask.set_defaults(run=_ask)

    answer = inner.add_parser(
        "answer", help="at the office: answer a locked store's question", allow_abbrev=False
    )
    stores.add_store(answer)
    answer.add_argument("question", type=Path, metavar="QUESTION", help="the question's file")
    answer.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    answer.add_argument("--said", metavar="WORDS", help="the twelve words, read out to you")
    paper.add_taking(answer)
    answer.set_defaults(run=_answer)

    bundles = inner.add_parser(
        "bundles",
        help="at a new office: read bundles of an office that was lost, with its recovery key",
        allow_abbrev=False,
    )
    stores.add_store(bundles)
    bundles.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="files or folders")
    bundles.add_argument(
        "--trust", type=Path, required=True, metavar="FILE", help="the lost office's trust list"
    )
    bundles.add_argument(
        "--card", metavar="WORDS", help="words of the lost office's card, all or with their places"
    )
    bundles.add_argument(
        "--texts", type=Path, metavar="FOLDER", help="write what they hold there too, in clear"
    )
    paper.add_taking(bundles)
    bundles.set_defaults(run=_bundles)

    finish = inner.add_parser("finish", help="use the office's answer", allow_abbrev=False)
    _add_locked(finish)
    finish.add_argument("answer", type=Path, metavar="ANSWER", help="the answer's file")
    finish.set_defaults(run=_finish)


_NO_PAGE = "not possible: these words are never written as a page; the window prints them"


def _add_locked(parser: ArgumentParser) -> None:
    """Options of a command on a store that nobody can open."""
    parser.add_argument("store", type=Path, metavar="STORE", help="the store's folder")
    parser.add_argument("--user", metavar="NAME", help="whose password is lost")
    passwords.add_new(parser)
    stores.add_json(parser)


def _sheet(args: Namespace) -> int:
    from coprod_desktop.services.access import recovery

    if args.page:
        raise WrongUsage(f"--page is {_NO_PAGE}")
    if bool(args.words_to) == args.show:
        raise WrongUsage("give --show (on a terminal) or --words-to FILE (on another drive)")
    if args.show and not paper.can_show(args):
        raise WrongUsage("--show is for a person at a terminal: give --words-to FILE instead")
    with stores.opened(args) as s:
        if args.words_to:
            paper.check_place(args.words_to, args.store, practice=s.env == "practice")
        made = recovery.sheet(s)
        if args.words_to:
            paper.put(args.words_to, made.words, args.store, practice=s.env == "practice")
        else:
            paper.show(f"Recovery sheet of {made.title}", made.words)
    document = {"title": made.title, "at": made.at, "by": made.by, "words_to": args.words_to}
    lines = ["A recovery sheet was made. Any earlier one opens nothing any more."]
    terminal.answer(args, document, lines)
    return terminal.DONE


def _use(args: Namespace) -> int:
    from coprod_desktop.services.access import recovery

    name = stores.who(args)
    typed = paper.taken(args, _SHEET)
    s = recovery.with_sheet(args.store, typed, name, passwords.new(args, name))
    s.close()
    lines = [f"{s.person.name} has a new password. Make a new recovery sheet if others saw this."]
    terminal.answer(args, {"person": s.person.name}, lines)
    return terminal.DONE


def _ask(args: Namespace) -> int:
    from coprod_desktop.services.access import recovery

    name = stores.who(args)
    file = args.to / recovery.QUESTION_FILE
    said = recovery.ask(args.store, name, passwords.new(args, name), file)
    lines = [
        f"Question: {file}",
        "Take it to the office, and read these words to it over the telephone:",
        *words.shown(said),
        "Then: coprod recover finish, with the answer and the password you have just chosen.",
    ]
    terminal.answer(args, {"path": file, "words": said}, lines)
    return terminal.DONE


def _answer(args: Namespace) -> int:
    from coprod_desktop.services.access import recovery

    asking = recovery.look(args.question)
    terminal.tell(*_asking(asking))
    question = "The twelve words, as they are read out to you: "
    said = words.several(args.said or passwords.line(question, "--said"))
    typed = paper.taken(args, _KEY)
    with stores.opened(args) as s:
        path = recovery.answer(s, args.question, typed, args.to, said=said)
    document = {"path": path, "title": asking.title, "person": asking.person}
    lines = [f"Answer: {path}", "It serves once, and only on the PC that asked."]
    terminal.answer(args, document, lines)
    return terminal.DONE


def _asking(asking: "Asking") -> list[str]:
    when = days.here(asking.at)
    practice = " (for practice)" if asking.env == "practice" else ""
    return [
        f"{asking.person} asks to be let back into “{asking.title}”{practice}.",
        f"Written {when:%Y-%m-%d %H:%M} by that PC's clock.",
        "Ring them on a number you already know, and have the twelve words read out.",
    ]


def _bundles(args: Namespace) -> int:
    from coprod_desktop.services.access import setup
    from coprod_desktop.services.exchanging import paper_bundles

    summary = setup.read_trust(args.trust)
    card = words.placed(args.card) if args.card else words.asked(summary.asked)
    office = paper_bundles.lost(args.trust, card, paper.taken(args, _KEY))
    with stores.opened(args) as s, terminal.watched() as progress:
        found = paper_bundles.take_in(s, office, args.paths, args.texts, progress)
    lines = [line for each in found for line in _bundle_lines(each)] or ["There was no bundle."]
    terminal.answer(args, {"bundles": terminal.builtins(found)}, lines)
    some = any(each.outcome in {"refused", "held"} for each in found)
    return terminal.SOME_REFUSED if some else terminal.DONE


def _bundle_lines(each: "Opened") -> list[str]:
    of = f" ({each.site}, {each.wing}, changes {each.first} to {each.last})" if each.site else ""
    code = f" [{each.code}]" if each.code else ""
    count = f": {each.changes} changes" if each.outcome == "imported" else ""
    said = [text for text in (each.title, each.advice) if text]
    said += [f"Given out in clear: {each.text}"] if each.text else []
    first = f"{each.path.name}{of}: {each.outcome.replace('_', ' ')}{count}{code}"
    return [first, *(f"  {text}" for text in said)]


def _finish(args: Namespace) -> int:
    from coprod_desktop.services.access import recovery

    name = stores.who(args)
    s = recovery.finish(args.store, name, passwords.chosen(args, name), args.answer)
    s.close()
    lines = [f"{s.person.name} can sign in again, with the password chosen when asking."]
    terminal.answer(args, {"person": s.person.name}, lines)
    return terminal.DONE
