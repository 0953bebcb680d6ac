# SPDX-License-Identifier: MIT
"""What a meeting was: its title, kind, day, place, times, and who led it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, ClassVar, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit

from coprod_desktop.domain import vocabulary
from coprod_desktop.gui import dates
from coprod_desktop.gui.feedback.parts import choose
from coprod_desktop.gui.listing import choices
from coprod_desktop.gui.meetings.section import Section
from coprod_desktop.gui.responsive import Columns
from coprod_desktop.gui.typed import DateField, TimeField

ROLES: Final = (
    "Patients",
    "Health reps",
    "Head of healthcare",
    "Nurse",
    "Nurse manager",
    "Healthcare assistant",
    "Healthcare administrator",
    "Pharmacist",
    "Pharmacy technician",
    "Pharmacy lead",
    "GP",
    "Dental nurse",
    "Mental health worker",
    "Substance misuse worker",
    "Co-production facilitator",
    "Patient experience facilitator",
    "Wing manager",
    "Prison officer",
    "Custodial manager",
    "Governor’s office",
    "Interpreter",
)


def role_line(name: str, roles: tuple[str, ...] = ROLES) -> QLineEdit:
    """A line for a role, with suggestions as it is typed; no names are needed."""
    line = QLineEdit()
    line.setAccessibleName(name)
    completer = QCompleter(list(roles), line)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    line.setCompleter(completer)
    return line


class AboutSection(Section):
    """When, where, and led by whom."""

    series_changed = Signal()
    """The kind, the wing, the day or the title is another: so is what went before."""
    DEFAULTS: ClassVar[dict[str, Any]] = {
        **dict.fromkeys(("title", "wing", "place", "start", "end", "date"), ""),
        **dict.fromkeys(("called_by", "chair_role", "note_taker_role"), ""),
        "kind": "patient_forum",
    }

    def __init__(self, today: Callable[[], datetime.date]) -> None:
        super().__init__("")
        self.button.setText(self.tr("The meeting"))
        self._today = today

    def build(self) -> None:
        """Two lines where there is room, and who led it under them."""
        self.title = self.row(self.tr("Title"), QLineEdit(), required=True)
        self.kind = self.row(
            self.tr("Kind of meeting"),
            choices(self.tr("Kind of meeting"), vocabulary.options(vocabulary.MEETING_KINDS)),
        )
        self.date = self.row(self.tr("Date"), DateField(self._today), required=True)
        self.wing = self.row(self.tr("Wing"), QLineEdit())
        self.place = self.row(self.tr("Place"), QLineEdit())
        self.start_time = self.row(self.tr("Started at"), TimeField())
        self.end_time = self.row(self.tr("Ended at"), TimeField())
        led = {
            "called_by": self.tr("Called by, role"),
            "chair_role": self.tr("Led by, role"),
            "note_taker_role": self.tr("Notes by, role"),
        }
        self._led = {name: self.row(label, role_line(label)) for name, label in led.items()}
        parts = (
            (self.title, 4),
            (self.kind, 2),
            (self.date, 2),
            (self.start_time, 1),
            (self.end_time, 1),
            (self.wing, 1),
            (self.place, 1),
            *((row, 2) for row in self._led.values()),
        )
        self.body.addWidget(Columns(parts, wide=6, narrow=2, least=760))
        for row in (self.title, self.wing, self.place, self.start_time, self.end_time):
            row.field.textEdited.connect(self.edited)
        for row in self._led.values():
            row.field.textChanged.connect(self.edited)
        self.kind.field.currentIndexChanged.connect(self.edited)
        self.date.field.edited.connect(self.edited)
        for line in (self.title.field, self.wing.field, self.date.field.line):
            line.editingFinished.connect(self.series_changed)
        self.kind.field.currentIndexChanged.connect(self.series_changed)

    def show_values(self, values: dict[str, Any]) -> None:
        """Put values into the fields."""
        self.kind.field.blockSignals(True)
        choose(self.kind.field, values["kind"])
        self.kind.field.blockSignals(False)
        self.date.field.line.setText(str(values["date"]))
        self.date.field.set_date(self.date.field.date())
        if not self.date.field.line.text():
            self.date.field.line.setText(str(values["date"]))
        lines = {"title": self.title, "wing": self.wing, "place": self.place}
        lines |= {"start": self.start_time, "end": self.end_time, **self._led}
        for name, row in lines.items():
            row.field.setText(str(values[name]))

    def read(self) -> dict[str, Any]:
        """The values in the fields."""
        return {
            "title": self.title.field.text(),
            "kind": self.kind.field.currentData(),
            "date": self.date.field.line.text(),
            "wing": self.wing.field.text(),
            "place": self.place.field.text(),
            "start": self.start_time.field.text(),
            "end": self.end_time.field.text(),
            **{name: row.field.text() for name, row in self._led.items()},
        }

    def summary(self, values: dict[str, Any]) -> str:
        """The kind, the day, the time and the place."""
        times = "–".join(each for each in (values["start"], values["end"]) if each)
        kind = vocabulary.say(vocabulary.MEETING_KINDS, values["kind"])
        parts = (values["title"], kind, values["date"], times, values["wing"], values["place"])
        return " · ".join(dict.fromkeys(str(part) for part in parts if part))

    def check(self) -> None:
        """A title, a day, and times that can be read."""
        if not self.title.field.text().strip():
            self.title.set_error(self.tr("Give the meeting a title"))
        if self.date.field.date() is None:
            self.date.set_error(self.tr("Type a date, for example “today” or “4/6”"))
        for row in (self.start_time, self.end_time):
            if row.field.unreadable():
                row.set_error(self.tr("Type a time, for example 14:00"))

    def day(self) -> datetime.date | None:
        """The meeting's day."""
        return dates.parse(str(self.values()["date"]), self._today())
