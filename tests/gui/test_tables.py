# SPDX-License-Identifier: MIT

import threading
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from coprod_desktop.gui.jobs import Jobs
from coprod_desktop.gui.rows import Line, Lines
from coprod_desktop.gui.tables import BLOCK, BLOCKS_KEPT, LazyTable, Table
from coprod_desktop.gui.theme import Theme


@dataclass(frozen=True)
class Row:
    pos: int
    text: str


class Service:
    """Answers like `lists.rows`, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, ...]] = []
        self.missing: set[int] = set()
        self.held = threading.Event()
        self.held.set()

    def __call__(self, _session: Any, positions: tuple[int, ...]) -> tuple[Row, ...]:
        self.held.wait(5)
        self.asked.append(positions)
        return tuple(Row(pos, f"row {pos}") for pos in positions if pos not in self.missing)


class Plain(LazyTable):
    def titles(self) -> tuple[str, ...]:
        return ("Position", "Words")

    def text(self, row: Row, column: int) -> str:
        return str(row.pos) if column == 0 else row.text


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def model(qtbot: QtBot, service: Service, theme: Theme) -> Iterator[Plain]:
    jobs = Jobs()
    made = Plain(jobs, service)
    yield made
    jobs.close()


@pytest.fixture
def tested(model: Plain) -> Plain:
    """The model under Qt's own test, which looks at every row after each change: few rows only."""
    mode = QAbstractItemModelTester.FailureReportingMode.Warning
    QAbstractItemModelTester(model, mode, model)
    return model


def said(model: LazyTable, place: int, column: int = 1) -> Any:
    return model.data(model.index(place, column))


def test_a_million_rows_are_there_at_once_and_only_what_is_seen_is_fetched(
    model: Plain, service: Service, qtbot: QtBot, theme: Theme
) -> None:
    table = Table("Rows", 30)
    qtbot.addWidget(table)
    table.setModel(model)
    table.resize(600, 400)
    table.show()
    model.show_positions(array("q", range(1_000_000, 0, -1)))
    assert model.rowCount() == 1_000_000
    qtbot.waitUntil(lambda: said(model, 0) == "row 1000000")
    assert sum(map(len, service.asked)) <= 2 * BLOCK
    table.scrollToBottom()
    qtbot.waitUntil(lambda: said(model, 999_999) == "row 1")
    assert sum(map(len, service.asked)) <= 6 * BLOCK


def test_a_row_that_is_not_there_yet_says_so(tested: Plain, service: Service, qtbot: QtBot) -> None:
    service.held.clear()
    tested.show_positions(array("q", [3, 2, 1]))
    assert said(tested, 0) == "…"
    service.held.set()
    qtbot.waitUntil(lambda: said(tested, 0) == "row 3")
    assert [said(tested, place) for place in range(3)] == ["row 3", "row 2", "row 1"]


def test_a_row_that_went_away_leaves_the_others_in_their_places(
    tested: Plain, service: Service, qtbot: QtBot
) -> None:
    service.missing = {2}
    tested.show_positions(array("q", [3, 2, 1]))
    said(tested, 0)
    qtbot.waitUntil(lambda: said(tested, 2) == "row 1")
    assert said(tested, 1) == "…"
    assert said(tested, 0) == "row 3"


def test_rows_of_an_earlier_list_never_show_in_a_later_one(
    tested: Plain, service: Service, qtbot: QtBot
) -> None:
    service.held.clear()
    tested.show_positions(array("q", [1, 2, 3]))
    said(tested, 0)
    qtbot.waitUntil(lambda: tested._flying == {0})
    tested.show_positions(array("q", [30, 20, 10]))
    said(tested, 0)
    service.held.set()
    qtbot.waitUntil(lambda: said(tested, 0) == "row 30")
    assert tested.rowCount() == 3


def test_only_blocks_that_are_near_are_kept(model: Plain, service: Service, qtbot: QtBot) -> None:
    model.show_positions(array("q", range(BLOCK * 40)))
    for block in range(40):
        qtbot.waitUntil(lambda place=block * BLOCK: said(model, place) == f"row {place}")
    assert len(model._blocks) <= BLOCKS_KEPT


def test_an_empty_list_is_well_formed(tested: Plain) -> None:
    tested.show_positions(array("q"))
    assert tested.rowCount() == 0
    assert tested.row(0) is None
    assert said(tested, 0) is None
    assert tested.headerData(1, Qt.Orientation.Horizontal) == "Words"


def test_refresh_fetches_again(tested: Plain, service: Service, qtbot: QtBot) -> None:
    tested.show_positions(array("q", [1]))
    said(tested, 0)
    qtbot.waitUntil(lambda: said(tested, 0) == "row 1")
    before = len(service.asked)
    tested.refresh()
    qtbot.waitUntil(lambda: said(tested, 0) == "row 1")
    assert len(service.asked) == before + 1


def test_plain_lines_are_well_formed(qtbot: QtBot, theme: Theme) -> None:
    lines = Lines(("Name", "Role"))
    QAbstractItemModelTester(lines, QAbstractItemModelTester.FailureReportingMode.Warning, lines)
    lines.show_lines([Line(("Sam", "Head"), 1, "user"), Line(("Nia", "Staff"), 2)])
    assert lines.data(lines.index(1, 0)) == "Nia"
    assert lines.line(0) == Line(("Sam", "Head"), 1, "user")
    assert not lines.data(lines.index(0, 0), Qt.ItemDataRole.DecorationRole).isNull()
    assert lines.line(2) is None


def test_what_a_narrow_table_has_no_room_for_stands_under_it(qtbot: QtBot, theme: Theme) -> None:
    theme.wear("light", 100)
    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    table = Table("Bundles", 38)
    model = Lines(("Number", "Where", "Made", "By"), table)
    table.setModel(model)
    table.columns((90, 0, 200, 120), 1)
    rest = table.give_way(3, 2)
    column.addWidget(table)
    column.addWidget(rest)
    model.show_lines([Line(("7", "House 4", "4 June 2026", "Ada"), None)])
    table.choose(0)
    holder.resize(900, 300)
    holder.show()
    for width, said in (
        (900, ""),
        (580, "By: Ada"),
        (400, "Made: 4 June 2026 · By: Ada"),
        (900, ""),
    ):
        holder.resize(width, 300)
        qtbot.waitUntil(lambda said=said: rest.text() == said)
        assert rest.isVisible() == bool(said)
        header = table.horizontalHeader()
        assert header.length() <= table.viewport().width()
    model.show_lines([])
    assert not rest.isVisible()
