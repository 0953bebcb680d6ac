# SPDX-License-Identifier: MIT
"""One of the prison's own routes, and what was done about it: a line of the patient guard."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from coprod_desktop.domain import harm
from coprod_desktop.domain.records import Escalation
from coprod_desktop.gui.forms import Row, words
from coprod_desktop.gui.furniture import Picture, flowing
from coprod_desktop.gui.guards import local
from coprod_desktop.gui.responsive import Columns
from coprod_desktop.gui.typed import DateField

_STATES: Final = ("done", "not_needed", "open")
_BESIDE: Final = 420


class RouteLine(QFrame):
    """A route with its steps, and the question what was done: passed on, no concern, not yet."""

    edited = Signal()

    def __init__(self, code: str, today: Callable[[], datetime.date]) -> None:
        super().__init__()
        self.setProperty("part", "banner")
        self.setProperty("role", "warning")
        self.code = code
        self._today = today
        route = harm.route(code)
        self.setAccessibleName(route.label)
        self.because = words("", "soft")
        self.because.hide()
        self.here = words("")
        self.here.hide()
        self._group = QButtonGroup(self)
        self.choices: dict[str, QRadioButton] = {}
        for number, (state, text) in enumerate(self._answers().items()):
            button = QRadioButton(text)
            button.setProperty("kind", "choice")
            button.setAccessibleDescription(route.label)
            self._group.addButton(button, number)
            self.choices[state] = button
        self.on: Row[DateField] = Row(self.tr("When"), DateField(today))
        self.by: Row[QComboBox] = Row(self.tr("By which role"), local.role_box())
        self.reason: Row[QLineEdit] = Row(
            self.tr("Why it is no concern"),
            QLineEdit(),
            hint=self.tr("For example: it is about an event long ago, and was dealt with then."),
        )
        self.reason.field.setMaxLength(200)
        self._when = Columns(((self.on, 1), (self.by, 1)), wide=2, narrow=1, least=_BESIDE)
        self._later = words(
            self.tr(
                "Kept as open. Nothing is sent to the office until somebody says what was done."
            ),
            "soft",
        )
        self._build(route)
        self._group.idToggled.connect(self._chosen)
        for signal in (
            self.on.field.edited,
            self.by.field.editTextChanged,
            self.reason.field.textEdited,
        ):
            signal.connect(self._changed)
        self._fit()

    def state(self) -> str:
        """What was chosen, or nothing."""
        number = self._group.checkedId()
        return "" if number < 0 else _STATES[number]

    def escalation(self) -> Escalation:
        """What is to be recorded; as long as nobody answered, it is open."""
        state = self.state()
        if state == "done":
            on, by = self.on.field.date(), self.by.field.currentText().strip()
            return Escalation(route=self.code, state="done", on=on, by_role=by)
        if state == "not_needed":
            reason = self.reason.field.text().strip()
            return Escalation(route=self.code, state="not_needed", on=self._today(), reason=reason)
        return Escalation(route=self.code, state="open")

    def show_escalation(self, escalation: Escalation) -> None:
        """Show what was recorded."""
        self.fill(
            {
                "state": escalation.state,
                "on": escalation.on.isoformat() if escalation.on else "",
                "by": escalation.by_role,
                "reason": escalation.reason,
            }
        )

    def values(self) -> dict[str, Any]:
        """All as plain values, for a draft."""
        on = self.on.field.date()
        return {
            "route": self.code,
            "state": self.state(),
            "on": on.isoformat() if on else self.on.field.line.text(),
            "by": self.by.field.currentText(),
            "reason": self.reason.field.text(),
        }

    def fill(self, values: dict[str, Any]) -> None:
        """Show a draft's values."""
        self.blockSignals(True)
        state, on = str(values.get("state", "")), str(values.get("on", ""))
        if state in self.choices:
            self.choices[state].setChecked(True)
        try:
            self.on.field.set_date(msgspec.convert(on, datetime.date, strict=False))
        except msgspec.ValidationError:
            self.on.field.line.setText(on)
        self.by.field.setCurrentText(str(values.get("by", "")))
        self.reason.field.setText(str(values.get("reason", "")))
        self.blockSignals(False)
        self._fit()

    def check(self) -> bool:
        """Whether what was chosen is complete; else what is missing is shown and has the focus."""
        for row in (self.on, self.by, self.reason):
            row.set_error("")
        state, day = self.state(), self.on.field.date()
        if state == "done" and (day is None or day > self._today()):
            self.on.set_error(self.tr("Type a date that is not still to come"))
            self.on.field.setFocus()
        elif state == "done" and not self.by.field.currentText().strip():
            self.by.set_error(self.tr("Say which role passed it on"))
            self.by.field.setFocus()
        elif state == "not_needed" and not self.reason.field.text().strip():
            self.reason.set_error(self.tr("Say why, in a few words"))
            self.reason.field.setFocus()
        else:
            return True
        return False

    def show_because(self, said: Sequence[str]) -> None:
        """Say which words it is about."""
        self.because.setText(
            self.tr("Because of these words: {words}").format(
                words=", ".join(f"“{each}”" for each in said)
            )
        )
        self.because.setVisible(bool(said))

    def show_here(self, text: str) -> None:
        """Say whom to tell at this site, and how."""
        self.here.setText(text)
        self.here.setVisible(bool(text))

    def stops(self) -> list[QWidget]:
        """What the Tab key stops at, in order."""
        return [*self.choices.values(), self.on.field.line, self.by.field, self.reason.field]

    def focus_first(self) -> None:
        """Put the focus on the question."""
        now = self.choices.get(self.state()) or self.choices["done"]
        now.setFocus(Qt.FocusReason.TabFocusReason)

    def _answers(self) -> dict[str, str]:
        return {
            "done": self.tr("Passed on"),
            "not_needed": self.tr("Read, and not a concern"),
            "open": self.tr("Not yet"),
        }

    def _build(self, route: harm.Route) -> None:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(words(route.label, "subheading"))
        for part in (words(route.reminder), self.because):
            column.addWidget(part)
        if route.steps:
            steps = (f"{number}. {step}" for number, step in enumerate(route.steps, 1))
            column.addWidget(words("\n".join(steps)))
        column.addWidget(self.here)
        question = words(self.tr("What was done?"), "label")
        column.addWidget(question)
        column.addWidget(flowing(*self.choices.values()))
        for part in (self._when, self.reason, self._later):
            column.addWidget(part)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 12)
        row.setSpacing(12)
        row.addWidget(Picture("flag", "warning"), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)

    def _chosen(self, _number: int, on: bool) -> None:  # noqa: FBT001 - a slot of idToggled
        if not on:
            return
        if self.state() == "done" and not self.on.field.line.text():
            self.on.field.set_date(self._today())
        self._fit()
        self._changed()

    def _changed(self) -> None:
        self.edited.emit()

    def _fit(self) -> None:
        state = self.state()
        shown: tuple[tuple[QWidget, bool], ...] = (
            (self._when, state == "done"),
            (self.reason, state == "not_needed"),
            (self._later, state == "open"),
        )
        for widget, visible in shown:
            widget.setVisible(visible)
