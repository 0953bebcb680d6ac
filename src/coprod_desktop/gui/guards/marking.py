# SPDX-License-Identifier: MIT
"""Marks words in a field by a line under them, whose shape says as much as its colour."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple
from weakref import WeakKeyDictionary

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from coprod_desktop.gui.theme import Theme

Shape = Literal["wave", "dashes", "dots"]
_LINES: Final = {
    "wave": QTextCharFormat.UnderlineStyle.WaveUnderline,
    "dashes": QTextCharFormat.UnderlineStyle.DashUnderline,
    "dots": QTextCharFormat.UnderlineStyle.DotLine,
}
_INKS: Final = {"wave": "error", "dashes": "warning", "dots": "accent"}


class Mark(NamedTuple):
    """A line under the characters `start` to `end` of a field's words."""

    start: int
    end: int
    shape: Shape


# A staff note has two guards: each replaces its own marks and leaves those of the other.
_MARKS: Final[WeakKeyDictionary[QPlainTextEdit, dict[str, list[QTextEdit.ExtraSelection]]]] = (
    WeakKeyDictionary()
)


def mark(field: QPlainTextEdit, whose: str, marks: Iterable[Mark]) -> None:
    """Show these marks in a field in place of those that `whose` are; the words stay untouched."""
    palette = Theme.of_app().palette
    selections: list[QTextEdit.ExtraSelection] = []
    words = field.toPlainText()
    for each in marks:
        selection = QTextEdit.ExtraSelection()
        looks = QTextCharFormat()
        looks.setUnderlineStyle(_LINES[each.shape])
        looks.setUnderlineColor(QColor(str(getattr(palette, _INKS[each.shape]))))
        selection.format = looks  # pyright: ignore[reportAttributeAccessIssue]
        selection.cursor = span(field, words, each.start, each.end)  # pyright: ignore[reportAttributeAccessIssue]
        selections.append(selection)
    every = _MARKS.setdefault(field, {})
    every[whose] = selections
    field.setExtraSelections([each for some in every.values() for each in some])


def span(field: QPlainTextEdit, words: str, start: int, end: int) -> QTextCursor:
    """A cursor over the characters `start` to `end` of a field's words."""
    cursor = QTextCursor(field.document())
    cursor.setPosition(_units(words, start))
    cursor.setPosition(_units(words, end), QTextCursor.MoveMode.KeepAnchor)
    return cursor


def place(words: str, units: int) -> int:
    """Which character stands at a cursor's position: Qt counts some characters as two."""
    counted = 0
    for number, each in enumerate(words):
        if counted >= units:
            return number
        counted += 2 if ord(each) > _PLANE else 1
    return len(words)


_PLANE: Final = 0xFFFF


def _units(words: str, characters: int) -> int:
    return characters + sum(ord(each) > _PLANE for each in words[:characters])
