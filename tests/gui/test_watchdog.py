# SPDX-License-Identifier: MIT
"""The window never waits for the store: not on a slow disk, and not for a moment."""

import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coprod_desktop.gui.window import MainWindow
from coprod_desktop.store.vault import Vault
from tests.gui import walking
from tests.gui.test_access import full
from tests.gui.watchdog import Watchdog
from tests.stores import Folders
from tests.windows import Windows

__all__ = ["full"]
SLOW_SECONDS = 0.5


class Disk:
    """Stands between the store and its file: slow, if it is told to be, and it knows who came."""

    def __init__(self) -> None:
        self.slow = 0.0
        self.threads: set[int] = set()

    def used(self) -> bool:
        return bool(self.threads)

    def by_window(self) -> bool:
        return threading.main_thread().ident in self.threads


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    made = Disk()
    real = Vault.translating

    @contextmanager
    def translating(vault: Vault) -> Generator[None]:
        made.threads.add(threading.get_ident())
        time.sleep(made.slow)
        with real(vault):
            yield

    monkeypatch.setattr(Vault, "translating", translating)
    yield made
    made.slow = 0.0


def test_no_screen_touches_the_store_on_the_window_s_thread(
    windows: Windows, full: Folders, disk: Disk
) -> None:
    window = windows.sign_in(full.wing)
    windows.quiet(window)
    shell: Any = window.shell
    there = {*shell.names(), *shell.behind()}
    for place in walking.WING:
        if place.split(":", maxsplit=1)[0] in there:
            disk.threads.clear()
            walking.go(window, windows, place)
            assert not disk.by_window(), place
    window.show_palette()
    windows.quiet(window)
    assert disk.used()
    assert not disk.by_window()
    palette = QApplication.activeModalWidget()
    assert palette is not None
    palette.close()


def test_typing_goes_on_while_the_disk_is_slow(
    window: MainWindow, windows: Windows, disk: Disk, qtbot: QtBot
) -> None:
    walking.go(window, windows, "feedback:new")
    disk.slow = SLOW_SECONDS
    with Watchdog() as dog:
        field = QApplication.focusWidget()
        for letter in "The hatch was shut again when we came for our medicine":
            qtbot.keyClick(field, Qt.Key.Key_Space if letter == " " else letter)
            QApplication.processEvents()
        # Long enough for what was typed to be kept as a draft, on the slow disk.
        disk.threads.clear()
        qtbot.waitUntil(disk.used, timeout=5000)
    assert dog.beats > 5
    assert not disk.by_window()
    assert dog.worst < SLOW_SECONDS


def test_the_watchdog_notices_a_window_that_hangs(qtbot: QtBot) -> None:
    with Watchdog() as dog:
        time.sleep(0.12)
        qtbot.waitUntil(lambda: dog.worst >= 0.1)


def test_another_page_comes_up_before_its_records_do(
    window: MainWindow, windows: Windows, disk: Disk
) -> None:
    shell: Any = window.shell
    windows.quiet(window)
    walking.go(window, windows, "today")
    shell.page("feedback")
    windows.quiet(window)
    disk.slow = SLOW_SECONDS
    started = time.perf_counter()
    shell.desk.go("feedback")
    QApplication.processEvents()
    assert shell.page("feedback").isVisible()
    assert time.perf_counter() - started < SLOW_SECONDS
