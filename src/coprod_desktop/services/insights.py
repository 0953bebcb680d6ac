# SPDX-License-Identifier: MIT
"""What the comments of a wing or an office show over time: a measure, by week or by month.

Counts come from `store.tally`, or for one wing alone from its own few rows. What a measure is made
of, which way is better and what it is called stands here once, for screens, papers and files.
"""

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Final, Literal

from msgspec import Struct
from sqlalchemy import func, select

from coprod_desktop.domain import spc
from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.progress import Progress, silent
from coprod_desktop.domain.spc import Chart, Direction, Options
from coprod_desktop.services import keeping
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables, tally
from coprod_desktop.store.tally import By

Unit = Literal["count", "percent", "days"]
_FFT: Final = ("1", "2", "3", "4", "5", "6")
_REBASES: Final = "rebase"
_Counts = dict[tuple[str, str, str], int]
"""(period, measure, key) → how many."""
_Wanted = tuple[str, tuple[str, ...]]


class Measure(Struct, frozen=True):
    """Something that can be charted: a count, or `part` of `whole` (tallied measure and keys).

    A percentage is of answers, a mean of days is of answers given in that week or month.
    """

    code: str
    unit: Unit
    better: Direction
    part: tuple[str, tuple[str, ...]]
    whole: tuple[str, tuple[str, ...]] | None = None
    by_theme: bool = False


MEASURES: Final = {
    each.code: each
    for each in (
        Measure("comments", "count", "neutral", ("comments", ()), by_theme=True),
        Measure(
            "positive", "percent", "increase", ("fft", ("1", "2")), ("fft", _FFT), by_theme=True
        ),
        Measure(
            "negative", "percent", "decrease", ("fft", ("4", "5")), ("fft", _FFT), by_theme=True
        ),
        Measure("answer_days", "days", "decrease", ("answer_days", ()), ("answers", ())),
        Measure("answers", "count", "increase", ("answers", ())),
        Measure("compliments", "percent", "increase", ("kind", ("compliment",)), ("comments", ())),
        Measure(
            "concerns", "percent", "neutral", ("kind", ("concern", "complaint")), ("comments", ())
        ),
        Measure("wants_reply", "percent", "neutral", ("wants_reply", ()), ("comments", ())),
        Measure("prison", "percent", "neutral", ("fixer", ("prison_regime",)), ("comments", ())),
        Measure("healthcare", "percent", "neutral", ("fixer", ("healthcare",)), ("comments", ())),
    )
}


class Asked(Struct, frozen=True):
    """What is to be charted: a measure by week or month, of one site, wing or theme, or of all.

    Dates are ISO and empty for all that there is.
    """

    measure: str = "comments"
    by: By = "month"
    site: str = ""
    wing: str = ""
    theme: str = ""
    first: str = ""
    last: str = ""
    target: float | None = None


class Rebase(Struct, frozen=True):
    """From which week or month on mean and limits are computed anew, why, and who said so."""

    on: datetime.date
    reason: str
    by: str


class Series(Struct, frozen=True):
    """A measure over time. A value is None where nothing was counted that it could be made of.

    `counts` are what stands above the line, `wholes` what below, by date of a week's Monday or a
    month's first day.
    """

    asked: Asked
    measure: Measure
    dates: tuple[datetime.date, ...]
    values: tuple[float | None, ...]
    counts: tuple[int, ...]
    wholes: tuple[int, ...]
    rebases: tuple[Rebase, ...]


def catch_up(s: SignedIn, progress: Progress = silent) -> int:
    """Count what has to be counted anew, each week and month in a transaction of its own.

    Returns how many there were. May be cancelled, and goes on the next time.
    """
    with s.vault.read() as connection:
        names = tally.due(connection)
    for done, name in enumerate(names, 1):
        with s.vault.write() as connection:
            tally.count(connection, name)
        progress(done, len(names), "periods")
    return len(names)


