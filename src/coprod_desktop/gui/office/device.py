# SPDX-License-Identifier: MIT
"""One wing PC beside the board: how it stands, and all that can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Signal

from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card, Scroll, fact, rule
from coprod_desktop.gui.messages import Message
from coprod_desktop.gui.office import standing
from coprod_desktop.gui.office.approving import ApproveBox
from coprod_desktop.gui.office.receipt import ReceiptBox
from coprod_desktop.gui.office.revoking import RevokeBox
from coprod_desktop.gui.steps import WordsCard
from coprod_desktop.services.exchanging.office import DeviceRow


class DevicePanel(Scroll):
    """A card of facts and what can be done."""

    told = Signal(object)
    """Something to say on the page: a `Message`."""
    failed = Signal(object)
    """A fault to say on the page."""
    return_asked = Signal(object)
    """What goes back to this PC is to be written: its `DeviceRow`."""
    changed = Signal(object)
    """This PC stands otherwise now: its `DeviceRow`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(margins=(0, 0, 6, 0))
        self._device: DeviceRow | None = None
        self.card = Card()
        self._facts = Card()
        self.approving = ApproveBox(desk)
        self.approving.approved.connect(self._approved)
        self.write = Button(self.tr("Write what goes back"), icon="upload")
        self.write.clicked.connect(self._ask_return)
        self.receipt = ReceiptBox(desk, self.write)
        self.words = WordsCard(self.tr("Its twelve words"), columns=2)
        self.revoking = RevokeBox(desk)
        self.revoking.revoked.connect(self._revoked)
        for box in (self.approving, self.receipt, self.revoking):
            box.failed.connect(self.failed)
        self._line = rule()
        self._facts.setProperty("part", "canvas")
        self._facts.body.setContentsMargins(0, 0, 0, 0)
        for part in (
            *(self._facts, self.approving, self.receipt, self._line),
            *(self.revoking, self.words),
        ):
            self.card.body.addWidget(part)
        self.body.addWidget(self.card)
        self.body.addStretch(1)

    def show_device(self, device: DeviceRow | None) -> None:
        """Show a PC, or nothing."""
        self._device = device
        self.card.setVisible(device is not None)
        if device is None:
            return
        self.card.heading.setText(f"{device.site}, {device.wing}")
        self.card.heading.show()
        self._show_facts(device)
        waits, restored = standing.waits(device), standing.restored(device)
        active = device.state == "active"
        self.approving.setVisible(waits)
        if waits:
            self.approving.show_device(device, restored=restored)
        self.receipt.setVisible(active)
        self.receipt.show_device(device)
        self.write.setVisible(active)
        # Whoever sees the words need not listen for them: they show only once they were typed.
        self.words.setVisible(not waits)
        if not waits:
            self.words.show_words(device.words)
        self._line.setVisible(active)
        self.revoking.setVisible(active)
        self.revoking.show_device(device)

    def _show_facts(self, device: DeviceRow) -> None:
        self._facts.empty()
        body = self._facts.body
        body.setSpacing(6)
        state = standing.of(device)
        body.addWidget(fact(state.icon, state.ink, state.text))
        for text in standing.facts(device):
            body.addWidget(words(text))
        advice = standing.advice(device)
        if advice:
            body.addWidget(words(advice, "warning"))

    def _approved(self, row: DeviceRow) -> None:
        if standing.waits(row):
            self.told.emit(
                Message(
                    "info",
                    self.tr("The words are right. Holders of root keys have to sign now."),
                    "",
                    self.tr("Have them sign under “Trust”. Then its bundles come in."),
                )
            )
            self.changed.emit(row)
            return
        self.told.emit(
            Message(
                "success",
                self.tr("{site}, {wing} is approved.").format(site=row.site, wing=row.wing),
                self.tr("What had come from it is in."),
                self.tr("Write what goes back next."),
            )
        )
        self.changed.emit(row)

    def _revoked(self, row: DeviceRow) -> None:
        self.told.emit(
            Message(
                "success",
                self.tr("Bundles from {site}, {wing} are no longer taken in.").format(
                    site=row.site, wing=row.wing
                ),
                self.tr("What was taken in before is kept."),
                self.tr("Write what goes back, so that every wing’s PC knows it too."),
            )
        )
        self.changed.emit(row)

    def _ask_return(self) -> None:
        if self._device is not None:
            self.return_asked.emit(self._device)
