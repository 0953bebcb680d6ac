# SPDX-License-Identifier: MIT
"""Typing a meeting's notes: by keyboard from the agenda to an action, and nothing is lost."""

import datetime
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coprod_desktop.domain.records import Action, AgendaItem, Attendance, Feedback, Meeting
from coprod_desktop.gui.meetings.about import ROLES
from coprod_desktop.gui.meetings.calls import Begun
from coprod_desktop.gui.meetings.counting import came
from coprod_desktop.gui.meetings.forum import ForumView
from coprod_desktop.gui.meetings.section import stops
from coprod_desktop.services.loop import meetings
from coprod_desktop.services.loop.meetings import Written
from coprod_desktop.services.recording import drafts, lists, records
from coprod_desktop.services.session import SignedIn
from tests.gui.notebook import Typist, typist
from tests.stores import Folders, action, closing, feedback, meeting

__all__ = ["typist"]


def saved_meeting(s: SignedIn) -> Meeting:
    record = records.get(s, lists.page(s, "meeting")[0].id).record
    assert isinstance(record, Meeting)
    return record


def test_agenda_notes_decision_and_action_in_one_flow(typist: Typist, folders: Folders) -> None:
    item = typist.begin_item()
    typist.type("The queue is long\nd Try two sessions")
    assert typist.focus is item.decisions[0].field
    typist.press("Return")
    typist.type("a Count the wait")
    typist.press("Tab")
    item.lines[0].who.setText("Nurse")  # typed, its suggestions would ask for the screen
    typist.press("Tab")
    typist.type("+14")
    typist.press("Return")
    typist.type("Reps agree\nn Glasses")
    assert item.title.text() == "Glasses"
    typist.press("Ctrl+Return")
    typist.settle()
    typist.window.close()
    with closing(folders.open("wing")) as s:
        made = saved_meeting(s)
        (row,) = lists.page(s, "action")
        kept = records.get(s, row.id).record
    first, second = made.agenda
    assert (first.notes, first.decisions) == (
        "The queue is long\nReps agree",
        ("Try two sessions",),
    )
    assert second.title == "Glasses"
    assert isinstance(kept, Action)
    due = datetime.datetime.now().astimezone().date() + datetime.timedelta(days=14)
    assert (kept.text, kept.owner_role, kept.due) == ("Count the wait", "Nurse", due)
    assert kept.agenda_item == 1
    assert made.status == "draft"


def test_backspace_makes_a_line_plain_text_again(typist: Typist) -> None:
    item = typist.begin_item()
    for typed in ("a patient said so", "d is not a decision"):
        typist.type(f"First\n{typed[:2]}")
        assert typist.focus is not item.notes
        typist.press("Backspace")
        assert typist.focus is item.notes
        typist.type(typed[2:])
        assert item.notes.text() == f"First\n{typed}"
        assert (item.decisions, item.lines) == ([], [])
        assert item.item.actions == []
        item.notes.clear()
    # And a sentence never turns into something else.
    sentences = "A patient and a nurse\nNobody else, or else\ndo a test"
    typist.type(sentences)
    assert item.notes.text() == sentences


def test_the_next_item_was_not_meant(typist: Typist) -> None:
    item = typist.begin_item()
    typist.type("First\nn ")
    assert item.title.hasFocus()
    assert len(typist.page.editor.form.notebook.items) == 2
    typist.press("Backspace")
    typist.type("of 12")
    assert item.notes.text() == "First\nn of 12"
    assert len(typist.page.editor.form.notebook.items) == 1


def test_ctrl_keys_do_the_same_and_move_items(typist: Typist) -> None:
    item = typist.begin_item()
    typist.type("Two sessions then")
    typist.press("Ctrl+D")
    assert item.item.decisions == ["Two sessions then"]
    assert item.notes.text() == ""
    typist.press("Ctrl+I")
    typist.type("Glasses")
    book = typist.page.editor.form.notebook
    typist.press("Ctrl+Shift+Up")
    assert [each.title for each in book.items] == ["Glasses", "Medicines"]
    typist.press("Ctrl+Down")
    assert item.title.text() == "Medicines"
    typist.press("Ctrl+Up")
    assert item.title.text() == "Glasses"


