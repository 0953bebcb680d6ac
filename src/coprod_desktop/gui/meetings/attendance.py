# SPDX-License-Identifier: MIT
"""Who came to a meeting: roles and numbers, no names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from coprod_desktop.gui.furniture import Button, bar, discard
from coprod_desktop.gui.meetings.pieces import Part
from coprod_desktop.gui.responsive import Columns
from coprod_desktop.gui.typed import NumberField

ROLES: Final = (
    "Patients",
    "Health reps",
    "Head of healthcare",
    "Nurse",
    "Pharmacist",
    "GP",
    "Mental health worker",
    "Co-production facilitator",
    "Prison officer",
    "Interpreter",
)


class AttendanceLine(Part):
    """How many of a role came."""

    def __init__(self) -> None:
        super().__init__()
        self.role = QComboBox()
        self.role.setEditable(True)
        self.role.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.role.addItems(["", *ROLES])
        self.role.setAccessibleName(self.tr("Role"))
        self.number = NumberField(999)
        self.number.setPlaceholderText(self.tr("How many"))
        self.number.setAccessibleName(self.tr("How many"))
        self.wing = QLineEdit()
        self.wing.setPlaceholderText(self.tr("Wing"))
        self.wing.setAccessibleName(self.tr("Wing"))
        remove = Button(self.tr("Remove"), kind="quiet")
        remove.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        remove.clicked.connect(self._take_out)
        parts = ((self.role, 2), (self.number, 1), (self.wing, 1), (remove, 1))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Columns(parts, wide=5, narrow=2, least=560))
        self.role.editTextChanged.connect(self.edited)
        self.number.textEdited.connect(self.edited)
        self.wing.textEdited.connect(self.edited)

    def values(self) -> dict[str, Any]:
        """The line as plain values."""
        return {
            "role": self.role.currentText().strip(),
            "count": self.number.number(),
            "wing": self.wing.text().strip(),
        }

    def fill(self, values: dict[str, Any]) -> None:
        """Show plain values."""
        self.role.setCurrentText(str(values.get("role", "")))
        self.number.set_number(int(values.get("count", 1)))
        self.wing.setText(str(values.get("wing", "")))


class AttendanceList(QWidget):
    """All roles that came, and a button for another."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self.lines: list[AttendanceLine] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        add = Button(self.tr("Add a role"), icon="plus")
        add.clicked.connect(self.add_role)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        whole.addLayout(self._column)
        whole.addWidget(bar(add))

    def add_role(self) -> AttendanceLine:
        """Another role, with the cursor in it."""
        line = self._new()
        line.role.setFocus()
        return line

    def values(self) -> list[dict[str, Any]]:
        """The lines as plain values."""
        return [line.values() for line in self.lines]

    def fill(self, lines: Iterable[dict[str, Any]]) -> None:
        """Show plain values in place of what stands there."""
        for line in tuple(self.lines):
            self._gone(line)
        for values in lines:
            self._new().fill(values)

    def _new(self) -> AttendanceLine:
        line = AttendanceLine()
        line.edited.connect(self.edited)
        line.gone.connect(self._gone)
        self.lines.append(line)
        self._column.addWidget(line)
        return line

    def _gone(self, line: AttendanceLine) -> None:
        self.lines.remove(line)
        discard(line)
        self.edited.emit()
