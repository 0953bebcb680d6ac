# SPDX-License-Identifier: MIT
"""Somebody at the keyboard with a meeting's notebook before them."""

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from coprod_desktop.gui.window import MainWindow
from tests.gui.pressing import Hands
from tests.windows import Windows


class Typist(Hands):
    """Types notes."""

    page: Any = None

    def type(self, words: str) -> None:
        """Type words, with a Return where a line ends; any letter may take the focus on."""
        for number, run in enumerate(words.split("\n")):
            if number:
                self.press("Return")
            for letter in run:
                super().type(letter)

    def go(self, target: str = "new") -> Any:
        self.shell.desk.go("meetings", target)
        self.settle()
        self.page = self.shell.page("meetings")
        return self.page.editor

    def begin_item(self) -> Any:
        """A new meeting with the cursor in the notes of its first item."""
        editor = self.go()
        item = editor.form.agenda.editor
        item.title.setFocus()
        self.type("Medicines")
        self.press("Return")
        return item


@pytest.fixture
def typist(qtbot: QtBot, window: MainWindow, windows: Windows) -> Typist:
    made = Typist(qtbot, window, windows)
    made.settle()
    return made
