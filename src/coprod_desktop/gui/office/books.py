# SPDX-License-Identifier: MIT
"""The books: every bundle that was ever taken in, newest first."""

from __future__ import annotations

from PySide6.QtCore import Signal

from coprod_desktop.gui.dates import moment
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.office import calls
from coprod_desktop.gui.office.calls import Books, Brought
from coprod_desktop.gui.office.listtab import Column, ListTab
from coprod_desktop.gui.rows import Line
from coprod_desktop.services.exchanging.intake import ReceivedBundle


class BooksTab(ListTab):
    """One table."""

    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._build_list(
            self.tr("Bundles in the books"),
            (
                Column(self.tr("Taken in"), 220),
                Column(self.tr("From")),
                Column(self.tr("PC"), 110, spare=True),
                Column(self.tr("Number"), 86, spare=True),
                Column(self.tr("Changes"), 90, spare=True),
                Column(self.tr("By"), 120, spare=True),
                Column(self.tr("Stick"), 130, spare=True),
            ),
        )
        self._lay_out(
            self.table,
            "store",
            self.tr("The books are empty"),
            self.tr("Every bundle that was taken in is listed here."),
        )

    def ask(self) -> None:
        """Look at the books."""
        self._desk.jobs.run(
            calls.books, owner=self, done=self._show, failed=self.failed.emit, key="books"
        )

    def _show(self, found: Books) -> None:
        self._show_lines([self._line(each, found.brought) for each in found.bundles])

    def _line(self, each: ReceivedBundle, brought: Brought) -> Line:
        cells = (
            moment(each.at),
            f"{each.site}, {each.wing}",
            each.short,
            str(each.seq),
            f"{each.changes:,}",
            each.by,
            brought.get((each.short, each.seq), "–"),
        )
        return Line(cells, each)
