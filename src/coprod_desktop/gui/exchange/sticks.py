# SPDX-License-Identifier: MIT
"""The sticks of this wing: which may carry bundles, who said so, and what each of them carried."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.gui.dates import local, long_date, moment
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.exchange import calls
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card, EmptyState, Scroll, Stack, flowing
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.gui.progress import ProgressPanel
from coprod_desktop.gui.rows import Line, Lines
from coprod_desktop.gui.tables import Table
from coprod_desktop.services.books.sticks import Carried, Known
from coprod_desktop.services.exchanging.rounds import Verified


class Sticks(QWidget):
    """Every stick in the books, and under them what the chosen one carried."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._journal: tuple[Carried, ...] = ()
        px = desk.theme.px
        self.banner = Banner()
        self.model = Lines(
            (
                self.tr("Stick"),
                self.tr("May carry bundles"),
                self.tr("Bundles carried"),
                self.tr("Last used"),
            ),
            self,
        )
        self.table = Table(self.tr("Sticks"), px(38))
        self.table.setModel(self.model)
        self.table.columns((px(180), px(330), px(150), 0), 3)
        self.table.chosen.connect(self._chosen)
        self.authorise = Button(self.tr("Authorise"), icon="shield")
        self.authorise.clicked.connect(self._authorise)
        self.withdraw = Button(self.tr("Withdraw"), icon="cross")
        self.withdraw.clicked.connect(self._withdraw)
        self.verify = Button(self.tr("Read it once more"), icon="eye")
        self.verify.setToolTip(self.tr("Check that what was written to the stick is still there"))
        self.verify.clicked.connect(self._verify)
        self.progress = ProgressPanel()
        self.carried = Lines(
            (self.tr("When"), self.tr("What"), self.tr("Who"), self.tr("Stick authorised by")), self
        )
        self.log = Table(self.tr("What this stick carried"), px(38))
        self.log.setModel(self.carried)
        self.log.columns((px(256), 0, px(160), px(180)), 1)
        self._nothing = words(self.tr("This stick has carried nothing yet."), "soft")
        self._below = Card(self.tr("What this stick carried"))
        self._below.body.addWidget(self._nothing)
        self._below.body.addWidget(self.log, 1)
        self._below.body.addStretch(0)  # takes the room while there is no list
        self._none = EmptyState(
            "drive",
            self.tr("No stick yet"),
            self.tr(
                "Put a stick in and authorise it under Stick round. Each stick that carries a "
                "bundle is listed here, with who authorised it."
            ),
        )
        self.table.setMinimumHeight(px(38) * 4)
        self.log.setMinimumHeight(px(38) * 4)
        listed = Scroll(margins=(0, 0, 6, 0))
        listed.body.addWidget(self.table, 2)
        listed.body.addWidget(flowing(self.authorise, self.withdraw, self.verify))
        listed.body.addWidget(self._below, 3)
        self._listed = listed
        self._stack = Stack()
        self._stack.add(self._none)
        self._stack.add(listed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.banner)
        column.addWidget(self.progress)
        column.addWidget(self._stack, 1)
        for button in (self.authorise, self.withdraw):
            button.setVisible(desk.who.manages)

    def ask(self) -> None:
        """Look again."""
        self._desk.jobs.run(
            calls.books, owner=self, done=self._show, failed=self.banner.show_error, key="books"
        )

    def _show(self, books: tuple[tuple[Known, ...], tuple[Carried, ...]]) -> None:
        known, self._journal = books
        here = max(0, self.table.currentIndex().row())
        self.model.show_lines([self._line(each) for each in known])
        self._stack.turn(self._listed if known else self._none)
        self.table.choose(min(here, len(known) - 1))

    def _line(self, each: Known) -> Line:
        if each.authorised_at:
            day = long_date(local(each.authorised_at).date())
            text = self.tr("Yes: {who}, {day}").format(who=each.authorised_by, day=day)
            ink = "success"
        elif each.withdrawn_at:
            day = long_date(local(each.withdrawn_at).date())
            text = self.tr("Withdrawn: {who}, {day}").format(who=each.withdrawn_by, day=day)
            ink = "warning"
        else:
            text, ink = self.tr("No"), "warning"
        last = moment(each.last_at) if each.last_at else "–"
        return Line((each.name, text, f"{each.bundles:,}", last), each, "drive", ink)

    def _stick(self) -> Known | None:
        line = self.model.line(self.table.currentIndex().row())
        return line.value if line is not None else None

    def _chosen(self, _place: int) -> None:
        stick = self._stick()
        self.authorise.setEnabled(stick is not None and not stick.authorised_at)
        self.withdraw.setEnabled(stick is not None and bool(stick.authorised_at))
        self.verify.setEnabled(stick is not None)
        mine = [each for each in self._journal if stick is not None and each.medium == stick.id]
        self.carried.show_lines([self._said(each) for each in mine])
        self.log.setVisible(bool(mine))
        self._nothing.setVisible(not mine)

    def _said(self, each: Carried) -> Line:
        if each.way == "out":
            text = self.tr("Bundle {number}, to the office").format(number=each.seq)
        else:
            text = self.tr("Return {number}, from the office").format(number=each.seq)
        icon = "upload" if each.way == "out" else "download"
        return Line((moment(each.at), text, each.by, each.authorised_by or "–"), each, icon)

    def _authorise(self) -> None:
        self._change(calls.authorise, self._authorised)

    def _withdraw(self) -> None:
        self._change(calls.withdraw, self._withdrawn)

    def _change(self, service: Any, done: Any) -> None:
        stick = self._stick()
        if stick is not None:
            self._desk.jobs.run(
                service,
                stick.id,
                owner=self,
                done=done,
                failed=self.banner.show_error,
                changes=("stick",),
            )

    def _verify(self) -> None:
        stick = self._stick()
        if stick is None:
            return
        self.banner.clear()
        self.verify.setEnabled(False)
        names = {"Reading back": self.tr("Reading the stick once more. Leave it in")}
        self.progress.begin(self.tr("Reading the stick once more…"), names)
        job = self._desk.jobs.run(
            calls.verify_stick,
            stick,
            owner=self,
            done=self._verified,
            failed=self._not_verified,
            progress=self.progress.step,
            lane="long",
            changes=("bundle",),
        )
        self.progress.follow(job)

    def _verified(self, found: tuple[Verified, ...]) -> None:
        self._rest()
        lost = ", ".join(str(each.seq) for each in found if each.state != "whole")
        if not found:
            text = self.tr("No bundle that counts as sent was written to this stick last.")
            self.banner.show_message(Message("info", text))
        elif lost:
            self.banner.show_message(
                Message(
                    "error",
                    self.tr("Missing or damaged on this stick: {bundles}.").format(bundles=lost),
                    self.tr("Nothing is lost: the next round sends it again."),
                    self.tr("Do not use this stick again."),
                )
            )
        else:
            number = len(found)
            text = self.tr("Everything is there, whole. Bundles read: {number}.")
            self._good(text.format(number=number))

    def _not_verified(self, error: Exception) -> None:
        self._rest()
        self.banner.show_error(error)

    def _rest(self) -> None:
        self.progress.end()
        self.verify.setEnabled(True)
        self.verify.setFocus()

    def _authorised(self, _nothing: object) -> None:
        self._good(self.tr("The stick may carry bundles."))

    def _withdrawn(self, _nothing: object) -> None:
        self._good(self.tr("The stick may carry bundles no longer."))

    def _good(self, text: str) -> None:
        self.banner.show_message(Message("success", text))
        self.ask()
