# SPDX-License-Identifier: MIT
"""Who we have not heard from: wings by name, with what was said for each 100 who live there."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCompleter, QLineEdit

from coprod_desktop.gui.dates import long_date, month_and_year
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import Row, words
from coprod_desktop.gui.furniture import Button, Card, bar, flowing
from coprod_desktop.gui.insights import calls
from coprod_desktop.gui.jotting import Jotting
from coprod_desktop.gui.listing import choices
from coprod_desktop.gui.typed import NumberField
from coprod_desktop.services.charting.measures import Asked
from coprod_desktop.services.charting.rolls import MOST, Heard, HeardFrom, months_before

_SHOWN: Final = 12
"""Wings that are named at once; the rest by choosing a site."""
_MONTHS: Final = 12


class UnheardCard(Card):
    """Comments for each 100 people, silences, and the rolls that a head enters each month."""

    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("Who we have not heard from"))
        self._desk = desk
        self._asked = Asked()
        self.body.addWidget(
            words(
                self.tr(
                    "Few comments can mean that all is well, or that nobody asked. Go and ask "
                    "there. Not a league table: wings stand by name."
                ),
                "soft",
            )
        )
        self.said = Card()
        self.said.setProperty("part", "canvas")
        self.said.body.setContentsMargins(0, 0, 0, 0)
        self.said.body.setSpacing(6)
        self.body.addWidget(self.said)
        self.month = choices(self.tr("Month"), self._months())
        self.month.setCurrentIndex(1)
        self.site = Row(self.tr("Site"), QLineEdit(desk.who.site))
        self.wing = Row(self.tr("Wing"), QLineEdit(desk.who.wing))
        self.number = Row(self.tr("People on the roll"), NumberField(MOST))
        self.jotting = Jotting(
            desk,
            "roll",
            {
                "month": self.month,
                "site": self.site.field,
                "wing": self.wing.field,
                "number": self.number.field,
            },
        )
        self.jotting.failed.connect(self.failed)
        self.keep = Button(self.tr("Keep the roll"), icon="save")
        self.keep.clicked.connect(self._keep)
        self.number.field.returnPressed.connect(self._keep)
        month = Row(self.month.accessibleName(), self.month)
        self.body.addWidget(flowing(month, self.site, self.wing, self.number))
        self.body.addWidget(bar(self.keep))
        self.site.setVisible(desk.who.kind == "office")
        for widget in (month, self.wing, self.number, self.keep):
            widget.setVisible(desk.who.manages)
        if not desk.who.manages:
            self.site.hide()

    def ask(self, asked: Asked) -> None:
        """Count anew, of the site and the wing that the chart is of."""
        self._asked = asked
        if self._desk.who.manages:
            self.jotting.look()
        # A wing's PC asks about its own prison, whatever else it was sent.
        here = self._desk.who.site if self._desk.who.kind == "wing" else ""
        self._desk.jobs.run(
            calls.heard,
            self._desk.today(),
            asked.site or here,
            asked.wing,
            owner=self,
            done=self._show,
            failed=self._failed,
            key="heard",
        )

    # --- showing ---------------------------------------------------------------------------------

    def _show(self, found: HeardFrom) -> None:
        self.said.empty()
        self._offer(found.wings)
        if not found.wings:
            self._say(self.tr("No wing is known yet. Enter a roll, or record a comment."), "soft")
        # The silent ones are named together under these.
        spoke = [each for each in found.wings if each.comments or each.roll or not each.since]
        for each in spoke[:_SHOWN]:
            self._say(self._sentence(each, found.month))
        if len(spoke) > _SHOWN:
            more = self.tr("and {number} more wings: choose a site or a wing above to see them.")
            self._say(more.format(number=len(spoke) - _SHOWN), "soft")
        for since in sorted({each.since for each in found.wings if each.since is not None}):
            silent = [self._name(each) for each in found.wings if each.since == since]
            names = ", ".join(silent[:_SHOWN])
            if len(silent) > _SHOWN:
                more = self.tr("{names} and {number} more")
                names = more.format(names=names, number=len(silent) - _SHOWN)
            text = self.tr("Nothing heard since {date}: {wings}.")
            self._say(text.format(date=long_date(since), wings=names), "subheading")

    def _say(self, text: str, voice: str = "") -> None:
        self.said.body.addWidget(words(text, voice))

    def _sentence(self, each: Heard, month: datetime.date) -> str:
        said = (
            self.tr("1 comment")
            if each.comments == 1
            else self.tr("{number} comments").format(number=f"{each.comments:,}")
        )
        filled = {"wing": self._name(each), "comments": said}
        filled["month"] = month_and_year(month)
        if each.roll is None or each.per_hundred is None:
            text = self.tr("{wing}: {comments} in {month}. Its roll is not entered.")
            return text.format(**filled)
        text = self.tr("{wing}: {comments} in {month} from {roll} people, or {share} for each 100.")
        return text.format(**filled, roll=f"{each.roll:,}", share=f"{each.per_hundred:.0f}")

    def _name(self, each: Heard) -> str:
        if self._desk.who.kind != "office" or not each.site:
            return each.wing
        return self.tr("{site}, {wing}").format(site=each.site, wing=each.wing)

    def _offer(self, wings: Sequence[Heard]) -> None:
        for row, names in (
            (self.site, {each.site for each in wings}),
            (self.wing, {each.wing for each in wings}),
        ):
            row.field.setCompleter(QCompleter(sorted(names), row.field))

    # --- entering --------------------------------------------------------------------------------

    def _months(self) -> list[tuple[str, str]]:
        days = [months_before(self._desk.today(), back) for back in range(_MONTHS)]
        return [(day.isoformat(), month_and_year(day)) for day in days]

    def _keep(self) -> None:
        wing, number = self.wing.field.text().strip(), self.number.field.number()
        self.wing.set_error("" if wing else self.tr("Type the name of the wing"))
        self.number.set_error("" if number else self.tr("Type how many people live there"))
        if wing and number:
            self._enter(number, self.site.field.text().strip(), wing, self.month.currentData())

    def _enter(self, number: int, site: str, wing: str, month: str, *, back: bool = False) -> None:
        self._desk.jobs.run(
            calls.enter_roll,
            datetime.date.fromisoformat(month),
            site,
            wing,
            number,
            owner=self,
            done=self._taken_back if back else self._entered,
            failed=self._failed,
            changes=("roll",),
        )

    def _entered(self, kept: tuple[int, datetime.date, str, str]) -> None:
        before, month, site, wing = kept
        self.number.field.clear()
        self.jotting.done()
        self._desk.offer_undo(
            self.tr("The roll of {wing} is kept.").format(wing=wing),
            partial(self._enter, before, site, wing, month.isoformat(), back=True),
        )
        self.ask(self._asked)

    def _taken_back(self, _kept: Any) -> None:
        self.ask(self._asked)

    def _failed(self, error: Exception) -> None:
        self.failed.emit(error)
