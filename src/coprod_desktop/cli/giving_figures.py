# SPDX-License-Identifier: MIT
"""`coprod report STORE fft`, `ko41a`, `fhir`, `calendar` and `inspector`: for others to count."""

import datetime
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from coprod_desktop.cli import stores, terminal

if TYPE_CHECKING:
    from coprod_desktop.services.charting.figures import Figures
    from coprod_desktop.services.session import SignedIn


def add_reports(add: Callable[[str, str], ArgumentParser]) -> None:
    """Add all kinds."""
    fft = add("fft", "the Friends and Family Test of a month, by site (CSV or XLSX)")
    fft.add_argument("--month", type=_month, required=True, metavar="YYYY-MM")
    fft.set_defaults(run=_fft)
    ko41a = add("ko41a", "complaints of a period as the KO41a return counts them (CSV or XLSX)")
    _add_period(ko41a)
    ko41a.set_defaults(run=_ko41a)
    fhir = add("fhir", "comments as FHIR R4 resources, one a line (NDJSON)")
    fhir.add_argument("--from", dest="first", type=_date, metavar="DATE")
    fhir.add_argument("--until", dest="last", type=_date, metavar="DATE")
    fhir.add_argument("--without-words", action="store_true", help="codes and choices alone")
    fhir.set_defaults(run=_fhir)
    calendar = add("calendar", "meetings and open actions for a calendar (ICS)")
    calendar.set_defaults(run=_calendar)
    inspector = add("inspector", "the inspector's pack of a period, as a Word or PDF file")
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
    from coprod_desktop.services.charting import figures

    with stores.opened(args) as s:
        return _figures(s, args, figures.fft(s, args.month))


def _ko41a(args: Namespace) -> int:
    from coprod_desktop.services.charting import figures

    with stores.opened(args) as s:
        return _figures(s, args, figures.complaints(s, args.first, args.last))


def _figures(s: "SignedIn", args: Namespace, found: "Figures") -> int:
    from coprod_desktop.services.charting import figures

    _ends_in(args, figures.SUFFIXES)
    figures.save(s, found, args.to)
    return _wrote(args, len(found.rows))


def _fhir(args: Namespace) -> int:
    from coprod_desktop.services.papers import fhir
    from coprod_desktop.services.recording.lists import Query

    query = Query(
        date_from=args.first.isoformat() if args.first else "",
        date_to=args.last.isoformat() if args.last else "",
    )
    with stores.opened(args) as s:
        lines = list(fhir.ndjson(s, query, words=not args.without_words))
        whole = "".join(f"{line}\n" for line in lines).encode()
        return _written(s, args, "ndjson", "FHIR resources", whole, len(lines))


def _calendar(args: Namespace) -> int:
    from coprod_desktop.services.papers import calendars

    with stores.opened(args) as s:
        return _written(s, args, "ics", "Meetings and actions", calendars.icalendar(s), 1)


def _inspector(args: Namespace) -> int:
    from coprod_desktop.services.charting import inspector
    from coprod_desktop.services.papers import giving_out

    _ends_in(args, giving_out.PAPERS)
    with stores.opened(args) as s:
        document = inspector.pack(inspector.gather(s, args.first, args.last, args.site))
        giving_out.paper(s, document, args.to)
    return _wrote(args, 1)


def _written(s: "SignedIn", args: Namespace, form: str, title: str, data: bytes, count: int) -> int:
    from coprod_desktop.services.papers import giving_out

    _ends_in(args, (f".{form}",))
    giving_out.file(s, form, title, data, args.to)
    return _wrote(args, count)


def _ends_in(args: Namespace, suffixes: Sequence[str]) -> None:
    if args.to.suffix.lower() not in suffixes:
        raise terminal.WrongUsage(f"the file's name has to end in {' or '.join(suffixes)}")


def _wrote(args: Namespace, count: int) -> int:
    terminal.answer(args, {"file": args.to, "lines": count}, [f"Wrote {args.to}."])
    return terminal.DONE
