# SPDX-License-Identifier: MIT
"""What the parts of a comment's form have in common: labelled rows, read and filled by name."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from coprod_desktop.gui.forms import Row

_LEAST: Final = 8
"""Letters of a choice that are always seen."""


class Part(QWidget):
    """Some fields of a comment. `values` are plain, and `fill` takes the same or less."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self.rows: list[Row[Any]] = []
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)

    def values(self) -> dict[str, Any]:
        """What stands in the fields, for a draft and for the record."""
        raise NotImplementedError

    def fill(self, values: dict[str, Any]) -> None:
        """Show a draft's values; what it lacks is emptied."""
        raise NotImplementedError

    def row(self, label: str, field: Any, *, hint: str = "", required: bool = False) -> Row[Any]:
        """A labelled field of this part; it is up to the part where it stands."""
        made: Row[Any] = Row(label, field, hint=hint, required=required)
        self.rows.append(made)
        return made


def choosing(options: list[tuple[str, str]]) -> QComboBox:
    """One of a closed list, or nothing: (code, words) each."""
    box = _shrinking()
    box.addItem("–", "")
    for code, label in options:
        box.addItem(label, code)
    return box


def choose(box: QComboBox, code: object) -> None:
    """Show a code as chosen; an unknown one shows as nothing."""
    box.setCurrentIndex(max(0, box.findData(code)))


def suggesting(texts: tuple[str, ...]) -> QComboBox:
    """A line to type into, with the usual words to choose from."""
    box = _shrinking()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.addItems(["", *texts])
    return box


def _shrinking() -> QComboBox:
    """A box that its longest choice does not keep wide: the words beside it need the room."""
    box = QComboBox()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(_LEAST)
    return box
