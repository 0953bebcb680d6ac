# SPDX-License-Identifier: MIT
"""The books: every bundle that was ever taken in, newest first."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.gui.dates import moment
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.furniture import EmptyState, Stack
from coprod_desktop.gui.office import calls
from coprod_desktop.gui.office.calls import Books, Brought
from coprod_desktop.gui.rows import Line, Lines
from coprod_desktop.gui.tables import Table
from coprod_desktop.services.intake import ReceivedBundle


class BooksTab(QWidget):
    """One table."""

    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        px = desk.theme.px
        self.model = Lines(
            (
                self.tr("Taken in"),
                self.tr("From"),
                self.tr("PC"),
                self.tr("Number"),
                self.tr("Changes"),
                self.tr("By"),
                self.tr("Stick"),
            ),
            self,
        )
        self.table = Table(self.tr("Bundles in the books"), px(38))
        self.table.setModel(self.model)
        self.table.columns((px(220), 0, px(110), px(86), px(90), px(120), px(130)), 1)
        self._none = EmptyState(
            "store",
            self.tr("The books are empty"),
            self.tr("Every bundle that was taken in is listed here."),
        )
        self._stack = Stack()
        self._stack.add(self._none)
        self._stack.add(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.addWidget(self._stack)

    def ask(self) -> None:
        """Look at the books."""
        self._desk.jobs.run(
            calls.books, owner=self, done=self._show, failed=self.failed.emit, key="books"
        )

    def _show(self, found: Books) -> None:
        self.model.show_lines([self._line(each, found.brought) for each in found.bundles])
        self._stack.turn(self.table if found.bundles else self._none)

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
