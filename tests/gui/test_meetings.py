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
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services import drafts, lists, meetings, records
from coprod_desktop.services.meetings import Written
from coprod_desktop.services.session import SignedIn
from tests.stores import Folders, action, closing, feedback, meeting
from tests.windows import Windows

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


class Typist:
    """Types into whatever has the focus."""

    def __init__(self, qtbot: QtBot, window: MainWindow, windows: Windows) -> None:
        self.qtbot, self.window, self.windows = qtbot, window, windows
        shell: Any = window.shell
        self.shell = shell
        self.page: Any = None

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        for _ in range(times):
            self.qtbot.keyClick(self.focus, key, modifier)

    def type(self, text: str) -> None:
        for number, run in enumerate(text.split("\n")):
            if number:
                self.press(Qt.Key.Key_Return)
            for letter in run:  # a letter may take the focus on
                self.qtbot.keyClicks(self.focus, letter)

    @property
    def focus(self) -> Any:
        return QApplication.focusWidget() or self.window

    def settle(self) -> None:
        self.windows.quiet(self.window)

    def go(self, target: str = "new") -> Any:
        self.shell.desk.go("meetings", target)
        self.settle()
        self.page = self.shell.page("meetings")
        return self.page.editor

    def begin_item(self) -> Any:
        """A new meeting with the cursor in the notes of its first item."""
        editor = self.go()
        item = editor.form.agenda.editor
        item.title.setFocus()
        self.type("Medicines")
        self.press(Qt.Key.Key_Return)
        return item


@pytest.fixture
def typist(qtbot: QtBot, window: MainWindow, windows: Windows) -> Typist:
    made = Typist(qtbot, window, windows)
    made.settle()
    return made


def saved_meeting(s: SignedIn) -> Meeting:
    record = records.get(s, lists.page(s, "meeting")[0].id).record
    assert isinstance(record, Meeting)
    return record


def test_agenda_notes_decision_and_action_in_one_flow(typist: Typist, folders: Folders) -> None:
    item = typist.begin_item()
    typist.type("The queue is long\nd Try two sessions")
    assert typist.focus is item.decisions[0].field
    typist.press(Qt.Key.Key_Return)
    typist.type("a Count the wait")
    typist.press(Qt.Key.Key_Tab)
    item.lines[0].who.setText("Nurse")  # typed, its suggestions would ask for the screen
    typist.press(Qt.Key.Key_Tab)
    typist.type("+14")
    typist.press(Qt.Key.Key_Return)
    typist.type("Reps agree\nn Glasses")
    assert item.title.text() == "Glasses"
    typist.press(Qt.Key.Key_Return, CTRL)
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
        typist.press(Qt.Key.Key_Backspace)
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
    typist.press(Qt.Key.Key_Backspace)
    typist.type("of 12")
    assert item.notes.text() == "First\nn of 12"
    assert len(typist.page.editor.form.notebook.items) == 1


def test_ctrl_keys_do_the_same_and_move_items(typist: Typist) -> None:
    item = typist.begin_item()
    typist.type("Two sessions then")
    typist.press(Qt.Key.Key_D, CTRL)
    assert item.item.decisions == ["Two sessions then"]
    assert item.notes.text() == ""
    typist.press(Qt.Key.Key_I, CTRL)
    typist.type("Glasses")
    book = typist.page.editor.form.notebook
    typist.press(Qt.Key.Key_Up, CTRL | SHIFT)
    assert [each.title for each in book.items] == ["Glasses", "Medicines"]
    typist.press(Qt.Key.Key_Down, CTRL)
    assert item.title.text() == "Medicines"
    typist.press(Qt.Key.Key_Up, CTRL)
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
    typist.press(Qt.Key.Key_Return)
    assert "K7-42" in item.said.chips[0].text()
    assert item.notes.hasFocus()
    typist.press(Qt.Key.Key_J, CTRL)
    typist.settle()
    typist.type("new")
    typist.press(Qt.Key.Key_Return)
    typist.type("My pills are late")
    typist.press(Qt.Key.Key_Return)
    assert len(item.said.chips) == 2
    typist.press(Qt.Key.Key_Return, CTRL)
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
    typist.press(Qt.Key.Key_J, CTRL)
    typist.settle()
    typist.type("new")
    typist.press(Qt.Key.Key_Return)
    typist.type("My pills")
    assert typist.page.editor.form.written("HMP Example") is None
    assert "Add this comment" in item.said.search.new.words_row.error.text()
    typist.page.editor.leave_form()
    typist.settle()
    (draft,) = drafts.mine(typist.window.jobs.session)  # pyright: ignore[reportArgumentType]
    typist.go(f"draft:{draft.id}")
    assert item.said.search.new.words.text() == "My pills"


