# SPDX-License-Identifier: MIT
"""Alarms: bundles kept as evidence, what they may mean, what to do; never a way to go on."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, Signal

from coprod_desktop.gui.dates import moment
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Card, fact
from coprod_desktop.gui.office.listtab import Column, ListTab, origin
from coprod_desktop.gui.office.waiting import WAITING
from coprod_desktop.gui.progress import size
from coprod_desktop.gui.rows import Line
from coprod_desktop.services.books.holding import HeldBundle
from coprod_desktop.services.exchanging import intake


class Alarm(NamedTuple):
    """What an alarm says, and what may have happened."""

    title: str
    perhaps: str


def explain(code: str) -> Alarm:
    """An alarm in plain words."""
    translate = QCoreApplication.translate
    copied = translate(
        "Alarms",
        "The wing’s PC was copied, or an old state of it was put back without telling the office. "
        "It is also what an attacker would do who copied the PC.",
    )
    altered = translate(
        "Alarms", "Somebody altered what was recorded, or made this bundle with a stolen key."
    )
    known = {
        "ForkDetected": Alarm(
            translate("Alarms", "Two different bundles with the same number"), copied
        ),
        "StaleEpoch": Alarm(
            translate("Alarms", "A bundle from a history that was replaced"), copied
        ),
        "SequenceJump": Alarm(
            translate("Alarms", "A bundle number far ahead of the last one"), altered
        ),
        "ChainBroken": Alarm(
            translate("Alarms", "A bundle that does not follow the last one"), copied
        ),
        "HistoryRewritten": Alarm(
            translate("Alarms", "What was recorded before has been changed"), altered
        ),
        "ScopeViolation": Alarm(
            translate("Alarms", "A PC sent records that belong to another PC"), altered
        ),
        "DeviceRevoked": Alarm(
            translate("Alarms", "A bundle from a PC that is no longer trusted"),
            translate(
                "Alarms", "The PC is still in use, or somebody has its key. Find out where it is."
            ),
        ),
    }
    other = translate("Alarms", "A bundle that must not be trusted")
    return known.get(code, Alarm(other, altered))


class AlarmsTab(ListTab):
    """The evidence, and beside it what to do about it."""

    counted = Signal(int)
    """How many bundles are kept as evidence."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._build_list(
            self.tr("Bundles kept as evidence"),
            (
                Column(self.tr("What it is")),
                Column(self.tr("From"), 190),
                Column(self.tr("Number"), 90, spare=True),
            ),
        )
        self.card = Card()
        self._lay_out(
            self._build_side(self.card),
            "shield",
            self.tr("No alarm"),
            self.tr(
                "When a bundle raises an alarm, nothing of it is taken in, and it is kept here as "
                "evidence with what to do."
            ),
        )

    def ask(self) -> None:
        """Look what is kept."""
        self._desk.jobs.run(
            intake.waiting, owner=self, done=self._show, failed=self.failed.emit, key="alarms"
        )

    def _show(self, found: tuple[HeldBundle, ...]) -> None:
        alarms = [each for each in found if each.code not in WAITING]
        self._show_lines(
            [
                Line(
                    (
                        explain(each.code).title,
                        origin(each.site, each.wing),
                        str(each.seq),
                    ),
                    each,
                    "warning",
                    "error",
                )
                for each in alarms
            ]
        )
        self.table.choose(0)
        self.counted.emit(len(alarms))

    def _explain(self, each: HeldBundle | None, /) -> None:
        self.card.empty()
        self.card.setVisible(each is not None)
        if each is None:
            return
        alarm = explain(each.code)
        self.card.heading.setText(alarm.title)
        self.card.heading.show()
        body = self.card.body
        safe = self.tr("Nothing of it was taken in. What was saved before is unchanged.")
        body.addWidget(fact("shield", "success", safe))
        body.addWidget(words(self.tr("What may have happened"), "subheading"))
        body.addWidget(words(alarm.perhaps))
        body.addWidget(words(self.tr("What to do"), "subheading"))
        for number, text in enumerate(self._to_do(), 1):
            body.addWidget(words(f"{number}. {text}"))
        facts = (
            self.tr("PC {short}").format(short=each.short),
            self.tr("Kept as evidence since {when}, {size}").format(
                when=moment(each.at), size=size(each.size)
            ),
            self.tr("Code for support: {code}").format(code=each.code),
        )
        body.addWidget(words("\n".join(facts), "soft"))

    def _to_do(self) -> tuple[str, ...]:
        return (
            self.tr("Keep the stick apart, and note who brought it and when."),
            self.tr("Ring the wing on a number you already know. Ask what happened to its PC."),
            self.tr("Tell the provider’s security lead, with the code below."),
            self.tr(
                "If the PC was stolen or copied, stop taking in from it, under Sites. If it was "
                "restored on purpose, the wing begins a new history and is approved anew."
            ),
        )
