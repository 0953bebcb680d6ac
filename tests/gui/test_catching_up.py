# SPDX-License-Identifier: MIT
"""After an import the search catches up by itself, says so, and holds nobody up."""

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from coprod_desktop.domain.errors import Cancelled
from coprod_desktop.gui import catching_up
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.books import indexing
from coprod_desktop.services.exchanging import intake
from coprod_desktop.services.recording import lists, records
from tests.stores import Folders, closing, feedback, send
from tests.windows import Windows, page


@pytest.fixture
def behind(folders: Folders) -> int:
    """An office whose import was stopped while the search caught up."""

    def impatient(_done: int, _total: int, what: str) -> None:
        if what == indexing.WHAT:
            raise Cancelled

    with closing(folders.open("wing")) as wing:
        records.save_many(wing, [feedback(f"Parrot number {n}") for n in range(60)])
        send(wing, folders.stick)
    with closing(folders.open("office")) as office:
        intake.take_in(office, [folders.stick], impatient)
        return lists.search_behind(office)


def test_search_catches_up_when_somebody_has_signed_in(
    behind: int,
    windows: Windows,
    folders: Folders,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert behind == 60
    said: list[str] = []
    words = catching_up.said
    # What the status bar is told, from its first word on: it may be short.
    monkeypatch.setattr(catching_up, "said", lambda left: said.append(words(left)) or said[-1])
    window = windows.open(folders.office)
    screen: Any = window.centralWidget()
    qtbot.waitUntil(screen.button.isEnabled)
    screen.password.line.setText("three quiet herons")
    screen.unlock()
    qtbot.waitUntil(lambda: window.shell is not None)
    shell: Any = window.shell
    qtbot.waitUntil(lambda: bool(said) and not said[-1], timeout=20_000)
    assert said[0] == "Search is catching up: 60 records to go"
    assert not shell.status.search.isVisible()
    windows.quiet(window)
    session: Any = window.jobs.session
    assert lists.search_behind(session) == 0
    shell.search.setText("parrot")
    windows.quiet(window)
    found = page(window, "feedback")
    qtbot.waitUntil(lambda: found.model.rowCount() == 60)


def test_locking_does_not_wait_for_the_search(
    behind: int, windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    window: MainWindow = windows.sign_in(folders.office, "Ada")
    window.lock()
    qtbot.waitUntil(lambda: window.jobs.session is None)
    with closing(folders.open("office")) as office:
        assert lists.search_behind(office) in {0, behind}


def test_one_record_to_go_is_said_as_one() -> None:
    assert catching_up.said(1) == "Search is catching up: 1 record to go"
    assert not catching_up.said(0)
