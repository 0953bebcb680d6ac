# SPDX-License-Identifier: MIT
"""The numbers of a chart as a table beside it, for whoever reads those rather than a line."""

from __future__ import annotations

from typing import Final

from coprod_desktop.domain import suppression
from coprod_desktop.domain.spc import Chart
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card, flowing
from coprod_desktop.gui.insights import saying
from coprod_desktop.gui.messages import announce
from coprod_desktop.gui.rows import Line, Lines
from coprod_desktop.gui.tables import Table
from coprod_desktop.services.charting.insights import Series

_ROWS: Final = 320
_OF, _LIMITS = 2, 3
_WIDTHS: Final = (0, 78, 60, 100)


class NumbersCard(Card):
    """When, how much, of how many and between which limits; the newest first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("The numbers"))
        px = desk.theme.px
        titles = (self.tr("When"), self.tr("Value"), self.tr("Of"), self.tr("Limits"))
        self.lines = Lines(titles, self)
        self.table = Table(self.tr("The numbers of the chart"), px(34))
        self.table.setModel(self.lines)
        self.table.columns([px(width) for width in _WIDTHS], 0)
        self.table.setMinimumHeight(px(_ROWS))
        self.save = Button(self.tr("Save the numbers"), icon="download")
        self.why = Button(self.tr("Why are small numbers hidden?"), kind="quiet")
        self.why.clicked.connect(self._say_why)
        self.reason = words("", "soft")
        self.reason.hide()
        for widget in (self.table, flowing(self.save, self.why), self.reason):
            self.body.addWidget(widget)

    def show_series(self, series: Series, chart: Chart | None) -> None:
        """Show the numbers of a series, marked as its chart marks them."""
        known = [at for at, value in enumerate(series.values) if value is not None]
        place = {at: number for number, at in enumerate(known)} if chart is not None else {}
        lines: list[Line] = []
        for at, date in enumerate(series.dates):
            value = saying.value(series.values[at], series.measure)
            limits = ""
            if chart is not None and at in place:
                value = self._marked(value, chart.causes[place[at]])
                if chart.limits:
                    low, high = chart.limits[place[at]]
                    limits = self.tr("{low} to {high}").format(low=f"{low:.0f}", high=f"{high:.0f}")
            cells = (saying.when(date, series), value, f"{series.wholes[at]:,}", limits)
            lines.append(Line(cells, date))
        self.lines.show_lines(lines[::-1])
        # A count is of nothing but itself, and so is a wait.
        self.table.setColumnHidden(_OF, series.measure.unit in {"count", "wait"})
        self.table.setColumnHidden(_LIMITS, chart is None or not chart.limits)

    def _marked(self, value: str, cause: int) -> str:
        """A value with H or L, as the chart has it, where it is part of a change."""
        if not cause:
            return value
        return f"{value} {self.tr('H') if cause > 0 else self.tr('L')}"

    def _say_why(self) -> None:
        self.reason.setText(suppression.why())
        self.reason.setVisible(self.reason.isHidden())
        if self.reason.isVisible():
            announce(self.reason, self.reason.text())
