# SPDX-License-Identifier: MIT
"""A comment that somebody makes in the room: its words, what it is about, and what it tells."""

from __future__ import annotations

from typing import Any

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.domain import ids
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.fields import KeyChoice
from coprod_desktop.gui.forms import Row
from coprod_desktop.gui.furniture import Button, bar
from coprod_desktop.gui.guards.patient import PatientGuard
from coprod_desktop.gui.line_field import LineField
from coprod_desktop.gui.meetings.notebook import Said


class NewComment(QWidget):
    """A short comment that somebody made in the room."""

    made = Signal(object)
    """A `Said` to be saved with the meeting."""
    left = Signal()
    edited = Signal()
    """Something was typed or chosen: see `values`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self.words = LineField(6)
        self.guard = PatientGuard(desk)
        self.guard.watch(self.words)
        self.guard.looked_through.connect(self._make)
        self.words.setPlaceholderText(self.tr("In the patient’s own words, without a name"))
        self.about = KeyChoice([(1, self.tr("Could be better")), (2, self.tr("Was good"))])
        answers = (
            self.tr("Very good"),
            self.tr("Good"),
            self.tr("Neither good nor poor"),
            self.tr("Poor"),
            self.tr("Very poor"),
            self.tr("Don’t know"),
        )
        self.fft = KeyChoice(list(enumerate(answers, 1)))
        self.add = Button(self.tr("Add this comment"), icon="plus")
        leave = Button(self.tr("Leave it"), kind="quiet")
        leave.clicked.connect(self.left)
        self.add.clicked.connect(self._make)
        self.words.ended.connect(self._make)
        self.words.undone.connect(self._undone)
        self.words.textChanged.connect(self.edited)
        for part in (self.about, self.fft, self.guard):
            part.edited.connect(self.edited)
        self.words_row = Row(self.tr("New comment"), self.words)
        about = Row(self.tr("About what"), self.about)
        fft = Row(self.tr("How was our service overall? If they said so"), self.fft)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(8)
        for widget in (self.words_row, self.guard, about, fft, bar(self.add, leave)):
            self.column.addWidget(widget)

    def begin(self, text: str, more: dict[str, Any] | None = None) -> None:
        """Start with what was typed into the search, or with a draft's `values`."""
        said = more or {}
        self.words_row.set_error("")
        self.blockSignals(True)
        self.words.setPlainText(text)
        self.words.moveCursor(QTextCursor.MoveOperation.End)
        self.about.set_value(int(said.get("about") or 1))
        self.fft.set_value(said.get("fft"))
        self.guard.fill(said.get("guard", {}))
        self.blockSignals(False)
        self.edited.emit()
        self.words.setFocus()

    def values(self) -> dict[str, Any]:
        """What was said of it beside its words, as plain values for a draft."""
        about, fft = self.about.value(), self.fft.value()
        return {"about": about, "fft": fft, "guard": self.guard.values()}

    def _make(self) -> None:
        text = self.words.text().strip()
        if not text:
            self.words_row.set_error(self.tr("Write what was said"))
            self.words.setFocus()
            return
        if not self.guard.ready():
            return
        better = self.about.value() != 2  # noqa: PLR2004 - the second choice
        said = Said(ids.new_id(), text, new=True, better=better, fft=self.fft.value() or 0)
        said.escalations = msgspec.to_builtins(self.guard.escalations())
        self.made.emit(said)

    def _undone(self) -> None:
        if not self.words.text():
            self.left.emit()
