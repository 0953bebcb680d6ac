# SPDX-License-Identifier: MIT
"""The workbook of an exported list: the list, counts with small ones hidden, and what it all means.

XlsxWriter writes it into memory: nothing of it lies in a temporary folder. Every text is written as
a string, never as a formula or a link.
"""

import datetime
import io
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from coprod_desktop.domain import suppression, table, themes
from coprod_desktop.domain.suppression import Rule
from coprod_desktop.services import export_columns
from coprod_desktop.services.export_columns import LABELS, Column
from coprod_desktop.services.lists import FeedbackRow

if TYPE_CHECKING:
    from coprod_desktop.services.exporting import Wanted

_NARROW, _MIDDLE, _WIDE = 14, 24, 60
_NOT_SAID = "Not said"


class Counted(NamedTuple):
    """A table of counts: its title, its columns' titles, its lines, and a note under it."""

    title: str
    heading: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    note: str = ""


def made(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    counted: Sequence[FeedbackRow],
    wanted: "Wanted",
    at: int,
) -> bytes:
    """The file's bytes. `at` is when it was made, in UTC milliseconds."""
    rule = suppression.RULES[wanted.rule]
    held = io.BytesIO()
    with written(held, "Feedback", wanted.filters) as pen:
        pen.sheet("Feedback", [column.name for column in columns], rows)
        for place, each in enumerate(summary(counted, rule)):
            pen.counts("Counts", each, first=place == 0)
        pen.sheet(
            "Data dictionary",
            ("column", "meaning", "codes"),
            [(c.name, c.meaning, _codes(c.name)) for c in columns],
        )
        pen.sheet("How suppressed", ("about", "in words"), _about(wanted, rule, at, len(rows)))
    return held.getvalue()


@contextmanager
def written(held: io.BytesIO, title: str, comments: str = "") -> Generator["Pen"]:
    """A workbook that is written into memory, by the pen that is given."""
    import xlsxwriter

    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(held, options) as book:
        book.set_properties({"title": title, "author": "", "comments": comments})
        yield Pen(book)


def made_at(at: int) -> str:
    """When a file was made, of UTC milliseconds, as people write it."""
    when = datetime.datetime.fromtimestamp(at / 1000, datetime.UTC).astimezone()
    return f"{when.day} {when:%B %Y, %H:%M}"


def summary(rows: Sequence[FeedbackRow], rule: Rule) -> tuple[Counted, ...]:
    """Counts of a list as they may leave: with none that gives a small one away.

    The number of comments is known from the list itself, and stands under several of the tables: it
    is kept in all of them, or hidden in all.
    """
    fixers = LABELS["who_can_fix"]
    found = [
        _crossed(rows, rule),
        _one("Experience (Friends and Family Test)", rows, lambda r: _fft(r.fft), rule),
        _one("Who can fix it", rows, lambda r: fixers.get(r.who_can_fix, _NOT_SAID), rule),
        _one("State", rows, lambda r: LABELS["status"].get(r.status, _NOT_SAID), rule),
    ]
    return (*found, _themes(rows, rule))


def _crossed(rows: Sequence[FeedbackRow], rule: Rule) -> Counted:
    """Wing by kind of comment, with totals."""
    title = "Wing and kind of comment"
    kinds = LABELS["kind"]
    wings = sorted({_place(row) for row in rows})
    if not rows:
        return Counted(title, (), (), "There is nothing to count.")
    cells = Counter((_place(row), row.kind if row.kind in kinds else "") for row in rows)
    used = [kind for kind in (*kinds, "") if any(cells[wing, kind] for wing in wings)]
    counts = [[cells[wing, kind] for kind in used] for wing in wings]
    shown = suppression.table(counts, rule, keep_total=True)
    heading = ("Wing", *(kinds.get(kind, _NOT_SAID) for kind in used), "All")
    if shown is None:
        return Counted(title, (), (), _LEFT_OUT)
    lines = [
        (wing, *texts, total)
        for wing, texts, total in zip(wings, shown.rows, shown.row_totals, strict=True)
    ]
    return Counted(title, heading, (*lines, ("All", *shown.column_totals, shown.total)))


