# SPDX-License-Identifier: MIT
"""A line to search in, with a cross that can be hit: Qt's own has 16 pixels at any text size."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from coprod_desktop.gui.theme import Theme

CROSS: Final = 28
"""Pixels, at 100 per cent, of the place to press."""
_DRAWN: Final = 16


class SearchField(QLineEdit):
    """Words to look for, and a cross behind them that takes them away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cross = QToolButton(self)
        self.cross.setProperty("part", "cross")
        self.cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Escape does it from the keyboard
        self.cross.setCursor(Qt.CursorShape.ArrowCursor)
        self.cross.setAccessibleName(self.tr("Clear"))
        self.cross.setToolTip(self.tr("Clear"))
        self.cross.clicked.connect(self.clear)
        self.cross.hide()
        self.textChanged.connect(self._show_cross)
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the cross at the end of the line."""
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        """Draw it again when the colours, the text size or the direction change."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange}:
            self._draw()
        elif event.type() == QEvent.Type.LayoutDirectionChange:
            self._place()

    def _show_cross(self, text: str) -> None:
        self.cross.setVisible(bool(text))
        self._place()

    def _draw(self) -> None:
        theme = Theme.of_app()
        size = theme.px(_DRAWN)
        self.cross.setIcon(QIcon(theme.pixmap("cross", "soft", size)))
        self.cross.setIconSize(QSize(size, size))
        self._place()

    def _place(self) -> None:
        side = Theme.of_app().px(CROSS)
        rightwards = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        gap = max(0, (self.height() - side) // 2)
        self.cross.setGeometry(
            gap if rightwards else self.width() - side - gap, gap, side, min(side, self.height())
        )
        room = side if self.text() else 0
        self.setTextMargins(room if rightwards else 0, 0, 0 if rightwards else room, 0)
