# SPDX-License-Identifier: MIT
"""What was just done can be taken back with one key, and only once."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coprod_desktop.gui.window import MainWindow
from tests.windows import Windows, page

CTRL = Qt.KeyboardModifier.ControlModifier


def test_ctrl_z_takes_back_once_and_the_strip_goes(window: MainWindow, qtbot: QtBot) -> None:
    shell: Any = window.shell
    done: list[str] = []
    assert not window.actions_list["undo"].isEnabled()
    shell.desk.offer_undo("Comment put into the bin", lambda: done.append("back"))
    assert shell.undo.isVisible()
    assert "Comment put into the bin" in shell.undo.undo.accessibleName()
    shell.rail.button(0).setFocus()
    qtbot.keyClick(shell.rail.button(0), Qt.Key.Key_Z, CTRL)
    assert done == ["back"]
    assert not shell.undo.isVisible()
    qtbot.keyClick(shell.rail.button(0), Qt.Key.Key_Z, CTRL)
    assert done == ["back"]


def test_in_a_field_ctrl_z_is_the_field_s_own(
    window: MainWindow, windows: Windows, qtbot: QtBot
) -> None:
    shell: Any = window.shell
    done: list[str] = []
    note = page(window, "today").note
    windows.quiet(window)
    shell.desk.offer_undo("Saved", lambda: done.append("back"))
    note.setFocus()
    qtbot.keyClicks(note, "half")
    qtbot.keyClick(note, Qt.Key.Key_Z, CTRL)
    assert note.text() == ""
    assert done == []


def test_a_later_offer_takes_the_place_of_an_earlier_one(window: MainWindow) -> None:
    shell: Any = window.shell
    done: list[str] = []
    shell.desk.offer_undo("First", lambda: done.append("first"))
    shell.desk.offer_undo("Second", lambda: done.append("second"))
    shell.undo.undo.click()
    assert done == ["second"]


def test_what_was_taken_back_in_another_way_is_not_offered_any_more(window: MainWindow) -> None:
    shell: Any = window.shell
    form, other = object(), object()
    shell.desk.offer_undo("Item deleted", lambda: None, form)
    shell.desk.end_undo(other)
    assert shell.undo.isVisible()
    shell.desk.end_undo(form)
    assert not shell.undo.isVisible()


def test_an_offer_ends_by_itself_but_not_under_the_hand(window: MainWindow) -> None:
    shell: Any = window.shell
    shell.desk.offer_undo("First", lambda: None)
    shell.undo.undo.setFocus()
    shell.undo._over()
    assert shell.undo.isVisible()
    shell.undo.close_it.click()
    assert not shell.undo.isVisible()
    assert QApplication.focusWidget() is not None
    shell.desk.offer_undo("Second", lambda: None)
    shell.rail.button(0).setFocus()
    shell.undo._over()
    assert not shell.undo.isVisible()


def test_every_page_behind_the_rail_loads(window: MainWindow) -> None:
    shell: Any = window.shell
    for name in shell.behind():
        shell.desk.go(name)
        assert shell.here() is shell.page(name)
        assert shell.words(name)


def test_in_a_low_window_the_strip_takes_the_status_bar_s_place(
    window: MainWindow, windows: Windows
) -> None:
    shell: Any = window.shell
    windows.theme.wear("light", 200)
    windows.quiet(window)
    assert shell.status.isVisible()
    shell.desk.offer_undo("Comment put into the bin", lambda: None)
    assert not shell.status.isVisible()
    shell.status.say_lock(42)
    assert shell.status.isVisible()  # a warning is not hidden
    shell.status.say_lock(600)
    assert not shell.status.isVisible()
    shell.undo.withdraw()
    assert shell.status.isVisible()
