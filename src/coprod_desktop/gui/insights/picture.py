# SPDX-License-Identifier: MIT
"""A chart on screen: a picture with a name that says what it shows, as wide as there is room."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from coprod_desktop.gui.theme import Theme
from coprod_desktop.services.charting.charts import Look

_SETTLED_MS = 150
_LEAST = 320
_RATIO, _STEEPEST = 0.42, 0.9
_LOWEST = 280
"""Pixels of height at 100 % under which the line would be flat, as far as `_STEEPEST` allows."""
_INCH = 100
"""Pixels of an inch of a chart at 100 %: what its letters and lines are measured in."""


class ChartPicture(QLabel):
    """Shows a chart's picture; asks for another when its width or the colours change."""

    outgrown = Signal()
    """There is more or less room than the picture was drawn for, or other colours."""

    def __init__(self) -> None:
        super().__init__()
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._drawn_for = 0
        self._soon = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._soon.timeout.connect(self.outgrown)
        Theme.of_app().changed.connect(self._soon.start)

    def look(self) -> Look:
        """How large and in which colours the chart is to be drawn now."""
        theme = Theme.of_app()
        colours, ratio = theme.palette, self.devicePixelRatioF()
        width = max(self.width(), _LEAST)
        self._drawn_for = width
        height = max(width * _RATIO, min(width * _STEEPEST, theme.px(_LOWEST)))
        return Look(
            width=round(width * ratio),
            height=round(height * ratio),
            dpi=round(theme.px(_INCH) * ratio),
            background=colours.surface,
            ink=colours.text,
            soft=colours.soft,
            line=colours.link,
            better=colours.link,
            worse=colours.text,
            neutral=colours.edge,
        )

    def show_picture(self, png: bytes, name: str, said: str) -> None:
        """Show another picture; a screen reader says its name and what it shows."""
        drawn = QPixmap()
        drawn.loadFromData(png)
        drawn.setDevicePixelRatio(self.devicePixelRatioF())
        self.setPixmap(drawn)
        self.setAccessibleName(name)
        self.setAccessibleDescription(said)
        self.setFixedHeight(max(1, round(drawn.height() / drawn.devicePixelRatio())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for a picture that fits, once the width has settled."""
        super().resizeEvent(event)
        if self._drawn_for and abs(self.width() - self._drawn_for) > 1:
            self._soon.start()

    def minimumSizeHint(self) -> QSize:
        """It shrinks with the window."""
        return QSize(_LEAST, 1)
