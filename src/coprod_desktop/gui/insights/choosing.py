# SPDX-License-Identifier: MIT
"""What is to be charted: boxes to choose from, each under its name."""

from __future__ import annotations

from functools import partial
from typing import Final, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from coprod_desktop.domain import themes
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import Row
from coprod_desktop.gui.furniture import flowing
from coprod_desktop.gui.insights import saying
from coprod_desktop.gui.label import tip
from coprod_desktop.gui.listing import choices
from coprod_desktop.gui.typed import NumberField
from coprod_desktop.services.charting.measures import MEASURES, Asked, Kind
from coprod_desktop.services.charting.rolls import months_before
from coprod_desktop.services.recording.places import Place
from coprod_desktop.store.tally import By

_YEARS: Final = 3
_LETTERS: Final = 12
"""Letters of a theme or a place that are seen in its box; its tool tip has all of them."""
_NUMBER: Final = 84


class Choosing(QWidget):
    """The choices above a chart."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._desk = desk
        self._filled = False
        self._followed = ""
        self.measure = choices(self.tr("What to show"), saying.measures())
        self.chart = choices(self.tr("Chart"), [])
        self.by = choices(self.tr("By"), [("month", self.tr("Month")), ("week", self.tr("Week"))])
        self.since = choices(self.tr("How far back"), self._spans())
        self.site = choices(self.tr("Site"), [("", self.tr("All sites"))])
        self.wing = choices(self.tr("Wing"), [("", self.tr("All wings"))])
        self.theme = choices(self.tr("Theme"), [("", self.tr("All themes")), *themes.top()])
        self.target = Row(self.tr("Target"), NumberField(9999))
        self.target.field.setMaximumWidth(desk.theme.px(_NUMBER))
        for box in (self.chart, self.site, self.wing, self.theme):
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        self.chart.setMinimumContentsLength(_LETTERS + 2)
        self.theme.setMinimumContentsLength(_LETTERS)
        self.site.setMinimumContentsLength(_LETTERS)
        self.wing.setMinimumContentsLength(_LETTERS - 2)
        boxes = (self.measure, self.chart, self.by, self.since, self.site, self.wing, self.theme)
        rows = [Row(box.accessibleName(), box) for box in boxes]
        self._site_row = rows[4]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(flowing(*rows, self.target))
        self._site_row.setVisible(desk.who.kind == "office")
        for box in boxes:
            box.activated.connect(self.changed)
        for box in (self.chart, self.site, self.wing, self.theme):
            box.currentTextChanged.connect(partial(_name_whole, box))
        self.target.field.editingFinished.connect(self._target_typed)
        self._target = ""

    def asked(self) -> Asked:
        """What the choices say."""
        today = self._desk.today()
        months = int(self.since.currentData() or 0)
        first = months_before(today, months).isoformat() if months else ""
        target = self.target.field.number()
        chosen = self.measure.currentData()
        measure = MEASURES[chosen]
        return Asked(
            measure=chosen,
            by="month" if measure.unit == "rate" else cast("By", self.by.currentData()),
            site=self.site.currentData(),
            wing=self.wing.currentData(),
            theme=self.theme.currentData() if measure.by_theme else "",
            first=first,
            last=today.isoformat() if months else "",
            target=float(target) if target else None,
            today=today.isoformat(),
            chart=cast("Kind", self.chart.currentData()) if chosen == self._followed else "",
        )

    def follow(self, asked: Asked) -> None:
        """Offer only what the measure has, and of another measure what it calls for."""
        self._followed = asked.measure
        measure = MEASURES[asked.measure]
        self.theme.setEnabled(measure.by_theme)
        self.by.setEnabled(measure.unit not in {"rate", "wait"})
        self.chart.setEnabled(len(measure.charts) > 1)
        if [self.chart.itemData(at) for at in range(self.chart.count())] != [*measure.charts]:
            names = saying.charts()
            self.chart.clear()
            for kind in measure.charts:
                self.chart.addItem(names[kind], kind)
        self.chart.setCurrentIndex(measure.charts.index(asked.kind))

    def fill(self, places: tuple[Place, ...]) -> None:
        """Offer the places there are, once."""
        if self._filled:
            return
        self._filled = True
        sites = sorted({place.site for place in places if place.site})
        wings = sorted({place.wing for place in places if place.wing})
        for box, names in ((self.site, sites), (self.wing, wings)):
            for name in names:
                box.addItem(name, name)

    def _target_typed(self) -> None:
        if self.target.field.text() != self._target:
            self._target = self.target.field.text()
            self.changed.emit()

    def _spans(self) -> list[tuple[str, str]]:
        years = [
            (str(12 * number), self.tr("{number} years").format(number=number))
            for number in range(2, _YEARS + 1)
        ]
        return [("", self.tr("All there is")), ("12", self.tr("12 months")), *years]


def _name_whole(box: QComboBox, text: str) -> None:
    box.setToolTip(tip(text))
