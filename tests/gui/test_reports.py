# SPDX-License-Identifier: MIT
"""The reports page: returns are saved as workbook or table, and the pack is seen before it goes."""

import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from coprod_desktop.services.recording import records
from tests.stores import Folders, closing, feedback
from tests.windows import Windows, page

LAST_MONTH = datetime.datetime.now().astimezone().date().replace(day=1) - datetime.timedelta(days=1)


@pytest.fixture
def reports(qtbot: QtBot, windows: Windows, folders: Folders) -> Any:
    """The page, reached from Insights by its button, of a wing with twelve answers last month."""
    with closing(folders.open("wing")) as s:
        said = feedback(date=LAST_MONTH, answers={"fft_overall": 1}, site="HMP North")
        records.save_many(s, [said] * 12)
    window = windows.sign_in(folders.wing)
    insights: Any = page(window, "insights")
    insights.reports.setFocus()
    qtbot.keyClick(insights.reports, Qt.Key.Key_Space)
    windows.quiet(window)
    shell: Any = window.shell
    assert shell.here_name() == "reports"
    return shell.here()


def choose(monkeypatch: pytest.MonkeyPatch, target: Path, kind: str = "") -> None:
    # The choice of a file is the system's own window.
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), kind))


def test_returns_are_saved_as_workbooks_or_tables(
    qtbot: QtBot, reports: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, tmp_path / "fft.xlsx")
    qtbot.keyClick(reports.save_fft, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "fft.xlsx" in reports.banner._title.text(), timeout=30_000)
    book = openpyxl.load_workbook(tmp_path / "fft.xlsx")
    assert book.worksheets[0]["B2"].value == "HMP North"
    assert book.worksheets[0]["C2"].value == 12
    # A name without an ending gets the one of the kind that was chosen.
    choose(monkeypatch, tmp_path / "year", "Tables (*.csv)")
    qtbot.keyClick(reports.save_complaints, Qt.Key.Key_Space)
    qtbot.waitUntil((tmp_path / "year.csv").is_file, timeout=30_000)
    assert "brought_forward" in (tmp_path / "year.csv").read_text("utf-8-sig")


def test_the_pack_is_seen_first_and_its_days_are_checked(qtbot: QtBot, reports: Any) -> None:
    reports.last.field.set_date(LAST_MONTH - datetime.timedelta(days=900))
    qtbot.keyClick(reports.show_pack, Qt.Key.Key_Space)
    assert "before the first" in reports.last.error.text()
    reports.last.field.set_date(LAST_MONTH)
    qtbot.keyClick(reports.show_pack, Qt.Key.Key_Space)
    assert reports.waiting.isVisible()
    qtbot.waitUntil(lambda: "_paper" in reports.__dict__, timeout=30_000)
    paper = reports._paper
    assert paper.windowTitle().startswith("Inspector's pack")
    assert paper.word.isVisible()
    qtbot.waitUntil(lambda: paper.count() > 1, timeout=30_000)
    assert reports.show_pack.isEnabled()
    paper.reject()


def test_staff_are_told_who_can_make_them(windows: Windows, folders: Folders) -> None:
    found: Any = page(windows.sign_in(folders.wing, "Nia"), "reports")
    assert not found.save_fft.isVisible()
    assert found.commands() == ()
