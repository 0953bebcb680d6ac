# SPDX-License-Identifier: MIT
"""A head answers a comment; whoever stands before the patient reads it out and says so."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from coprod_desktop.domain.records import Feedback
from coprod_desktop.gui.furniture import Button
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.loop import answers
from coprod_desktop.services.recording import drafts, records
from tests.stores import Folders, closing, feedback
from tests.windows import Windows

TEXT = "There is a clock by the hatch now. You can see how long it takes."


@pytest.fixture
def comment(folders: Folders) -> str:
    with closing(folders.open("wing")) as wing:
        return records.save(wing, feedback("Nobody knows how long it takes", wants_reply=True)).id


def detail_of(window: MainWindow, windows: Windows, comment: str, qtbot: QtBot) -> Any:
    shell: Any = window.shell
    shell.desk.go("feedback", comment)
    panel = shell.page("feedback").detail
    qtbot.waitUntil(lambda: panel.stored() is not None)
    windows.quiet(window)
    return panel


def said(panel: Any) -> list[str]:
    return [label.text() for label in panel._card.findChildren(QLabel)]


def test_an_answer_stands_with_its_lever_in_words_and_its_date(
    comment: str, window: MainWindow, windows: Windows, qtbot: QtBot
) -> None:
    panel = detail_of(window, windows, comment, qtbot)
    assert not panel.told.isVisible()
    panel.answer.click()
    assert panel.answering.quote.text() == "Nobody knows how long it takes"
    panel.answering.save.click()
    assert panel.answering.lever_row.error.text()
    assert panel.answering.text_row.error.text()
    qtbot.keyClick(panel.answering.lever.focusProxy(), Qt.Key.Key_2)
    panel.answering.text.setFocus()
    qtbot.keyClicks(panel.answering.text, TEXT)
    qtbot.keyClick(panel.answering.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: TEXT in said(panel))
    assert any(line.startswith("Changed · ") for line in said(panel))
    qtbot.waitUntil(panel.told.isVisible)


def test_telling_the_patient_closes_the_loop(
    comment: str, windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    with closing(folders.open("wing")) as wing:
        answers.answer(wing, comment, "tell", TEXT)
    nia = windows.sign_in(folders.wing, "Nia")
    panel = detail_of(nia, windows, comment, qtbot)
    assert not panel.answer.isVisible()  # a head answers; anybody can read it out
    panel.told.click()
    qtbot.waitUntil(lambda: "State: Answered" in said(panel))
    assert not panel.told.isVisible()
    nia.close()
    with closing(folders.open("wing")) as wing:
        record = records.get(wing, comment).record
    assert isinstance(record, Feedback)
    assert record.status == "answered"


def test_what_was_begun_and_given_up_is_still_there(
    comment: str, window: MainWindow, windows: Windows, qtbot: QtBot
) -> None:
    panel = detail_of(window, windows, comment, qtbot)
    panel.answer.click()
    panel.answering.text.setPlainText("There is a")
    qtbot.keyClick(panel.answering, Qt.Key.Key_Escape)
    windows.quiet(window)
    assert panel.answer.isVisible()
    panel.answer.click()
    assert panel.answering.text.text() == "There is a"


def test_what_was_begun_is_a_draft_after_a_restart(
    comment: str, window: MainWindow, windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    panel = detail_of(window, windows, comment, qtbot)
    panel.answer.click()
    windows.quiet(window)
    panel.answering.lever.set_value(2)
    panel.answering.text.setPlainText("There is a")
    panel.answering.keeper.flush()
    windows.quiet(window)
    window.close()
    with closing(folders.open("wing")) as wing:
        (draft,) = drafts.mine(wing)
    assert (draft.kind, draft.record) == ("answer", comment)
    again = windows.sign_in(folders.wing)
    shell: Any = again.shell
    shell.desk.go("feedback", f"draft:{draft.id}")
    panel = shell.page("feedback").detail
    qtbot.waitUntil(lambda: panel.answering.text.text() == "There is a")
    assert panel.answering.lever.value() == 2
    assert panel.answering.banner.isVisible()
    panel.answering.keep()
    qtbot.waitUntil(lambda: "There is a" in said(panel))
    windows.quiet(again)
    again.close()
    with closing(folders.open("wing")) as wing:
        assert drafts.mine(wing) == ()


def test_an_answer_is_said_better_and_withdrawn_with_the_way_back(
    comment: str, windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    with closing(folders.open("wing")) as wing:
        answers.answer(wing, comment, "tell", TEXT)
    window = windows.sign_in(folders.wing)
    panel = detail_of(window, windows, comment, qtbot)

    def button(words: str) -> Any:
        return next(b for b in panel._card.findChildren(Button) if b.text() == words)

    button("Say it better").click()
    assert panel.answering.text.text() == TEXT
    panel.answering.text.setPlainText("There is a clock.")
    panel.answering.keep()
    qtbot.waitUntil(lambda: "There is a clock." in said(panel))
    windows.quiet(window)
    button("Withdraw").click()
    qtbot.waitUntil(lambda: "There is a clock." not in said(panel))
    windows.quiet(window)
    shell: Any = window.shell
    shell.actions_list["undo"].trigger()
    qtbot.waitUntil(lambda: "There is a clock." in said(panel))
    windows.quiet(window)
