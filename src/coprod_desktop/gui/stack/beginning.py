# SPDX-License-Identifier: MIT
"""Before the first slip: what all share, stacks to go on with, and samples to type again."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.domain import forms
from coprod_desktop.gui.dates import iso, long_date, moment
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.feedback.parts import choose
from coprod_desktop.gui.feedback.said import PlacePart
from coprod_desktop.gui.forms import Row, words
from coprod_desktop.gui.furniture import Button, Card, Heading, Scroll, Tile, bar
from coprod_desktop.gui.listing import choices
from coprod_desktop.gui.messages import Banner
from coprod_desktop.gui.stack.calls import Around
from coprod_desktop.gui.stack.rates import percent, said_rates
from coprod_desktop.gui.stack.typing_slips import in_words
from coprod_desktop.services.entering import rekeying, stacks
from coprod_desktop.services.entering.rekeying import Check
from coprod_desktop.services.entering.stacks import Stack


class BeginFace(QWidget):
    """What to do with the box in front of you."""

    begun = Signal(object, object)
    """A new stack, and what the next one is likely to share with it."""
    resumed = Signal(object)
    """Go on with this `Stack`."""
    check_asked = Signal(object)
    """Type this `Check` again, or settle it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._around: Around | None = None
        self.banner = Banner()
        self.place = PlacePart(desk.today)
        self.form: Row[Any] = Row(self.tr("Form"), choices(self.tr("Form"), []))
        self.start = Button(self.tr("Start typing slips"), kind="primary", icon="stack")
        self.start.clicked.connect(self.begin)
        self.paused = Card(self.tr("Stacks you have not ended"))
        self.waiting = Card(self.tr("Samples to type again"))
        self.rates = Card(self.tr("How well typings agree"))
        new = Card(self.tr("A new stack"))
        new.body.addWidget(
            words(self.tr("All slips of a stack share this. You type it only once."), "soft")
        )
        new.body.addWidget(self.place)
        new.body.addWidget(self.form)
        new.body.addWidget(bar(self.start))
        scroll = Scroll()
        heading = Heading(
            self.tr("Stack of paper slips"),
            self.tr(
                "For a box of slips: one key for the experience, the words, and on to the next."
            ),
        )
        for widget in (heading, self.banner, self.paused, self.waiting, new, self.rates):
            scroll.body.addWidget(widget)
        scroll.body.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        for card in (self.paused, self.waiting, self.rates):
            card.hide()

    def show_around(self, around: Around) -> None:
        """Show what there is; what is typed already stays."""
        if self._around is None:
            self._begin_with(around)
        self._around = around
        self._show_paused(around)
        self._show_checks(around)

    def focus_first(self) -> None:
        """Put the focus on what is most likely wanted."""
        tile = next((each for each in self.paused.findChildren(Tile)), None)
        (tile or self.start).setFocus()

    def begin(self) -> None:
        """Start a stack with what stands here."""
        for row in self.place.rows:
            row.set_error("")
        day = self.place.day()
        if day is None:
            self.place.date.field.setFocus()
            return
        shared = self.place.values()
        stack = stacks.begin(
            day,
            wing=shared["wing"].strip(),
            service=shared["service"].strip(),
            channel=shared["channel"],
            form=str(self.form.field.currentData() or forms.DEFAULT_FORM),
        )
        self.begun.emit(stack, {name: shared[name] for name in ("wing", "service", "channel")})

    def _begin_with(self, around: Around) -> None:
        usual = {"wing": self._desk.who.wing, "channel": "paper_slip", **around.usual}
        self.place.fill({**usual, "date": long_date(self._desk.today())})
        for form in around.forms:
            self.form.field.addItem(form.title, form.id)
        choose(self.form.field, forms.DEFAULT_FORM)
        self.form.setVisible(len(around.forms) > 1)

    def _show_paused(self, around: Around) -> None:
        self.paused.empty()
        for stack, at in around.stacks:
            count = len(stack.slips)
            many = self.tr("1 slip typed") if count == 1 else self.tr("{count} slips typed")
            detail = self.tr("{many}, kept {when}").format(
                many=many.format(count=count), when=moment(at)
            )
            title = self.tr("Go on: {stack}").format(stack=in_words(stack))
            self._tile(self.paused, "stack", title, detail, stack)
        self.paused.setVisible(bool(around.stacks))

    def _show_checks(self, around: Around) -> None:
        self.waiting.empty()
        open_ones = [check for check in around.checks if check.state != "settled"]
        for check in open_ones:
            self._tile(self.waiting, "eye", self._named(check), self._left(check), check)
        self.waiting.setVisible(bool(open_ones))
        standing = rekeying.standing(around.checks)
        self.rates.empty()
        if standing.checks:
            text = self.tr("{share} of {answers} answers agree, in {slips} slips typed twice.")
            overall = standing.overall
            line = text.format(share=percent(overall), answers=overall.of, slips=standing.slips)
            self.rates.body.addWidget(words(line, "lead"))
            for said in said_rates(standing.rates):
                self.rates.body.addWidget(words(said))
        self.rates.setVisible(bool(standing.checks))

    def _named(self, check: Check) -> str:
        day = long_date(iso(check.date))
        place = ", ".join(part for part in (check.wing, day) if part)
        return self.tr("Stack of {slips} slips, {place}").format(slips=check.slips, place=place)

    def _left(self, check: Check) -> str:
        if check.state == "typed":
            return self.tr("Typed twice. Say which typing is right where they differ.")
        left = sum(each.second is None for each in check.sample)
        text = self.tr("First typed by {who}. {left} of {all} slips left; better somebody else.")
        return text.format(who=check.first, left=left, all=len(check.sample))

    def _tile(self, card: Card, icon: str, title: str, detail: str, value: Stack | Check) -> None:
        tile = Tile(icon, title, detail)
        tile.setProperty("value", value)
        tile.clicked.connect(self._chosen)
        card.body.addWidget(tile)

    def _chosen(self) -> None:
        tile = self.sender()
        value = tile.property("value") if tile is not None else None
        if isinstance(value, Stack):
            self.resumed.emit(value)
        elif isinstance(value, Check):
            self.check_asked.emit(value)
