# SPDX-License-Identifier: MIT
"""The poster as it will look, beside the fields that it is made with; a worker draws it."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from coprod_desktop.domain.poster import Poster
from coprod_desktop.gui import drawing
from coprod_desktop.gui.poster.drawing import DrawnPoster
from coprod_desktop.gui.theme import Theme

_KEEP: Final = Qt.AspectRatioMode.KeepAspectRatio
_LEAST: Final = 220
_WISH: Final = 420
_PAUSE_MS: Final = 120
"""So long after a change of its size it is drawn anew; until then it is stretched."""


class Seen(NamedTuple):
    """A poster's first page as a picture, and whether all of it can be read.

    `size` is that of its words in units, a tenth of a point.
    """

    picture: QImage
    pages: int
    size: int
    readable: bool


def seen(poster: Poster, room: QSize) -> Seen:
    """Lay a poster out and draw it as large as there is room, in pixels; on a worker."""
    drawn = DrawnPoster(poster)
    sheet = drawing.paper(drawn.page)
    fitted = sheet.size().scaled(QSizeF(room), _KEEP)
    picture = drawing.picture(drawn, 0, max(1, round(fitted.width())))
    return Seen(picture, drawn.count(), drawn.size, drawn.readable)


class Sight(QWidget):
    """Shows a poster's first page as large as there is room."""

    resized = Signal()
    """There is other room: the poster is to be drawn anew."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: QImage | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE_MS)
        self._soon.timeout.connect(self.resized)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("How the poster will look"))

    def room(self) -> QSize:
        """What there is for a page, in the pixels of the screen."""
        return (self.size() - QSize(2, 2)).expandedTo(QSize(1, 1)) * self.devicePixelRatioF()

    def show_picture(self, picture: QImage) -> None:
        """Show a poster."""
        self._picture = picture
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Small enough for any window."""
        return QSize(_LEAST, _LEAST)

    def sizeHint(self) -> QSize:
        """As much as there is."""
        side = Theme.of_app().px(_WISH)
        return QSize(side, side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Have it drawn for the new size, once that stays."""
        super().resizeEvent(event)
        self._soon.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the page in the middle, white in every theme."""
        del event
        if self._picture is None:
            return
        size = QSizeF(self._picture.size()).scaled(QSizeF(self.size() - QSize(2, 2)), _KEEP)
        sheet = QRectF((self.width() - size.width()) / 2, 1, size.width(), size.height())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(sheet, self._picture)
        painter.setPen(QPen(QColor(Theme.of_app().palette.edge)))
        painter.drawRect(sheet)
        painter.end()
