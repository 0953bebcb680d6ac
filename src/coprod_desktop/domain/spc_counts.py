# SPDX-License-Identifier: MIT
"""Charts for counts: P for shares, U for rates, and days between for what is rare.

Making Data Count uses XmR for percentages too; these have the limits that a count's own
distribution gives, so that a month in which few answered is not taken for a change. What names a
point are the same four rules. Source: Provost and Murray, The Health Care Data Guide (2011),
chapters 5 and 7.
"""

import datetime
import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import fmean
from typing import Final

from msgspec import Struct, structs

from coprod_desktop.domain import spc, spc_rules
from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.spc import FIRM, Chart, Group, Options

_SIGMAS: Final = 3
_D2: Final = 1.128
"""The average range of two values of a normal distribution with deviation 1 (Shewhart)."""
_POWER: Final = 3.6
"""Waiting times to this root are near to normal (Nelson, 1994)."""
LARGE: Final = 500
"""From so many in a point on average, chance alone is too narrow, and limits are Laney's."""


class Limits(Struct, frozen=True):
    """A point of a P or U chart: its share or rate, and the limits that its own size gives.

    `close`: within them, and nearer to one than to the centre by two thirds.
    """

    value: float
    lower: float
    upper: float
    outside: bool
    close: bool


class CountChart(Struct, frozen=True):
    """A P or U chart. `sigma_z` is the spread beyond chance that Laney's limits allow for, or 1."""

    centre: float
    sigma_z: float
    points: tuple[Limits, ...]


def p_chart(counts: Sequence[int], sizes: Sequence[int], *, laney: bool = False) -> CountChart:
    """Shares of `counts` in `sizes`, with limits p̄ ± 3√(p̄(1−p̄)/n) between 0 and 1.

    With `laney` (a P-prime chart) the limits are widened by the spread between neighbours (Laney,
    2002). Raises `InvalidValue` where a count is larger than its size.
    """
    if any(count > size for count, size in zip(counts, sizes, strict=True)):
        raise InvalidValue(what="The series", why="a count is larger than what it is counted in")
    centre = _centre(counts, sizes)
    spread = [math.sqrt(centre * (1 - centre) / size) for size in sizes]
    return _limits(counts, sizes, centre, spread, top=1.0, laney=laney)


def u_chart(counts: Sequence[int], sizes: Sequence[float], *, laney: bool = False) -> CountChart:
    """Rates of `counts` for each of `sizes`, with limits ū ± 3√(ū/n), not below 0.

    With `laney` (a U-prime chart) as in `p_chart`. Raises `InvalidValue`.
    """
    centre = _centre(counts, sizes)
    spread = [math.sqrt(centre / size) for size in sizes]
    return _limits(counts, sizes, centre, spread, top=math.inf, laney=laney)


def _centre(counts: Sequence[int], sizes: Sequence[float]) -> float:
    if not counts or any(size <= 0 for size in sizes) or any(count < 0 for count in counts):
        why = "it needs counts from 0, each with a size above 0"
        raise InvalidValue(what="The series", why=why)
    return sum(counts) / sum(sizes)


def _limits(
    counts: Sequence[int],
    sizes: Sequence[float],
    centre: float,
    spread: Sequence[float],
    *,
    top: float,
    laney: bool,
) -> CountChart:
    values = [count / size for count, size in zip(counts, sizes, strict=True)]
    sigma_z = 1.0
    if laney and len(values) > 1 and all(spread):
        z = [(value - centre) / one for value, one in zip(values, spread, strict=True)]
        sigma_z = fmean(abs(b - a) for a, b in pairwise(z)) / _D2
    points: list[Limits] = []
    for value, one in zip(values, spread, strict=True):
        lower = max(0.0, centre - _SIGMAS * sigma_z * one)
        upper = min(top, centre + _SIGMAS * sigma_z * one)
        outside = not lower <= value <= upper
        near = abs(value - centre) > _SIGMAS * spc.NEAR * sigma_z * one
        points.append(Limits(value, lower, upper, outside, close=near and not outside))
    return CountChart(centre, sigma_z, tuple(points))


def shares(
    dates: Sequence[datetime.date],
    counts: Sequence[int],
    sizes: Sequence[int],
    options: Options | None = None,
) -> Chart:
    """A P chart in per cent, of dates in order. Raises `InvalidValue` as `p_chart` does."""
    laney = bool(sizes) and fmean(sizes) >= LARGE

    def chart(some: Sequence[int]) -> CountChart:
        return p_chart([counts[n] for n in some], [sizes[n] for n in some], laney=laney)

    return _charted(dates, chart, 100.0, options or Options())


