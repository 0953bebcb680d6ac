# SPDX-License-Identifier: MIT
"""Marks words in a field by a line under them, whose shape says as much as its colour."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import islice
from typing import Final, Literal, NamedTuple
from weakref import WeakKeyDictionary

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from coprod_desktop.gui.theme import Theme

Shape = Literal["wave", "dashes", "dots"]
_LINES: Final[dict[Shape, QTextCharFormat.UnderlineStyle]] = {
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
    units = Units(field.toPlainText())
    looks = {shape: _looks(shape) for shape in _LINES}
    selections: list[QTextEdit.ExtraSelection] = []
    for each in islice(marks, _MOST):
        selection = QTextEdit.ExtraSelection()
        selection.format = looks[each.shape]  # pyright: ignore[reportAttributeAccessIssue]
        selection.cursor = units.span(field, each.start, each.end)  # pyright: ignore[reportAttributeAccessIssue]
        selections.append(selection)
    every = _MARKS.setdefault(field, {})
    if selections or every.get(whose):
        every[whose] = selections
        field.setExtraSelections([each for some in every.values() for each in some])


def _looks(shape: Shape) -> QTextCharFormat:
    looks = QTextCharFormat()
    looks.setUnderlineStyle(_LINES[shape])
    looks.setUnderlineColor(QColor(str(getattr(Theme.of_app().palette, _INKS[shape]))))
    return looks


class Units:
    """Where the characters of a text stand for Qt, which counts some of them as two."""

    def __init__(self, words: str) -> None:
        self._wide = [n for n, each in enumerate(words) if each > _PLANE] if _any(words) else []

    def span(self, field: QPlainTextEdit, start: int, end: int) -> QTextCursor:
        """A cursor over the characters `start` to `end` of the text, which is the field's."""
        cursor = QTextCursor(field.document())
        cursor.setPosition(start + bisect_left(self._wide, start))
        cursor.setPosition(end + bisect_left(self._wide, end), QTextCursor.MoveMode.KeepAnchor)
        return cursor


def span(field: QPlainTextEdit, words: str, start: int, end: int) -> QTextCursor:
    """A cursor over the characters `start` to `end` of a field's words."""
    return Units(words).span(field, start, end)


def place(words: str, units: int) -> int:
    """Which character stands at a cursor's position: Qt counts some characters as two."""
    if not _any(words):
        return min(units, len(words))
    counted = 0
    for number, each in enumerate(words):
        if counted >= units:
            return number
        counted += 2 if each > _PLANE else 1
    return len(words)


_PLANE: Final = "\uffff"
_MOST: Final = 50
"""Marks in one field: where more stand, the next come when some of these were settled."""


def _any(words: str) -> bool:
    """Whether a text holds characters that Qt counts as two."""
    return bool(words) and max(words) > _PLANE
