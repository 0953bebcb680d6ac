# SPDX-License-Identifier: MIT
"""What stands beside a list follows its current line, whether or not that has come yet."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from coprod_desktop.domain.records import Action
from coprod_desktop.gui.tables import BLOCK
from coprod_desktop.services.recording import records
from tests.stores import Folders, closing, feedback
from tests.windows import Windows, page


def beside(shown: Any) -> str:
    """The id of the record that stands beside a list."""
    stored = shown.detail.stored() if hasattr(shown, "detail") else shown.editor._stored
    return "" if stored is None else str(stored.id)


@pytest.mark.parametrize("name", ["feedback", "actions"])
def test_a_jump_to_a_line_that_is_not_here_yet_shows_it(
    name: str, windows: Windows, folders: Folders, qtbot: QtBot
) -> None:
    with closing(folders.open("wing")) as s:
        made = [
            feedback(f"n{n}") if name == "feedback" else Action(text=f"n{n}")
            for n in range(3 * BLOCK)
        ]
        saved = [each.id for each in records.save_many(s, made)]
    window = windows.sign_in(folders.wing)
    shown = page(window, name)
    qtbot.waitUntil(lambda: beside(shown) in {saved[0], saved[-1]})
    first = beside(shown)
    qtbot.keyClick(shown.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: beside(shown) in {saved[0], saved[-1]} - {first})
