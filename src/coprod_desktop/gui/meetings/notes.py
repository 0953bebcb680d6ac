# SPDX-License-Identifier: MIT
"""Fields that notes are typed into: a letter and a space turn a line into something else.

Only a small letter at the very start of a line counts, so a sentence never turns by chance, and
Backspace at the start of what it became makes it plain text again.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QWidget

from coprod_desktop.gui.fields import WordsField

LETTERS: Final = {"d": "decision", "a": "action", "f": "comment", "n": "next"}
_RETURN: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_CONTROL: Final = Qt.KeyboardModifier.ControlModifier


class NotesField(WordsField):
    """Notes; tells what a line became (a value of `LETTERS`), and the words it held."""

    turned = Signal(str, str)

    def __init__(self, lines: int = 3, most: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(lines, most, parent)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Look at the line when a space or Return follows its first letter."""
        if event.modifiers() in {
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        }:
            space = event.key() == Qt.Key.Key_Space
            if (space or event.key() in _RETURN) and self._turn(space=space):
                return
        super().keyPressEvent(event)

    def take_line(self) -> str:
        """Take the line with the cursor out of the notes; what it said."""
        cursor = self.textCursor()
        text = cursor.block().text()
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        if not cursor.atStart():
            cursor.deletePreviousChar()
        elif not cursor.atEnd():
            cursor.deleteChar()
        self.setTextCursor(cursor)
        return text.strip()

    def give_line(self, text: str) -> None:
        """Put a line back where the cursor is, as plain text."""
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        cursor.insertText(f"\n{text}" if cursor.block().text() else text)
        self.setTextCursor(cursor)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on(self) -> None:
        """Take the focus on an empty line at the cursor."""
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        if cursor.block().text().strip():
            cursor.insertText("\n")
        self.setTextCursor(cursor)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _turn(self, *, space: bool) -> bool:
        cursor = self.textCursor()
        line, place = cursor.block().text(), cursor.positionInBlock()
        became = LETTERS.get(line[:1])
        if became is None or place != 1 or cursor.hasSelection():
            return False
        rest = line[1:].strip()
        # Only a decision takes along words that stood there: all others begin on an empty line.
        if rest and not (space and became == "decision"):
            return False
        self.take_line()
        self.turned.emit(became, rest)
        return True


_CALLS: Final = {
    (Qt.Key.Key_D, False): "decision",
    (Qt.Key.Key_J, False): "comment",
    (Qt.Key.Key_I, False): "next",
    (Qt.Key.Key_I, True): "insert",
    (Qt.Key.Key_Up, False): "up",
    (Qt.Key.Key_Down, False): "down",
    (Qt.Key.Key_Up, True): "raise",
    (Qt.Key.Key_Down, True): "lower",
    (Qt.Key.Key_G, False): "agree",
}


def called(event: QKeyEvent) -> str:
    """What a key with Ctrl asks of the agenda, or nothing."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    shift = Qt.KeyboardModifier.ShiftModifier
    if held not in {_CONTROL, _CONTROL | shift}:
        return ""
    return _CALLS.get((Qt.Key(event.key()), bool(held & shift)), "")
