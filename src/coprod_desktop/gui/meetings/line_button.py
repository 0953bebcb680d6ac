# SPDX-License-Identifier: MIT
"""A wide button of one line that never forces the window wider than it is."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from coprod_desktop.gui.furniture import Button
from coprod_desktop.gui.theme import Theme

_AROUND: Final = 40
"""Pixels at 100 % around the words."""


class LineButton(Button):
    """Words in one line, cut short where there is no room for all of them."""

    def __init__(self, icon: str = "") -> None:
        super().__init__("", kind="row", icon=icon)
        self._full = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def say(self, text: str) -> None:
        """Show a text; a screen reader says all of it."""
        self._full = text
        self.setAccessibleName(text)
        self.setToolTip(text)
        self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut again."""
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        room = self.width() - Theme.of_app().px(_AROUND) - self.iconSize().width()
        short = self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, room)
        self.setText(short.replace("&", "&&"))
