# SPDX-License-Identifier: MIT
"""A decision and an action as an agenda item shows them, each a line under the notes."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from coprod_desktop.domain import vocabulary
from coprod_desktop.gui.feedback.parts import choose, choosing
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button
from coprod_desktop.gui.label import Label
from coprod_desktop.gui.line_field import LineField
from coprod_desktop.gui.meetings.about import role_line
from coprod_desktop.gui.meetings.notebook import Promise
from coprod_desktop.gui.responsive import Columns
from coprod_desktop.gui.theme import Theme
from coprod_desktop.gui.typed import DateField

_TAG: Final = 76
"""Pixels at 100 %: decisions and actions begin under each other."""
_RETURN: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


def tag(text: str) -> QLabel:
    """What a line is, in a word before it."""
    label = Label(text)
    label.setProperty("say", "tag")
    label.setMinimumWidth(Theme.of_app().px(_TAG))
    return label


class Line(QWidget):
    """A line of an item."""

    edited = Signal()
    ended = Signal()
    """Return: the typing goes on in the notes."""
    undone = Signal(object)
    """Backspace at its start: it is to be plain text again. Carries the line."""
    gone = Signal(object)
    """It is to be taken out. Carries the line."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self.letter = ""  # what was typed to begin it, while it may still be meant as plain text

    def plain(self) -> str:
        """The line as it would have been typed into the notes."""
        raise NotImplementedError

    def words_field(self) -> LineField:
        """Where its words are typed."""
        raise NotImplementedError

    def _undo(self) -> None:
        self.undone.emit(self)

    def _take_out(self) -> None:
        self.gone.emit(self)

    def _remover(self, name: str) -> Button:
        remove = Button(self.tr("Remove"), kind="quiet")
        remove.setAccessibleName(name)
        remove.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        remove.clicked.connect(self._take_out)
        return remove


class DecisionLine(Line):
    """Something decided."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.field = LineField()
        self.field.setAccessibleName(self.tr("Decision"))
        self.field.setPlaceholderText(self.tr("What was decided"))
        self.field.setPlainText(text)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(tag(self.tr("Decision")), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.field, 1)
        row.addWidget(self._remover(self.tr("Remove this decision")), 0)
        self.field.textChanged.connect(self.edited)
        self.field.ended.connect(self.ended)
        self.field.undone.connect(self._undo)
        self.setFocusProxy(self.field)

    def words_field(self) -> LineField:
        """The decision."""
        return self.field

    def plain(self) -> str:
        """The decision's words."""
        return self.letter + self.field.text()


class ActionLine(Line):
    """Something to be done: what, who by role, by when; the rest behind a button."""

    def __init__(self, action: Promise, today: Callable[[], datetime.date]) -> None:
        super().__init__()
        self.action = action
        self.what = LineField()
        self.what.setPlaceholderText(self.tr("What is to be done"))
        self.what.setAccessibleName(self.tr("Action: what is to be done"))
        self.who = role_line(self.tr("Action: who, by role"))
        self.who.setPlaceholderText(self.tr("Who, by role"))
        self.due = DateField(today, future=True)
        self.due.setAccessibleName(self.tr("Action: by when"))
        self.due.line.setAccessibleName(self.tr("Action: by when"))
        self.due.line.setPlaceholderText(self.tr("By when: +14, 4/6"))
        self.more = Button(self.tr("More"), kind="quiet")
        self.more.setAccessibleName(self.tr("More about this action"))
        self.more.setCheckable(True)
        self.more.toggled.connect(self._turn_more)
        self.error = words("", "error")
        self.error.hide()
        self.rest: QWidget | None = None
        state = vocabulary.say(vocabulary.ACTION_STATES, action.status)
        kind = self.tr("Action") if action.status == "open" else f"{self.tr('Action')}: {state}"
        remove = self._remover(self.tr("Remove this action"))
        parts = ((self.who, 3), (self.due, 3), (self.more, 1), (remove, 1))
        who_when = Columns(parts, wide=8, narrow=2, least=620)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(tag(kind), 0, Qt.AlignmentFlag.AlignVCenter)
        first.addWidget(self.what, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addLayout(first)
        self._column.addWidget(self.error)
        self._column.addWidget(who_when)
        self._fill()
        self._listen()
        self.setFocusProxy(self.what)

    def words_field(self) -> LineField:
        """What is to be done."""
        return self.what

    def plain(self) -> str:
        """What is to be done, who and when, as one line of words."""
        rest = (self.who.text(), self.due.line.text())
        return self.letter + ", ".join(each for each in (self.what.text(), *rest) if each)

    def say_wrong(self, text: str) -> None:
        """Say what cannot be read, and go there; nothing takes it away."""
        self.error.setText(text)
        self.error.setVisible(bool(text))
        if text:
            self.due.line.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Return ends the action from any of its fields; Shift+Tab and Tab go between them."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if event.key() in _RETURN and not held and isinstance(watched, QLineEdit):
                watched.editingFinished.emit()
                self.ended.emit()
                return True
        return super().eventFilter(watched, event)

    def _fill(self) -> None:
        self.what.setPlainText(self.action.text)
        self.who.setText(self.action.owner_role)
        self.due.line.setText(self.action.due)
        if self.action.with_role or self.action.joint or self.action.lever:
            self.more.setChecked(True)

    def _listen(self) -> None:
        self.what.textChanged.connect(self._typed)
        self.who.textChanged.connect(self._typed)
        self.due.edited.connect(self._typed)
        self.due.line.editingFinished.connect(self._typed)
        self.what.ended.connect(self.ended)
        self.what.undone.connect(self._undo)
        for line in (self.who, self.due.line):
            line.installEventFilter(self)

    def _turn_more(self, on: bool) -> None:  # noqa: FBT001 - a slot of toggled(bool)
        if on and self.rest is None:
            self._build_rest()
        if self.rest is not None:
            self.rest.setVisible(on)

    def _build_rest(self) -> None:
        self.with_role = role_line(self.tr("Action: together with, by role"))
        self.with_role.setPlaceholderText(self.tr("Together with, by role"))
        self.with_role.setText(self.action.with_role)
        self.lever = choosing(vocabulary.options(vocabulary.LEVERS))
        self.lever.setAccessibleName(self.tr("Action: how it answers what was said"))
        self.lever.setItemText(0, self.tr("How it answers"))
        choose(self.lever, self.action.lever)
        self.joint = QCheckBox(self.tr("We said, we did: patients and staff do it together"))
        self.joint.setChecked(self.action.joint)
        self.with_role.textChanged.connect(self._typed)
        self.lever.currentIndexChanged.connect(self._typed)
        self.joint.toggled.connect(self._typed)
        parts = ((self.with_role, 1), (self.lever, 1), (self.joint, 2))
        self.rest = Columns(parts, wide=2, narrow=1, least=420)
        self._column.addWidget(self.rest)

    def _typed(self) -> None:
        self.action.text = self.what.text()
        self.action.owner_role = self.who.text()
        self.action.due = self.due.line.text()
        if self.rest is not None:
            self.action.with_role = self.with_role.text()
            self.action.lever = self.lever.currentData()
            self.action.joint = self.joint.isChecked()
        self.edited.emit()
