# SPDX-License-Identifier: MIT
"""What every wing trusts: the version, when to renew it, and what a new wing is given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from coprod_desktop.gui.dates import local, long_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card, bar, fact, flowing
from coprod_desktop.gui.messages import Message
from coprod_desktop.gui.steps import WordsCard
from coprod_desktop.services.exchanging import office
from coprod_desktop.services.exchanging.office import OfficeCard
from coprod_desktop.services.exchanging.trusting import TrustStatus

_SOON_DAYS = 60


class TrustCard(Card):
    """The trust list as it stands, its file, and the office card."""

    told = Signal(object)
    """Something to say on the page: a `Message`."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("What every wing trusts"))
        self._desk = desk
        self._office: OfficeCard | None = None
        self.now = Card()
        self.now.setProperty("part", "canvas")
        self.now.body.setContentsMargins(0, 0, 0, 0)
        self.now.body.setSpacing(6)
        self.save = Button(self.tr("Save trust list"), icon="save")
        self.save.clicked.connect(self._save)
        self.show_card = Button(self.tr("Office card"), icon="key")
        self.show_card.clicked.connect(self._ask_card)
        self.words = WordsCard(self.tr("The office’s twelve words"))
        self.print = Button(self.tr("Print the card"), icon="print")
        self.print.clicked.connect(self._print)
        self.words.body.addWidget(bar(self.print))
        self.words.hide()
        self.body.addWidget(self.now)
        self.body.addWidget(
            words(
                self.tr(
                    "A new wing is given the trust list as a file and, apart from it, the office "
                    "card on paper."
                ),
                "soft",
            )
        )
        self.body.addWidget(flowing(self.save, self.show_card))
        self.body.addWidget(self.words)

    def show_status(self, status: TrustStatus) -> None:
        """Show the version, and when it is to be renewed. Nothing stops working on that day."""
        self.now.empty()
        body = self.now.body
        text = self.tr("Trust list version {version}").format(version=status.version)
        body.addWidget(fact("shield", "success", text))
        day = local(status.expires_at).date()
        if status.expired:
            text = self.tr(
                "It was to be renewed by {day}. Everything still works: this is a reminder to look "
                "at the list of wing PCs and to change the office’s keys."
            )
            icon, ink = "warning", "warning"
        elif (day - self._desk.today()).days <= _SOON_DAYS:
            text = self.tr(
                "Renew it by {day}: look at the list of wing PCs and change the office’s keys. "
                "Nothing stops working on that day."
            )
            icon, ink = "clock", "warning"
        else:
            text = self.tr("To be renewed by {day}")
            icon, ink = "calendar", "soft"
        body.addWidget(fact(icon, ink, text.format(day=long_date(day))))
        if self.words.isVisible():
            self._desk.jobs.run(office.card, owner=self, done=self._show, failed=self.failed.emit)

    def _ask_card(self) -> None:
        if self.words.isVisible():
            self.words.hide()
            return
        self._desk.jobs.run(office.card, owner=self, done=self._show, failed=self.failed.emit)

    def _show(self, card: OfficeCard) -> None:
        self._office = card
        self.words.show_words(card.words)
        self.words.show()

    def _print(self) -> None:
        from coprod_desktop.gui.paper import preview_card

        if self._office is not None:
            preview_card(self, self._office.name, self._office.words)

    def _save(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, self.tr("Where to save the trust list"), str(Path.home())
        )
        if chosen:
            self._desk.jobs.run(
                office.write_card,
                Path(chosen),
                owner=self,
                done=self._saved,
                failed=self.failed.emit,
            )

    def _saved(self, file: Any) -> None:
        self.told.emit(
            Message(
                "success",
                self.tr("The trust list was saved."),
                advice=self.tr("It is in {place}.").format(place=file),
            )
        )
