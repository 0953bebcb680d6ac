# SPDX-License-Identifier: MIT
"""A change to the trust list that waits for signatures, and signing it with a key file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, Signal

from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.fields import SecretField
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Button, Card, bar, fact
from coprod_desktop.gui.jobs import Job, Step
from coprod_desktop.gui.progress import ProgressPanel
from coprod_desktop.gui.steps import FolderField
from coprod_desktop.gui.trust.confirming import Confirm
from coprod_desktop.services.exchanging import trusting
from coprod_desktop.services.exchanging.trusting import TrustStatus


def _sign(session: Any, file: Path, passphrase: str, progress: Any) -> TrustStatus:
    return trusting.sign_proposal(session, file, passphrase, progress)


def _withdraw(session: Any) -> TrustStatus:
    return trusting.withdraw(session)


def what(status: TrustStatus) -> str:
    """The change that waits, in a sentence."""
    translate = QCoreApplication.translate
    return translate("Signing", "The change: {what}.").format(what=status.what)


class SigningCard(Card):
    """What is to change, who has signed, and a place to sign."""

    signed = Signal(object)
    """Somebody has signed: the new `TrustStatus`."""
    withdrawn = Signal(object)
    """The change was given up: the new `TrustStatus`."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("A change waits for signatures"))
        self._desk = desk
        self._job: Job | None = None
        self.progress = ProgressPanel()
        self.state = Card()
        self.state.setProperty("part", "canvas")
        self.state.body.setContentsMargins(0, 0, 0, 0)
        self.state.body.setSpacing(6)
        self.form = Form()
        self.file = FolderField(
            self.tr("Choose your key file"), file=self.tr("Root key files (root-key-*.json)")
        )
        self.place = self.form.add(
            self.tr("Your key file"),
            self.file,
            hint=self.tr("It is on your own stick. Take the stick with you afterwards."),
            required=True,
        )
        self.secret = SecretField()
        self.secret.entered.connect(self.sign)
        self.passphrase = self.form.add(
            self.tr("Passphrase of this key"), self.secret, required=True
        )
        self.button = Button(self.tr("Sign with this key"), kind="primary", icon="key")
        self.button.clicked.connect(self.sign)
        self.withdraw = Confirm(
            self.tr("Give this change up"),
            self.tr("Nothing changes for the wings. New key files made for it are worth nothing."),
            self.tr("Give it up"),
            icon="cross",
            grave=True,
        )
        self.withdraw.confirmed.connect(self._withdraw)
        for part in (self.state, self.form, bar(self.button), self.progress, self.withdraw):
            self.body.addWidget(part)
        self.hide()

    def show_status(self, status: TrustStatus) -> None:
        """Show what waits, or nothing."""
        self.setVisible(status.proposed)
        if not status.proposed:
            return
        self.state.empty()
        body = self.state.body
        body.addWidget(words(what(status), "subheading"))
        for name in status.signed:
            text = self.tr("Signed by {name}").format(name=name)
            body.addWidget(fact("tick", "success", text))
        left = status.signatures_missing
        text = (
            self.tr("One more signature is needed. Until then everything stays as it is.")
            if left == 1
            else self.tr(
                "{n} more signatures are needed. Until then everything stays as it is."
            ).format(n=left)
        )
        body.addWidget(fact("clock", "warning", text))

    def sign(self) -> None:
        """Check what was typed, and sign."""
        self.form.clear_errors()
        file = self.file.path()
        if file is None:
            self.place.set_error(self.tr("Choose your key file"))
        if not self.secret.text():
            self.passphrase.set_error(self.tr("Type the passphrase"))
        if file is None or not self.secret.text():
            (self.file if file is None else self.secret).setFocus()
            return
        self.button.setEnabled(False)
        self._job = self._desk.jobs.run(
            _sign,
            file,
            self.secret.text(),
            owner=self,
            done=self._done,
            failed=self._refused,
            progress=self._step,
            lane="long",
            changes=("trust", "device", "received", "feedback", "meeting", "action"),
        )
        self.secret.clear()

    def _step(self, step: Step) -> None:
        """It is signed by now, and what waited for a wing that it lets in comes in."""
        if self.progress.isHidden() and self._job is not None:
            self.progress.begin(self.tr("Taking in what waited…"), {})
            self.progress.follow(self._job)
        self.progress.step(step)

    def _done(self, status: TrustStatus) -> None:
        self.progress.end()
        self.button.setEnabled(True)
        self.file.line.clear()
        self.signed.emit(status)

    def _refused(self, error: Exception) -> None:
        self.progress.end()
        self.button.setEnabled(True)
        self.failed.emit(error)
        self.secret.setFocus()

    def _withdraw(self) -> None:
        self.withdraw.busy(on=True)
        self._desk.jobs.run(
            _withdraw,
            owner=self,
            done=self._given_up,
            failed=self._not_given_up,
            changes=("trust", "device"),
        )

    def _given_up(self, status: TrustStatus) -> None:
        self.withdraw.busy(on=False)
        self.withdraw.shut()
        self.withdrawn.emit(status)

    def _not_given_up(self, error: Exception) -> None:
        self.withdraw.busy(on=False)
        self.failed.emit(error)
