# SPDX-License-Identifier: MIT
"""Actions move by a letter with a reason, on list and board; answers are handed back by a key."""

import datetime
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from coprod_desktop.domain.document import words as words_of
from coprod_desktop.domain.records import Action, Feedback
from coprod_desktop.gui.drafting import PAUSE_MS
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.loop import answers, closing
from coprod_desktop.services.papers.reply_paper import answer_paper
from coprod_desktop.services.recording import drafts, records
from tests.stores import Folders, action, feedback, meeting
from tests.stores import closing as shut
from tests.windows import Windows, focused

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
TODAY = datetime.datetime.now().astimezone().date()
DAY = datetime.timedelta(days=1)


def arrive(window: MainWindow, windows: Windows, target: str) -> Any:
    assert window.shell is not None
    window.shell.desk.go("actions", target)
    windows.quiet(window)
    return window.shell.page("actions")


def texts(widget: QWidget) -> str:
    labels = [each for each in widget.findChildren(QLabel) if each.isVisibleTo(widget)]
    return "\n".join(label.text() for label in labels)


def listed(screen: Any) -> list[str]:
    rows = [screen.model.row(place) for place in range(screen.model.rowCount())]
    return [row.id for row in rows if row is not None]


def one(folders: Folders, record_id: str) -> Action:
    with shut(folders.open("wing")) as wing:
        record = records.get(wing, record_id).record
    assert isinstance(record, Action)
    return record


@pytest.fixture
def some(folders: Folders) -> list[str]:
    with shut(folders.open("wing")) as wing:
        made = (
            action("Late", due=TODAY - DAY, owner_role="Pharmacy lead"),
            action("Soon", due=TODAY + DAY, joint=True, wing="B"),
            action("Later", due=TODAY + 30 * DAY, wing="C"),
        )
        return [records.save(wing, each).id for each in made]


def cards(screen: Any) -> list[list[str]]:
    found: list[list[str]] = []
    for model in screen.board.models:
        rows = [model.row(place) for place in range(model.rowCount())]
        found.append([row.text if row is not None else "…" for row in rows])
    return found


def test_a_card_moves_by_a_letter_and_a_reason_and_back(
    windows: Windows, folders: Folders, some: list[str], qtbot: QtBot
) -> None:
    window = windows.sign_in(folders.wing)
    offers: list[Any] = []
    assert window.shell is not None
    window.shell.desk.undo_offered.connect(offers.append)
    screen = arrive(window, windows, "board")
    board = screen.board
    for model in board.models:
        QAbstractItemModelTester(
            model, QAbstractItemModelTester.FailureReportingMode.Warning, model
        )
    qtbot.waitUntil(lambda: cards(screen) == [["Late"], ["Soon", "Later"], [], []])
    board.enter()
    assert board.lists[0].hasFocus()
    qtbot.keyClick(focused(), KEY.Key_Right)
    assert board.lists[1].hasFocus()
    qtbot.keyClick(focused(), KEY.Key_D)
    assert focused() is board.reason.line
    assert "Done: Soon" in board.reason.row.label.text()
    qtbot.keyClick(focused(), KEY.Key_Return)
    assert "Say what was done" in board.reason.row.error.text()
    qtbot.keyClicks(focused(), "It hangs")
    qtbot.keyClick(focused(), KEY.Key_Return)
    qtbot.waitUntil(lambda: cards(screen) == [["Late"], ["Later"], ["Soon"], []])
    assert board.lists[1].hasFocus()
    assert "Done (1)" in board.models[2].titles()
    said = board.models[1].index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("Later. Due ")
    offers[-1].act()
    qtbot.waitUntil(lambda: cards(screen) == [["Late"], ["Soon", "Later"], [], []])
    # Escape gives up, and what was typed is a draft of that action.
    qtbot.keyClick(focused(), KEY.Key_C)
    qtbot.keyClicks(focused(), "No money")
    qtbot.keyClick(focused(), KEY.Key_Escape)
    assert board.lists[1].hasFocus()
    windows.quiet(window)
    qtbot.keyClick(focused(), KEY.Key_Return)
    qtbot.waitUntil(lambda: screen.editor.outcome.field.text() == "No money")
    assert screen.editor.state.field.value() == 3


