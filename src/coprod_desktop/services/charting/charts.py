# SPDX-License-Identifier: MIT
"""A chart as a picture: drawn once, the same on screen, on paper and in a file.

No colour carries a meaning alone. A point that is part of a special cause has another shape (square
for better, diamond for worse, triangle for neither), and a letter for high or low; limits and mean
differ in their dashes, and are named at their ends.
"""

import bisect
import datetime
import importlib
import io
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, Literal

from msgspec import Struct

from coprod_desktop import paths
from coprod_desktop.domain.days import said as written
from coprod_desktop.domain.spc import Chart, point_type
from coprod_desktop.domain.translating import translate
from coprod_desktop.services.charting.insights import Done

Format = Literal["svg", "png", "pdf"]
_FONT: Final = "fonts/AtkinsonHyperlegibleNext_400Regular.ttf"
_FAMILY: Final = "Atkinson Hyperlegible Next"
_MARKS: Final = {
    "common_cause": ("o", "soft"),
    "special_cause_improvement": ("s", "better"),
    "special_cause_concern": ("D", "worse"),
    "special_cause_neutral_high": ("^", "neutral"),
    "special_cause_neutral_low": ("v", "neutral"),
}
_MOST_TICKS: Final = 14
_LETTERS: Final = {True: 3.0, False: 5.0}
"""Width of a month's name, and of a day's, over the size of its letters, with room between."""
_SMALLER: Final = 0.92
_POINTS: Final = 72
_PLOT: Final = 0.75
"""How much of the picture is between the ends of its axes, about."""


class Look(Struct, frozen=True):
    """How large the picture is, in pixels at `dpi`, and its colours by what they are for.

    Each colour keeps 3 to 1 against the background (WCAG 2.2, 1.4.11), and words 4.5 to 1.
    """

    width: int = 960
    height: int = 440
    dpi: int = 100
    text_size: float = 10.5
    background: str = "#ffffff"
    ink: str = "#212b32"
    soft: str = "#4c6272"
    line: str = "#005eb8"
    better: str = "#005eb8"
    worse: str = "#212b32"
    neutral: str = "#6a2c8f"


class Words(Struct, frozen=True):
    """What stands on the chart in words, for whoever shows it in another language."""

    mean: str = "average"
    upper: str = "upper limit"
    lower: str = "lower limit"
    target: str = "target"
    high: str = "H"
    low: str = "L"
    rebased: str = "limits begin anew"
    unit: str = ""


def in_words(unit: str) -> Words:
    """The words in the reader's language, of what the numbers are in."""
    return Words(
        mean=translate("Insights", "average"),
        upper=translate("Insights", "upper limit"),
        lower=translate("Insights", "lower limit"),
        target=translate("Insights", "target"),
        high=translate("Insights", "H"),
        low=translate("Insights", "L"),
        rebased=translate("Insights", "limits begin anew"),
        unit=unit,
    )


class Pin(Struct, frozen=True):
    """What happened in one week or month, pinned on the line: the numbers of the actions done."""

    on: datetime.date
    label: str


def pins(done: Sequence[Done]) -> tuple[Pin, ...]:
    """Actions as pins, numbered from 1; those of one week or month share a pin."""
    numbers: dict[datetime.date, list[int]] = {}
    for number, each in enumerate(done, 1):
        numbers.setdefault(each.place, []).append(number)
    return tuple(Pin(on, _runs(some)) for on, some in numbers.items())


def _runs(numbers: Sequence[int]) -> str:
    """Numbers that follow one another as people write them: 4, or 4–9."""
    first, last = numbers[0], numbers[-1]
    return str(first) if first == last else f"{first}–{last}"


PAPER: Final = Look(width=1600, height=760, dpi=200, text_size=9)
"""A sheet of its own, turned."""
FIGURE: Final = Look(width=1400, height=640, dpi=200, text_size=11)
"""As wide as the text of an upright page, in letters of nearly its size; the caption is above."""


