# SPDX-License-Identifier: MIT
"""Charts and their numbers as files: nothing leaves from which a small number could be read off.

On screen a chart shows what was counted, at a wing and at the office alike: who looks at it there
may open the comments themselves. What is saved or printed may come into any hands, so that small
numbers are hidden in it. Actions are not pinned on it: their words may name somebody.
"""

from pathlib import Path
from typing import Any, Final

from coprod_desktop.domain import spc_words, suppression, table
from coprod_desktop.domain.document import Figure
from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.spc import Chart
from coprod_desktop.domain.translating import Filled, known
from coprod_desktop.services.charting import charts, insights
from coprod_desktop.services.charting.charts import Look, Words
from coprod_desktop.services.charting.insights import Series
from coprod_desktop.services.charting.measures import Asked
from coprod_desktop.services.papers import giving_out
from coprod_desktop.services.session import SignedIn


def save_chart(s: SignedIn, asked: Asked, words: Words, title: str, path: Path) -> Path:
    """Save a chart as a picture, SVG, PNG or PDF by the file's name.

    A chart of counts in which a small one could be read off is not given out. Raises `NotAllowed`,
    `InvalidValue`, `StorageFull` or `CannotWrite`.
    """
    s.needs("head", "admin", what="saving a chart")
    form = path.suffix.lower().removeprefix(".")
    if form not in {"svg", "png", "pdf"}:
        raise InvalidValue(what="The chart", why="a picture is a .svg, a .png or a .pdf file")
    figure = _drawn(s, asked, words, title)
    return giving_out.file(s, form, title, charts.saved(figure, form), path)  # pyright: ignore[reportArgumentType]


def for_paper(s: SignedIn, asked: Asked, words: Words, title: str) -> bytes:
    """A chart as a picture (PNG) to be printed. Raises as `save_chart` does."""
    s.needs("head", "admin", what="printing a chart")
    return charts.saved(_drawn(s, asked, words, title), "png")


def figure(s: SignedIn, asked: Asked, words: Words, title: str) -> Figure:
    """A chart for a paper, with the sentence that says what it shows.

    Raises as `save_chart` does, and `InvalidValue` where there are too few points for a chart.
    """
    s.needs("head", "admin", what="putting a chart on paper")
    found, chart = _may_leave(s, asked)
    if sum(value is not None for value in chart.values) < spc_words.FEWEST:
        raise InvalidValue(what="The chart", why=TOO_FEW)
    drawn = _figure(found, chart, charts.FIGURE, words, "")
    png = charts.saved(drawn, "png")
    return Figure(png, title, spc_words.sentence(chart))


def _may_leave(s: SignedIn, asked: Asked) -> tuple[Series, Chart]:
    """A series and its chart, from which no small number can be read off."""
    found = insights.series(s, asked)
    chart = insights.charted(found)
    if chart is None:
        raise InvalidValue(what="The chart", why="there is nothing to draw yet")
    if any(suppression.shown(each) == suppression.HIDDEN for each in _people(found)):
        raise InvalidValue(what="The chart", why=TOO_SMALL)
    return found, chart


def _drawn(s: SignedIn, asked: Asked, words: Words, title: str) -> Any:
    return _figure(*_may_leave(s, asked), charts.PAPER, words, title)


def _figure(found: Series, chart: Chart, look: Look, words: Words, title: str) -> Any:
    # Of waits each point is one event, whose day would tell whose it was.
    waits = found.kind == "t"
    return charts.draw(chart, title, look, words, events=waits, dated=not waits)


def save_numbers(s: SignedIn, asked: Asked, path: Path) -> Path:
    """Save the numbers behind a chart (CSV), small ones hidden and the others rounded.

    Raises `NotAllowed`, `StorageFull` or `CannotWrite`.
    """
    s.needs("head", "admin", what="saving the numbers of a chart")
    found = insights.series(s, asked)
    if found.measure.unit == "wait":
        return _save_waits(s, found, path)
    rows: list[tuple[object, ...]] = []
    for date, value, count, whole in zip(
        found.dates, found.values, found.counts, found.wholes, strict=True
    ):
        shown = [suppression.shown(each) for each in (count, whole)]
        rest = 0 if found.measure.unit == "rate" else whole - count
        hidden = suppression.HIDDEN in shown or 0 < rest < suppression.NHS_DIGITAL.least
        if found.measure.unit == "days":
            shown[0], hidden = "", shown[1] == suppression.HIDDEN
        exact = found.measure.unit != "count" and value is not None
        given = suppression.HIDDEN if hidden else f"{value:.1f}" if exact else shown[0]
        rows.append((date.isoformat(), given if whole or exact else "", *shown))
    why = ("how suppressed", suppression.why(), "", "")
    data = b"".join(table.lines(("from", asked.measure, "count", "of"), [*rows, why]))
    return giving_out.file(s, "csv", asked.measure, data, path)


def _save_waits(s: SignedIn, found: Series, path: Path) -> Path:
    """Waits in their order, without the days of the events. Raises as `save_numbers`."""
    few = suppression.shown(len(found.values) + 1) == suppression.HIDDEN
    rows = [
        (number, suppression.HIDDEN if few else days) for number, days in enumerate(found.counts, 1)
    ]
    why = suppression.why() if few else known(WITHOUT_DAYS)
    lines = table.lines(("number", found.measure.code), [*rows, ("how suppressed", why)])
    return giving_out.file(s, "csv", found.measure.code, b"".join(lines), path)


WITHOUT_DAYS: Final = (
    "The days of the events are left out, because each of them is of one person. The waits stand "
    "in their order."
)
TOO_FEW: Final = Filled(
    "there are fewer than {fewest} weeks or months to draw", fewest=spc_words.FEWEST
)
TOO_SMALL: Final = (
    "some of its weeks or months tell of very few people. Choose months, a longer time or all sites"
)


def _people(found: Series) -> tuple[int, ...]:
    """The numbers of people that a chart gives away."""
    if found.measure.unit == "count":
        return found.counts
    if found.measure.unit == "days":
        return found.wholes
    if found.measure.unit == "wait":
        return (len(found.values) + 1,)
    if found.measure.unit == "rate":
        return (*found.counts, *found.wholes)
    rest = (whole - part for part, whole in zip(found.counts, found.wholes, strict=True))
    return (*found.counts, *rest)
