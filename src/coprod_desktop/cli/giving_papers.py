# SPDX-License-Identifier: MIT
"""`coprod report STORE minutes`, `poster` and `complaint`: papers as Word files, or as PDF.

Screen readers can use the Word files: they carry headings, header rows and a language.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from coprod_desktop.cli import stores, terminal

if TYPE_CHECKING:
    from coprod_desktop.domain.document import Document
    from coprod_desktop.services.papers.looking_over import Concern
    from coprod_desktop.services.session import SignedIn


def add_reports(add: Callable[[str, str], ArgumentParser]) -> None:
    """Add all kinds."""
    minutes = add("minutes", "a meeting's minutes as a Word or PDF file")
    minutes.add_argument("id", metavar="ID", help="the meeting")
    minutes.add_argument("--easy-read", action="store_true", help="one page in Easy Read")
    minutes.add_argument("--large-print", action="store_true", help="in letters of 18 points")
    minutes.add_argument(
        "--with-confidential", action="store_true", help="private items too, for those who may"
    )
    minutes.add_argument(
        "--exact", action="store_true", help="small numbers of patients as they are, not hidden"
    )
    minutes.set_defaults(run=_minutes)
    poster = add("poster", "a poster that was kept, as a Word file")
    poster.add_argument("name", metavar="NAME", help="the poster's name")
    poster.set_defaults(run=_poster)
    complaint = add("complaint", "a complaint's case summary as a Word or PDF file")
    complaint.add_argument("id", metavar="ID", help="the complaint")
    complaint.add_argument("--with-words", action="store_true", help="what the patient said too")
    complaint.set_defaults(run=_complaint)


def _minutes(args: Namespace) -> int:
    from coprod_desktop.services.papers import meeting_parts, minutes

    _check(args)
    choice = meeting_parts.Choice(
        easy_read=args.easy_read,
        large=args.large_print,
        confidential=args.with_confidential,
        exact=args.exact,
    )
    with stores.opened(args) as s:
        found = minutes.source(s, args.id)
        _write(s, args, minutes.made(found, choice))
    concerns = minutes.concerns(found, choice)
    _tell(concerns)
    left_out = 0 if choice.confidential else found.private
    lines = [f"Wrote {args.to}.", *([meeting_parts.left_out(left_out)] if left_out else [])]
    document = {"file": args.to, "private_left_out": left_out, "look_at": len(concerns)}
    terminal.answer(args, document, lines)
    return terminal.DONE


def _poster(args: Namespace) -> int:
    from coprod_desktop.services.papers import posters

    _check(args, ".docx")  # the window draws a poster in its own way
    with stores.opened(args) as s:
        _write(s, args, posters.ready(s, posters.find(s, args.name).poster))
    terminal.answer(args, {"file": args.to}, [f"Wrote {args.to}."])
    return terminal.DONE


def _complaint(args: Namespace) -> int:
    from coprod_desktop.services.papers import complaint_paper

    _check(args)
    with stores.opened(args) as s:
        document = complaint_paper.made(complaint_paper.source(s, args.id), words=args.with_words)
        _write(s, args, document)
    concerns = complaint_paper.concerns(document)
    _tell(concerns)
    done = {"file": args.to, "look_at": len(concerns)}
    terminal.answer(args, done, [f"Wrote {args.to}."])
    return terminal.DONE


def _tell(concerns: "Sequence[Concern]") -> None:
    if concerns:
        # Where, and not what: the words may name somebody, and a terminal keeps what it shows.
        terminal.tell("Look at these first, for they may tell who somebody is:")
        terminal.tell(*(f"  {each.where} ({each.kind.replace('_', ' ')})" for each in concerns))


def _check(args: Namespace, *suffixes: str) -> None:
    from coprod_desktop.services.papers import giving_out

    wanted = suffixes or giving_out.PAPERS
    if args.to.suffix.lower() not in wanted:
        raise terminal.WrongUsage(f"the file's name has to end in {' or '.join(wanted)}")


def _write(s: "SignedIn", args: Namespace, document: "Document") -> None:
    from coprod_desktop.services.papers import giving_out

    giving_out.paper(s, document, args.to)
