# SPDX-License-Identifier: MIT
"""What the insights page calls its measures, and how it says in words what a chart shows."""

from __future__ import annotations

import datetime

from PySide6.QtCore import QCoreApplication

from coprod_desktop.domain import spc_words
from coprod_desktop.domain.spc import Chart
from coprod_desktop.gui.dates import long_date, month_and_year
from coprod_desktop.services.charting.charts import Words, in_words
from coprod_desktop.services.charting.insights import Series
from coprod_desktop.services.charting.measures import MEASURES, Asked, Kind, Measure


def measures() -> list[tuple[str, str]]:
    """Every measure with its words, in the order of the choice."""
    translate = QCoreApplication.translate
    named = {
        "comments": translate("Insights", "Number of comments"),
        "per_hundred": translate("Insights", "Comments for each 100 people"),
        "positive": translate("Insights", "Very good or good, %"),
        "negative": translate("Insights", "Poor or very poor, %"),
        "answer_days": translate("Insights", "Days from comment to answer"),
        "answers": translate("Insights", "Number of answers"),
        "compliments": translate("Insights", "Compliments, %"),
        "concerns": translate("Insights", "Concerns and complaints, %"),
        "wants_reply": translate("Insights", "Wants a reply, %"),
        "prison": translate("Insights", "The prison can fix it, %"),
        "healthcare": translate("Insights", "Healthcare can fix it, %"),
        "language_help": translate("Insights", "Language help needed, %"),
        "interpreters": translate("Insights", "Interpreter there when needed, %"),
        "harm_waits": translate("Insights", "Days between comments that tell of harm"),
        "complaint_waits": translate("Insights", "Days between complaints"),
    }
    return [(code, named.get(code, code)) for code in MEASURES]


def unit(measure: Measure) -> str:
    """What the numbers are."""
    translate = QCoreApplication.translate
    if measure.unit == "percent":
        return {
            "fft": translate("Insights", "% of answers"),
            "interpreter": translate("Insights", "% of meetings that needed one"),
        }.get(measure.part[0], translate("Insights", "% of comments"))
    return {
        "count": translate("Insights", "number"),
        "days": translate("Insights", "days"),
        "rate": translate("Insights", "for each 100 people"),
        "wait": translate("Insights", "days"),
    }[measure.unit]


def charts() -> dict[Kind, str]:
    """What each chart is called."""
    translate = QCoreApplication.translate
    return {
        "xmr": translate("Insights", "Usual (XmR)"),
        "p": translate("Insights", "Shares (P)"),
        "u": translate("Insights", "Rates (U)"),
        "t": translate("Insights", "Days between (T)"),
    }


def about(kind: Kind) -> str:
    """How a chart is to be read, in a sentence; nothing of the usual one."""
    translate = QCoreApplication.translate
    return {
        "xmr": "",
        "p": translate(
            "Insights", "The limits are wider where fewer answered: few can say much by chance."
        ),
        "u": translate(
            "Insights", "The limits are wider where fewer people live: few can say much by chance."
        ),
        "t": translate(
            "Insights",
            "Each point is the number of days before it happened again: the higher, the better.",
        ),
    }[kind]


def running(series: Series) -> str:
    """What the week or month holds that is not over, and that it is no point of the chart."""
    translate = QCoreApplication.translate
    now = series.running
    if now is None:
        return ""
    if series.measure.unit == "wait":
        text = translate(
            "Insights",
            "The last was on {day}, {days} days ago. That wait is not over, so it is no point of "
            "the chart.",
        )
        return text.format(day=long_date(now.date), days=now.count)
    filled = {"time": when(now.date, series), "value": value(now.value, series.measure)}
    filled |= {"unit": unit(series.measure), "whole": f"{now.whole:,}"}
    if series.measure.unit == "count":
        text = translate(
            "Insights", "{time} is not over, so it is no point of the chart: {value} so far."
        )
    else:
        text = translate(
            "Insights",
            "{time} is not over, so it is no point of the chart. So far: {value} ({unit}), of "
            "{whole}.",
        )
    return text.format(**filled)


def on_chart(measure: Measure) -> Words:
    """The words that stand on a chart."""
    return in_words(unit(measure))


def title(asked: Asked, theme: str) -> str:
    """What a chart is of, in a line."""
    translate = QCoreApplication.translate
    name = dict(measures())[asked.measure]
    waits = MEASURES[asked.measure].unit == "wait"
    by = (
        translate("Insights", "by week")
        if asked.by == "week"
        else translate("Insights", "by month")
    )
    of = [part for part in (theme, asked.site, asked.wing) if part]
    name = name if waits else f"{name}, {by}"
    return name + (f": {', '.join(of)}" if of else "")


def sentence(chart: Chart | None, measure: Measure) -> str:
    """What a chart tells, in plain sentences, or why there is none."""
    translate = QCoreApplication.translate
    if chart is None:
        missing = {
            "rate": translate(
                "Insights", "Enter rolls first, under “Who we have not heard from” below."
            ),
            "wait": translate(
                "Insights", "It has not happened twice, so there is no wait to show."
            ),
        }
        nothing = translate("Insights", "There is nothing to chart yet.")
        return missing.get(measure.unit, nothing)
    return spc_words.sentence(chart)


def value(number: float | None, measure: Measure) -> str:
    """A value as it stands in the table."""
    if number is None:
        return "–"
    return f"{number:,.0f}" if measure.unit in {"count", "wait"} else f"{number:,.1f}"


def when(date: datetime.date, series: Series) -> str:
    """A week or month by its first day; a wait by the day on which it ended."""
    if series.measure.unit == "wait":
        return long_date(date)
    if series.asked.by == "month":
        return month_and_year(date)
    translate = QCoreApplication.translate
    return translate("Insights", "Week of {day}").format(day=long_date(date))
