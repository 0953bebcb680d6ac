# SPDX-License-Identifier: MIT
"""Entering a receipt that the office reads out over the telephone: ten characters."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.exchange import calls
from coprod_desktop.gui.forms import Form, words
from coprod_desktop.gui.furniture import Button, Card, bar
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.services.exchanging import receipts
from coprod_desktop.services.exchanging.receipts import Confirmed


class CodeLine(QLineEdit):
    """A code as it is typed or pasted, shown in capitals and in two groups of five."""

    def __init__(self) -> None:
        super().__init__()
        self.setMaxLength(2 * receipts.LENGTH)
        self.setProperty("part", "code")
        self.textEdited.connect(self._tidy)

    def code(self) -> str:
        """What was typed, without spaces, with I, L and O read as digits."""
        return receipts.normal(self.text())

    def _tidy(self, text: str) -> None:
        behind = len(receipts.normal(text[self.cursorPosition() :]))
        code = receipts.normal(text)
        half = receipts.LENGTH // 2
        shown = f"{code[:half]} {code[half:]}" if len(code) > half else code
        self.setText(shown)
        place = len(shown)
        while behind > 0 and place > 0:
            place -= 1
            behind -= shown[place] != " "
        self.setCursorPosition(place)


class TelephoneReceipt(Card):
    """A field for the code, and what it confirmed."""

    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.heading.setText(self.tr("A receipt by telephone"))
        self.heading.show()
        self._desk = desk
        self.banner = Banner()
        self.line = CodeLine()
        self.line.returnPressed.connect(self.confirm)
        self.form = Form()
        self.row = self.form.add(
            self.tr("Ten characters"),
            self.line,
            hint=self.tr(
                "Capitals, spaces and dashes do not matter. O is read as 0, I and L as 1."
            ),
            required=True,
        )
        self.go = Button(self.tr("Confirm"), kind="primary")
        self.go.clicked.connect(self.confirm)
        self.shut = Button(self.tr("Close"))
        self.shut.clicked.connect(self.closed)
        self.body.addWidget(
            words(
                self.tr(
                    "When no stick may come back: ring the office on a number you already know, "
                    "and ask for this wing’s receipt."
                )
            )
        )
        self.body.addWidget(self.banner)
        self.body.addWidget(self.form)
        self.body.addWidget(bar(self.go, self.shut))

    def begin(self) -> None:
        """Be shown anew."""
        self.line.clear()
        self.banner.clear()
        self.row.set_error("")
        self.line.setFocus()

    def confirm(self) -> None:
        """Try the code."""
        self.banner.clear()
        self.row.set_error("")
        typed = len(self.line.code())
        if typed != receipts.LENGTH:
            self.row.set_error(
                self.tr("The code has ten characters; these are {number}").format(number=typed)
            )
            self.line.setFocus()
            return
        self.go.setEnabled(False)
        self._desk.jobs.run(
            calls.telephone,
            self.line.code(),
            owner=self,
            done=self._confirmed,
            failed=self._wrong,
            changes=("bundle",),
        )

    def _confirmed(self, found: Confirmed) -> None:
        self.go.setEnabled(True)
        self.line.clear()
        self.banner.show_message(
            Message(
                "success",
                self.tr("1 bundle is confirmed by telephone.")
                if found.bundles == 1
                else self.tr("{number} bundles are confirmed by telephone.").format(
                    number=found.bundles
                ),
                advice=self.tr("They are not sent again."),
            )
        )
        self.shut.setFocus()

    def _wrong(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self.banner.show_error(error)
        self.line.setFocus()
        self.line.selectAll()
