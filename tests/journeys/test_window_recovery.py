# SPDX-License-Identifier: MIT
"""Whole stories of people who forgot a password, and come back in through the window."""

from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.access import opening, recovery, setup
from tests.stores import COST, PASSWORD, Folders, closing, make_wing
from tests.windows import Windows, focused

NEW = "four quiet otters"


def forgotten(windows: Windows, folder: Path, qtbot: QtBot) -> tuple[MainWindow, Any]:
    """The screen for a forgotten password, reached as a person reaches it."""
    window = windows.open(folder)
    screen: Any = window.centralWidget()
    qtbot.waitUntil(screen.button.isEnabled)
    screen.lost.click()
    return window, window.centralWidget()


def test_the_recovery_sheet_leads_back_in(windows: Windows, folders: Folders, qtbot: QtBot) -> None:
    with closing(folders.open("wing")) as hal:
        sheet = recovery.sheet(hal)
    window, screen = forgotten(windows, folders.wing, qtbot)
    qtbot.waitUntil(lambda: focused() is screen.ways.tiles[0])
    screen.ways.tiles[1].click()
    screen.sheet.person.setCurrentText("Hal")
    listed = list(sheet.words)
    screen.sheet.words.set_words([*listed[:5], listed[6], listed[5], *listed[7:]])
    for field in (screen.sheet.password.first, screen.sheet.password.second):
        field.line.setText(NEW)
    screen.sheet.go.click()
    qtbot.waitUntil(screen.sheet.banner.isVisible, timeout=20_000)
    if sheet.words[5] != sheet.words[6]:
        assert "do not fit together" in screen.sheet.words.error.text()
        assert screen.sheet.words.lines[5].property("wrong") == "true"
    screen.sheet.words.set_words([word[:4] for word in listed])
    screen.sheet.go.click()
    qtbot.waitUntil(screen.end.isVisible, timeout=20_000)
    assert "Hal has a new password" in screen.end.lead.text()
    assert screen.sheet.words.words() == ("",) * 24
    assert screen.sheet.password.text() == ""
    screen.end.go.click()
    qtbot.waitUntil(lambda: window.shell is not None)
    assert window.shell is not None
    assert window.shell.desk.who.name == "Hal"
    windows.quiet(window)
    window.close()
    folders.open("wing", "Hal", NEW)


def test_the_office_lets_a_locked_out_head_back_in(
    windows: Windows, tmp_path: Path, qtbot: QtBot
) -> None:
    key = setup.new_recovery_words()
    made = setup.OfficeSetup("Office", "Ada", PASSWORD, "practice", COST, key)
    setup.create_office(tmp_path / "office", made).close()
    make_wing(tmp_path / "office", tmp_path / "wing").close()
    question = tmp_path / recovery.QUESTION_FILE
    _window, screen = forgotten(windows, tmp_path / "wing", qtbot)
    screen.ways.tiles[2].click()
    for field in (screen.ask.password.first, screen.ask.password.second):
        field.line.setText(NEW)
    screen.ask.write_to(question)
    qtbot.waitUntil(screen.ask.card.isVisible, timeout=20_000)
    said = tuple(screen.ask.card.accessibleDescription().split())
    assert said == recovery.look(question).words
    with closing(opening.unlock(tmp_path / "office", "Ada", PASSWORD)) as ada:
        answer = recovery.answer(ada, question, key, tmp_path, said=said)
    screen.go_back()
    screen.ways.tiles[3].click()
    screen.answered.file.set_path(answer)
    screen.answered.go.click()
    assert screen.answered.password_row.error.text()
    screen.answered.password.line.setText(NEW)
    screen.answered.go.click()
    qtbot.waitUntil(screen.end.isVisible, timeout=20_000)
    assert "Hal" in screen.end.lead.text()


def test_a_nurse_is_sent_to_the_head(windows: Windows, folders: Folders, qtbot: QtBot) -> None:
    with closing(folders.open("wing")) as hal:
        sheet = recovery.sheet(hal)
    _window, screen = forgotten(windows, folders.wing, qtbot)
    screen.show_way(1)
    screen.sheet.person.setCurrentText("Nia")
    screen.sheet.words.set_words(sheet.words)
    for field in (screen.sheet.password.first, screen.sheet.password.second):
        field.line.setText(NEW)
    screen.sheet.go.click()
    qtbot.waitUntil(screen.sheet.banner.isVisible, timeout=20_000)
    assert "not a head or administrator" in screen.sheet.banner.accessibleName()


def test_going_back_forgets_what_was_typed(
    windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    window, screen = forgotten(windows, folders.wing, qtbot)
    screen.show_way(1)
    screen.sheet.words.set_words(["zoo", "abandon"])
    screen.sheet.password.first.line.setText(PASSWORD)
    screen.go_back()
    assert focused() is screen.ways.tiles[1]
    screen.show_way(1)
    assert not any(screen.sheet.words.words())
    assert screen.sheet.password.text() == ""
    screen.go_back()
    screen.go_back()
    unlock: Any = window.centralWidget()
    qtbot.waitUntil(unlock.button.isEnabled)
