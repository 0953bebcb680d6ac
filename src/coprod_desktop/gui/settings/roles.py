# SPDX-License-Identifier: MIT
"""Giving a person another role, with what each role may do said beside it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from coprod_desktop.domain import vocabulary
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Button, Card, bar
from coprod_desktop.services.access import people
from coprod_desktop.services.session import Person


class RoleCard(Card):
    """Asks for another role of one person."""

    changed = Signal(object)
    """The `Person` with the new role."""
    failed = Signal(object)
    """Why it stayed as it was: an exception."""
    left = Signal()
    """It stays as it is, by choice."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._person: Person | None = None
        self.role = QComboBox()
        for code, text in vocabulary.options(vocabulary.ROLES):
            if code != "admin" or desk.who.kind == "office":
                self.role.addItem(text, code)
        self.role.currentIndexChanged.connect(self._say)
        self.may = words("", "hint")
        form = Form()
        form.add(self.tr("New role"), self.role)
        form.add_widget(self.may)
        self.set = Button(self.tr("Give this role"), kind="primary")
        self.set.clicked.connect(self._set)
        leave = Button(self.tr("Cancel"))
        leave.clicked.connect(self.left)
        self.body.addWidget(form)
        self.body.addWidget(bar(self.set, leave))
        self.hide()
        self._say()

    def ask(self, person: Person) -> None:
        """Show the role that a person has now."""
        self._person = person
        self.heading.show()
        self.heading.setText(self.tr("Role of {name}").format(name=person.name))
        self.role.setCurrentIndex(max(0, self.role.findData(person.role)))
        self.show()
        self.role.setFocus()

    def _say(self) -> None:
        self.may.setText(
            {
                "staff": self.tr(
                    "May record, look up, hand replies back, and take in what the office sent."
                ),
                "head": self.tr(
                    "May do all that staff may, and answer, send, authorise sticks, manage people "
                    "and make backups."
                ),
                "admin": self.tr(
                    "May do everything at the office: approve PCs, and keep its keys."
                ),
            }.get(str(self.role.currentData()), "")
        )

    def _set(self) -> None:
        if self._person is None:
            return
        self._desk.jobs.run(
            people.set_role,
            self._person.name,
            self.role.currentData(),
            owner=self,
            done=self._done,
            failed=self.failed.emit,
            changes=("people",),
        )

    def _done(self, person: Any) -> None:
        self.changed.emit(person)
