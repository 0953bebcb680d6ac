# SPDX-License-Identifier: MIT
"""A box of paper slips by keyboard alone: numbers, words, Ctrl+Return, and Ctrl+Z to go back."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from coprod_desktop.domain.records import Feedback
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.recording import binning, drafts, lists, records
from tests.gui import walking
from tests.gui.pressing import Hands
from tests.gui.test_access import nameless, small
from tests.stores import Folders, closing
from tests.windows import Windows, focused

SLIPS = (
    (1, "The nurse listened", ""),
    (4, "", "The hatch queue is long"),
    (5, "", "Pain clinic was cancelled twice"),
)


class Stacking(Hands):
    """At the keyboard, with a stack of slips."""

    def slip(self, experience: int, good: str, better: str) -> None:
        """Log one slip."""
        self.press(str(experience))
        self.type(good)
        self.press("Return")
        self.type(better)
        self.press("Ctrl+Return")


@pytest.fixture
def hands(qtbot: QtBot, window: MainWindow, windows: Windows) -> Stacking:
    made = Stacking(qtbot, window, windows)
    made.settle()
    return made


def opened(hands: Stacking) -> Any:
    """The stack page with a stack begun, by keyboard from its first button."""
    assert hands.window.shell is not None
    hands.window.shell.desk.go("stack")
    hands.settle()
    page: Any = hands.window.shell.page("stack")
    assert page.begin.start.hasFocus()
    hands.press("Space")
    hands.settle()
    return page


def said(folders: Folders) -> list[dict[str, Any]]:
    with closing(folders.open("wing")) as s:
        rows = [records.get(s, row.id).record for row in lists.page(s, "feedback")]
    return [dict(row.answers) for row in reversed(rows) if isinstance(row, Feedback)]


def test_a_slip_costs_three_keys_beyond_its_words(hands: Stacking, folders: Folders) -> None:
    page = opened(hands)
    hands.presses = 0
    for slip in SLIPS:
        hands.slip(*slip)
    assert hands.presses == 3 * len(SLIPS)
    hands.settle()
    assert page.typing.heading.title.text() == "Slip 4"
    assert page.typing.tally.total.text() == "3 slips"
    assert page.typing.tally.numbers[4].accessibleName() == "Poor: 1"
    assert "Slip 3 saved" in page.typing.state.text()
    hands.press("Ctrl+Return")  # an empty slip is not saved, and says why
    assert page.typing.fields.answers["fft_overall"].error.text()
    hands.press("1")
    hands.press("Return")
    hands.type("Good")
    hands.press("Shift+Return")
    hands.type("tea")
    hands.press("Return")
    assert page.typing.save.hasFocus()
    hands.press("Return")
    hands.settle()
    assert page.typing.heading.title.text() == "Slip 5"
    hands.window.close()
    assert said(folders) == [
        {"fft_overall": 1, "what_good": "The nurse listened"},
        {"fft_overall": 4, "what_better": "The hatch queue is long"},
        {"fft_overall": 5, "what_better": "Pain clinic was cancelled twice"},
        {"fft_overall": 1, "what_better": "Good\ntea"},
    ]


def test_a_sample_is_typed_again_blind_and_its_differences_settled(
    hands: Stacking, folders: Folders, qtbot: QtBot
) -> None:
    page = opened(hands)
    for slip in SLIPS:
        hands.slip(*slip)
    hands.settle()
    assert wrong(hands.window, qtbot) == []
    page.typing.end.click()
    hands.settle()
    assert page.end.heading.title.text() == "3 slips typed"
    assert wrong(hands.window, qtbot) == []
    page.end.check.click()
    hands.settle()
    for number, (experience, good, better) in enumerate(SLIPS, 1):
        assert page.again.heading.title.text() == f"Type slip {number} again"
        assert page.again.fields.answered() == {}
        hands.slip(6 if number == 2 else experience, good, better.upper())
        hands.settle()
    qtbot.waitUntil(page.settle.isVisible)
    assert page.settle.first.hasFocus()
    assert "83 %" in texts(page.settle)
    assert wrong(hands.window, qtbot) == []
    page.settle.second.click()
    hands.settle()
    assert "Nothing is left to settle" in texts(page.settle)
    page.settle.close_it.click()
    hands.settle()
    assert "83 % of 6 answers agree, in 3 slips typed twice." in texts(page.begin)
    hands.window.close()
    assert said(folders)[1]["fft_overall"] == 6
    with closing(folders.open("wing")) as s:
        assert drafts.mine(s) == ()


def test_undo_goes_back_slip_by_slip_and_nothing_half_typed_is_lost(
    hands: Stacking, folders: Folders
) -> None:
    page = opened(hands)
    for slip in SLIPS[:2]:
        hands.slip(*slip)
    hands.settle()
    hands.press("6")
    for number in (2, 1):
        hands.press("Ctrl+Z")
        hands.settle()
        assert page.typing.heading.title.text() == f"Slip {number}"
        page.typing.fields.answers["fft_overall"].field.setFocus()
    assert page.typing.fields.answered()["what_good"] == "The nurse listened"
    shell: Any = hands.window.shell
    assert not shell.undo.isVisible()  # nothing is left that could be taken back
    hands.press("2")
    hands.press("Ctrl+Return")
    hands.settle()
    assert page.typing.fields.answered()["what_better"] == "The hatch queue is long"
    hands.press("Ctrl+Return")
    hands.settle()
    assert page.typing.fields.answered() == {"fft_overall": 6}
    hands.window.close()
    assert [each["fft_overall"] for each in said(folders)] == [2, 4]
    with closing(folders.open("wing")) as s:
        assert len(binning.listed(s)) == 2


def test_a_stack_goes_on_after_the_window_went(
    hands: Stacking, windows: Windows, folders: Folders
) -> None:
    opened(hands)
    hands.slip(*SLIPS[0])
    hands.press("3")
    hands.type("Half a wo")
    hands.settle()
    hands.window.close()
    again = windows.sign_in(folders.wing)
    windows.quiet(again)
    assert again.shell is not None
    again.shell.desk.go("stack")
    windows.quiet(again)
    page: Any = again.shell.page("stack")
    assert "1 slip typed" in focused().accessibleDescription()
    hands.qtbot.keyClick(focused(), Qt.Key.Key_Space)
    windows.quiet(again)
    assert page.typing.heading.title.text() == "Slip 2"
    assert page.typing.fields.answered() == {"fft_overall": 3, "what_good": "Half a wo"}
    assert page.typing.tally.numbers[1].text() == "1"


def test_what_a_slip_tells_about_is_asked_before_it_is_saved(
    hands: Stacking, folders: Folders
) -> None:
    page = opened(hands)
    hands.press("5")
    hands.type("I will kill myself")
    hands.press("Ctrl+Return")
    hands.settle()
    assert page.typing.heading.title.text() == "Slip 1"
    assert page.typing.guard.isVisible()
    assert page.typing.guard.isAncestorOf(focused())
    hands.press("Ctrl+Return")
    hands.settle()
    assert page.typing.heading.title.text() == "Slip 2"
    assert not page.typing.guard.isVisible()
    hands.window.close()
    with closing(folders.open("wing")) as s:
        (row,) = lists.page(s, "feedback")
        record = records.get(s, row.id).record
    assert isinstance(record, Feedback)
    assert [each.state for each in record.escalations] == ["open"]


def test_the_second_typing_asks_what_the_first_did(hands: Stacking, folders: Folders) -> None:
    page = opened(hands)
    for slip in SLIPS:
        hands.slip(*slip)
    page.typing.end.click()
    hands.settle()
    page.end.check.click()
    hands.settle()
    hands.press("5")
    hands.type("Nurse Smith hears that I will kill myself")
    hands.press("Ctrl+Return")
    hands.settle()
    again = page.again
    assert again.heading.title.text() == "Type slip 1 again"
    assert focused() is again.guard.names.mask_one
    hands.press("Space")
    assert again.fields.answered()["what_good"] == "Nurse [name] hears that I will kill myself"
    again.guard.lines["acct"].choices["done"].click()
    again.guard.lines["acct"].by.field.setCurrentText("Nurse")
    again.later.click()
    hands.settle()
    page.open_check(again.check)  # half typed, it is offered back with what was answered
    hands.settle()
    again.save_slip()
    hands.settle()
    assert again.heading.title.text() == "Type slip 2 again"
    assert not again.guard.isVisible()
    hands.window.close()
    with closing(folders.open("wing")) as s:
        slip = lists.page(s, "feedback")[-1].id
        record = records.get(s, slip).record
    assert isinstance(record, Feedback)
    assert record.answers["what_good"] == "The nurse listened"
    assert [(each.route, each.state) for each in record.escalations] == [("acct", "done")]


def texts(widget: Any) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def wrong(window: MainWindow, qtbot: QtBot) -> list[str]:
    """What a screen reader, a shaking hand or the Tab key would miss."""
    met = walking.round_trip(window, qtbot)
    return [
        *(nameless(window) + small(window)),
        *(walking.missed(window, met) + walking.backwards(window, met)),
    ]
