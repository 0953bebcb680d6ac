# SPDX-License-Identifier: MIT
"""XmR charts by the rules of NHS England's Making Data Count: limits, special causes, icons.

Computes what the reference package NHSRplotthedots 0.2.2 (MIT) computes, in every field. The limits
are the mean ± 2.66 × the average moving range; the first of these rules that fits a point names it:
outside a limit; one of seven points that each rise, or each fall; one of at least two in three
beyond two thirds of a limit, with all three on that side of the mean; one of seven on one side of
the mean. Comparisons are strict, so a tie breaks a run, and no rule looks across a rebase.
"""

import datetime
from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean
from typing import Annotated, Final, Literal, TypeVar

from msgspec import Meta, Struct

from coprod_desktop.domain import spc_rules
from coprod_desktop.domain.errors import InvalidValue

LIMIT: Final = 2.66
"""Limits in average moving ranges: 3 divided by 1.128, d2 for ranges of two (Shewhart)."""
NEAR: Final = 2 / 3
SCREEN: Final = 3.267
"""Moving ranges of at least so many averages are left out, where they are screened (D4)."""
FIRM: Final = 12
"""Limits may be fixed after so many points. Up to then they are trial limits, which each further
point moves; the reference package still says so of exactly twelve."""
_CLOSE: Final = 1e-9
"""Closer than this, relative to the largest value, two numbers are taken to be the same."""

Direction = Literal["increase", "decrease", "neutral"]
Variation = Literal[
    "common_cause",
    "improvement_high",
    "improvement_low",
    "concern_high",
    "concern_low",
    "neutral_high",
    "neutral_low",
]
Value = TypeVar("Value")
Assurance = Literal["pass", "fail", "inconsistent"]
_COMMON: Final = "Common Cause"
_KINDS: Final = {
    0: _COMMON,
    1: "Above UCL",
    -1: "Below LCL",
    2: "7 Point Trend (Increasing)",
    -2: "7 Point Trend (Decreasing)",
    3: "2 in 3 Above CL",
    -3: "2 in 3 Below CL",
    4: "7 Points Above CL",
    -4: "7 Points Below CL",
}


