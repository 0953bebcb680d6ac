# SPDX-License-Identifier: MIT
"""The strip above the status bar that offers to take back what was just done."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from coprod_desktop.gui.desk import Offer
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button
from coprod_desktop.gui.messages import announce

STAYS_MS: Final = 20_000
"""How long the way back is offered: long enough to read, look and decide (WCAG 2.2, 2.2.1, asks
for twenty seconds of warning); the bin and a record's story stay for what comes to mind later."""


class UndoStrip(QFrame):
    """What was done, and Undo beside it."""

    offered = Signal(bool)
    """Whether there is something to take back now."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "undo")
        self._offer: Offer | None = None
        self.text = words("")
        self.undo = Button(self.tr("Undo"), kind="quiet")
        self.undo.setToolTip(self.tr("Undo (Ctrl+Z)"))
        self.undo.clicked.connect(self.take_back)
        self.close_it = Button(self.tr("Close"), kind="quiet")
        self.close_it.setAccessibleName(self.tr("Close: keep it as it is"))
        self.close_it.clicked.connect(self.withdraw)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 2, 20, 2)
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        row.addWidget(self.undo)
        row.addWidget(self.close_it)
        self._clock = QTimer(self, singleShot=True, interval=STAYS_MS)
        self._clock.timeout.connect(self._over)
        self.hide()

    def offer(self, offer: Offer) -> None:
        """Show what was done; it takes the place of what was offered before."""
        self._offer = offer
        self.text.setText(offer.text)
        self.undo.setAccessibleName(self.tr("Undo: {what}").format(what=offer.text))
        self.show()
        self._clock.start()
        self.offered.emit(True)
        announce(self, self.tr("{what}. Ctrl+Z takes it back.").format(what=offer.text))

    def offers(self) -> bool:
        """Whether there is something to take back."""
        return self._offer is not None

    def take_back(self) -> None:
        """Undo, once."""
        offer = self._offer
        self.withdraw()
        if offer is not None:
            offer.act()
            announce(self, self.tr("Undone"))

    def end(self, about: object) -> None:
        """Offer nothing any more if it is about this."""
        if self._offer is not None and self._offer.about is about:
            self.withdraw()

    def withdraw(self) -> None:
        """Offer nothing any more."""
        self._clock.stop()
        if self._offer is None:
            return
        self._offer = None
        if self.undo.hasFocus() or self.close_it.hasFocus():
            self.focusNextChild()
        self.hide()
        self.offered.emit(False)

    def _over(self) -> None:
        if self.undo.hasFocus() or self.close_it.hasFocus() or self.underMouse():
            self._clock.start()  # somebody is about to press it
        else:
            self.withdraw()
