# SPDX-License-Identifier: MIT
"""The insights page: choose a measure, see and hear what it shows, save it, begin limits anew."""

import datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from coprod_desktop import paths
from coprod_desktop.domain.records import Action, Complaint
from coprod_desktop.domain.spc import Assurance, Variation
from coprod_desktop.gui import drawing
from coprod_desktop.gui.insights.picture import ChartPicture
from coprod_desktop.gui.insights.verdict import DRAWINGS
from coprod_desktop.gui.insights.verdict import name as name_of_verdict
from coprod_desktop.gui.palette import GRAPHIC_RATIO, PALETTES, TEXT_RATIO, contrast
from coprod_desktop.gui.theme import Theme
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.recording import records
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


def choose(qtbot: QtBot, box: Any, shown: Any, code: str) -> None:
    before = shown._drawn
    box.setCurrentIndex(box.findData(code))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: shown._drawn is not before, timeout=30_000)


def test_a_chart_its_sentence_and_its_numbers(qtbot: QtBot, shown: Any) -> None:
    assert not shown.picture.pixmap().isNull()
    assert "by month" in shown.picture.accessibleName()
    assert shown.picture.accessibleDescription() == shown.sentence.text() != ""
    assert shown.numbers.lines.rowCount() == 14
    assert shown.numbers.lines.line(0).cells[:2] == ("February 2026", "20")
    choose(qtbot, shown.choosing.measure, shown, "positive")
    assert "better" in shown.sentence.text()
    assert shown.numbers.lines.line(0).cells[1] == "100.0 H"
    assert shown.numbers.lines.line(13).cells[1].startswith("50.0")
    # A share has limits of its own in each month, unless somebody asks for the usual chart.
    assert shown.numbers.lines.line(0).cells[3] == "24 to 90"
    assert shown.about.text().startswith("The limits are wider")
    choose(qtbot, shown.choosing.chart, shown, "xmr")
    assert not shown._drawn.chart.limits
    assert shown.numbers.table.isColumnHidden(3)
    choose(qtbot, shown.choosing.measure, shown, "comments")
    assert not shown.choosing.chart.isEnabled()
    # Another measure gets the chart that it calls for again.
    choose(qtbot, shown.choosing.measure, shown, "negative")
    assert shown._drawn.series.kind == "p"


def test_a_measure_that_is_not_kept_by_theme_takes_the_choice_away(
    qtbot: QtBot, shown: Any
) -> None:
    choose(qtbot, shown.choosing.theme, shown, "MED")
    assert shown.numbers.lines.line(0).cells[1].startswith("20")
    choose(qtbot, shown.choosing.measure, shown, "answers")
    assert not shown.choosing.theme.isEnabled()
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


@pytest.mark.parametrize("choice", sorted(PALETTES))
def test_every_colour_of_a_chart_stands_out_from_its_ground(theme: Theme, choice: Any) -> None:
    theme.wear(choice, 100)
    look = ChartPicture().look()
    for name, least in (
        *((word, TEXT_RATIO) for word in ("ink",)),
        *((drawn, GRAPHIC_RATIO) for drawn in ("soft", "line", "better", "worse", "neutral")),
    ):
        assert contrast(getattr(look, name), look.background) >= least, name
    # The number of a pin is written in the colour of the ground.
    assert contrast(look.background, look.ink) >= TEXT_RATIO


def test_each_verdict_has_a_drawing_of_its_own_and_words() -> None:
    verdicts = {*get_args(Variation), *get_args(Assurance)}
    assert set(DRAWINGS) == verdicts
    drawn = {paths.resource(f"icons/{name}.svg").read_text("utf-8") for name in DRAWINGS.values()}
    assert len(drawn) == len({name_of_verdict(each) for each in verdicts}) == len(verdicts)


def test_drawings_say_better_and_whether_the_target_is_met(qtbot: QtBot, shown: Any) -> None:
    assert shown.verdict.verdicts == ("common_cause",)
    choose(qtbot, shown.choosing.measure, shown, "positive")
    assert shown.verdict.verdicts == ("improvement_high",)
    assert shown.key.isVisible()
    before = shown._drawn
    shown.choosing.target.field.setText("10")
    shown.choosing.target.field.editingFinished.emit()
    qtbot.waitUntil(lambda: shown._drawn is not before, timeout=30_000)
    assert shown.verdict.verdicts == ("improvement_high", "pass")
    said = [each.text() for each in shown.verdict.findChildren(QLabel) if each.text()]
    assert "Better: high (H)" in said
    assert "Passes the target (P)" in said


@pytest.fixture
def acted(filled: Folders) -> str:
    """An action that was done in the last month of the chart; gives its id."""
    with closing(filled.open("wing")) as s:
        today = datetime.datetime.now().astimezone().date()
        last = (today.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)
        records.save_many(s, [feedback("Now", date=day) for day in (last, today)])
        action = Action(text="Open a second hatch", owner_role="healthcare_manager", status="done")
        return records.save(s, action).id


