# SPDX-License-Identifier: MIT
"""Words from a sheet: completed after four letters, pasted whole, and a wrong one is named."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from coprod_desktop.domain import words
from coprod_desktop.gui.theme import Theme
from coprod_desktop.gui.words_field import WordsField
from tests.windows import focused

SHEET = words.wordlist()[100:124]


@pytest.fixture
def field(qtbot: QtBot, theme: Theme) -> WordsField:
    made = WordsField()
    qtbot.addWidget(made)
    made.show()
    made.lines[0].setFocus()
    return made


def test_four_letters_complete_a_word_and_a_space_goes_on(field: WordsField, qtbot: QtBot) -> None:
    qtbot.keyClicks(field.lines[0], "aban")
    assert field.lines[0].text() == "abandon"
    qtbot.keyClicks(field.lines[0], "d")
    assert field.lines[0].text() == "abandon"
    qtbot.keyClick(field.lines[0], Qt.Key.Key_Space)
    assert focused() is field.lines[1]
    qtbot.keyClicks(field.lines[1], "ZOO")
    qtbot.keyClick(field.lines[1], Qt.Key.Key_Return)
    assert field.words()[:3] == ("abandon", "zoo", "")


def test_a_completion_can_be_taken_back(field: WordsField, qtbot: QtBot) -> None:
    qtbot.keyClicks(field.lines[0], "aban")
    for _ in range(2):
        qtbot.keyClick(field.lines[0], Qt.Key.Key_Backspace)
    assert field.lines[0].text() == "aba"


def test_a_short_word_that_begins_a_longer_one_stays(field: WordsField, qtbot: QtBot) -> None:
    qtbot.keyClicks(field.lines[0], "act")
    qtbot.keyClick(field.lines[0], Qt.Key.Key_Space)
    assert field.words()[0] == "act"


def test_a_whole_sheet_can_be_pasted_numbers_and_all(field: WordsField, qtbot: QtBot) -> None:
    sheet = " ".join(f"{place}. {word}" for place, word in enumerate(SHEET, 1))
    field.lines[0].setText("")
    field.lines[0].insert(sheet)
    field.lines[0].textEdited.emit(sheet)
    assert field.words() == SHEET
    assert field.check()


def test_missing_and_strange_words_are_named(field: WordsField, qtbot: QtBot) -> None:
    field.set_words(SHEET)
    field.lines[4].clear()
    assert not field.check()
    assert "Missing: 5" in field.error.text()
    assert focused() is field.lines[4]
    field.lines[4].setText("abanxyz")
    assert not field.check()
    assert field.error.text() == "Word 5 is not on the list. Is it “abandon”?"
    assert field.error.text() == field.lines[4].accessibleDescription()
    assert field.lines[4].property("wrong") == "true"
    assert field.lines[5].property("wrong") == "false"


def test_every_box_says_which_word_it_holds(field: WordsField) -> None:
    assert field.lines[23].accessibleName() == "Word 24 of 24"
