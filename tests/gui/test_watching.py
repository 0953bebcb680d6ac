# SPDX-License-Identifier: MIT
"""The inbox watches a folder, and takes what is dropped on it."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coprod_desktop.gui.preferences import Preferences
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.access import opening, people
from coprod_desktop.services.recording import records
from tests.stores import COST, PASSWORD, Folders, closing, feedback, send
from tests.windows import Windows, focused, page

SOON_MS = 20


@pytest.fixture
def made(folders: Folders) -> Path:
    """A bundle of a wing, not yet where anybody looks."""
    with closing(opening.unlock(folders.wing, "Hal", PASSWORD)) as wing:
        records.save(wing, feedback())
        return send(wing, folders.root / "made")


def strip_of(window: MainWindow, folder: Path | None = None) -> Any:
    strip = page(window, "inbox").watch
    if folder is not None:
        strip.begin(folder)
    strip.timer.setInterval(SOON_MS)
    return strip


def lines(window: MainWindow) -> list[str]:
    shell: Any = window.shell
    model = shell.page("inbox").outcomes
    return [model.line(place).cells[0] for place in range(model.rowCount())]


def test_what_is_put_into_a_watched_folder_comes_in_by_itself(
    office: MainWindow, folders: Folders, made: Path, qtbot: QtBot
) -> None:
    strip = strip_of(office, folders.stick)
    assert str(folders.stick) in strip.state.accessibleName()
    assert not strip.choose.isVisible()
    inbox = page(office, "inbox")
    inbox.tabs.setCurrentWidget(inbox.books)
    here = inbox.tabs.tabBar()  # not the table: it is empty so far, and hidden
    here.setFocus()
    half = folders.stick / made.name
    half.write_bytes(made.read_bytes()[:2000])
    shutil.copyfile(made, half)
    qtbot.waitUntil(lambda: lines(office) == ["Taken in"], timeout=20_000)
    # Nobody who reads something else is disturbed.
    assert inbox.tabs.currentWidget() is inbox.books
    assert focused() is here
    assert "1 file has come" in strip.state.accessibleName()
    qtbot.waitUntil(lambda: inbox.books.model.rowCount() == 1)


def test_the_window_locks_while_it_watches_and_goes_on_after_that(
    office: MainWindow, windows: Windows, folders: Folders, made: Path, qtbot: QtBot
) -> None:
    strip_of(office, folders.stick)
    assert not office.jobs.busy("long")  # so it keeps nobody from locking
    office.lock()
    qtbot.waitUntil(lambda: office.jobs.session is None)
    shutil.copy(made, folders.stick)
    again = windows.sign_in(folders.office, "Ada")
    strip = strip_of(again)
    assert strip.watching()
    qtbot.waitUntil(lambda: lines(again) == ["Taken in"], timeout=20_000)
    strip.stop.click()
    assert not strip.watching()
    assert focused() is strip.start
    assert "is not watched now" in strip.state.accessibleName()
    strip.start.click()
    assert strip.watching()


def test_a_folder_that_goes_away_is_said_and_waited_for(
    office: MainWindow, folders: Folders, made: Path, qtbot: QtBot
) -> None:
    strip = strip_of(office, folders.stick)
    shutil.copy(made, folders.stick)
    away = folders.stick.rename(folders.root / "away")
    qtbot.waitUntil(lambda: "cannot be reached" in strip.state.accessibleName())
    assert strip.watching()
    away.rename(folders.stick)
    qtbot.waitUntil(lambda: lines(office) == ["Taken in"], timeout=20_000)
    assert "cannot be reached" not in strip.state.accessibleName()


def test_who_may_not_take_bundles_in_starts_no_watching(windows: Windows, folders: Folders) -> None:
    with closing(opening.unlock(folders.office, "Ada", PASSWORD)) as central:
        people.add(central, "Sam", "staff", PASSWORD, COST)
    remembered = Preferences(windows.place / "preferences.ini")
    remembered.watch(folders.office, folders.stick, on=True)
    strip = strip_of(windows.sign_in(folders.office, "Sam"))
    assert not strip.watching()
    assert not any(each.isVisible() for each in (strip.start, strip.choose, strip.stop))
    assert "Heads and administrators" in strip.state.accessibleName()


def drop(window: MainWindow, paths: Sequence[Path]) -> bool:
    """Drop paths on the middle of a window, as Qt tells it; whether they were welcome."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    handle = window.windowHandle()
    where = page(window, "inbox").mapTo(window, page(window, "inbox").rect().center())
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(where), copy, data, left, none)
    QApplication.sendEvent(handle, enter)
    move = QDragMoveEvent(QPoint(where), copy, data, left, none)
    if enter.isAccepted():  # Qt begins each move with what was said of the last
        move.setDropAction(enter.dropAction())
        move.accept()
    QApplication.sendEvent(handle, move)
    if move.isAccepted():
        QApplication.sendEvent(handle, QDropEvent(QPointF(where), copy, data, left, none))
    return move.isAccepted()


def test_a_folder_and_a_file_that_are_dropped_on_the_inbox_come_in(
    office: MainWindow, windows: Windows, folders: Folders, made: Path
) -> None:
    shutil.copy(made, folders.stick)
    page(office, "inbox")
    assert drop(office, [folders.stick])
    windows.quiet(office)
    assert lines(office) == ["Taken in"]
    assert drop(office, [made, folders.root / "office" / "keys.json"])
    windows.quiet(office)
    assert sorted(lines(office)) == ["Already in", "Not taken in"]


def test_words_that_are_dropped_are_not_welcome(office: MainWindow) -> None:
    page(office, "inbox")
    data = QMimeData()
    data.setText("not a file")
    handle = office.windowHandle()
    enter = QDragEnterEvent(
        QPoint(700, 400),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(handle, enter)
    assert not enter.isAccepted()
