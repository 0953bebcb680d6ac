# SPDX-License-Identifier: MIT
"""A person at the keyboard: types words, presses keys, and knows how many keys that took."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from coprod_desktop.gui.window import MainWindow
from tests.windows import Windows

_MODIFIERS = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
}


class Hands:
    """Types into whatever has the focus. A chord (``Ctrl+Return``) counts as one key."""

    def __init__(self, qtbot: QtBot, window: MainWindow, windows: Windows) -> None:
        self.qtbot, self.window, self.windows = qtbot, window, windows
        self.presses = 0
        """Keys pressed that are no part of the words to be typed."""

    @property
    def shell(self) -> Any:
        """The signed-in window's shell."""
        assert self.window.shell is not None
        return self.window.shell

    def press(self, *chords: str) -> None:
        """Press keys one after the other, each by its name: ``Tab``, ``Ctrl+N``, ``2``."""
        for chord in chords:
            *held, name = chord.split("+")
            modifier = Qt.KeyboardModifier.NoModifier
            for each in held:
                modifier |= _MODIFIERS[each]
            self.qtbot.keyClick(self.focus, getattr(Qt.Key, f"Key_{name}"), modifier)
            self.presses += 1

    def type(self, words: str) -> None:
        """Type words."""
        self.qtbot.keyClicks(self.focus, words)

    @property
    def focus(self) -> QWidget:
        """What has the focus; a window that has just come up takes a moment to have it."""
        self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def settle(self) -> None:
        """Wait until everything has come to rest."""
        self.windows.quiet(self.window)
