# SPDX-License-Identifier: MIT
"""Shows words as they were written: Qt takes what looks like HTML for HTML, unless it is told.

Names and comments come from other people's PCs. As markup they could hide part of what they say,
pass for the program's own words, and have a picture opened from a path of their choice.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as Markup
from PySide6.QtWidgets import QLabel, QWidget


class Label(QLabel):
    """A label for words of any origin; to show markup, set its text format."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


def tip(text: str) -> str:
    """Make words of any origin fit for a tool tip, which has no text format of its own."""
    if not Markup.mightBeRichText(text):
        return text
    return Markup.convertFromPlainText(text, Markup.WhiteSpaceMode.WhiteSpaceNormal)
