# SPDX-License-Identifier: MIT
"""Escape leads out; that Tab reaches everything is walked through in `test_access.py`."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coprod_desktop.gui.window import MainWindow
from tests.windows import Windows, focused


def test_escape_leaves_the_search_and_the_form(
    window: MainWindow, windows: Windows, qtbot: QtBot
) -> None:
    shell: Any = window.shell
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(shell.search, "zz")
    qtbot.keyClick(shell.search, Qt.Key.Key_Escape)
    assert shell.search.text() == ""
    shell.desk.go("feedback", "new")
    windows.quiet(window)
    feedback = shell.page("feedback")
    qtbot.keyClick(focused(), Qt.Key.Key_Escape)
    windows.quiet(window)
    assert not feedback.entry.isVisible()
    assert QApplication.focusWidget() is not None
