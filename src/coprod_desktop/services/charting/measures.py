# SPDX-License-Identifier: MIT
"""What can be charted: each measure, what it is made of, which way is better, and its chart.

Shares get a P chart and rates a U chart, whose limits allow for how many answered or live there;
what is rare gets the days between (T). `docs/decisions/0016-charts-for-counts.md` says why.
"""

from typing import Final, Literal

from msgspec import Struct

from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.spc import Direction
from coprod_desktop.store.tally import By

Unit = Literal["count", "percent", "days", "rate", "wait"]
"""`days` is a mean of days, `wait` the days between two events, `rate` for each 100 people."""
Kind = Literal["xmr", "p", "u", "t"]
Tallied = tuple[str, tuple[str, ...]]
"""A measure as `store.tally` has it, with the keys that count; no keys for the only one."""
_FFT: Final = ("1", "2", "3", "4", "5", "6")
_COMMENTS: Final[Tallied] = ("comments", ())


class Measure(Struct, frozen=True):
    """Something that can be charted: a count, or `part` of `whole`.

    A percentage is of answers, a mean of days is of answers given in that week or month. The first
    of `charts` is the one that the measure calls for.
    """

    code: str
    unit: Unit
    better: Direction
    part: Tallied
    whole: Tallied | None = None
    by_theme: bool = False

    @property
    def charts(self) -> tuple[Kind, ...]:
        """The charts it can be shown as, the one that it calls for first."""
        return _CHARTS[self.unit]


_CHARTS: Final[dict[Unit, tuple[Kind, ...]]] = {
    "count": ("xmr",),
    "days": ("xmr",),
    "percent": ("p", "xmr"),
    "rate": ("u", "xmr"),
    "wait": ("t",),
}
MEASURES: Final = {
    each.code: each
    for each in (
        Measure("comments", "count", "neutral", _COMMENTS, by_theme=True),
        Measure("per_hundred", "rate", "neutral", _COMMENTS),
        Measure(
            "positive", "percent", "increase", ("fft", ("1", "2")), ("fft", _FFT), by_theme=True
        ),
        Measure(
            "negative", "percent", "decrease", ("fft", ("4", "5")), ("fft", _FFT), by_theme=True
        ),
        Measure("answer_days", "days", "decrease", ("answer_days", ()), ("answers", ())),
        Measure("answers", "count", "increase", ("answers", ())),
        Measure("compliments", "percent", "increase", ("kind", ("compliment",)), _COMMENTS),
        Measure("concerns", "percent", "neutral", ("kind", ("concern", "complaint")), _COMMENTS),
        Measure("wants_reply", "percent", "neutral", ("wants_reply", ()), _COMMENTS),
        Measure("prison", "percent", "neutral", ("fixer", ("prison_regime",)), _COMMENTS),
        Measure("healthcare", "percent", "neutral", ("fixer", ("healthcare",)), _COMMENTS),
        Measure("language_help", "percent", "neutral", ("language_help", ()), _COMMENTS),
        Measure(
            *("interpreters", "percent", "increase"),
            ("interpreter", ("yes",)),
            ("interpreter", ("yes", "no")),
        ),
        Measure("harm_waits", "wait", "increase", ("harm", ())),
        Measure("complaint_waits", "wait", "increase", ("complaints", ())),
    )
}


class Asked(Struct, frozen=True):
    """What is to be charted: a measure by week or month, of one site, wing or theme, or of all.

    Dates are ISO and empty for all that there is. `today`: the week or month in which it lies is
    not over, and no point of the chart. `chart` is empty for what the measure calls for.
    """

    measure: str = "comments"
    by: By = "month"
    site: str = ""
    wing: str = ""
    theme: str = ""
    first: str = ""
    last: str = ""
    target: float | None = None
    today: str = ""
    chart: Kind | Literal[""] = ""

    @property
    def kind(self) -> Kind:
        """The chart that it will be. Raises as `measure_of`."""
        charts = measure_of(self).charts
        return self.chart if self.chart in charts else charts[0]


def measure_of(asked: Asked) -> Measure:
    """The measure asked for. Raises `InvalidValue` where it is not known, or not kept so."""
    measure = MEASURES.get(asked.measure)
    if measure is None:
        raise InvalidValue(what="The chart", why="its measure is not known")
    if asked.theme and not measure.by_theme:
        raise InvalidValue(what="The chart", why="this measure is not counted by theme")
    if measure.unit == "rate" and asked.by != "month":
        raise InvalidValue(what="The chart", why="rolls are entered by month: choose months")
    return measure