def series(s: SignedIn, asked: Asked) -> Series:
    """A measure over time, from the first to the last week or month that says anything.

    Raises `InvalidValue` for a measure that is not known, or not kept by theme.
    """
    measure = _measure(asked)
    return _series(s, asked, measure, _counted(s, asked, _tallies(asked, measure)))


def series_and(
    s: SignedIn, asked: Asked, others: Sequence[str]
) -> tuple[Series, tuple[tuple[tuple[str, int], ...], ...]]:
    """A series with some breakdowns, each as `breakdown` gives it: counted together once.

    Raises as `series` does.
    """
    measure = _measure(asked)
    counted = _counted(s, asked, [*_tallies(asked, measure), *others])
    found = _series(s, asked, measure, counted)
    return found, tuple(_broken_down(asked, counted, other) for other in others)


def _series(s: SignedIn, asked: Asked, measure: Measure, counted: _Counts) -> Series:
    part, whole = _of_theme(measure.part, asked.theme), measure.whole
    whole = _of_theme(whole, asked.theme) if whole else None
    dates = _dates(asked, counted)
    counts = tuple(_sum(counted, asked.by, date, part) for date in dates)
    wholes = tuple(_sum(counted, asked.by, date, whole) for date in dates) if whole else counts
    scale = 100 if measure.unit == "percent" else 1
    values = tuple(
        float(count) if whole is None else scale * count / below if below else None
        for count, below in zip(counts, wholes, strict=True)
    )
    return Series(asked, measure, dates, values, counts, wholes, rebases(s, asked))


def _measure(asked: Asked) -> Measure:
    measure = MEASURES.get(asked.measure)
    if measure is None:
        raise InvalidValue(what="The chart", why="its measure is not known")
    if asked.theme and not measure.by_theme:
        raise InvalidValue(what="The chart", why="this measure is not counted by theme")
    return measure


def charted(found: Series, *, screen_outliers: bool = False) -> Chart | None:
    """The XmR chart of a series, or None where it has no value at all.

    A week or month without a value is left out of it, as if it had not been. Outliers are not
    screened unless asked: the spreadsheets of Making Data Count do not.
    """
    known = [
        (date, value)
        for date, value in zip(found.dates, found.values, strict=True)
        if value is not None
    ]
    if not known:
        return None
    dates = [date for date, _ in known]
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
    return spc.chart(dates, [value for _, value in known], options)


def breakdown(s: SignedIn, asked: Asked, measure: str) -> tuple[tuple[str, int], ...]:
    """How often each theme, fixer, kind or channel was named, the most frequent first.

    `measure` is what `store.tally` calls it. Frequency alone tells nobody what matters.
    """
    return _broken_down(asked, _counted(s, asked, [measure]), measure)


def _broken_down(asked: Asked, counted: _Counts, measure: str) -> tuple[tuple[str, int], ...]:
    total: Counter[str] = Counter()
    first, last = asked.first or "0001-01-01", asked.last or "9999-12-31"
    for (name, what, key), number in counted.items():
        if what == measure and first <= tally.first_day(name).isoformat() <= last:
            total[key] += number
    return tuple(sorted(total.items(), key=lambda item: (-item[1], item[0])))


