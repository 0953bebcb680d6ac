# SPDX-License-Identifier: MIT
"""A record's story on screen: words for the eye and for a screen reader, and the way back."""

from typing import Any

import msgspec
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from coprod_desktop.domain import records as types
from coprod_desktop.domain.differing import Difference, Run
from coprod_desktop.gui import story_words
from coprod_desktop.gui.furniture import Button
from coprod_desktop.gui.story import StoryView
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.recording import records
from tests.stores import Folders, closing, feedback
from tests.windows import Windows


@pytest.fixture
def comment(folders: Folders) -> str:
    with closing(folders.open("wing")) as wing:
        saved = records.save(wing, feedback("The nurse <b>listened"))
        records.save(wing, feedback("The doctor <b>listened", kind="compliment"), id=saved.id)
        return saved.id


@pytest.fixture
def view(comment: str, window: MainWindow, qtbot: QtBot) -> StoryView:
    shell: Any = window.shell
    view = StoryView(shell.desk)
    qtbot.addWidget(view)
    view.show_record(comment)
    qtbot.waitUntil(lambda: len(view.texts()) == 4)
    return view


def test_what_differs_is_struck_and_underlined_and_said_in_words(view: StoryView) -> None:
    heard = view.texts()
    assert heard[0].startswith("Changed by Hal, ")
    assert heard[1] == "What was good? The removed: nurse; added: doctor; <b>listened"
    assert heard[2] == "Kind: added: Compliment"
    assert heard[3].startswith("Written by Hal, ")
    seen = [label.text() for label in view.findChildren(QLabel)]
    assert any("<s>nurse</s> <u>doctor</u> &lt;b&gt;listened" in text for text in seen)


def test_an_earlier_version_is_brought_back_and_that_undone(
    view: StoryView, comment: str, window: MainWindow, windows: Windows, qtbot: QtBot
) -> None:
    shell: Any = window.shell
    undo: list[Any] = []
    shell.desk.offer_undo = lambda text, act: undo.append((text, act))
    (back,) = view.findChildren(Button)
    with qtbot.waitSignal(view.brought_back):
        back.click()
    qtbot.waitUntil(lambda: len(view.texts()) == 7)
    assert "added: nurse" in view.texts()[1]
    windows.quiet(window)
    (text, act) = undo[0]
    assert text == "The earlier version is back."
    act()
    qtbot.waitUntil(lambda: len(view.texts()) == 10)
    assert "added: doctor" in view.texts()[1]


def test_every_field_of_every_record_has_a_name_in_words() -> None:
    for kind, record in types.RECORD_TYPES.items():
        for field in record.__struct_fields__:
            if field == "binned":
                continue
            difference = Difference(field, (Run("added", "x"),), item=0)
            assert story_words.name(kind, difference, "feedback-1") or field == "answers"
            assert field in story_words.FIELDS, field


def test_codes_and_dates_are_said_in_words() -> None:
    def said(kind: str, field: str, text: str, part: str = "") -> str:
        difference = Difference(field, (), whole=True, part=part)
        return story_words.value(kind, difference, text, "feedback-1")

    assert said("feedback", "themes", "MED") == "Medicines"
    assert said("action", "due", "2026-06-04") == "4 June 2026"
    assert said("action", "status", "cannot") == "Cannot be done"
    assert said("feedback", "answers", "1", "fft_overall") == "Very good"
    assert said("feedback", "wants_reply", "yes") == "yes"
    assert said("action", "feedback", "0190") == "a link"


def test_a_long_text_shows_what_is_near_the_change(view: StoryView) -> None:
    before = " ".join(["word"] * 200)
    step = msgspec.structs.replace(
        view._story.steps[0],  # type: ignore[union-attr]
        changed=(Difference("staff_note", (Run("kept", before + " "), Run("added", "end"))),),
    )
    assert view._story is not None
    view.show_story(msgspec.structs.replace(view._story, steps=(step,)))
    assert len(view.texts()[1]) < 120
    assert view.texts()[1].endswith("added: end")
