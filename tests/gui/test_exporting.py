# SPDX-License-Identifier: MIT
"""The list is saved as a spreadsheet by keyboard alone; patients' words need a second yes."""

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from coprod_desktop.gui.window import MainWindow
from coprod_desktop.services.recording import records
from tests.stores import Folders, closing, feedback
from tests.windows import Windows, focused, page

KEY = Qt.Key


def texts(widget: QWidget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel))


def tab_to(widget: Any, qtbot: QtBot) -> None:
    """Go on with Tab until a widget, or what is in it, has the focus."""
    for _ in range(12):
        if focused() is widget or widget.isAncestorOf(focused()):
            return
        qtbot.keyClick(focused(), KEY.Key_Tab)
    raise AssertionError(widget.accessibleName())


def ask_for(shown: Any, qtbot: QtBot) -> Any:
    """Take the command for a spreadsheet, as the menu and the palette do."""
    (command,) = [each for each in shown.commands() if "as a spreadsheet" in each.text]
    command.act()
    screen = shown.export
    qtbot.waitUntil(lambda: screen.format.isAncestorOf(focused()))
    return screen


def test_a_list_is_saved_by_keyboard(
    windows: Windows,
    folders: Folders,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with closing(folders.open("wing")) as wing:
        records.save_many(wing, [feedback(f"Comment {n}", kind="concern") for n in range(3)])
    window: MainWindow = windows.sign_in(folders.wing)
    shown: Any = page(window, "feedback")
    windows.quiet(window)
    # The system's own dialog: somebody types a name, with another ending once, and once none.
    names = [str(tmp_path / "list.csv"), str(tmp_path / "words"), "", str(tmp_path / "no" / "list")]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (names.pop(0), ""))

    screen = ask_for(shown, qtbot)
    assert screen.what.text() == "3 comments."
    tab_to(screen.save, qtbot)
    qtbot.keyClick(screen.save, KEY.Key_Space)
    windows.quiet(window)
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx").worksheets[0]
    assert sheet.max_row >= 4
    assert not any("Comment" in str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert "3 comments were saved to" in texts(screen.banner)
    assert screen.isAncestorOf(focused())

    # With the patients' words there is no file before somebody said where it is kept.
    screen.format.setFocus()
    qtbot.keyClick(focused(), KEY.Key_2)
    assert not screen.rule_row.isVisible()
    tab_to(screen.said, qtbot)
    qtbot.keyClick(screen.said, KEY.Key_Space)
    assert not screen.save.isEnabled()
    assert "not encrypted" in texts(screen.warning)
    tab_to(screen.understood, qtbot)
    qtbot.keyClick(screen.understood, KEY.Key_Space)
    tab_to(screen.save, qtbot)
    qtbot.keyClick(screen.save, KEY.Key_Space)
    windows.quiet(window)
    text = (tmp_path / "words.csv").read_text("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(lines) == 3
    assert "Comment 2" in text

    # Nobody chose a place: nothing happens. A place that is not there: it is said.
    for _ in range(2):
        qtbot.keyClick(screen.save, KEY.Key_Space)
        windows.quiet(window)
    assert names == []
    assert screen.save.isEnabled()
    assert sorted(each.name for each in tmp_path.glob("*.csv")) == ["words.csv"]
    assert "3 comments were saved" not in texts(screen.banner)
    qtbot.keyClick(screen, KEY.Key_Escape)
    assert shown.on_list()
    # What was ticked once is not ticked the next time.
    assert not ask_for(shown, qtbot).said.isChecked()
