# SPDX-License-Identifier: MIT
"""Kinder words are offered for what staff write, taken with one key, and never forced."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from coprod_desktop.gui.complaints.form import ComplaintForm
from coprod_desktop.gui.complaints.step import StepPanel
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.guards import StaffGuard
from coprod_desktop.gui.meetings.carried import CarriedPart
from coprod_desktop.services.loop.meetings import Carried
from tests.gui.test_guards import Note, Sheet, button, desk, note, sheet, underlines
from tests.windows import focused

__all__ = ["desk", "note", "sheet"]


# --- staff ------------------------------------------------------------------------------------


def test_one_key_takes_the_kinder_word(note: Note, qtbot: QtBot) -> None:
    qtbot.keyClicks(note.field, "Diabetics")
    qtbot.waitUntil(note.guard.isVisible)
    assert "“Diabetics”" in note.guard.text.text()
    assert "Source: NHS digital service manual" in note.guard.why.text()
    assert underlines(note.field) == [("Diabetics", QTextCharFormat.UnderlineStyle.DotLine)]

    with qtbot.waitSignal(note.guard.edited):
        qtbot.keyClick(note.field, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)

    assert note.field.text() == "People with diabetes"
    assert note.guard.isHidden()
    note.field.undo()
    assert note.field.text() == "Diabetics"


def test_any_of_the_words_on_offer_can_be_chosen(note: Note, qtbot: QtBot) -> None:
    note.field.setPlainText("the prisoner waits")
    note.guard.look()

    button(note.guard, "person in prison").click()

    assert note.field.text() == "the person in prison waits"
    assert focused() is note.field


def test_what_is_to_be_filled_in_is_selected(note: Note, qtbot: QtBot) -> None:
    note.field.setPlainText("He was non-compliant")
    note.guard.look()

    qtbot.keyClick(note.field, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)

    assert note.field.text() == "He was is not taking it because [reason]"
    assert note.field.textCursor().selectedText() == "[reason]"


def test_advice_without_words_selects_what_it_is_about(note: Note, qtbot: QtBot) -> None:
    note.field.setPlainText("He was rude to us")
    note.guard.look()
    assert "say what was seen and heard" in note.guard.text.text()

    qtbot.keyClick(note.field, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)

    assert note.field.text() == "He was rude to us"
    assert note.field.textCursor().selectedText() == "rude"


def test_a_word_that_is_kept_is_not_offered_again(note: Note, qtbot: QtBot) -> None:
    note.field.setPlainText("The prisoner, another Prisoner, and an addict")
    note.guard.look()

    button(note.guard, "Keep").click()
    button(note.guard, "Keep").click()

    assert note.guard.isHidden()
    assert note.field.text() == "The prisoner, another Prisoner, and an addict"
    assert focused() is note.field


def test_without_an_offer_the_key_is_left_alone(note: Note, qtbot: QtBot) -> None:
    qtbot.keyClicks(note.field, "All well")
    qtbot.keyClick(note.field, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert note.field.text().rstrip() == "All well"


def test_two_guards_share_a_field(sheet: Sheet, desk: Desk, qtbot: QtBot) -> None:
    guard = StaffGuard(desk, "staff_note")
    qtbot.addWidget(guard)
    guard.watch(sheet.good)
    sheet.good.setPlainText("nurse Smith and an addict")
    guard.look()
    sheet.guard.look()
    assert {words for words, _ in underlines(sheet.good)} == {"Smith", "addict"}
    sheet.good.setPlainText("nurse Smith")
    sheet.guard.look()
    guard.look()
    assert [words for words, _ in underlines(sheet.good)] == ["Smith"]


def test_every_button_has_a_name(sheet: Sheet, note: Note) -> None:
    sheet.good.setPlainText("nurse Smith and Mr Jones, I feel suicidal")
    sheet.guard.look()
    note.field.setPlainText("an addict")
    note.guard.look()
    QApplication.processEvents()

    for panel in (sheet.guard, note.guard):
        for each in panel.findChildren(QPushButton):
            assert each.accessibleName() or each.text()
            if each.isVisible():
                assert each.height() >= 24


def test_what_people_read_of_complaints_and_carried_actions_is_looked_after(
    qtbot: QtBot, desk: Desk
) -> None:
    step, form = StepPanel(desk), ComplaintForm(desk)
    carried = CarriedPart(
        Carried("a1", "Put up a clock", "", "", "", "open", "", False, "", "", ""), desk
    )
    for widget in (step, form, carried):
        qtbot.addWidget(widget)
    assert carried.guard is None  # nobody has spoken about it
    carried.state.set_value(1)
    qtbot.keyClick(carried.state, Qt.Key.Key_2)
    assert carried.guard is not None
    for guard, field in (
        (step.guard, step.learning),
        (step.guard, step.reason),
        (form.guard, form.summary),
        (form.guard, form.late_reason.field),
        (carried.guard, carried.outcome),
    ):
        field.setPlainText("Diabetics waited")
        guard.look()
        assert "“Diabetics”" in guard.text.text()
        qtbot.keyClick(field, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
        assert field.text() == "People with diabetes waited"
