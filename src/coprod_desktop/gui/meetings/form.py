# SPDX-License-Identifier: MIT
"""The fields of a meeting's notes: read into records or a draft, filled from either."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, cast

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from coprod_desktop.domain.records import Action, AgendaItem, Attendance, Meeting
from coprod_desktop.gui import vocabulary
from coprod_desktop.gui.fields import WordsField
from coprod_desktop.gui.forms import Row, words
from coprod_desktop.gui.furniture import Button, Card, bar, discard
from coprod_desktop.gui.meetings.attendance import AttendanceList
from coprod_desktop.gui.meetings.calls import Opened
from coprod_desktop.gui.meetings.pieces import AgendaPart, CarriedPart
from coprod_desktop.gui.responsive import Columns
from coprod_desktop.gui.typed import DateField, NumberField, TimeField
from coprod_desktop.services.records import Stored

Changes = tuple[tuple[Action, str | None], ...]


class MeetingForm(QWidget):
    """Carried over, when and who, the agenda, and how it closed."""

    edited = Signal()

    def __init__(self, today: Callable[[], datetime.date]) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._today = today
        self._base: Meeting | None = None
        self._saved: dict[str, Action] = {}
        self.rows: list[Row[Any]] = []
        self.attendance = AttendanceList()
        self.agenda: list[AgendaPart] = []
        self.carried: list[CarriedPart] = []
        self.date = self._row(self.tr("Date"), DateField(today), required=True)
        self.kind = self._row(
            self.tr("Kind of meeting"), _box(vocabulary.options(vocabulary.MEETING_KINDS))
        )
        self.title = self._row(self.tr("Title"), QLineEdit(), required=True)
        self.wing = self._row(self.tr("Wing or unit"), QLineEdit())
        self.place = self._row(self.tr("Place"), QLineEdit())
        self.start_time = self._row(self.tr("Started"), TimeField())
        self.end_time = self._row(self.tr("Ended"), TimeField())
        self.patients = self._row(self.tr("Patients in the room"), NumberField(9999))
        self.interpreter = self._row(self.tr("Interpreter, which language"), QLineEdit())
        regimes = [("", "–"), *vocabulary.options(vocabulary.REGIMES)]
        self.regime = self._row(self.tr("The prison’s regime that day"), _box(regimes))
        self.regime_note = self._row(self.tr("What got in the way"), QLineEdit())
        self.safe_close_asked = QCheckBox(
            self.tr("We asked whether anyone was upset by what was said")
        )
        self.safe_close = self._row(
            self.tr("What was done about it"),
            WordsField(1, 4),
            hint=self.tr("No names and no details of anyone’s health."),
        )
        self.next_date = self._row(self.tr("Next meeting"), DateField(today, future=True))
        states = [("", "–"), *vocabulary.options(vocabulary.MEETING_STATES)]
        self.status = self._row(self.tr("State of these notes"), _box(states))
        self._build()
        self._listen()

    def values(self) -> dict[str, Any]:
        """All fields as plain values, for a draft."""
        return {
            "date": self.date.field.line.text(),
            "kind": self.kind.field.currentData(),
            "title": self.title.field.text(),
            "wing": self.wing.field.text(),
            "place": self.place.field.text(),
            "start": self.start_time.field.time(),
            "end": self.end_time.field.time(),
            "patients_present": self.patients.field.number(),
            "interpreter": self.interpreter.field.text(),
            "regime": self.regime.field.currentData(),
            "regime_note": self.regime_note.field.text(),
            "attendance": self.attendance.values(),
            "agenda": [part.values() for part in self.agenda],
            "carried": [part.values() for part in self.carried],
            "safe_close_asked": self.safe_close_asked.isChecked(),
            "safe_close": self.safe_close.field.text(),
            "next_date": self.next_date.field.line.text(),
            "status": self.status.field.currentData(),
        }

    def begin(self, opened: Opened, values: dict[str, Any]) -> None:
        """Show a meeting (or none), the carried actions, and over both a draft's `values`."""
        self.blockSignals(True)
        stored = opened.stored
        self._base = cast("Meeting", stored.record) if stored is not None else None
        self._saved = {each.id: cast("Action", each.record) for each in opened.actions}
        shown = self._from_record(opened) if stored is not None else {}
        self._fill({**shown, **values})
        self._show_carried(opened.carried, values.get("carried", ()))
        self.clear_errors()
        self.blockSignals(False)

    def records(self, site: str) -> tuple[Meeting, Changes] | None:
        """The meeting and its actions, or None after showing what is wrong."""
        self.clear_errors()
        date = self.date.field.date()
        if date is None:
            self.date.set_error(self.tr("Type a date, for example “today” or “4/6”"))
        if not self.title.field.text().strip():
            self.title.set_error(self.tr("Give the meeting a title"))
        for row in (self.start_time, self.end_time):
            if row.field.unreadable():
                row.set_error(self.tr("Type a time, for example 14:00"))
        if self.next_date.field.unreadable():
            self.next_date.set_error(self.tr("Type a date, for example 4/6 or +28"))
        self._check_agenda()
        missing = [
            part
            for part in self.carried
            if part.status() != "open" and not part.outcome.text().strip()
        ]
        for part in missing:
            part.error.setText(self.tr("Say what came of it, so that people can be told"))
            part.error.show()
        wrong = next((row for row in self._all_rows() if row.error.text()), None)
        if wrong is not None:
            (wrong.field.focusProxy() or wrong.field).setFocus()
        elif missing:
            missing[0].outcome.setFocus()
        if wrong is not None or missing or date is None:
            return None
        return self._meeting(date, site), self._changes(site)

    def add_item(self) -> AgendaPart:
        """Another agenda item, with the cursor in its title."""
        part = self._new_item()
        part.title.setFocus()
        return part

    def clear_errors(self) -> None:
        """Take every error away."""
        for row in self._all_rows():
            if row.error.text():
                row.set_error("")
        for part in self.carried:
            part.error.hide()

    def _all_rows(self) -> list[Row[Any]]:
        return [*self.rows, *(part.title_row for part in self.agenda)]

    def _check_agenda(self) -> None:
        for part in self.agenda:
            values = part.values()
            started = values["notes"].strip() or values["decisions"] or values["actions"]
            if started and not values["title"]:
                part.title_row.set_error(self.tr("Say what this item was about"))
            for line in part.lines:
                if line.due.unreadable():
                    part.title_row.set_error(
                        self.tr("An action’s date cannot be read. Type 4/6, or +14 for two weeks")
                    )

    def _meeting(self, date: datetime.date, site: str) -> Meeting:
        values = self.values()
        base = self._base or Meeting(date=date, kind="patient_forum", title="-", site=site)
        earlier = base.agenda
        agenda: list[AgendaItem] = []
        for place, item in enumerate(self._items()):
            kept = earlier[place] if place < len(earlier) else AgendaItem(title="")
            agenda.append(
                msgspec.structs.replace(
                    kept,
                    title=item["title"],
                    notes=item["notes"],
                    decisions=tuple(item["decisions"]),
                )
            )
        changed = {part.stored.id for part in self.carried}
        return msgspec.structs.replace(
            base,
            date=date,
            **{
                name: values[name].strip()
                for name in ("title", "wing", "place", "interpreter", "regime_note", "safe_close")
            },
            **{name: values[name] for name in ("kind", "start", "end", "regime", "status")},
            patients_present=values["patients_present"],
            attendance=tuple(Attendance(**each) for each in values["attendance"] if each["role"]),
            agenda=tuple(agenda),
            carried=(*base.carried, *sorted(changed - set(base.carried))),
            safe_close_asked=values["safe_close_asked"],
            next_date=self.next_date.field.date(),
        )

    def _items(self) -> list[dict[str, Any]]:
        return [each for part in self.agenda if (each := part.values())["title"]]

    def _changes(self, site: str) -> Changes:
        found: list[tuple[Action, str | None]] = []
        for number, item in enumerate(self._items(), 1):
            for line in item["actions"]:
                if not line["text"]:
                    continue
                base = self._saved.get(line["id"]) or Action(
                    text=line["text"], site=site, wing=self.wing.field.text().strip()
                )
                action = msgspec.structs.replace(
                    base,
                    text=line["text"],
                    owner_role=line["owner_role"],
                    due=datetime.date.fromisoformat(line["due"]) if line["due"] else None,
                    agenda_item=number,
                )
                if line["id"] == "" or action != base:
                    found.append((action, line["id"] or None))
        for part in self.carried:
            if part.status() != "open":
                action = msgspec.structs.replace(
                    cast("Action", part.stored.record),
                    status=part.status(),
                    outcome=part.outcome.text().strip(),
                )
                found.append((action, part.stored.id))
        return tuple(found)

    def _from_record(self, opened: Opened) -> dict[str, Any]:
        meeting = self._base
        if meeting is None:
            return {}
        values: dict[str, Any] = msgspec.to_builtins(meeting)
        values["date"] = str(meeting.date)
        values["next_date"] = str(meeting.next_date or "")
        agenda: list[dict[str, Any]] = [
            {"title": item.title, "notes": item.notes, "decisions": list(item.decisions)}
            for item in meeting.agenda
        ]
        loose: list[dict[str, Any]] = []
        for stored in opened.actions:
            action = cast("Action", stored.record)
            line = {
                "id": stored.id,
                "text": action.text,
                "owner_role": action.owner_role,
                "due": str(action.due or ""),
            }
            if 1 <= action.agenda_item <= len(agenda):
                agenda[action.agenda_item - 1].setdefault("actions", []).append(line)
            else:
                loose.append(line)
        if loose:
            agenda.append({"title": self.tr("Other actions"), "actions": loose})
        values["agenda"] = agenda
        return values

    def _fill(self, values: dict[str, Any]) -> None:
        self.date.field.line.setText(str(values.get("date", "")))
        self.date.field.set_date(self.date.field.date())
        _choose(self.kind.field, values.get("kind", "patient_forum"))
        self.title.field.setText(str(values.get("title", "")))
        self.wing.field.setText(str(values.get("wing", "")))
        self.place.field.setText(str(values.get("place", "")))
        self.start_time.field.setText(str(values.get("start", "")))
        self.end_time.field.setText(str(values.get("end", "")))
        self.patients.field.set_number(int(values.get("patients_present", 0)))
        self.interpreter.field.setText(str(values.get("interpreter", "")))
        _choose(self.regime.field, values.get("regime", ""))
        self.regime_note.field.setText(str(values.get("regime_note", "")))
        self.safe_close_asked.setChecked(bool(values.get("safe_close_asked", False)))
        self.safe_close.field.setPlainText(str(values.get("safe_close", "")))
        self.next_date.field.line.setText(str(values.get("next_date", "")))
        self.next_date.field.set_date(self.next_date.field.date())
        _choose(self.status.field, values.get("status", "draft"))
        usual = ({"role": self.tr("Patients"), "count": 0},)
        self.attendance.fill(values.get("attendance") or usual)
        for part in tuple(self.agenda):
            self._item_gone(part)
        agenda: Any = values.get("agenda") or [{}]
        for each in agenda:
            self._new_item().fill(each)

    def _show_carried(self, carried: tuple[Stored, ...], answers: Any) -> None:
        for part in self.carried:
            discard(part)
        self.carried = []
        known = {each["id"]: each for each in answers}
        for stored in carried:
            part = CarriedPart(stored)
            part.fill(known.get(stored.id, {}))
            part.edited.connect(self.edited)
            self.carried.append(part)
            self._carried_card.body.addWidget(part)
        self._carried_card.setVisible(bool(carried))

    def _new_item(self) -> AgendaPart:
        part = AgendaPart(len(self.agenda) + 1, self._today)
        part.edited.connect(self.edited)
        part.gone.connect(self._item_gone)
        self.agenda.append(part)
        self._items_column.addWidget(part)
        return part

    def _item_gone(self, part: AgendaPart) -> None:
        self.agenda.remove(part)
        discard(part)
        for place, each in enumerate(self.agenda, 1):
            each.renumber(place)
        self.edited.emit()

    def _row(self, label: str, field: Any, *, hint: str = "", required: bool = False) -> Row[Any]:
        row: Row[Any] = Row(label, field, hint=hint, required=required)
        self.rows.append(row)
        return row

    def _build(self) -> None:
        when = Card(self.tr("When and where"))
        when.body.addWidget(
            Columns(
                (
                    (self.title, 2),
                    (self.kind, 2),
                    (self.date, 2),
                    (self.wing, 1),
                    (self.place, 1),
                    (self.start_time, 1),
                    (self.end_time, 1),
                    (self.regime, 1),
                    (self.regime_note, 1),
                ),
                wide=4,
                narrow=2,
                least=760,
            )
        )
        came = Card(self.tr("Who came, by role"))
        came.body.addWidget(words(self.tr("Numbers are enough. No names are needed."), "hint"))
        came.body.addWidget(self.attendance)
        came.body.addWidget(
            Columns(((self.patients, 1), (self.interpreter, 2)), wide=3, narrow=1, least=500)
        )
        self._carried_card = Card(self.tr("Carried over from last time"))
        self._carried_card.body.setSpacing(16)
        agenda = Card(self.tr("What was said and decided"))
        self._items_column = QVBoxLayout()
        self._items_column.setSpacing(12)
        agenda.body.addLayout(self._items_column)
        item = Button(self.tr("Add agenda item"), icon="plus")
        item.setToolTip("Ctrl+I")
        item.clicked.connect(self.add_item)
        agenda.body.addWidget(bar(item))
        close = Card(self.tr("Closing"))
        close.body.addWidget(self.safe_close_asked)
        close.body.addWidget(self.safe_close)
        close.body.addWidget(
            Columns(((self.next_date, 1), (self.status, 1)), wide=2, narrow=1, least=500)
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        for card in (when, self._carried_card, came, agenda, close):
            column.addWidget(card)

    def _listen(self) -> None:
        lines = (self.title, self.wing, self.place, self.interpreter, self.regime_note)
        for row in (*lines, self.start_time, self.end_time):
            row.field.textEdited.connect(self.edited)
        for row in (self.kind, self.regime, self.status):
            row.field.currentIndexChanged.connect(self.edited)
        for row in (self.date, self.next_date):
            row.field.edited.connect(self.edited)
        self.attendance.edited.connect(self.edited)
        self.patients.field.textEdited.connect(self.edited)
        self.safe_close_asked.toggled.connect(self.edited)
        self.safe_close.field.textChanged.connect(self.edited)


def _box(options: list[tuple[str, str]]) -> QComboBox:
    box = QComboBox()
    for code, label in options:
        box.addItem(label, code)
    return box


def _choose(box: QComboBox, code: object) -> None:
    box.setCurrentIndex(max(0, box.findData(code)))
