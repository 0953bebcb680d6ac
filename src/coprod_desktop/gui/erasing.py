# SPDX-License-Identifier: MIT
"""Erasing a record for good: why, what that means, and a word typed so that no slip can do it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from coprod_desktop.domain import vocabulary
from coprod_desktop.domain.records import RecordType
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Button, Card, Scroll, Stack, bar
from coprod_desktop.gui.messages import Banner


def _erase(session: Any, record_id: str, reason: Any) -> None:
    from coprod_desktop.services.recording import erasing

    erasing.erase(session, record_id, reason)


class ErasePanel(QWidget):
    """Stands in the place of a record of any type until it is decided."""

    closed = Signal()
    """It was decided, one way or the other."""
    erased = Signal(str)
    """The record of this id is gone."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._desk = desk
        self._record = ""
        self._kind: RecordType = "feedback"
        self.banner = Banner()
        self._card = card = Card(self.tr("Erase this comment for good"))
        self.what = words("")
        card.body.addWidget(self.what)
        for text in (
            self.tr(
                "They go here, at the office and in every copy that is still to be sent. Backups "
                "and bundles made before keep them until they are destroyed."
            ),
            self.tr(
                "What stays is that something was erased, when, by whom and why. "
                "There is no way back."
            ),
        ):
            card.body.addWidget(words(text))
        self.form = Form()
        self.reason = QComboBox()
        self.reason.addItem(self.tr("Choose a reason"), "")
        for code, text in vocabulary.options(vocabulary.ERASURE_REASONS):
            self.reason.addItem(text, code)
        self.reason_row = self.form.add(self.tr("Why"), self.reason, required=True)
        self.word = self.tr("erase")
        self.typed = QLineEdit()
        self.typed.returnPressed.connect(self.erase)
        self.typed_row = self.form.add(
            self.tr("Type the word {word}").format(word=self.word), self.typed, required=True
        )
        self.go = Button(self.tr("Erase for good"), kind="danger", icon="trash")
        self.go.clicked.connect(self.erase)
        self.keep = Button(self.tr("Keep it"))
        self.keep.clicked.connect(self.closed)
        card.body.addWidget(self.banner)
        card.body.addWidget(self.form)
        card.body.addWidget(bar(self.go, self.keep))
        scroll = Scroll(margins=(0, 0, 6, 0))
        scroll.body.addWidget(card)
        scroll.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

    def ask(self, record_id: str, kind: RecordType = "feedback") -> None:
        """Ask about a record."""
        self._record, self._kind = record_id, kind
        self._card.heading.setText(self._question(kind))
        self.what.setText(self._goes(kind))
        self.banner.clear()
        self.form.clear_errors()
        self.reason.setCurrentIndex(0)
        self.typed.clear()
        self.go.setEnabled(True)
        self.reason.setFocus()

    def erase(self) -> None:
        """Erase it, when everything was filled in."""
        if not self._record or not self.go.isEnabled():
            return
        self.banner.clear()
        self.form.clear_errors()
        if not self.reason.currentData():
            self.reason_row.set_error(self.tr("Say why it is to be erased"))
        if self.typed.text().strip().lower() != self.word:
            self.typed_row.set_error(self.tr("Type {word} to confirm").format(word=self.word))
        wrong = self.form.first_wrong()
        if wrong is not None:
            wrong.field.setFocus()
            return
        self.go.setEnabled(False)
        self._desk.jobs.run(
            _erase,
            self._record,
            self.reason.currentData(),
            owner=self,
            done=self._done,
            failed=self._failed,
            lane="long",
            changes=(self._kind, "answer", "bin"),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape keeps it."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _done(self, _nothing: object) -> None:
        gone, self._record = self._record, ""
        self.erased.emit(gone)

    def _failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self.banner.show_error(error)

    def _question(self, kind: RecordType) -> str:
        return {
            "feedback": self.tr("Erase this comment for good"),
            "meeting": self.tr("Erase this meeting for good"),
            "action": self.tr("Erase this action for good"),
            "answer": self.tr("Erase this answer for good"),
            "complaint": self.tr("Erase this complaint for good"),
            "roll": self.tr("Erase this roll for good"),
            "notice": self.tr("Erase this notice for good"),
        }[kind]

    def _goes(self, kind: RecordType) -> str:
        return {
            "meeting": self.tr(
                "The notes, their whole story and the search entry go. Comments and actions that "
                "were written down in the meeting stay."
            ),
            "action": self.tr("The words, their whole story and the search entry go."),
        }.get(
            kind,
            self.tr("The words, their whole story, the answers to them and the search entry go."),
        )


class Erasable(Stack):
    """What shows a record; in its place, once the `button` was pressed, whether to erase it."""

    erased = Signal(str)
    """The record of this id is gone."""

    def __init__(self, desk: Desk, face: QWidget) -> None:
        super().__init__()
        self._desk = desk
        self._face = face
        self._record = ""
        self._kind: RecordType = "feedback"
        self.button = Button(self.tr("Erase for good…"), kind="quiet", icon="trash")
        self.button.clicked.connect(self._ask)
        self.button.hide()
        self.panel = ErasePanel(desk)
        self.panel.closed.connect(self._kept)
        self.panel.erased.connect(self._erased)
        self.add(face)
        self.add(self.panel)

    def offer(self, record_id: str, kind: RecordType, *, mine: bool) -> None:
        """Whoever manages may erase this record; at the office also that of another PC."""
        if record_id != self._record:
            self.turn(self._face)
        self._record, self._kind = record_id, kind
        may = mine or self._desk.who.kind == "office"
        self.button.setVisible(bool(record_id) and may and self._desk.who.manages)

    def asking(self) -> bool:
        """Whether somebody is about to erase what is shown."""
        return self.now() is self.panel

    def _ask(self) -> None:
        self.turn(self.panel)
        self.panel.ask(self._record, self._kind)

    def _kept(self) -> None:
        self.turn(self._face)
        self.button.setFocus()

    def _erased(self, record_id: str) -> None:
        self.offer("", self._kind, mine=False)
        self.erased.emit(record_id)
