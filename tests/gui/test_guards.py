# SPDX-License-Identifier: MIT
"""What looks at words while they are typed: it offers and reminds, and changes nothing unasked."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from coprod_desktop.domain.records import Escalation
from coprod_desktop.gui.desk import Desk, Who
from coprod_desktop.gui.fields import WordsField
from coprod_desktop.gui.forms import Row
from coprod_desktop.gui.guards import PatientGuard, StaffGuard
from coprod_desktop.gui.jobs import Jobs
from coprod_desktop.gui.preferences import Preferences
from coprod_desktop.gui.theme import Theme
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.loop import guarding
from tests.gui.watchdog import Watchdog
from tests.stores import DAY
from tests.windows import focused

DONE = Escalation(route="acct", state="done", on=DAY, by_role="Nurse")


class Sheet(QWidget):
    """Two fields with a patient's words, a guard under them, and a line after it."""

    def __init__(self, desk: Any) -> None:
        super().__init__()
        self.good, self.better = WordsField(), WordsField()
        self.guard = PatientGuard(desk)
        self.after = QLineEdit()
        column = QVBoxLayout(self)
        for widget in (Row("Good", self.good), Row("Better", self.better), self.guard, self.after):
            column.addWidget(widget)
        self.guard.watch(self.good)
        self.guard.watch(self.better)


class Note(QWidget):
    """What staff write, with its guard."""

    def __init__(self, desk: Any) -> None:
        super().__init__()
        self.field = WordsField()
        self.guard = StaffGuard(desk, "staff_note")
        column = QVBoxLayout(self)
        column.addWidget(self.field)
        column.addWidget(self.guard)
        self.guard.watch(self.field)


def shown(qtbot: QtBot, widget: Any) -> Any:
    qtbot.addWidget(widget)
    widget.setWindowFlag(Qt.WindowType.Dialog)
    widget.resize(700, 600)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    return widget


@pytest.fixture
def desk(theme: Theme, tmp_path: Path) -> Iterator[Desk]:
    """A desk over no store at all: the guard needs only its jobs and its calendar."""
    jobs = Jobs()
    who = Who("wing", "practice", "Nia", "staff", "HMP Example", "B", "Central office")
    yield Desk(jobs, Preferences(tmp_path / "preferences.ini"), who, tmp_path)
    jobs.close()


@pytest.fixture
def sheet(qtbot: QtBot, desk: Desk) -> Sheet:
    made: Sheet = shown(qtbot, Sheet(desk))
    made.good.setFocus()
    return made


@pytest.fixture
def note(qtbot: QtBot, desk: Desk) -> Note:
    made: Note = shown(qtbot, Note(desk))
    made.field.setFocus()
    return made


def button(panel: QWidget, text: str) -> QPushButton:
    found = [
        each
        for each in panel.findChildren(QPushButton)
        if each.text().startswith(text) and each.isVisible()
    ]
    assert found, text
    return found[0]


def underlines(field: WordsField) -> list[tuple[str, QTextCharFormat.UnderlineStyle]]:
    marks: Any = field.extraSelections()
    return [(each.cursor.selectedText(), each.format.underlineStyle()) for each in marks]


# --- names ------------------------------------------------------------------------------------


def test_a_name_is_offered_for_masking_while_typing(sheet: Sheet, qtbot: QtBot) -> None:
    qtbot.keyClicks(sheet.good, "I told nurse Smith")
    assert sheet.guard.isHidden()

    qtbot.waitUntil(sheet.guard.isVisible)

    assert sheet.guard.names.text.text() == (
        "This looks like a name: “nurse Smith”. Mask it as [name]?"
    )
    assert underlines(sheet.good) == [("Smith", QTextCharFormat.UnderlineStyle.WaveUnderline)]
    assert sheet.good.text() == "I told nurse Smith"


