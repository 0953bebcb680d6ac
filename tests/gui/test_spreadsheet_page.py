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
from coprod_desktop.services.recording import binning, lists, records
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


def test_rows_that_may_identify_are_shown_and_masked_or_kept_as_a_person_says(
    window: MainWindow, windows: Windows, file: Path, qtbot: QtBot
) -> None:
    naming = (
        "02/03/2026,B,Good,I told nurse Smith,,Paper slip",
        "02/03/2026,B,Good,,Mr Jones was loud,Paper slip",
        "02/03/2026,B,Good,Ring 07700 900123,,Paper slip",
    )
    file.write_text("\n".join((HEAD, GOOD[0], *naming)), "utf-8")
    page = opened(window, windows, file)
    page.check_all()
    windows.quiet(window)
    card = page.naming
    assert [page.naming.model.line(row).cells[0] for row in range(3)] == ["3", "4", "5"]
    assert card.table.hasFocus()
    assert wrong(window, qtbot) == []
    page.record_them.click()  # nothing is recorded before each is decided
    windows.quiet(window)
    assert "are not decided yet" in page.banner.accessibleName()
    session: Any = window.jobs.session
    assert lists.counts(session).feedback == 0

    assert focused() is card.table
    qtbot.keyClick(focused(), Qt.Key.Key_M)
    qtbot.keyClick(focused(), Qt.Key.Key_K)
    assert card.undecided() == 1
    assert "I told nurse [name]" in card.model.line(0).cells[2]
    qtbot.keyClick(focused(), Qt.Key.Key_M)
    assert "Every row is decided" in texts(page)
    page.check_all()  # looked over again, what was decided still holds
    windows.quiet(window)
    assert card.undecided() == 0
    page.record_them.click()
    windows.quiet(window)
    found = [records.get(session, row.id).record for row in lists.page(session, "feedback")]
    said = {str(text) for each in found if isinstance(each, Feedback)
            for text in each.answers.values() if isinstance(text, str)}  # fmt: skip
    assert said == {
        *("The nurse listened", "I told nurse [name]"),
        *("Mr Jones was loud", "Ring [phone number]"),
    }


def test_undo_is_not_offered_once_it_was_done_and_leaves_another_file_alone(
    window: MainWindow, windows: Windows, file: Path
) -> None:
    page = opened(window, windows, file)
    strip: Any = getattr(window.shell, "undo")  # noqa: B009
    for by_button in (True, False):
        page.check_all()
        windows.quiet(window)
        page.record()
        windows.quiet(window)
        assert strip.isVisible()
        if by_button:
            page.undo.click()
            windows.quiet(window)
            assert not strip.isVisible()
        page.start()
        page.choose(file)
        windows.quiet(window)
    strip.undo.click()
    windows.quiet(window)
    assert page.matching.isVisible()
    assert "3 comments are in the bin" in page.banner.accessibleName()
    session: Any = window.jobs.session
    assert lists.counts(session).feedback == 0


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
