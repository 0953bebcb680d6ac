# SPDX-License-Identifier: MIT
"""Bundles that wait, sealed, until somebody has compared words: why, and that they come in then."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal

from coprod_desktop.gui.dates import moment
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card
from coprod_desktop.gui.office.listtab import Column, ListTab, origin
from coprod_desktop.gui.progress import size
from coprod_desktop.gui.rows import Line
from coprod_desktop.services.books.holding import HeldBundle
from coprod_desktop.services.exchanging import intake

WAITING: Final = frozenset({"DeviceNotEnrolled", "UnknownEpoch"})
"""Why a bundle waits; one that is kept for another reason raised an alarm."""


class WaitingTab(ListTab):
    """The list, and beside it why a bundle waits."""

    approve_asked = Signal(str)
    """Go to the PC that waits: its id."""
    counted = Signal(int)
    """How many bundles wait."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._device = ""
        self._build_list(
            self.tr("Bundles that wait"),
            (
                Column(self.tr("From")),
                Column(self.tr("PC"), 110, spare=True),
                Column(self.tr("Number"), 90),
                Column(self.tr("Size"), 90, spare=True),
                Column(self.tr("Since"), 220, spare=True),
            ),
        )
        self.card = Card()
        self.why = words("")
        self.go = Button(self.tr("Go to Sites to approve it"))
        self.go.clicked.connect(self._ask_approval)
        self.card.body.addWidget(self.why)
        self.card.body.addWidget(
            words(
                self.tr(
                    "Nobody has opened it, and nothing of it is in the store. Once the PC is "
                    "approved it is taken in by itself: the stick need not come again."
                )
            )
        )
        self.card.body.addWidget(self.go, 0, Qt.AlignmentFlag.AlignLeft)
        self._lay_out(
            self._build_side(self.card),
            "clock",
            self.tr("Nothing waits"),
            self.tr(
                "Bundles from a wing PC that is not approved yet, or that began a new history, are "
                "kept here unopened."
            ),
        )

    def ask(self) -> None:
        """Look what waits."""
        self._desk.jobs.run(
            intake.waiting, owner=self, done=self._show, failed=self.failed.emit, key="waiting"
        )

    def _show(self, held: tuple[HeldBundle, ...]) -> None:
        found = [each for each in held if each.code in WAITING]
        self._show_lines(
            [
                Line(
                    (
                        origin(each.site, each.wing),
                        each.short,
                        str(each.seq),
                        size(each.size),
                        moment(each.at),
                    ),
                    each,
                    "clock",
                    "warning",
                )
                for each in found
            ]
        )
        self.table.choose(0)
        self.counted.emit(len(found))

    def _explain(self, each: HeldBundle | None, /) -> None:
        self.card.setVisible(each is not None)
        if each is None:
            return
        self._device = each.device
        self.card.heading.setText(
            self.tr("Bundle {seq} from {wing} waits").format(seq=each.seq, wing=each.wing or "–")
        )
        self.card.heading.show()
        self.why.setText(
            self.tr(
                "Its PC was restored from a backup or began a new history. Its new twelve words "
                "have to be compared first."
            )
            if each.code == "UnknownEpoch"
            else self.tr(
                "Its PC is not approved yet. Its twelve words have to be compared over the "
                "telephone first."
            )
        )

    def _ask_approval(self) -> None:
        self.approve_asked.emit(self._device)
