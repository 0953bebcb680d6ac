# SPDX-License-Identifier: MIT
"""What the insights page calls its measures, and how it says in words what a chart shows."""

from __future__ import annotations

import datetime

from PySide6.QtCore import QCoreApplication

from coprod_desktop.domain import spc_words
from coprod_desktop.domain.spc import Chart
from coprod_desktop.gui.dates import long_date
from coprod_desktop.services.charts import Words
from coprod_desktop.services.measures import MEASURES, Asked, Measure


def measures() -> list[tuple[str, str]]:
    """Every measure with its words, in the order of the choice."""
    translate = QCoreApplication.translate
    named = {
        "comments": translate("Insights", "Number of comments"),
        "positive": translate("Insights", "Very good or good, %"),
        "negative": translate("Insights", "Poor or very poor, %"),
        "answer_days": translate("Insights", "Days from comment to answer"),
        "answers": translate("Insights", "Number of answers"),
        "compliments": translate("Insights", "Compliments, %"),
        "concerns": translate("Insights", "Concerns and complaints, %"),
        "wants_reply": translate("Insights", "Wants a reply, %"),
        "prison": translate("Insights", "The prison can fix it, %"),
        "healthcare": translate("Insights", "Healthcare can fix it, %"),
    }
    return [(code, named.get(code, code)) for code in MEASURES]


def unit(measure: Measure) -> str:
    """What the numbers are."""
    translate = QCoreApplication.translate
    if measure.unit == "percent":
        of_answers = measure.whole is not None and measure.whole[0] == "fft"
        answers, comments = (
            translate("Insights", "% of answers"),
            translate("Insights", "% of comments"),
        )
        return answers if of_answers else comments
    return {
        "count": translate("Insights", "number"),
        "days": translate("Insights", "days"),
    }[measure.unit]


def on_chart(measure: Measure) -> Words:
    """The words that stand on a chart."""
    translate = QCoreApplication.translate
    return Words(
        mean=translate("Insights", "average"),
        upper=translate("Insights", "upper limit"),
        lower=translate("Insights", "lower limit"),
        target=translate("Insights", "target"),
        high=translate("Insights", "H"),
        low=translate("Insights", "L"),
        rebased=translate("Insights", "limits begin anew"),
        unit=unit(measure),
    )


def title(asked: Asked, theme: str) -> str:
    """What a chart is of, in a line."""
    translate = QCoreApplication.translate
    name = dict(measures())[asked.measure]
    by = (
        translate("Insights", "by week")
        if asked.by == "week"
        else translate("Insights", "by month")
    )
    of = [part for part in (theme, asked.site, asked.wing) if part]
    return f"{name}, {by}" + (f": {', '.join(of)}" if of else "")


def sentence(chart: Chart | None) -> str:
    """What a chart tells, in plain sentences."""
    if chart is None:
        return QCoreApplication.translate("Insights", "There is nothing to count yet.")
    return spc_words.sentence(chart)


def value(number: float | None, measure: Measure) -> str:
    """A value as it stands in the table."""
    if number is None:
        return "–"
    return f"{number:,.0f}" if measure.unit == "count" else f"{number:,.1f}"


def when(date: datetime.date, asked: Asked) -> str:
    """A week or month by its first day."""
    if asked.by == "month":
        return long_date(date).partition(" ")[2]
    translate = QCoreApplication.translate
    return translate("Insights", "Week of {day}").format(day=long_date(date))