def test_actions_that_were_done_stand_under_the_chart_and_open(
    qtbot: QtBot, windows: Windows, filled: Folders, acted: str
) -> None:
    window = windows.sign_in(filled.wing)
    found: Any = page(window, "insights")
    qtbot.waitUntil(lambda: found._drawn is not None, timeout=30_000)
    assert found.pinned.lines.line(0).cells[:2] == ("1", "Open a second hatch")
    assert "is not over, so it is no point of the chart: 1 so far" in found.running.text()
    found.pinned.table.choose(0)
    found.pinned.table.setFocus()
    qtbot.keyClick(found.pinned.table, Qt.Key.Key_Return)
    shell: Any = window.shell
    windows.quiet(window)
    assert shell.here_name() == "actions"
    assert found.pinned.lines.line(0).value == acted


def said_of(shown: Any) -> str:
    return " ".join(each.text() for each in shown.unheard.said.findChildren(QLabel))


def test_a_roll_is_entered_by_keys_told_for_each_hundred_and_taken_back(
    qtbot: QtBot, shown: Any
) -> None:
    qtbot.waitUntil(lambda: "No wing is known" in said_of(shown), timeout=30_000)
    card = shown.unheard
    card.number.field.setText("0")
    card.keep.click()
    assert "how many people" in card.number.error.text()
    card.month.setCurrentIndex(card.month.count() - 1)
    card.wing.field.setText("House 9")
    card.number.field.setFocus()
    card.number.field.selectAll()
    qtbot.keyClicks(card.number.field, "40")
    qtbot.keyClick(card.number.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "from 40 people, or 0 for each 100" in said_of(shown), timeout=30_000)
    shell: Any = shown.window().shell
    shell.undo.undo.click()
    qtbot.waitUntil(lambda: "No wing is known" in said_of(shown), timeout=30_000)


def test_rare_events_are_shown_by_the_days_between_them(
    qtbot: QtBot, windows: Windows, filled: Folders
) -> None:
    first = datetime.date(2025, 1, 3)
    with closing(filled.open("wing")) as s:
        received = [first + datetime.timedelta(days=day) for day in (0, 9, 30, 30, 61, 70, 99)]
        records.save_many(s, [Complaint(received=day) for day in received])
    shown: Any = page(windows.sign_in(filled.wing), "insights")
    qtbot.waitUntil(lambda: shown._drawn is not None, timeout=30_000)
    choose(qtbot, shown.choosing.measure, shown, "complaint_waits")
    assert shown.numbers.lines.line(0).cells[:2] == ("12 April 2025", "29")
    assert shown.numbers.lines.rowCount() == 6
    assert "The last was on 12 April 2025" in shown.running.text()
    assert not shown.choosing.by.isEnabled()
    assert "by month" not in shown.picture.accessibleName()
    choose(qtbot, shown.choosing.measure, shown, "per_hundred")
    assert "Enter rolls first" in shown.sentence.text()
    assert shown.unheard.isVisible()


def test_why_small_numbers_are_hidden_is_one_press_away(qtbot: QtBot, shown: Any) -> None:
    assert not shown.numbers.reason.isVisible()
    qtbot.keyClick(shown.numbers.why, Qt.Key.Key_Space)
    assert "because so few people could be recognised" in shown.numbers.reason.text()
    assert shown.numbers.reason.isVisible()
    qtbot.keyClick(shown.numbers.why, Qt.Key.Key_Space)
    assert not shown.numbers.reason.isVisible()


def test_a_chart_is_shown_as_it_will_print(qtbot: QtBot, shown: Any) -> None:
    shown.print_chart.click()
    qtbot.waitUntil(lambda: shown.__dict__.get("_paper") is not None, timeout=30_000)
    paper = shown._paper
    qtbot.waitUntil(lambda: paper.count() == 1)
    assert not paper.word.isVisible()
    assert drawing.as_pdf(paper._make()).startswith(b"%PDF")
    paper.reject()


def test_a_chart_of_few_people_is_not_printed(
    qtbot: QtBot, windows: Windows, folders: Folders
) -> None:
    with closing(folders.open("wing")) as s:
        records.save_many(
            s, [feedback("One", date=datetime.date(2025, month, 3)) for month in range(1, 10)]
        )
    found: Any = page(windows.sign_in(folders.wing), "insights")
    qtbot.waitUntil(lambda: found._drawn is not None, timeout=30_000)
    found.print_chart.click()
    qtbot.waitUntil(found.banner.isVisible, timeout=30_000)
    assert found.__dict__.get("_paper") is None


def test_an_empty_store_says_what_the_page_is_for(window: MainWindow, windows: Windows) -> None:
    shown: Any = page(window, "insights")
    windows.quiet(window)
    assert shown._none.isVisible()
    assert "recorded" in shown._none.text.text()