def test_masking_is_undone_as_typing_is(sheet: Sheet, qtbot: QtBot) -> None:
    qtbot.keyClicks(sheet.good, "nurse Smith in cell 14")
    sheet.guard.look()

    qtbot.mouseClick(button(sheet.guard, "Mask"), Qt.MouseButton.LeftButton)
    assert sheet.good.text() == "nurse [name] in cell 14"
    qtbot.mouseClick(button(sheet.guard, "Mask"), Qt.MouseButton.LeftButton)
    assert sheet.good.text() == "nurse [name] in cell [cell number]"
    assert sheet.guard.isHidden()
    assert focused() is sheet.good

    qtbot.keyClick(sheet.good, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(sheet.good, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert sheet.good.text() == "nurse Smith in cell 14"
    qtbot.waitUntil(sheet.guard.isVisible)


def test_all_are_masked_at_once_in_every_field(sheet: Sheet, qtbot: QtBot) -> None:
    sheet.good.setPlainText("🙂 nurse Smith and Mr Jones 🙂 in cell 14")
    sheet.better.setPlainText("ring 07700 900123")
    sheet.guard.look()

    qtbot.mouseClick(button(sheet.guard, "Mask all 4"), Qt.MouseButton.LeftButton)

    assert sheet.good.text() == "🙂 nurse [name] and Mr [name] 🙂 in cell [cell number]"
    assert sheet.better.text() == "ring [phone number]"
    sheet.good.undo()
    assert sheet.good.text() == "🙂 nurse Smith and Mr Jones 🙂 in cell 14"


def test_what_is_kept_is_not_asked_again(sheet: Sheet, qtbot: QtBot) -> None:
    sheet.good.setPlainText("nurse Smith was kind")
    sheet.guard.look()

    with qtbot.waitSignal(sheet.guard.edited):
        button(sheet.guard, "Keep").click()
    sheet.better.setPlainText("More like Nurse Smith")
    sheet.guard.look()

    assert sheet.guard.isHidden()
    assert sheet.good.text() == "nurse Smith was kind"
    assert sheet.guard.ready()


def test_saving_waits_once_for_what_nobody_decided(sheet: Sheet) -> None:
    sheet.good.setPlainText("nurse Smith")

    assert not sheet.guard.ready()
    assert focused() is sheet.guard.names.mask_one
    assert sheet.guard.ready()
    sheet.better.setPlainText("and Mr Jones")
    assert not sheet.guard.ready()


def test_everything_is_reached_and_done_by_keyboard(sheet: Sheet, qtbot: QtBot) -> None:
    qtbot.keyClicks(sheet.better, "nurse Smith, I feel suicidal")
    sheet.better.setFocus()
    sheet.guard.look()

    qtbot.keyClick(focused(), Qt.Key.Key_Tab)
    assert focused() is sheet.guard.names.mask_one
    qtbot.keyClick(focused(), Qt.Key.Key_Space)
    assert sheet.better.text() == "nurse [name], I feel suicidal"
    assert focused() is sheet.better
    line = sheet.guard.lines["acct"]
    qtbot.keyClick(focused(), Qt.Key.Key_Tab)
    assert focused() is line.choices["done"]
    qtbot.keyClick(focused(), Qt.Key.Key_Space)
    qtbot.keyClick(focused(), Qt.Key.Key_Tab)
    assert line.on.isAncestorOf(focused())
    qtbot.keyClick(focused(), Qt.Key.Key_Tab)
    qtbot.keyClicks(focused(), "Nurse")
    assert line.escalation().by_role == "Nurse"
    qtbot.keyClick(focused(), Qt.Key.Key_Tab)
    assert focused() is sheet.after


# --- harm -------------------------------------------------------------------------------------


def test_harm_shows_the_route_and_asks_what_was_done(sheet: Sheet, qtbot: QtBot) -> None:
    qtbot.keyClicks(sheet.good, "I feel suicidal in here")
    qtbot.waitUntil(lambda: "acct" in sheet.guard.lines)
    line = sheet.guard.lines["acct"]

    assert line.isVisible()
    assert line.because.text() == "Because of these words: “suicidal”"
    assert "never find everything" in sheet.guard.never.text()
    assert underlines(sheet.good) == [("suicidal", QTextCharFormat.UnderlineStyle.DashUnderline)]
    assert sheet.guard.escalations() == (Escalation(route="acct", state="open"),)

    line.choices["done"].click()
    assert line.on.field.date() == sheet.guard._desk.today()
    line.by.field.setCurrentText("Nurse")
    (answer,) = sheet.guard.escalations()
    assert (answer.state, answer.by_role) == ("done", "Nurse")
    assert answer.on == sheet.guard._desk.today()


def test_a_site_tells_whom_to_tell_there(window: MainWindow, qtbot: QtBot) -> None:
    session: Any = window.jobs.session
    guarding.set_site_route(session, "acct", {"who": "Safer Custody", "phone": "2222"})
    assert window.shell is not None
    sheet: Sheet = shown(qtbot, Sheet(window.shell.desk))
    sheet.good.setPlainText("I feel suicidal")
    sheet.guard.look()

    here = sheet.guard.lines["acct"].here
    qtbot.waitUntil(lambda: here.text() == "Here, tell: Safer Custody\nPhone or radio: 2222")
    assert here.isVisible()


def test_several_routes_are_several_lines(sheet: Sheet) -> None:
    sheet.good.setPlainText("I feel suicidal and officer hit me")
    sheet.guard.look()

    assert set(sheet.guard.lines) == {"acct", "staff_conduct"}
    assert {each.state for each in sheet.guard.escalations()} == {"open"}


def test_weak_words_are_a_quiet_reminder_and_no_question(sheet: Sheet) -> None:
    sheet.good.setPlainText("please end it")
    sheet.guard.look()

    assert sheet.guard.lines == {}
    assert "ACCT" in sheet.guard.weak.text()
    assert sheet.guard.escalations() == ()
    assert sheet.guard.ready()


def test_a_line_goes_with_its_words_unless_it_was_answered(sheet: Sheet) -> None:
    sheet.good.setPlainText("I feel suicidal")
    sheet.guard.look()
    sheet.good.setPlainText("I feel well")
    sheet.guard.look()
    assert sheet.guard.escalations() == ()
    assert sheet.guard.isHidden()

    sheet.good.setPlainText("I feel suicidal")
    sheet.guard.look()
    sheet.guard.lines["acct"].choices["not_needed"].click()
    sheet.guard.lines["acct"].reason.field.setText("A joke")
    sheet.good.setPlainText("I feel well")
    sheet.guard.look()
    assert [each.state for each in sheet.guard.escalations()] == ["not_needed"]


def test_an_answer_that_was_begun_has_to_be_complete(sheet: Sheet) -> None:
    sheet.good.setPlainText("I feel suicidal")
    assert not sheet.guard.ready()
    assert focused() is sheet.guard.lines["acct"].choices["done"]
    line = sheet.guard.lines["acct"]

    line.choices["done"].click()
    for _ in range(2):
        assert not sheet.guard.ready()
        assert line.by.error.isVisible()
    line.by.field.setCurrentText("Nurse")
    line.on.field.line.setText("1/1/2099")
    assert not sheet.guard.ready()
    line.choices["not_needed"].click()
    assert not sheet.guard.ready()
    assert line.reason.error.isVisible()
    line.choices["open"].click()
    assert sheet.guard.ready()
    assert sheet.guard.escalations() == (Escalation(route="acct", state="open"),)


def test_what_was_recorded_is_shown_and_stays(sheet: Sheet) -> None:
    sheet.guard.show_escalations([DONE, Escalation(route="security", state="open")])
    sheet.guard.look()

    assert sheet.guard.isVisible()
    assert sheet.guard.escalations() == (DONE, Escalation(route="security", state="open"))
    sheet.guard.show_escalations(())
    assert sheet.guard.escalations() == ()
    assert sheet.guard.isHidden()


def test_answers_travel_in_the_draft(sheet: Sheet) -> None:
    sheet.good.setPlainText("nurse Smith knows I feel suicidal and officer hit me")
    sheet.guard.look()
    button(sheet.guard, "Keep").click()
    line = sheet.guard.lines["acct"]
    line.show_escalation(DONE)
    values, before = sheet.guard.values(), sheet.guard.escalations()

    sheet.guard.clear()
    sheet.guard.fill(values)

    assert sheet.guard.escalations() == before
    assert sheet.guard.found() == ()
    assert values == sheet.guard.values()


# --- many words -------------------------------------------------------------------------------

LETTER = (
    "I told nurse Smith at the hatch that I feel suicidal, and he said the prisoner next door was "
    "an addict. I have waited for the dentist since 3 May and nobody tells me anything. "
)
MANY = (LETTER * 120)[:20_000]


def test_a_long_letter_never_holds_the_window_up(sheet: Sheet, desk: Desk, qtbot: QtBot) -> None:
    staff = StaffGuard(desk, "staff_note")
    qtbot.addWidget(staff)
    staff.watch(sheet.better)
    sheet.good.setPlainText("nurse Smith knows that I feel suicidal")
    sheet.guard.look()
    sheet.good.setPlainText("🙂" + MANY)
    sheet.better.setPlainText(MANY)
    QApplication.processEvents()

    with Watchdog() as dog:
        sheet.guard.look()
        staff.look()
        qtbot.waitUntil(lambda: len(underlines(sheet.better)) > 50)
    assert dog.busiest < 0.05

    assert underlines(sheet.good)[0][0] == "Smith"
    assert staff.isVisible()


def test_saving_a_long_letter_waits_until_it_was_looked_through(sheet: Sheet, qtbot: QtBot) -> None:
    sheet.good.setPlainText("All is well. " * 1000 + "Ask nurse Smith")
    asked: list[bool] = []
    sheet.guard.looked_through.connect(lambda: asked.append(sheet.guard.ready()))

    assert not sheet.guard.ready()
    qtbot.waitUntil(lambda: bool(asked))

    assert asked == [False]
    assert focused() is sheet.guard.names.mask_one
    assert sheet.guard.ready()


def test_what_is_typed_while_a_long_letter_is_looked_through_is_not_saved_unasked(
    sheet: Sheet, qtbot: QtBot
) -> None:
    sheet.good.setPlainText("All is well. " * 1000)
    asked: list[bool] = []
    sheet.guard.looked_through.connect(lambda: asked.append(True))

    assert not sheet.guard.ready()
    sheet.good.insertPlainText("More")
    qtbot.waitUntil(sheet.guard.look)

    assert asked == []
    assert sheet.guard.ready()


def test_masking_leaves_what_was_typed_over_alone(sheet: Sheet) -> None:
    sheet.good.setPlainText("nurse Smith and Mr Jones")
    sheet.guard.look()
    sheet.good.setPlainText("nurse Smith and Mr Bones")

    button(sheet.guard, "Mask all 2").click()

    assert sheet.good.text() == "nurse [name] and Mr Bones"
