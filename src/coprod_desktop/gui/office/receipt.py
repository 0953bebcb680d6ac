# SPDX-License-Identifier: MIT
"""The receipt by telephone: ten letters, large and in groups, to be read out to the wing."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card, flowing
from coprod_desktop.gui.label import Label
from coprod_desktop.gui.messages import announce
from coprod_desktop.services.exchanging import receipts
from coprod_desktop.services.exchanging.office import DeviceRow
from coprod_desktop.services.exchanging.receipts import TelephoneCode

_GROUP: Final = 5


def grouped(code: str) -> str:
    """A code in groups of five: "K7M2Q  X94TD"."""
    plain = "".join(code.split()).replace("-", "").upper()
    return "  ".join(plain[at : at + _GROUP] for at in range(0, len(plain), _GROUP))


class ReceiptBox(QWidget):
    """A button, and the code that it fetches."""

    failed = Signal(object)

    def __init__(self, desk: Desk, *beside: QWidget) -> None:
        """`beside` are other ways to tell the wing, to stand in the same line."""
        super().__init__()
        self.setProperty("part", "canvas")
        self._desk = desk
        self._device = ""
        self.button = Button(self.tr("Receipt by telephone"), icon="reply")
        self.button.setToolTip(self.tr("Ten letters to read out when no stick can go back"))
        self.button.clicked.connect(self.ask)
        self.card = Card(self.tr("Read this out to the wing"))
        self.code = Label()
        self.code.setProperty("say", "code")
        self.code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.code.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.what = words("")
        self.how = words(
            self.tr(
                "The wing types it under Exchange, “Receipt by telephone”. Letters and figures are "
                "never O, I, L or U: a round one is a nought, a straight one is a one."
            ),
            "soft",
        )
        for part in (self.code, self.what, self.how):
            self.card.body.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(flowing(self.button, *beside))
        column.addWidget(self.card)
        self.card.hide()

    def show_device(self, device: DeviceRow) -> None:
        """Another PC has another code."""
        if device.device != self._device:
            self._device = device.device
            self.card.hide()
        self.button.setEnabled(device.last_seq > 0)

    def ask(self) -> None:
        """Fetch the code of now."""
        self._desk.jobs.run(
            receipts.code, self._device, owner=self, done=self._show, failed=self._refused
        )

    def _show(self, code: TelephoneCode) -> None:
        shown = grouped(code.code)
        self.code.setText(shown)
        # Letter by letter, and not as a word.
        self.code.setAccessibleName(" ".join(shown.replace("  ", ",")))
        self.what.setText(
            self.tr(
                "It confirms bundle {seq}: the office holds every change up to number {n}."
            ).format(seq=code.seq, n=f"{code.high_water:,}")
        )
        self.card.show()
        self.code.setFocus()  # which brings it into view
        announce(self.code, self.code.accessibleName())

    def _refused(self, error: Exception) -> None:
        self.card.hide()
        self.failed.emit(error)
