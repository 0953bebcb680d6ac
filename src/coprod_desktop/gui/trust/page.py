# SPDX-License-Identifier: MIT
"""The Trust tab: what wings trust, what waits for signatures, and changing keys."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.gui.dates import local, long_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.furniture import Card, Scroll, fact
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.gui.trust.keys import OfficeKeysCard, RootsCard
from coprod_desktop.gui.trust.recovery import RecoveryKeyCard
from coprod_desktop.gui.trust.signing import SigningCard
from coprod_desktop.services import trusting
from coprod_desktop.services.trusting import TrustStatus

_SOON_DAYS = 60


class TrustTab(QWidget):
    """Cards, one under the other."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.banner = Banner()
        self.now = Card(self.tr("What every wing trusts"))
        self.signing = SigningCard(desk)
        self.signing.signed.connect(self._signed)
        self.signing.withdrawn.connect(self._withdrawn)
        self.keys = OfficeKeysCard(desk)
        self.recovery = RecoveryKeyCard(desk)
        self.recovery.rotated.connect(self._recovery_rotated)
        self.roots = RootsCard(desk)
        for part in (self.keys, self.roots):
            part.done.connect(self._said)
        for part in (self.signing, self.keys, self.recovery, self.roots):
            part.failed.connect(self._failed)
        self._scroll = Scroll(margins=(0, 4, 6, 16))
        for card in (
            *(self.signing, self.now),
            *(self.keys, self.recovery, self.roots),
        ):
            self._scroll.body.addWidget(card)
        self._scroll.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.banner)
        column.addWidget(self._scroll, 1)

    def ask(self) -> None:
        """Look at the trust list."""
        self._desk.jobs.run(
            trusting.status, owner=self, done=self._show, failed=self._failed, key="trust"
        )

    def _show(self, status: TrustStatus) -> None:
        self._show_now(status)
        for part in (self.signing, self.keys, self.roots):
            part.show_status(status)
        self.recovery.allow(on=not status.proposed)

    def _show_now(self, status: TrustStatus) -> None:
        self.now.empty()
        body = self.now.body
        text = self.tr("Trust list version {version}").format(version=status.version)
        body.addWidget(fact("shield", "success", text))
        day = local(status.expires_at).date()
        left = (day - self._desk.today()).days
        if status.expired:
            text = self.tr(
                "It was to be renewed by {day}. Everything still works: this is a reminder to look "
                "at the list of wing PCs and to change the office’s keys."
            )
            icon, ink = "warning", "warning"
        elif left <= _SOON_DAYS:
            text = self.tr(
                "Renew it by {day}: look at the list of wing PCs and change the office’s keys. "
                "Nothing stops working on that day."
            )
            icon, ink = "clock", "warning"
        else:
            text = self.tr("To be renewed by {day}")
            icon, ink = "calendar", "soft"
        body.addWidget(fact(icon, ink, text.format(day=long_date(day))))

    def _signed(self, status: TrustStatus) -> None:
        self._said(status, self.tr("All signatures are there: the change is in force."))

    def _withdrawn(self, status: TrustStatus) -> None:
        self._show(status)
        self._tell(Message("success", self.tr("The change was given up. Nothing has changed.")))

    def _recovery_rotated(self, status: TrustStatus) -> None:
        self._said(status, self.tr("There is a new recovery key."))

    def _said(self, status: TrustStatus, said: str) -> None:
        self._show(status)
        if status.proposed:
            self.signing.file.setFocus()
            message = Message(
                "info",
                self.tr("The change is prepared, and waits for signatures."),
                "",
                self.tr("Have it signed below, with key files."),
            )
        else:
            advice = self.tr("Write what goes back, so that the wings hear of it.")
            message = Message("success", said, "", advice)
        self._tell(message)

    def _failed(self, error: Exception) -> None:
        self.banner.show_error(error)

    def _tell(self, message: Message) -> None:
        self.banner.show_message(message)
