# SPDX-License-Identifier: MIT
"""The insights page: choose a measure, see and hear what it shows, save it, begin limits anew."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from coprod_desktop.domain import spc_words
from coprod_desktop.gui import vocabulary
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services import records
from tests.stores import Folders, closing, feedback
from tests.windows import Windows, page


@pytest.fixture
def filled(folders: Folders) -> Folders:
    """Twelve months of ten comments each, then two much better ones."""
    with closing(folders.open("wing")) as s:
        made = [
            feedback(
                f"Comment {number}",
                date=datetime.date(2025 + month // 12, month % 12 + 1, 3),
                answers={"fft_overall": 1 if number % 20 < (10 if month < 12 else 20) else 5},
                themes=("MED",),
                who_can_fix="healthcare",
            )
            for month in range(14)
            for number in range(20)
        ]
        records.save_many(s, made)
    return folders


@pytest.fixture
def shown(windows: Windows, filled: Folders, qtbot: QtBot) -> Any:
    window = windows.sign_in(filled.wing)
    found: Any = page(window, "insights")
    qtbot.waitUntil(lambda: found._drawn is not None, timeout=30_000)
    return found


def test_the_sentences_on_screen_are_those_of_the_command_line() -> None:
    assert vocabulary.CHART_SENTENCES == spc_words.SENTENCES


def choose(qtbot: QtBot, box: Any, shown: Any, code: str) -> None:
    before = shown._drawn
    box.setCurrentIndex(box.findData(code))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: shown._drawn is not before, timeout=30_000)


def test_a_chart_its_sentence_and_its_numbers(qtbot: QtBot, shown: Any) -> None:
    assert not shown.picture.pixmap().isNull()
    assert "by month" in shown.picture.accessibleName()
    assert shown.picture.accessibleDescription() == shown.sentence.text() != ""
    assert shown.numbers.rowCount() == 14
    assert shown.numbers.line(0).cells[:2] == ("February 2026", "20")
    choose(qtbot, shown.measure, shown, "positive")
    assert "better" in shown.sentence.text()
    assert shown.numbers.line(0).cells[1] == "100.0 H"
    assert shown.numbers.line(13).cells[1].startswith("50.0")


def test_a_measure_that_is_not_kept_by_theme_takes_the_choice_away(
    qtbot: QtBot, shown: Any
) -> None:
    choose(qtbot, shown.theme, shown, "MED")
    assert shown.numbers.line(0).cells[1].startswith("20")
    choose(qtbot, shown.measure, shown, "answers")
    assert not shown.theme.isEnabled()
    assert shown.asked().theme == ""


def test_the_chart_and_its_numbers_are_saved_where_a_person_says(
    qtbot: QtBot, shown: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, press, begins in (
        ("chart.svg", shown.save_chart, b"<?xml"),
        ("numbers.csv", shown.save_numbers, b"\xef\xbb\xbffrom"),
    ):
        target = tmp_path / name
        # The choice of a file is the system's own window.
        monkeypatch.setattr(
            QFileDialog, "getSaveFileName", lambda *_, target=target: (str(target), "")
        )
        press.click()
        qtbot.waitUntil(target.is_file, timeout=30_000)
        assert target.read_bytes().startswith(begins)
        qtbot.waitUntil(lambda: "not encrypted" in shown.banner._detail.text(), timeout=30_000)
        shown.banner.clear()


def test_limits_begin_anew_with_a_reason_and_can_be_taken_back(qtbot: QtBot, shown: Any) -> None:
    card = shown.rebases
    card.add.click()
    assert "what changed" in card.reason.error.text()
    card.on.field.line.setText("1/7/2025")
    card.reason.field.setText("A second hatch opened")
    before = shown._drawn
    card.add.click()
    qtbot.waitUntil(lambda: shown._drawn is not before, timeout=30_000)
    (rebase,) = shown._drawn.series.rebases
    assert (rebase.reason, rebase.by) == ("A second hatch opened", "Hal")
    assert len(shown._drawn.chart.groups) == 2
    before = shown._drawn
    (line,) = card._shown
    line.findChildren(type(card.add))[0].click()
    qtbot.waitUntil(lambda: shown._drawn is not before, timeout=30_000)
    assert shown._drawn.series.rebases == ()


def test_an_empty_store_says_what_the_page_is_for(window: MainWindow, windows: Windows) -> None:
    shown: Any = page(window, "insights")
    windows.quiet(window)
    assert shown._none.isVisible()
    assert "recorded" in shown._none.text.text()
