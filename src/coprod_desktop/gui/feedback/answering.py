# SPDX-License-Identifier: MIT
"""Answering a comment: told, changed, asked or cannot, in words that are read to the patient."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.feedback import calls
from coprod_desktop.gui.fields import KeyChoice, WordsField
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Button, Card, Scroll, bar
from coprod_desktop.gui.messages import Banner
from coprod_desktop.services.records import Stored

LEVERS = ("tell", "change", "ask", "cannot")


class AnswerPanel(QWidget):
    """Stands in the place of the comment until the answer is saved or given up."""

    closed = Signal()
    """Saved, or given up."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._desk = desk
        self._stored: Stored | None = None
        self.banner = Banner()
        card = Card(self.tr("Answer this comment"))
        self.quote = words("", "quote")
        self.quote.setTextFormat(Qt.TextFormat.PlainText)
        self.form = Form()
        self.lever = KeyChoice(
            (
                (1, self.tr("We tell")),
                (2, self.tr("We changed something")),
                (3, self.tr("We asked others")),
                (4, self.tr("We cannot, because")),
            )
        )
        self.lever_row = self.form.add(
            self.tr("What came of it"), self.lever, hint=self.tr("Keys 1 to 4"), required=True
        )
        self.text = WordsField(4)
        self.text_row = self.form.add(
            self.tr("In plain words"),
            self.text,
            hint=self.tr("It is read to the patient as it stands. For “cannot”, say why."),
            required=True,
        )
        self.save = Button(self.tr("Save the answer"), kind="primary", icon="reply")
        self.save.setToolTip("Ctrl+Return")
        self.save.clicked.connect(self.keep)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.keep)
        self.cancel = Button(self.tr("Cancel"))
        self.cancel.clicked.connect(self.closed)
        for widget in (self.quote, self.banner, self.form, bar(self.save, self.cancel)):
            card.body.addWidget(widget)
        scroll = Scroll(margins=(0, 0, 6, 0))
        scroll.body.addWidget(card)
        scroll.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

    def ask(self, stored: Stored, said: str) -> None:
        """Begin an answer to a comment in which this was said."""
        again = self._stored is not None and self._stored.id == stored.id
        self._stored = stored
        self.banner.clear()
        self.form.clear_errors()
        self.quote.setText(said)
        self.quote.setVisible(bool(said))
        self.save.setEnabled(True)
        if not again:  # what was begun for this comment and given up is still there
            self.lever.set_value(None)
            self.text.clear()
        self.lever.setFocus()

    def keep(self) -> None:
        """Save it."""
        if self._stored is None or not self.save.isEnabled():
            return
        self.form.clear_errors()
        self.banner.clear()
        lever = self.lever.value()
        if lever is None:
            self.lever_row.set_error(self.tr("Choose what came of it"))
        if not self.text.text().strip():
            self.text_row.set_error(self.tr("Write what the patient is to hear"))
        wrong = self.form.first_wrong()
        if wrong is not None or lever is None:
            if wrong is not None:
                wrong.field.setFocus()
            return
        self.save.setEnabled(False)
        self._desk.jobs.run(
            calls.answer,
            self._stored.id,
            LEVERS[lever - 1],
            self.text.text().strip(),
            owner=self,
            done=self._kept,
            failed=self._failed,
            changes=("answer",),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives up."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _kept(self, _saved: object) -> None:
        self._stored = None
        self._desk.note_saved()
        self.closed.emit()

    def _failed(self, error: Exception) -> None:
        self.save.setEnabled(True)
        self.banner.show_error(error)
