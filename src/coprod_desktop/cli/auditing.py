# SPDX-License-Identifier: MIT
"""`coprod audit`: who did what in a store."""

import datetime
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from coprod_desktop.cli import reading, stores, terminal
from coprod_desktop.domain import days

if TYPE_CHECKING:
    from coprod_desktop.services.access.auditing import AuditQuery, Line
    from coprod_desktop.services.session import SignedIn

_LIMIT = 50


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    audit = commands.add_parser("audit", help="who did what, newest first", allow_abbrev=False)
    stores.add_store(audit)
    audit.add_argument("--search", metavar="WORDS", default="")
    audit.add_argument("--kind", metavar="KIND", help="one kind of thing, such as sign_in")
    audit.add_argument("--by", metavar="NAME", default="")
    audit.add_argument("--from", type=reading.day, metavar="DATE", dest="date_from")
    audit.add_argument("--to", type=reading.day, metavar="DATE", dest="date_to")
    audit.add_argument(
        "--limit",
        type=reading.count,
        default=_LIMIT,
        metavar="N",
        help=f"{_LIMIT} unless given; 0: all",
    )
    audit.add_argument(
        "--export", type=Path, metavar="FILE", help="write all that fit to a table (CSV) instead"
    )
    audit.set_defaults(run=_audit)


def _audit(args: Namespace) -> int:
    from coprod_desktop.services.access import auditing

    query = _query(args)
    with stores.opened(args) as s:
        if args.export:
            count = auditing.export(s, args.export, query)
            document = {"file": args.export, "lines": count}
            terminal.answer(args, document, [f"{args.export}: {count} lines."])
            return terminal.DONE
        found = _found(s, query, args.limit)
    lines = [_line(each) for each in found] or ["There is no such line."]
    terminal.answer(args, {"lines": terminal.builtins(found)}, lines)
    return terminal.DONE


def _query(args: Namespace) -> "AuditQuery":
    from coprod_desktop.services.access.auditing import AuditQuery, Kind

    kinds = get_args(Kind)
    if args.kind and args.kind not in kinds:
        raise terminal.WrongUsage(f"--kind is one of: {', '.join(kinds)}")
    return AuditQuery(
        words=args.search,
        kind=args.kind,
        by=args.by,
        date_from=_day(args.date_from),
        date_to=_day(args.date_to),
    )


def _day(said: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(said) if said else None


def _found(s: "SignedIn", query: "AuditQuery", limit: int) -> "list[Line]":
    """The newest `limit` lines; with 0 all, page by page."""
    from coprod_desktop.services.access import auditing

    found: list[Line] = []
    before: int | None = None
    while limit == 0 or len(found) < limit:
        wanted = min(limit - len(found), auditing.MOST) if limit else auditing.MOST
        page = auditing.page(s, query, wanted, before)
        found += page
        if len(page) < wanted:
            break
        before = page[-1].n
    return found


def _line(line: "Line") -> str:
    when = days.here(line.at)
    said = "  ".join(part for part in (line.about, line.detail) if part)
    return f"{line.n:>6}  {when:%Y-%m-%d %H:%M}  {line.by or '—'}  {line.kind}  {said}".rstrip()
