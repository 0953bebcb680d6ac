# SPDX-License-Identifier: MIT
"""Escape leads out and F6 across; that Tab reaches everything is walked in `test_access.py`."""

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


def test_f6_goes_from_part_to_part_and_comes_back_to_where_it_was(
    window: MainWindow, windows: Windows, qtbot: QtBot
) -> None:
    shell: Any = window.shell
    shell.desk.go("settings", "looks")
    windows.quiet(window)
    here = focused()
    qtbot.keyClick(here, Qt.Key.Key_Tab)
    inside = focused()
    assert shell.stack.isAncestorOf(inside)
    met: list[str] = []
    for _ in range(3):
        qtbot.keyClick(focused(), Qt.Key.Key_F6)
        met.append(str(focused().accessibleName() or getattr(focused(), "text", str)()))
    assert met[0] == "Search everywhere"
    assert met[1] == "Settings"  # the page of the rail that is lit
    assert focused() is inside
    shell.desk.offer_undo("Comment put into the bin", lambda: None)
    qtbot.keyClick(focused(), Qt.Key.Key_F6)
    assert focused() is shell.undo.undo
    qtbot.keyClick(focused(), Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert focused() is inside
