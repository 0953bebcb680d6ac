# SPDX-License-Identifier: MIT
"""Returns for others to count, as files: the FFT by month, complaints as KO41a counts them.

One table, written as CSV or as a workbook that says what each column means and how small numbers
were hidden. Whoever gives it out needs no second program to make the other kind.
"""

import datetime
import io
from pathlib import Path
from typing import Final

from msgspec import Struct

from coprod_desktop.domain import table
from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.translating import Filled, known, translate
from coprod_desktop.services.charting import fft_return, ko41a
from coprod_desktop.services.papers import giving_out, workbook
from coprod_desktop.services.session import SignedIn

SUFFIXES: Final = (".csv", ".xlsx")
_OPTIONS: Final = ("very good", "good", "neither", "poor", "very poor", "don't know")
_MODES: Final = {
    "sms": "by text message",
    "electronic_discharge": "on a device, when the visit ended",
    "electronic_home": "on a device, later",
    "paper_discharge": "on paper, when the visit ended",
    "paper_home": "on paper, later",
    "telephone": "by telephone",
    "online": "on a website",
    "other": "in another way, for example spoken to staff",
}


class Figures(Struct, frozen=True):
    """A table as it may leave, what its columns mean, and why numbers are hidden in it."""

    title: str
    sheet: str
    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    meanings: tuple[tuple[str, str], ...]
    about: tuple[tuple[str, str], ...]
    why: str


def fft(s: SignedIn, month: str) -> Figures:
    """The Friends and Family Test of a month (``2026-03``), by site. Raises `NotAllowed`."""
    found = fft_return.monthly(s, month)
    modes = [f"mode {mode}" for mode in fft_return.MODES]
    heading = ("month", "site", *_OPTIONS, "total", "positive %", "negative %", *modes)
    rows = [
        (found.month, row.site, *row.options, row.total, row.positive, row.negative, *row.modes)
        for row in found.sites
    ]
    if rows:
        all_of_them = (found.month, "all sites", *found.totals, found.total, "", "")
        rows.append((*all_of_them, *("" for _ in modes)))
    meanings = (
        ("month", "the year and the month in which the comments were made"),
        ("site", "the prison or place; the last line is of all of them"),
        *((option, Filled("people who answered “{option}”", option=option)) for option in _OPTIONS),
        ("total", "people who answered the question at all"),
        ("positive %", "very good and good, of all six answers"),
        ("negative %", "poor and very poor, of all six answers"),
        *(
            (f"mode {mode}", Filled("answers given {how}", how=Filled(_MODES[mode])))
            for mode in fft_return.MODES
        ),
    )
    question = "Overall, how was your experience of our service?"
    about = (("Question", question), ("Month", found.month))
    return Figures("FFT return", "FFT", heading, tuple(rows), meanings, about, found.why)


def complaints(s: SignedIn, first: datetime.date, last: datetime.date) -> Figures:
    """Complaints of a period, both days included, as KO41a counts them. Raises `NotAllowed`."""
    found = ko41a.summary(s, first, last)
    rows = [
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
    meanings = (
        ("part", "what the line counts: a total, outcomes, subjects or who complained"),
        ("code", "the code of the KO41a collection, in small letters"),
        ("label", "the same in words"),
        (
            "count",
            "complaints; one is counted once in the totals, and under each of its subjects",
        ),
    )
    about = (
        ("From", first.isoformat()),
        ("Until", last.isoformat()),
        (
            "Not counted",
            "what was settled by the end of the next working day, withdrawn, or passed on",
        ),
    )
    heading = ("part", "code", "label", "count")
    return Figures("KO41a summary", "KO41a", heading, tuple(rows), meanings, about, found.why)


def save(s: SignedIn, figures: Figures, path: Path) -> Path:
    """Write a return as CSV or XLSX, by the file's name. Raises `InvalidValue` or `CannotWrite`."""
    form = path.suffix.lower()
    if form not in SUFFIXES:
        raise InvalidValue(what="The file", why="its name ends in .csv or .xlsx")
    data = as_csv(figures) if form == ".csv" else as_xlsx(figures, s.now())
    return giving_out.file(s, form.removeprefix("."), figures.title, data, path)


def as_csv(figures: Figures) -> bytes:
    """The table, and under it how small numbers were hidden."""
    why = ("how suppressed", *([""] if figures.heading[1] == "code" else []), figures.why)
    return b"".join(table.lines(figures.heading, [*figures.rows, why]))


def as_xlsx(figures: Figures, at: int) -> bytes:
    """A workbook: the table, a data dictionary, and how small numbers were hidden."""
    held = io.BytesIO()
    with workbook.written(held, figures.title) as pen:
        pen.sheet(figures.sheet, figures.heading, [tuple(map(_cell, r)) for r in figures.rows])
        pen.dictionary([(column, known(meaning)) for column, meaning in figures.meanings])
        about = (
            (translate("Workbook", "Made"), workbook.made_at(at)),
            *((known(what), known(said)) for what, said in figures.about),
            (translate("Workbook", "Small numbers"), figures.why),
            workbook.encryption(),
        )
        pen.about(about)
    return held.getvalue()


def _cell(text: str) -> str | int:
    """A count as a number, so that a spreadsheet can add it; what is hidden stays a mark."""
    return int(text) if text.isascii() and text.isdecimal() else text
