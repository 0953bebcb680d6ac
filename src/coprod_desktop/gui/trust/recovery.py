# SPDX-License-Identifier: MIT
"""The office's recovery key: a new one on paper, in the place of a lost or seen one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card, Stack, bar, flowing
from coprod_desktop.gui.trust import calls
from coprod_desktop.gui.trust.key_paper import AskBackStep, RecoveryKeyStep
from coprod_desktop.services.exchanging import trusting

if TYPE_CHECKING:
    from coprod_desktop.services.sheets import Page


def _rotate(session: Any, listed: tuple[str, ...]) -> Any:
    return trusting.rotate_recovery(session, listed)


class RecoveryKeyCard(Card):
    """What it is for; and making a new one: shown, printed, asked back, then in force."""

    failed = Signal(object)
    rotated = Signal(object)
    """A new key is in force, or waits for signatures: the new `TrustStatus`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("The recovery key on paper"))
        self._desk = desk
        self.open = Button(self.tr("Make a new recovery key"), icon="key")
        self.open.clicked.connect(self._begin)
        self.rest = Card()
        self.rest.setProperty("part", "canvas")
        self.rest.body.setContentsMargins(0, 0, 0, 0)
        self.rest.body.addWidget(
            words(
                self.tr(
                    "Make a new one when the paper is lost, or when somebody saw it who should "
                    "not. The old paper still opens what was sealed to it before, so destroy it "
                    "only when every wing has seen the new key."
                ),
                "soft",
            )
        )
        self.rest.body.addWidget(bar(self.open))
        self.key = RecoveryKeyStep()
        self.ask_back = AskBackStep()
        self.steps = Stack()
        for step in (self.rest, self.key, self.ask_back):
            self.steps.add(step)
        self.next = Button(self.tr("Continue"), kind="primary")
        self.next.clicked.connect(self.go_on)
        self.stop = Button(self.tr("Leave it as it is"))
        self.stop.clicked.connect(self.shut)
        self._foot = flowing(self.next, self.stop)
        self._foot.hide()
        self.body.addWidget(self.steps)
        self.body.addWidget(self._foot)

    def allow(self, *, on: bool) -> None:
        """Whether a new key may be made now."""
        self.open.setEnabled(on)

    def go_on(self) -> None:
        """From the paper to the words asked back, and from there to the new key."""
        if self.steps.now() is self.key:
            self.ask_back.ask(self.key.words())
            self.steps.turn(self.ask_back)
            self.next.setText(self.tr("Use this key from now on"))
            self.ask_back.lines[0].field.setFocus()
            return
        if not self.ask_back.complete():
            return
        self.next.setEnabled(False)
        self._desk.jobs.run(
            _rotate,
            self.key.words(),
            owner=self,
            done=self._done,
            failed=self._refused,
            changes=("trust",),
        )

    def shut(self) -> None:
        """Forget the words that were shown."""
        self.key.forget()
        self.ask_back.forget()
        self.steps.turn(self.rest)
        self._foot.hide()
        self.open.setFocus()

    def _begin(self) -> None:
        self.open.setEnabled(False)
        self._desk.jobs.run_unsigned(
            calls.recovery_key,
            self._desk.who.office,
            owner=self,
            done=self._show,
            failed=self._refused,
        )

    def _show(self, page: Page) -> None:
        self.open.setEnabled(True)
        self.key.show_sheet(page)
        self.next.setText(self.tr("Continue"))
        self.steps.turn(self.key)
        self._foot.show()
        self.key.print.setFocus()

    def _done(self, status: Any) -> None:
        self.next.setEnabled(True)
        self.shut()
        self.rotated.emit(status)

    def _refused(self, error: Exception) -> None:
        self.open.setEnabled(True)
        self.next.setEnabled(True)
        self.failed.emit(error)
