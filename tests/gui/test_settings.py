# SPDX-License-Identifier: MIT
"""Settings tell how things stand: backup, sticks, the lock, and what the program is."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from coprod_desktop.gui.palette import CONTRAST, DARK, LIGHT
from coprod_desktop.gui.theme import Theme
from coprod_desktop.gui.unlock.screen import UnlockScreen
from coprod_desktop.gui.window import MainWindow
from tests.stores import Folders
from tests.windows import Windows, page

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_the_backup_tells_its_age(window: MainWindow, windows: Windows) -> None:
    care = page(window, "settings").care
    shell: Any = window.shell
    shell.desk.go("settings", "care")
    windows.quiet(window)
    assert care.age.text() == "No backup was made yet."
    care.backup_to(windows.place / "copy.backup")
    windows.quiet(window)
    assert "(today)" in care.age.text()
    assert care.media_text.text() == "No stick may carry bundles yet."
    care.see_media.click()
    assert shell.here_name() == "exchange"


def test_about_tells_the_intended_use_and_every_licence(
    window: MainWindow, windows: Windows
) -> None:
    shell: Any = window.shell
    shell.desk.go("settings", "about")
    windows.quiet(window)
    about = shell.page("settings").about
    said = " ".join(label.text() for label in about.findChildren(QLabel))
    assert "Intended use" in said
    assert "not an alarm system" in said
    assert about.part.count() > 15
    for place in range(about.part.count()):
        about.part.setCurrentIndex(place)
        assert len(about.text.toPlainText()) > 100, about.part.currentText()


def test_staff_cannot_change_when_the_pc_locks(windows: Windows, folders: Folders) -> None:
    window = windows.sign_in(folders.wing, "Nia")
    assert not page(window, "settings").looks.minutes.isEnabled()


def test_text_grows_and_shrinks_by_keys_and_settings_follow(
    window: MainWindow, windows: Windows, qtbot: QtBot
) -> None:
    looks = page(window, "settings").looks
    windows.quiet(window)
    qtbot.keyClick(window, Qt.Key.Key_Plus, CTRL)
    qtbot.keyClick(window, Qt.Key.Key_Equal, CTRL)
    assert windows.theme.percent == 130
    assert looks.text_size.currentData() == 130
    assert window.preferences.percent == 130
    qtbot.keyClick(window, Qt.Key.Key_Minus, CTRL)
    assert windows.theme.percent == 115
    qtbot.keyClick(window, Qt.Key.Key_0, CTRL)
    assert windows.theme.percent == 100
    window.actions_list["look_dark"].trigger()
    assert windows.theme.palette.name == "dark"
    assert looks.choices["dark"].isChecked()


def test_the_look_follows_the_system_while_it_runs(
    theme: Theme, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Only a real desktop can change its colours; what it says when it does is said here.
    system = [LIGHT]
    monkeypatch.setattr(theme, "of_system", lambda: system[0])
    hints = qapp.styleHints()
    theme.wear("system", 100)
    system[0] = DARK
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.palette is DARK
    system[0] = CONTRAST
    hints.accessibility().contrastPreferenceChanged.emit(Qt.ContrastPreference.HighContrast)
    assert theme.palette is CONTRAST
    theme.wear("light", 100)
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.palette is LIGHT


def test_the_countdown_is_quiet_until_the_last_minute(window: MainWindow) -> None:
    shell: Any = window.shell
    lock = shell.status.lock
    window.preferences.lock_minutes = 10
    window._idle = 0
    window._second()
    assert lock.text() == "Locks in 10 min"
    assert not lock.property("say")
    window._idle = 545
    window._second()
    assert lock.text() == "Locks in 54 seconds"
    assert lock.property("say") == "warning"


@pytest.mark.parametrize("switch", [False, True])
def test_after_a_lock_the_same_person_is_offered_but_not_after_a_switch(
    windows: Windows, folders: Folders, qtbot: QtBot, switch: bool
) -> None:
    window = windows.sign_in(folders.wing, "Nia")
    windows.quiet(window)
    keys = CTRL | SHIFT if switch else CTRL
    qtbot.keyClick(window, Qt.Key.Key_L, keys)
    qtbot.waitUntil(lambda: isinstance(window.centralWidget(), UnlockScreen))
    screen: Any = window.centralWidget()
    qtbot.waitUntil(screen.button.isEnabled)
    if switch:
        assert screen.user.hasFocus()
    else:
        assert screen.user.currentText() == "Nia"
        assert screen.password.line.hasFocus()
