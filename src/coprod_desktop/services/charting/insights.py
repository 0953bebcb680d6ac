# SPDX-License-Identifier: MIT
"""What the comments of a wing or an office show over time: a measure, by week or by month.

A week or month that is not over is no point of a chart: what it holds so far is told apart.
"""

import datetime
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct
from sqlalchemy import literal_column, select

from coprod_desktop.domain import days, spc, spc_counts
from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.spc import Chart, Options
from coprod_desktop.services.charting import counting, rolls
from coprod_desktop.services.charting.counting import Counts
from coprod_desktop.services.charting.measures import Asked, Kind, Measure, measure_of
from coprod_desktop.services.recording import keeping
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables, tally

_REBASES: Final = "rebase"
_HUNDRED: Final = 100


class Rebase(Struct, frozen=True):
    """From which week or month on mean and limits are computed anew, why, and who said so."""

    on: datetime.date
    reason: str
    by: str


class Running(Struct, frozen=True):
    """What the week or month that is not over holds so far; of waits, the days since the last."""

    date: datetime.date
    value: float | None
    count: int
    whole: int


class Series(Struct, frozen=True):
    """A measure over time. A value is None where nothing was counted that it could be made of.

    `counts` are what stands above the line, `wholes` what below, by date of a week's Monday or a
    month's first day. Of waits the dates are those of the events, each with the days before it.
    """

    asked: Asked
    measure: Measure
    kind: Kind
    dates: tuple[datetime.date, ...]
    values: tuple[float | None, ...]
    counts: tuple[int, ...]
    wholes: tuple[int, ...]
    rebases: tuple[Rebase, ...]
    running: Running | None = None


def series(s: SignedIn, asked: Asked) -> Series:
    """A measure over time, from the first to the last week or month that says anything.

    Raises `InvalidValue` for a measure that is not known, or not kept by theme or by week.
    """
    return series_and(s, asked, ())[0]


def series_and(
    s: SignedIn, asked: Asked, others: Sequence[str]
) -> tuple[Series, tuple[tuple[tuple[str, int], ...], ...]]:
    """A series with some breakdowns, each as `breakdown` gives it: counted together once.

    Raises as `series` does.
    """
    measure = measure_of(asked)
    wanted = [*others, *(counting.tallies(asked, measure) if measure.unit in _COUNTED else ())]
    counts = counting.counted(s, asked, wanted) if wanted else Counts()
    if measure.unit == "wait":
        found = _waits(s, asked, measure)
    elif measure.unit == "rate":
        found = _rates(s, asked, measure)
    else:
        found = _series(s, asked, measure, counts)
    return found, tuple(_broken_down(asked, counts, other) for other in others)


_COUNTED: Final = frozenset({"count", "percent", "days"})


def _series(s: SignedIn, asked: Asked, measure: Measure, found: Counts) -> Series:
    part, whole = counting.of_theme(measure.part, asked.theme), measure.whole
    whole = counting.of_theme(whole, asked.theme) if whole else None
    dates = counting.dates(asked, found)
    counts = [counting.summed(found, asked.by, date, part) for date in dates]
    wholes = [counting.summed(found, asked.by, date, whole) for date in dates] if whole else counts
    scale = _HUNDRED if measure.unit == "percent" else 1
    values = [
        float(count) if whole is None else scale * count / below if below else None
        for count, below in zip(counts, wholes, strict=True)
    ]
    return _made(s, asked, measure, dates, values, counts, wholes)


def _made(
    s: SignedIn,
    asked: Asked,
    measure: Measure,
    dates: Sequence[datetime.date],
    values: Sequence[float | None],
    counts: Sequence[int],
    wholes: Sequence[int],
) -> Series:
    """A series, with what is not over yet apart from it."""
    running = None
    over = len(dates)
    if asked.today:
        now = tally.first_day(counting.period(asked.by, asked.today, datetime.date.max))
        over = sum(date < now for date in dates)
        if now in dates:
            at = dates.index(now)
            running = Running(now, values[at], counts[at], wholes[at])
    return Series(
        asked,
        measure,
        asked.kind,
        tuple(dates[:over]),
        tuple(values[:over]),
        tuple(counts[:over]),
        tuple(wholes[:over]),
        rebases(s, asked),
        running,
    )


