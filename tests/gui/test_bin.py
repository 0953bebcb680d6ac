# SPDX-License-Identifier: MIT
"""The bin on screen: what was put away comes back, or a head erases it for good."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from coprod_desktop.domain.errors import RecordErased
from coprod_desktop.domain.records import Complaint
from coprod_desktop.services.recording import binning, lists, records
from tests.stores import DAY, Folders, action, closing, feedback, meeting
from tests.windows import Windows, page


@pytest.fixture
def binned(folders: Folders) -> list[str]:
    with closing(folders.open("wing")) as wing:
        made = (feedback("My letters"), meeting("Forum"), action("Put up a clock"))
        saved = [records.save(wing, each).id for each in made]
        complaint = Complaint(received=DAY, summary="Three letters were lost")
        saved.append(records.save(wing, complaint).id)
        for each in saved:
            folders.clock.now += 1000
            binning.put_away(wing, each)
        return saved


def shown(window: Any, windows: Windows) -> Any:
    bin_page = page(window, "bin")
    windows.quiet(window)
    return bin_page


def excerpts(bin_page: Any) -> list[str]:
    model = bin_page.model
    return [model.index(row, 2).data() for row in range(model.rowCount())]


def test_everything_in_the_bin_is_listed_the_newest_first_and_put_back(
    binned: list[str], windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    window = windows.sign_in(folders.wing)
    bin_page = shown(window, windows)
    assert excerpts(bin_page) == [
        "Three letters were lost",
        "Put up a clock",
        "Forum",
        "My letters",
    ]
    assert bin_page.count.text() == "4 things in the bin"
    qtbot.keyClick(bin_page.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(bin_page.table, Qt.Key.Key_Return)
    assert bin_page.back.hasFocus()
    assert bin_page.text.text() == "My letters"
    windows.quiet(window)
    assert bin_page.story.texts()[0].startswith("Put into the bin by Hal, ")
    qtbot.keyClick(bin_page.back, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(excerpts(bin_page)) == 3)
    qtbot.waitUntil(lambda: page(window, "feedback").model.rowCount() == 1)


def test_a_head_erases_a_thing_of_any_type_from_the_bin(
    binned: list[str], windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    window = windows.sign_in(folders.wing)
    bin_page = shown(window, windows)
    for left in (3, 2, 1, 0):
        bin_page.erase.click()
        assert bin_page.erasing.isVisible()
        bin_page.erasing.reason.setCurrentIndex(2)
        bin_page.erasing.typed.setText("erase")
        bin_page.erasing.erase()
        qtbot.waitUntil(lambda left=left: bin_page.model.rowCount() == left)
        windows.quiet(window)
    assert bin_page._none.isVisible()
    window.close()
    with closing(folders.open("wing")) as wing:
        for each in binned:
            with pytest.raises(RecordErased):
                records.get(wing, each)
        assert lists.counts(wing).feedback == 0


def test_a_nurse_puts_back_and_does_not_erase(
    binned: list[str], windows: Windows, folders: Folders
) -> None:
    window = windows.sign_in(folders.wing, "Nia")
    bin_page = shown(window, windows)
    assert bin_page.back.isVisible()
    assert not bin_page.erase.isVisible()


def test_an_empty_bin_says_what_it_is_for(windows: Windows, folders: Folders) -> None:
    window = windows.sign_in(folders.wing)
    bin_page = shown(window, windows)
    assert bin_page._none.isVisible()
    assert bin_page._none.button.hasFocus()
