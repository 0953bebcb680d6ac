# SPDX-License-Identifier: MIT
"""Lets columns of a table give way where there is no room for all, and says them under it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QHeaderView, QTableView

from coprod_desktop.gui.forms import words


class Room(QObject):
    """Hides columns while the others need their room; what those say of a line stands in `rest`.

    Put `rest` under the table: it shows itself while something is hidden.
    """

    def __init__(self, table: QTableView, widths: Sequence[int], order: Sequence[int]) -> None:
        """`widths` are pixels that each column needs; `order` names those that go, first to last.

        To be made once the table has its model.
        """
        super().__init__(table)
        self._table, self._widths, self._order = table, tuple(widths), tuple(order)
        self.rest = words("", "soft")
        self.rest.hide()
        table.viewport().installEventFilter(self)
        table.model().modelReset.connect(self.tell)
        table.selectionModel().currentRowChanged.connect(self.tell)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """There is more room, or less."""
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def tell(self) -> None:
        """Say of the current line what the table has no room for."""
        model, row = self._table.model(), self._table.currentIndex().row()
        title = self.tr("{title}: {text}")
        said: list[str] = []
        for column in range(model.columnCount() if row >= 0 else 0):
            text = str(model.index(row, column).data() or "")
            if text and self._table.isColumnHidden(column):
                name = model.headerData(column, Qt.Orientation.Horizontal)
                said.append(title.format(title=name, text=text))
        self.rest.setText(" · ".join(said))
        self.rest.setVisible(bool(said) and self.rest.parentWidget() is not None)

    def _fit(self) -> None:
        needed, room = sum(self._widths), self._table.viewport().width()
        for column in self._order:
            hidden = needed > room
            needed -= self._widths[column] if hidden else 0
            if self._table.isColumnHidden(column) != hidden:
                self._table.setColumnHidden(column, hidden)
        header = self._table.horizontalHeader()
        shown = [place for place in range(header.count()) if not header.isSectionHidden(place)]
        wide = QHeaderView.ResizeMode.Stretch
        header.setStretchLastSection(all(header.sectionResizeMode(each) != wide for each in shown))
        self.tell()
