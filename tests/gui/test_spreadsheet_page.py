# SPDX-License-Identifier: MIT
"""A spreadsheet is matched, checked row by row, recorded and undone, and its columns remembered."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from coprod_desktop.domain.records import Feedback
from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services import binning, lists, records
from tests.gui.test_stack import wrong
from tests.stores import Folders
from tests.windows import Windows, focused

HEAD = "Date received,Unit,How was it?,What was good?,What could we do better?,How it came"
GOOD = (
    "02/03/2026,House 4,very good,The nurse listened,,Paper slip",
    "3 March 2026,House 1,2 Good,,Clearer leaflets,letter",
    "2026-03-03,House 1,,Kind staff,,",
)
BAD = (
    "31/02/2026,House 4,Good,Kind staff,,Paper slip",
    "03/03/2026,House 4,Awful,,Cancelled,Paper slip",
    "03/03/2026,House 4,,,,Paper slip",
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "comments of March.csv"
    made.write_text("\n".join((HEAD, *GOOD, *BAD)), "utf-8")
    return made


def opened(window: MainWindow, windows: Windows, file: Path) -> Any:
    assert window.shell is not None
    window.shell.desk.go("spreadsheet")
    page: Any = window.shell.page("spreadsheet")
    assert page.file.line.hasFocus()
    page.choose(file)
    windows.quiet(window)
    return page


def shown(page: Any) -> list[str]:
    return [page.model.line(row).cells[1] for row in range(page.model.rowCount())]


def texts(widget: Any) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def test_rows_are_matched_checked_recorded_and_taken_back(
    window: MainWindow, windows: Windows, folders: Folders, file: Path, qtbot: QtBot
) -> None:
    page = opened(window, windows, file)
    assert {name: row.field.currentData() for name, row in page.matching.boxes.items()} == {
        "date": "Date received",
        "what_good": "What was good?",
        "what_better": "What could we do better?",
        "fft_overall": "How was it?",
        "wing": "Unit",
        "service": "",
        "channel": "How it came",
        "kind": "",
        "themes": "",
        "who_can_fix": "",
        "staff_note": "",
    }
    assert [each.split(":")[0] for each in shown(page.matching)] == [
        *["Becomes a comment"] * 3,
        *["Refused"] * 3,
    ]
    assert wrong(window, qtbot) == []
    page.check_all()
    windows.quiet(window)
    assert "3 rows become comments. 3 rows are left out." in texts(page)
    assert shown(page.refusals) == [
        "“Date received” is not a date",
        "“How was it?” has an unknown value",
        "no question was answered",
    ]
    assert page.record_them.text() == "Record 3 comments"
    assert page.record_them.hasFocus()
    qtbot.keyClick(focused(), Qt.Key.Key_Space)
    windows.quiet(window)
    assert "3 comments are recorded" in texts(page)
    session: Any = window.jobs.session
    found = [records.get(session, row.id).record for row in lists.page(session, "feedback")]
    by_day = {
        record.wing + record.channel: record for record in found if isinstance(record, Feedback)
    }
    assert by_day["House 4paper_slip"].answers == {
        "fft_overall": 1,
        "what_good": "The nurse listened",
    }
    assert by_day["House 1letter"].answers == {
        "fft_overall": 2,
        "what_better": "Clearer leaflets",
    }
    page.undo_all()
    windows.quiet(window)
    assert lists.counts(session).feedback == 0
    assert len(binning.listed(session)) == 3
    assert "3 comments are in the bin" in texts(page)


def test_what_is_no_table_is_refused_and_how_columns_were_matched_is_remembered_for_all(
    window: MainWindow, windows: Windows, tmp_path: Path, folders: Folders, file: Path
) -> None:
    picture = tmp_path / "photo.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    page = opened(window, windows, picture)
    assert page.banner.isVisible()
    assert page.open_it.isVisible()
    other = tmp_path / "other.csv"
    other.write_text("Who;Words\nA;The nurse listened, and stayed\n", "utf-8")
    page.choose(other)
    windows.quiet(window)
    page.check_all()
    assert "Choose the column with the date" in page.matching.boxes["date"].error.text()
    assert page.matching.boxes["date"].field.findData("Words") > 0
    page.start()
    page.choose(file)
    windows.quiet(window)
    box = page.matching.boxes["staff_note"].field
    box.setCurrentIndex(box.findData("What could we do better?"))
    page.matching.boxes["what_better"].field.setCurrentIndex(0)
    page.check_all()
    windows.quiet(window)
    page.record()
    windows.quiet(window)
    window.close()
    again = windows.sign_in(folders.wing, "Nia")
    windows.quiet(again)
    page = opened(again, windows, file)
    assert page.matching.boxes["staff_note"].field.currentData() == "What could we do better?"
    assert page.matching.boxes["what_better"].field.currentData() == ""
    assert "as they were last time" in page.matching.about.text()
