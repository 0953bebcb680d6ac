# SPDX-License-Identifier: MIT
"""How many people live where, entered month by month, so that silence can be told from content.

A wing of which nobody says anything may be well, or may never be asked. Comments for each 100
people on the roll, and since when there were none, tell where to go and ask: by name of the place,
in alphabetical order, never as a ranking. A roll is a record like any other: a wing's own travels
to the office in its bundles, and there nothing takes its place.
"""

import datetime
from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import select

from coprod_desktop.domain import records, text
from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.translating import Filled
from coprod_desktop.services.charting import counting
from coprod_desktop.services.recording import binning, places
from coprod_desktop.services.recording import records as saving
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables, tally

SILENT: Final = (6, 3, 1)
"""Months after which a silence is told of, the longest first."""
MOST: Final = 5000
"""No wing, and hardly a prison, has more people."""
_HUNDRED: Final = 100
_r, _s, _b = tables.roll.c, tables.stream.c, tables.binned.c
_ROWS = select(_r.date, _r.site, _r.wing, _r.number, _r.by, _r.id, _r.at, _r.stream)
_OWN = select(_s.id).where(_s.own)
_NEWEST: Final = 12
"""Months back in which a roll is looked for, to say of which month the rolls are."""
_Row = Sequence[Any]


class Roll(Struct, frozen=True, order=True):
    """How many people lived on a wing in a month (its first day), and who said so.

    `mine`: entered on this PC, and not by the wing itself as an office knows it.
    """

    month: datetime.date
    site: str
    wing: str
    number: int
    by: str
    id: str
    mine: bool


class Heard(Struct, frozen=True):
    """What was heard from one wing: comments in a month, and its roll in that month, or None.

    `since` is the first day of the time in which there was nothing, or None where there was.
    """

    site: str
    wing: str
    comments: int
    roll: int | None
    since: datetime.date | None

    @property
    def per_hundred(self) -> float | None:
        """Comments for each 100 people on the roll."""
        return None if self.roll is None else _HUNDRED * self.comments / self.roll


class HeardFrom(Struct, frozen=True):
    """The wings there are, by name, and of which month the comments and rolls are."""

    month: datetime.date
    wings: tuple[Heard, ...]


def rolls(s: SignedIn, first: str = "", last: str = "") -> tuple[Roll, ...]:
    """The roll of each wing and month between two dates (ISO, or empty), the earliest month first.

    Where several were entered, the one that the wing sent stands, and of its own the newest.
    """
    found, own = _standing(s, first, last, "", "")
    return tuple(
        Roll(_month(date), site, wing, number, by, record_id, stream in own)
        for date, site, wing, number, by, record_id, _, stream in sorted(found.values(), key=tuple)
    )


def people(
    s: SignedIn, first: str = "", last: str = "", site: str = "", wing: str = ""
) -> dict[tuple[datetime.date, str, str], int]:
    """How many lived where by month (its first day), site and wing, of what `rolls` gives."""
    found, _ = _standing(s, first, last, site, wing)
    return {(_month(row[0]), row[1], row[2]): row[3] for row in found.values()}


def _standing(
    s: SignedIn, first: str, last: str, site: str, wing: str
) -> tuple[dict[tuple[str, str, str], _Row], frozenset[int]]:
    """The row that stands for each month, site and wing; and which streams are this PC's own."""
    query = _ROWS
    for column, wanted in ((_r.site, site), (_r.wing, wing)):
        if wanted:
            query = query.where(column == wanted)
    if first:
        query = query.where(_r.pos >= tables.position(_month(first).toordinal(), 0))
    if last:
        beyond = datetime.date.fromisoformat(last).toordinal() + 1
        query = query.where(_r.pos < tables.position(beyond, 0))
    found: dict[tuple[str, str, str], _Row] = {}
    with s.vault.read() as connection:
        own = frozenset(connection.execute(_OWN).scalars())
        for row in connection.execute(query).all():
            key = (row[0][:7], row[1], row[2])
            known = found.get(key)
            if known is None or _rank(known, own) < _rank(row, own):
                found[key] = row
    return found, own


def _rank(row: _Row, own: frozenset[int]) -> tuple[bool, int, str]:
    """What stands over what: a wing's own over an office's, then the newer."""
    return (row[7] not in own, row[6], row[5])


