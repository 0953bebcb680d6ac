# SPDX-License-Identifier: MIT
"""Bundles that wait, sealed, until somebody has compared words: why, and that they come in then."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.gui.dates import moment
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card, EmptyState, Scroll, Stack
from coprod_desktop.gui.progress import size
from coprod_desktop.gui.responsive import Beside
from coprod_desktop.gui.rows import Line, Lines
from coprod_desktop.gui.tables import Table
from coprod_desktop.services import intake
from coprod_desktop.services.holding import HeldBundle

WAITING: Final = frozenset({"DeviceNotEnrolled", "UnknownEpoch"})
"""Why a bundle waits; one that is kept for another reason raised an alarm."""


class WaitingTab(QWidget):
    """The list, and beside it why a bundle waits."""

    approve_asked = Signal(str)
    """Go to the PC that waits: its id."""
    counted = Signal(int)
    """How many bundles wait."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._device = ""
        px = desk.theme.px
        self.model = Lines(
            (
                self.tr("From"),
                self.tr("PC"),
                self.tr("Number"),
                self.tr("Size"),
                self.tr("Since"),
            ),
            self,
        )
        self.table = Table(self.tr("Bundles that wait"), px(38))
        self.table.setModel(self.model)
        self.table.columns((0, px(110), px(90), px(90), px(220)), 0)
        self.table.chosen.connect(self._explain)
        self.table.opened.connect(self._open)
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
        side = Scroll(margins=(0, 0, 6, 0))
        side.body.addWidget(self.card)
        side.body.addStretch(1)
        self._beside = Beside(self.table, side, (700, 420))
        self._beside.turned.connect(self._turned)
        self._none = EmptyState(
            "clock",
            self.tr("Nothing waits"),
            self.tr(
                "Bundles from a wing PC that is not approved yet, or that began a new history, are "
                "kept here unopened."
            ),
        )
        self._stack = Stack()
        self._stack.add(self._none)
        self._stack.add(self._beside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.addWidget(self._stack)

    def ask(self) -> None:
        """Look what waits."""
        self._desk.jobs.run(
            intake.waiting, owner=self, done=self._show, failed=self.failed.emit, key="waiting"
        )

    def _show(self, held: tuple[HeldBundle, ...]) -> None:
        found = [each for each in held if each.code in WAITING]
        self.model.show_lines(
            [
                Line(
                    (
                        ", ".join(part for part in (each.site, each.wing) if part) or "–",
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
        self._stack.turn(self._beside if found else self._none)
        self.table.choose(0)
        self.counted.emit(len(found))

    def _explain(self, place: int) -> None:
        line = self.model.line(place)
        self.card.setVisible(line is not None)
        if line is None:
            return
        each: HeldBundle = line.value
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

    def _turned(self, narrow: bool) -> None:  # noqa: FBT001 - a slot of turned(bool)
        for column in (1, 3, 4):
            self.table.setColumnHidden(column, narrow)

    def _open(self, _place: int) -> None:
        self._beside.show_side()

    def _ask_approval(self) -> None:
        self.approve_asked.emit(self._device)
