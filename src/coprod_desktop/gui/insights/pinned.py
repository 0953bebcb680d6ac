# SPDX-License-Identifier: MIT
"""The actions that are pinned on a chart, by their numbers: each opens the action."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from coprod_desktop.gui.dates import long_date
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Card
from coprod_desktop.gui.rows import Line, Lines
from coprod_desktop.gui.tables import Table
from coprod_desktop.services.charting.insights import Done

_NUMBER: Final = 72
_DAY: Final = 170
_LINE: Final = 34
_LEAST, _MOST = 2, 8


class PinnedCard(Card):
    """What was done in the time of the chart, in the order of the numbers on its line."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("Actions on the line"))
        self._desk = desk
        self.none = words(
            self.tr(
                "No action was done in the time of this chart. Each one that is done will stand on "
                "the line with a number, once its week or month is over, so that you can see what "
                "came after it."
            ),
            "soft",
        )
        px = desk.theme.px
        self.lines = Lines((self.tr("No."), self.tr("Action"), self.tr("Done")), self)
        self.table = Table(self.tr("Actions on the line"), px(_LINE))
        self.table.setModel(self.lines)
        self.table.columns([px(_NUMBER), 0, px(_DAY)], 1)
        self.table.opened.connect(self._open)
        self.hint = words(
            self.tr(
                "Return or a double click opens an action. What comes after it need not come "
                "from it."
            ),
            "hint",
        )
        for widget in (self.none, self.table, self.hint):
            self.body.addWidget(widget)

    def show_done(self, done: Sequence[Done]) -> None:
        """Show other actions; the first of them is number 1."""
        self.none.setVisible(not done)
        self.table.setVisible(bool(done))
        self.hint.setVisible(bool(done))
        self.lines.show_lines(
            [
                Line((str(number), each.text, long_date(each.on)), each.id)
                for number, each in enumerate(done, 1)
            ]
        )
        rows = min(max(len(done), _LEAST), _MOST) + 2
        self.table.setFixedHeight(self._desk.theme.px(_LINE * rows))

    def _open(self, place: int) -> None:
        line = self.lines.line(place)
        if line is not None:
            self._desk.go("actions", line.value)