def _month(date: str) -> datetime.date:
    return datetime.date.fromisoformat(date[:7] + "-01")


def enter(s: SignedIn, month: datetime.date, site: str, wing: str, number: int) -> int:
    """Enter a wing's roll in a month, in place of the last; 0 takes it away.

    Returns the number before, or 0. Raises `NotAllowed`, and `InvalidValue` without a wing, with
    more than `MOST`, or for a month that the wing has counted itself.
    """
    s.needs("head", "admin", what="entering how many people live on a wing")
    site, wing, month = text.clean(site).strip(), text.clean(wing).strip(), month.replace(day=1)
    if not wing:
        raise InvalidValue(what="The roll", why="it needs the name of a wing")
    if not 0 <= number <= MOST:
        raise InvalidValue(
            what="The roll", why=Filled("it is a number from 1 to {most}", most=MOST)
        )
    here = (month, site, wing)
    then = rolls(s, month.isoformat(), month.isoformat())
    before = next((r for r in then if (r.month, r.site, r.wing) == here), None)
    if before is not None and not before.mine:
        raise InvalidValue(what="The roll", why=THEIRS)
    if number:
        record = records.Roll(date=month, site=site, wing=wing, number=number)
        known = before.id if before else _taken_away(s, record)
        saving.save(s, record, id=known)
    elif before:
        binning.put_away(s, before.id)
    return before.number if before else 0


THEIRS: Final = (
    "the wing has counted it itself, and its number stands. Ask the wing to put it right"
)


def _taken_away(s: SignedIn, record: records.Roll) -> str | None:
    """The roll of the same wing and month that lies in the bin, if this PC put it there."""
    query = (
        select(_b.id)
        .join(tables.stream, _s.id == _b.stream)
        .where(_b.type == "roll", _b.date == record.date.isoformat(), _s.own)
        .where(_b.site == record.site, _b.wing == record.wing)
    )
    with s.vault.read() as connection:
        return connection.execute(query.order_by(_b.at.desc(), _b.id)).scalars().first()


def heard(s: SignedIn, today: datetime.date, site: str = "", wing: str = "") -> HeardFrom:
    """Who was heard and who was not, of one site or wing or of all.

    The month is the newest of the last year for which a roll was entered, else the last whole one.
    """
    counting.catch_up(s)
    every = people(s, months_before(today, _NEWEST).isoformat(), "", site, wing)
    month = max((when for when, *_ in every), default=months_before(today, 1))
    of = {(there, house): n for (when, there, house), n in every.items() if when == month}
    first = min(month, months_before(today, max(SILENT)))
    by_month = comments(s, first, today)
    newest: dict[tuple[str, str], datetime.date] = {}
    for spoke, *where in sorted(by_month):
        newest[where[0], where[1]] = spoke
    known = {(p.site, p.wing) for p in places.places(s)}
    known |= {(there, house) for _, there, house in every}
    wings = [
        Heard(
            *place,
            by_month.get((month, *place), 0),
            of.get(place),
            _silence(newest.get(place), today),
        )
        for place in sorted(known)
        if place[1] and site in {"", place[0]} and wing in {"", place[1]}
    ]
    return HeardFrom(month, tuple(wings))


def months_before(day: datetime.date, months: int) -> datetime.date:
    """The first of the month so many months before a day's own."""
    number = day.year * 12 + day.month - 1 - months
    return datetime.date(number // 12, number % 12 + 1, 1)


def comments(
    s: SignedIn, first: datetime.date, last: datetime.date
) -> dict[tuple[datetime.date, str, str], int]:
    """How many comments came by month (its first day), site and wing, of what is counted."""
    ends = [tally.period("month", day.toordinal()) for day in (first, last)]
    with s.vault.read() as connection:
        found = tally.comments(connection, *ends)
    return {(tally.first_day(name), site, wing): n for (name, site, wing), n in found.items()}


def _silence(newest: datetime.date | None, today: datetime.date) -> datetime.date | None:
    """Since when a wing said nothing: the longest of the `SILENT` times; None where it spoke."""
    for months in SILENT:
        since = months_before(today, months)
        if newest is None or newest < since:
            return since
    return None
