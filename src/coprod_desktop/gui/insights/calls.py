# SPDX-License-Identifier: MIT
"""What the insights page asks of the services, on a worker."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from coprod_desktop.domain import spc_words
from coprod_desktop.domain.spc import Chart
from coprod_desktop.services import insights, places
from coprod_desktop.services.charts import Look, Words
from coprod_desktop.services.insights import Asked, Series
from coprod_desktop.services.places import Place


class Drawn(NamedTuple):
    """A chart with its picture (PNG), and what was said most, by theme and by who can fix it.

    `chart` is None where there is no value, and `picture` empty where there are too few for one.
    """

    series: Series
    chart: Chart | None
    picture: bytes
    themes: tuple[tuple[str, int], ...]
    fixers: tuple[tuple[str, int], ...]
    places: tuple[Place, ...]


def draw(session: Any, asked: Asked, look: Look, words: Words, title: str) -> Drawn:
    """Count, chart and draw what is asked for."""
    found = insights.series(session, asked)
    chart = insights.charted(found)
    picture = b""
    if chart is not None and sum(v is not None for v in chart.values) >= spc_words.FEWEST:
        from coprod_desktop.services import charts

        picture = charts.saved(charts.draw(chart, title, look, words, _pins(session)), "png")
    return Drawn(
        found,
        chart,
        picture,
        insights.breakdown(session, asked, "top_theme"),
        insights.breakdown(session, asked, "fixer"),
        places.places(session),
    )


def _pins(session: Any) -> tuple[Any, ...]:
    """Actions that were done, as numbered pins: the list beside the chart names them."""
    from coprod_desktop.services.charts import Pin

    return tuple(Pin(each.on, number) for number, each in enumerate(insights.done(session), 1))


def save_chart(session: Any, asked: Asked, words: Words, title: str, path: Path) -> Path:
    """Save the chart as a picture: SVG, PNG or PDF by the file's name."""
    from coprod_desktop.services import giving_charts

    return giving_charts.save_chart(session, asked, words, title, path)


def save_numbers(session: Any, asked: Asked, path: Path) -> Path:
    """Save the numbers behind the chart, small ones hidden."""
    from coprod_desktop.services import giving_charts

    return giving_charts.save_numbers(session, asked, path)


def rebase(session: Any, asked: Asked, on: Any, reason: str) -> None:
    """Begin the limits anew."""
    insights.rebase(session, asked, on, reason)


def take_back(session: Any, asked: Asked, on: Any) -> None:
    """Let the limits go on as before."""
    insights.take_back_rebase(session, asked, on)
