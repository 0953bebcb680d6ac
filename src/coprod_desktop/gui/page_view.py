# SPDX-License-Identifier: MIT
"""Shows a page of paper at a time, from pictures that a worker made: turning it holds nobody up."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QScrollArea, QWidget

from coprod_desktop.gui.theme import Theme

_AROUND: Final = 12
"""Pixels around a page."""
_LARGEST: Final = 3000
"""No picture is wider, in pixels: it is stretched beyond."""
_KEPT: Final = 9
"""Pictures that are kept: some 6 MB each."""
_BESIDE: Final = (0, 1, -1)
"""Pages that are drawn before anybody asks, from the one on screen."""
_STEP: Final = 1.25
_RING: Final = 3
"""Width of the line around the page while its keys turn it."""


class _Paper(QWidget):
    """A white sheet with its picture, or without one for the moment until it comes."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self.picture: QImage | None = None
        self.sheet = QRect()
        self.current = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sheet, white in every theme."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.sheet, QColor("white"))
        if self.picture is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.sheet, self.picture)
        palette = Theme.of_app().palette
        painter.setPen(
            QPen(QColor(palette.accent), _RING) if self.current else QColor(palette.edge)
        )
        painter.drawRect(self.sheet)
        painter.end()


class PageView(QScrollArea):
    """Pages of one size; it says which pictures it wants, and how wide, and keeps the last few."""

    turned = Signal()
    """Another page is on screen."""
    wanted = Signal()
    """A picture is missing: ask `missing`."""

    def __init__(self) -> None:
        super().__init__()
        self._page = QSizeF()
        self._count = 0
        self._here = 0
        self._zoom = 1.0
        self._kept: dict[tuple[int, int], QImage] = {}
        self._paper = _Paper()
        self.setWidget(self._paper)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_pages(self, count: int, page: QSizeF) -> None:
        """Show other pages, from the first."""
        self._count, self._page, self._here, self._zoom = count, page, 0, 1.0
        self._kept.clear()
        self._fit()
        self.turned.emit()

    def here(self) -> int:
        """Which page is on screen, from 0."""
        return self._here

    def go(self, place: int) -> None:
        """Show a page, from 0; where there is none nothing happens."""
        if 0 <= place < self._count and place != self._here:
            self._here = place
            self.verticalScrollBar().setValue(0)
            self._show()
            self.turned.emit()

    def enlarge(self) -> None:
        """Show it larger."""
        self._zoom *= _STEP
        self._fit()

    def fit(self) -> None:
        """Show the whole page."""
        self._zoom = 1.0
        self._fit()

    def missing(self) -> tuple[int, int] | None:
        """The page that is to be drawn next, and how many pixels wide; None while none is."""
        width = self._pixels()
        for step in _BESIDE if width else ():
            place = self._here + step
            if 0 <= place < self._count and (place, width) not in self._kept:
                return place, width
        return None

    def put(self, place: int, width: int, picture: QImage) -> None:
        """Take a picture of a page."""
        self._kept.pop((place, width), None)
        self._kept[place, width] = picture
        while len(self._kept) > _KEPT:
            self._kept.pop(next(iter(self._kept)))
        if place == self._here:
            self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The whole page stays the whole page."""
        super().resizeEvent(event)
        self._fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that keys turn the page."""
        super().focusInEvent(event)
        self._paper.current = True
        self._paper.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """They do no longer."""
        super().focusOutEvent(event)
        self._paper.current = False
        self._paper.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page Up and Page Down turn the page, Home and End go to the first and the last."""
        key = Qt.Key
        there = {
            key.Key_PageDown: self._here + 1,
            key.Key_PageUp: self._here - 1,
            key.Key_Home: 0,
            key.Key_End: self._count - 1,
        }.get(key(event.key()))
        if there is None:
            super().keyPressEvent(event)
        else:
            self.go(there)

    def _pixels(self) -> int:
        return min(_LARGEST, round(self._paper.sheet.width() * self.devicePixelRatioF()))

    def _fit(self) -> None:
        if not self._count:
            return
        room = self.maximumViewportSize()
        across = max(1, room.width() - 2 * _AROUND) / self._page.width()
        down = max(1, room.height() - 2 * _AROUND) / self._page.height()
        scale = min(across, down) * self._zoom
        size = (self._page * scale).toSize()  # whole pixels: a stretched picture is a blurred one
        self._paper.sheet = QRect(QPoint(_AROUND, _AROUND), size)
        self._paper.resize(size + QSize(2 * _AROUND, 2 * _AROUND))
        self._show()

    def _show(self) -> None:
        picture = self._kept.get((self._here, self._pixels()))
        if picture is None:  # of another size for a moment, rather than none
            others = (each for (place, _), each in self._kept.items() if place == self._here)
            picture = next(others, None)
        self._paper.picture = picture
        self._paper.update()
        if self.missing() is not None:
            self.wanted.emit()
