# SPDX-License-Identifier: MIT
"""Rows of a spreadsheet that may tell who somebody is: masked or kept, as a person says of each."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card, flowing
from coprod_desktop.gui.messages import announce
from coprod_desktop.gui.rows import Line, Lines
from coprod_desktop.gui.tables import Table
from coprod_desktop.services.entering.spreadsheet import NamingRow
from coprod_desktop.services.entering.vetting import Decision, Rule, Spot, words_of

_LINES: Final = 8
_LINE: Final = 36
_BORDER: Final = 12


class NamingTable(Table):
    """A table in which M masks and K keeps the current row."""

    said = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the two letters."""
        rule = {Qt.Key.Key_M: "mask", Qt.Key.Key_K: "keep"}.get(Qt.Key(event.key()))
        if rule is not None and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.said.emit(rule)
        else:
            super().keyPressEvent(event)


class NamingCard(Card):
    """Each row with the words that give it away, and what becomes of them."""

    edited = Signal()
    """Somebody has decided about a row."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("These rows may tell who somebody is"))
        self._px = px = desk.theme.px
        self._rows: tuple[NamingRow, ...] = ()
        self._rules: dict[int, Rule] = {}
        self.count = words("", "subheading")
        self.model = Lines(
            (
                self.tr("Line"),
                self.tr("What becomes of it"),
                self.tr("Words that may identify, and where they stand"),
            ),
            self,
        )
        self.table = NamingTable(self.tr("Rows that may tell who somebody is"), px(_LINE))
        self.table.setModel(self.model)
        self.table.columns((px(72), px(160), 0), 2)
        self.mask_it = Button(self.tr("Mask this row (M)"))
        self.keep_it = Button(self.tr("Keep it as it is (K)"))
        self.mask_all = Button(self.tr("Mask all rows"))
        self.keep_all = Button(self.tr("Keep all as they are"), kind="quiet")
        hint = self.tr(
            "Look at each. A mask such as [name] takes the place of the words. The program cannot "
            "find everything, and what it finds may be no name at all."
        )
        buttons = flowing(self.mask_it, self.keep_it, self.mask_all, self.keep_all)
        self.whole = words("")
        for part in (words(hint, "soft"), self.count, self.table, self.whole, buttons):
            self.body.addWidget(part)
        self.table.chosen.connect(self._chosen)
        self.table.said.connect(self._say)
        self.mask_it.clicked.connect(partial(self._say, "mask"))
        self.keep_it.clicked.connect(partial(self._say, "keep"))
        self.mask_all.clicked.connect(partial(self._say_of_all, "mask"))
        self.keep_all.clicked.connect(partial(self._say_of_all, "keep"))

    def show_rows(self, rows: tuple[NamingRow, ...]) -> None:
        """Ask about these rows; what was decided about the same words before still holds."""
        before = self.decided()
        self._rows = rows
        self._rules = {}
        for row in rows:
            said = before.get(row.line)
            if said is not None and said.words == words_of(row.spots):
                self._rules[row.line] = said.rule
        self._redraw(0)
        self.table.setFixedHeight(self._px(_LINE) * (min(len(rows), _LINES) + 1) + _BORDER)
        self.setVisible(bool(rows))

    def undecided(self) -> int:
        """How many rows nobody has decided about."""
        return len(self._rows) - len(self._rules)

    def decided(self) -> dict[int, Decision]:
        """What was decided, by the lines of the file."""
        return {
            row.line: Decision(self._rules[row.line], words_of(row.spots))
            for row in self._rows
            if row.line in self._rules
        }

    def go_to_first(self) -> None:
        """Go to the first row that nobody has decided about."""
        self.table.choose(self._next(0))
        self.table.setFocus()

    def _chosen(self, place: int) -> None:
        """Show in full what the line has no room for."""
        line = self.model.line(place)
        self.whole.setText(line.cells[-1] if line is not None else "")

    def _next(self, place: int) -> int:
        """The first undecided row from a place on, else from the start; that place if none is."""
        count = len(self._rows)
        around = [*range(place, count), *range(place)]
        return next((n for n in around if self._rows[n].line not in self._rules), place)

    def _say(self, rule: Rule, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - a slot
        place = self.table.currentIndex().row()
        if 0 <= place < len(self._rows):
            self._rules[self._rows[place].line] = rule
            self._redraw(self._next(place))
            self._tell()

    def _say_of_all(self, rule: Rule, _checked: bool = False) -> None:  # noqa: FBT001, FBT002
        self._rules = dict.fromkeys((row.line for row in self._rows), rule)
        self._redraw(max(self.table.currentIndex().row(), 0))
        self._tell()

    def _tell(self) -> None:
        announce(self.count, self.count.text())
        self.edited.emit()

    def _redraw(self, place: int) -> None:
        self.model.show_lines([self._line(row) for row in self._rows])
        self.table.choose(place)
        left = self.undecided()
        self.count.setText(
            self.tr("Every row is decided.")
            if not left
            else self.tr("1 row is not decided yet.")
            if left == 1
            else self.tr("{left} rows are not decided yet.").format(left=f"{left:,}")
        )

    def _line(self, row: NamingRow) -> Line:
        rule = self._rules.get(row.line)
        becomes = {
            "mask": self.tr("Masked"),
            "keep": self.tr("Kept as it is"),
        }.get(rule or "", self.tr("Not decided yet"))
        where = " · ".join(_around(each, masked=rule == "mask") for each in row.spots)
        icon, ink = ("tick", "success") if rule else ("flag", "warning")
        return Line((str(row.line), becomes, where), row, icon, ink)


def _around(spot: Spot, *, masked: bool) -> str:
    """The words with what stands around them, as it would be recorded."""
    words = spot.instead if masked else f"“{spot.words}”"
    said = f"{spot.before}{words}{spot.after}"
    return " ".join(said.split())
