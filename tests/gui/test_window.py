# SPDX-License-Identifier: MIT

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from coprod_desktop.gui.actions import Actions
from coprod_desktop.gui.first_run.wizard import FirstRun
from coprod_desktop.gui.meetings.forum import ForumView
from coprod_desktop.gui.unlock.screen import UnlockScreen
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.recording import drafts
from tests.stores import PASSWORD, Folders
from tests.windows import Windows, page


def test_without_a_store_the_first_run_comes_up(windows: Windows) -> None:
    assert isinstance(windows.open().centralWidget(), FirstRun)


def test_the_last_store_is_offered_again(windows: Windows, folders: Folders, qtbot: QtBot) -> None:
    first = windows.sign_in(folders.wing)
    first.close()
    again: Any = windows.open().centralWidget()
    assert isinstance(again, UnlockScreen)
    qtbot.waitUntil(lambda: again.title.text() == "HMP Example, B")


def test_practising_does_not_take_the_place_of_the_usual_store(
    windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    window = windows.open(folders.wing)
    window.preferences.store = folders.root / "usual"
    screen: Any = window.centralWidget()
    qtbot.waitUntil(screen.button.isEnabled)
    screen.password.line.setText(PASSWORD)
    screen.unlock()
    qtbot.waitUntil(lambda: window.shell is not None)
    assert window.shell is not None
    assert window.shell.desk.who.env == "practice"
    assert window.preferences.store == folders.root / "usual"
    window.lock()
    qtbot.waitUntil(lambda: isinstance(window.centralWidget(), UnlockScreen))
    screen = window.centralWidget()
    with qtbot.waitSignal(screen.other_asked) as asked:
        next(b for b in screen.findChildren(QPushButton) if b.text().startswith("Back")).click()
    assert asked.args == [folders.root / "usual"]


def test_a_wrong_password_is_refused_and_then_waits_longer(
    windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    window = windows.open(folders.wing)
    screen: Any = window.centralWidget()
    qtbot.waitUntil(screen.button.isEnabled)
    for _ in range(3):
        screen.password.line.setText("not the password")
        screen.unlock()
        qtbot.waitUntil(lambda: screen.banner.isVisible() and not screen.password.text())
        screen.banner.clear()
    qtbot.waitUntil(screen.wait.isVisible)
    assert "seconds" in screen.wait.text() or "second" in screen.wait.text()
    assert not screen.button.isEnabled()
    qtbot.waitUntil(screen.button.isEnabled, timeout=8000)
    screen.password.line.setText(PASSWORD)
    screen.unlock()
    qtbot.waitUntil(lambda: window.shell is not None)


def test_a_folder_without_a_store_says_so(windows: Windows, qtbot: QtBot) -> None:
    screen: Any = windows.open(windows.place / "nothing").centralWidget()
    qtbot.waitUntil(screen.banner.isVisible)
    assert "no Coprod store" in screen.banner.accessibleName()


def test_a_practice_store_says_so_on_every_page(window: MainWindow) -> None:
    shell = window.shell
    assert shell is not None
    banners = [
        frame for frame in shell.findChildren(QFrame) if frame.property("part") == "practice"
    ]
    for name in shell.names():
        page(window, name)
        assert banners[0].isVisible()


def test_locking_keeps_the_draft_and_asks_who_is_there(
    window: MainWindow, windows: Windows, qtbot: QtBot
) -> None:
    shell = window.shell
    assert shell is not None
    entry = shell.page("feedback").entry  # pyright: ignore[reportAttributeAccessIssue]
    shell.desk.go("feedback", "new")
    qtbot.keyClicks(entry.form.answers["what_better"].field, "My letters come opened")
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: isinstance(window.centralWidget(), UnlockScreen))
    assert window.jobs.session is None
    screen: Any = window.centralWidget()
    qtbot.waitUntil(screen.button.isEnabled)
    screen.user.setCurrentText("Hal")
    screen.password.line.setText(PASSWORD)
    screen.unlock()
    qtbot.waitUntil(lambda: window.shell is not None)
    windows.quiet(window)
    shown: Any = window.shell
    tiles = [
        tile.accessibleName()
        for tile in shown.page("today").drafts.findChildren(QWidget)
        if tile.accessibleName()
    ]
    assert "My letters come opened" in tiles


def test_an_idle_window_locks_itself(window: MainWindow, qtbot: QtBot) -> None:
    window.preferences.lock_minutes = 1
    window._idle = 30
    window._second()
    assert window.shell is not None
    assert "29 seconds" in window.shell.status.lock.text()
    window._idle = 59
    window._second()
    qtbot.waitUntil(lambda: isinstance(window.centralWidget(), UnlockScreen))


def test_a_dialog_puts_off_the_lock_and_is_gone_when_it_comes(
    window: MainWindow, windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    shell = window.shell
    assert shell is not None
    shell.desk.go("meetings", "new")
    windows.quiet(window)
    page: Any = shell.page("meetings")
    page.editor.forum.click()
    (forum,) = window.findChildren(ForumView)
    window._second()
    window._idle = 30
    QTest.keyClick(forum.windowHandle(), Qt.Key.Key_PageDown)
    assert window._idle < 30
    forum.line.setText("What nobody else may read")
    window.lock()
    qtbot.waitUntil(lambda: isinstance(window.centralWidget(), UnlockScreen))
    shown = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    assert shown == [window]
    (draft,) = drafts.mine(folders.open("wing"))
    assert "What nobody else may read" in str(draft.form)


def test_every_page_is_reached_by_its_key(window: MainWindow, qtbot: QtBot) -> None:
    shell = window.shell
    assert shell is not None
    for number, name in enumerate(shell.names()):
        qtbot.keyClick(
            window, Qt.Key(Qt.Key.Key_1.value + number), Qt.KeyboardModifier.ControlModifier
        )
        assert shell.here() is shell.page(name)
        assert shell.rail.checkedId() == number


def test_the_shortcut_sheet_lists_every_shortcut(window: MainWindow, qtbot: QtBot) -> None:
    window.show_keys()
    sheet = QApplication.activeModalWidget()
    assert sheet is not None
    said = {label.text() for label in sheet.findChildren(QLabel)}
    for action in window.actions_list:
        keys = action.shortcut().toString()
        assert not keys or {keys, action.text()} <= said
    sheet.close()


def test_a_shortcut_cannot_be_given_twice(window: MainWindow) -> None:
    actions = Actions(window)
    actions.add("one", "One", "Ctrl+Y")
    with pytest.raises(ValueError, match="taken"):
        actions.add("two", "Two", "Ctrl+Y")
    with pytest.raises(ValueError, match="exists"):
        actions.add("one", "One again")


def test_colours_and_text_size_change_at_once_and_are_remembered(
    window: MainWindow, windows: Windows
) -> None:
    looks = page(window, "settings").looks
    looks.choices["dark"].setChecked(True)
    looks.text_size.setCurrentIndex(looks.text_size.findData(150))
    assert windows.theme.palette.name == "dark"
    assert windows.theme.percent == 150
    assert window.preferences.theme == "dark"
    assert window.preferences.percent == 150


def test_pages_are_made_ahead_while_nobody_types(window: MainWindow, windows: Windows) -> None:
    shell: Any = window.shell
    windows.quiet(window)
    window._idle = 0
    window._second()
    assert "settings" not in shell._pages
    for _ in range(4 * len(shell._all)):
        window._idle = 5
        window._second()
        windows.quiet(window)
    assert set(shell._pages) == set(shell._all)
    assert shell.here_name() == "today"
    assert not shell.prepare_next()