def draw(
    chart: Chart,
    title: str,
    look: Look | None = None,
    words: Words | None = None,
    pins: Sequence[Pin] = (),
    *,
    events: bool = False,
    dated: bool = True,
) -> Any:
    """A chart as a figure of matplotlib, to be saved.

    Points that are single `events` stand one after the other, however long it was between them;
    without dates they are numbered, because the days would tell whose they were.
    """
    from matplotlib import figure as figures

    look, words = look or Look(), words or Words()
    _bring_fonts()
    with _set({"font.family": [_FAMILY, "DejaVu Sans"], "font.size": look.text_size}):
        size = (look.width / look.dpi, look.height / look.dpi)
        figure: Any = figures.Figure(figsize=size, dpi=look.dpi, layout="constrained")
        figure.set_facecolor(look.background)
        axes = figure.add_subplot()
        _dress(axes, title, look, words)
        places: Sequence[Any] = range(1, len(chart.dates) + 1) if events else chart.dates
        names = _limits(axes, chart, places, look, words)
        _points(axes, chart, places, look, words)
        _named(axes, places[-1], look, names)
        _pinned(axes, chart.dates, places, look, pins)
        if dated:
            _dates(axes, chart.dates, places, look)
        figure.draw_without_rendering()
        figure.set_layout_engine("none")  # laid out once: each file is to look the same
    return figure


def saved(figure: Any, form: Format) -> bytes:
    """A figure as a file's bytes, with no date in it: the same chart gives the same bytes."""
    dates: dict[Format, dict[str, Any]] = {
        "svg": {"Date": None},
        "pdf": {"CreationDate": None},
        "png": {},
    }
    target = io.BytesIO()
    # Words stay words in an SVG, so that they can be read out and found.
    with _set({"svg.fonttype": "none", "svg.hashsalt": "coprod", "pdf.fonttype": 42}):
        figure.savefig(target, format=form, metadata=dates[form], facecolor=figure.get_facecolor())
    return target.getvalue()


def _set(parameters: dict[str, Any]) -> AbstractContextManager[None]:
    matplotlib: Any = importlib.import_module("matplotlib")
    return matplotlib.rc_context(parameters)


def _bring_fonts() -> None:
    from matplotlib import font_manager

    manager: Any = font_manager.fontManager
    if _FAMILY not in {font.name for font in manager.ttflist}:
        manager.addfont(str(paths.resource(_FONT)))


def _dress(axes: Any, title: str, look: Look, words: Words) -> None:
    axes.set_facecolor(look.background)
    axes.set_title(title, loc="left", color=look.ink, fontsize=look.text_size * 1.2)
    axes.set_ylabel(words.unit, color=look.ink)
    axes.tick_params(colors=look.ink, length=3)
    for name, spine in axes.spines.items():
        spine.set_visible(name in {"left", "bottom"})
        spine.set_color(look.soft)
    axes.margins(x=0.03, y=0.16)


def _limits(
    axes: Any, chart: Chart, places: Sequence[Any], look: Look, words: Words
) -> list[tuple[float, str]]:
    """Mean and limits of each stretch; gives the levels of the last with their names."""
    names: list[tuple[float, str]] = []
    for place, group in enumerate(chart.groups):
        within = [at for at, where in enumerate(chart.places) if where == place]
        days = [places[at] for at in within]
        ends = [days[0], days[-1]]
        own = [chart.limits[at] for at in within] if chart.limits else []
        last = place == len(chart.groups) - 1
        for side, level, dashes, name in (
            (None, group.mean, "-", words.mean),
            (1, group.upl, (0, (6, 3)), words.upper),
            (0, group.lpl, (0, (6, 3)), words.lower),
        ):
            if level is None:
                continue
            if own and side is not None:
                steps = [limits[side] for limits in own]
                axes.step(
                    days, steps, where="mid", color=look.soft, linestyle=dashes, linewidth=1.2
                )
            else:
                axes.plot(ends, [level, level], color=look.soft, linestyle=dashes, linewidth=1.2)
            if last:
                names.append((level, f"{name} {_short(level)}"))
        if place:
            axes.axvline(days[0], color=look.soft, linestyle=":", linewidth=1.2)
            axes.annotate(
                words.rebased,
                (days[0], 1.0),
                xycoords=("data", "axes fraction"),
                xytext=(4, -2),
                textcoords="offset points",
                va="top",
                color=look.ink,
                fontsize=look.text_size * _SMALLER,
            )
    if chart.options.target is not None:
        target = chart.options.target
        ends = [places[0], places[-1]]
        axes.plot(ends, [target, target], color=look.ink, linestyle=(0, (1, 2)), linewidth=1.6)
        names.append((target, f"{words.target} {_short(target)}"))
    return names


