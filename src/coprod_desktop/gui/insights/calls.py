# SPDX-License-Identifier: MIT
"""What the insights page asks of the services, on a worker."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any, NamedTuple

from coprod_desktop.domain import spc_words
from coprod_desktop.domain.spc import Chart
from coprod_desktop.services.charting import insights, rolls
from coprod_desktop.services.charting.charts import Look, Words
from coprod_desktop.services.charting.insights import Done, Series
from coprod_desktop.services.charting.measures import Asked
from coprod_desktop.services.charting.rolls import HeardFrom
from coprod_desktop.services.recording import places
from coprod_desktop.services.recording.places import Place


class Drawn(NamedTuple):
    """A chart with its picture (PNG), and what was said most, by theme and by who can fix it.

    `chart` is None where there is no value, and `picture` empty where there are too few for one.
    `done` are the actions pinned on the picture, the first of them as number 1.
    """

    series: Series
    chart: Chart | None
    picture: bytes
    done: tuple[Done, ...]
    themes: tuple[tuple[str, int], ...]
    fixers: tuple[tuple[str, int], ...]
    places: tuple[Place, ...]


def draw(session: Any, asked: Asked, look: Look, words: Words, title: str) -> Drawn:
    """Count, chart and draw what is asked for."""
    found, (themes, fixers) = insights.series_and(session, asked, ("top_theme", "fixer"))
    chart = insights.charted(found)
    picture, done = b"", tuple[Done, ...]()
    if chart is not None and sum(v is not None for v in chart.values) >= spc_words.FEWEST:
        from coprod_desktop.services.charting import charts

        done = insights.done(session, found)
        waits = found.kind == "t"
        drawn = charts.draw(chart, title, look, words, charts.pins(done), events=waits)
        picture = charts.saved(drawn, "png")
    return Drawn(
        found,
        chart,
        picture,
        done,
        themes,
        fixers,
        places.places(session),
    )


def save_chart(session: Any, asked: Asked, words: Words, title: str, path: Path) -> Path:
    """Save the chart as a picture: SVG, PNG or PDF by the file's name."""
    from coprod_desktop.services.charting import giving_charts

    return giving_charts.save_chart(session, asked, words, title, path)


def for_paper(session: Any, asked: Asked, words: Words, title: str) -> bytes:
    """The chart as a picture for paper (PNG), if it may leave."""
    from coprod_desktop.services.charting import giving_charts

    return giving_charts.for_paper(session, asked, words, title)


def save_numbers(session: Any, asked: Asked, path: Path) -> Path:
    """Save the numbers behind the chart, small ones hidden."""
    from coprod_desktop.services.charting import giving_charts

    return giving_charts.save_numbers(session, asked, path)


def heard(session: Any, today: datetime.date, site: str, wing: str) -> HeardFrom:
    """Who was heard and who was not."""
    return rolls.heard(session, today, site, wing)


def enter_roll(
    session: Any, month: datetime.date, site: str, wing: str, number: int
) -> tuple[int, datetime.date, str, str]:
    """Enter a roll; gives the number before, and where it was entered."""
    return rolls.enter(session, month, site, wing, number), month, site, wing


def rebase(session: Any, asked: Asked, on: Any, reason: str) -> None:
    """Begin the limits anew."""
    insights.rebase(session, asked, on, reason)


def take_back(session: Any, asked: Asked, on: Any) -> None:
    """Let the limits go on as before."""
    insights.take_back_rebase(session, asked, on)