def test_a_deleted_item_comes_back(typist: Typist) -> None:
    typist.begin_item()
    typist.type("Long queue\na Count")
    agenda = typist.page.editor.form.agenda
    offers: list[Any] = []
    typist.shell.desk.undo_offered.connect(offers.append)
    agenda.obey("delete")
    assert agenda.editor.title.text() == ""
    offers[-1].act()
    assert agenda.editor.title.text() == "Medicines"
    assert agenda.editor.lines[0].what.text() == "Count"
    agenda.obey("delete")
    assert typist.shell.undo.isVisible()
    typist.go()
    assert not typist.shell.undo.isVisible()  # it would put the item into other notes


def test_a_comment_is_linked_by_its_slip_and_another_written_in_place(
    typist: Typist, folders: Folders, qtbot: QtBot
) -> None:
    desk = typist.shell.desk
    desk.jobs.run(records.save, feedback("The hatch is shut", wants_reply=True, slip_code="K7-42"))
    item = typist.begin_item()
    typist.type("f ")
    typist.settle()
    typist.type("k742")
    search = item.said.search
    qtbot.waitUntil(lambda: search.list.count() == 1 and not search._soon.isActive())
    typist.settle()
    typist.press("Return")
    assert "K7-42" in item.said.chips[0].text()
    assert item.notes.hasFocus()
    typist.press("Ctrl+J")
    typist.settle()
    typist.type("new")
    typist.press("Return")
    typist.type("My pills are late")
    typist.press("Return")
    assert len(item.said.chips) == 2
    typist.press("Ctrl+Return")
    typist.settle()
    typist.window.close()
    with closing(folders.open("wing")) as s:
        made = saved_meeting(s)
        said = [records.get(s, each).record for each in made.agenda[0].feedback]
    assert [each.slip_code for each in said if isinstance(each, Feedback)] == ["K7-42", ""]
    assert isinstance(said[1], Feedback)
    assert said[1].answers == {"what_better": "My pills are late"}
    assert said[1].channel == "forum"


def test_a_comment_that_was_begun_is_not_lost_in_a_save(typist: Typist) -> None:
    item = typist.begin_item()
    typist.press("Ctrl+J")
    typist.settle()
    typist.type("new")
    typist.press("Return")
    typist.type("My pills")
    assert typist.page.editor.form.written("HMP Example") is None
    assert "Add this comment" in item.said.search.new.words_row.error.text()
    typist.page.editor.leave_form()
    typist.settle()
    (draft,) = drafts.mine(typist.window.jobs.session)  # pyright: ignore[reportArgumentType]
    typist.go(f"draft:{draft.id}")
    assert item.said.search.new.words.text() == "My pills"


def test_turning_over_keeps_what_was_asked(typist: Typist) -> None:
    item = typist.begin_item()
    typist.page.editor.form.agenda.add_item()
    typist.page.editor.form.agenda.go(0)
    typist.page.editor.show_forum()
    forum: Any = item.window().findChild(ForumView)
    forum.begin_hands()
    typist.qtbot.keyClicks(forum.line, "Which time?")
    typist.qtbot.keyClick(forum.line, Qt.Key.Key_PageDown)
    assert forum.here == 1
    assert typist.page.editor.form.notebook.items[0].hands_question == "Which time?"
    assert forum.line.text() == ""


def test_the_notes_of_last_time_are_agreed_with_one_key(typist: Typist, folders: Folders) -> None:
    first = typist.begin_item()
    typist.type("Long queue")
    typist.press("Ctrl+Return")
    typist.settle()
    editor = typist.go()
    item = editor.form.notebook.items[0]
    assert item.title.startswith("Notes of the meeting of ")
    editor.form.agenda.editor.title.setFocus()
    typist.press("Ctrl+G")
    assert item.agreed
    assert first.decisions[0].field.text().endswith("are agreed.")
    typist.press("Ctrl+Return")
    typist.settle()
    session: Any = typist.window.jobs.session
    rows: Any = lists.page(session, "meeting")
    assert sorted(row.status for row in rows) == ["agreed", "draft"]
    agreed = next(row.id for row in rows if row.status == "agreed")
    editor = typist.go(agreed)
    assert not editor.form.isVisible()  # locked against slips
    assert not editor.save.isVisible()
    editor.correct.click()
    assert editor.form.corrected.field.hasFocus()
    editor.form.notebook.items[0].notes = "A long queue"
    assert editor.form.written("HMP Example") is None  # it has to say what is corrected
    assert "Say what you correct" in editor.form.corrected.error.text()
    editor.form.corrected.field.setText("The queue was long")
    editor.save_meeting()
    typist.settle()
    typist.window.close()
    with closing(folders.open("wing")) as s:
        record = records.get(s, agreed).record
        assert len(records.story(s, agreed)) == 3
    assert isinstance(record, Meeting)
    assert (record.status, record.corrected) == ("agreed", "The queue was long")


