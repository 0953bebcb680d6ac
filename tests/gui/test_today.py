# SPDX-License-Identifier: MIT
"""Today says what needs somebody now: answers to hand back, a late receipt, an old backup."""

from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services import answers, care, records
from tests.stores import Folders, closing, feedback, send
from tests.windows import Windows, page


def tiles(card: QWidget) -> list[Any]:
    return [each for each in card.findChildren(QWidget) if each.property("page")]


def names(card: QWidget) -> list[str]:
    return [each.accessibleName() for each in tiles(card)]


def today(window: MainWindow, windows: Windows) -> Any:
    screen = page(window, "today")
    windows.quiet(window)
    return screen


def test_an_answer_leads_to_its_comment_until_the_patient_was_told(
    windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    with closing(folders.open("wing")) as wing:
        comment = records.save(wing, feedback("Who decides?", slip_code="K7-42")).id
        answers.answer(wing, comment, "tell", "The doctor decides.")
    window = windows.sign_in(folders.wing, "Nia")
    screen = today(window, windows)
    (tile,) = tiles(screen.answers)
    assert tile.accessibleName() == "Who decides?"
    assert "slip K7-42" in tile.accessibleDescription()
    tile.click()
    shell: Any = window.shell
    detail = shell.page("feedback").detail
    qtbot.waitUntil(lambda: detail.stored() is not None and detail.stored().id == comment)
    detail.told.click()
    windows.quiet(window)
    assert not today(window, windows).answers.isVisible()


def test_a_late_receipt_leads_to_the_telephone(windows: Windows, folders: Folders) -> None:
    with closing(folders.open("wing")) as wing:
        records.save(wing, feedback("The queue is long"))
        send(wing, folders.stick)  # by the clock of the tests, long ago
    window = windows.sign_in(folders.wing)
    screen = today(window, windows)
    (late,) = (each for each in tiles(screen.bundle) if "No receipt" in each.accessibleName())
    assert late.accessibleName() == "No receipt for bundle 1 since 3 March 2026"
    late.click()
    windows.quiet(window)
    shell: Any = window.shell
    assert shell.page("exchange").history.telephone.isVisible()


@pytest.mark.parametrize(("person", "seen"), [("Hal", True), ("Nia", False)])
def test_an_old_backup_is_the_heads_to_make(
    person: str, seen: bool, windows: Windows, folders: Folders
) -> None:
    with closing(folders.open("wing")) as wing:
        records.save(wing, feedback("The queue is long"))
        care.backup(wing, folders.root / "wing.backup")  # by the clock of the tests, long ago
    window = windows.sign_in(folders.wing, person)
    screen = today(window, windows)
    assert screen.backup.isVisible() is seen
    if seen:
        (tile,) = tiles(screen.backup)
        assert "days old" in tile.accessibleName()
        tile.click()
        shell: Any = window.shell
        assert shell.page("settings").tabs.currentWidget() is shell.page("settings").care


def test_a_search_that_is_behind_is_said(window: MainWindow, windows: Windows) -> None:
    screen = today(window, windows)
    assert not screen.search.isVisible()
    screen.desk.say_behind(12_000)
    assert screen.search.isVisible()
    assert "12,000 records to go" in screen.search.accessibleName()
    screen.desk.say_behind(0)
    assert not screen.search.isVisible()
