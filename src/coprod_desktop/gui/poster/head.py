# SPDX-License-Identifier: MIT
"""A poster's head: its title, place, days and paper, and the name it is kept under."""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from coprod_desktop.domain import poster as posters
from coprod_desktop.domain.poster import Finding, Poster
from coprod_desktop.gui.dates import iso
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import Form, Row
from coprod_desktop.gui.furniture import Card, discard
from coprod_desktop.gui.listing import choices
from coprod_desktop.gui.poster.cards import Settling
from coprod_desktop.gui.responsive import Columns
from coprod_desktop.gui.typed import DateField
from coprod_desktop.services.posters import Kept

_PAPERS: Final[dict[str, tuple[Literal["A3", "A4"], bool]]] = {
    "A4": ("A4", False),
    "A4-wide": ("A4", True),
    "A3": ("A3", False),
    "A3-wide": ("A3", True),
}
_WIDE: Final = 480
_LONGEST: Final = 120


class HeadForm(Card):
    """The fields of a poster that are not its cards."""

    edited = Signal()
    opened = Signal(object)
    """Another poster is to be shown: the `Kept`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("The poster"))
        self._desk = desk
        self._kept: tuple[Kept, ...] = ()
        self.title = QLineEdit()
        self.place = QLineEdit()
        for line in (self.title, self.place):
            line.setMaxLength(_LONGEST)
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
        self.name = QLineEdit()
        self.name.setMaxLength(_LONGEST)
        self.chosen = QComboBox()
        self._settling = QVBoxLayout()
        form = Form(spacing=12)
        form.add(self.tr("Title"), self.title)
        form.add(self.tr("Place"), self.place)
        rows: list[tuple[QWidget, int]] = [
            (Row(self.tr("From"), self.first), 1),
            (Row(self.tr("To"), self.last), 1),
        ]
        form.add_widget(Columns(rows, wide=2, narrow=1, least=_WIDE))
        form.add(self.tr("Paper"), self.paper)
        self._name_row = form.add(
            self.tr("Keep it as"), self.name, hint=self.tr("For example: March, B wing")
        )
        self._open_row = form.add(self.tr("Open a poster that was kept"), self.chosen)
        self.body.addWidget(form)
        self.body.addLayout(self._settling)
        for line in (self.title, self.place, self.name):
            line.textEdited.connect(self.edited)
        for field in (self.first, self.last):
            field.edited.connect(self.edited)
            field.line.editingFinished.connect(self.edited)
        self.paper.currentIndexChanged.connect(self.edited)
        self.chosen.activated.connect(self._open)
        self._open_row.hide()

    def fresh(self) -> Poster:
        """A poster to begin with: this wing's."""
        who = self._desk.who
        place = ", ".join(
            part
            for part in (self.tr("{wing} wing").format(wing=who.wing) if who.wing else "", who.site)
            if part
        )
        return Poster(place=place)

    def begin(self, name: str, poster: Poster) -> None:
        """Show a poster's head."""
        self.name.setText(name)
        self._name_row.set_error("")
        self.title.setText(poster.title)
        self.place.setText(poster.place)
        self.first.set_date(iso(poster.first))
        self.last.set_date(iso(poster.last))
        here = (poster.paper, poster.landscape)
        code = next(code for code, paper in _PAPERS.items() if paper == here)
        self.paper.setCurrentIndex(self.paper.findData(code))
        self.chosen.setCurrentIndex(max(0, self.chosen.findText(name)))

    def poster(self) -> Poster:
        """The head as it stands, without cards."""
        paper, landscape = _PAPERS[self.paper.currentData()]
        first, last = self.first.date(), self.last.date()
        return Poster(
            title=self.title.text().strip() or posters.TITLE,
            place=self.place.text().strip(),
            first=first.isoformat() if first else "",
            last=last.isoformat() if last else "",
            paper=paper,
            landscape=landscape,
        )

    def has_name(self) -> bool:
        """Whether it can be kept; asks for a name otherwise."""
        named = bool(self.name.text().strip())
        self._name_row.set_error("" if named else self.tr("Give the poster a name."))
        if not named:
            self.name.setFocus()
        return named

    def show_kept(self, kept: tuple[Kept, ...], name: str) -> None:
        """Offer the posters that are kept; `name` is the one on screen."""
        self._kept = kept
        self.chosen.clear()
        self.chosen.addItem(self.tr("Choose"))
        self.chosen.addItems([each.name for each in kept])
        self.chosen.setCurrentIndex(max(0, self.chosen.findText(name) if name else 0))
        self._open_row.setVisible(bool(kept))

    def kept_name(self) -> str:
        """The name that this poster is kept under, or nothing."""
        place = self.chosen.currentIndex() - 1
        return self._kept[place].name if 0 <= place < len(self._kept) else ""

    def show_findings(self, findings: list[Finding]) -> None:
        """Show what is to be settled in the head."""
        while (item := self._settling.takeAt(0)) is not None:
            discard(item.widget())
        for each in findings:
            line = Settling(each)
            line.taken.connect(self._settle)
            self._settling.addWidget(line)

    def go_to(self, finding: Finding) -> None:
        """Put the cursor on what is to be settled."""
        line = self.place if finding.part == "place" else self.title
        line.setFocus()
        line.setSelection(finding.start, finding.end - finding.start)

    def _settle(self, finding: Finding) -> None:
        line = self.place if finding.part == "place" else self.title
        line.setText(posters.settled(line.text(), finding))
        line.setFocus()
        self.edited.emit()

    def _open(self, place: int) -> None:
        if 0 < place <= len(self._kept):
            self.opened.emit(self._kept[place - 1])
