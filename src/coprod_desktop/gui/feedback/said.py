# SPDX-License-Identifier: MIT
"""Where and when a comment came, and the patient's own words with the number of their answer."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtWidgets import QLineEdit, QWidget

from coprod_desktop.domain import vocabulary
from coprod_desktop.domain.forms import Form, Question
from coprod_desktop.gui.feedback.parts import Part, choose, choosing, suggesting
from coprod_desktop.gui.fields import KeyChoice, WordsField
from coprod_desktop.gui.forms import Row
from coprod_desktop.gui.responsive import Columns
from coprod_desktop.gui.typed import DateField

SERVICES: Final = (
    "Healthcare, general",
    "Pharmacy and medicines",
    "Primary care",
    "Mental health",
    "Dental and other clinics",
    "Long-term conditions",
    "Hospital and escorts",
    "Reception and release",
    "Drug and alcohol",
)
REMEMBERED: Final = ("date", "wing", "service", "channel")


class PlacePart(Part):
    """When, where and how: remembered from one comment to the next."""

    def __init__(self, today: Callable[[], datetime.date]) -> None:
        super().__init__()
        self._today = today
        self.date = self.row(self.tr("Date"), DateField(today), required=True)
        self.wing = self.row(self.tr("Wing or unit"), QLineEdit())
        self.service = self.row(self.tr("Service"), suggesting(SERVICES))
        self.channel = self.row(
            self.tr("How it came"), choosing(vocabulary.options(vocabulary.CHANNELS))
        )
        items = tuple((row, 1) for row in self.rows)
        self.column.addWidget(Columns(items, wide=2, narrow=1, least=560))
        self.date.field.edited.connect(self.edited)
        self.wing.field.textEdited.connect(self.edited)
        self.service.field.editTextChanged.connect(self.edited)
        self.channel.field.currentIndexChanged.connect(self.edited)

    def values(self) -> dict[str, Any]:
        """As `Part.values`; the date as it is typed."""
        return {
            "date": self.date.field.line.text(),
            "wing": self.wing.field.text(),
            "service": self.service.field.currentText(),
            "channel": self.channel.field.currentData() or "",
        }

    def fill(self, values: dict[str, Any]) -> None:
        """As `Part.fill`."""
        self.date.field.line.setText(str(values.get("date", "")))
        self.wing.field.setText(str(values.get("wing", "")))
        self.service.field.setCurrentText(str(values.get("service", "")))
        choose(self.channel.field, values.get("channel", ""))

    def day(self) -> datetime.date | None:
        """The date, or None after saying what is wrong with it."""
        date: datetime.date | None = self.date.field.date()
        if date is None:
            self.date.set_error(self.tr("Type a date, for example “today” or “4/6”"))
        elif date > self._today():
            self.date.set_error(self.tr("This date is still to come"))
            return None
        return date


class WordsPart(Part):
    """The questions of a form with their answers, as the patient gave them."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.answers: dict[str, Row[Any]] = {}
        for question in self.questions(form):
            field: QWidget
            if question.kind == "choice":
                field = choice = self.choice_field(question)
                choice.edited.connect(self.edited)
            else:
                field = words = self.words_field()
                words.textChanged.connect(self.edited)
            self.answers[question.id] = self.row(question.text, field)
        for row in self.rows:
            self.column.addWidget(row)

    def questions(self, form: Form) -> Sequence[Question]:
        """The form's questions, in the order in which they are answered here."""
        return form.questions

    def choice_field(self, question: Question) -> KeyChoice:
        """A field for one of a few answers."""
        return KeyChoice([(each.code, each.text) for each in question.options])

    def words_field(self) -> WordsField:
        """A field for words."""
        return WordsField(2, 10)

    def clear_errors(self) -> None:
        """Take every error away."""
        for row in self.rows:
            if row.error.text():
                row.set_error("")

    def words_fields(self) -> list[WordsField]:
        """The fields that hold words, and not a number."""
        fields = (row.field for row in self.rows)
        return [field for field in fields if isinstance(field, WordsField)]

    def text(self) -> str:
        """All the words as one text, to look into."""
        return "\n".join(field.text() for field in self.words_fields() if field.text())

    def values(self) -> dict[str, Any]:
        """The answers by their questions' ids: a number, words, or an empty text for neither."""
        return {
            name: (row.field.value() or "")
            if isinstance(row.field, KeyChoice)
            else row.field.text()
            for name, row in self.answers.items()
        }

    def fill(self, values: dict[str, Any]) -> None:
        """As `Part.fill`."""
        for name, row in self.answers.items():
            answer = values.get(name, "")
            if isinstance(row.field, KeyChoice):
                row.field.set_value(answer if isinstance(answer, int) else None)
            else:
                row.field.setPlainText(str(answer))

    def given(self) -> dict[str, Any] | None:
        """The answers that were given, or None after saying that there are none."""
        answers = {name: each for name, each in self.values().items() if each not in {"", None}}
        words = [each for each in answers.values() if isinstance(each, str)]
        if not any(each.strip() for each in words) and len(words) == len(answers):
            first = next(iter(self.answers.values()))
            first.set_error(self.tr("Write what was said, or choose an answer below"))
            return None
        return answers
