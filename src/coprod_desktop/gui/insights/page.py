# SPDX-License-Identifier: MIT
"""Insights: any measure over time as a chart, a sentence and numbers; what was said most."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Final, cast

from PySide6.QtWidgets import QComboBox, QFileDialog, QVBoxLayout, QWidget

from coprod_desktop.domain import spc_words
from coprod_desktop.gui import themes, vocabulary
from coprod_desktop.gui.desk import Desk, Page
from coprod_desktop.gui.forms import Row, words
from coprod_desktop.gui.furniture import Button, Card, EmptyState, Heading, Scroll, Stack, flowing
from coprod_desktop.gui.insights import calls, saying
from coprod_desktop.gui.insights.calls import Drawn
from coprod_desktop.gui.insights.picture import ChartPicture
from coprod_desktop.gui.insights.rebasing import RebaseCard
from coprod_desktop.gui.jobs import Changed
from coprod_desktop.gui.listing import choices
from coprod_desktop.gui.messages import Banner, Message, announce
from coprod_desktop.gui.responsive import Columns
from coprod_desktop.gui.rows import Line, Lines
from coprod_desktop.gui.tables import Table
from coprod_desktop.gui.typed import NumberField
from coprod_desktop.services.insights import MEASURES, Asked
from coprod_desktop.store.tally import By

_MOST: Final = 8
"""Themes that are named; the list says how many more there are."""
_YEARS: Final = 3
_ROWS: Final = 320


class InsightsPage(Page):
    """Choices above, the chart with its sentence, the numbers beside, and what was said most."""

    HELP: ClassVar[str] = "insights"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._asked = Asked()
        self._drawn: Drawn | None = None
        self._filled = False
        self.banner = Banner()
        self.measure = choices(self.tr("What to show"), saying.measures())
        self.by = choices(
            self.tr("By"), [("month", self.tr("By month")), ("week", self.tr("By week"))]
        )
        self.site = choices(self.tr("Site"), [("", self.tr("All sites"))])
        self.wing = choices(self.tr("Wing"), [("", self.tr("All wings"))])
        self.theme = choices(self.tr("Theme"), [("", self.tr("All themes")), *themes.top()])
        self.since = choices(self.tr("How far back"), self._spans())
        self.target = Row(self.tr("Target"), NumberField(9999))
        self.picture = ChartPicture()
        self.sentence = words("", "lead")
        self.few = words("", "soft")
        self.rebases = RebaseCard(desk)
        self.numbers = Lines((self.tr("When"), self.tr("Value"), self.tr("Of")), self)
        self.table = Table(self.tr("The numbers of the chart"), desk.theme.px(34))
        self.table.setModel(self.numbers)
        self.table.columns([0, desk.theme.px(90), desk.theme.px(80)], 0)
        self.table.setMinimumHeight(desk.theme.px(_ROWS))
        self.themes = Card(self.tr("What it was about"))
        self.fixers = Card(self.tr("Who can fix it"))
        self.save_chart = Button(self.tr("Save the chart"), icon="download")
        self.save_numbers = Button(self.tr("Save the numbers"), icon="download")
        self._build()
        self._listen()

    def arrive(self, target: str) -> None:
        """Count and draw again."""
        del target
        self._ask()
        self.measure.setFocus()

    def store_changed(self, changed: Changed) -> None:
        """Count and draw again when what is counted has changed."""
        if self.isVisible() and changed.kinds & {"feedback", "answer", "received", "action"}:
            self._ask()

    # --- asking ----------------------------------------------------------------------------------

    def asked(self) -> Asked:
        """What the choices say."""
        today = self.desk.today()
        months = int(self.since.currentData() or 0)
        first = _months_before(today, months).isoformat() if months else ""
        target = self.target.field.number()
        chosen = self.measure.currentData()
        theme = self.theme.currentData() if MEASURES[chosen].by_theme else ""
        return Asked(
            measure=chosen,
            by=cast("By", self.by.currentData()),
            site=self.site.currentData(),
            wing=self.wing.currentData(),
            theme=theme,
            first=first,
            last=today.isoformat() if months else "",
            target=float(target) if target else None,
        )

    def _ask(self) -> None:
        self._asked = asked = self.asked()
        self.theme.setEnabled(MEASURES[asked.measure].by_theme)
        self.desk.jobs.run(
            calls.draw,
            asked,
            self.picture.look(),
            saying.on_chart(MEASURES[asked.measure]),
            self._title(),
            owner=self,
            done=self._show,
            failed=self.banner.show_error,
            key="insights",
        )

    def _title(self) -> str:
        theme = themes.label(self._asked.theme) if self._asked.theme else ""
        return saying.title(self._asked, theme)

    # --- showing ---------------------------------------------------------------------------------

    def _show(self, drawn: Drawn) -> None:
        self._drawn = drawn
        self.banner.clear()
        self._fill_places(drawn)
        said = saying.sentence(drawn.chart)
        self.sentence.setText(said)
        announce(self.sentence, said)
        self._stack.turn(self._full if drawn.chart is not None else self._none)
        self.picture.setVisible(bool(drawn.picture))
        if drawn.picture:
            self.picture.show_picture(drawn.picture, self._title(), said)
        self.few.setVisible(drawn.chart is not None and not drawn.picture)
        self.few.setText(
            self.tr("A chart needs {number} points. The numbers are beside.").format(
                number=spc_words.FEWEST
            )
        )
        manages = self.desk.who.manages
        for button in (self.save_chart, self.save_numbers):
            button.setEnabled(manages and drawn.chart is not None)
        self.save_chart.setVisible(bool(drawn.picture))
        self.rebases.show_series(drawn.series)
        self._show_numbers(drawn)
        self._show_most(self.themes, [(themes.label(code), n) for code, n in drawn.themes])
        self._show_most(
            self.fixers,
            [(vocabulary.say(vocabulary.FIXERS, code), n) for code, n in drawn.fixers],
        )

    def _show_numbers(self, drawn: Drawn) -> None:
        series = drawn.series
        unusual = {}
        if drawn.chart is not None:
            pairs = zip(drawn.chart.dates, drawn.chart.causes, strict=True)
            unusual = {date: cause for date, cause in pairs if cause}
        lines = [
            Line(
                (
                    saying.when(date, series.asked),
                    self._marked(saying.value(value, series.measure), unusual.get(date, 0)),
                    f"{whole:,}",
                ),
                date,
            )
            for date, value, whole in zip(series.dates, series.values, series.wholes, strict=True)
        ]
        self.numbers.show_lines(lines[::-1])

    def _marked(self, value: str, cause: int) -> str:
        """A value with H or L, as the chart has it, where it is part of a change."""
        if not cause:
            return value
        return f"{value} {self.tr('H') if cause > 0 else self.tr('L')}"

    def _show_most(self, card: Card, counts: Sequence[tuple[str, int]]) -> None:
        card.empty()
        if not counts:
            card.body.addWidget(words(self.tr("Nothing was said of this yet."), "soft"))
        for name, number in counts[:_MOST]:
            card.body.addWidget(
                words(self.tr("{name}: {number}").format(name=name, number=f"{number:,}"))
            )
        if len(counts) > _MOST:
            more = self.tr("and {number} more").format(number=len(counts) - _MOST)
            card.body.addWidget(words(more, "soft"))
        card.body.addWidget(
            words(self.tr("How often is not how much it matters: read the comments."), "hint")
        )

    def _fill_places(self, drawn: Drawn) -> None:
        if self._filled:
            return
        self._filled = True
        sites = sorted({place.site for place in drawn.places if place.site})
        wings = sorted({place.wing for place in drawn.places if place.wing})
        for box, names in ((self.site, sites), (self.wing, wings)):
            for name in names:
                box.addItem(name, name)
        self.site.setVisible(self.desk.who.kind == "office")

    # --- saving ----------------------------------------------------------------------------------

    def _save_chart(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Save the chart"),
            str(Path.home() / "chart.png"),
            self.tr("Pictures (*.png *.svg *.pdf)"),
        )
        if chosen:
            measure = MEASURES[self._asked.measure]
            self._run(
                calls.save_chart,
                self._asked,
                saying.on_chart(measure),
                self._title(),
                Path(chosen),
            )

    def _save_numbers(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Save the numbers"),
            str(Path.home() / "numbers.csv"),
            self.tr("Tables (*.csv)"),
        )
        if chosen:
            self._run(calls.save_numbers, self._asked, Path(chosen))

    def _run(self, service: Any, *arguments: Any) -> None:
        self.desk.jobs.run(
            service,
            *arguments,
            owner=self,
            done=self._saved,
            failed=self.banner.show_error,
        )

    def _saved(self, path: Path) -> None:
        text = self.tr("Saved as {file}.").format(file=path)
        safe = self.tr("The file is not encrypted: keep it where only those who may can read it.")
        self.banner.show_message(Message("success", text, safe))

    # --- building --------------------------------------------------------------------------------

    def _spans(self) -> list[tuple[str, str]]:
        years = [
            (str(12 * number), self.tr("{number} years").format(number=number))
            for number in range(2, _YEARS + 1)
        ]
        return [("", self.tr("All there is")), ("12", self.tr("12 months")), *years]

    def _build(self) -> None:
        heading = Heading(
            self.tr("Insights"),
            self.tr(
                "Is it getting better, or is it chance? Charts by the Making Data Count rules."
            ),
            self.save_numbers,
            self.save_chart,
        )
        boxes: list[QComboBox] = [
            *(self.measure, self.by, self.since, self.site, self.wing, self.theme)
        ]
        choose = flowing(*boxes, self.target)
        chart = Card()
        for widget in (self.sentence, self.picture, self.few):
            chart.body.addWidget(widget)
        numbers = Card(self.tr("The numbers"))
        numbers.body.addWidget(self.table)
        self._full = QWidget()
        self._full.setProperty("part", "canvas")
        column = QVBoxLayout(self._full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(Columns([(chart, 2), (numbers, 1)], wide=3, narrow=1, least=1000))
        column.addWidget(Columns([(self.themes, 1), (self.fixers, 1)], wide=2, narrow=1, least=800))
        column.addWidget(self.rebases)
        self._none = EmptyState(
            "insights",
            self.tr("Nothing to chart yet"),
            self.tr("Charts come by themselves once comments are recorded."),
            self.tr("New feedback"),
            self._to_feedback,
        )
        self._stack = Stack()
        self._stack.add(self._full)
        self._stack.add(self._none)
        scroll = Scroll()
        for widget in (heading, self.banner, choose, self._stack):
            scroll.body.addWidget(widget)
        scroll.body.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def _listen(self) -> None:
        for box in (self.measure, self.by, self.since, self.site, self.wing, self.theme):
            box.activated.connect(self._ask)
        self.target.field.editingFinished.connect(self._ask)
        self.picture.outgrown.connect(self._ask)
        self.rebases.changed.connect(self._ask)
        self.rebases.failed.connect(self.banner.show_error)
        self.save_chart.clicked.connect(self._save_chart)
        self.save_numbers.clicked.connect(self._save_numbers)

    def _to_feedback(self) -> None:
        self.desk.go("feedback", "new")


def _months_before(day: datetime.date, months: int) -> datetime.date:
    """The first of the month so many months before a day's own."""
    number = day.year * 12 + day.month - 1 - months
    return datetime.date(number // 12, number % 12 + 1, 1)
