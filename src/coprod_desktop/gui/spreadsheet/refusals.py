# SPDX-License-Identifier: MIT
"""What a file comes to: how many comments, and every row that is none, with why."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Card
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.gui.rows import Line, Lines
from coprod_desktop.gui.tables import Table
from coprod_desktop.services.entering.spreadsheet import RefusedRow

_LINES = 8


class RefusalsFace(QWidget):
    """A sentence, and a table of refused rows where there are any."""

    def __init__(self, desk: Desk, naming: QWidget) -> None:
        """`naming` is what is to be decided first, and stands above what is left out."""
        super().__init__()
        self.setProperty("part", "canvas")
        px = desk.theme.px
        self.sentence = words("", "lead")
        self.model = Lines((self.tr("Line of the file"), self.tr("Why it is left out")), self)
        self.table = Table(self.tr("Rows that are left out"), px(36))
        self.table.setModel(self.model)
        self.table.columns((px(150), 0), 1)
        self.table.setMinimumHeight(px(36) * _LINES)
        self.card = Card(self.tr("Rows that are left out"))
        self.card.body.addWidget(
            words(
                self.tr(
                    "Mend them in the spreadsheet and take only those from it, or type them in."
                ),
                "soft",
            )
        )
        self.card.body.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        self.warning = Banner(closable=False)
        column.addWidget(self.sentence)
        column.addWidget(self.warning)
        column.addWidget(naming)
        column.addWidget(self.card)
        naming.hide()

    def show_refused(
        self, sentence: str, refused: tuple[RefusedRow, ...], warning: str = ""
    ) -> None:
        """Show what a file comes to, and what to look at first."""
        self.warning.clear()
        if warning:
            self.warning.show_message(Message("warning", warning))
        self.sentence.setText(sentence)
        self.model.show_lines([Line((str(row.line), row.why), row) for row in refused])
        self.card.setVisible(bool(refused))
