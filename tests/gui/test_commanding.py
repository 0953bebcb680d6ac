# SPDX-License-Identifier: MIT
"""Everything can be found by typing: commands, pages and records, by keyboard alone."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coprod_desktop.gui import commanding
from coprod_desktop.gui.commanding import Entry, Palette, matching
from coprod_desktop.gui.desk import Command
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.recording import records
from tests.stores import Folders, closing, feedback
from tests.windows import Windows

CTRL = Qt.KeyboardModifier.ControlModifier


def nothing() -> None:
    """An act that does nothing."""


def entries(*texts: str) -> list[Entry]:
    return [Entry(text, nothing) for text in texts]


@pytest.fixture
def open_palette(window: MainWindow, windows: Windows, qtbot: QtBot) -> Callable[[], Palette]:
    def open_it() -> Palette:
        windows.quiet(window)
        qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
        windows.quiet(window)
        found = QApplication.activeModalWidget()
        assert isinstance(found, Palette)
        return found

    return open_it


def test_what_begins_with_the_words_comes_first() -> None:
    found = matching(entries("Lock", "Open the clock", "Search the log", "Block"), "lo")
    assert [entry.text for entry in found] == ["Lock", "Search the log", "Open the clock", "Block"]


def test_every_word_must_stand_somewhere() -> None:
    given = entries("New feedback", "New meeting", "Go to Feedback")
    assert [entry.text for entry in matching(given, "feed new")] == ["New feedback"]
    assert matching(given, "zebra") == []
    assert matching(given, "  ") == given


def test_every_action_of_the_window_is_offered_with_its_keys(
    window: MainWindow, open_palette: Callable[[], Palette]
) -> None:
    palette = open_palette()
    shown = {entry.text: entry.shortcut for entry in palette.shown()}
    for action in window.actions_list:
        if action.isEnabled() and action.objectName() != "palette":
            assert shown[action.text()] == action.shortcut().toString()
    palette.close()


def test_a_few_letters_and_return_do_it(
    window: MainWindow, windows: Windows, open_palette: Callable[[], Palette], qtbot: QtBot
) -> None:
    shell: Any = window.shell
    palette = open_palette()
    qtbot.keyClicks(palette.line, "new mee")
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    windows.quiet(window)
    assert shell.here_name() == "meetings"
    assert not shell.here().on_list()


def test_arrows_choose_while_the_line_keeps_the_focus_and_it_is_said(
    open_palette: Callable[[], Palette], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    palette = open_palette()
    said: list[str] = []
    monkeypatch.setattr(commanding, "announce", lambda _widget, words: said.append(words))
    second = palette.shown()[1]
    qtbot.keyClick(palette.line, Qt.Key.Key_Down)
    assert palette.line.hasFocus()
    assert palette.list.currentIndex().row() == 1
    assert second.text in said[-1]
    qtbot.keyClick(palette.line, Qt.Key.Key_Escape)
    assert QApplication.activeModalWidget() is None


def test_a_record_is_offered_by_its_words(windows: Windows, folders: Folders, qtbot: QtBot) -> None:
    with closing(folders.open("wing")) as wing:
        kept = records.save(wing, feedback("The hatch is too loud"))
    window = windows.sign_in(folders.wing)
    windows.quiet(window)
    window.show_palette()
    windows.quiet(window)
    palette = QApplication.activeModalWidget()
    assert isinstance(palette, Palette)
    qtbot.keyClicks(palette.line, "too loud")
    assert palette.shown()[0].text == "The hatch is too loud"
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    windows.quiet(window)
    shell: Any = window.shell
    qtbot.waitUntil(lambda: shell.page("feedback").detail.stored() is not None)
    assert shell.page("feedback").detail.stored().id == kept.id


def test_the_page_on_screen_adds_its_own(
    window: MainWindow, open_palette: Callable[[], Palette], qtbot: QtBot
) -> None:
    shell: Any = window.shell
    done: list[str] = []
    shell.here().commands = lambda: (Command("Hang up a poster", lambda: done.append("it"), "F9"),)
    palette = open_palette()
    assert palette.shown()[0].shortcut == "F9"
    qtbot.keyClicks(palette.line, "hang up")
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert done == ["it"]


def test_words_that_nothing_is_called_are_searched_everywhere(
    window: MainWindow, windows: Windows, open_palette: Callable[[], Palette], qtbot: QtBot
) -> None:
    shell: Any = window.shell
    palette = open_palette()
    qtbot.keyClicks(palette.line, "zebra")
    (only,) = palette.shown()
    assert "zebra" in only.text
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    windows.quiet(window)
    assert shell.search.text() == "zebra"
