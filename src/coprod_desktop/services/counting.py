# SPDX-License-Identifier: MIT
"""Counts by week and month for charts: from `store.tally`, or of one wing from its own few rows."""

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select

from coprod_desktop.domain.progress import Progress, silent
from coprod_desktop.services.measures import Asked, Measure, Tallied
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables, tally
from coprod_desktop.store.tally import By

Counts = dict[tuple[str, str, str], int]
"""(period, measure, key) → how many."""


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


def of_theme(wanted: Tallied, theme: str) -> Tallied:
    """The same, of one theme alone: `by_theme` says of which measures that is kept."""
    if not theme:
        return wanted
    name, keys = wanted
    if name == "comments":
        return ("theme" if "." in theme else "top_theme", (theme,))
    return (f"{name}:{theme.partition('.')[0]}", keys)


def tallies(asked: Asked, measure: Measure) -> list[str]:
    """What `store.tally` calls what a measure is made of."""
    wanted = (measure.part, *([measure.whole] if measure.whole else []))
    return [of_theme(each, asked.theme)[0] for each in wanted]


def counted(s: SignedIn, asked: Asked, measures: Sequence[str]) -> Counts:
    """All that is kept of these measures, of the site and wing and in the time asked for."""
    catch_up(s)
    return _wing(s, asked) if asked.wing else _tallied(s, asked, measures)


def summed(counts: Counts, by: By, date: datetime.date, wanted: Tallied) -> int:
    """How many there were in the week or month of a day."""
    name, (measure, keys) = tally.period(by, date.toordinal()), wanted
    return sum(counts.get((name, measure, key), 0) for key in keys or ("",))


def period(by: By, date: str, otherwise: datetime.date) -> str:
    """The name of the week or month of a date (ISO), or of another day where it is empty."""
    day = datetime.date.fromisoformat(date) if date else otherwise
    return tally.period(by, day.toordinal())


def dates(asked: Asked, counts: Counts) -> tuple[datetime.date, ...]:
    """Every week or month from the first to the last that is asked for, or that has anything."""
    names = sorted({name for name, _, _ in counts})
    if not names:
        return ()
    first = period(asked.by, asked.first, datetime.date.min) if asked.first else names[0]
    last = period(asked.by, asked.last, datetime.date.max) if asked.last else names[-1]
    numbers = range(int(first[1:]), int(last[1:]) + 1)
    return tuple(tally.first_day(f"{first[0]}{number:07}") for number in numbers)


def _tallied(s: SignedIn, asked: Asked, measures: Sequence[str]) -> Counts:
    first = period(asked.by, asked.first, datetime.date.min)
    last = period(asked.by, asked.last, datetime.date.max)
    with s.vault.read() as connection:
        rows = tally.read(connection, asked.by, asked.site, measures, first, last)
    return {(name, measure, key): number for name, measure, key, number in rows}


def _wing(s: SignedIn, asked: Asked) -> Counts:
    """What `tally` would count of one wing: it has few rows, and no tally of its own."""
    f, a, m = tables.feedback.c, tables.answer.c, tables.meeting.c
    said = select(f.date, *tally.SAYS).where(*_here(f, asked))
    answered = select(a.date, f.date).join(tables.feedback, f.id == a.feedback)
    met = select(m.date, m.interpreter, func.count()).where(*_here(m, asked), m.interpreter != "")
    found: Counter[tuple[str, str, str]] = Counter()
    with s.vault.read() as connection:
        for date, *row in connection.execute(said):
            name = period(asked.by, date, datetime.date.min)
            for measure, key in tally.says([*row, 1]):
                found[name, measure, key] += 1
        for answered_on, said_on in connection.execute(answered.where(*_here(f, asked))):
            name = period(asked.by, answered_on, datetime.date.min)
            days = datetime.date.fromisoformat(answered_on) - datetime.date.fromisoformat(said_on)
            found[name, "answers", ""] += 1
            found[name, "answer_days", ""] += max(days.days, 0)
        for date, interpreter, number in connection.execute(met.group_by(m.date, m.interpreter)):
            name = period(asked.by, date, datetime.date.min)
            found[name, "interpreter", interpreter] += number
    return dict(found)


def _here(columns: Any, asked: Asked) -> tuple[ColumnElement[bool], ...]:
    """Of one wing, and one site where it is said."""
    site = (columns.site == asked.site,) if asked.site else ()
    return (columns.wing == asked.wing, *site)
