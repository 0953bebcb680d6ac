# SPDX-License-Identifier: MIT
"""Counts by week and month for charts, as `store.tally` keeps them, brought up to date first."""

import datetime
from collections.abc import Sequence
from typing import Final

from coprod_desktop.domain.progress import Progress, silent
from coprod_desktop.services.charting.measures import Asked, Measure, Tallied
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tally
from coprod_desktop.store.tally import By

Counts = dict[tuple[str, str, str], int]
"""(period, measure, key) → how many."""
MOST: Final = 1040
"""So many weeks or months are charted at most: twenty years by week."""


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
    first = period(asked.by, asked.first, datetime.date.min)
    last = period(asked.by, asked.last, datetime.date.max)
    with s.vault.read() as connection:
        return tally.read(connection, (asked.site, asked.wing), measures, first, last)


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
    return between(asked, first, last)


def between(asked: Asked, first: str, last: str) -> tuple[datetime.date, ...]:
    """Every week or month from one to another by name, as a chart shows them.

    None after today, and of more than `MOST` the newest: no comment of a wrong year stretches a
    chart beyond reading.
    """
    if asked.today:
        last = min(last, period(asked.by, asked.today, datetime.date.max))
    numbers = range(max(int(first[1:]), int(last[1:]) + 1 - MOST), int(last[1:]) + 1)
    return tuple(tally.first_day(f"{first[0]}{number:07}") for number in numbers)
