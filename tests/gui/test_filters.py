# SPDX-License-Identifier: MIT
"""The list is narrowed with chips, by keyboard, and what is on can be kept as a view."""

import datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from coprod_desktop.gui.feedback import filters
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.loop import answers
from coprod_desktop.services.recording import records
from coprod_desktop.services.recording.lists import Query
from tests.stores import Folders, closing, feedback
from tests.windows import Windows, page

# What the offscreen platform says of every menu.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
TODAY = datetime.date(2026, 8, 20)  # a Thursday


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("week", "2026-08-17", ""),
        ("month", "2026-08-01", ""),
        ("quarter", "2026-07-01", ""),
        ("30", "2026-07-21", ""),
        ("year", "2025-08-20", ""),
        ("2026-01-01..2026-02-01", "2026-01-01", "2026-02-01"),
        ("..2026-02-01", "", "2026-02-01"),
        ("", "", ""),
        ("nonsense", "", ""),
    ],
)
def test_a_period_begins_where_people_think_it_does(code: str, first: str, last: str) -> None:
    assert filters.period(code, TODAY) == (first, last)


def test_filters_make_the_question() -> None:
    state = {"answered": "no", "fft": "5", "reply": "hand_back", "wing": "B", "period": "month"}
    assert filters.query(state, "hatch", TODAY) == Query(
        words="hatch",
        date_from="2026-08-01",
        fft=5,
        answered="no",
        hand_back=True,
        wing="B",
    )
    assert filters.query({"answered": "in_review"}, "", TODAY) == Query(status="in_review")


@pytest.fixture
def shown(windows: Windows, folders: Folders, qtbot: QtBot) -> Any:
    with closing(folders.open("wing")) as wing:
        kinds = ("compliment", "concern")
        made = [
            feedback(f"Comment {n}", wing="AB"[n % 2], kind=kinds[n % 2], themes=("MED.HATCH",))
            for n in range(6)
        ]
        saved = records.save_many(wing, made)
        answers.answer(wing, saved[-1].id, "tell", "There is a clock now")
    window = windows.sign_in(folders.wing)
    found = page(window, "feedback")
    windows.quiet(window)
    found.here = window
    found.quiet = windows.quiet
    return found


def choose(menu: QMenu, qtbot: QtBot, *words: str) -> None:
    """Go down a menu by keyboard until a line says this, and open or take it."""
    for word in words:
        for _ in range(40):
            active = menu.activeAction()
            if active is not None and active.text() == word:
                break
            qtbot.keyClick(menu, Qt.Key.Key_Down)
        active = menu.activeAction()
        assert active is not None
        assert active.text() == word
        inner = active.menu()
        qtbot.keyClick(menu, Qt.Key.Key_Right if inner else Qt.Key.Key_Return)
        if isinstance(inner, QMenu):
            menu = inner


def test_a_chip_is_chosen_and_dropped_by_keyboard(shown: Any, qtbot: QtBot) -> None:
    chip = shown.filters.chips["wing"]
    assert chip.isVisible()
    assert shown.count.text() == "6 comments, newest first"
    chip.button.setFocus()
    qtbot.keyClick(chip.button, Qt.Key.Key_Down)
    choose(chip.menu, qtbot, "B")
    qtbot.waitUntil(lambda: shown.model.rowCount() == 3)
    assert shown.count.text() == "3 of 6 comments, filters on"
    assert chip.button.accessibleName() == "Wing: B"
    assert chip.cross.accessibleName() == "Remove the filter Wing: B"
    assert shown.filters.clear.isVisible()
    assert chip.window().focusWidget() is chip.button
    qtbot.keyClick(chip.button, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: shown.model.rowCount() == 6)
    assert not chip.cross.isVisible()
    assert not shown.filters.clear.isVisible()


def test_themes_lie_under_each_other(shown: Any, qtbot: QtBot) -> None:
    chip = shown.filters.chips["theme"]
    chip.button.setFocus()
    qtbot.keyClick(chip.button, Qt.Key.Key_Return)
    choose(chip.menu, qtbot, "Medicines", "Hatch queue and timing")
    qtbot.waitUntil(lambda: shown.count.text() == "6 of 6 comments, filters on")
    assert chip.value() == "MED.HATCH"
    chip.choose("PRV")
    qtbot.waitUntil(shown._faces[2].isVisible)
    shown._faces[2].button.click()
    qtbot.waitUntil(lambda: shown.model.rowCount() == 6)
    assert shown.filters.state() == {}


