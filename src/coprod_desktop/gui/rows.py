# SPDX-License-Identifier: MIT
"""A short table of plain lines that are all there: bundles, devices, people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

from coprod_desktop.gui.label import tip
from coprod_desktop.gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_NONE: Final = QModelIndex()


@dataclass(frozen=True)
class Line:
    """One line: its cells, the value behind it, and an icon with its colour for the first cell."""

    cells: tuple[str, ...]
    value: Any
    icon: str = ""
    ink: str = "text"


class Titled(QAbstractTableModel):
    """A table whose columns have titles above them, on the left as their cells are."""

    def titles(self) -> Sequence[str]:
        """The columns' titles."""
        return ()

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """The columns' titles."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole and 0 <= section < self.columnCount():
            return self.titles()[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None


class Lines(Titled):
    """Titles and lines."""

    def __init__(self, titles: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._titles = tuple(titles)
        self._lines: tuple[Line, ...] = ()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self._lines = tuple(lines)
        self.endResetModel()

    def line(self, number: int) -> Line | None:
        """The line at a place, or None."""
        return self._lines[number] if 0 <= number < len(self._lines) else None

    def rowCount(self, parent: Index = _NONE) -> int:
        """How many lines."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _NONE) -> int:
        """How many titles."""
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows and a screen reader says."""
        line = self.line(index.row()) if index.isValid() else None
        if line is None:
            return None
        if role in {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        }:
            return line.cells[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(line.cells[index.column()])
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0 and line.icon:
            theme = Theme.of_app()
            return QIcon(theme.pixmap(line.icon, line.ink, theme.px(20)))
        return None

    def titles(self) -> tuple[str, ...]:
        """The columns' titles."""
        return self._titles
