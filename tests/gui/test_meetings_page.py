# SPDX-License-Identifier: MIT
"""The list of meetings and the projector's view, as the people in the room meet them."""

import datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from coprod_desktop.domain.records import Attendance, Hands, Meeting
from coprod_desktop.gui.meetings.forum import ForumView
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.loop import agendas, meetings
from coprod_desktop.services.loop.meetings import Written
from coprod_desktop.services.recording import binning, lists, records
from coprod_desktop.services.session import SignedIn
from tests.stores import DAY, Folders, action, closing, meeting
from tests.windows import Windows, focused

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(window: MainWindow, windows: Windows) -> Any:
    """The page, over a forum that goes on every month and has an open action."""
    session: Any = window.jobs.session
    made = meeting(
        wing="B",
        place="Education",
        repeats="monthly",
        attendance=(Attendance(role="Patients", count=6),),
        status="draft",
    )
    meetings.save(session, Written(made, ((action("Put up a clock", agenda_item=1), None),)))
    shell: Any = window.shell
    shell.desk.go("meetings")
    windows.quiet(window)
    found = shell.page("meetings")
    found.windows, found.window_of = windows, window
    return found


def settle(page: Any) -> None:
    page.windows.quiet(page.window_of)


def session_of(page: Any) -> SignedIn:
    return page.window_of.jobs.session


def seen(view: ForumView) -> str:
    return "\n".join(each.text() for each in view.stage.findChildren(QLabel))


def test_a_meeting_is_read_beside_the_list_and_goes_into_the_bin_and_back(
    page: Any, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: bool(page.detail.shown_id()))
    said = "\n".join(each.text() for each in page.detail.text.findChildren(QLabel))
    assert "6 Patients" in said
    assert "Action: Put up a clock" in said
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    settle(page)
    assert page.count.text() == "0 meetings"
    assert not page.detail.shown_id()
    assert len(binning.listed(session_of(page))) == 1
    qtbot.keyClick(focused(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(page)
    assert page.count.text() == "1 meeting"


def test_the_next_meeting_starts_from_what_is_due(page: Any) -> None:
    (due,) = page.due
    assert str(due.date) == "2026-04-06"
    (command,) = [each for each in page.commands() if "Next due" in each.text]
    command.act()
    settle(page)
    values = page.editor.form.values()
    assert (values["date"], values["place"]) == ("6 April 2026", "Education")
    assert values["attendance"] == [{"role": "Patients", "count": 0, "wing": ""}]
    assert [each["title"] for each in values["agenda"]][:2] == [
        "Notes of the meeting of 2 March 2026",
        "What happened since last time",
    ]
    (carried,) = page.editor.form.carried.parts
    assert carried.carried.text == "Put up a clock"


def test_another_wing_carries_nothing_over(page: Any) -> None:
    page.desk.go("meetings", "new")
    settle(page)
    form = page.editor.form
    assert len(form.carried.parts) == 1
    form.about.wing.field.setText("C")
    form.about.wing.field.editingFinished.emit()
    settle(page)
    assert form.carried.parts == []
    assert all(not each.agrees for each in form.notebook.items)


def test_said_again_stays_open_with_a_new_date(page: Any) -> None:
    page.desk.go("meetings", "new")
    settle(page)
    form = page.editor.form
    (part,) = form.carried.parts
    part.state.set_value(3)
    part.due.line.setText("+14")
    page.editor.save_meeting()
    settle(page)
    row: Any = lists.page(session_of(page), "action")[0]
    today = datetime.datetime.now().astimezone().date()
    assert (row.status, row.due) == ("open", str(today + datetime.timedelta(days=14)))


def test_a_template_is_kept_and_begun_with(page: Any) -> None:
    page.desk.go("meetings", "new")
    settle(page)
    editor = page.editor
    editor.begin_bar.box.setCurrentIndex(1)
    editor.begin_bar.begin.click()
    settle(page)
    assert editor.form.values()["kind"] == "one_to_one"
    editor.begin_bar.keep.click()
    editor.begin_bar.name.field.setText("Ours")
    editor.begin_bar.name.field.returnPressed.emit()
    settle(page)
    (kept,) = agendas.own_templates(session_of(page))
    assert (kept.name, kept.kind) == ("Ours", "one_to_one")
    assert editor.begin_bar.box.itemText(0) == "Ours (ours)"


def test_the_projector_shows_one_item_and_nothing_private(page: Any, qtbot: QtBot) -> None:
    page.desk.go("meetings", "new")
    settle(page)
    editor, form = page.editor, page.editor.form
    form.notebook.items[0].title = "Medicines"
    form.notebook.items[0].notes = "Mr Smith was upset"
    form.agenda.show_all()
    form.agenda.add_item()
    form.notebook.items[1].title = "About one person"
    form.notebook.items[1].confidential = True
    form.agenda.go(0)
    editor.show_forum()
    view = next(each for each in page.window_of.findChildren(ForumView))
    assert "Medicines" in seen(view)
    assert "Smith" not in seen(view)
    qtbot.keyClicks(view, "d")  # typing goes into the note-taker's line by itself
    qtbot.keyClicks(view.line, " Two sessions")
    qtbot.keyClick(view.line, Qt.Key.Key_Return)
    assert "We decided: Two sessions" in seen(view)
    qtbot.keyClicks(view.line, "a Count the wait / Nurse / 4 June 2027")
    qtbot.keyClick(view.line, Qt.Key.Key_Return)
    assert "We will: Count the wait (Nurse, by 4 June 2027)" in seen(view)
    view.begin_hands()
    qtbot.keyClicks(view.line, "When? / Mornings / Evenings")
    qtbot.keyClick(view.line, Qt.Key.Key_Return)
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_2)
    qtbot.keyClick(view, Qt.Key.Key_2, SHIFT)
    assert "2: Evenings, 2" in seen(view)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert "A private item" in seen(view)
    assert "About one person" not in seen(view)
    qtbot.keyClick(view, Qt.Key.Key_PageUp)
    qtbot.keyClick(view, Qt.Key.Key_PageUp)
    assert "Put up a clock" in seen(view)  # what was carried over
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    settle(page)
    page.editor.leave_form()
    settle(page)
    page.desk.go("meetings", f"draft:{page.editor.keeper.id}")
    settle(page)
    item = form.notebook.items[0]
    assert [(each.choice, each.count) for each in item.hands] == [("Mornings", 0), ("Evenings", 2)]
    assert (item.decisions, item.actions[0].owner_role) == (["Two sessions"], "Nurse")


def test_hands_and_private_items_are_saved(page: Any, folders: Folders) -> None:
    page.desk.go("meetings", "new")
    settle(page)
    item = page.editor.form.agenda.editor
    item.title.setText("Which?")
    item.title.textEdited.emit("Which?")
    item.confidential.setChecked(True)
    item.hands.question.setText("Mornings?")
    item.hands.question.textEdited.emit("")
    item.hands.add_choice()
    line = item.hands.lines[0]
    line.choice.setText("Yes")
    line.count.set_number(7)
    line.choice.textEdited.emit("Yes")
    page.editor.save_meeting()
    settle(page)
    page.window_of.close()
    with closing(folders.open("wing")) as s:
        listed: Any = lists.page(s, "meeting")
        rows = [row for row in listed if row.date != str(DAY)]
        made = records.get(s, rows[0].id).record
    assert isinstance(made, Meeting)
    (item,) = [each for each in made.agenda if each.hands]
    assert item.confidential
    assert (item.hands_question, item.hands) == ("Mornings?", (Hands(choice="Yes", count=7),))
