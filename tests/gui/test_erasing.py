# SPDX-License-Identifier: MIT
"""A head erases a comment for good: with a reason, a word typed, and no way back."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from coprod_desktop.domain.errors import RecordErased
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.recording import drafts, lists, records
from tests.stores import Folders, action, closing, feedback, meeting
from tests.windows import Windows, page

SAID = "My cellmate is called Parrot"


@pytest.fixture
def comment(folders: Folders) -> str:
    with closing(folders.open("wing")) as wing:
        records.save(wing, feedback("The nurse listened"))
        return records.save(wing, feedback(SAID)).id


@pytest.fixture
def detail(comment: str, window: MainWindow, windows: Windows, qtbot: QtBot) -> Any:
    shell: Any = window.shell
    shell.desk.go("feedback", comment)
    panel = shell.page("feedback").detail
    qtbot.waitUntil(lambda: panel.stored() is not None and panel.stored().id == comment)
    windows.quiet(window)
    return panel


def test_a_comment_is_erased_only_with_a_reason_and_a_typed_word(
    detail: Any, comment: str, window: MainWindow, windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    detail.erase.click()
    erasing = detail.erasing
    assert erasing.isVisible()
    erasing.go.click()
    assert erasing.reason_row.error.text()
    assert erasing.typed_row.error.text()
    erasing.reason.setCurrentIndex(erasing.reason.findData("patient_asked"))
    qtbot.keyClicks(erasing.typed, "Erase")
    qtbot.keyClick(erasing.typed, Qt.Key.Key_Return)
    qtbot.waitUntil(detail.banner.isVisible)
    assert "erased for good" in detail.banner.accessibleName()
    windows.quiet(window)
    assert page(window, "feedback").model.rowCount() == 1
    shell: Any = window.shell
    shell.search.setText("parrot")
    windows.quiet(window)
    qtbot.waitUntil(lambda: shell.page("feedback").model.rowCount() == 0)
    window.close()
    with closing(folders.open("wing")) as wing:
        with pytest.raises(RecordErased):
            records.get(wing, comment)
        assert lists.counts(wing).feedback == 1
        assert drafts.mine(wing) == ()


def test_escape_keeps_it(detail: Any, qtbot: QtBot) -> None:
    detail.erase.click()
    qtbot.keyClicks(detail.erasing.typed, "erase")
    qtbot.keyClick(detail.erasing.typed, Qt.Key.Key_Escape)
    assert detail.stored() is not None
    assert detail.erase.isVisible()
    detail.erase.click()
    assert detail.erasing.typed.text() == ""


def test_an_erased_comment_that_is_asked_for_says_what_became_of_it(
    detail: Any, comment: str, window: MainWindow, windows: Windows, qtbot: QtBot
) -> None:
    detail.erase.click()
    detail.erasing.reason.setCurrentIndex(1)
    detail.erasing.typed.setText("erase")
    detail.erasing.erase()
    qtbot.waitUntil(detail.banner.isVisible)
    qtbot.waitUntil(lambda: detail.stored() is not None)  # the list has gone on to the other one
    detail.ask(comment)
    qtbot.waitUntil(detail._gone.isVisible)
    assert "Hal" in detail._gone.text.text()
    assert not detail._buttons.isVisible()


def test_staff_cannot_erase(comment: str, windows: Windows, folders: Folders, qtbot: QtBot) -> None:
    nia = windows.sign_in(folders.wing, "Nia")
    shell: Any = nia.shell
    shell.desk.go("feedback", comment)
    panel = shell.page("feedback").detail
    qtbot.waitUntil(lambda: panel.stored() is not None)
    assert not panel.erase.isVisible()


@pytest.mark.parametrize("kind", ["meeting", "action"])
def test_a_meeting_and_an_action_are_erased_from_where_they_are_read(
    kind: str, folders: Folders, windows: Windows, qtbot: QtBot
) -> None:
    with closing(folders.open("wing")) as wing:
        saved, follows = records.save_meeting(wing, meeting(), [(action(), None)])
    gone = saved if kind == "meeting" else follows
    window = windows.sign_in(folders.wing)
    shown = page(window, f"{kind}s")
    windows.quiet(window)
    detail = shown.detail if kind == "meeting" else shown.editor
    qtbot.waitUntil(detail.erasing.button.isVisible)
    detail.erasing.button.click()
    panel = detail.erasing.panel
    assert f"this {kind} for good" in panel._card.heading.text()
    assert panel.reason.hasFocus()
    qtbot.keyClick(panel.reason, Qt.Key.Key_Escape)
    assert detail.erasing.button.hasFocus()
    detail.erasing.button.click()
    panel.reason.setCurrentIndex(panel.reason.findData("recorded_in_error"))
    qtbot.keyClicks(panel.typed, "erase")
    qtbot.keyClick(panel.typed, Qt.Key.Key_Return)
    qtbot.waitUntil(shown.banner.isVisible)
    assert "erased for good" in shown.banner.accessibleName()
    windows.quiet(window)
    assert shown.model.rowCount() == 0
    other = page(window, "actions" if kind == "meeting" else "meetings")
    windows.quiet(window)
    assert other.model.rowCount() == 1
    window.close()
    with closing(folders.open("wing")) as wing, pytest.raises(RecordErased):
        records.get(wing, gone.id)