def test_delete_on_the_board_puts_a_card_into_the_bin_and_undo_brings_it_back(
    windows: Windows, folders: Folders, some: list[str], qtbot: QtBot
) -> None:
    window = windows.sign_in(folders.wing)
    shell: Any = window.shell
    screen = arrive(window, windows, "board")
    qtbot.waitUntil(lambda: cards(screen) == [["Late"], ["Soon", "Later"], [], []])
    screen.board.enter()
    qtbot.keyClick(focused(), KEY.Key_Right)
    qtbot.keyClick(focused(), KEY.Key_Delete)
    qtbot.waitUntil(lambda: cards(screen) == [["Late"], ["Later"], [], []])
    assert screen.board.lists[1].hasFocus()
    assert shell.undo.text.text() == "The action is in the bin."
    qtbot.keyClick(focused(), KEY.Key_Z, CTRL)
    qtbot.waitUntil(lambda: cards(screen) == [["Late"], ["Soon", "Later"], [], []])
    screen.board.bin.click()
    qtbot.waitUntil(lambda: cards(screen) == [["Late"], ["Later"], [], []])


def test_kinder_words_are_offered_wherever_staff_write(
    windows: Windows, folders: Folders, some: list[str], qtbot: QtBot
) -> None:
    window = windows.sign_in(folders.wing)
    board = arrive(window, windows, "board").board
    board.enter()
    qtbot.keyClick(focused(), KEY.Key_D)
    qtbot.keyClicks(focused(), "Diabetics")
    qtbot.keyClick(focused(), KEY.Key_Space, CTRL)
    assert board.reason.line.text() == "People with diabetes"
    editor = arrive(window, windows, "new").editor
    qtbot.keyClicks(editor.what.field, "Diabetics")
    qtbot.keyClick(editor.what.field, KEY.Key_Space, CTRL)
    assert editor.what.field.text() == "People with diabetes"


def test_the_list_can_be_narrowed_and_says_how_many(
    windows: Windows, folders: Folders, some: list[str], qtbot: QtBot
) -> None:
    window = windows.sign_in(folders.wing)
    screen = arrive(window, windows, "")
    assert screen.count.text() == "3 actions"
    screen.filters.owner.setCurrentIndex(1)
    windows.quiet(window)
    assert screen.count.text() == "1 action"
    assert screen.filters.clear.isVisible()
    screen.filters.clear.click()
    screen.filters.joint.setChecked(True)
    windows.quiet(window)
    qtbot.waitUntil(lambda: listed(screen) == some[1:2])
    screen.filters.reset()
    screen.show_box.setCurrentIndex(1)
    windows.quiet(window)
    qtbot.waitUntil(lambda: listed(screen) == some[:1])


