# SPDX-License-Identifier: MIT
"""A poster's head: its title, its place, its days and its paper."""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from coprod_desktop.domain import poster as posters
from coprod_desktop.domain.poster import Finding, Poster
from coprod_desktop.gui.dates import iso
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import Form, Row, words
from coprod_desktop.gui.furniture import Card, discard
from coprod_desktop.gui.guards import StaffGuard
from coprod_desktop.gui.guards.marking import span
from coprod_desktop.gui.line_field import LineField
from coprod_desktop.gui.listing import choices
from coprod_desktop.gui.poster.cards import Settling
from coprod_desktop.gui.poster.sight import Seen
from coprod_desktop.gui.responsive import Columns
from coprod_desktop.gui.typed import DateField

_PAPERS: Final[dict[str, tuple[Literal["A3", "A4"], bool]]] = {
    "A4": ("A4", False),
    "A4-wide": ("A4", True),
    "A3": ("A3", False),
    "A3-wide": ("A3", True),
}
_WIDE: Final = 480
LONGEST: Final = 120
"""Letters in a title, a place or a name."""


class HeadForm(Card):
    """The fields of a poster that are not its cards."""

    edited = Signal()
    vouched = Signal(object)
    """As `Settling.vouched`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("The poster"))
        self._desk = desk
        self.title = LineField(most=3)
        self.guard = StaffGuard(desk, "patient_facing")
        self.guard.watch(self.title)
        self.place = QLineEdit()
        self.place.setMaxLength(LONGEST)
        self.first = DateField(desk.today)
        self.last = DateField(desk.today)
        self.paper = choices(
            self.tr("Paper"),
            (
                ("A4", self.tr("A4, upright")),
                ("A4-wide", self.tr("A4, across")),
                ("A3", self.tr("A3, upright")),
                ("A3-wide", self.tr("A3, across")),
            ),
        )
        self.readable = words("", "warning")
        self._settling = QVBoxLayout()
        form = Form(spacing=12)
        form.add(self.tr("Title"), self.title)
        form.add_widget(self.guard)
        form.add(self.tr("Place"), self.place)
        rows: list[tuple[QWidget, int]] = [
            (Row(self.tr("From"), self.first), 1),
            (Row(self.tr("To"), self.last), 1),
        ]
        form.add_widget(Columns(rows, wide=2, narrow=1, least=_WIDE))
        form.add(self.tr("Paper"), self.paper)
        form.add_widget(self.readable)
        self.body.addWidget(form)
        self.body.addLayout(self._settling)
        self.title.textChanged.connect(self.edited)
        self.title.ended.connect(self.place.setFocus)
        self.place.textEdited.connect(self.edited)
        for field in (self.first, self.last):
            field.edited.connect(self.edited)
            field.line.editingFinished.connect(self.edited)
        self.paper.currentIndexChanged.connect(self.edited)
        self.readable.hide()

    def fresh(self) -> Poster:
        """A poster to begin with: this wing's."""
        who = self._desk.who
        # "B" is a wing; "House 4" says by itself what it is.
        wing = self.tr("{wing} wing").format(wing=who.wing) if len(who.wing) == 1 else who.wing
        place = ", ".join(part for part in (wing, who.site) if part)
        return Poster(place=place)

    def begin(self, poster: Poster) -> None:
        """Show a poster's head; nothing counts as typed."""
        self.blockSignals(True)
        self.title.setPlainText(poster.title)
        self.place.setText(poster.place)
        self.first.set_date(iso(poster.first))
        self.last.set_date(iso(poster.last))
        here = (poster.paper, poster.landscape)
        code = next(code for code, paper in _PAPERS.items() if paper == here)
        self.paper.setCurrentIndex(self.paper.findData(code))
        self.blockSignals(False)

    def poster(self) -> Poster:
        """The head as it stands, without cards."""
        paper, landscape = _PAPERS[self.paper.currentData()]
        first, last = self.first.date(), self.last.date()
        return Poster(
            title=_line(self.title.text()) or posters.title(),
            place=self.place.text().strip(),
            first=first.isoformat() if first else "",
            last=last.isoformat() if last else "",
            paper=paper,
            landscape=landscape,
        )

    def say_readable(self, drawn: Seen | None) -> None:
        """Say whether the poster can be read from two metres; None says nothing."""
        text = ""
        if drawn is not None and drawn.pages > 1:
            text = self.tr("It takes {pages} pages. Shorten the words, or take a card out.").format(
                pages=drawn.pages
            )
        elif drawn is not None and not drawn.readable:
            text = self.tr(
                "The letters are {points} points, too small to read from two metres. Shorten the "
                "words, take a card out, or use larger paper."
            ).format(points=drawn.size // 10)
        self.readable.setText(text)
        self.readable.setVisible(bool(text))

    def show_findings(self, findings: list[Finding]) -> None:
        """Show what is to be settled in the head."""
        while (item := self._settling.takeAt(0)) is not None:
            discard(item.widget())
        for each in findings:
            line = Settling(each)
            line.taken.connect(self._settle)
            line.vouched.connect(self.vouched)
            self._settling.addWidget(line)

    def go_to(self, finding: Finding) -> None:
        """Put the cursor on what is to be settled."""
        if finding.part == "place":
            self.place.setFocus()
            self.place.setSelection(finding.start, finding.end - finding.start)
        else:
            self.title.setFocus()
            self.title.setTextCursor(self._found(finding))

    def _settle(self, finding: Finding) -> None:
        if finding.part == "place":
            self.place.setText(posters.settled(self.place.text(), finding))
            self.place.setFocus()
            self.edited.emit()
        else:
            self._found(finding).insertText(finding.instead)
            self.title.setFocus()

    def _found(self, finding: Finding) -> QTextCursor:
        """Over the words of the title: the poster has them on one line, as it is looked at."""
        text = _line(self.title.text())
        if text != self.title.text():
            self.title.setPlainText(text)
        return span(self.title, text, finding.start, finding.end)


def _line(text: str) -> str:
    """What may have been pasted with ends of lines, on one line."""
    return " ".join(text.split())[:LONGEST]
