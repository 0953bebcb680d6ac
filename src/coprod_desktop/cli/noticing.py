# SPDX-License-Identifier: MIT
"""`coprod office notice`: short notices to wings, and `coprod notices`: what stands on a wing."""

import datetime
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from coprod_desktop.cli import complaints, stores, terminal

if TYPE_CHECKING:
    from coprod_desktop.services.loop.notices import Given, Posted

_DAYS = 28


def add_to_office(commands: Any) -> None:
    """Add `office notice`."""
    notice = commands.add_parser(
        "notice",
        help="give a notice to wings, withdraw one, or list them",
        description=(
            "Without --title the notices are listed. A notice goes to its wings with the next "
            "`coprod return`, and stands there until its last day."
        ),
        allow_abbrev=False,
    )
    stores.add_store(notice)
    notice.add_argument("--title", metavar="WORDS", help="what it says, in a line")
    notice.add_argument("--text", default="", metavar="WORDS", help="more words")
    notice.add_argument("--site", default="", help="for the wings of this site alone")
    notice.add_argument("--wing", default="", help="for this wing of --site alone")
    notice.add_argument(
        "--from", dest="first", type=complaints.day, metavar="DATE", help="the first day, or today"
    )
    notice.add_argument(
        "--until",
        type=complaints.day,
        metavar="DATE",
        help=f"the last day, or {_DAYS} days after the first",
    )
    notice.add_argument("--revise", metavar="ID", help="say this notice better")
    notice.add_argument("--withdraw", metavar="ID", help="withdraw this notice")
    notice.set_defaults(run=_notice)


def add_to(commands: Any) -> None:
    """Add `notices`."""
    listed = commands.add_parser(
        "notices", help="what the office has to say, at a wing", allow_abbrev=False
    )
    stores.add_store(listed)
    listed.set_defaults(run=_notices)


def _notice(args: Namespace) -> int:
    from coprod_desktop.domain.records import Notice
    from coprod_desktop.services.loop import notices
    from coprod_desktop.services.recording import binning

    if args.title and args.withdraw:
        raise terminal.WrongUsage("give one of --title and --withdraw")
    if args.revise and not args.title:
        raise terminal.WrongUsage("--revise needs the --title and all else that it is to say")
    with stores.opened(args) as s:
        saved = None
        if args.title:
            first = args.first or datetime.datetime.now().astimezone().date()
            notice = Notice(
                date=first,
                until=args.until or first + datetime.timedelta(days=_DAYS),
                title=args.title,
                text=args.text,
                site=args.site,
                wing=args.wing,
            )
            saved = notices.give(s, notice, id=args.revise)
        elif args.withdraw:
            s.must_be("office", "withdrawing a notice")
            s.needs("admin", "head", what="withdrawing a notice")
            saved = binning.put_away(s, args.withdraw)
        given = notices.given(s)
    if saved is not None:
        what = "Withdrawn" if args.withdraw else "Given"
        lines = [f"{what}: {saved.id}", "It goes to its wings with the next return."]
    else:
        lines = [line for each in given for line in _given_lines(each)] or ["No notice stands."]
    document = {"saved": terminal.builtins(saved), "notices": terminal.builtins(given)}
    terminal.answer(args, document, lines)
    return terminal.DONE


def _given_lines(each: "Given") -> list[str]:
    whom = ", ".join(part for part in (each.site, each.wing) if part) or "all wings"
    return [
        f"{each.title}  ({whom}, {each.date} to {each.until})",
        f"  {each.id}: with {each.sent} of {each.wings} wings, seen by {each.seen}",
    ]


def _notices(args: Namespace) -> int:
    from coprod_desktop.services.loop import notices

    with stores.opened(args) as s:
        found = notices.posted(s, datetime.datetime.now().astimezone().date())
    lines = [line for each in found for line in _posted_lines(each)]
    document = {"notices": terminal.builtins(found)}
    terminal.answer(args, document, lines or ["The office has nothing to say today."])
    return terminal.DONE


def _posted_lines(each: "Posted") -> list[str]:
    new = "NEW  " if each.unread else ""
    said = [f"  {line}" for line in each.text.splitlines()]
    return [f"{new}{each.title}", *said, f"  {each.by}, until {each.until}"]
