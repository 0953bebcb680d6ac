# SPDX-License-Identifier: MIT
"""Whole stories in the window: what a nurse, a head of healthcare and an office do, by keyboard."""

import datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from coprod_desktop.domain.records import Action, Feedback, Meeting
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.recording import drafts, lists, records
from tests.gui.pressing import Hands
from tests.stores import PASSWORD, Folders, closing
from tests.windows import Windows, page


@pytest.fixture
def keys(qtbot: QtBot, window: MainWindow, windows: Windows) -> Hands:
    made = Hands(qtbot, window, windows)
    made.settle()
    return made


def shell(window: MainWindow) -> Any:
    assert window.shell is not None
    return window.shell


def only_feedback(folders: Folders) -> Feedback:
    with closing(folders.open("wing")) as s:
        (row,) = lists.page(s, "feedback")
        record = records.get(s, row.id).record
    assert isinstance(record, Feedback)
    return record


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # a list folds out
def test_a_comment_is_entered_found_and_kept_by_keyboard_alone(
    keys: Hands, window: MainWindow, folders: Folders, qtbot: QtBot
) -> None:
    keys.press("Ctrl+N")
    keys.settle()
    keys.type("The nurse took time")
    keys.press("Tab")
    keys.type("The hatch is too loud")
    keys.press("Tab")
    keys.press("2")
    keys.press("Tab")
    keys.type("privacy")
    keys.press("Return")
    keys.settle()
    keys.press("Ctrl+Return")
    keys.settle()
    entry = shell(window).page("feedback").entry
    assert "1 so far" in entry.state.text()
    assert "Saved at" in shell(window).status.saved.text()
    assert entry.form.answers["what_good"].field.hasFocus()
    assert entry.form.answers["what_good"].field.text() == ""
    keys.press("Escape")
    keys.settle()
    keys.press("Ctrl+F")
    keys.type("hatc")
    feedback = shell(window).page("feedback")
    qtbot.waitUntil(lambda: feedback.count.text() == "1 comment")
    keys.press("Down")
    assert feedback.table.hasFocus()
    qtbot.waitUntil(lambda: feedback.detail.stored() is not None)
    window.close()
    record = only_feedback(folders)
    assert record.answers == {
        "what_good": "The nurse took time",
        "what_better": "The hatch is too loud",
        "fft_overall": 2,
    }
    assert record.date == datetime.datetime.now().astimezone().date()
    assert record.wing == "B"
    assert len(record.themes) == 1


def test_nothing_typed_is_lost_when_the_window_goes(
    keys: Hands, window: MainWindow, folders: Folders, qtbot: QtBot
) -> None:
    keys.press("Ctrl+N")
    keys.settle()
    entry = shell(window).page("feedback").entry
    with qtbot.waitSignal(entry.keeper.kept, timeout=2000):
        keys.type("Half a sente")
    with closing_session(window) as s:
        (kept,) = drafts.mine(s)
        assert kept.form["answers"]["what_good"] == "Half a sente"
    keys.type("nce")
    window.close()
    with closing(folders.open("wing")) as s:
        (kept,) = drafts.mine(s)
    assert kept.form["answers"]["what_good"] == "Half a sentence"


class closing_session:  # noqa: N801 - reads as `closing`
    """The window's own session, looked at between two of its jobs."""

    def __init__(self, window: MainWindow) -> None:
        self.session: Any = window.jobs.session

    def __enter__(self) -> Any:
        return self.session

    def __exit__(self, *_: object) -> None:
        return None


def test_a_draft_is_offered_back_and_saving_ends_it(
    keys: Hands, window: MainWindow, folders: Folders, qtbot: QtBot
) -> None:
    today = page(window, "today")
    keys.settle()
    qtbot.keyClicks(today.note, "Medicines were late again")
    qtbot.keyClick(today.note, Qt.Key.Key_Return)
    keys.settle()
    entry = shell(window).page("feedback").entry
    qtbot.waitUntil(
        lambda: entry.form.answers["what_better"].field.text() == "Medicines were late again"
    )
    assert "your draft from" in entry.banner.accessibleName()
    keys.press("Ctrl+Return")
    keys.settle()
    window.close()
    assert only_feedback(folders).answers == {"what_better": "Medicines were late again"}
    with closing(folders.open("wing")) as s:
        assert drafts.mine(s) == ()


def test_changing_a_comment_adds_to_its_story(
    keys: Hands, window: MainWindow, folders: Folders, qtbot: QtBot
) -> None:
    shell(window).desk.go("feedback", "new")
    entry = shell(window).page("feedback").entry
    entry.form.answers["what_good"].field.setPlainText("Dd")
    entry.save_and_close()
    keys.settle()
    feedback = shell(window).page("feedback")
    qtbot.waitUntil(lambda: feedback.detail.stored() is not None)
    feedback.detail.change.click()
    assert entry.form.answers["what_good"].field.text() == "Dd"
    entry.form.answers["what_good"].field.setPlainText("Dad came to visit, zażółć")
    keys.press("Ctrl+Return")
    keys.settle()
    qtbot.waitUntil(
        lambda: feedback.detail.stored() is not None and feedback.detail.stored().rev == 2
    )
    window.close()
    with closing(folders.open("wing")) as s:
        (row,) = lists.page(s, "feedback")
        story = records.story(s, row.id)
    assert [event.rev for event in story] == [1, 2]
    changed = story[1].record
    assert isinstance(changed, Feedback)
    assert changed.answers == {"what_good": "Dad came to visit, zażółć"}