class Options(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a chart is to be computed.

    `rebase` names dates at which mean and limits begin anew; `fix_after_n_points` computes them
    from so many points of each stretch; `screen_outliers` leaves very large moving ranges out.
    """

    rebase: tuple[datetime.date, ...] | None = None
    fix_after_n_points: Annotated[int, Meta(ge=FIRM)] | None = None
    improvement_direction: Direction = "increase"
    target: float | None = None
    screen_outliers: bool = True


class Group(Struct, frozen=True):
    """A stretch between rebases: what its limits are, and of how many points they are made.

    A mean or limit that nothing can be computed from is None.
    """

    rebase_group: int
    n: int
    n_used: int
    mean: float | None
    amr_unscreened: float | None
    amr: float | None
    n_mr_used: int
    lpl: float | None
    nlpl: float | None
    nupl: float | None
    upl: float | None
    short_group_warning: bool


class Point(Struct, frozen=True):
    """One value with its limits, and which special cause it is part of."""

    date: datetime.date
    value: float | None
    rebase_group: int
    mean: float | None
    upl: float | None
    lpl: float | None
    nupl: float | None
    nlpl: float | None
    relative_to_mean: int | None
    outside_limits: bool | None
    close_to_limits: bool | None
    special_cause_type: str
    point_type: str


class Chart(Struct, frozen=True):
    """A chart in columns, by date: `places` counts the groups of its points from 0.

    `causes` are the rules that name a point, as in `special_cause`; `relative` is −1, 0 or 1.
    `limits` are each point's own, lower and upper, where they differ (P and U charts).
    """

    options: Options
    groups: tuple[Group, ...]
    dates: tuple[datetime.date, ...]
    values: tuple[float | None, ...]
    places: tuple[int, ...]
    relative: tuple[int | None, ...]
    outside: tuple[bool | None, ...]
    close: tuple[bool | None, ...]
    causes: tuple[int, ...]
    limits: tuple[tuple[float, float], ...] = ()

    @property
    def variation(self) -> Variation:
        """The variation icon: what the latest point is part of."""
        return variation(self.causes[-1], self.options.improvement_direction)

    @property
    def assurance(self) -> Assurance | None:
        """The assurance icon: whether the latest limits keep the target; None without one."""
        return assurance(self.groups[-1], self.options)

    def points(self) -> tuple[Point, ...]:
        """Its points, each with all that is known of it."""
        direction = self.options.improvement_direction
        columns = zip(
            self.dates,
            self.values,
            [self.groups[place] for place in self.places],
            self.relative,
            self.outside,
            self.close,
            self.causes,
            strict=True,
        )
        return tuple(
            Point(
                date=date,
                value=value,
                rebase_group=group.rebase_group,
                mean=group.mean,
                upl=group.upl,
                lpl=group.lpl,
                nupl=group.nupl,
                nlpl=group.nlpl,
                relative_to_mean=relative,
                outside_limits=outside,
                close_to_limits=close,
                special_cause_type=_KINDS[cause],
                point_type=point_type(cause, direction),
            )
            for date, value, group, relative, outside, close, cause in columns
        )


def chart(
    dates: Sequence[datetime.date], values: Sequence[float | None], options: Options | None = None
) -> Chart:
    """The XmR chart of a series, in whatever order it is given; None is a value that is missing.

    Raises `InvalidValue` for what no chart can be made of: nothing at all, a date twice, or a
    missing value in what would else be seven rising or falling points.
    """
    options = options or Options()
    if len(dates) != len(values) or not dates:
        raise _not("it needs as many dates as values, and at least one")
    if any(earlier >= later for earlier, later in pairwise(dates)):
        pairs = sorted(zip(dates, values, strict=True), key=_date_of)
        dates, values = [date for date, _ in pairs], [value for _, value in pairs]
        if len(set(dates)) < len(dates):
            raise _not("it has two values for one date")
    groups: list[Group] = []
    places: list[int] = []
    relative: list[int | None] = []
    outside: list[bool | None] = []
    close: list[bool | None] = []
    causes: list[int] = []
    for number, some in stretches(dates, values, options.rebase):
        group = _group(number, some, options)
        beside, beyond, near = _standing(some, group)
        causes += spc_rules.causes(some, beside, beyond, near)
        places += [len(groups)] * len(some)
        relative += beside
        outside += beyond
        close += near
        groups.append(group)
    return Chart(
        options,
        tuple(groups),
        tuple(dates),
        tuple(values),
        tuple(places),
        tuple(relative),
        tuple(outside),
        tuple(close),
        tuple(causes),
    )


def _date_of(pair: tuple[datetime.date, float | None]) -> datetime.date:
    return pair[0]


def _not(why: str) -> InvalidValue:
    return InvalidValue(what="The series", why=why)


def stretches(
    dates: Sequence[datetime.date],
    values: Sequence[Value],
    rebase: tuple[datetime.date, ...] | None,
) -> list[tuple[int, Sequence[Value]]]:
    """The values between rebases, each with how many rebases came before or with its first."""
    if not rebase:
        return [(0, values)]
    anew = set(rebase)
    starts = [place for place, date in enumerate(dates) if date in anew]
    first = 1 if starts and starts[0] == 0 else 0
    ends = [*(starts[first:]), len(values)]
    begins = [0, *ends[:-1]]
    return [
        (first + number, values[begin:end])
        for number, (begin, end) in enumerate(zip(begins, ends, strict=True))
    ]


def _group(number: int, values: Sequence[float | None], options: Options) -> Group:
    used = values if options.fix_after_n_points is None else values[: options.fix_after_n_points]
    known = [value for value in used if value is not None]
    if len(known) == len(used):
        ranges = [abs(b - a) for a, b in pairwise(known)]
    else:
        ranges = [abs(b - a) for a, b in pairwise(used) if a is not None and b is not None]
    mean = fmean(known) if known else None
    unscreened = fmean(ranges) if ranges else None
    kept, amr = ranges, unscreened
    if options.screen_outliers and unscreened is not None:
        kept = [each for each in ranges if each < SCREEN * unscreened]
        if len(kept) < len(ranges):
            amr = fmean(kept) if kept else None
    if mean is None or amr is None:
        lower = near_lower = near_upper = upper = None
    else:
        lower, upper = mean - LIMIT * amr, mean + LIMIT * amr
        near_lower, near_upper = mean - LIMIT * NEAR * amr, mean + LIMIT * NEAR * amr
    return Group(
        number,
        len(values),
        len(known),
        mean,
        unscreened,
        amr,
        len(kept),
        lower,
        near_lower,
        near_upper,
        upper,
        len(values) <= FIRM,
    )


_Flags = list[bool | None]


def _standing(
    values: Sequence[float | None], group: Group
) -> tuple[list[int | None], _Flags, _Flags]:
    """Where each value stands: beside the mean (−1, 0, 1), outside the limits, close to them."""
    mean = group.mean
    if mean is None:
        nothing: list[None] = [None] * len(values)
        return list(nothing), list(nothing), list(nothing)
    close = _CLOSE * max(1.0, abs(mean), *(abs(value) for value in values if value is not None))
    above, below = mean + close, mean - close
    relative = [
        None if value is None else 1 if value > above else -1 if value < below else 0
        for value in values
    ]
    if group.upl is None or group.lpl is None or group.nupl is None or group.nlpl is None:
        unknown: _Flags = [None] * len(values)
        return relative, unknown, list(unknown)
    upper, lower = group.upl + close, group.lpl - close
    near_upper, near_lower = group.nupl + close, group.nlpl - close
    outside: _Flags = [
        None if value is None else value > upper or value < lower for value in values
    ]
    near: _Flags = [
        None if value is None else (near_upper < value <= upper) or (lower <= value < near_lower)
        for value in values
    ]
    return relative, outside, near


def special_cause(cause: int) -> str:
    """The name of a rule by its number in `Chart.causes`, as the reference package has it."""
    return _KINDS[cause]


def point_type(cause: int, direction: Direction) -> str:
    """What a point means, given which direction is better."""
    if not cause:
        return "common_cause"
    if direction == "neutral":
        return "special_cause_neutral_high" if cause > 0 else "special_cause_neutral_low"
    better = (cause > 0) == (direction == "increase")
    return "special_cause_improvement" if better else "special_cause_concern"


def variation(cause: int, direction: Direction) -> Variation:
    """The variation icon of a chart whose latest point has this cause."""
    match point_type(cause, direction):
        case "special_cause_neutral_high":
            return "neutral_high"
        case "special_cause_neutral_low":
            return "neutral_low"
        case "special_cause_improvement":
            return "improvement_high" if direction == "increase" else "improvement_low"
        case "special_cause_concern":
            return "concern_low" if direction == "increase" else "concern_high"
        case _:
            return "common_cause"


def assurance(latest: Group, options: Options) -> Assurance | None:
    """Whether the target lies beyond the latest limits, on which side; None without a target."""
    target = options.target
    if target is None or options.improvement_direction == "neutral":
        return None
    rising = options.improvement_direction == "increase"
    if latest.upl is not None and target > latest.upl:
        return "fail" if rising else "pass"
    if latest.lpl is not None and target < latest.lpl:
        return "pass" if rising else "fail"
    return "inconsistent"
