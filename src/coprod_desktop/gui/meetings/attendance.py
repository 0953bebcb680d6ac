# SPDX-License-Identifier: MIT
"""Who came to a meeting: roles and numbers, no names, and what kept others away."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from coprod_desktop.domain import vocabulary
from coprod_desktop.gui.feedback.parts import choose, choosing
from coprod_desktop.gui.fields import WordsField
from coprod_desktop.gui.furniture import Button, discard
from coprod_desktop.gui.meetings.about import ROLES, role_line
from coprod_desktop.gui.meetings.counting import came
from coprod_desktop.gui.meetings.section import Section
from coprod_desktop.gui.messages import announce
from coprod_desktop.gui.responsive import Columns
from coprod_desktop.gui.typed import NumberField


class RoleLine(QWidget):
    """How many of a role came."""

    edited = Signal()
    gone = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.number = NumberField(999)
        self.number.setPlaceholderText(self.tr("How many"))
        self.number.setAccessibleName(self.tr("How many"))
        self.role = role_line(self.tr("Role"))
        self.wing = QLineEdit()
        self.wing.setPlaceholderText(self.tr("Wing"))
        self.wing.setAccessibleName(self.tr("Wing"))
        remove = Button(self.tr("Remove"), kind="quiet")
        remove.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        remove.clicked.connect(self._take_out)
        parts = ((self.number, 2), (self.role, 4), (self.wing, 2), (remove, 1))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Columns(parts, wide=9, narrow=2, least=560))
        for line in (self.number, self.role, self.wing):
            line.textEdited.connect(self.edited)

    def values(self) -> dict[str, Any]:
        """The line as plain values."""
        return {
            "role": self.role.text().strip(),
            "count": self.number.number(),
            "wing": self.wing.text().strip(),
        }

    def fill(self, values: dict[str, Any]) -> None:
        """Show plain values."""
        self.role.setText(str(values.get("role", "")))
        self.number.set_number(int(values.get("count", 1)))
        self.wing.setText(str(values.get("wing", "")))

    def _take_out(self) -> None:
        self.gone.emit(self)


class AttendanceList(QWidget):
    """All roles that came, under a line where they are typed as they are said."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self.lines: list[RoleLine] = []
        self.quick = QLineEdit()
        self.quick.setPlaceholderText(self.tr("for example 3 patients B wing, 2 nurses"))
        self.quick.installEventFilter(self)
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(self.quick)
        whole.addLayout(self._column)
        self.setFocusProxy(self.quick)

    def values(self) -> list[dict[str, Any]]:
        """The lines as plain values, with what is typed and not taken yet."""
        typed = [each.values() for each in came(self.quick.text(), ROLES)]
        return [*(line.values() for line in self.lines), *typed]

    def fill(self, lines: list[dict[str, Any]]) -> None:
        """Show plain values in place of what stands there."""
        self.quick.clear()
        for line in tuple(self.lines):
            self._drop(line)
        for values in lines:
            self._new().fill(values)

    def take(self) -> bool:
        """Take what was typed into the list; whether there was something."""
        found = came(self.quick.text(), ROLES)
        for each in found:
            self._add(each.values())
        self.quick.clear()
        if found:
            said = ", ".join(f"{each.number} {each.role} {each.wing}".strip() for each in found)
            announce(self.quick, self.tr("Added: {who}").format(who=said))
            self.edited.emit()
        return bool(found)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Return takes what was typed, and leaving the line does too."""
        if watched is self.quick:
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
                if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and plain:
                    self.take()
                    return True
            elif event.type() == QEvent.Type.FocusOut and self.quick.text().strip():
                self.take()
        return super().eventFilter(watched, event)

    def _add(self, values: dict[str, Any]) -> None:
        """Count people in where their role waits to be counted, or on a line of their own."""
        for line in self.lines:
            stands = line.values()
            same = stands["role"].lower() == values["role"].lower()
            if same and not stands["count"] and stands["wing"] in {"", values["wing"]}:
                line.fill(values)
                return
        self._new().fill(values)

    def _new(self) -> RoleLine:
        line = RoleLine()
        line.edited.connect(self.edited)
        line.gone.connect(self._gone)
        self.lines.append(line)
        self._column.addWidget(line)
        line.setVisible(True)
        return line

    def _drop(self, line: RoleLine) -> None:
        self.lines.remove(line)
        discard(line)

    def _gone(self, line: RoleLine) -> None:
        self._drop(line)
        self.quick.setFocus()
        self.edited.emit()


class CameSection(Section):
    """Who came and who could not, the interpreter, and the prison's regime that day."""

    DEFAULTS: ClassVar[dict[str, Any]] = {
        "attendance": [],
        "apologies": [],
        "wings_not_represented": [],
        "patients_present": 0,
        **dict.fromkeys(("interpreter", "interpreter_used", "regime", "regime_note"), ""),
        "consent": "",
    }

    def __init__(self) -> None:
        super().__init__("")
        self.button.setText(self.tr("Who came, by role"))

    def build(self) -> None:
        """The list of roles over what is counted and noted."""
        self.attendance = AttendanceList()
        came_row = self.row(
            self.tr("Who came: number, role, wing, then Return"),
            self.attendance,
            hint=self.tr("Numbers are enough. No names are needed."),
        )
        self.patients = self.row(self.tr("Patients in the room"), NumberField(9999))
        self.apologies = self.row(self.tr("Apologies, one role on each line"), WordsField(1, 6))
        self.missed = self.row(self.tr("Wings nobody came from"), WordsField(1, 6))
        used = [
            ("yes", self.tr("Used")),
            ("no", self.tr("Asked for, but not there")),
            ("not_needed", self.tr("Not needed")),
        ]
        self.used = self.row(self.tr("Interpreter"), choosing(used))
        self.language = self.row(self.tr("Interpreter: which language"), QLineEdit())
        self.regime = self.row(
            self.tr("The prison’s regime that day"),
            choosing(vocabulary.options(vocabulary.REGIMES)),
        )
        self.regime_note = self.row(self.tr("What got in the way"), QLineEdit())
        self.consent = self.row(
            self.tr("Initials or names, with consent"),
            QLineEdit(),
            hint=self.tr("Leave it empty, unless somebody asked to be named and agreed."),
        )
        self.body.addWidget(came_row)
        parts = (
            (self.patients, 1),
            (self.apologies, 2),
            (self.missed, 1),
            (self.used, 1),
            (self.language, 1),
            (self.regime, 1),
            (self.regime_note, 1),
            (self.consent, 4),
        )
        self.body.addWidget(Columns(parts, wide=4, narrow=1, least=760))
        for row in (self.patients, self.language, self.regime_note):
            row.field.textEdited.connect(self.edited)
        for row in (self.apologies, self.missed):
            row.field.textChanged.connect(self.edited)
        self.consent.field.textEdited.connect(self.edited)
        for row in (self.used, self.regime):
            row.field.currentIndexChanged.connect(self.edited)
        self.attendance.edited.connect(self._came)

    def show_values(self, values: dict[str, Any]) -> None:
        """Put values into the fields."""
        self.attendance.fill(values["attendance"])
        self.patients.field.set_number(int(values["patients_present"]))
        self.apologies.field.setPlainText("\n".join(values["apologies"]))
        self.missed.field.setPlainText("\n".join(values["wings_not_represented"]))
        choose(self.used.field, values["interpreter_used"])
        self.language.field.setText(str(values["interpreter"]))
        choose(self.regime.field, values["regime"])
        self.regime_note.field.setText(str(values["regime_note"]))
        self.consent.field.setText(str(values["consent"]))
        self._suggest()

    def read(self) -> dict[str, Any]:
        """The values in the fields."""
        lines = self.attendance.values()
        typed = self.patients.field.number()
        return {
            "attendance": lines,
            "patients_present": typed or _patients(lines),
            "apologies": self.apologies.field.text().splitlines(),
            "wings_not_represented": self.missed.field.text().splitlines(),
            "interpreter": self.language.field.text(),
            "interpreter_used": self.used.field.currentData(),
            "regime": self.regime.field.currentData(),
            "regime_note": self.regime_note.field.text(),
            "consent": self.consent.field.text(),
        }

    def summary(self, values: dict[str, Any]) -> str:
        """The roles with their numbers."""
        lines = [each for each in values["attendance"] if each.get("count")]
        said = [f"{each['count']} {each['role']} {each.get('wing', '')}".strip() for each in lines]
        regime = vocabulary.say(vocabulary.REGIMES, values["regime"]) if values["regime"] else ""
        return " · ".join(part for part in (", ".join(said), regime) if part)

    def _came(self) -> None:
        self._suggest()
        self.edited.emit()

    def _suggest(self) -> None:
        """Say how many patients there are by the roles, for who leaves the number to them."""
        number = _patients(self.attendance.values())
        self.patients.field.setPlaceholderText(str(number) if number else "")


def _patients(lines: list[dict[str, Any]]) -> int:
    """How many of those who came are patients, by their role."""
    named = ("patient", "health rep", "lead health rep")
    return sum(
        int(each.get("count", 0))
        for each in lines
        if str(each.get("role", "")).lower().rstrip("s") in named
    )
