# SPDX-License-Identifier: MIT
"""Charts for counts: P for shares, U for rates, and days between for what is rare.

Making Data Count uses XmR for percentages too; these are for whoever asks for the limits that a
count's own distribution gives. Source: Provost and Murray, The Health Care Data Guide (2011),
chapters 5 and 7.
"""

import datetime
import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean
from typing import Final

from msgspec import Struct

from coprod_desktop.domain import spc
from coprod_desktop.domain.errors import InvalidValue

_SIGMAS: Final = 3
_D2: Final = 1.128
"""The average range of two values of a normal distribution with deviation 1 (Shewhart)."""
_POWER: Final = 3.6
"""Waiting times to this root are near to normal (Nelson, 1994)."""


class Limits(Struct, frozen=True):
    """A point of a P or U chart: its share or rate, and the limits that its own size gives."""

    value: float
    lower: float
    upper: float
    outside: bool


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
        points.append(Limits(value, lower, upper, outside=not lower <= value <= upper))
    return CountChart(centre, sigma_z, tuple(points))


class Rare(Struct, frozen=True):
    """Days between events. `lower`, `centre` and `upper` are days too; None without three events.

    `outside` tells of each wait whether it is longer or shorter than chance would make it.
    """

    dates: tuple[datetime.date, ...]
    days: tuple[int, ...]
    lower: float | None
    centre: float | None
    upper: float | None
    outside: tuple[bool, ...]


def days_between(events: Sequence[datetime.date]) -> Rare:
    """A T chart of rare events, in whatever order they are given: the wait before each but one.

    Waits are made nearly normal by the root of 3.6, charted as XmR, and the limits brought back to
    days. Longer waits are better when the event is bad, and a wait above the limit is a good sign.
    """
    ordered = sorted(events)
    days = [(b - a).days for a, b in pairwise(ordered)]
    roots = [day ** (1 / _POWER) for day in days]
    lower = centre = upper = None
    outside = [False] * len(days)
    if len(days) > 1:
        places = [datetime.date.fromordinal(place + 1) for place in range(len(days))]
        found = spc.chart(places, roots, spc.Options(screen_outliers=False))
        group = found.groups[0]
        if group.mean is not None and group.upl is not None and group.lpl is not None:
            centre, upper = group.mean**_POWER, group.upl**_POWER
            lower = max(0.0, group.lpl) ** _POWER
        outside = [bool(each) for each in found.outside]
    return Rare(tuple(ordered[1:]), tuple(days), lower, centre, upper, tuple(outside))
