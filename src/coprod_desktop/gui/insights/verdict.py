# SPDX-License-Identifier: MIT
"""What a chart shows at a glance: a drawing of variation and one of assurance, each with its words.

The drawings are the program's own. They say what the icons of Making Data Count say, by shape and
letter: a square is better, a diamond worse, a triangle neither; H is high and L low; P passes the
target, F falls short of it, and ? may do either.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from coprod_desktop.domain import spc_words
from coprod_desktop.domain.spc import Chart
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Picture, discard, flowing
from coprod_desktop.gui.insights import saying
from coprod_desktop.gui.messages import announce
from coprod_desktop.services.charting.measures import Measure

DRAWINGS: Final = {
    "common_cause": "variation-common",
    "improvement_high": "variation-better-high",
    "improvement_low": "variation-better-low",
    "concern_high": "variation-worse-high",
    "concern_low": "variation-worse-low",
    "neutral_high": "variation-neutral-high",
    "neutral_low": "variation-neutral-low",
    "pass": "assurance-pass",
    "fail": "assurance-fail",
    "inconsistent": "assurance-chance",
}
"""The drawing of each verdict of `domain.spc`."""
_SIZE: Final = 40


def name(verdict: str) -> str:
    """The words beside a drawing."""
    translate = QCoreApplication.translate
    return {
        "common_cause": translate("Insights", "No change: chance alone"),
        "improvement_high": translate("Insights", "Better: high (H)"),
        "improvement_low": translate("Insights", "Better: low (L)"),
        "concern_high": translate("Insights", "Worse: high (H)"),
        "concern_low": translate("Insights", "Worse: low (L)"),
        "neutral_high": translate("Insights", "Changed: high (H)"),
        "neutral_low": translate("Insights", "Changed: low (L)"),
        "pass": translate("Insights", "Passes the target (P)"),
        "fail": translate("Insights", "Falls short of the target (F)"),
        "inconsistent": translate("Insights", "Target met or missed by chance (?)"),
    }[verdict]


class VerdictView(QWidget):
    """The drawings, and under them what they mean in sentences."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self.sentence = words("", "lead")
        self.verdicts: tuple[str, ...] = ()
        self._signs: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self.sentence)

    def show_chart(self, chart: Chart | None, measure: Measure) -> str:
        """Show another chart's verdicts; gives the sentences."""
        said = saying.sentence(chart, measure)
        if said != self.sentence.text():
            self.sentence.setText(said)
            announce(self.sentence, said)
        self.verdicts = _verdicts(chart)
        discard(self._signs)
        self._signs = flowing(*(_sign(verdict) for verdict in self.verdicts))
        self._column.insertWidget(0, self._signs)
        self._signs.setVisible(bool(self.verdicts))
        return said


def _verdicts(chart: Chart | None) -> tuple[str, ...]:
    if chart is None or sum(value is not None for value in chart.values) < spc_words.FEWEST:
        return ()
    return (chart.variation, *([chart.assurance] if chart.assurance else []))


def _sign(verdict: str) -> QWidget:
    holder = QWidget()
    holder.setProperty("part", "canvas")
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 16, 0)
    row.setSpacing(8)
    row.addWidget(Picture(DRAWINGS[verdict], "text", _SIZE), 0, Qt.AlignmentFlag.AlignVCenter)
    said = words(name(verdict), "subheading")
    said.setWordWrap(False)
    row.addWidget(said)
    return holder
