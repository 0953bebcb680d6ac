# SPDX-License-Identifier: MIT
"""`coprod report STORE fft`, `ko41a`, `fhir`, `calendar` and `inspector`: for others to count."""

import datetime
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from coprod_desktop.cli import stores, terminal

if TYPE_CHECKING:
    from coprod_desktop.services.session import SignedIn


def add_reports(add: Callable[[str, str], ArgumentParser]) -> None:
    """Add all kinds."""
    fft = add("fft", "the Friends and Family Test of a month, by site (CSV)")
    fft.add_argument("--month", type=_month, required=True, metavar="YYYY-MM")
    fft.set_defaults(run=_fft)
    ko41a = add("ko41a", "complaints of a period as the KO41a return counts them (CSV)")
    _add_period(ko41a)
    ko41a.set_defaults(run=_ko41a)
    fhir = add("fhir", "comments as FHIR R4 resources, one a line (NDJSON)")
    fhir.add_argument("--from", dest="first", type=_date, metavar="DATE")
    fhir.add_argument("--until", dest="last", type=_date, metavar="DATE")
    fhir.add_argument("--without-words", action="store_true", help="codes and choices alone")
    fhir.set_defaults(run=_fhir)
    calendar = add("calendar", "meetings and open actions for a calendar (ICS)")
    calendar.set_defaults(run=_calendar)
    inspector = add("inspector", "the inspector's pack of a period, as a Word file")
    _add_period(inspector)
    inspector.add_argument("--site", default="", help="of one site alone")
    inspector.set_defaults(run=_inspector)


def _add_period(parser: ArgumentParser) -> None:
    parser.add_argument("--from", dest="first", type=_date, required=True, metavar="DATE")
    parser.add_argument("--until", dest="last", type=_date, required=True, metavar="DATE")


def _date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError("a date is written 2026-06-04") from None


def _month(text: str) -> str:
    try:
        return f"{datetime.date.fromisoformat(f'{text}-01'):%Y-%m}"
    except ValueError:
        raise ArgumentTypeError("a month is written 2026-06") from None


def _fft(args: Namespace) -> int:
    from coprod_desktop.services import fft_return

    with stores.opened(args) as s:
        found = fft_return.monthly(s, args.month)
        options = ("very good", "good", "neither", "poor", "very poor", "don't know")
        heading = ("month", "site", *options, "total", "positive %", "negative %")
        rows = [
            (found.month, row.site, *row.options, row.total, row.positive, row.negative, *row.modes)
            for row in found.sites
        ]
        total = (found.month, "all sites", *found.totals, found.total, "", "")
        modes = [f"mode {mode}" for mode in fft_return.MODES]
        padded = (*total, *("" for _ in modes)) if rows else None
        why = ("how suppressed", found.why)
        every = [*rows, *([padded] if padded else []), why]
        return _csv(s, args, "FFT return", (*heading, *modes), every)


def _ko41a(args: Namespace) -> int:
    from coprod_desktop.services import ko41a

    with stores.opened(args) as s:
        found = ko41a.summary(s, args.first, args.last)
        rows: list[Sequence[str]] = [
            ("total", "brought_forward", "Brought forward", found.brought_forward),
            ("total", "received", "Received", found.received),
            ("total", "resolved", "Resolved", found.resolved),
            ("total", "carried_forward", "Carried forward", found.carried_forward),
            ("total", "acknowledged", "Acknowledged in time", found.acknowledged_in_time),
        ]
        for part, lines in (
            ("outcome", found.outcomes),
            ("subject", found.subjects),
            ("complainant", found.complainants),
        ):
            rows += [(part, line.code, line.label, line.count) for line in lines]
        rows.append(("how suppressed", "", found.why, ""))
        return _csv(s, args, "KO41a summary", ("part", "code", "label", "count"), rows)


def _fhir(args: Namespace) -> int:
    from coprod_desktop.services import fhir
    from coprod_desktop.services.lists import Query

    query = Query(
        date_from=args.first.isoformat() if args.first else "",
        date_to=args.last.isoformat() if args.last else "",
    )
    with stores.opened(args) as s:
        lines = list(fhir.ndjson(s, query, words=not args.without_words))
        whole = "".join(f"{line}\n" for line in lines).encode()
        return _written(s, args, "ndjson", "FHIR resources", whole, len(lines))


def _calendar(args: Namespace) -> int:
    from coprod_desktop.services import calendars

    with stores.opened(args) as s:
        return _written(s, args, "ics", "Meetings and actions", calendars.icalendar(s), 1)


def _inspector(args: Namespace) -> int:
    from coprod_desktop.services import inspector, word_file

    with stores.opened(args) as s:
        document = inspector.pack(inspector.gather(s, args.first, args.last, args.site))
        return _written(s, args, "docx", document.title, word_file.as_docx(document), 1)


def _csv(
    s: "SignedIn",
    args: Namespace,
    title: str,
    heading: Sequence[str],
    rows: Iterable[Sequence[str]],
) -> int:
    from coprod_desktop.domain import table

    every = list(rows)
    return _written(s, args, "csv", title, b"".join(table.lines(heading, every)), len(every))


def _written(s: "SignedIn", args: Namespace, form: str, title: str, data: bytes, count: int) -> int:
    from coprod_desktop.services import giving_out

    if args.to.suffix.lower() != f".{form}":
        raise terminal.WrongUsage(f"the file's name has to end in .{form}")
    giving_out.file(s, form, title, data, args.to)
    terminal.answer(args, {"file": args.to, "lines": count}, [f"Wrote {args.to}."])
    return terminal.DONE
