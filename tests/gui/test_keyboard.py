# SPDX-License-Identifier: MIT
"""Everything can be reached with Tab alone, and nothing holds the focus fast."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from coprod_desktop.gui.window import MainWindow
from tests.windows import Windows, focused, page

OFFICE = ("inbox", "sites", "sites:trust", "sites:recovery", "sites:forms")
PAGES = ("today", "feedback", "meetings", "actions", "exchange", "settings")


def stops(window: MainWindow, qtbot: QtBot) -> list[QWidget]:
    """Where Tab stops, once round the window."""
    met: list[QWidget] = []
    for _ in range(300):
        here = focused()
        if here in met:
            return met
        met.append(here)
        qtbot.keyClick(here, Qt.Key.Key_Tab)
    raise AssertionError("Tab never comes round")


@pytest.mark.parametrize("name", PAGES)
def test_tab_reaches_every_control_and_comes_round(
    window: MainWindow, windows: Windows, qtbot: QtBot, name: str
) -> None:
    page(window, name)
    windows.quiet(window)
    assert missed(window, qtbot) == []


@pytest.mark.parametrize("name", OFFICE)
def test_tab_reaches_every_control_of_the_office(
    office: MainWindow, windows: Windows, qtbot: QtBot, name: str
) -> None:
    assert office.shell is not None
    office.shell.desk.go(*name.split(":"))
    windows.quiet(office)
    assert missed(office, qtbot) == []


def missed(window: MainWindow, qtbot: QtBot) -> list[tuple[str, str]]:
    """Controls on screen that Tab never comes to."""
    met = stops(window, qtbot)
    wanted: list[QWidget] = [
        widget
        for kind in (QAbstractButton, QComboBox, QLineEdit)
        for widget in window.findChildren(kind)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.window() is window
    ]
    # Of a group of choices or of the rail, Tab stops at the chosen one; arrows reach the others.
    never = [
        widget
        for widget in wanted
        if widget not in met
        and not (isinstance(widget, QAbstractButton) and widget.group() is not None)
        and not isinstance(widget.parentWidget(), QComboBox)
    ]
    return [(type(each).__name__, each.accessibleName()) for each in never]


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