class Done(Struct, frozen=True):
    """An action that was done: which, the day of its last revision, and what it was.

    `place` is the first day of the week or month of the chart in which that day lies.
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
    query = select(a.id, a.at, a.text).where(a.status == "done", a.at >= _start(found.dates[0]))
    for column, wanted in ((a.site, asked.site), (a.wing, asked.wing)):
        if wanted:
            query = query.where(column.in_(("", wanted)))
    with s.vault.read() as connection:
        rows = connection.execute(query.order_by(a.at.desc()).limit(most)).all()
    made: list[Done] = []
    for row in reversed(rows):
        on = datetime.datetime.fromtimestamp(row.at / 1000, datetime.UTC).astimezone().date()
        place = tally.first_day(tally.period(asked.by, on.toordinal()))
        if found.dates[0] <= place <= found.dates[-1]:
            made.append(Done(row.id, on, place, row.text))
    return tuple(made)


def _start(day: datetime.date) -> int:
    midnight = datetime.datetime.combine(day, datetime.time()).astimezone()
    return round(midnight.timestamp() * 1000)


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


# --- counting ------------------------------------------------------------------------------------


def _of_theme(wanted: _Wanted, theme: str) -> _Wanted:
    """The same, of one theme alone: `by_theme` says of which measures that is kept."""
    if not theme:
        return wanted
    name, keys = wanted
    if name == "comments":
        return ("theme" if "." in theme else "top_theme", (theme,))
    return (f"{name}:{theme.partition('.')[0]}", keys)


def _tallies(asked: Asked, measure: Measure) -> list[str]:
    """What `store.tally` calls what a measure is made of."""
    wanted = (measure.part, *([measure.whole] if measure.whole else []))
    return [_of_theme(each, asked.theme)[0] for each in wanted]


def _counted(s: SignedIn, asked: Asked, measures: Sequence[str]) -> _Counts:
    catch_up(s)
    return _wing(s, asked) if asked.wing else _tallied(s, asked, measures)


def _tallied(s: SignedIn, asked: Asked, measures: Sequence[str]) -> _Counts:
    first = _period(asked.by, asked.first, datetime.date.min)
    last = _period(asked.by, asked.last, datetime.date.max)
    with s.vault.read() as connection:
        rows = tally.read(connection, asked.by, asked.site, measures, first, last)
    return {(name, measure, key): number for name, measure, key, number in rows}


def _period(by: By, date: str, otherwise: datetime.date) -> str:
    day = datetime.date.fromisoformat(date) if date else otherwise
    return tally.period(by, day.toordinal())


def _wing(s: SignedIn, asked: Asked) -> _Counts:
    """What `tally` would count of one wing: it has few rows, and no tally of its own."""
    f, a, m = tables.feedback.c, tables.answer.c, tables.meeting.c
    here = [f.wing == asked.wing, *([f.site == asked.site] if asked.site else [])]
    said = select(f.date, *tally.SAYS)
    answered = select(a.date, f.date).join(tables.feedback, f.id == a.feedback).where(*here)
    counted: Counter[tuple[str, str, str]] = Counter()
    met = select(m.date, m.interpreter, func.count()).where(m.wing == asked.wing)
    met = met.where(m.interpreter != "", *([m.site == asked.site] if asked.site else []))
    with s.vault.read() as connection:
        for date, interpreter, number in connection.execute(met.group_by(m.date, m.interpreter)):
            name = _period(asked.by, date, datetime.date.min)
            counted[name, "interpreter", interpreter] += number
        for date, *row in connection.execute(said.where(*here)):
            name = _period(asked.by, date, datetime.date.min)
            for measure, key in tally.says([*row, 1]):
                counted[name, measure, key] += 1
        for answered_on, said_on in connection.execute(answered):
            name = _period(asked.by, answered_on, datetime.date.min)
            days = datetime.date.fromisoformat(answered_on) - datetime.date.fromisoformat(said_on)
            counted[name, "answers", ""] += 1
            counted[name, "answer_days", ""] += max(days.days, 0)
    return dict(counted)


def _dates(asked: Asked, counted: _Counts) -> tuple[datetime.date, ...]:
    """Every week or month from the first to the last that is asked for, or that has anything."""
    names = sorted({name for name, _, _ in counted})
    if not names:
        return ()
    first = _period(asked.by, asked.first, datetime.date.min) if asked.first else names[0]
    last = _period(asked.by, asked.last, datetime.date.max) if asked.last else names[-1]
    numbers = range(int(first[1:]), int(last[1:]) + 1)
    return tuple(tally.first_day(f"{first[0]}{number:07}") for number in numbers)


def _sum(counted: _Counts, by: By, date: datetime.date, wanted: _Wanted) -> int:
    name, (measure, keys) = tally.period(by, date.toordinal()), wanted
    return sum(counted.get((name, measure, key), 0) for key in keys or ("",))
