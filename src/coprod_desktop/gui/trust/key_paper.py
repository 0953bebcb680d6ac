# SPDX-License-Identifier: MIT
"""The steps of the first run that end on paper: words to print, and some asked back."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QLineEdit, QWidget

from coprod_desktop.domain import words as bip39
from coprod_desktop.gui.forms import Row, words
from coprod_desktop.gui.furniture import Button, bar
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.gui.printing import (
    PaperDialog,
    page_document,
)
from coprod_desktop.gui.steps import Step, WordsCard

if TYPE_CHECKING:
    from coprod_desktop.services.sheets import Page

ASKED: Final = 3


class PaperStep(Step):
    """Words that exist nowhere but on this screen, until they are on paper."""

    def __init__(self) -> None:
        super().__init__("", "")
        self.form.hide()
        self.banner = Banner(closable=False)
        self.card = WordsCard("", columns=4, secret=True)
        self.card.heading.hide()
        self.beside = words("", "soft")
        self.card.body.addWidget(self.beside)
        self.card.setVisible(False)
        self.print = Button(self.tr("Print the words"), icon="print")
        self.print.clicked.connect(self._print)
        self.column.addWidget(self.banner)
        self.column.addWidget(self.card)
        self.column.addWidget(bar(self.print))
        self.print.hide()
        self._page: Page | None = None

    def show_sheet(self, page: Page) -> None:
        """Show the words."""
        self._page = page
        self.card.show_words(page.words)
        self.card.show()
        self.print.show()

    def first(self) -> QWidget | None:
        """The button that prints, once there are words."""
        return self.print if self.words() else None

    def words(self) -> tuple[str, ...]:
        """The words on screen; none once they were forgotten."""
        return self._page.words if self._page is not None else ()

    def forget(self) -> None:
        """Take the words off the screen and out of the window's memory."""
        self._page = None
        self.card.show_words(())
        self.card.hide()
        self.print.hide()

    def _print(self) -> None:
        if self._page is None:
            return
        dialog = PaperDialog(self._page.title, page_document(self._page), self)
        dialog.printed.connect(self._printed)
        dialog.open()

    def _printed(self) -> None:
        self.banner.show_message(
            Message(
                "success",
                self.tr("The sheet was sent to the printer."),
                "",
                self.tr("Look at the paper before you go on: every word must be readable."),
            )
        )


class RecoveryKeyStep(PaperStep):
    """The office's recovery key."""

    def __init__(self) -> None:
        super().__init__()
        self.title.setText(self.tr("Print the office’s recovery key"))
        self.lead.setText(
            self.tr(
                "With these 24 words the office lets a wing back in that has lost every password, "
                "and reads what wings have sent if this PC is lost. They are kept nowhere but on "
                "your paper."
            )
        )
        self.beside.setText(
            self.tr(
                "Do not photograph the screen. Without a printer, write the words down by hand, "
                "with their numbers."
            )
        )


class SheetStep(PaperStep):
    """The first user's recovery sheet, which may wait."""

    def __init__(self) -> None:
        super().__init__()
        self.title.setText(self.tr("Print the recovery sheet"))
        self.lead.setText(
            self.tr(
                "If a head of healthcare forgets the password, these 24 words set a new one. They "
                "are kept nowhere but on your paper."
            )
        )
        self.beside.setText(
            self.tr(
                "Lock the sheet away, and not beside this PC. Without a printer, write the words "
                "down by hand, with their numbers."
            )
        )


class AskBackStep(Step):
    """Three of the words typed from the paper, so that nobody goes on without one."""

    def __init__(self) -> None:
        super().__init__("", "")
        self.title.setText(self.tr("Type three words from your paper"))
        self.lead.setText(
            self.tr("They show that the paper is there and can be read. Put it away afterwards.")
        )
        self._listed: tuple[str, ...] = ()
        self._asked: tuple[int, ...] = ()
        self.lines: list[Row[QLineEdit]] = []
        for _ in range(ASKED):
            self.lines.append(self.form.add("", QLineEdit(), required=True))

    def ask(self, listed: tuple[str, ...]) -> None:
        """Ask for three of these words, chosen by chance."""
        self._listed = listed
        chosen: set[int] = set()
        while len(chosen) < ASKED:
            chosen.add(secrets.randbelow(len(listed)) + 1)
        self._asked = tuple(sorted(chosen))
        for row, place in zip(self.lines, self._asked, strict=True):
            row.rename(self.tr("Word {place} of {all}").format(place=place, all=len(self._listed)))
            row.field.clear()

    def asked(self) -> tuple[int, ...]:
        """The places asked for, from 1."""
        return self._asked

    def check(self) -> None:
        """Each must be the word at its place."""
        for row, place in zip(self.lines, self._asked, strict=True):
            typed = row.field.text()
            if not typed.strip():
                self.need(row, self.tr("Type this word from the paper"))
            elif not bip39.same((typed,), (self._listed[place - 1],)):
                row.set_error(self.tr("The paper says another word. Look again"))

    def forget(self) -> None:
        """Let go of the words."""
        self._listed = ()
        for row in self.lines:
            row.field.clear()
