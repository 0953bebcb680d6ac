# SPDX-License-Identifier: MIT
"""What was begun in a meeting's notes is there again, also after the window went."""

from typing import Any

from PySide6.QtWidgets import QApplication

from coprod_desktop.gui.meetings.forum import ForumView
from coprod_desktop.services.recording import drafts
from tests.gui.notebook import Typist, typist
from tests.stores import Folders
from tests.windows import Windows

__all__ = ["typist"]


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
    typist.press("Return")
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