def test_an_action_from_a_comment_keeps_its_link_and_its_draft(
    windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    with shut(folders.open("wing")) as wing:
        comment = records.save(wing, feedback("The clock is wrong")).id
    window = windows.sign_in(folders.wing)
    screen = arrive(window, windows, f"new:{comment}")
    assert screen.editor.said.text() == "The clock is wrong"
    qtbot.keyClicks(focused(), "Put up a clock")
    screen.editor.quick[1].click()
    qtbot.waitUntil(lambda: not screen.editor.keeper.pending, timeout=PAUSE_MS * 20)
    windows.quiet(window)
    window.close()
    with shut(folders.open("wing")) as wing:
        (draft,) = drafts.mine(wing)
    assert draft.kind == "action"
    window = windows.sign_in(folders.wing)
    screen = arrive(window, windows, f"draft:{draft.id}")
    assert screen.editor.what.field.text() == "Put up a clock"
    assert screen.editor.due.field.date() == TODAY + 14 * DAY
    qtbot.keyClick(focused(), KEY.Key_Return, CTRL)
    windows.quiet(window)
    qtbot.waitUntil(lambda: screen.editor._stored is not None)
    made = screen.editor._stored
    window.close()
    assert one(folders, made.id).feedback == comment
    with shut(folders.open("wing")) as wing:
        assert drafts.mine(wing) == ()


def test_an_action_leads_to_its_meeting_and_into_the_bin(
    windows: Windows, folders: Folders, some: list[str], qtbot: QtBot
) -> None:
    with shut(folders.open("wing")) as wing:
        forum = records.save(wing, meeting("Spring forum")).id
        made = records.save(wing, action(meeting=forum)).id
    window = windows.sign_in(folders.wing)
    screen = arrive(window, windows, made)
    qtbot.waitUntil(screen.editor.meeting.isVisible)
    assert "Spring forum" in screen.editor.meeting.text()
    screen.editor.bin.click()
    windows.quiet(window)
    assert screen.model.rowCount() == 3
    screen.table.setFocus()
    screen.table.choose(1)
    qtbot.waitUntil(lambda: screen.model.row(1) is not None)
    qtbot.keyClick(screen.table, KEY.Key_Delete)
    windows.quiet(window)
    qtbot.waitUntil(lambda: listed(screen) == [some[0], some[2]])
    assert screen.table.currentIndex().row() == 1, "the line that took its place"
    assert focused() is screen.table
    qtbot.keyClick(screen.table, KEY.Key_Z, CTRL)
    windows.quiet(window)
    qtbot.waitUntil(lambda: listed(screen) == some)
    screen.table.choose(0)
    qtbot.waitUntil(lambda: screen.model.row(0) is not None)
    qtbot.keyClick(screen.table, KEY.Key_Delete)
    qtbot.keyClick(screen.table, KEY.Key_Delete)  # the list has not come yet: the same one again
    windows.quiet(window)
    qtbot.waitUntil(lambda: listed(screen) == some[1:])


def test_an_answer_is_handed_back_by_a_key(
    windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    with shut(folders.open("wing")) as wing:
        said = feedback("Who decides?", wants_reply=True, slip_code="K7-42", wing="B")
        comment = records.save(wing, said).id
        answers.answer(wing, comment, "tell", "The doctor decides.")
    window = windows.sign_in(folders.wing, "Nia")
    offers: list[Any] = []
    assert window.shell is not None
    window.shell.desk.undo_offered.connect(offers.append)
    screen = arrive(window, windows, "replies")
    replies = screen.replies
    assert replies.code.text() == "K7-42"
    assert "The doctor decides." in texts(replies)
    replies.enter()
    qtbot.keyClick(focused(), KEY.Key_T)
    windows.quiet(window)
    assert replies.model.rowCount() == 0
    assert "answer waits here" in texts(replies)
    assert offers[-1].text == "Handed back: K7-42"
    # Asked again, the slip still says what happened.
    replies.slip.setFocus()
    qtbot.keyClicks(focused(), "k7 42")
    qtbot.keyClick(focused(), KEY.Key_Return)
    windows.quiet(window)
    assert "They heard this on" in replies.state.text()
    assert not replies.told.isVisible()
    offers[-1].act()
    windows.quiet(window)
    assert replies.model.rowCount() == 1
    replies.slip.setText("Z9 99")
    replies.look_up()
    windows.quiet(window)
    assert "Look at the slip again" in replies.slip_row.error.text()
    window.close()
    with shut(folders.open("wing")) as wing:
        record = records.get(wing, comment).record
        (reply,) = closing.to_hand_back(wing)
    assert isinstance(record, Feedback)
    assert record.heard_on is None
    paper = words_of(answer_paper(reply, "B, HMP Example"))
    assert "K7-42" in paper
    assert "The doctor decides." in paper
    assert "Who decides?" not in paper


def test_the_office_has_no_replies_to_hand_back(office: MainWindow, windows: Windows) -> None:
    screen = arrive(office, windows, "board")
    assert not screen.tabs.isTabVisible(2)
    assert isinstance(screen.board.models[0], QAbstractItemModel)
    assert "Replies to hand back" not in [each.text for each in screen.commands()]
