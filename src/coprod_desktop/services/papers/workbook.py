# SPDX-License-Identifier: MIT
"""A workbook for a spreadsheet program: sheets of tables, and small tables of counts.

Names of sheets and of a table's columns are for programs too and stay English; what only people
read is in their language.

XlsxWriter writes it into memory: nothing of it lies in a temporary folder. Every text is written as
a string, never as a formula or a link.
"""

import io
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from coprod_desktop.domain import days, table
from coprod_desktop.domain.translating import translate

_NARROW, _MIDDLE, _WIDE = 14, 24, 60
_LOOKED_AT = 200
"""Rows by which the width of a column is chosen."""


class Counted(NamedTuple):
    """A table of counts: its title, its columns' titles, its lines, and a note under it."""

    title: str
    heading: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    note: str = ""


@contextmanager
def written(held: io.BytesIO, title: str) -> Generator["Pen"]:
    """A workbook that is written into memory, by the pen that is given."""
    import xlsxwriter

    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(held, options) as book:
        book.set_properties({"title": title, "author": ""})
        yield Pen(book)


def made_at(at: int) -> str:
    """When a file was made, of UTC milliseconds, as people write it."""
    return days.at_time(at)


def encryption() -> tuple[str, str]:
    """The line that says how a file has to be kept."""
    kept = translate(
        "Workbook", "This file is not encrypted. Keep it where only those who may can read it."
    )
    return translate("Workbook", "Encryption"), kept


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
            wide = any(len(str(row[place])) > _MIDDLE * 2 for row in rows[:_LOOKED_AT])
            sheet.set_column(place, place, _WIDE if wide else _MIDDLE)
            sheet.write_string(0, place, title, self._bold)
        for line, row in enumerate(rows, 1):
            self._line(sheet, line, row)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(heading) - 1)

    def dictionary(self, lines: Sequence[tuple[str, ...]]) -> None:
        """What each column means, and where there is a third word in a line, its codes."""
        heading = (
            translate("Workbook", "column"),
            translate("Workbook", "meaning"),
            translate("Workbook", "codes"),
        )
        self.sheet("Data dictionary", heading[: max(map(len, lines), default=2)], lines)

    def about(self, lines: Sequence[tuple[str, str]]) -> None:
        """What the file is, and how small numbers were hidden in it."""
        heading = (translate("Workbook", "about"), translate("Workbook", "in words"))
        self.sheet("How suppressed", heading, lines)

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
