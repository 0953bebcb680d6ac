# SPDX-License-Identifier: MIT
"""How many comments said what, by week and by month: counted once, and again where they changed.

Counting a million comments for each chart takes seconds. So what a week or a month holds is kept,
and whatever changes a list only marks the weeks and months that it touched; they are counted anew,
each in a transaction of its own, before somebody looks. Like every projection it can be dropped.
"""

import datetime
import functools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal

import msgspec
from sqlalchemy import Executable, bindparam, delete, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection

from coprod_desktop.domain.records import RecordType
from coprod_desktop.store import tables
from coprod_desktop.store.rows import insert_rows

By = Literal["week", "month"]
BESIDE: Final = "beside"
"""The option of a connection that shares the office with others: an engine to mark through."""
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
_SAYS = (
    *(_f.site, _f.wing, _f.fft, _f.who_can_fix, _f.themes, _f.kind, _f.channel, _f.wants_reply),
    _f.language_help,
)
_SAID = select(*_SAYS).where(_f.pos >= bindparam("first"), _f.pos < bindparam("beyond"))
_ANSWERED = (
    select(_f.site, _f.wing, _f.date, _a.date)
    .join(tables.feedback, _f.id == _a.feedback)
    .where(_a.pos >= bindparam("first"), _a.pos < bindparam("beyond"))
)
_MET = select(_m.site, _m.wing, _m.interpreter).where(
    _m.pos >= bindparam("first"), _m.pos < bindparam("beyond"), _m.interpreter != ""
)
_PERIODS = select(_t.period).where(
    tables.ALL_PLACES, _t.period.between(bindparam("first"), bindparam("last"))
)
_KEPT = select(_t.period, _t.counts).where(
    _t.period.in_(_PERIODS), _t.wing == bindparam("the_wing")
)
_OF_SITE = _KEPT.where(_t.site == bindparam("the_site"))
_WINGS = select(_t.period, _t.site, _t.wing, _t.comments).where(
    _t.period.between(bindparam("first"), bindparam("last")), _t.wing != "", _t.comments > 0
)
_COMMENTS: Final = ("comments", "")
_Counts = Counter[tuple[str, str]]
"""(measure, key) → how many."""
_PACK: Final = msgspec.json.Encoder(order="sorted")
_UNPACK: Final = msgspec.json.Decoder(dict[str, dict[str, int]])
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
    ends = {
        "first": tables.position(first_day(name).toordinal(), 0),
        "beyond": tables.position(_beyond(name).toordinal(), 0),
    }
    places: dict[tuple[str, str], _Counts] = defaultdict(_Counts)
    for (site, wing, *said), number in _alike(connection, _SAID, ends):
        counts = places[wing, site]
        for fact in _facts(tuple(said)):
            counts[fact] += number
    for (site, wing, said_on, answered_on), number in _alike(connection, _ANSWERED, ends):
        days = _day(answered_on) - _day(said_on)
        places[wing, site].update(
            {("answers", ""): number, ("answer_days", ""): max(days, 0) * number}
        )
    for (site, wing, interpreter), number in _alike(connection, _MET, ends):
        places[wing, site]["interpreter", interpreter] += number
    _sum_up(places)
    connection.execute(_FORGET, {"the_period": name})
    connection.execute(_EMPTY, {"the_period": name})
    rows = [
        (name, *place, counts[_COMMENTS], _packed(counts))
        for place, counts in sorted(places.items())
    ]
    insert_rows(connection, tables.tally, rows)


def _alike(
    connection: Connection, query: Executable, ends: Mapping[str, int]
) -> Iterable[tuple[tuple[Any, ...], int]]:
    """The rows that a query gives, each once, and how often there is one like it."""
    return Counter[Any](map(tuple, connection.execute(query, ends))).items()


def _day(iso: str) -> int:
    return datetime.date.fromisoformat(iso).toordinal()


def _sum_up(places: dict[tuple[str, str], _Counts]) -> None:
    """Add what all wings of a site say to what it says without one, and all sites to all."""
    for wing, site in [place for place in places if place[0]]:
        _add(places[wing, site], places["", site])
    for _, site in [place for place in places if place[1] and not place[0]]:
        _add(places["", site], places["", ""])


def _add(counts: _Counts, total: _Counts) -> None:
    for fact, number in counts.items():
        total[fact] += number


def _packed(counts: _Counts) -> bytes:
    parts: dict[str, dict[str, int]] = {}
    for (measure, key), number in counts.items():
        if number:
            parts.setdefault(measure, {})[key] = number
    return _PACK.encode(parts)


@functools.lru_cache(maxsize=4096)
def _facts(said: tuple[Any, ...]) -> tuple[tuple[str, str], ...]:
    """What a comment adds one to, from the columns that `_SAYS` names after site and wing."""
    fft, fixer, themes, kind, channel, wants_reply, language_help = said
    facts = [_COMMENTS, ("fixer", fixer or "unknown"), ("kind", kind), ("channel", channel)]
    if fft is not None:
        facts.append(("fft", str(fft)))
    if wants_reply:
        facts.append(("wants_reply", ""))
    if language_help:
        facts.append(("language_help", ""))
    named = themes.split(";") if themes else ()
    facts += [("theme", theme) for theme in named]
    for top in {theme.partition(".")[0] for theme in named if theme}:
        facts.append(("top_theme", top))
        if fft is not None:
            facts.append((f"fft:{top}", str(fft)))
    return tuple(facts)


def read(
    connection: Connection, place: tuple[str, str], measures: Sequence[str], first: str, last: str
) -> dict[tuple[str, str, str], int]:
    """(period, measure, key) → count, from the one period to the other, both included.

    `place` is a site and a wing: an empty wing is all of them, and an empty site all sites that
    have the wing.
    """
    site, wing = place
    query = _OF_SITE if site or not wing else _KEPT
    asked = {"first": first, "last": last, "the_wing": wing}
    if query is _OF_SITE:
        asked["the_site"] = site
    wanted = frozenset(measures)
    found: Counter[tuple[str, str, str]] = Counter()
    for name, packed in connection.execute(query, asked):
        for measure, keys in _UNPACK.decode(packed).items():
            if measure in wanted:
                for key, number in keys.items():
                    found[name, measure, key] += number
    return found


def comments(connection: Connection, first: str, last: str) -> dict[tuple[str, str, str], int]:
    """(period, site, wing) → comments, of every wing that said anything between two periods."""
    rows = connection.execute(_WINGS, {"first": first, "last": last})
    return {(name, site, wing): number for name, site, wing, number in rows}
