# SPDX-License-Identifier: MIT
"""A layout that fills a line and goes on in the next, so that choices still fit at 200 % text."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QCheckBox, QLayout, QLayoutItem, QStyle, QWidget


class FlowLayout(QLayout):
    """Lays widgets out like words in a paragraph."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        """Add an item at the end (Qt calls this)."""
        self._items.append(item)

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """The item at a place, or None."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Remove and return the item at a place."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It asks for no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Narrower is taller."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Pixels of height at a width."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Put every item in its place."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """As one line."""
        width = sum(item.sizeHint().width() + self._gap(item.widget()) for item in self._items)
        height = max((item.sizeHint().height() for item in self._items), default=0)
        edge = self.contentsMargins()
        return QSize(
            max(0, width - self.spacing()) + edge.left() + edge.right(),
            height + edge.top() + edge.bottom(),
        )

    def minimumSize(self) -> QSize:
        """As wide as the widest item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size.grownBy(self.contentsMargins())

    def _arrange(self, outer: QRect, *, move: bool) -> int:
        edge = self.contentsMargins()
        rect = outer.marginsRemoved(edge)
        x, y, tallest = rect.x(), rect.y(), 0
        line: list[tuple[QLayoutItem, QRect]] = []
        for item in self._items:
            widget = item.widget()
            if widget is None or widget.isHidden():
                continue
            hint = item.sizeHint()
            if x > rect.x() and x + hint.width() > rect.right() + 1:
                self._place(line, tallest, rect, move=move)
                x, y, tallest, line = rect.x(), y + tallest + self.spacing(), 0, []
            width = min(hint.width(), rect.width()) if move else hint.width()
            line.append((item, QRect(QPoint(x, y), QSize(width, hint.height()))))
            x += hint.width() + self._gap(widget)
            tallest = max(tallest, hint.height())
        self._place(line, tallest, rect, move=move)
        return y + tallest - outer.y() + edge.bottom()

    def _gap(self, widget: QWidget | None) -> int:
        """Room behind a widget: the words of a tick box have no edge of their own."""
        return self.spacing() * (2 if isinstance(widget, QCheckBox) else 1)

    def _place(
        self, line: list[tuple[QLayoutItem, QRect]], tallest: int, within: QRect, *, move: bool
    ) -> None:
        """Put the items of a line on its middle, from the side at which reading begins."""
        holder = self.parentWidget()
        if not move or holder is None:
            return
        for item, box in line:
            middle = box.translated(0, (tallest - box.height()) // 2)
            item.setGeometry(QStyle.visualRect(holder.layoutDirection(), within, middle))
