# SPDX-License-Identifier: MIT
"""Open actions from earlier meetings, first of all: done, cannot be done, or said again."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.gui.dates import iso, long_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.fields import KeyChoice
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Card
from coprod_desktop.gui.furniture import discard as put_off
from coprod_desktop.gui.guards import StaffGuard
from coprod_desktop.gui.line_field import LineField
from coprod_desktop.gui.typed import DateField
from coprod_desktop.services.loop.meetings import Carried

STATES: Final = ("done", "cannot", "again")
_AT_ONCE: Final = 4
_THEN: Final = 3


class CarriedPart(QWidget):
    """One action that was carried over."""

    edited = Signal()

    def __init__(self, carried: Carried, desk: Desk) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self.carried = carried
        self._desk, today = desk, desk.today
        self.guard: StaffGuard | None = None
        owner = carried.owner_role or self.tr("nobody yet")
        if carried.with_role:
            owner = self.tr("{owner} with {other}").format(owner=owner, other=carried.with_role)
        due = iso(carried.due)
        when = self.tr("by {date}").format(date=long_date(due)) if due else self.tr("no date")
        late = due is not None and due < today() and carried.status == "open"
        self.state = KeyChoice(
            [(1, self.tr("Done")), (2, self.tr("Cannot be done")), (3, self.tr("Say again"))]
        )
        self.state.setAccessibleName(self.tr("State of: {what}").format(what=carried.text))
        self.outcome = LineField()
        self.due = DateField(today, future=True)
        self.error = words("", "error")
        facts = [owner, when, self.tr("overdue") if late else "", self._from()]
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(words(carried.text, "subheading"))
        column.addWidget(words(" · ".join(fact for fact in facts if fact), "soft"))
        for widget in (self.state, self.error, self.outcome, self.due):
            column.addWidget(widget)
        for widget in (self.error, self.outcome, self.due):
            widget.hide()
        self.outcome.setAccessibleName(self.tr("What came of: {what}").format(what=carried.text))
        name = self.tr("New date for: {what}").format(what=carried.text)
        self.due.setAccessibleName(name)
        self.due.line.setAccessibleName(name)
        self.due.line.setPlaceholderText(self.tr("By when now: +14, 4/6; empty leaves the date"))
        self.state.edited.connect(self._stated)
        self.outcome.textChanged.connect(self.edited)
        self.due.edited.connect(self.edited)

    def status(self) -> str:
        """``done``, ``cannot`` or ``again``; nothing while nobody has spoken about it."""
        chosen = self.state.value()
        return STATES[chosen - 1] if chosen else ""

    def values(self) -> dict[str, Any]:
        """The answer as plain values."""
        return {
            "id": self.carried.id,
            "status": self.status(),
            "outcome": self.outcome.text().strip(),
            "due": self.due.line.text(),
        }

    def fill(self, values: dict[str, Any]) -> None:
        """Show plain values."""
        self.outcome.setPlainText(str(values.get("outcome", "")))
        self.due.line.setText(str(values.get("due", "")))
        status = str(values.get("status", ""))
        self.state.set_value(STATES.index(status) + 1 if status in STATES else None)

    def wrong(self) -> bool:
        """Show what is missing, and go there; whether something is."""
        missing = self.status() in {"done", "cannot"} and not self.outcome.text().strip()
        unreadable = self.status() == "again" and self.due.unreadable()
        text = self.tr("Say what came of it, so that people can be told") if missing else ""
        if unreadable:
            text = self.tr("Type a date, for example 4/6, or +14 for two weeks")
        self.error.setText(text)
        self.error.setVisible(bool(text))
        if text:
            (self.outcome if missing else self.due.line).setFocus()
        return bool(text)

    def _from(self) -> str:
        day = iso(self.carried.date)
        return self.tr("from {date}").format(date=long_date(day)) if day else ""

    def _stated(self) -> None:
        status = self.status()
        if status and self.guard is None:  # most actions of most meetings are not spoken about
            self.guard = StaffGuard(self._desk, "patient_facing")
            self.guard.watch(self.outcome)
            self._column.insertWidget(self._column.indexOf(self.outcome) + 1, self.guard)
        self.outcome.setVisible(bool(status))
        self.due.setVisible(status == "again")
        self.outcome.setPlaceholderText(
            self.tr("Why not, so that people can be told")
            if status == "cannot"
            else self.tr("What was said, if anything")
            if status == "again"
            else self.tr("What came of it")
        )
        self.error.hide()
        self.edited.emit()


class CarriedCard(Card):
    """All of them; those below the edge of the screen are made a moment later."""

    edited = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.heading.setText(self.tr("Carried over from last time"))
        self.heading.show()
        self.body.setSpacing(16)
        self._desk = desk
        self.carried: tuple[Carried, ...] = ()
        self.parts: list[CarriedPart] = []
        self._held: dict[str, dict[str, Any]] = {}
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._more)
        self.hide()

    def begin(self, carried: tuple[Carried, ...], answers: list[dict[str, Any]]) -> None:
        """Show these, with what was said of them."""
        for part in self.parts:
            put_off(part)
        self.parts = []
        self.carried = carried
        self._held = {str(each.get("id", "")): each for each in answers}
        self._make(_AT_ONCE)
        self.setVisible(bool(carried))

    def values(self) -> list[dict[str, Any]]:
        """What was said of those that were spoken about."""
        said = {**self._held, **{part.carried.id: part.values() for part in self.parts}}
        shown = {each.id for each in self.carried}
        return [each for key, each in said.items() if key in shown and each.get("status")]

    def ids(self) -> list[str]:
        """All that is carried over into this meeting."""
        return [each.id for each in self.carried]

    def wrong(self) -> bool:
        """Show the first that lacks what came of it; whether there is one."""
        self._make(len(self.carried))
        return any(part.wrong() for part in self.parts)

    def _more(self) -> None:
        self._make(_THEN)

    def _make(self, most: int) -> None:
        first = len(self.parts)
        for carried in self.carried[first : first + most]:
            part = CarriedPart(carried, self._desk)
            part.fill(self._held.get(carried.id, {}))
            part.edited.connect(self.edited)
            self.parts.append(part)
            self.body.addWidget(part)
        if len(self.parts) < len(self.carried):
            self._soon.start()
