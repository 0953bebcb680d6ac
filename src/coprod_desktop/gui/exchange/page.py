# SPDX-License-Identifier: MIT
"""The wing's exchange: make a bundle, see what was sent, and this PC's enrolment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QTabWidget, QVBoxLayout, QWidget

from coprod_desktop.gui.dates import moment
from coprod_desktop.gui.desk import Desk, Page
from coprod_desktop.gui.exchange.export import ExportScreen
from coprod_desktop.gui.first_run.steps import WordsCard
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, EmptyState, Heading, Scroll, Stack, bar
from coprod_desktop.gui.jobs import Changed
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.gui.progress import size
from coprod_desktop.gui.rows import Line, Lines
from coprod_desktop.gui.tables import Table
from coprod_desktop.services import exchange
from coprod_desktop.services.exchange import Request, SentBundle


class History(QWidget):
    """Every bundle this wing made."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        px = desk.theme.px
        self.banner = Banner()
        self.model = Lines(
            (
                self.tr("Number"),
                self.tr("Made"),
                self.tr("By"),
                self.tr("Changes"),
                self.tr("Size"),
                self.tr("Written to"),
                self.tr("State"),
            ),
            self,
        )
        self.table = Table(self.tr("Bundles sent"), px(38))
        self.table.setModel(self.model)
        self.table.columns((px(86), px(226), px(150), px(96), px(96), 0, px(230)), 5)
        self._none = EmptyState(
            "exchange",
            self.tr("No bundle yet"),
            self.tr("Each bundle you make is listed here, with its number and its receipt."),
        )
        self._stack = Stack()
        self._stack.add(self._none)
        self._stack.add(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        column.addWidget(self.banner)
        column.addWidget(self._stack, 1)

    def ask(self) -> None:
        """Look again."""
        self._desk.jobs.run(
            exchange.history, owner=self, done=self._show, failed=self.banner.show_error
        )

    def _show(self, sent: tuple[SentBundle, ...]) -> None:
        self.model.show_lines([self._line(each) for each in sent])
        self._stack.turn(self.table if sent else self._none)

    def _line(self, each: SentBundle) -> Line:
        if each.acknowledged_at is not None:
            state, icon, ink = self.tr("Received by the office"), "success", "success"
        elif each.state == "verified":
            state, icon, ink = self.tr("Verified, receipt awaited"), "clock", "text"
        else:
            state, icon, ink = self.tr("Not delivered: make it again"), "warning", "warning"
        cells = (
            str(each.seq),
            moment(each.at),
            each.by,
            f"{each.last - each.first + 1:,}",
            size(each.size),
            each.place or "–",
            state,
        )
        return Line(cells, each, icon, ink)


class Enrolment(QWidget):
    """This PC's twelve words, and the request the office needs."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.banner = Banner()
        self.card = WordsCard(self.tr("This PC’s twelve words"))
        self.write = Button(self.tr("Save enrol request"), kind="primary", icon="save")
        self.write.clicked.connect(self._write)
        self.write.setEnabled(desk.who.manages)
        scroll = Scroll(margins=(0, 16, 0, 16))
        scroll.body.addWidget(self.banner)
        scroll.body.addWidget(
            words(
                self.tr(
                    "The office takes in this PC’s bundles once it has its enrol request and has "
                    "compared these words with you over the telephone. Ring a number you already "
                    "know."
                )
            )
        )
        scroll.body.addWidget(self.card)
        scroll.body.addWidget(bar(self.write))
        if not desk.who.manages:
            scroll.body.addWidget(
                words(self.tr("The head of healthcare can save the enrol request."), "hint")
            )
        scroll.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

    def ask(self) -> None:
        """Fetch the words."""
        self._desk.jobs.run(
            exchange.request_words,
            owner=self,
            done=self.card.show_words,
            failed=self.banner.show_error,
        )

    def write_to(self, folder: Path) -> None:
        """Write the request into a folder."""
        self._desk.jobs.run(
            exchange.request,
            folder,
            owner=self,
            done=self._written,
            failed=self.banner.show_error,
        )

    def _write(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, self.tr("Where to save the enrol request"), str(Path.home())
        )
        if chosen:
            self.write_to(Path(chosen))

    def _written(self, request: Request) -> None:
        self.banner.show_message(
            Message(
                "success",
                self.tr("The enrol request was saved."),
                advice=self.tr("It is in {place}. Send it to the office.").format(
                    place=request.path
                ),
            )
        )


class ExchangePage(Page):
    """Three tabs around the weekly stick round."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.export = ExportScreen(desk)
        self.history = History(desk)
        self.enrolment = Enrolment(desk)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.export, self.tr("Make a bundle"))
        self.tabs.addTab(self.history, self.tr("History"))
        self.tabs.addTab(self.enrolment, self.tr("Enrolment"))
        self.tabs.setAccessibleName(self.tr("Exchange"))
        self.tabs.currentChanged.connect(self._turned)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 12)
        column.setSpacing(12)
        column.addWidget(
            Heading(
                self.tr("Exchange"),
                self.tr("Everything leaves encrypted. Only the office can read it."),
            )
        )
        column.addWidget(self.tabs, 1)

    def arrive(self, target: str) -> None:
        """Show what would leave now."""
        del target
        self._turned()
        self.tabs.tabBar().setFocus()

    def store_changed(self, changed: Changed) -> None:
        """Look again, unless a bundle is being made."""
        if self.isVisible() and changed.kinds - {"draft"}:
            self._turned()

    def _turned(self) -> None:
        screen: Any = self.tabs.currentWidget()
        screen.ask()
