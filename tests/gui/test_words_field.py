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


def test_a_misread_word_is_named_when_the_words_do_not_fit(field: WordsField) -> None:
    listed = list(words.of_secret(bytes(range(32))))
    place = next(n for n, word in enumerate(listed) if other(word))
    field.set_words([*listed[:place], other(listed[place]), *listed[place + 1 :]])
    assert field.check()
    field.say_misfit()
    assert str(place + 1) in field.error.text()
    assert field.lines[place].property("wrong") == "true"


def test_two_words_in_the_wrong_order_are_named(field: WordsField) -> None:
    listed = list(words.of_secret(bytes(range(32))))
    field.set_words([*listed[:8], listed[9], listed[8], *listed[10:]])
    field.say_misfit()
    assert "9, 10" in field.error.text()


def test_words_that_no_small_slip_explains_are_all_to_be_compared(field: WordsField) -> None:
    listed = list(words.of_secret(bytes(32)))
    field.set_words(["zoo", "zebra", "wrist", "abuse", *listed[4:]])
    field.say_misfit()
    assert "Compare each" in field.error.text()


def other(word: str) -> str:
    """A word of the list that differs in one letter, or nothing."""
    return next(
        (
            each
            for each in words.wordlist()
            if len(each) == len(word) and sum(a != b for a, b in zip(each, word, strict=True)) == 1
        ),
        "",
    )
