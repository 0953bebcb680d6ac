# SPDX-License-Identifier: MIT
"""How many comments said what, by week and by month: counted once, and again where they changed.

Counting a million comments for each chart takes seconds. So what a week or a month holds is kept,
and whatever changes a list only marks the weeks and months that it touched; they are counted anew,
each in a transaction of its own, before somebody looks. Like every projection it can be dropped.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection

from coprod_desktop.domain.records import RecordType
from coprod_desktop.store import tables
from coprod_desktop.store.rows import insert_rows

By = Literal["week", "month"]
BESIDE: Final = "beside"
"""The option of a connection that shares the office with others: an engine to mark through."""
EVERYWHERE: Final = ""
"""The site under which all sites together are counted."""

_PREFIX: Final[dict[By, str]] = {"week": "w", "month": "m"}
_DAYS: Final = 7
_MONTHS: Final = 12
_f, _a, _t = tables.feedback.c, tables.answer.c, tables.tally.c
_m = tables.meeting.c
_KNOWN = select(tables.stale.c.period).where(
    tables.stale.c.period.in_(bindparam("the_periods", expanding=True))
)
_MARK = postgresql.insert(tables.stale).on_conflict_do_nothing()
_FORGET = delete(tables.stale).where(tables.stale.c.period == bindparam("the_period"))
_EMPTY = delete(tables.tally).where(_t.period == bindparam("the_period"))
SAYS: Final = (
    *(_f.site, _f.fft, _f.who_can_fix, _f.themes, _f.kind, _f.channel, _f.wants_reply),
    _f.language_help,
)
"""What is read of a comment, in the order in which `says` wants it."""
_SAID = (
    select(*SAYS, func.count())
    .where(_f.pos >= bindparam("first"), _f.pos < bindparam("beyond"))
    .group_by(*SAYS)
)
_ANSWERED = (
    select(_f.site, _f.date, _a.date, func.count())
    .join(tables.feedback, _f.id == _a.feedback)
    .where(_a.pos >= bindparam("first"), _a.pos < bindparam("beyond"))
    .group_by(_f.site, _f.date, _a.date)
)
_MET = (
    select(_m.site, _m.interpreter, func.count())
    .where(_m.pos >= bindparam("first"), _m.pos < bindparam("beyond"), _m.interpreter != "")
    .group_by(_m.site, _m.interpreter)
)
_PLACES = (
    select(_f.site, _f.wing, func.count())
    .where(_f.pos >= bindparam("first"), _f.pos < bindparam("beyond"))
    .group_by(_f.site, _f.wing)
)
PLACE: Final = "place"
"""Comments by site and wing, as `place_key` has them: by month, and once for all sites."""
COUNTED: Final[frozenset[RecordType]] = frozenset({"feedback", "answer", "meeting"})
"""The types whose lists are counted."""


def period(by: By, day: int) -> str:
    """The name of the week or month of a day (proleptic ordinal); names sort by time."""
    if by == "week":
        return f"w{(day - 1) // _DAYS:07}"  # day 1, in the year 1, was a Monday
    date = datetime.date.fromordinal(day)
    return f"m{date.year * _MONTHS + date.month - 1:07}"


def first_day(name: str) -> datetime.date:
    """The Monday of a week, or the first of a month, by its name."""
    number = int(name[1:])
    if name[0] == "w":
        return datetime.date.fromordinal(number * _DAYS + 1)
    return datetime.date(number // _MONTHS, number % _MONTHS + 1, 1)


def _beyond(name: str) -> datetime.date:
    """The day after the last of a week or month."""
    number = int(name[1:]) + 1
    return first_day(f"{name[0]}{number:07}")


def place_key(site: str, wing: str) -> str:
    """A site and a wing as one key; `place_of` takes it apart."""
    return f"{site}\t{wing}"


def place_of(key: str) -> tuple[str, str]:
    """The site and the wing of a key."""
    site, _, wing = key.partition("\t")
    return site, wing


def mark(connection: Connection, positions: Iterable[int]) -> None:
    """Note that rows at these positions came, went or changed."""
    days = {pos >> tables.ORDER_BITS for pos in positions}
    names = {period(by, day) for by in _PREFIX for day in days}
    if not names:
        return
    known = connection.execute(_KNOWN, {"the_periods": sorted(names)}).scalars()
    new = sorted(names.difference(known))
    if beside := connection.get_execution_options().get(BESIDE):
        # Another import may mark the same week just now: none waits for the other's end. A mark
        # whose import fails is counted for nothing; nobody counts while an import is under way.
        if new:
            with beside.begin() as at_once:
                at_once.execute(_MARK, [{"period": name} for name in new])
        return
    insert_rows(connection, tables.stale, [(name,) for name in new])


def clear(connection: Connection) -> None:
    """Forget every count: before the log is replayed."""
    connection.execute(delete(tables.tally))
    connection.execute(delete(tables.stale))


def due(connection: Connection) -> list[str]:
    """The weeks and months that have to be counted anew, the newest first."""
    query = select(tables.stale.c.period).order_by(tables.stale.c.period.desc())
    return list(connection.execute(query).scalars())


def count(connection: Connection, name: str) -> None:
    """Count one week or month anew."""
    counted: Counter[tuple[str, str, str]] = Counter()
    ends = {
        "first": tables.position(first_day(name).toordinal(), 0),
        "beyond": tables.position(_beyond(name).toordinal(), 0),
    }
    for row in connection.execute(_SAID, ends):
        _add(counted, row)
    for site, said_on, answered_on, number in connection.execute(_ANSWERED, ends):
        days = (
            datetime.date.fromisoformat(answered_on) - datetime.date.fromisoformat(said_on)
        ).days
        for where in {site, EVERYWHERE}:
            counted[where, "answers", ""] += number
            counted[where, "answer_days", ""] += max(days, 0) * number
    for site, interpreter, number in connection.execute(_MET, ends):
        for where in {site, EVERYWHERE}:
            counted[where, "interpreter", interpreter] += number
    if name.startswith(_PREFIX["month"]):
        for site, wing, number in connection.execute(_PLACES, ends):
            counted[EVERYWHERE, PLACE, place_key(site, wing)] += number
    connection.execute(_FORGET, {"the_period": name})
    connection.execute(_EMPTY, {"the_period": name})
    rows = [(name, *key, number) for key, number in sorted(counted.items()) if number]
    insert_rows(connection, tables.tally, rows)


def _add(counted: Counter[tuple[str, str, str]], row: Sequence[Any]) -> None:
    site, number = row[0], row[-1]
    said = says(row)
    for where in {site, EVERYWHERE}:
        for measure, key in said:
            counted[where, measure, key] += number


def says(row: Sequence[Any]) -> list[tuple[str, str]]:
    """What comments add one to, as measure and key each, from the columns of `SAYS`."""
    _, fft, fixer, themes, kind, channel, wants_reply, language_help, *_ = row
    said: list[tuple[str, str]] = [("comments", "")]
    if fft is not None:
        said.append(("fft", str(fft)))
    said += [("fixer", fixer or "unknown"), ("kind", kind), ("channel", channel)]
    if wants_reply:
        said.append(("wants_reply", ""))
    if language_help:
        said.append(("language_help", ""))
    for theme in themes.split(";") if themes else ():
        said.append(("theme", theme))
    for top in {theme.partition(".")[0] for theme in themes.split(";") if theme}:
        said.append(("top_theme", top))
        if fft is not None:
            said.append((f"fft:{top}", str(fft)))
    return said


def read(
    connection: Connection, by: By, site: str, measures: Sequence[str], first: str, last: str
) -> list[tuple[str, str, str, int]]:
    """(period, measure, key, count) of a site between two periods, both included."""
    query = select(_t.period, _t.measure, _t.key, _t.n).where(
        _t.period.between(first, last),
        _t.period.startswith(_PREFIX[by]),
        _t.site == site,
        _t.measure.in_(measures),
    )
    return [tuple(row) for row in connection.execute(query)]
