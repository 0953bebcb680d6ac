# SPDX-License-Identifier: MIT
"""Answering a comment: told, changed, asked or cannot, in words that are read to the patient."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.gui.dates import moment
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.drafting import DraftKeeper
from coprod_desktop.gui.feedback import calls
from coprod_desktop.gui.fields import KeyChoice, WordsField
from coprod_desktop.gui.forms import SAVE_KEYS, Form, on_keys, words
from coprod_desktop.gui.furniture import Button, Card, Scroll, flowing
from coprod_desktop.gui.guards.staff import StaffGuard
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.services.loop.answers import AnswerShown
from coprod_desktop.services.recording.drafts import Draft
from coprod_desktop.services.recording.records import Stored

LEVERS = ("tell", "change", "ask", "cannot")


def _mine(session: Any, record_id: str) -> Draft | None:
    """The newest draft of a new answer to a comment."""
    from coprod_desktop.services.recording import drafts

    for draft in drafts.mine(session):
        if (draft.kind, draft.record) == ("answer", record_id) and not draft.form.get("answer"):
            return draft
    return None


class AnswerPanel(QWidget):
    """Stands in the place of the comment until the answer is saved or put aside.

    What is typed is kept as a draft of whoever types it (kind ``answer``): Today lists it, and it
    is there again when the same comment is answered next.
    """

    closed = Signal()
    """Saved, or given up."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._desk = desk
        self._stored: Stored | None = None
        self._answer = ""  # the answer that is said better, or nothing for a new one
        self._filling = False
        self.keeper = DraftKeeper(desk, "answer", self.values)
        self.keeper.failed.connect(self._failed)
        self.banner = Banner()
        self._card = card = Card(self.tr("Answer this comment"))
        self.quote = words("", "quote")
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
        self.guard = StaffGuard(desk, "patient_facing")
        self.guard.watch(self.text)
        self.text.textChanged.connect(self._touched)
        self.lever.edited.connect(self._touched)
        self.save = Button(self.tr("Save the answer"), kind="primary", icon="reply")
        self.save.setToolTip("Ctrl+Return")
        self.save.clicked.connect(self.keep)
        on_keys(self, self.keep, *SAVE_KEYS)
        self.cancel = Button(self.tr("Back, keep the draft"))
        self.cancel.clicked.connect(self.leave)
        self.discard = Button(self.tr("Throw away"), kind="quiet")
        self.discard.clicked.connect(self._throw_away)
        buttons = flowing(self.save, self.cancel, self.discard)
        for widget in (self.quote, self.banner, self.form, self.guard, buttons):
            card.body.addWidget(widget)
        scroll = Scroll(margins=(0, 0, 6, 0))
        scroll.body.addWidget(card)
        scroll.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

    def ask(self, stored: Stored, said: str, answer: AnswerShown | None = None) -> None:
        """Begin an answer to a comment in which this was said, or say one better."""
        target = answer.id if answer is not None else ""
        if self._stored is None or (self._stored.id, self._answer) != (stored.id, target):
            self.keeper.begin(record=stored.id)
            self._show(answer.lever if answer is not None else "", answer.text if answer else "")
        self._begin(stored, said, target)
        if answer is None and not self.keeper.id:
            self._desk.jobs.run(_mine, stored.id, owner=self, done=self._draft_came)

    def resume(self, stored: Stored, said: str, draft: Draft) -> None:
        """Go on with a draft."""
        self.keeper.begin(draft.id, record=stored.id)
        self._show(str(draft.form.get("lever", "")), str(draft.form.get("text", "")))
        self._begin(stored, said, str(draft.form.get("answer", "")))
        text = self.tr("This is your draft, kept {when}.").format(when=moment(draft.at))
        self.banner.show_message(Message("info", text))

    def values(self) -> dict[str, Any]:
        """What stands in the form."""
        lever = self.lever.value()
        return {
            "answer": self._answer,
            "lever": LEVERS[lever - 1] if lever is not None else "",
            "text": self.text.text(),
        }

    def leave(self) -> None:
        """Back to the comment; what was typed stays a draft."""
        self.keeper.flush()
        self.closed.emit()

    def _begin(self, stored: Stored, said: str, answer: str) -> None:
        self._stored, self._answer = stored, answer
        better = self.tr("Say the answer better") if answer else self.tr("Answer this comment")
        self._card.heading.setText(better)
        self.banner.clear()
        self.form.clear_errors()
        self.quote.setText(said)
        self.quote.setVisible(bool(said))
        self.save.setEnabled(True)
        self.lever.setFocus()

    def _show(self, lever: str, text: str) -> None:
        self._filling = True
        self.lever.set_value(LEVERS.index(lever) + 1 if lever in LEVERS else None)
        self.text.setPlainText(text)
        self._filling = False

    def _touched(self) -> None:
        if self._stored is not None and not self._filling:
            self.keeper.record = self._stored.id
            self.keeper.touched()

    def _draft_came(self, draft: Draft | None) -> None:
        fresh = not self.text.text() and self.lever.value() is None and not self.keeper.id
        if draft is not None and self._stored is not None and fresh and not self._answer:
            self.resume(self._stored, self.quote.text(), draft)

    def _throw_away(self) -> None:
        self.keeper.give_up()
        self._stored = None
        self._answer = ""
        self.closed.emit()

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
        call = calls.say_better if self._answer else calls.answer
        about = self._answer or self._stored.id
        draft = self.keeper.settled()
        self._desk.jobs.run(
            call,
            about,
            LEVERS[lever - 1],
            self.text.text().strip(),
            draft,
            owner=self,
            done=self._kept,
            failed=partial(self._not_kept, draft or ""),
            changes=("answer", "feedback", "draft"),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back; what was typed stays a draft."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def _not_kept(self, draft: str, error: Exception) -> None:
        if self._stored is not None:
            self.keeper.begin(draft, record=self._stored.id)
            self.keeper.touched()
        self._failed(error)

    def _kept(self, _saved: object) -> None:
        self._stored = None
        self._answer = ""
        self._desk.note_saved()
        self.closed.emit()

    def _failed(self, error: Exception) -> None:
        self.save.setEnabled(True)
        self.banner.show_error(error)
