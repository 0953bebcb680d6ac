# SPDX-License-Identifier: MIT
"""Search everywhere, by keyboard: type, go into the results, open one."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from coprod_desktop.domain.records import Answer
from coprod_desktop.gui.searching.results import Results
from coprod_desktop.services.recording import records
from tests.stores import DAY, Folders, action, closing, feedback, meeting
from tests.windows import Windows, page


@pytest.fixture
def saved(folders: Folders) -> dict[str, str]:
    with closing(folders.open("wing")) as wing:
        made = {
            "comment": feedback("The queue at the hatch", slip_code="K7-42"),
            "meeting": meeting("About the queue"),
            "action": action("Shorten the queue", owner_role="Pharmacist"),
        }
        ids = {name: records.save(wing, each).id for name, each in made.items()}
        answer = Answer(feedback=ids["comment"], lever="tell", text="No queue now", date=DAY)
        return {**ids, "answer": records.save(wing, answer).id}


def cells(results: Any) -> list[str]:
    return [results.model.index(row, 1).data() for row in range(results.model.rowCount())]


def heads(results: Any) -> list[str]:
    return [results.model.index(row, 0).data() for row in results.model.headings()]


def test_words_find_every_kind_and_the_arrow_keys_step_over_the_headings(
    saved: dict[str, str], windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    window = windows.sign_in(folders.wing)
    results = page(window, "search")
    QAbstractItemModelTester(
        results.model, QAbstractItemModelTester.FailureReportingMode.Warning, results.model
    )
    qtbot.waitUntil(results._start.isVisible)
    results.search_for("queue")
    results.enter_results()
    qtbot.waitUntil(results.table.hasFocus)
    assert heads(results) == ["Feedback: 1", "Meetings: 1", "Actions: 1", "Answers: 1"]
    assert results.count.text() == "4 results, newest first"
    here = [results.table.currentIndex().row()]
    for _ in range(4):
        qtbot.keyClick(results.table, Qt.Key.Key_Down)
        here.append(results.table.currentIndex().row())
    assert here == [1, 3, 5, 7, 7]


@pytest.mark.parametrize(
    ("place", "name"), [(0, "feedback"), (1, "meetings"), (2, "actions"), (3, "feedback")]
)
def test_return_opens_what_was_found(
    place: int,
    name: str,
    saved: dict[str, str],
    windows: Windows,
    folders: Folders,
    qtbot: QtBot,
) -> None:
    window = windows.sign_in(folders.wing)
    shell: Any = window.shell
    went: list[Any] = []
    results = page(window, "search")
    results.search_for("queue")
    results.enter_results()
    qtbot.waitUntil(results.table.hasFocus)
    shell.desk.went.connect(went.append)
    for _ in range(place):
        qtbot.keyClick(results.table, Qt.Key.Key_Down)
    qtbot.keyClick(results.table, Qt.Key.Key_Return)
    ids = (saved["comment"], saved["meeting"], saved["action"], saved["comment"])
    assert [(each.page, each.target) for each in went] == [(name, ids[place])]
    windows.quiet(window)


def test_a_slip_code_and_nothing_found(
    saved: dict[str, str], windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    window = windows.sign_in(folders.wing)
    results = page(window, "search")
    results.search_for("k742")
    qtbot.waitUntil(lambda: results.model.rowCount() > 0)
    assert heads(results)[0] == "Slip K7-42"
    assert cells(results)[1] == "The queue at the hatch"
    results.search_for("zebra")
    qtbot.waitUntil(results._nothing.isVisible)
    results.search_for("")
    qtbot.waitUntil(results._start.isVisible)
    assert isinstance(results.model, Results)
