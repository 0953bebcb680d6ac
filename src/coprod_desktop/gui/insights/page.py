# SPDX-License-Identifier: MIT
"""Insights: any measure over time as a chart, a sentence and numbers; what was said most."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from coprod_desktop.domain import spc_words, themes, vocabulary
from coprod_desktop.gui.desk import Command, Desk, Page
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import (
    Button,
    Card,
    EmptyState,
    Heading,
    Scroll,
    Stack,
    flowing,
)
from coprod_desktop.gui.insights import calls, saying
from coprod_desktop.gui.insights.calls import Drawn
from coprod_desktop.gui.insights.choosing import Choosing
from coprod_desktop.gui.insights.numbers import NumbersCard
from coprod_desktop.gui.insights.on_paper import show_on_paper
from coprod_desktop.gui.insights.picture import ChartPicture
from coprod_desktop.gui.insights.pinned import PinnedCard
from coprod_desktop.gui.insights.rebasing import RebaseCard
from coprod_desktop.gui.insights.unheard import UnheardCard
from coprod_desktop.gui.insights.verdict import VerdictView
from coprod_desktop.gui.jobs import Changed
from coprod_desktop.gui.messages import Banner, Message
from coprod_desktop.gui.responsive import Columns
from coprod_desktop.services.charting.measures import MEASURES, Asked

_MOST: Final = 8
"""Themes that are named; the list says how many more there are."""
_KINDS: Final = frozenset(
    ("feedback", "answer", "received", "action", "meeting", "complaint", "roll", "bin")
)
"""What a chart may be made of, or have pinned on it."""


class InsightsPage(Page):
    """Choices above, the chart with its sentence, the numbers beside, and what was said most."""

    HELP: ClassVar[str] = "insights"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._asked = Asked()
        self._drawn: Drawn | None = None
        self.banner = Banner()
        self.choosing = Choosing(desk)
        self.picture = ChartPicture()
        self.verdict = VerdictView()
        self.sentence = self.verdict.sentence
        self.few = words("", "soft")
        self.running = words("", "soft")
        self.about = words("", "hint")
        self.key = words(
            self.tr(
                "Square: better. Diamond: worse. Triangle: changed, neither better nor worse. "
                "H is high, L is low."
            ),
            "hint",
        )
        self.pinned = PinnedCard(desk)
        self.unheard = UnheardCard(desk)
        self.rebases = RebaseCard(desk)
        self.numbers = NumbersCard(desk)
        self.themes = Card(self.tr("What it was about"))
        self.fixers = Card(self.tr("Who can fix it"))
        self.print_chart = Button(self.tr("Print"), icon="print")
        self.save_chart = Button(self.tr("Save the chart"), icon="download")
        self.save_numbers = self.numbers.save
        self.reports = Button(self.tr("Reports for others"), icon="list")
        self._build()
        self._listen()

    def arrive(self, target: str) -> None:
        """Count and draw again."""
        del target
        self._ask()
        self.choosing.measure.setFocus()

    def leave(self) -> None:
        """Keep what is half typed."""
        for part in (self.unheard, self.rebases):
            part.jotting.flush()

    def store_changed(self, changed: Changed) -> None:
        """Count and draw again when what is counted has changed."""
        if self.isVisible() and changed.kinds & _KINDS:
            self._ask()

    # --- asking ----------------------------------------------------------------------------------

    def asked(self) -> Asked:
        """What the choices say."""
        return self.choosing.asked()

    def commands(self) -> Sequence[Command]:
        """What can be done with the chart on screen."""
        if not self.save_chart.isEnabled() or not self.save_chart.isVisible():
            return ()
        return (
            Command(self.tr("Save the chart"), self._save_chart),
            Command(self.tr("Save the numbers"), self._save_numbers),
            Command(self.tr("Print the chart"), self._print),
        )

    def _ask(self) -> None:
        self._asked = asked = self.asked()
        self.choosing.follow(asked)
        self.unheard.ask(asked)
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
        self.choosing.fill(drawn.places)
        said = self.verdict.show_chart(drawn.chart, drawn.series.measure)
        self._stack.turn(self._none if _is_nothing(drawn) else self._full)
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
        for button in (self.save_chart, self.save_numbers, self.print_chart):
            button.setVisible(manages and drawn.chart is not None)
        for widget in (self.save_chart, self.print_chart):
            widget.setVisible(manages and bool(drawn.picture))
        self.key.setVisible(drawn.chart is not None and any(drawn.chart.causes))
        self.about.setText(saying.about(drawn.series.kind))
        self.about.setVisible(bool(drawn.picture and self.about.text()))
        self.running.setText(saying.running(drawn.series))
        self.running.setVisible(drawn.series.running is not None)
        self.pinned.setVisible(bool(drawn.picture))
        self.pinned.show_done(drawn.done)
        self.rebases.show_series(drawn.series)
        self.numbers.show_series(drawn.series, drawn.chart)
        self._show_most(self.themes, [(themes.label(code), n) for code, n in drawn.themes])
        self._show_most(
            self.fixers,
            [(vocabulary.say(vocabulary.FIXERS, code), n) for code, n in drawn.fixers],
        )

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

    def _print(self) -> None:
        measure, title = MEASURES[self._asked.measure], self._title()
        self.desk.jobs.run(
            calls.for_paper,
            self._asked,
            saying.on_chart(measure),
            title,
            owner=self,
            done=self._preview,
            failed=self.banner.show_error,
        )

    def _preview(self, png: bytes) -> None:
        said = self.sentence.text()
        self._paper = show_on_paper(self.desk.jobs, png, self._title(), said, self)

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

    def _build(self) -> None:
        heading = Heading(
            self.tr("Insights"),
            self.tr(
                "Is it getting better, or is it chance? Charts by the Making Data Count rules."
            ),
            self.reports,
        )
        chart = Card()
        out = flowing(self.save_chart, self.print_chart)
        about = (self.few, self.running, self.about, self.key)
        for widget in (self.verdict, self.picture, *about, out):
            chart.body.addWidget(widget)
        self._full = QWidget()
        self._full.setProperty("part", "canvas")
        column = QVBoxLayout(self._full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(Columns([(chart, 3), (self.numbers, 2)], wide=5, narrow=1, least=1000))
        column.addWidget(self.pinned)
        column.addWidget(Columns([(self.themes, 1), (self.fixers, 1)], wide=2, narrow=1, least=800))
        column.addWidget(self.unheard)
        column.addWidget(self.rebases)
        office = self.desk.who.kind == "office"
        self._none = EmptyState(
            "insights",
            self.tr("Nothing to chart yet"),
            self.tr("Charts come by themselves once bundles are taken in.")
            if office
            else self.tr("Charts come by themselves once comments are recorded."),
            self.tr("Go to the inbox") if office else self.tr("New feedback"),
            self._begin,
        )
        self._stack = Stack()
        self._stack.add(self._full)
        self._stack.add(self._none)
        scroll = Scroll(widest=0)
        for widget in (heading, self.banner, self.choosing, self._stack):
            scroll.body.addWidget(widget)
        self.reports.setVisible(self.desk.who.manages)
        scroll.body.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def _listen(self) -> None:
        self.choosing.changed.connect(self._ask)
        self.reports.clicked.connect(self._to_reports)
        self.unheard.failed.connect(self.banner.show_error)
        self.print_chart.clicked.connect(self._print)
        self.picture.outgrown.connect(self._ask)
        self.rebases.changed.connect(self._ask)
        self.rebases.failed.connect(self.banner.show_error)
        self.save_chart.clicked.connect(self._save_chart)
        self.save_numbers.clicked.connect(self._save_numbers)

    def _to_reports(self) -> None:
        self.desk.go("reports")

    def _begin(self) -> None:
        if self.desk.who.kind == "office":
            self.desk.go("inbox")
        else:
            self.desk.go("feedback", "new")


def _is_nothing(drawn: Drawn) -> bool:
    """Whether there is nothing at all to show of what a chart would count."""
    counted = drawn.series.measure.unit not in {"rate", "wait"}
    return counted and drawn.chart is None and drawn.series.running is None