def test_saving_can_be_undone(typist: Typist) -> None:
    offers: list[Any] = []
    typist.shell.desk.undo_offered.connect(offers.append)
    typist.begin_item()
    typist.type("a Count\n")
    typist.press("Ctrl+Return")
    typist.settle()
    assert typist.page.count.text() == "1 meeting"
    offers[-1].act()
    typist.settle()
    assert typist.page.count.text() == "0 meetings"
    session: Any = typist.window.jobs.session
    assert lists.counts(session).action == 0


def test_a_long_meeting_opens_at_once(typist: Typist, qtbot: QtBot) -> None:
    session: Any = typist.window.jobs.session
    agenda = tuple(
        AgendaItem(title=f"Item {n}", notes="Words " * 40, decisions=("One", "Two"))
        for n in range(30)
    )
    promised = tuple(
        (action(f"Do {n}", owner_role="Nurse", agenda_item=n // 2 + 1), None) for n in range(60)
    )
    came_roles = tuple(Attendance(role=f"Role {n}", count=2) for n in range(12))
    made = meeting(agenda=agenda, attendance=came_roles, wing="B", status="draft")
    long = meetings.save(session, Written(made, promised))[0].id
    editor = typist.go()
    typist.settle()
    opened = meetings.notes(session, long)
    spent: list[float] = []
    for _ in range(3):
        start = time.thread_time()
        editor.form.begin(Begun(None, opened, opened.before), {})
        QApplication.processEvents()
        spent.append(time.thread_time() - start)
    assert min(spent) < 0.15
    assert len(editor.form.agenda.rows) == 30
    notes = editor.form.agenda.editor.notes
    notes.setFocus()
    start = time.thread_time()
    qtbot.keyClicks(notes, "x" * 20)
    assert (time.thread_time() - start) / 20 < 0.05


def test_tab_goes_through_what_was_made_later_as_the_eye_does(typist: Typist) -> None:
    item = typist.begin_item()
    typist.type("a Count")
    form = typist.page.editor.form
    form.since.set_open(on=True)
    form.since.pairs.add_line()
    met = [each for each in stops(form) if each.isVisible()]
    met[0].setFocus()
    reached: list[Any] = []
    for _ in range(len(met) + 10):
        here = typist.focus
        if here in reached or not form.isAncestorOf(here):
            break
        reached.append(here)
        typist.press("Tab")
    places = [met.index(each) for each in reached if each in met]
    assert places == sorted(places)
    assert item.lines[0].who in reached
    assert form.end.button in reached


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("3 patients B wing, 2 nurses", [("Patients", 3, "B"), ("Nurse", 2, "")]),
        ("two health reps from C wing", [("Health reps", 2, "C")]),
        ("4 patients house 2; a pharmacist", [("Patients", 4, "House 2"), ("Pharmacist", 1, "")]),
        ("5 patients wing D", [("Patients", 5, "D")]),
        ("chaplain", [("Chaplain", 1, "")]),
    ],
)
def test_who_came_is_read_as_it_is_said(typed: str, expected: list[tuple[str, int, str]]) -> None:
    assert [tuple(each) for each in came(typed, ROLES)] == expected


@given(st.text(max_size=60))
def test_whatever_is_typed_can_be_recorded(typed: str) -> None:
    for each in came(typed, ROLES):
        Attendance(role=each.role, count=each.number, wing=each.wing)
        assert 0 <= each.number <= 999