def _rates(s: SignedIn, asked: Asked, measure: Measure) -> Series:
    """Comments for each 100 people, of the wings and months of which a roll was entered."""
    counting.catch_up(s)
    known = rolls.people(s, asked.first, asked.last, asked.site, asked.wing)
    if not known:
        return _made(s, asked, measure, (), (), (), ())
    first, last = min(month for month, *_ in known), max(month for month, *_ in known)
    said = rolls.comments(s, first, last)
    people, comments = Counter[datetime.date](), Counter[datetime.date]()
    for place, number in known.items():
        people[place[0]] += number
        comments[place[0]] += said.get(place, 0)
    dates = counting.between(
        asked, *(tally.period("month", day.toordinal()) for day in (first, last))
    )
    values = [_HUNDRED * comments[day] / people[day] if people[day] else None for day in dates]
    counts, wholes = [comments[day] for day in dates], [people[day] for day in dates]
    return _made(s, asked, measure, dates, values, counts, wholes)


def _waits(s: SignedIn, asked: Asked, measure: Measure) -> Series:
    """The days between rare events, and those since the last."""
    events = _events(s, asked, measure)
    days = [(after - before).days for before, after in pairwise(events)]
    running = None
    if events and asked.today:
        since = (datetime.date.fromisoformat(asked.today) - events[-1]).days
        running = Running(events[-1], float(since), since, since)
    return Series(
        asked,
        measure,
        asked.kind,
        tuple(events[1:]),
        tuple(map(float, days)),
        tuple(days),
        tuple(days),
        rebases(s, asked),
        running,
    )


def _events(s: SignedIn, asked: Asked, measure: Measure) -> list[datetime.date]:
    """The days of what is rare, in order: comments that tell of harm, or complaints."""
    harm = measure.part[0] == "harm"
    c = tables.feedback.c if harm else tables.complaint.c
    query = select(c.pos).where(c.escalation != literal_column("''")) if harm else select(c.pos)
    for column, wanted in ((c.site, asked.site), (c.wing, asked.wing)):
        if wanted:
            query = query.where(column == wanted)
    with s.vault.read() as connection:
        found = connection.execute(query).scalars().all()
    days = [datetime.date.fromordinal(pos >> tables.ORDER_BITS) for pos in sorted(found)]
    first, last = asked.first or "0001-01-01", asked.last or "9999-12-31"
    return [day for day in days if first <= day.isoformat() <= last]


def charted(found: Series, *, screen_outliers: bool = False) -> Chart | None:
    """The chart of a series, or None where it has no value at all.

    A week or month without a value is left out of it, as if it had not been. Outliers are not
    screened unless asked: the spreadsheets of Making Data Count do not.
    """
    known = [at for at, value in enumerate(found.values) if value is not None]
    if not known:
        return None
    dates = [found.dates[at] for at in known]
    anew = tuple(
        date
        for rebase in found.rebases
        if (date := next((each for each in dates if each >= rebase.on), None))
    )
    options = Options(
        rebase=anew or None,
        improvement_direction=found.measure.better,
        target=found.asked.target,
        screen_outliers=screen_outliers,
    )
    counts, wholes = ([some[at] for at in known] for some in (found.counts, found.wholes))
    match found.kind:
        case "p":
            return spc_counts.shares(dates, counts, wholes, options)
        case "u":
            sizes = [people / _HUNDRED for people in wholes]
            return spc_counts.rates(dates, counts, sizes, options)
        case "t":
            first = dates[0] - datetime.timedelta(days=counts[0])
            return spc_counts.waits([first, *dates], options)
        case "xmr":
            return spc.chart(dates, [found.values[at] for at in known], options)


