# SPDX-License-Identifier: MIT
"""The parts of a meeting's notes that repeat: who came, an item, an action, one carried over."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from coprod_desktop.gui.actions_page.editor import STATES, owner_box
from coprod_desktop.gui.dates import long_date
from coprod_desktop.gui.fields import KeyChoice, WordsField
from coprod_desktop.gui.forms import Row, words
from coprod_desktop.gui.furniture import Button, bar, discard
from coprod_desktop.gui.responsive import Columns
from coprod_desktop.gui.typed import DateField
from coprod_desktop.services.records import Stored


class Part(QWidget):
    """A part that can be taken out again."""

    edited = Signal()
    gone = Signal(object)

    def _take_out(self) -> None:
        self.gone.emit(self)


class ActionLine(Part):
    """An action agreed in the meeting: what, who by role, by when."""

    def __init__(self, today: Callable[[], datetime.date]) -> None:
        super().__init__()
        self.id = ""
        self.what = QLineEdit()
        self.what.setPlaceholderText(self.tr("What is to be done"))
        self.what.setAccessibleName(self.tr("Action: what is to be done"))
        self.who = owner_box()
        self.who.setAccessibleName(self.tr("Action: who, by role"))
        line = self.who.lineEdit()
        if line is not None:
            line.setPlaceholderText(self.tr("Who, by role"))
            line.setAccessibleName(self.tr("Action: who, by role"))
        self.due = DateField(today, future=True)
        self.due.setAccessibleName(self.tr("Action: by when"))
        self.due.line.setAccessibleName(self.tr("Action: by when"))
        self.due.line.setPlaceholderText(self.tr("By when"))
        remove = Button(self.tr("Remove"), kind="quiet")
        remove.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        remove.clicked.connect(self._take_out)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(words(self.tr("Action"), "label"))
        parts = ((self.what, 4), (self.who, 2), (self.due, 1), (remove, 1))
        column.addWidget(Columns(parts, wide=4, narrow=1, least=620))
        self.what.textEdited.connect(self.edited)
        self.who.editTextChanged.connect(self.edited)
        self.due.edited.connect(self.edited)
        self.remove = remove

    def values(self) -> dict[str, Any]:
        """The line as plain values."""
        day = self.due.date()
        return {
            "id": self.id,
            "text": self.what.text().strip(),
            "owner_role": self.who.currentText().strip(),
            "due": day.isoformat() if day else "",
        }

    def fill(self, values: dict[str, Any]) -> None:
        """Show plain values; a saved action can be changed here but not taken out."""
        self.id = str(values.get("id", ""))
        self.what.setText(str(values.get("text", "")))
        self.who.setCurrentText(str(values.get("owner_role", "")))
        due = str(values.get("due", ""))
        self.due.set_date(datetime.date.fromisoformat(due) if due else None)
        self.remove.setVisible(not self.id)


class NotesField(WordsField):
    """Notes where "a" alone on a line starts an action, and "d" a decision."""

    action_asked = Signal()
    decision_asked = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Look at the line when it ends."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            cursor = self.textCursor()
            letter = cursor.block().text().strip().lower()
            if letter in {"a", "d"} and not event.modifiers():
                cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
                cursor.removeSelectedText()
                (self.action_asked if letter == "a" else self.decision_asked).emit()
                return
        super().keyPressEvent(event)


class AgendaPart(Part):
    """One thing talked about: notes, decisions and actions in one flow."""

    def __init__(self, number: int, today: Callable[[], datetime.date]) -> None:
        super().__init__()
        self._today = today
        self.lines: list[ActionLine] = []
        self.title = QLineEdit()
        self.notes = NotesField(2, 14)
        self.decisions = WordsField(1, 8)
        self.title_row = Row(self.tr("Agenda item {number}").format(number=number), self.title)
        notes_row = Row(
            self.tr("Notes"),
            self.notes,
            hint=self.tr("On an empty line: a and Return for an action, d for a decision."),
        )
        self._decisions_row = Row(self.tr("Decisions, one on each line"), self.decisions)
        self._actions = QVBoxLayout()
        self._actions.setSpacing(8)
        add = Button(self.tr("Add action"), icon="plus")
        add.clicked.connect(self.add_action)
        remove = Button(self.tr("Remove item"), kind="quiet")
        remove.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        remove.clicked.connect(self._take_out)
        frame = QFrame()
        frame.setProperty("part", "well")
        column = QVBoxLayout(frame)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        for widget in (self.title_row, notes_row, self._decisions_row):
            column.addWidget(widget)
        column.addLayout(self._actions)
        column.addWidget(bar(add, None, remove))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame)
        self.notes.action_asked.connect(self.add_action)
        self.notes.decision_asked.connect(self.decisions.setFocus)
        self.title.textEdited.connect(self.edited)
        self.notes.textChanged.connect(self.edited)
        self.decisions.textChanged.connect(self.edited)

    def add_action(self) -> ActionLine:
        """Another action, with the cursor in it."""
        line = self._new_line()
        line.what.setFocus()
        return line

    def renumber(self, number: int) -> None:
        """Take another place on the agenda."""
        self.title_row.rename(self.tr("Agenda item {number}").format(number=number))

    def values(self) -> dict[str, Any]:
        """The item as plain values."""
        decisions = [line.strip() for line in self.decisions.text().splitlines() if line.strip()]
        return {
            "title": self.title.text().strip(),
            "notes": self.notes.text(),
            "decisions": decisions,
            "actions": [line.values() for line in self.lines],
        }

    def fill(self, values: dict[str, Any]) -> None:
        """Show plain values."""
        self.title.setText(str(values.get("title", "")))
        self.notes.setPlainText(str(values.get("notes", "")))
        self.decisions.setPlainText("\n".join(values.get("decisions", ())))
        for each in values.get("actions", ()):
            self._new_line().fill(each)

    def _new_line(self) -> ActionLine:
        line = ActionLine(self._today)
        line.edited.connect(self.edited)
        line.gone.connect(self._line_gone)
        self.lines.append(line)
        self._actions.addWidget(line)
        self.edited.emit()
        return line

    def _line_gone(self, line: ActionLine) -> None:
        self.lines.remove(line)
        discard(line)
        self.notes.setFocus()
        self.edited.emit()


class CarriedPart(Part):
    """An open action from an earlier meeting: is it done?"""

    def __init__(self, stored: Stored) -> None:
        super().__init__()
        self.stored = stored
        action: Any = stored.record
        owner = action.owner_role or self.tr("nobody yet")
        due = long_date(action.due) or self.tr("no date")
        self.state = KeyChoice(
            [(1, self.tr("Open")), (2, self.tr("Done")), (3, self.tr("Cannot be done"))]
        )
        self.state.set_value(1)
        self.state.setAccessibleName(self.tr("State of: {what}").format(what=action.text))
        self.outcome = QLineEdit()
        self.outcome.setPlaceholderText(self.tr("What came of it, or why not"))
        self.outcome.setAccessibleName(self.tr("What came of: {what}").format(what=action.text))
        self.outcome.hide()
        self.error = words("", "error")
        self.error.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(words(action.text, "subheading"))
        column.addWidget(words(self.tr("{owner}, by {due}").format(owner=owner, due=due), "soft"))
        for widget in (self.state, self.error, self.outcome):
            column.addWidget(widget)
        self.state.edited.connect(self._stated)
        self.outcome.textEdited.connect(self.edited)

    def status(self) -> str:
        """The state now chosen."""
        return STATES[(self.state.value() or 1) - 1]

    def values(self) -> dict[str, Any]:
        """The answer as plain values."""
        return {
            "id": self.stored.id,
            "status": self.status(),
            "outcome": self.outcome.text().strip(),
        }

    def fill(self, values: dict[str, Any]) -> None:
        """Show plain values."""
        self.outcome.setText(str(values.get("outcome", "")))
        status = str(values.get("status", "open"))
        self.state.set_value(STATES.index(status) + 1 if status in STATES else 1)

    def _stated(self) -> None:
        self.outcome.setVisible(self.status() != "open")
        self.edited.emit()
