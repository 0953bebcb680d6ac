# SPDX-License-Identifier: MIT
"""What a search found as one table: headings that are stepped over, and lines that open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from coprod_desktop.domain import vocabulary
from coprod_desktop.gui.dates import iso, short_date
from coprod_desktop.gui.label import tip
from coprod_desktop.gui.rows import Titled
from coprod_desktop.gui.theme import Theme
from coprod_desktop.services.recording.lists import (
    ActionRow,
    AnswerRow,
    ComplaintRow,
    FeedbackRow,
    MeetingRow,
    NoticeRow,
    RollRow,
    Row,
)
from coprod_desktop.services.recording.searching import MOST, Found, Group

Index = QModelIndex | QPersistentModelIndex
_NONE: Final = QModelIndex()


@dataclass(frozen=True)
class Entry:
    """A line: a group's heading, or a record with what its cells say."""

    cells: tuple[str, str, str]
    row: Row | None = None


class Results(Titled):
    """Everything that was found, group by group."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = []

    def show_found(self, found: Found) -> None:
        """Show other results."""
        self.beginResetModel()
        self._entries = [entry for group in found.groups for entry in self._of(group)]
        self.endResetModel()

    def headings(self) -> list[int]:
        """The places of the headings."""
        return [place for place, entry in enumerate(self._entries) if entry.row is None]

    def record(self, place: int) -> Row | None:
        """The record at a place; None for a heading."""
        return self._entries[place].row if 0 <= place < len(self._entries) else None

    def first(self) -> int:
        """The place of the first record, or -1."""
        return next((n for n, entry in enumerate(self._entries) if entry.row is not None), -1)

    def titles(self) -> tuple[str, ...]:
        """The columns' titles."""
        return self.tr("Date"), self.tr("Words"), self.tr("Where or who")

    def rowCount(self, parent: Index = _NONE) -> int:
        """Headings and records."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = _NONE) -> int:
        """When, what, and where or who."""
        return 0 if parent.isValid() else 3

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A heading is read, and never stood on."""
        if index.isValid() and self._entries[index.row()].row is None:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows and a screen reader says."""
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        heading = entry.row is None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return entry.cells[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return None if heading else tip(entry.cells[index.column()])
        if heading and role == Qt.ItemDataRole.FontRole:
            font = QFont()
            font.setBold(True)
            return font
        if heading and role == Qt.ItemDataRole.ForegroundRole:
            return QColor(Theme.of_app().palette.text)
        return None

    def _of(self, group: Group) -> list[Entry]:
        lines = [Entry(self._cells(row), row) for row in group.rows]
        return [Entry((self._heading(group), "", "")), *lines]

    def _heading(self, group: Group) -> str:
        if group.slip:
            return self.tr("Slip {code}").format(code=group.slip)
        name = vocabulary.say(vocabulary.RECORD_TYPES, group.type)
        shown, found = len(group.rows), group.found
        if found >= MOST:
            return self.tr("{what}: the newest {shown} of 1,000 or more").format(
                what=name, shown=shown
            )
        if shown < found:
            return self.tr("{what}: the newest {shown} of {found}").format(
                what=name, shown=shown, found=found
            )
        return self.tr("{what}: {found}").format(what=name, found=found)

    def _cells(self, row: Row) -> tuple[str, str, str]:
        match row:
            case FeedbackRow():
                words = row.excerpt or self.tr("No words, only an answer")
                code = self.tr("slip {code}").format(code=row.slip_code) if row.slip_code else ""
                where = (row.wing, row.site, code)
            case MeetingRow():
                words = row.title
                where = (vocabulary.say(vocabulary.MEETING_KINDS, row.kind), row.wing)
            case ActionRow():
                words = row.text
                where = (row.owner_role, vocabulary.say(vocabulary.ACTION_STATES, row.status))
            case AnswerRow():
                words = row.text
                where = (vocabulary.say(vocabulary.LEVERS, row.lever),)
            case ComplaintRow():
                words = row.excerpt or self.tr("Nothing written down yet")
                where = (row.wing, row.handler_role)
            case RollRow():
                words = self.tr("{number} people on the roll").format(number=row.number)
                where = (row.wing, row.site)
            case NoticeRow():
                words = row.title
                where = (row.wing, row.site)
        date = row.due if isinstance(row, ActionRow) else row.date
        said = ", ".join(part for part in where if part)
        return short_date(iso(date)), words, said