def test_answered_and_unanswered_are_states(shown: Any, qtbot: QtBot) -> None:
    chip = shown.filters.chips["answered"]
    chip.choose("yes")
    qtbot.waitUntil(lambda: shown.model.rowCount() == 1)
    chip.choose("no")
    qtbot.waitUntil(lambda: shown.model.rowCount() == 5)
    qtbot.mouseClick(shown.filters.clear, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown.model.rowCount() == 6)


def test_other_dates_are_typed(shown: Any, qtbot: QtBot) -> None:
    shown.filters.chips["period"].choose("…")
    assert shown.filters.first.line.hasFocus()
    qtbot.keyClicks(shown.filters.first.line, "5/3/2026")
    qtbot.keyClicks(shown.filters.last.line, "1/3/2026")
    qtbot.keyClick(shown.filters.last.line, Qt.Key.Key_Return)
    assert shown.filters.wrong.isVisible()
    shown.filters.first.line.clear()
    qtbot.keyClick(shown.filters.first.line, Qt.Key.Key_Return)
    qtbot.waitUntil(shown._faces[2].isVisible)
    assert shown.filters.chips["period"].button.accessibleName() == "Dates: to 1 Mar 2026"
    assert not shown.filters.dates.isVisible()


def test_a_view_is_kept_renamed_shown_first_and_deleted_with_undo(
    shown: Any, windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    views = shown.views
    shown.filters.chips["kind"].choose("concern")
    views.button.setFocus()
    qtbot.keyClick(views.button, Qt.Key.Key_Space)
    choose(views.menu, qtbot, "Keep these filters as a view…")
    qtbot.keyClick(views.name, Qt.Key.Key_Return)
    assert views.wrong.text() == "Give the view a name"
    qtbot.keyClicks(views.name, "Concerns")
    qtbot.keyClick(views.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [each.name for each in views.views] == ["Concerns"])
    assert views.isHidden()
    views._change(views.views[0])
    views.name.setText("All concerns")
    views.shared.setChecked(True)
    views.first.setChecked(True)
    views.keep()
    qtbot.waitUntil(lambda: [each.name for each in views.views] == ["All concerns"])
    shown.quiet(shown.here)
    shown.here.close()
    other: MainWindow = windows.sign_in(folders.wing, "Nia")  # shared, and shown first
    again = page(other, "feedback")
    qtbot.waitUntil(lambda: again.count.text() == "3 of 6 comments, filters on")
    again.views.open()
    choose(again.views.menu, qtbot, "Delete a view", "All concerns (everybody’s), shown first")
    qtbot.waitUntil(lambda: again.views.views == ())
    other.shell.undo.undo.click()  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: [each.name for each in again.views.views] == ["All concerns"])
    windows.quiet(other)


def test_more_leads_to_what_is_done_with_the_whole_list(shown: Any, qtbot: QtBot) -> None:
    qtbot.keyClick(shown.more, Qt.Key.Key_Space)
    assert [action.text() for action in shown.menu.actions()] == [
        "Type in a stack of paper slips",
        "Take in a spreadsheet",
        "Save this list as a spreadsheet",
        "Open the bin",
    ]
    assert [each.text for each in shown.commands()][-1] == "Open the bin"
    choose(shown.menu, qtbot, "Save this list as a spreadsheet")
    assert shown.export.isVisible()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert shown.table.isVisible()


def test_delete_puts_a_comment_away_with_the_way_back(shown: Any, qtbot: QtBot) -> None:
    shown.table.setFocus()
    shown.table.choose(2)
    qtbot.keyClick(shown.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: shown.model.rowCount() == 5)
    shown.quiet(shown.here)
    assert shown.table.currentIndex().row() == 2
    shell: Any = shown.here.shell
    shell.actions_list["undo"].trigger()
    qtbot.waitUntil(lambda: shown.model.rowCount() == 6)
    shown.quiet(shown.here)
