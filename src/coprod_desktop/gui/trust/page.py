# SPDX-License-Identifier: MIT
"""The Trust tab: what wings trust, what waits for signatures, and changing keys."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.furniture import Scroll
from coprod_desktop.gui.messages import Message
from coprod_desktop.gui.trust.by_hand import ListByHand
from coprod_desktop.gui.trust.card import TrustCard
from coprod_desktop.gui.trust.keys import OfficeKeysCard, RootsCard
from coprod_desktop.gui.trust.recovery import RecoveryKeyCard
from coprod_desktop.gui.trust.signing import SigningCard
from coprod_desktop.services.exchanging import trusting
from coprod_desktop.services.exchanging.trusting import TrustStatus

_SETTLED_MS: Final = 100
"""When the view has followed the focus."""


class TrustTab(QWidget):
    """Cards, one under the other."""

    told = Signal(object)
    """Something to say on the page: a `Message`."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.now = TrustCard(desk)
        self.now.told.connect(self.told)
        self.signing = SigningCard(desk)
        self.signing.signed.connect(self._signed)
        self.signing.withdrawn.connect(self._withdrawn)
        self.keys = OfficeKeysCard(desk)
        self.recovery = RecoveryKeyCard(desk)
        self.recovery.rotated.connect(self._recovery_rotated)
        self.roots = RootsCard(desk)
        self.by_hand = ListByHand(desk)
        self.by_hand.told.connect(self._followed)
        for part in (self.keys, self.roots):
            part.done.connect(self._said)
        parts = (self.now, self.signing, self.keys, self.recovery, self.roots, self.by_hand)
        for part in parts:
            part.failed.connect(self.failed)
        self._scroll = Scroll(margins=(0, 4, 6, 16))
        for card in (
            *(self.signing, self.now),
            *(self.keys, self.recovery, self.roots, self.by_hand),
        ):
            self._scroll.body.addWidget(card)
        self._scroll.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._scroll, 1)

    def ask(self) -> None:
        """Look at the trust list."""
        self._desk.jobs.run(
            trusting.status, owner=self, done=self._show, failed=self.failed.emit, key="trust"
        )

    def _show(self, status: TrustStatus) -> None:
        for part in (self.now, self.signing, self.keys, self.roots):
            part.show_status(status)
        self.recovery.allow(on=not status.proposed)

    def _followed(self, message: Message) -> None:
        self.told.emit(message)
        self.ask()

    def _signed(self, status: TrustStatus) -> None:
        self._said(status, self.tr("All signatures are there: the change is in force."))

    def _show_from_top(self) -> None:
        """What is to be signed stands above the field that has the focus now."""
        self._scroll.verticalScrollBar().setValue(0)
        self._scroll.ensureWidgetVisible(self.signing.file)

    def _withdrawn(self, status: TrustStatus) -> None:
        self._show(status)
        self.told.emit(Message("success", self.tr("The change was given up. Nothing has changed.")))

    def _recovery_rotated(self, status: TrustStatus) -> None:
        self._said(status, self.tr("There is a new recovery key."))

    def _said(self, status: TrustStatus, said: str) -> None:
        self._show(status)
        if status.proposed:
            self.signing.file.setFocus()
            QTimer.singleShot(_SETTLED_MS, self, self._show_from_top)
            message = Message(
                "info",
                self.tr("The change is prepared, and waits for signatures."),
                "",
                self.tr("Have it signed below, with key files."),
            )
        else:
            advice = self.tr("Write what goes back, so that the wings hear of it.")
            message = Message("success", said, "", advice)
        self.told.emit(message)