def rates(
    dates: Sequence[datetime.date],
    counts: Sequence[int],
    sizes: Sequence[float],
    options: Options | None = None,
) -> Chart:
    """A U chart of dates in order: counts for each of `sizes`. Raises as `u_chart` does."""
    laney = bool(counts) and fmean(counts) >= LARGE

    def chart(some: Sequence[int]) -> CountChart:
        return u_chart([counts[n] for n in some], [sizes[n] for n in some], laney=laney)

    return _charted(dates, chart, 1.0, options or Options())


def _charted(
    dates: Sequence[datetime.date],
    chart: Callable[[Sequence[int]], CountChart],
    scale: float,
    options: Options,
) -> Chart:
    """The points of each stretch with their own limits, named by the four rules."""
    groups: list[Group] = []
    places: list[int] = []
    relative: list[int | None] = []
    points: list[Limits] = []
    causes: list[int] = []
    for number, some in spc.stretches(dates, range(len(dates)), options.rebase):
        found = chart(some)
        values = [each.value for each in found.points]
        beside = [_side(value, found.centre) for value in values]
        outside, close = [p.outside for p in found.points], [p.close for p in found.points]
        causes += spc_rules.causes(values, beside, outside, close)
        places += [len(groups)] * len(values)
        relative += beside
        points += found.points
        groups.append(_group(number, found, scale))
    return Chart(
        options,
        tuple(groups),
        tuple(dates),
        tuple(each.value * scale for each in points),
        tuple(places),
        tuple(relative),
        tuple(each.outside for each in points),
        tuple(each.close for each in points),
        tuple(causes),
        tuple((each.lower * scale, each.upper * scale) for each in points),
    )


def _side(value: float, centre: float) -> int:
    if math.isclose(value, centre, rel_tol=1e-9, abs_tol=1e-12):
        return 0
    return 1 if value > centre else -1


def _group(number: int, found: CountChart, scale: float) -> Group:
    """A stretch as other charts have it; its limits are those of its last point."""
    count, last = len(found.points), found.points[-1]
    return Group(
        rebase_group=number,
        n=count,
        n_used=count,
        mean=found.centre * scale,
        amr_unscreened=None,
        amr=None,
        n_mr_used=0,
        lpl=last.lower * scale,
        nlpl=None,
        nupl=None,
        upl=last.upper * scale,
        short_group_warning=count <= FIRM,
    )


def waits(events: Sequence[datetime.date], options: Options | None = None) -> Chart:
    """A T chart: the days before each event but the first, at the date of the event.

    Waits are made nearly normal by the root of 3.6, charted as XmR, and the limits brought back to
    days. Longer waits are better when the event is bad. Raises `InvalidValue` for fewer than two.
    """
    options = options or Options()
    ordered = sorted(events)
    days = [(b - a).days for a, b in pairwise(ordered)]
    # Several may fall on one day, and a chart has one point for each: they are numbered instead.
    places = [datetime.date.fromordinal(place + 1) for place in range(len(days))]
    anew = [
        next(place for place, day in zip(places, ordered[1:], strict=True) if day >= rebase)
        for rebase in options.rebase or ()
        if days and rebase <= ordered[-1]
    ]
    roots = [day ** (1 / _POWER) for day in days]
    asked = structs.replace(options, rebase=tuple(anew) or None, screen_outliers=False)
    found = spc.chart(places, roots, asked)
    groups = tuple(_in_days(group) for group in found.groups)
    # Days are whole: what is shorter than one may have been anything under two.
    short = [
        bool(out) and side == -1 and not groups[place].lpl
        for out, side, place in zip(found.outside, found.relative, found.places, strict=True)
    ]
    outside = tuple(out and not least for out, least in zip(found.outside, short, strict=True))
    close = tuple(near or least for near, least in zip(found.close, short, strict=True))
    causes: list[int] = []
    for place in range(len(groups)):
        own = [at for at, where in enumerate(found.places) if where == place]
        some = slice(own[0], own[-1] + 1)
        causes += spc_rules.causes(roots[some], found.relative[some], outside[some], close[some])
    return structs.replace(
        found,
        options=options,
        groups=groups,
        dates=tuple(ordered[1:]),
        values=tuple(map(float, days)),
        outside=outside,
        close=close,
        causes=tuple(causes),
    )


def _in_days(group: Group) -> Group:
    """A group whose levels are days again; a lower limit of less than a day is none."""
    days = {
        name: None if root is None else max(0.0, root) ** _POWER
        for name in ("mean", "lpl", "nlpl", "nupl", "upl")
        for root in (getattr(group, name),)
    }
    lower = days["lpl"]
    return structs.replace(group, **{**days, "lpl": lower if lower is None or lower >= 1 else 0.0})
