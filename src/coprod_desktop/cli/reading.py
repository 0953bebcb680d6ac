# SPDX-License-Identifier: MIT
"""`coprod list` and `coprod log`: the newest records, and one record's story."""

import datetime
import shutil
from argparse import ArgumentTypeError, Namespace
from typing import TYPE_CHECKING, Any

from coprod_desktop.cli import stores, story, terminal

if TYPE_CHECKING:
    from coprod_desktop.services.loop.answers import AnswerShown
    from coprod_desktop.services.recording.lists import Row
    from coprod_desktop.services.session import SignedIn

_TYPES = ("feedback", "meeting", "action")
_LIMIT = 50
_PLACE_WIDTH = 24
_LEAST_EXCERPT = 30
_ID_WIDTH = 36


def day(text: str) -> str:
    """A day as an argument; raises `ArgumentTypeError`."""
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise ArgumentTypeError("a date is written 2026-01-31") from None


def count(text: str) -> int:
    """How many at most, as an argument; raises `ArgumentTypeError`."""
    if not text.isdecimal():
        raise ArgumentTypeError("a limit is a whole number; 0 is none")
    return int(text)


def add_to(commands: Any) -> None:
    """Add the commands to the parser."""
    listing = commands.add_parser("list", help="list records, newest first", allow_abbrev=False)
    stores.add_store(listing)
    listing.add_argument("type", nargs="?", choices=_TYPES, default="feedback", metavar="TYPE")
    listing.add_argument("--search", metavar="WORDS", default="")
    listing.add_argument("--from", type=day, metavar="DATE", dest="date_from")
    listing.add_argument("--to", type=day, metavar="DATE", dest="date_to")
    listing.add_argument(
        "--limit", type=count, default=_LIMIT, metavar="N", help=f"{_LIMIT} unless given; 0: all"
    )
    listing.set_defaults(run=_list)

    log = commands.add_parser("log", help="a record's story", allow_abbrev=False)
    stores.add_store(log)
    log.add_argument("id", metavar="ID")
    log.set_defaults(run=_log)


def _list(args: Namespace) -> int:
    from coprod_desktop.services.recording import lists

    query = lists.Query(
        words=args.search, date_from=args.date_from or "", date_to=args.date_to or ""
    )
    with stores.opened(args) as s:
        if args.search:
            _catch_up(s)
        wanted = lists.positions(s, args.type, query)[: args.limit or None]
        rows = lists.rows(s, args.type, wanted)
        found = [_whole(s, row) for row in rows] if args.json else []
    document = {"type": args.type, "records": found}
    terminal.answer(args, document, _table(rows) if rows else ["There is no such record."])
    return terminal.DONE


def _catch_up(s: "SignedIn") -> None:
    """An import that was cut off left records that no search finds yet: that is put right first."""
    from coprod_desktop.services.books import indexing
    from coprod_desktop.services.recording import lists

    if behind := lists.search_behind(s):
        terminal.tell(f"The search is {behind} changes behind an import: catching up first.")
        with terminal.watched() as progress:
            indexing.catch_up(s, progress)


def _whole(s: "SignedIn", row: "Row") -> dict[str, Any]:
    """A row with its whole record: what a script wants instead of an excerpt."""
    from coprod_desktop.services.recording import records

    columns = terminal.builtins(row)
    del columns["pos"]  # where the row stands in this store's lists; it means nothing elsewhere
    return {**columns, "record": terminal.builtins(records.get(s, row.id).record)}


def _table(rows: "tuple[Row, ...]") -> list[str]:
    width = shutil.get_terminal_size((120, 24)).columns
    room = max(width - 10 - _PLACE_WIDTH - _ID_WIDTH - 6, _LEAST_EXCERPT)
    return [
        "  ".join(
            (
                f"{_date(row):<10}",
                _cut(_place(row), _PLACE_WIDTH),
                _cut(_excerpt(row), room),
                row.id,
            )
        )
        for row in rows
    ]


def _date(row: "Row") -> str:
    return str(getattr(row, "date", "") or getattr(row, "due", ""))


def _place(row: "Row") -> str:
    place = (getattr(row, "wing", ""), getattr(row, "site", ""))
    return ", ".join(part for part in place if part)


def _excerpt(row: "Row") -> str:
    from coprod_desktop.services.recording.lists import (
        ActionRow,
        AnswerRow,
        ComplaintRow,
        FeedbackRow,
        MeetingRow,
        NoticeRow,
        RollRow,
    )

    match row:
        case FeedbackRow():
            said = f"{row.fft or '-'} {row.excerpt}"
        case ActionRow():
            said = f"{row.status}: {row.text}"
        case AnswerRow():
            said = f"{row.lever}: {row.text}"
        case ComplaintRow():
            said = f"{row.status or 'received'}: {row.excerpt}"
        case RollRow():
            said = f"{row.number} people on the roll"
        case NoticeRow():
            said = f"until {row.until}: {row.title}"
        case MeetingRow():
            said = f"{row.title} ({row.patients_present} patients, {row.actions_open} actions open)"
    return said


def _cut(text: str, width: int) -> str:
    flat = " ".join(text.split())
    return f"{flat if len(flat) <= width else flat[: width - 1] + '…':<{width}}"


def _log(args: Namespace) -> int:
    from coprod_desktop.domain.errors import RecordErased
    from coprod_desktop.domain.records import Erasure
    from coprod_desktop.services.loop import answers
    from coprod_desktop.services.recording import records

    with stores.opened(args) as s:
        events = records.story(s, args.id)
        said_to = answers.to(s, args.id)
        try:
            stands = records.get(s, args.id)
            kind, device = stands.type, stands.device
        except RecordErased:
            said = events[-1].record
            kind, device = said.of if isinstance(said, Erasure) else "record", ""
        told = list(story.lines(kind, events, records.form_of(s)))
    document = {
        "id": args.id,
        "type": kind,
        "device": device,
        "events": story.document(events),
        "answers": terminal.builtins(said_to),
    }
    lines = [*told, *(line for each in said_to for line in _answer(each))]
    terminal.answer(args, document, lines)
    return terminal.DONE


def _answer(found: "AnswerShown") -> list[str]:
    source = "the office" if found.office else "this wing"
    first = f"{found.date}  answered by {found.by}, {source} ({found.lever}):  {found.id}"
    return [first, *(f"  {line}" for line in found.text.splitlines())]
