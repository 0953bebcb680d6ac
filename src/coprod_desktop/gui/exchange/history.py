# SPDX-License-Identifier: MIT
"""Every bundle this wing made: when, by whom, on which stick, and what the office said of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from coprod_desktop.gui import leads
from coprod_desktop.gui.dates import local, long_date, moment
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.exchange import calls
from coprod_desktop.gui.exchange.receipts import late, receipt
from coprod_desktop.gui.exchange.sentences import news
from coprod_desktop.gui.exchange.telephone import TelephoneReceipt
from coprod_desktop.gui.furniture import (
    Button,
    Card,
    EmptyState,
    Scroll,
    Stack,
    bar,
    fact,
    flowing,
)
from coprod_desktop.gui.messages import Banner, Message, announce
from coprod_desktop.gui.progress import ProgressPanel, size
from coprod_desktop.gui.rows import Line, Lines
from coprod_desktop.gui.tables import Table
from coprod_desktop.services.exchanging.exchange import SentBundle


class History(QWidget):
    """The list, and two ways to hear from the office without a round."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        px = desk.theme.px
        self.banner = Banner()
        self.late = Banner(closable=False)
        self.progress = ProgressPanel()
        self.telephone = TelephoneReceipt(desk)
        self.telephone.closed.connect(self._telephone_closed)
        self.came = Card(self.tr("From the office"))
        self.enter = Button(self.tr("Enter a telephone receipt"), icon="tick")
        self.enter.clicked.connect(self.enter_code)
        self.take = Button(self.tr("Take in from a folder…"), icon="download")
        self.take.clicked.connect(self._choose)
        self.model = Lines(
            (
                self.tr("Number"),
                self.tr("Receipt"),
                self.tr("Made"),
                self.tr("By"),
                self.tr("On"),
                self.tr("Changes"),
                self.tr("Size"),
            ),
            self,
        )
        self.table = Table(self.tr("Bundles sent"), px(38))
        self.table.setModel(self.model)
        self.table.columns((px(90), px(270), px(220), px(140), 0, px(90), px(90)), 4)
        self._rest = self.table.give_way(6, 5, 3, 2)
        none = EmptyState(
            "exchange",
            self.tr("No bundle yet"),
            self.tr(
                "Each bundle that a stick round makes is listed here, with its number and what the "
                "office said of it."
            ),
        )
        self._none = none
        self._stack = Stack()
        self._stack.add(none)
        self._stack.add(self.table)
        self.table.setMinimumHeight(px(38) * 4)
        scroll = Scroll(margins=(0, 16, 0, 0), widest=0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
        self._bar = flowing(self.enter, self.take)
        for widget in (
            self.banner,
            self.late,
            self._bar,
            self.telephone,
            self.progress,
            self.came,
        ):
            scroll.body.addWidget(widget)
        scroll.body.addWidget(self._stack, 1)
        scroll.body.addWidget(self._rest)
        self.telephone.hide()
        self.came.hide()
        self.enter.setVisible(desk.who.manages)

    def ask(self) -> None:
        """Look again."""
        self._desk.jobs.run(
            calls.history, owner=self, done=self._show, failed=self.banner.show_error, key="sent"
        )

    def enter_code(self) -> None:
        """Ask for a receipt by telephone."""
        self.came.hide()
        self._bar.hide()
        self.telephone.show()
        self.telephone.begin()

    def take_in(self, paths: list[Path]) -> None:
        """Take in what the office sent, from files or folders."""
        self.banner.clear()
        self.came.hide()
        self._bar.setEnabled(False)
        self.progress.begin(self.tr("Looking for news from the office…"), {})
        job = self._desk.jobs.run(
            calls.take_in,
            tuple(paths),
            owner=self,
            done=self._told,
            failed=self._failed,
            progress=self.progress.step,
            lane="long",
            changes=("bundle", "feedback", "answer"),
        )
        self.progress.follow(job)

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, self.tr("The folder with what the office sent"), str(Path.home())
        )
        if chosen:
            self.take_in([Path(chosen)])

    def _told(self, told: calls.Told) -> None:
        self._end()
        alarm = next((each for each in told.received if each.security), None)
        if alarm is not None:
            safe = self.tr("Nothing of it was taken in.")
            code = alarm.code or ""
            self.banner.show_message(Message("error", alarm.title, safe, alarm.advice, code))
        said = news(told)
        self.came.empty()
        for line in said:
            self.came.body.addWidget(fact(line.icon, line.ink, line.text))
        shut = Button(self.tr("Close"))
        shut.clicked.connect(self.came.hide)
        way_on = leads.button((each.code for each in told.received), self)
        self.came.body.addWidget(bar(shut, *([way_on] if way_on is not None else [])))
        self.came.show()
        shut.setFocus()
        announce(self, " ".join(line.text for line in said), at_once=True)

    def _failed(self, error: Exception) -> None:
        self._end()
        self.banner.show_error(error)

    def _end(self) -> None:
        self.progress.end()
        self._bar.setEnabled(True)
        self.take.setFocus()

    def _telephone_closed(self) -> None:
        self.telephone.hide()
        self._bar.show()
        self.enter.setFocus()

    def _show(self, history: calls.History) -> None:
        here = self.table.currentIndex().row()
        self.model.show_lines([self._line(each, history.sticks) for each in history.sent])
        self._stack.turn(self.table if history.sent else self._none)
        self.table.choose(max(0, here))
        overdue = late(history.sent, history.now)
        if overdue is None:
            self.late.clear()
            return
        day = long_date(local(overdue.at).date())
        self.late.show_message(
            Message(
                "warning",
                self.tr("No receipt for bundle {number} since {day}.").format(
                    number=overdue.seq, day=day
                ),
                self.tr("Nothing is lost: the next round sends it again."),
                self.tr("Ring the office: it can read a receipt out to you."),
            )
        )

    def _line(self, each: SentBundle, sticks: dict[str, str]) -> Line:
        fate = receipt(each)
        cells = (
            str(each.seq),
            fate.text,
            moment(each.at),
            each.by,
            sticks.get(each.medium, "") or each.place or "–",
            f"{each.last - each.first + 1:,}",
            size(each.size),
        )
        return Line(cells, each, fate.icon, fate.ink)