def _short(level: float) -> str:
    """A level with one decimal, and none where there is nothing behind the point."""
    return f"{level:,.1f}".removesuffix(".0")


def _named(axes: Any, end: Any, look: Look, names: Sequence[tuple[float, str]]) -> None:
    """Write each level's name at its right end, and no name over another."""
    low, high = axes.get_ylim()
    points = look.height / look.dpi * _POINTS * _PLOT / max(high - low, 1e-9)
    line, last = look.text_size * _SMALLER * 1.25, float("-inf")
    for level, text in sorted(names):
        height = (level - low) * points
        moved = max(height, last + line)
        last = moved
        axes.annotate(
            text,
            (end, level),
            xytext=(10, moved - height),
            textcoords="offset points",
            va="center",
            color=look.ink,
            fontsize=look.text_size * _SMALLER,
            annotation_clip=False,
        )


def _points(axes: Any, chart: Chart, places: Sequence[Any], look: Look, words: Words) -> None:
    days = list(places)
    values = [float("nan") if value is None else value for value in chart.values]
    axes.plot(days, values, color=look.line, linewidth=1.4, zorder=2)
    for kind, (mark, colour) in _MARKS.items():
        some = [
            (day, value, cause)
            for day, value, cause in zip(days, chart.values, chart.causes, strict=True)
            if value is not None and point_type(cause, chart.options.improvement_direction) == kind
        ]
        if not some:
            continue
        axes.scatter(
            [day for day, _, _ in some],
            [value for _, value, _ in some],
            marker=mark,
            s=26 if kind == "common_cause" else 62,
            color=getattr(look, colour),
            edgecolors=look.ink,
            linewidths=0.9,
            zorder=3,
        )
        if kind != "common_cause":
            for day, value, cause in some:
                axes.annotate(
                    words.high if cause > 0 else words.low,
                    (day, value),
                    xytext=(0, 8 if cause > 0 else -8),
                    textcoords="offset points",
                    ha="center",
                    va="bottom" if cause > 0 else "top",
                    color=look.ink,
                    fontsize=look.text_size * _SMALLER,
                )


def _pinned(
    axes: Any,
    days: Sequence[datetime.date],
    places: Sequence[Any],
    look: Look,
    pins: Sequence[Pin],
) -> None:
    for pin in pins:
        if days[0] <= pin.on <= days[-1]:
            place = places[bisect.bisect_left(days, pin.on)]
            axes.axvline(place, color=look.ink, linewidth=0.8, linestyle=(0, (1, 3)))
            axes.annotate(
                pin.label,
                (place, 0.02),
                xycoords=("data", "axes fraction"),
                ha="right" if place == places[-1] else "center",  # names stand beyond
                color=look.background,
                fontsize=look.text_size * _SMALLER,
                bbox={"boxstyle": "round,pad=0.3", "facecolor": look.ink, "linewidth": 0},
            )


def _dates(axes: Any, days: Sequence[datetime.date], places: Sequence[Any], look: Look) -> None:
    """Days as people write them, so many as fit; the first of a year says which."""
    monthly = all(day.day == 1 for day in days)
    letter = look.text_size * look.dpi / _POINTS
    most = max(2, int(look.width * _PLOT / (letter * _LETTERS[monthly])))
    step = max(1, -(-len(days) // min(most, _MOST_TICKS)))
    shown = list(days)[::step]
    labels: list[str] = []
    year = 0
    for day in shown:
        text = written(day, "month_tick" if monthly else "tick")
        labels.append(f"{text}\n{day.year}" if day.year != year else text)
        year = day.year
    axes.set_xticks(list(places)[::step], labels)
