# SPDX-License-Identifier: MIT
"""The commonest tasks cost no more keys than `docs/keystrokes.md` allows."""

import re
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.recording import lists, records
from tests.gui.pressing import Hands
from tests.stores import Folders, closing, feedback
from tests.windows import Windows

_DOC = Path(__file__).resolve().parents[2] / "docs" / "keystrokes.md"
_LINE = re.compile(r"^\| (.+?) \| (\d+) \|", re.MULTILINE)
BUDGET = {task: int(keys) for task, keys in _LINE.findall(_DOC.read_text("utf-8"))}


@pytest.fixture
def hands(qtbot: QtBot, window: MainWindow, windows: Windows) -> Hands:
    made = Hands(qtbot, window, windows)
    made.settle()
    return made


def test_the_budget_names_five_tasks() -> None:
    assert len(BUDGET) == 5


def test_log_a_comment(hands: Hands, folders: Folders) -> None:
    hands.press("Ctrl+N")
    hands.settle()
    hands.type("The nurse took time")
    hands.press("Tab")
    hands.type("The hatch is too loud")
    hands.press("Tab", "2", "Ctrl+Return")
    hands.settle()
    assert hands.presses <= BUDGET["log a comment"]
    hands.window.close()
    with closing(folders.open("wing")) as wing:
        (row,) = lists.page(wing, "feedback")
        record = records.get(wing, row.id).record
    assert getattr(record, "answers", None) == {
        "what_good": "The nurse took time",
        "what_better": "The hatch is too loud",
        "fft_overall": 2,
    }


def test_log_a_paper_slip(hands: Hands, folders: Folders) -> None:
    hands.shell.desk.go("stack")
    hands.settle()
    hands.press("Space")
    hands.settle()
    hands.presses = 0
    hands.press("4")
    hands.type("The nurse listened")
    hands.press("Return")
    hands.type("The queue is long")
    hands.press("Ctrl+Return")
    hands.settle()
    assert hands.presses <= BUDGET["log a paper slip"]
    hands.window.close()
    with closing(folders.open("wing")) as wing:
        (row,) = lists.page(wing, "feedback")
    assert getattr(row, "fft", None) == 4


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # a list folds out
def test_add_an_action_in_a_meeting(hands: Hands, folders: Folders) -> None:
    hands.press("Ctrl+M")
    hands.settle()
    form = hands.shell.page("meetings").editor.form
    form.about.title.field.setText("Patient forum")
    form.agenda.editor.title.setFocus()
    hands.type("Dentist")
    form.agenda.editor.notes.setFocus()
    hands.presses = 0
    hands.press("A", "Space")
    hands.type("Ask for a second clinic day")
    hands.press("Tab")
    hands.type("Dental lead")
    hands.press("Tab")
    hands.type("+14")
    hands.press("Return")
    assert hands.presses <= BUDGET["add an action in a meeting"]
    hands.press("Ctrl+Return")
    hands.settle()
    hands.window.close()
    with closing(folders.open("wing")) as wing:
        (row,) = lists.page(wing, "action")
    assert getattr(row, "text", "") == "Ask for a second clinic day"
    assert getattr(row, "owner_role", "") == "Dental lead"
    assert getattr(row, "due", "")


def test_answer_a_comment(windows: Windows, folders: Folders, qtbot: QtBot) -> None:
    with closing(folders.open("wing")) as wing:
        comment = records.save(wing, feedback("Nobody knows how long it takes")).id
    hands = Hands(qtbot, windows.sign_in(folders.wing), windows)
    hands.settle()
    hands.shell.desk.go("feedback")
    hands.settle()
    qtbot.waitUntil(lambda: hands.shell.page("feedback").detail.stored() is not None)
    hands.press("Ctrl+R")
    qtbot.waitUntil(hands.shell.page("feedback").detail.answering.isVisible)
    hands.press("2", "Tab")
    hands.type("There is a clock by the hatch now.")
    hands.press("Ctrl+Return")
    hands.settle()
    assert hands.presses <= BUDGET["answer a comment"]
    hands.window.close()
    with closing(folders.open("wing")) as wing:
        (row,) = lists.page(wing, "answer")
    assert getattr(row, "feedback", "") == comment
    assert getattr(row, "lever", "") == "change"


def test_find_a_slip_code(windows: Windows, folders: Folders, qtbot: QtBot) -> None:
    with closing(folders.open("wing")) as wing:
        wanted = records.save(wing, feedback("The queue", wants_reply=True, slip_code="K7-42"))
        records.save(wing, feedback("Another"))
    hands = Hands(qtbot, windows.sign_in(folders.wing), windows)
    hands.settle()
    hands.press("Ctrl+F")
    hands.type("K7-42")
    qtbot.waitUntil(lambda: "1 result" in hands.shell.page("search").count.text())
    hands.press("Down", "Return")
    hands.settle()
    assert hands.presses <= BUDGET["find a slip code"]
    qtbot.waitUntil(lambda: hands.shell.page("feedback").detail.stored() is not None)
    assert hands.shell.page("feedback").detail.stored().id == wanted.id