def _one(
    title: str, rows: Sequence[FeedbackRow], read: Callable[[FeedbackRow], str], rule: Rule
) -> Counted:
    """One count after another, with their total."""
    if not rows:
        return Counted(title, (), (), "There is nothing to count.")
    cells = Counter(read(row) for row in rows)
    names = sorted(cells, key=lambda name: (name == _NOT_SAID, name))
    shown = suppression.listed([cells[name] for name in names], rule)
    if shown is None:
        return Counted(title, (), (), _LEFT_OUT)
    counts, total = shown
    lines = tuple(zip(names, counts, strict=True))
    return Counted(title, ("", "Comments"), (*lines, ("All", total)))


def _themes(rows: Sequence[FeedbackRow], rule: Rule) -> Counted:
    """Comments by theme: one can have several, so they do not add up and have no total."""
    cells = Counter(code for row in rows for code in set(row.themes))
    lines = [(themes.label(code), suppression.shown(cells[code], rule)) for code in sorted(cells)]
    note = "A comment can have several themes, so these do not add up."
    return Counted("Themes", ("Theme", "Comments"), tuple(lines), note)


_LEFT_OUT = "This table is left out: its numbers are so small that hiding some gives others away."


def _place(row: FeedbackRow) -> str:
    return ", ".join(part for part in (row.site, row.wing) if part) or _NOT_SAID


def _fft(code: int | None) -> str:
    return f"{code} {export_columns.fft(code)}" if code else _NOT_SAID


def _codes(name: str) -> str:
    if name == "fft":
        return "; ".join(f"{code} = {export_columns.fft(code)}" for code in range(1, 7))
    return "; ".join(f"{code} = {words}" for code, words in LABELS.get(name, {}).items())


def _about(wanted: "Wanted", rule: Rule, at: int, number: int) -> list[tuple[str, str]]:
    first, last = wanted.query.date_from or "the first", wanted.query.date_to or "the last"
    words = "are in it" if wanted.words else "are not in it"
    return [
        ("Made", made_at(at)),
        ("Comments in the list", str(number)),
        ("Filters", wanted.filters or "none"),
        ("Words searched for", wanted.query.words or "none"),
        ("Days", f"from {first} to {last}"),
        ("Patients’ words", words),
        ("Small numbers", suppression.why(rule)),
        (
            "The list itself",
            (
                "The sheet Feedback has a line for each comment and hides nothing. Give on the "
                "sheet Counts, and not the list, to anybody who should not see single comments."
            ),
        ),
        ENCRYPTION,
    ]


ENCRYPTION = (
    "Encryption",
    "This file is not encrypted. Keep it where only those who may can read it.",
)


class Pen:
    """Writes sheets; a text is always a string, and harmless once more if it is saved as CSV."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._plain = book.add_format({"text_wrap": True, "valign": "top"})
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._next: dict[str, int] = {}

    def sheet(self, name: str, heading: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """A sheet that is one table, its heading frozen."""
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for place, title in enumerate(heading):
            wide = title in {"in words", "meaning", "codes"} or title.startswith(
                ("words_", "staff")
            )
            sheet.set_column(place, place, _WIDE if wide else _MIDDLE)
            sheet.write_string(0, place, title, self._bold)
        for line, row in enumerate(rows, 1):
            self._line(sheet, line, row)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(heading) - 1)

    def counts(self, name: str, counted: Counted, *, first: bool) -> None:
        """A small table under those that are on the sheet already."""
        if first:
            sheet = self._book.add_worksheet(name)
            sheet.set_column(0, 0, _MIDDLE * 1.5)
            sheet.set_column(1, 12, _NARROW)
        sheet = self._book.get_worksheet_by_name(name)
        line = self._next.get(name, 0)
        sheet.write_string(line, 0, counted.title, self._title)
        line += 1
        for place, title in enumerate(counted.heading):
            sheet.write_string(line, place, title, self._bold)
        line += bool(counted.heading)
        for row in counted.lines:
            self._line(sheet, line, row)
            line += 1
        if counted.note:
            sheet.write_string(line, 0, counted.note)
            line += 1
        self._next[name] = line + 1

    def _line(self, sheet: Any, line: int, row: Sequence[Any]) -> None:
        for place, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(line, place, cell, self._plain)
            elif cell:
                sheet.write_string(line, place, table.harmless(str(cell))[:32_767], self._plain)
