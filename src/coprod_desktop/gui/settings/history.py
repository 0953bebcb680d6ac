# SPDX-License-Identifier: MIT
"""Telling a store apart from its copy: what that means, and beginning a new history."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card, bar
from coprod_desktop.gui.messages import Message


def _begin(session: Any) -> None:
    from coprod_desktop.services.exchanging import restoring

    restoring.new_history(session)


class NewHistory(Card):
    """For a wing's PC that was cloned."""

    said = Signal(object)
    """A `Message` for the tab."""
    failed = Signal(object)
    """What went wrong: the exception."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.heading.setText(self.tr("If this PC was copied"))
        self.heading.show()
        self.body.addWidget(
            words(
                self.tr(
                    "Only when IT has cloned this PC’s disk, and both PCs record. Both then number "
                    "their changes alike, and the office raises an alarm. On one of the two, begin "
                    "a new history: nothing recorded is lost."
                )
            )
        )
        self.ask = Button(self.tr("Begin a new history…"))
        self.ask.clicked.connect(self._ask)
        self.sure = Card(self.tr("Begin a new history on this PC?"))
        for number, text in enumerate(
            (
                self.tr("Everything that the office has not confirmed is sent anew."),
                self.tr("The office takes nothing from this PC until it approves it again."),
                self.tr("You save a new enrol request, and read out twelve new words."),
            ),
            1,
        ):
            self.sure.body.addWidget(words(f"{number}. {text}"))
        self.yes = Button(self.tr("Yes, begin a new history"), kind="danger")
        self.yes.clicked.connect(self._begin)
        self.no = Button(self.tr("No, leave it"))
        self.no.clicked.connect(self._leave)
        self.sure.body.addWidget(bar(self.yes, self.no))
        self.enrol = Button(self.tr("Save the new enrol request"), kind="primary")
        self.enrol.clicked.connect(self._enrol)
        self._after: QWidget = bar(self.enrol)
        self.body.addWidget(bar(self.ask))
        self.body.addWidget(self.sure)
        self.body.addWidget(self._after)
        self.sure.hide()
        self._after.hide()

    def _ask(self) -> None:
        self.sure.show()
        self.no.setFocus()

    def _leave(self) -> None:
        self.sure.hide()
        self.ask.setFocus()

    def _begin(self) -> None:
        self.yes.setEnabled(False)
        self._desk.jobs.run(
            _begin,
            owner=self,
            done=self._begun,
            failed=self._failed,
            lane="long",
            changes=("bundle",),
        )

    def _begun(self, _nothing: object) -> None:
        self.yes.setEnabled(True)
        self.sure.hide()
        self._after.show()
        self.enrol.setFocus()
        self.said.emit(
            Message(
                "success",
                self.tr("A new history has begun."),
                self.tr("Everything recorded is here."),
                self.tr("Send the office the new enrol request before the next stick round."),
            )
        )

    def _failed(self, error: Exception) -> None:
        self.yes.setEnabled(True)
        self.failed.emit(error)

    def _enrol(self) -> None:
        self._after.hide()
        self._desk.go("exchange", "enrolment")