def test_a_draft_comes_back_whole(typist: Typist) -> None:
    item = typist.begin_item()
    typist.type("Long queue\nd Try it\na Count")
    form = typist.page.editor.form
    form.came.set_open(on=True)
    form.came.attendance.quick.setFocus()
    typist.type("3 patients B wing, 2 nurses\n")
    form.end.set_open(on=True)
    form.end.safe_close.field.setFocus()
    typist.type("A nurse spoke with him")
    item._show_hands()
    typist.type("Which?\nMornings")
    typist.page.editor.form.notebook.count(item.item, 0, 5)
    before = form.values()
    typist.page.editor.leave_form()
    typist.settle()
    (draft,) = drafts.mine(typist.window.jobs.session)  # pyright: ignore[reportArgumentType]
    typist.go(f"draft:{draft.id}")
    after = typist.page.editor.form.values()
    assert after == before
    assert after["agenda"][0]["hands"] == [{"choice": "Mornings", "count": 5}]
    assert [each["count"] for each in after["attendance"]] == [3, 2]
    assert after["patients_present"] == 3


def draft_again(typist: Typist, windows: Windows, folders: Folders) -> Any:
    """The window goes; in another, the meeting's draft is opened from Today. Gives its item."""
    typist.window.close()
    again = windows.sign_in(folders.wing)
    other = Typist(typist.qtbot, again, windows)
    other.settle()
    session: Any = again.jobs.session
    (draft,) = drafts.mine(session)
    editor = other.go(f"draft:{draft.id}")
    assert "This is your draft from" in editor.banner.accessibleName()
    return editor.form.agenda.editor


def test_all_of_a_half_typed_comment_is_there_after_the_window_went(
    typist: Typist, windows: Windows, folders: Folders
) -> None:
    item = typist.begin_item()
    typist.type("f ")
    typist.settle()
    typist.type("new Mr Jones hears I feel suicidal")
    typist.press(Qt.Key.Key_Return)
    new = item.said.search.new
    new.about.set_value(2)
    new.fft.set_value(5)
    new.guard.look()
    new.guard.names.keep.click()
    new.guard.lines["acct"].choices["done"].click()
    new.guard.lines["acct"].by.field.setCurrentText("Nurse")
    before = new.values()
    item = draft_again(typist, windows, folders)
    new = item.said.search.new
    assert new.words.text() == "Mr Jones hears I feel suicidal"
    assert new.values() == before
    assert (new.about.value(), new.fft.value()) == (2, 5)
    assert new.guard.lines["acct"].state() == "done"


def test_a_comment_begun_in_the_search_is_there_after_the_window_went(
    typist: Typist, windows: Windows, folders: Folders
) -> None:
    typist.begin_item()
    typist.type("f ")
    typist.settle()
    typist.type("new My pills are")
    item = draft_again(typist, windows, folders)
    assert item.said.search.new.words.text() == "My pills are"


def test_a_half_typed_show_of_hands_is_there_after_the_window_went(
    typist: Typist, windows: Windows, folders: Folders
) -> None:
    item = typist.begin_item()
    typist.page.editor.show_forum()
    forum: Any = QApplication.activeModalWidget() or item.window().findChild(ForumView)
    forum.begin_hands()
    typist.qtbot.keyClicks(forum.line, "Which time? / Mornings / Af")
    typist.settle()
    typist.page.editor.keeper.flush()
    typist.settle()
    item = draft_again(typist, windows, folders)
    assert item.hands.isVisible()
    assert item.hands.question.text() == "Which time?"
    assert [each.choice.text() for each in item.hands.lines] == ["Mornings", "Af"]


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
    typist.press(Qt.Key.Key_Return, CTRL)
    typist.settle()
    editor = typist.go()
    item = editor.form.notebook.items[0]
    assert item.title.startswith("Notes of the meeting of ")
    editor.form.agenda.editor.title.setFocus()
    typist.press(Qt.Key.Key_G, CTRL)
    assert item.agreed
    assert first.decisions[0].field.text().endswith("are agreed.")
    typist.press(Qt.Key.Key_Return, CTRL)
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
    typist.press(Qt.Key.Key_Return, CTRL)
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
        typist.press(Qt.Key.Key_Tab)
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