def test_an_empty_comment_is_not_saved_and_says_why(keys: Hands, window: MainWindow) -> None:
    shell(window).desk.go("feedback", "new")
    entry = shell(window).page("feedback").entry
    entry.save_and_next()
    first = entry.form.answers["what_good"]
    assert "Write what was said" in first.error.text()
    assert first.field.hasFocus()


def test_a_forum_with_an_action_that_is_carried_over(
    keys: Hands, window: MainWindow, folders: Folders, qtbot: QtBot
) -> None:
    keys.press("Ctrl+M")
    keys.settle()
    editor = shell(window).page("meetings").editor
    keys.type("Patient forum")
    item = editor.form.agenda.editor
    item.title.setFocus()
    keys.type("Medicines")
    keys.press("Return")
    keys.type("People come in vain")
    keys.press("Return")
    keys.type("a ")
    assert item.lines[0].what.hasFocus()
    assert item.notes.text().strip() == "People come in vain"
    keys.type("Put up a board")
    keys.press("Tab")
    item.lines[0].who.setText("Pharmacy lead")  # typed, its suggestions would ask for the screen
    keys.press("Tab")
    keys.type("+14")
    keys.press("Ctrl+Return")
    keys.settle()
    meetings = shell(window).page("meetings")
    qtbot.waitUntil(lambda: meetings.count.text() == "1 meeting")
    keys.press("Ctrl+M")
    keys.settle()
    (carried,) = editor.form.carried.parts
    carried.state.set_value(1)
    assert editor.form.written("HMP Example") is None  # it has to say what came of it
    carried.outcome.setPlainText("The board is up")
    keys.press("Ctrl+Return")
    keys.settle()
    window.close()
    with closing(folders.open("wing")) as s:
        (row,) = lists.page(s, "action")
        action = records.get(s, row.id).record
        found = lists.page(s, "meeting")
        first = records.get(s, found[-1].id).record
    assert isinstance(action, Action)
    assert (action.status, action.outcome, action.agenda_item) == ("done", "The board is up", 1)
    assert action.due == datetime.datetime.now().astimezone().date() + datetime.timedelta(days=14)
    assert len(found) == 2
    assert isinstance(first, Meeting)
    assert first.agenda[0].notes.strip() == "People come in vain"


def test_an_action_is_done_with_a_reason_by_keyboard(
    keys: Hands, window: MainWindow, folders: Folders, qtbot: QtBot
) -> None:
    actions = page(window, "actions")
    actions.arrive("new")
    keys.type("Bring waiting times")
    keys.press("Ctrl+Return")
    keys.settle()
    qtbot.waitUntil(lambda: actions.table.hasFocus() and actions.editor._stored is not None)
    keys.press("D")
    keys.press("Ctrl+Return")
    assert "Say what was done" in actions.editor.outcome.error.text()
    keys.type("They hang in the library")
    keys.press("Ctrl+Return")
    keys.settle()
    window.close()
    with closing(folders.open("wing")) as s:
        (row,) = lists.page(s, "action")
        record = records.get(s, row.id).record
    assert isinstance(record, Action)
    assert (record.status, record.outcome) == ("done", "They hang in the library")


def test_a_bundle_goes_to_a_folder_and_into_the_office_whole(
    windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    wing = windows.sign_in(folders.wing)
    shell(wing).desk.go("feedback", "new")
    entry = shell(wing).page("feedback").entry
    entry.form.answers["what_good"].field.setPlainText("The reply came in two days")
    entry.save_and_close()
    windows.quiet(wing)
    screen = page(wing, "exchange").round
    windows.quiet(wing)
    screen.sticks.folder.set_path(folders.stick)
    screen.begin()
    qtbot.waitUntil(screen.check.isVisible, timeout=20_000)
    screen.password.line.setText(PASSWORD)
    screen.send()
    qtbot.waitUntil(screen.done.isVisible, timeout=20_000)
    windows.quiet(wing)
    assert "number 1" in shell(wing).status.bundle.whole()
    wing.close()

    main = windows.sign_in(folders.office, "Ada")
    inbox = page(main, "inbox")
    inbox.take_in([folders.stick])
    qtbot.waitUntil(inbox.banner.isVisible, timeout=20_000)
    assert "1 bundle was taken in" in inbox.banner.accessibleName()
    inbox.take_in([folders.stick])
    qtbot.waitUntil(lambda: inbox.outcomes.line(0).cells[0] == "Already in", timeout=20_000)
    feedback = page(main, "feedback")
    qtbot.waitUntil(lambda: feedback.detail.stored() is not None)
    assert not feedback.detail.change.isEnabled()
    main.close()
    with closing(folders.open("wing")) as s:
        ours = {row.id: records.story(s, row.id) for row in lists.page(s, "feedback")}
    with closing(folders.open("office")) as s:
        theirs = {row.id: records.story(s, row.id) for row in lists.page(s, "feedback")}
    assert ours == theirs
