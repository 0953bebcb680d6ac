# SPDX-License-Identifier: MIT
"""A field for one line of words that wraps instead of hiding its end, and that guards can watch."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from coprod_desktop.gui.fields import WordsField

_RETURN: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_CONTROL: Final = Qt.KeyboardModifier.ControlModifier


class LineField(WordsField):
    """One thing in words that may wrap: Return ends it, Backspace at its start undoes it.

    Unlike Qt's line it can be looked after by guards, and shows all of what is typed.
    """

    ended = Signal()
    undone = Signal()

    def __init__(self, most: int = 6, parent: QWidget | None = None) -> None:
        super().__init__(1, most, parent)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Return and the first Backspace."""
        held = event.modifiers() & _CONTROL
        if event.key() in _RETURN and not held:
            self.ended.emit()
        elif event.key() == Qt.Key.Key_Backspace and not held and self._at_start():
            self.undone.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrower is taller: the words wrap."""
        super().resizeEvent(event)
        self._fit()

    def _at_start(self) -> bool:
        cursor = self.textCursor()
        return cursor.atStart() and not cursor.hasSelection()
