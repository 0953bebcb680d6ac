# SPDX-License-Identifier: MIT
"""One step of a complaint: what the step asks for, and nothing else."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from coprod_desktop.domain import complaint_words as codes
from coprod_desktop.domain import complaints as rules
from coprod_desktop.domain import vocabulary
from coprod_desktop.domain.complaints import Field, Step, StepCode
from coprod_desktop.gui.actions_page.editor import owner_box
from coprod_desktop.gui.complaints import calls
from coprod_desktop.gui.complaints.form import HOW
from coprod_desktop.gui.dates import long_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.drafting import DraftKeeper
from coprod_desktop.gui.fields import KeyChoice, WordsField
from coprod_desktop.gui.forms import SAVE_KEYS, Form, Row, on_keys
from coprod_desktop.gui.furniture import Button, Card, Scroll, bar
from coprod_desktop.gui.guards import StaffGuard
from coprod_desktop.gui.messages import Banner
from coprod_desktop.gui.typed import DateField
from coprod_desktop.services.loop.complaints import Case
from coprod_desktop.services.recording.drafts import Draft
from coprod_desktop.services.recording.records import Saved

OUTCOMES: tuple[str, ...] = tuple(codes.OUTCOMES)


class StepPanel(QWidget):
    """Stands in the place of the complaint until the step is taken or given up."""

    closed = Signal()
    """Taken, or given up."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._desk = desk
        self._id = ""
        self._step: StepCode = "acknowledge"
        self.banner = Banner()
        self.card = Card(self.tr("Next step"))
        self.form = Form()
        self.on = DateField(desk.today)
        self.how = KeyChoice(((1, self.tr("Spoken")), (2, self.tr("Written"))))
        self.talk = QCheckBox(self.tr("A talk was offered: how it is handled, and how long"))
        self.reply_by = DateField(desk.today, future=True)
        self.handler = owner_box()
        options = [
            (number, vocabulary.say(codes.OUTCOMES, code))
            for number, code in enumerate(OUTCOMES, 1)
        ]
        self.outcome = KeyChoice(options)
        self.learning, self.reason = WordsField(3, 8), WordsField(3, 8)
        self.rows: dict[Field, Row[QWidget]] = {}
        self._add("on", self.tr("When"), self.on)
        self._add("how", self.tr("How"), self.how)
        self.form.add_widget(self.talk)
        self._add("reason", self.tr("Why it takes longer"), self.reason)
        hint = self.tr("The day that you and the person agree on")
        self._add("reply_by", self.tr("Reply by"), self.reply_by, hint)
        self._add("handler_role", self.tr("Who has it now, by role"), self.handler)
        self._add("outcome", self.tr("Was it right?"), self.outcome, self._outcomes())
        hint = self.tr("In plain words, so that it can be told and counted")
        self._add("learning", self.tr("What was done, and learned"), self.learning, hint)
        self.guard = StaffGuard(desk, "patient_facing")
        for field in (self.reason, self.learning):
            self.guard.watch(field)
        self.form.add_widget(self.guard)
        self.keeper = DraftKeeper(desk, "complaint", self.values)
        self.keeper.failed.connect(self.banner.show_error)
        self.save = Button(self.tr("Save this step"), kind="primary")
        self.save.setToolTip("Ctrl+Return")
        self.save.clicked.connect(self.keep)
        self.cancel = Button(self.tr("Cancel"))
        self.cancel.clicked.connect(self.give_up)
        for widget in (self.banner, self.form, bar(self.save, self.cancel)):
            self.card.body.addWidget(widget)
        scroll = Scroll(margins=(0, 0, 6, 0))
        scroll.body.addWidget(self.card)
        scroll.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
        on_keys(self, self.keep, *SAVE_KEYS)
        for field in (self.on, self.how, self.reply_by, self.outcome):
            field.edited.connect(self.keeper.touched)
        for field in (self.learning, self.reason):
            field.textChanged.connect(self.keeper.touched)
        self.talk.toggled.connect(self.keeper.touched)
        self.handler.currentTextChanged.connect(self.keeper.touched)

    def ask(self, case: Case, step: StepCode) -> None:
        """Begin a step of a complaint; what was begun of the same step is still there."""
        again = (self._id, self._step) == (case.stored.id, step)
        self.keeper.flush()
        self._face(case, step)
        if not again:
            record = case.record
            self.on.set_date(self._desk.today())
            self.how.set_value(HOW.index(record.how) + 1 if record.how else None)
            self.talk.setChecked(False)
            self.reply_by.set_date(record.reply_by if step == "delay" else None)
            self.handler.setCurrentText(record.handler_role)
            known = record.outcome in OUTCOMES
            self.outcome.set_value(OUTCOMES.index(record.outcome) + 1 if known else None)
            self.learning.setPlainText(record.learning)
            self.reason.setPlainText("")
            self.keeper.begin("", case.stored.id)
        self.focus_first()

    def resume(self, case: Case, draft: Draft) -> None:
        """Go on with a draft of a step."""
        step = draft.form.get("step")
        self._face(case, step if step in rules.FIELDS else case.steps[0])
        form = draft.form
        self.on.line.setText(str(form.get("on", "")))
        self.how.set_value(form.get("how"))
        self.talk.setChecked(bool(form.get("talk_offered")))
        self.reply_by.line.setText(str(form.get("reply_by", "")))
        self.handler.setCurrentText(str(form.get("handler_role", "")))
        self.outcome.set_value(form.get("outcome"))
        self.learning.setPlainText(str(form.get("learning", "")))
        self.reason.setPlainText(str(form.get("reason", "")))
        self.keeper.begin(draft.id, case.stored.id)
        self.focus_first()

    def values(self) -> dict[str, Any]:
        """All that stands in the form, for a draft."""
        return {
            "face": "step",
            "step": self._step,
            "on": self.on.line.text(),
            "how": self.how.value(),
            "talk_offered": self.talk.isChecked(),
            "reply_by": self.reply_by.line.text(),
            "handler_role": self.handler.currentText(),
            "outcome": self.outcome.value(),
            "learning": self.learning.text(),
            "reason": self.reason.text(),
        }

    def take(self, record_id: str, step: Step) -> None:
        """Take a step, asked for or not."""
        self._id, self._step = record_id, step.code
        self.save.setEnabled(False)
        self._desk.jobs.run(
            calls.take,
            record_id,
            step,
            self.keeper.id or None,
            owner=self,
            done=self._saved,
            failed=self._not_saved,
            changes=("complaint", "draft"),
        )

    def keep(self) -> None:
        """Check and save."""
        if not self.save.isEnabled():
            return
        self.form.clear_errors()
        self.banner.clear()
        wanted = rules.needed(self._step)
        shown = rules.FIELDS[self._step]
        for name, row in self.rows.items():
            if name in shown:
                row.set_error(self._wrong(name, needed=name in wanted))
        wrong = self.form.first_wrong()
        if wrong is not None:
            wrong.field.setFocus()
            return
        how, outcome = self.how.value(), self.outcome.value()
        step = Step(
            self._step,
            (self.on.date() if "on" in shown else None) or self._desk.today(),
            how=HOW[how - 1] if how and "how" in shown else "",
            talk_offered=self.talk.isChecked(),
            reply_by=self.reply_by.date() if "reply_by" in shown else None,
            handler_role=self.handler.currentText().strip() if "handler_role" in shown else "",
            outcome=OUTCOMES[outcome - 1] if outcome and "outcome" in shown else "",
            learning=self.learning.text().strip() if "learning" in shown else "",
            reason=self.reason.text().strip() if "reason" in shown else "",
        )
        self.take(self._id, step)

    def give_up(self) -> None:
        """Back to the complaint; what was typed stays as a draft."""
        self.keeper.flush()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives up."""
        if event.key() == Qt.Key.Key_Escape:
            self.give_up()
        else:
            super().keyPressEvent(event)

    def _add(self, name: Field, label: str, field: QWidget, hint: str = "") -> None:
        row = self.form.add(label, field, hint=hint)
        self.rows[name] = row

    def _outcomes(self) -> str:
        said = [vocabulary.say(codes.OUTCOMES_PLAIN, code) for code in OUTCOMES]
        return self.tr("1: {upheld}. 2: {partly}. 3: {not_upheld}.").format(
            upheld=said[0], partly=said[1], not_upheld=said[2]
        )

    def _face(self, case: Case, step: StepCode) -> None:
        self._id, self._step = case.stored.id, step
        self.banner.clear()
        self.form.clear_errors()
        self.save.setEnabled(True)
        self.card.heading.setText(vocabulary.say(codes.STEPS, step))
        for name, row in self.rows.items():
            row.setVisible(name in rules.FIELDS[step])
        self.talk.setVisible("talk_offered" in rules.FIELDS[step])

    def focus_first(self) -> None:
        """Go to the first thing that the step asks for."""
        first = next((row for row in self.rows.values() if row.isVisibleTo(self)), None)
        if first is not None:
            first.field.setFocus()

    def _wrong(self, name: Field, *, needed: bool) -> str:
        if name in {"on", "reply_by"}:
            field = self.on if name == "on" else self.reply_by
            if field.unreadable() or (needed and field.date() is None):
                return self.tr("Type a date, for example 4/6")
            day = field.date()
            if name == "on" and day is not None and day > self._desk.today():
                return self.tr("{day} is still to come").format(day=long_date(day))
            return ""
        if not needed:
            return ""
        missing = {
            "how": self.how.value() is None,
            "outcome": self.outcome.value() is None,
            "handler_role": not self.handler.currentText().strip(),
            "learning": not self.learning.text().strip(),
            "reason": not self.reason.text().strip(),
        }
        words = {
            "how": self.tr("Choose how, with 1 or 2"),
            "outcome": self.tr("Choose an outcome, with 1 to 3"),
            "handler_role": self.tr("Write who has it now, as a role and not a name"),
            "learning": self.tr("Write what was done or learned"),
            "reason": self.tr("Write why, as the person was told"),
        }
        return words[name] if missing.get(name) else ""

    def _saved(self, saved: Saved) -> None:
        self.keeper.settled()
        self.save.setEnabled(True)
        self._desk.note_saved()
        done = vocabulary.say(codes.DONE, self._step)
        self._desk.offer_undo_by(
            done,
            calls.undo,
            saved.id,
            owner=self,
            failed=self.banner.show_error,
            changes=("complaint", "feedback"),
        )
        self._id = ""
        self.closed.emit()

    def _not_saved(self, error: Exception) -> None:
        self.save.setEnabled(True)
        self.banner.show_error(error)
