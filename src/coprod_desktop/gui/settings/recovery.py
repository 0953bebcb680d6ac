# SPDX-License-Identifier: MIT
"""What to do before something is lost, and after: the recovery sheet, and ways back."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from coprod_desktop.domain.errors_recovery import WordsMisspelt
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Button, Card, Scroll, Stack, bar
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.gui.settings.history import NewHistory
from coprod_desktop.gui.settings.life import NewLife
from coprod_desktop.gui.settings.lost_office import LostOffice
from coprod_desktop.gui.steps import WordsCard
from coprod_desktop.gui.trust.by_hand import ListByHand
from coprod_desktop.gui.words_field import WordsField
from coprod_desktop.services.sheets import Page

SHEET, KEY = "sheet", "key"


def _make(session: Any) -> Page:
    from coprod_desktop.services import sheets
    from coprod_desktop.services.access import recovery

    return sheets.recovery_sheet(recovery.sheet(session))


def _rehearse(session: Any, which: str, listed: tuple[str, ...]) -> None:
    from coprod_desktop.services.access import recovery

    if which == KEY:
        recovery.rehearse_key(session, listed)
    else:
        recovery.rehearse_sheet(session, listed)


class RecoveryTab(QWidget):
    """Cards: a wing's, or an office's; reading back what another office lost takes their place."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._page: Page | None = None
        self.life: NewLife | None = None
        self.lost: LostOffice | None = None
        self.banner = Banner()
        self._scroll = Scroll(margins=(0, 16, 0, 16))
        for card in (self.banner, self._sheet_card(), self._rehearsal_card()):
            self._scroll.body.addWidget(card)
        self._turns = Stack()
        self._turns.add(self._scroll)
        self._places: dict[str, QWidget] = {}
        if desk.who.kind == "wing":
            self._add_wing()
        else:
            self._add_office()
        self._scroll.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._turns)

    def ask(self) -> None:
        """Look what wings have told."""
        if self.life is not None:
            self.life.ask()

    def go_to(self, place: str) -> None:
        """Put the focus on what a card offers: ``life``, ``lost``, ``list`` or ``history``."""
        button = self._places.get(place)
        if button is not None:
            self._turns.turn(self._scroll)
            button.setFocus()

    def read_back(self) -> None:
        """Read back what wings sent to an office that was lost."""
        if self.lost is not None:
            self.banner.clear()
            self._turns.turn(self.lost)
            self.lost.begin()

    def leave(self) -> None:
        """Forget every word."""
        if self.lost is not None:
            self.lost.forget()
        self._page = None
        self.by_hand.show_words(())
        self.words.clear()
        self.sure.hide()
        self._say_made()

    def make_sheet(self) -> None:
        """Make a new sheet; the one before opens nothing from now on."""
        self.sure.hide()
        self.make.setEnabled(False)
        self._desk.jobs.run(
            _make,
            owner=self,
            done=self._made,
            failed=self._not_made,
            changes=("recovery",),
        )

    def rehearse(self) -> None:
        """Try the words that were typed; nothing is changed."""
        self.banner.clear()
        if not self.words.check():
            return
        self.check.setEnabled(False)
        self._desk.jobs.run(
            _rehearse,
            self.which.currentData(),
            self.words.words(),
            owner=self,
            done=self._right,
            failed=self._wrong,
            changes=("recovery",),
        )

    def _add_wing(self) -> None:
        self.trust_list = ListByHand(self._desk)
        self.trust_list.told.connect(self.banner.show_message)
        self.history = NewHistory(self._desk)
        self.history.said.connect(self.banner.show_message)
        for card in (self.trust_list, self.history):
            card.failed.connect(self.banner.show_error)
            self._scroll.body.addWidget(card)
        self._places = {"list": self.trust_list.follow.open, "history": self.history.ask}

    def _add_office(self) -> None:
        if self._desk.who.role != "admin":
            return
        self.life = NewLife(self._desk)
        self.life.said.connect(self.banner.show_message)
        self.life.failed.connect(self.banner.show_error)
        self.lost = LostOffice(self._desk)
        self.lost.closed.connect(self._back)
        self._turns.add(self.lost)
        card = Card(self.tr("If another office was lost, with every backup"))
        card.body.addWidget(
            words(
                self.tr(
                    "What wings sent to it is read back into this store. You need the paper with "
                    "that office’s recovery key, its card, and its trust list, which every wing "
                    "can save."
                )
            )
        )
        self.read = Button(self.tr("Read its bundles"), icon="download")
        self.read.clicked.connect(self.read_back)
        card.body.addWidget(bar(self.read))
        self._scroll.body.addWidget(self.life)
        self._scroll.body.addWidget(card)
        self._places = {"life": self.life.begin.open, "lost": self.read}

    def _back(self) -> None:
        self._turns.turn(self._scroll)
        self.read.setFocus()

    def _sheet_card(self) -> Card:
        card = Card(self.tr("Recovery sheet"))
        card.body.addWidget(
            words(
                self.tr(
                    "A page with 24 words. With it, a head or administrator who has forgotten the "
                    "password sets a new one. Print it, and lock it away from this PC. The words "
                    "are kept nowhere else, and never in a file."
                )
            )
        )
        self.make = Button(self.tr("Print a new recovery sheet"), icon="print")
        self.make.clicked.connect(self._ask_sure)
        self.sure = Card(self.tr("Make a new sheet?"))
        self.sure.body.addWidget(
            words(
                self.tr(
                    "A sheet that was printed before opens nothing any more: destroy it. Have the "
                    "printer ready, and nobody else looking."
                )
            )
        )
        self.yes = Button(self.tr("Yes, make a new sheet"), kind="primary")
        self.yes.clicked.connect(self.make_sheet)
        no = Button(self.tr("No, keep the old one"))
        no.clicked.connect(self._kept)
        self.sure.body.addWidget(bar(self.yes, no))
        self.made = Card(self.tr("The new sheet is ready"))
        self._how = words("")
        self.by_hand = WordsCard("", columns=4)
        self.by_hand.heading.hide()
        self.made.body.addWidget(self._how)
        self.made.body.addWidget(self.by_hand)
        self.show_paper = Button(self.tr("Show and print"), kind="primary", icon="print")
        self.show_paper.clicked.connect(self._show_paper)
        self.done = Button(self.tr("Done, it is put away"))
        self.done.clicked.connect(self._put_away)
        self.made.body.addWidget(bar(self.show_paper, self.done))
        card.body.addWidget(bar(self.make))
        card.body.addWidget(self.sure)
        card.body.addWidget(self.made)
        self.sure.hide()
        self.made.hide()
        return card

    def _rehearsal_card(self) -> Card:
        card = Card(self.tr("Rehearse it"))
        card.body.addWidget(
            words(
                self.tr(
                    "Twice a year, fetch the paper and type its words here. It proves that they "
                    "open this store, and changes nothing."
                )
            )
        )
        form = Form()
        self.which = QComboBox()
        self.which.addItem(self.tr("The recovery sheet of this store"), SHEET)
        if self._desk.who.kind == "office":
            self.which.addItem(self.tr("The office’s recovery key"), KEY)
        form.add(self.tr("Which paper"), self.which)
        self.words = WordsField()
        self.words.entered.connect(self.rehearse)
        self.check = Button(self.tr("Check the words"), icon="shield")
        self.check.clicked.connect(self.rehearse)
        card.body.addWidget(form)
        form.setVisible(self.which.count() > 1)  # now that it has a parent
        card.body.addWidget(words(self.tr("The 24 words"), "label"))
        card.body.addWidget(self.words)
        card.body.addWidget(bar(self.check))
        return card

    def _ask_sure(self) -> None:
        self.banner.clear()
        self.sure.show()
        self.yes.setFocus()

    def _kept(self) -> None:
        self.sure.hide()
        self.make.setFocus()

    def _made(self, page: Page) -> None:
        # Printing is loaded when something is printed.
        from coprod_desktop.gui.printing import printers

        self._page = page
        self._say_made()
        some = bool(printers())
        self.show_paper.setVisible(some)
        self.by_hand.setVisible(not some)
        if some:
            self._how.setText(
                self.tr(
                    "Look at it and print it now. When it is put away, press Done: the words are "
                    "then gone from this PC."
                )
            )
            self._show_paper()
        else:
            self._how.setText(
                self.tr(
                    "No printer is set up on this PC. Write the words down by hand, with their "
                    "numbers. When the paper is put away, press Done: the words are then gone "
                    "from this PC."
                )
            )
            self.by_hand.show_words(page.words)
            self.done.setFocus()

    def _not_made(self, error: Exception) -> None:
        self.make.setEnabled(True)
        self.banner.show_error(error)

    def _say_made(self) -> None:
        waits = self._page is not None
        self.made.setVisible(waits)
        self.make.setVisible(not waits)
        self.make.setEnabled(not waits)

    def _show_paper(self) -> None:
        from coprod_desktop.gui.printing import PaperDialog, page_document

        if self._page is None:
            return
        dialog = PaperDialog(self._page.title, page_document(self._page), self)
        dialog.finished.connect(self._seen)
        dialog.open()

    def _seen(self, _result: int) -> None:
        self.done.setFocus()

    def _put_away(self) -> None:
        self._page = None
        self.by_hand.show_words(())
        self._say_made()
        self.banner.show_message(
            Message(
                "success",
                self.tr("The words are gone from this PC."),
                advice=self.tr("Rehearse the sheet once, so that you know it can be read."),
            )
        )
        self.words.lines[0].setFocus()

    def _right(self, _nothing: object) -> None:
        self.check.setEnabled(True)
        self.words.clear()
        self.banner.show_message(
            Message(
                "success",
                self.tr("The words are right: they open this store."),
                advice=self.tr("Put the paper back where it is locked away."),
            )
        )

    def _wrong(self, error: Exception) -> None:
        self.check.setEnabled(True)
        self.banner.show_error(error)
        if isinstance(error, WordsMisspelt):
            self.words.say_misfit()
