# SPDX-License-Identifier: MIT
"""The fields of one comment: read into a record or a draft, filled from either."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Callable
from typing import Any, Final

import msgspec
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QComboBox, QLineEdit, QWidget

from coprod_desktop.domain import forms
from coprod_desktop.domain.records import Feedback
from coprod_desktop.gui import themes, vocabulary
from coprod_desktop.gui.fields import ChipsField, KeyChoice, WordsField
from coprod_desktop.gui.forms import Row
from coprod_desktop.gui.furniture import Card
from coprod_desktop.gui.responsive import Columns
from coprod_desktop.gui.theme import Theme
from coprod_desktop.gui.typed import DateField

SERVICES: Final = (
    "Healthcare",
    "Pharmacy and medicines",
    "Primary care",
    "Mental health",
    "Dental and other clinics",
    "Long-term conditions",
    "Hospital and escorts",
    "Reception and release",
    "Drug and alcohol",
)
_SLIP_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I or O: they read as 1 and 0
_WIDE: Final = 900
REMEMBERED: Final = ("date", "wing", "service", "channel", "written_by")


def slip_code() -> str:
    """A short code for a reply slip, such as K7-42; it says nothing about anybody."""
    letter = secrets.choice(_SLIP_LETTERS)
    return f"{letter}{secrets.randbelow(9) + 1}-{secrets.randbelow(90) + 10}"


class FeedbackForm(QWidget):
    """Where, what was said, and what staff add, in the order the eye goes."""

    edited = Signal()

    def __init__(self, today: Callable[[], datetime.date]) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._today = today
        self._form = forms.load(forms.DEFAULT_FORM)
        self._base: Feedback | None = None
        self.rows: list[Row[Any]] = []
        self.date = self._row(self.tr("Date"), DateField(today), required=True)
        self.wing = self._row(self.tr("Wing or unit"), QLineEdit())
        self.service = self._row(self.tr("Service"), _suggesting(SERVICES))
        self.channel = self._row(
            self.tr("How it came"), _choosing(vocabulary.options(vocabulary.CHANNELS))
        )
        self.answers: dict[str, Row[Any]] = {}
        for question in self._form.questions:
            if question.kind == "choice":
                field: QWidget = KeyChoice([(each.code, each.text) for each in question.options])
            else:
                field = WordsField(2, 10)
            self.answers[question.id] = self._row(question.text, field)
        self.themes = self._row(self.tr("Themes"), ChipsField(list(_theme_options())))
        self.who_can_fix = self._row(
            self.tr("Who can fix it"), _choosing(vocabulary.options(vocabulary.FIXERS))
        )
        self.kind = self._row(
            self.tr("Kind"),
            _choosing(vocabulary.options(vocabulary.FEEDBACK_KINDS)),
        )
        self.ok_to_quote = self._row(
            self.tr("May we quote it?"), _choosing(vocabulary.options(vocabulary.QUOTING))
        )
        self.wants_reply = QCheckBox(self.tr("The patient wants a reply"))
        self.slip = self._row(
            self.tr("Reply slip code"),
            QLineEdit(),
            hint=self.tr("Write it on the slip and give it to the patient. No name is kept."),
        )
        self.staff_note = self._row(
            self.tr("Staff note"),
            WordsField(2, 8),
            hint=self.tr("Kept apart from the patient’s words. No names."),
        )
        self._build()
        self._listen()
        self._show_slip()

    def values(self) -> dict[str, Any]:
        """All fields as plain values, for a draft."""
        return {
            "date": self.date.field.line.text(),
            "wing": self.wing.field.text(),
            "service": self.service.field.currentText(),
            "channel": self.channel.field.currentData() or "",
            "answers": {
                name: (row.field.value() or "")
                if isinstance(row.field, KeyChoice)
                else row.field.text()
                for name, row in self.answers.items()
            },
            "themes": list(self.themes.field.value()),
            "who_can_fix": self.who_can_fix.field.currentData() or "",
            "kind": self.kind.field.currentData() or "",
            "ok_to_quote": self.ok_to_quote.field.currentData() or "",
            "wants_reply": self.wants_reply.isChecked(),
            "slip_code": self.slip.field.text(),
            "staff_note": self.staff_note.field.text(),
        }

    def fill(self, values: dict[str, Any]) -> None:
        """Show a draft's values; what it lacks is emptied."""
        self.blockSignals(True)
        self.date.field.line.setText(str(values.get("date", "")))
        self.wing.field.setText(str(values.get("wing", "")))
        self.service.field.setCurrentText(str(values.get("service", "")))
        _choose(self.channel.field, values.get("channel", ""))
        answers = values.get("answers", {})
        for name, row in self.answers.items():
            answer = answers.get(name, "")
            if isinstance(row.field, KeyChoice):
                row.field.set_value(answer if isinstance(answer, int) else None)
            else:
                row.field.setPlainText(str(answer))
        self.themes.field.set_value([str(code) for code in values.get("themes", ())])
        _choose(self.who_can_fix.field, values.get("who_can_fix", ""))
        _choose(self.kind.field, values.get("kind", ""))
        _choose(self.ok_to_quote.field, values.get("ok_to_quote", ""))
        self.slip.field.setText(str(values.get("slip_code", "")))
        self.wants_reply.setChecked(bool(values.get("wants_reply", False)))
        self.staff_note.field.setPlainText(str(values.get("staff_note", "")))
        self.clear_errors()
        self._show_slip()
        self.blockSignals(False)

    def show_record(self, record: Feedback) -> None:
        """Show a saved comment, to revise it; what the form has no field for is kept."""
        self._base = record
        values = msgspec.to_builtins(record)
        self.fill({**values, "answers": dict(record.answers)})
        self.date.field.set_date(record.date)

    def start(self, usual: dict[str, Any]) -> None:
        """Empty the form, but for what is the same as last time."""
        self._base = None
        self.fill(usual)

    def usual(self) -> dict[str, Any]:
        """What the next comment is likely to share with this one."""
        return {name: value for name, value in self.values().items() if name in REMEMBERED}

    def has_words(self) -> bool:
        """Whether anything but the remembered fields is filled in."""
        values = self.values()
        return any(values["answers"].values()) or any(
            values[name] for name in values if name not in {*REMEMBERED, "answers", "slip_code"}
        )

    def record(self, site: str) -> Feedback | None:
        """The comment as a record, or None after showing what is wrong."""
        self.clear_errors()
        date: datetime.date | None = self.date.field.date()
        if date is None:
            self.date.set_error(self.tr("Type a date, for example “today” or “4/6”"))
        elif date > self._today():
            self.date.set_error(self.tr("This date is still to come"))
        values = self.values()
        answers = {name: each for name, each in values["answers"].items() if each != ""}
        first = next(iter(self.answers.values()))
        if not answers:
            first.set_error(self.tr("Write what was said, or choose an answer below"))
        wrong = next((row for row in self.rows if row.error.text()), None)
        if wrong is not None:
            (wrong.field.focusProxy() or wrong.field).setFocus()
        if wrong is not None or date is None:
            return None
        reply = bool(values["wants_reply"])
        base = self._base or Feedback(date=date, form=self._form.id, answers={}, site=site)
        kept = {name: each for name, each in base.answers.items() if name not in self.answers}
        return msgspec.structs.replace(
            base,
            date=date,
            answers={**kept, **answers},
            wing=values["wing"].strip(),
            service=values["service"].strip(),
            channel=values["channel"],
            themes=tuple(values["themes"]),
            who_can_fix=values["who_can_fix"],
            kind=values["kind"],
            ok_to_quote=values["ok_to_quote"],
            wants_reply=reply,
            slip_code=values["slip_code"].strip().upper() if reply else "",
            reply_by="slip_code" if reply else "",
            staff_note=values["staff_note"],
            status=base.status or "new",
        )

    def clear_errors(self) -> None:
        """Take every error away."""
        for row in self.rows:
            if row.error.text():
                row.set_error("")

    def focus_words(self) -> None:
        """Put the cursor where typing begins: the first thing not filled in yet."""
        start = self.date if self.date.field.date() is None else next(iter(self.answers.values()))
        (start.field.focusProxy() or start.field).setFocus(Qt.FocusReason.TabFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the two halves under each other where there is no room beside."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """As `resizeEvent`, when the text grows."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._arrange()

    def _arrange(self) -> None:
        wide = self.width() >= Theme.of_app().px(_WIDE)
        direction = QBoxLayout.Direction
        self._halves.setDirection(direction.LeftToRight if wide else direction.TopToBottom)

    def _row(self, label: str, field: Any, *, hint: str = "", required: bool = False) -> Row[Any]:
        row: Row[Any] = Row(label, field, hint=hint, required=required)
        self.rows.append(row)
        return row

    def _build(self) -> None:
        said = Card(self.tr("What was said"))
        where = ((row, 1) for row in (self.date, self.wing, self.service, self.channel))
        said.body.addWidget(Columns(tuple(where), wide=2, narrow=1, least=560))
        for row in self.answers.values():
            said.body.addWidget(row)
        said.body.addStretch(1)
        added = Card(self.tr("What staff add"))
        added.body.addWidget(self.themes)
        pair = ((self.kind, 1), (self.who_can_fix, 1))
        added.body.addWidget(Columns(pair, wide=2, narrow=1, least=300))
        for widget in (self.ok_to_quote, self.wants_reply, self.slip, self.staff_note):
            added.body.addWidget(widget)
        added.body.addStretch(1)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(16)
        self._halves.addWidget(said, 2)
        self._halves.addWidget(added, 1)

    def _listen(self) -> None:
        self.date.field.edited.connect(self.edited)
        self.wing.field.textEdited.connect(self.edited)
        self.service.field.editTextChanged.connect(self.edited)
        for row in (self.channel, self.who_can_fix, self.kind, self.ok_to_quote):
            row.field.currentIndexChanged.connect(self.edited)
        for row in self.answers.values():
            signal = row.field.edited if isinstance(row.field, KeyChoice) else row.field.textChanged
            signal.connect(self.edited)
        self.themes.field.edited.connect(self.edited)
        self.wants_reply.toggled.connect(self._reply_toggled)
        self.slip.field.textEdited.connect(self.edited)
        self.staff_note.field.textChanged.connect(self.edited)

    def _reply_toggled(self) -> None:
        if self.wants_reply.isChecked() and not self.slip.field.text():
            self.slip.field.setText(slip_code())
        self._show_slip()
        self.edited.emit()

    def _show_slip(self) -> None:
        self.slip.setVisible(self.wants_reply.isChecked())


def _theme_options() -> list[tuple[str, str]]:
    return list(themes.labels().items())


def _choosing(options: list[tuple[str, str]]) -> QComboBox:
    box = QComboBox()
    box.addItem("–", "")
    for code, label in options:
        box.addItem(label, code)
    return box


def _choose(box: QComboBox, code: object) -> None:
    box.setCurrentIndex(max(0, box.findData(code)))


def _suggesting(texts: tuple[str, ...]) -> QComboBox:
    box = QComboBox()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.addItems(["", *texts])
    return box
