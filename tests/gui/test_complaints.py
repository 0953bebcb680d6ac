# SPDX-License-Identifier: MIT
"""A complaint is begun with one key, says what is due by when, and goes on by keyboard."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from coprod_desktop.domain import complaint_words as codes
from coprod_desktop.domain import complaints as rules
from coprod_desktop.domain import document as paper
from coprod_desktop.domain.complaints import Clock
from coprod_desktop.domain.records import Complaint
from coprod_desktop.gui.complaints import sentences
from coprod_desktop.gui.drafting import PAUSE_MS
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.loop import complaints
from coprod_desktop.services.recording import drafts, records
from tests.domain.test_complaints import CAME, Date
from tests.stores import Folders, closing, feedback
from tests.windows import Windows, focused

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def texts(widget: QWidget) -> str:
    labels = [each for each in widget.findChildren(QLabel) if each.isVisibleTo(widget)]
    return "\n".join(label.text() for label in labels)


def arrive(window: MainWindow, windows: Windows, target: str) -> Any:
    assert window.shell is not None
    window.shell.desk.go("complaints", target)
    windows.quiet(window)
    return window.shell.page("complaints")


@pytest.fixture
def comment(folders: Folders) -> str:
    with closing(folders.open("wing")) as wing:
        said = feedback("Nobody came when I rang", kind="concern", channel="spoken_to_staff")
        return records.save(wing, said).id


def test_words_stand_for_every_code() -> None:
    facts = rules.facts()
    assert list(codes.STATUSES) == [each.code for each in facts.statuses]
    assert list(codes.OUTCOMES) == [each.code for each in facts.outcomes]
    assert list(codes.SUBJECTS) == [each.code for each in facts.ko41a.subjects]
    assert list(codes.COMPLAINANTS) == [each.code for each in facts.ko41a.complainants]
    assert codes.STEPS.keys() == codes.DONE.keys() == rules.FIELDS.keys()


def test_a_clock_is_a_sentence_with_a_day_and_what_is_left() -> None:
    (clock, *_) = rules.clocks(Complaint(received=CAME), Date(2026, 4, 7))
    assert sentences.running(clock) == "Acknowledge by Thursday 9 April 2026, in 2 working days"
    (late, *_) = rules.clocks(Complaint(received=CAME), Date(2026, 4, 13))
    assert sentences.running(late).endswith("2 working days late")
    assert sentences.line(late) == ("warning", "warning", sentences.running(late))
    (met, *_) = rules.clocks(Complaint(received=CAME, acknowledged_on=CAME), Date(2026, 4, 13))
    assert sentences.met(met) == "Acknowledged on 2 April 2026, in time"
    today = Clock("reply", CAME, None, running=True, late=False, left=0)
    assert sentences.running(today).endswith("that is today")


def test_a_concern_is_a_complaint_by_one_key_and_goes_to_its_end_by_keys(
    windows: Windows, folders: Folders, comment: str, qtbot: QtBot
) -> None:
    window = windows.sign_in(folders.wing)
    screen = arrive(window, windows, f"new:{comment}")
    assert "Nobody came when I rang" in screen.form.quote.text()
    qtbot.keyClick(focused(), KEY.Key_Return, CTRL)
    windows.quiet(window)
    case = screen.detail.case()
    assert case.status == "received"
    assert "Acknowledge by" in texts(screen.detail)
    assert "Nobody came when I rang" in texts(screen.detail)
    assert screen.detail.next.text() == "Acknowledge"
    # Acknowledged aloud today, with a day for the reply: the date and how are there already.
    screen.table.setFocus()
    qtbot.keyClick(screen.table, KEY.Key_Return)
    assert screen.detail.next.hasFocus()
    qtbot.keyClick(screen.detail.next, KEY.Key_Space)
    assert focused() is screen.detail.step.on.line
    screen.detail.step.reply_by.setFocus()
    qtbot.keyClicks(focused(), "+20")
    qtbot.keyClick(focused(), KEY.Key_Return, CTRL)
    windows.quiet(window)
    assert screen.detail.case().status == "plan_agreed"
    assert "Acknowledged on" in texts(screen.detail)
    assert "as was agreed" in texts(screen.detail)
    assert screen.detail.next.hasFocus()
    for status, typed in (("investigating", ""), ("reply_drafted", ""), ("replied", "2")):
        qtbot.keyClick(focused(), KEY.Key_Space)
        windows.quiet(window)
        if status == "investigating":
            qtbot.keyClick(focused(), KEY.Key_Return, CTRL)
        elif typed:
            screen.detail.step.outcome.setFocus()
            qtbot.keyClicks(focused(), typed)
            qtbot.keyClick(focused(), KEY.Key_Return, CTRL)
        windows.quiet(window)
        assert screen.detail.case().status == status
    # Closing asks for what was learned before anything is saved.
    qtbot.keyClick(focused(), KEY.Key_Space)
    qtbot.keyClick(focused(), KEY.Key_Return, CTRL)
    assert focused() is screen.detail.step.learning
    qtbot.keyClicks(focused(), "Bells are answered within the hour")
    qtbot.keyClick(focused(), KEY.Key_Return, CTRL)
    windows.quiet(window)
    assert screen.detail.case().status == "closed"
    assert "Ombudsman takes it until" in texts(screen.detail)


def test_every_step_can_be_undone_from_the_strip(
    windows: Windows, folders: Folders, comment: str
) -> None:
    window = windows.sign_in(folders.wing)
    offers: list[Any] = []
    assert window.shell is not None
    window.shell.desk.undo_offered.connect(offers.append)
    screen = arrive(window, windows, f"new:{comment}")
    screen.form.keep()
    windows.quiet(window)
    offers.pop().act()
    windows.quiet(window)
    assert screen.model.rowCount() == 0
    screen = arrive(window, windows, f"new:{comment}")
    screen.form.keep()
    windows.quiet(window)
    screen.detail.take_next()
    screen.detail.step.keep()
    windows.quiet(window)
    assert [offer.text for offer in offers] == ["Complaint begun", "Complaint acknowledged"]
    assert screen.detail.case().status == "acknowledged"
    offers[1].act()
    windows.quiet(window)
    assert screen.detail.case().status == "received"


def test_a_second_wish_for_the_same_comment_shows_the_complaint(
    windows: Windows, folders: Folders, comment: str
) -> None:
    with closing(folders.open("wing")) as wing:
        known = complaints.begin(wing, complaints.start(wing, comment)).id
    window = windows.sign_in(folders.wing)
    # In a narrow window it stands in place of the list.
    window.resize(800, 600)
    QApplication.processEvents()
    screen = arrive(window, windows, f"new:{comment}")
    assert screen.on_list()
    assert screen.detail.case().stored.id == known
    assert screen.detail.isVisible()
    assert not screen.table.isVisible()


def test_an_empty_list_leads_to_a_form_where_twelve_months_ask_for_a_reason(
    window: MainWindow, windows: Windows
) -> None:
    screen = arrive(window, windows, "")
    assert "becomes a complaint in one step" in texts(screen)
    (new,) = [each for each in screen.commands() if each.text == "New complaint"]
    new.act()
    form = screen.form
    assert not form.late.isVisible()
    form.event_on.line.setText("1/2/2020")
    form.event_on.edited.emit()
    assert "more than 12 months" in form.late.accessibleName()
    assert form.late_reason.isVisible()
    form.keep()
    windows.quiet(window)
    assert "Nobody has written down yet why" in texts(screen.detail)


def test_what_was_begun_is_a_draft_that_is_found_again(
    windows: Windows, folders: Folders, comment: str, qtbot: QtBot
) -> None:
    window = windows.sign_in(folders.wing)
    screen = arrive(window, windows, f"new:{comment}")
    screen.form.summary.setFocus()
    qtbot.keyClicks(focused(), "The bell")
    qtbot.waitUntil(lambda: bool(screen.form.state.text()), timeout=PAUSE_MS * 20)
    qtbot.keyClick(focused(), KEY.Key_Escape)
    windows.quiet(window)
    window.close()
    with closing(folders.open("wing")) as wing:
        (draft,) = drafts.mine(wing)
    again = windows.sign_in(folders.wing)
    screen = arrive(again, windows, f"draft:{draft.id}")
    assert screen.form.summary.text() == "The bell"
    assert "Nobody came" in screen.form.quote.text()
    screen.form.keep()
    windows.quiet(again)
    assert "The bell" in texts(screen.detail)
    again.close()
    with closing(folders.open("wing")) as wing:
        assert drafts.mine(wing) == ()


def test_a_draft_of_a_step_opens_the_step(windows: Windows, folders: Folders) -> None:
    with closing(folders.open("wing")) as wing:
        complaint = complaints.begin(wing, Complaint(received=Date(2026, 3, 2))).id
        form = {"face": "step", "step": "reply", "on": "today", "outcome": 1, "learning": "Bells"}
        drafts.keep(wing, drafts.Draft("d", "complaint", form, complaint))
    window = windows.sign_in(folders.wing)
    screen = arrive(window, windows, "draft:d")
    assert screen.detail.step.learning.text() == "Bells"
    screen.detail.step.keep()
    windows.quiet(window)
    assert screen.detail.case().status == "replied"


def test_a_nurse_acknowledges_and_is_told_who_goes_on(
    windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    with closing(folders.open("wing")) as wing:
        complaints.begin(wing, Complaint(received=Date(2026, 3, 2), how="written"))
    window = windows.sign_in(folders.wing, "Nia")
    screen = arrive(window, windows, "")
    qtbot.waitUntil(lambda: screen.detail.next.text() == "Acknowledge")
    assert screen.detail.others == []
    assert "head of healthcare takes it further" in texts(screen.detail)
    screen.detail.take_next()
    screen.detail.step.keep()
    windows.quiet(window)
    assert not screen.detail.next.isVisible()


def test_a_complaint_is_printed_by_one_key_and_its_words_are_asked_for(
    windows: Windows, folders: Folders, comment: str, qtbot: QtBot
) -> None:
    with closing(folders.open("wing")) as wing:
        complaints.begin(wing, complaints.start(wing, comment))
    window = windows.sign_in(folders.wing)
    screen = arrive(window, windows, "")
    qtbot.waitUntil(lambda: screen.detail.case() is not None)
    (print_it,) = [each for each in screen.commands() if each.shortcut == "Ctrl+P"]
    assert print_it.text == "Print or save the complaint"
    screen.table.setFocus()
    qtbot.keyClick(screen.table, KEY.Key_P, CTRL)
    dialog: Any = QApplication.activeModalWidget()
    windows.quiet(window)
    assert dialog.count() >= 1
    assert dialog._document.title.startswith("Complaint that came on")
    assert "Nobody came when I rang" not in paper.words(dialog._document)
    dialog.said.setFocus()
    qtbot.keyClick(focused(), KEY.Key_Space)
    qtbot.waitUntil(lambda: "Nobody came when I rang" in paper.words(dialog._document))
    dialog.reject()