def breakdown(s: SignedIn, asked: Asked, measure: str) -> tuple[tuple[str, int], ...]:
    """How often each theme, fixer, kind or channel was named, the most frequent first.

    `measure` is what `store.tally` calls it. Frequency alone tells nobody what matters.
    """
    return _broken_down(asked, counting.counted(s, asked, [measure]), measure)


def _broken_down(asked: Asked, counted: Counts, measure: str) -> tuple[tuple[str, int], ...]:
    total: Counter[str] = Counter()
    first, last = asked.first or "0001-01-01", asked.last or "9999-12-31"
    for (name, what, key), number in counted.items():
        if what == measure and first <= tally.first_day(name).isoformat() <= last:
            total[key] += number
    return tuple(sorted(total.items(), key=lambda item: (-item[1], item[0])))


class Done(Struct, frozen=True):
    """An action that was done: which, the day of its last revision, and what it was.

    `place` is where on the chart: the first day of the week or month in which that day lies.
    """

    id: str
    on: datetime.date
    place: datetime.date
    text: str


def done(s: SignedIn, found: Series, most: int = 20) -> tuple[Done, ...]:
    """The actions done last within a chart's time, the earliest first: what may have mattered.

    Only those of the chart's own site and wing, and those that belong to all.
    """
    if not found.dates:
        return ()
    a, asked = tables.action.c, found.asked
    query = select(a.id, a.at, a.text).where(
        a.status == "done", a.at >= days.midnight(found.dates[0])
    )
    for column, wanted in ((a.site, asked.site), (a.wing, asked.wing)):
        if wanted:
            query = query.where(column.in_(("", wanted)))
    with s.vault.read() as connection:
        rows = connection.execute(query.order_by(a.at.desc()).limit(most)).all()
    made: list[Done] = []
    for row in reversed(rows):
        on = days.here(row.at).date()
        waits = found.measure.unit == "wait"
        place = on if waits else tally.first_day(tally.period(asked.by, on.toordinal()))
        if found.dates[0] <= place <= found.dates[-1]:
            made.append(Done(row.id, on, place, row.text))
    return tuple(made)


# --- rebasing ------------------------------------------------------------------------------------


def rebases(s: SignedIn, asked: Asked) -> tuple[Rebase, ...]:
    """Where this chart's limits begin anew, the earliest first."""
    found = {each.name: each.value for each in keeping.listed(s, "setting", shared=True)}
    kept = found.get(_name(asked), {}).get("rebases", ())
    made = [Rebase(datetime.date.fromisoformat(on), why, by) for on, why, by in kept]
    return tuple(sorted(made, key=lambda each: each.on))


def rebase(s: SignedIn, asked: Asked, on: datetime.date, reason: str) -> None:
    """Have mean and limits begin anew from a date, because something is known to have changed.

    Raises `NotAllowed`, and `InvalidValue` without a reason: a chart is not to be made to please.
    """
    s.needs("head", "admin", what="beginning a chart's limits anew")
    if not reason.strip():
        raise InvalidValue(what="The new limits", why="they need a reason that everybody can read")
    others = [each for each in rebases(s, asked) if each.on != on]
    _keep(s, asked, [*others, Rebase(on, reason.strip(), s.person.name)])


def take_back_rebase(s: SignedIn, asked: Asked, on: datetime.date) -> None:
    """Let mean and limits go on as before at a date. Raises `NotAllowed`."""
    s.needs("head", "admin", what="beginning a chart's limits anew")
    _keep(s, asked, [each for each in rebases(s, asked) if each.on != on])


def _keep(s: SignedIn, asked: Asked, kept: Sequence[Rebase]) -> None:
    value = {"rebases": [[each.on.isoformat(), each.reason, each.by] for each in kept]}
    keeping.keep(s, "setting", _name(asked), value, shared=True)


def _name(asked: Asked) -> str:
    parts = (_REBASES, asked.measure, asked.by, asked.site, asked.wing, asked.theme)
    return ":".join(parts)
