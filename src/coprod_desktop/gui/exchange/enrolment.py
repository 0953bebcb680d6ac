# SPDX-License-Identifier: MIT
"""This PC's enrolment: twelve words to read out, and the request the office needs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Scroll, bar
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.gui.steps import WordsCard
from coprod_desktop.services.exchanging import exchange
from coprod_desktop.services.exchanging.exchange import Request


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
