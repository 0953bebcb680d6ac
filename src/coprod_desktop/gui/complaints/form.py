# SPDX-License-Identifier: MIT
"""What a complaint is about: begun from a comment with one key, begun freely, or said better."""

from __future__ import annotations

import datetime
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout

from coprod_desktop.domain import complaint_words as codes
from coprod_desktop.domain import vocabulary
from coprod_desktop.domain.records import Complaint
from coprod_desktop.gui.actions_page.editor import owner_box
from coprod_desktop.gui.complaints import calls
from coprod_desktop.gui.dates import long_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.drafting import DraftKeeper
from coprod_desktop.gui.fields import ChipsField, KeyChoice, WordsField
from coprod_desktop.gui.forms import SAVE_KEYS, Form, on_keys, words
from coprod_desktop.gui.furniture import Button, Card, Heading, Scroll
from coprod_desktop.gui.guards import StaffGuard
from coprod_desktop.gui.label import Label
from coprod_desktop.gui.listing import ListForm, choices
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.gui.responsive import Columns, Foot
from coprod_desktop.gui.typed import DateField
from coprod_desktop.services.recording.drafts import Draft
from coprod_desktop.services.recording.records import Saved

HOW: Final = ("spoken", "written")
_MONTHS: Final = 12


class ComplaintForm(ListForm):
    """One form, for a new complaint or for what is said of one better."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._record = ""
        self._feedback = ""
        self._base = Complaint(received=desk.today())
        self.banner = Banner()
        self.heading = Heading(self.tr("New complaint"))
        self.quote = words("", "quote")
        self.form = Form()
        self.late = Banner(closable=False)
        self._fields()
        self.keeper = DraftKeeper(desk, "complaint", self.values)
        self.save = Button(self.tr("Begin the complaint"), kind="primary")
        self.save.setToolTip("Ctrl+Return")
        self.discard = Button(self.tr("Throw away"), kind="quiet")
        self.back = Button(self.tr("Back to the list"), kind="quiet", icon="back")
        self._build()

    def start_new(self) -> None:
        """Begin a complaint that comes from no comment."""
        desk = self._desk
        self.begin(Complaint(received=desk.today(), site=desk.who.site, wing=desk.who.wing), "")

    def begin(self, record: Complaint, said: str) -> None:
        """Begin one, perhaps of a comment in which this was said."""
        self.keeper.flush()
        self.keeper.begin()
        self._show(record, "", said)
        (self.received if said else self.how).setFocus()

    def revise(self, record: Complaint, record_id: str, said: str) -> None:
        """Say better what a complaint is about."""
        self.keeper.flush()
        self.keeper.begin("", record_id)
        self._show(record, record_id, said)
        self.summary.setFocus()

    def resume(self, draft: Draft, base: Complaint | None, said: str) -> None:
        """Go on with a draft."""
        self.keeper.flush()
        form = draft.form
        record = base or Complaint(
            received=self._desk.today(),
            feedback=str(form.get("feedback", "")),
            site=str(form.get("site", self._desk.who.site)),
        )
        self._show(record, draft.record, said)
        self._fill(form)
        self.keeper.begin(draft.id, draft.record)

    def values(self) -> dict[str, Any]:
        """All that stands in the form, for a draft."""
        return {
            "face": "about",
            "feedback": self._feedback,
            "site": self._base.site,
            "received": self.received.line.text(),
            "how": self.how.value(),
            "event_on": self.event_on.line.text(),
            "known_on": self.known_on.line.text(),
            "late_reason": self.late_reason.field.text(),
            "summary": self.summary.text(),
            "subjects": list(self.subjects.value()),
            "complainant": self.complainant.currentData(),
            "handler_role": self.handler.currentText(),
            "wing": self.wing.text(),
            "service": self.service.text(),
            "reference": self.reference.text(),
        }

    def keep(self) -> None:
        """Check and save."""
        if not self.save.isEnabled():
            return
        self.form.clear_errors()
        self.banner.clear()
        record = self._read()
        if record is None:
            wrong = self.form.first_wrong()
            if wrong is not None:
                wrong.field.setFocus()
            return
        self.save.setEnabled(False)
        arguments = (self._record, record) if self._record else (record,)
        self._desk.jobs.run(
            calls.describe if self._record else calls.begin,
            *arguments,
            self.keeper.id or None,
            owner=self,
            done=self._saved,
            failed=self._not_saved,
            changes=("complaint", "feedback", "draft"),
        )

    def leave_form(self) -> None:
        """Back to the list; what was typed stays as a draft."""
        self.keeper.flush()
        self.closed.emit(self._record)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to the list."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave_form()
        else:
            super().keyPressEvent(event)

    def _fields(self) -> None:
        today = self._desk.today
        self.received = DateField(today)
        self.how = KeyChoice(((1, self.tr("Spoken")), (2, self.tr("Written"))))
        self.event_on, self.known_on = DateField(today), DateField(today)
        add = self.form.add
        self._received_row = add(self.tr("The day it came"), self.received, required=True)
        add(self.tr("How it came"), self.how, hint=self.tr("A spoken one counts as much."))
        event = Form(spacing=12)
        self._event_row = event.add(
            self.tr("When it happened"), self.event_on, hint=self.tr("If it is known")
        )
        known = Form(spacing=12)
        self._known_row = known.add(
            self.tr("When the person first knew"),
            self.known_on,
            hint=self.tr("Only if it was later"),
        )
        self.form.add_widget(Columns(((event, 1), (known, 1)), wide=2, narrow=1, least=560))
        self.form.add_widget(self.late)
        self.late_reason = add(
            self.tr("Why it comes only now"),
            WordsField(2, 6),
            hint=self.tr("What the person says. It is taken up all the same."),
        )
        self.late_reason.hide()
        self.summary = WordsField(3, 10)
        add(
            self.tr("What it is about, in your words"),
            self.summary,
            hint=self.tr("No names. The patient’s own words stay in the comment."),
        )
        self.guard = StaffGuard(self._desk, "staff_note")
        for field in (self.late_reason.field, self.summary):
            self.guard.watch(field)
        self.form.add_widget(self.guard)
        self.subjects = ChipsField(vocabulary.options(codes.SUBJECTS))
        self.subjects.line.setPlaceholderText(self.tr("Type part of a subject, then Enter"))
        add(
            self.tr("Subjects"),
            self.subjects,
            hint=self.tr("All that it touches, as the yearly return (KO41a) asks."),
        )
        options = [("", ""), *vocabulary.options(codes.COMPLAINANTS)]
        self.complainant: QComboBox = choices(self.tr("Who complains"), options)
        self.handler = owner_box()
        self.wing, self.service, self.reference = QLineEdit(), QLineEdit(), QLineEdit()
        parts: list[tuple[Form, int]] = []
        for label, field in (
            (self.tr("Who complains"), self.complainant),
            (self.tr("Who looks after it, by role"), self.handler),
            (self.tr("Wing"), self.wing),
            (self.tr("Service"), self.service),
            (self.tr("Your own reference"), self.reference),
        ):
            part = Form()
            part.add(label, field)
            parts.append((part, 1))
        self.form.add_widget(Columns(parts, wide=2, narrow=1, least=560))

    def _build(self) -> None:
        card = Card()
        for widget in (self.quote, self.form):
            card.body.addWidget(widget)
        scroll = Scroll()
        for widget in (self.heading, self.banner, card):
            scroll.body.addWidget(widget)
        scroll.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        self.state = Label()
        self.state.setProperty("say", "hint")
        column.addWidget(Foot(self.save, self.back, self.discard, self.state))
        on_keys(self, self.keep, *SAVE_KEYS)
        self.save.clicked.connect(self.keep)
        self.discard.clicked.connect(self._discard)
        self.back.clicked.connect(self.leave_form)
        for field in (self.received, self.event_on, self.known_on, self.how, self.subjects):
            field.edited.connect(self._touched)
        for field in (self.late_reason.field, self.summary):
            field.textChanged.connect(self._touched)
        for line in (self.wing, self.service, self.reference):
            line.textEdited.connect(self._touched)
        self.complainant.activated.connect(self._touched)
        self.handler.currentTextChanged.connect(self._touched)
        self.keeper.failed.connect(self.banner.show_error)
        self.keeper.kept.connect(self._kept)

    def _touched(self) -> None:
        self.keeper.touched()
        self._look_at_days()

    def _kept(self, when: datetime.datetime) -> None:
        self.state.setText(self.tr("Draft kept at {time}").format(time=f"{when:%H:%M}"))

    def _look_at_days(self) -> None:
        """Ask for the reason where twelve months have passed; it never stands in the way."""
        came = self.received.date()
        days = [day for day in (self.event_on.date(), self.known_on.date()) if day is not None]
        late = came is not None and bool(days) and _is_past(max(days), came)
        if late and not self.late.isVisibleTo(self):
            self.late.show_message(
                Message(
                    "info",
                    self.tr("It happened more than 12 months before the complaint came."),
                    self.tr("It can still be looked into where there is a good reason."),
                    self.tr("Write down why it comes only now."),
                )
            )
        self.late.setVisible(late)
        self.late_reason.setVisible(late or bool(self.late_reason.field.text()))

    def _show(self, record: Complaint, record_id: str, said: str) -> None:
        self._record, self._base, self._feedback = record_id, record, record.feedback
        self.banner.clear()
        self.form.clear_errors()
        self.state.clear()
        self.save.setEnabled(True)
        self.quote.setText(said)
        self.quote.setVisible(bool(said))
        if record_id:
            title, button = self.tr("What the complaint is about"), self.tr("Save the change")
        else:
            title, button = self.tr("New complaint"), self.tr("Begin the complaint")
        self.heading.title.setText(title)
        self.save.setText(button)
        self._fill(
            {
                "received": long_date(record.received),
                "how": HOW.index(record.how) + 1 if record.how else None,
                "event_on": long_date(record.event_on),
                "known_on": long_date(record.known_on),
                "late_reason": record.late_reason,
                "summary": record.summary,
                "subjects": list(record.subjects),
                "complainant": record.complainant,
                "handler_role": record.handler_role,
                "wing": record.wing,
                "service": record.service,
                "reference": record.reference,
            }
        )
        self.keeper.begin(self.keeper.id, self.keeper.record)  # filling it is no typing

    def _fill(self, form: dict[str, Any]) -> None:
        for name, field in (
            ("received", self.received),
            ("event_on", self.event_on),
            ("known_on", self.known_on),
        ):
            field.line.setText(str(form.get(name, "")))
        self.how.set_value(form.get("how"))
        self.late_reason.field.setPlainText(str(form.get("late_reason", "")))
        self.summary.setPlainText(str(form.get("summary", "")))
        self.subjects.set_value([str(each) for each in form.get("subjects", ())])
        place = self.complainant.findData(form.get("complainant", ""))
        self.complainant.setCurrentIndex(max(place, 0))
        self.handler.setCurrentText(str(form.get("handler_role", "")))
        self.wing.setText(str(form.get("wing", "")))
        self.service.setText(str(form.get("service", "")))
        self.reference.setText(str(form.get("reference", "")))
        self._look_at_days()

    def _read(self) -> Complaint | None:
        came = self.received.date()
        if came is None:
            self._received_row.set_error(self.tr("Type the day it came, for example today or 4/6"))
        elif came > self._desk.today():
            self._received_row.set_error(self.tr("This day is still to come"))
        for row in (self._event_row, self._known_row):
            row.set_error(
                self.tr("Type a date, for example 4/6, or leave it empty")
                if row.field.unreadable()
                else ""
            )
            if row.error.text():
                row.field.setFocus()
        if came is None or came > self._desk.today():
            return None
        if self._event_row.error.text() or self._known_row.error.text():
            return None
        how = self.how.value()
        return Complaint(
            received=came,
            feedback=self._feedback,
            how=HOW[how - 1] if how else "",
            event_on=self.event_on.date(),
            known_on=self.known_on.date(),
            late_reason=self.late_reason.field.text(),
            site=self._base.site,
            wing=self.wing.text().strip(),
            service=self.service.text().strip(),
            complainant=str(self.complainant.currentData() or ""),
            subjects=self.subjects.value(),
            summary=self.summary.text(),
            handler_role=self.handler.currentText().strip(),
            status=self._base.status or "received",
            reference=self.reference.text().strip(),
        )

    def _saved(self, saved: Saved) -> None:
        new = saved.rev == 1
        self.keeper.settled()
        self.save.setEnabled(True)
        self._desk.note_saved()
        text = self.tr("Complaint begun") if new else self.tr("Change saved")
        self._desk.offer_undo_by(
            text,
            calls.undo,
            saved.id,
            owner=self,
            failed=self.banner.show_error,
            changes=("complaint", "feedback"),
        )
        self.closed.emit(saved.id)

    def _not_saved(self, error: Exception) -> None:
        self.save.setEnabled(True)
        self.banner.show_error(error)

    def _discard(self) -> None:
        self.keeper.give_up()
        self.closed.emit(self._record)


def _is_past(event: datetime.date, came: datetime.date) -> bool:
    from coprod_desktop.domain.working_days import months_on

    return came > months_on(event, _MONTHS)
