# SPDX-License-Identifier: MIT
"""A table of any number of rows: it holds positions, and fetches rows a block at a time.

A list of a million comments is eight megabytes of positions; rows come in blocks of two hundred on
a worker, are kept while they are near, and show as "…" until they are there.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableView

from coprod_desktop.gui.jobs import Jobs
from coprod_desktop.gui.label import tip
from coprod_desktop.gui.rows import Titled
from coprod_desktop.gui.table_room import Room

BLOCK: Final = 200
BLOCKS_KEPT: Final = 24
_IN_FLIGHT: Final = 2
_LEAST: Final = 5
"""Heights of a line that the column which takes the rest is wide at least."""
Index = QModelIndex | QPersistentModelIndex
Fetch = Callable[[Any, tuple[int, ...]], Sequence[Any]]
"""A service: ``fetch(session, positions)`` gives the rows that are there, each with ``pos``."""

_NONE: Final = QModelIndex()


class LazyTable(Titled):
    """Rows by position, fetched when they are looked at. Subclasses say what the columns hold."""

    loaded = Signal()
    """A block has come in."""

    def __init__(self, jobs: Jobs, fetch: Fetch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._fetch = fetch
        self._positions: array[int] = array("q")
        self._blocks: OrderedDict[int, dict[int, Any]] = OrderedDict()
        self._wanted: list[int] = []
        self._flying: set[int] = set()
        self._age = 0
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._send)

    def titles(self) -> tuple[str, ...]:
        """The columns' titles."""
        raise NotImplementedError

    def text(self, row: Any, column: int) -> str:
        """What a cell says."""
        raise NotImplementedError

    def show_positions(self, positions: array[int]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._positions = positions
        self._forget()
        self.endResetModel()

    def refresh(self) -> None:
        """Fetch again what is on screen: something in the store changed."""
        self._forget()
        if self._positions:
            self.dataChanged.emit(
                self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1)
            )

    def row(self, number: int) -> Any | None:
        """The row at a place in the list, or None while it is not there yet."""
        if not 0 <= number < len(self._positions):
            return None
        block = self._blocks.get(number // BLOCK)
        if block is None:
            self._want(number // BLOCK)
            return None
        self._blocks.move_to_end(number // BLOCK)
        return block.get(self._positions[number])

    def place_of(self, position: int) -> int | None:
        """Where a position stands in the list, or None."""
        try:
            return self._positions.index(position)
        except ValueError:
            return None

    def rowCount(self, parent: Index = _NONE) -> int:
        """All rows, fetched or not."""
        return 0 if parent.isValid() else len(self._positions)

    def columnCount(self, parent: Index = _NONE) -> int:
        """As many as there are titles."""
        return 0 if parent.isValid() else len(self.titles())

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows and a screen reader says."""
        if not index.isValid():
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            row = self.row(index.row())
            return "…" if row is None else self.text(row, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            row = self.row(index.row())
            return None if row is None else tip(self.text(row, index.column()))
        if role == Qt.ItemDataRole.UserRole:
            return self.row(index.row())
        return None

    def _forget(self) -> None:
        self._age += 1
        self._blocks.clear()
        self._wanted.clear()
        self._flying.clear()

    def _want(self, block: int) -> None:
        if block in self._flying:
            return
        if block in self._wanted:
            self._wanted.remove(block)
        self._wanted.append(block)
        if not self._soon.isActive():
            self._soon.start()

    def _send(self) -> None:
        # Newest wish first: what was scrolled past is not worth fetching before what is seen.
        del self._wanted[:-BLOCKS_KEPT]
        while self._wanted and len(self._flying) < _IN_FLIGHT:
            block = self._wanted.pop()
            start = block * BLOCK
            positions = tuple(self._positions[start : start + BLOCK])
            self._flying.add(block)
            self._jobs.run(
                _tagged,
                self._fetch,
                positions,
                (self._age, block),
                owner=self,
                done=self._arrived,
                failed=self._lost,
            )

    def _arrived(self, answer: tuple[tuple[int, int], Sequence[Any]]) -> None:
        (age, block), rows = answer
        if age != self._age:
            return
        self._flying.discard(block)
        self._blocks[block] = {row.pos: row for row in rows}
        while len(self._blocks) > BLOCKS_KEPT:
            self._blocks.popitem(last=False)
        first = block * BLOCK
        last = min(first + BLOCK, len(self._positions)) - 1
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))
        self.loaded.emit()
        if self._wanted:
            self._send()

    def _lost(self, _error: Exception) -> None:
        self._flying.clear()


def _tagged(
    session: Any, fetch: Fetch, positions: tuple[int, ...], tag: tuple[int, int]
) -> tuple[tuple[int, int], Sequence[Any]]:
    return tag, fetch(session, positions)


class Table(QTableView):
    """A table read line by line: one focus stop, whole rows, Return opens."""

    opened = Signal(int)
    """A row is to be opened: its place in the list."""
    chosen = Signal(int)
    """The current row has changed: its place in the list, -1 for none."""
    deleted = Signal(int)
    """Delete was pressed on a row: its place in the list."""

    def __init__(self, name: str, line: int) -> None:
        super().__init__()
        self._needed: list[int] = []
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.setIconSize(QSize(line // 2, line // 2))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(line)
        header = self.horizontalHeader()
        header.setAccessibleName(self.tr("Columns of: {name}").format(name=name))
        self.verticalHeader().setAccessibleName(name)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(line * 2)
        self.activated.connect(self._open)
        self.doubleClicked.connect(self._open)

    def setModel(self, model: Any) -> None:
        """Show a model and follow its current row."""
        super().setModel(model)
        self.selectionModel().currentRowChanged.connect(self._current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete asks for the current row to be put away."""
        current = self.currentIndex()
        if event.key() == Qt.Key.Key_Delete and current.isValid():
            self.deleted.emit(current.row())
        else:
            super().keyPressEvent(event)

    def columns(self, widths: Sequence[int], stretch: int) -> None:
        """Give the columns widths in pixels; `stretch` names the one that takes the rest."""
        header = self.horizontalHeader()
        for place, width in enumerate(widths):
            if place == stretch:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
            else:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
                self.setColumnWidth(place, width)
        least = self.verticalHeader().defaultSectionSize() * _LEAST
        self._needed = [least if place == stretch else width for place, width in enumerate(widths)]

    def give_way(self, *columns: int) -> QLabel:
        """Let columns go, the first of them first, where there is no room for all.

        To be called once the table has its model and widths. The label says what the current
        line holds in them, and is for under the table.
        """
        return Room(self, self._needed, columns).rest

    def sort_by_titles(self, pressed: Callable[[int], None]) -> None:
        """Let the titles be pressed. A chip or button offers the same to the keyboard."""
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.sectionClicked.connect(pressed)

    def show_sorted(self, column: int, *, down: bool) -> None:
        """Show by which column the lines are sorted, and whether the other way round."""
        order = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(column, order)

    def choose(self, place: int) -> None:
        """Make a row current and bring it into view."""
        model = self.model()
        if model is not None and 0 <= place < model.rowCount():
            index = model.index(place, 0)
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(index.row())

    def _current(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.chosen.emit(now.row() if now.isValid() else -1)
