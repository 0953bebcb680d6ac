# SPDX-License-Identifier: MIT
"""The audit on screen: everything that was done, narrowed by words, kind, person and date."""

import csv
from pathlib import Path
from typing import Any, get_args

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from coprod_desktop.domain import vocabulary
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.access import people
from coprod_desktop.services.access.auditing import Kind
from tests.windows import Windows, page


@pytest.fixture
def tab(window: MainWindow, windows: Windows) -> Any:
    people.change_password(_session(window), "Nia", None, "four quiet otters")
    settings = page(window, "settings")
    settings.tabs.setCurrentWidget(settings.audit)
    windows.quiet(window)
    return settings.audit


def _session(window: MainWindow) -> Any:
    return window.jobs.session


def cells(tab: Any, column: int) -> list[str]:
    model = tab.model
    return [model.data(model.index(row, column)) for row in range(model.rowCount())]


def test_what_was_done_is_listed_newest_first(tab: Any) -> None:
    assert "Password changed" in cells(tab, 2)
    assert "Signed in" in cells(tab, 2)
    whens = [tab.model._lines[row].at for row in range(tab.model.rowCount())]
    assert whens == sorted(whens, reverse=True)
    assert "lines" in tab.count.text()


def test_it_is_narrowed_by_kind_person_words_and_date(
    tab: Any, window: MainWindow, windows: Windows, qtbot: QtBot
) -> None:
    tab.kind.setCurrentIndex(tab.kind.findData("password"))
    windows.quiet(window)
    assert set(cells(tab, 2)) == {"Password changed"}
    tab.person.setCurrentIndex(tab.person.findData("Nia"))
    windows.quiet(window)
    assert tab.model.rowCount() == 0
    tab._none.button.click()
    windows.quiet(window)
    assert tab.model.rowCount() > 1
    qtbot.keyClicks(tab.words, "nia")
    qtbot.waitUntil(lambda: not tab._typing.isActive())
    windows.quiet(window)
    assert all(
        "nia" in " ".join(row).lower()
        for row in zip(cells(tab, 1), cells(tab, 3), cells(tab, 4), strict=True)
    )
    tab.clear()
    tab.last.line.setText("1/1/2020")
    tab.ask()
    windows.quiet(window)
    assert tab._none.isVisible()


def test_older_lines_follow_as_one_scrolls(tab: Any, window: MainWindow, windows: Windows) -> None:
    session = _session(window)
    with session.vault.write() as connection:
        for number in range(450):
            session.note(connection, "backup", str(number))
    tab.ask()
    windows.quiet(window)
    assert tab.model.rowCount() == 200
    QAbstractItemModelTester(
        tab.model, QAbstractItemModelTester.FailureReportingMode.Warning, tab.model
    )
    while tab.model.rowCount() < 450:
        before = tab.model.rowCount()
        tab.table.scrollToBottom()
        windows.quiet(window)
        assert tab.model.rowCount() > before
    assert not tab.model.canFetchMore(QModelIndex())


def test_what_is_listed_can_be_taken_away_as_a_table(
    tab: Any, window: MainWindow, windows: Windows, tmp_path: Path
) -> None:
    tab.kind.setCurrentIndex(tab.kind.findData("password"))
    windows.quiet(window)
    tab.export_to(tmp_path / "audit.csv")
    windows.quiet(window)
    assert "saved to" in tab.banner.accessibleName()
    with (tmp_path / "audit.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["kind"] for row in rows} == {"password"}


def test_every_kind_of_line_has_words() -> None:
    assert set(vocabulary.AUDIT_KINDS) == set(get_args(Kind))
