# SPDX-License-Identifier: MIT

import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from coprod_desktop.gui import fields as fields_module
from coprod_desktop.gui.fields import ChipsField, KeyChoice, SecretField, WordsField
from coprod_desktop.gui.forms import Form
from coprod_desktop.gui.theme import Theme
from coprod_desktop.gui.typed import DateField

TODAY = datetime.date(2026, 11, 23)


@pytest.fixture
def form(qtbot: QtBot, theme: Theme) -> Form:
    made = Form()
    qtbot.addWidget(made)
    return made


def show(form: Form, qtbot: QtBot) -> None:
    """Fields are shown with the form that they were added to."""
    form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)


def spoken(widget: QWidget) -> tuple[str, str]:
    """What a screen reader says of a widget."""
    found = QAccessible.queryAccessibleInterface(widget)
    return found.text(QAccessible.Text.Name), found.text(QAccessible.Text.Description)


def test_every_row_names_its_field(form: Form) -> None:
    line = form.add("Prison", QLineEdit(), hint="As staff call it.", required=True)
    secret = form.add("Password", SecretField())
    assert spoken(line.field) == ("Prison", "As staff call it.. needed")
    assert spoken(secret.field.line)[0] == "Password"
    assert line.label.buddy() is line.field


def test_an_error_is_shown_and_said_with_the_field(form: Form, qtbot: QtBot) -> None:
    row = form.add("Prison", QLineEdit())
    show(form, qtbot)
    row.set_error("Type the prison’s name")
    assert row.error.isVisible()
    assert "Type the prison’s name" in spoken(row.field)[1]
    assert form.first_wrong() is row
    form.clear_errors()
    assert form.first_wrong() is None
    assert not row.error.isVisible()


def test_a_password_shows_only_while_asked(form: Form, qtbot: QtBot) -> None:
    secret = form.add("Password", SecretField()).field
    qtbot.keyClicks(secret.line, "plum kettle")
    assert secret.line.displayText() != "plum kettle"
    secret._show.click()
    assert secret.line.displayText() == "plum kettle"
    secret.clear()
    assert secret.text() == ""
    assert secret.line.echoMode() == QLineEdit.EchoMode.Password


def test_caps_lock_is_warned_of(form: Form, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = form.add("Password", SecretField()).field
    show(form, qtbot)
    monkeypatch.setattr(fields_module, "caps_lock", lambda: True)
    qtbot.keyClick(secret.line, Qt.Key.Key_A)
    assert secret._caps.isVisible()
    monkeypatch.setattr(fields_module, "caps_lock", lambda: False)
    qtbot.keyClick(secret.line, Qt.Key.Key_A)
    assert not secret._caps.isVisible()


def test_a_date_reads_back_in_words(form: Form, qtbot: QtBot) -> None:
    date = form.add("Date", DateField(lambda: TODAY)).field
    qtbot.keyClicks(date.line, "4/6")
    qtbot.keyClick(date.line, Qt.Key.Key_Return)
    assert date.line.text() == "4 June 2026"
    assert date.date() == datetime.date(2026, 6, 4)
    date.line.setText("soon")
    assert date.unreadable()


def test_number_keys_choose_and_zero_takes_back(form: Form, qtbot: QtBot) -> None:
    choice = form.add("Experience", KeyChoice([(1, "Very good"), (2, "Good"), (3, "Poor")])).field
    show(form, qtbot)
    button = choice.focusProxy()
    assert button is not None
    with qtbot.waitSignal(choice.edited):
        qtbot.keyClick(button, Qt.Key.Key_3)
    assert choice.value() == 3
    qtbot.keyClick(choice.focusProxy(), Qt.Key.Key_0)
    assert choice.value() is None
    qtbot.keyClick(choice.focusProxy(), Qt.Key.Key_9)
    assert choice.value() is None


def test_choices_are_radio_buttons_to_a_screen_reader(form: Form) -> None:
    choice = form.add("Experience", KeyChoice([(1, "Very good")])).field
    button = choice.focusProxy()
    assert button is not None
    found = QAccessible.queryAccessibleInterface(button)
    assert found.role() == QAccessible.Role.RadioButton
    assert found.text(QAccessible.Text.Name) == "Very good"


def test_words_grow_to_a_limit_and_tab_leaves_them(form: Form, qtbot: QtBot) -> None:
    words = form.add("Notes", WordsField(2, 5)).field
    after = form.add("Next", QLineEdit()).field
    show(form, qtbot)
    least = words.height()
    words.setPlainText("\n".join("line" for _ in range(4)))
    assert words.height() > least
    tall = words.sizeHint().height()
    words.setPlainText("\n".join("line" for _ in range(400)))
    assert words.sizeHint().height() < tall * 2
    words.setFocus()
    qtbot.keyClick(words, Qt.Key.Key_Tab)
    assert after.hasFocus()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_chips_are_chosen_by_part_of_a_name_and_taken_back(form: Form, qtbot: QtBot) -> None:
    chips = form.add(
        "Themes", ChipsField([("MED", "Medicines"), ("PRV", "Privacy"), ("ACC", "Getting seen")])
    ).field
    show(form, qtbot)
    chips.line.setFocus()
    qtbot.keyClicks(chips.line, "seen")
    qtbot.keyClick(chips.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: chips.line.text() == "")
    qtbot.keyClicks(chips.line, "med")
    qtbot.keyClick(chips.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: chips.line.text() == "")
    assert chips.value() == ("ACC", "MED")
    qtbot.keyClick(chips.line, Qt.Key.Key_Backspace)
    assert chips.value() == ("ACC",)
