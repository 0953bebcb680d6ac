# SPDX-License-Identifier: MIT
"""The poster as it will look, beside the fields that it is made with."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from coprod_desktop.gui import drawing
from coprod_desktop.gui.poster.drawing import DrawnPoster
from coprod_desktop.gui.theme import Theme

_LEAST: Final = 220
_WISH: Final = 420


class Sight(QWidget):
    """Paints a poster's first page as large as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self._drawn: DrawnPoster | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("How the poster will look"))

    def show_poster(self, drawn: DrawnPoster) -> None:
        """Show a poster."""
        self._drawn = drawn
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Small enough for any window."""
        return QSize(_LEAST, _LEAST)

    def sizeHint(self) -> QSize:
        """As much as there is."""
        side = Theme.of_app().px(_WISH)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the page in the middle, white in every theme."""
        del event
        if self._drawn is None:
            return
        sheet = drawing.paper(self._drawn.page)
        scale = min((self.width() - 2) / sheet.width(), (self.height() - 2) / sheet.height())
        painter = QPainter(self)
        painter.translate((self.width() - sheet.width() * scale) / 2, 1)
        painter.scale(scale, scale)
        painter.setPen(QPen(QColor(Theme.of_app().palette.edge), 1 / scale))
        painter.setBrush(QColor("white"))
        painter.drawRect(sheet)
        self._drawn.draw(painter, 0)
        painter.end()
