# SPDX-License-Identifier: MIT
"""How many people live where, entered month by month, so that silence can be told from content.

A wing of which nobody says anything may be well, or may never be asked. Comments for each 100
people on the roll, and since when there were none, tell where to go and ask: by name of the place,
in alphabetical order, never as a ranking. Rolls are kept on this PC alone.
"""

import datetime
from typing import Final

from msgspec import Struct

from coprod_desktop.domain import text
from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.services import insights, keeping, places
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tally

SILENT: Final = (6, 3, 1)
"""Months after which a silence is told of, the longest first."""
MOST: Final = 5000
"""No wing, and hardly a prison, has more people."""
_NAME: Final = "rolls"
_HUNDRED: Final = 100


class Roll(Struct, frozen=True, order=True):
    """How many people lived on a wing in a month (its first day), and who said so."""

    month: datetime.date
    site: str
    wing: str
    number: int
    by: str


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


def rolls(s: SignedIn) -> tuple[Roll, ...]:
    """Every roll that was entered, the earliest month first."""
    found = {each.name: each.value for each in keeping.listed(s, "setting", shared=True)}
    kept = found.get(_NAME, {}).get("rolls", ())
    made = [Roll(datetime.date.fromisoformat(month), *others) for month, *others in kept]
    return tuple(sorted(made))


def enter(s: SignedIn, month: datetime.date, site: str, wing: str, number: int) -> int:
    """Enter a wing's roll in a month, in place of the last; 0 takes it away.

    Returns the number before, or 0. Raises `NotAllowed`, and `InvalidValue` without a wing or with
    more than `MOST`.
    """
    s.needs("head", "admin", what="entering how many people live on a wing")
    site, wing, month = text.clean(site).strip(), text.clean(wing).strip(), month.replace(day=1)
    if not wing:
        raise InvalidValue(what="The roll", why="it needs the name of a wing")
    if not 0 <= number <= MOST:
        raise InvalidValue(what="The roll", why=f"it is a number from 1 to {MOST}")
    every, here = rolls(s), (month, site, wing)
    kept = [each for each in every if (each.month, each.site, each.wing) != here]
    before = next((each.number for each in every if each not in kept), 0)
    if number:
        kept.append(Roll(*here, number, s.person.name))
    value = [[r.month.isoformat(), r.site, r.wing, r.number, r.by] for r in sorted(kept)]
    keeping.keep(s, "setting", _NAME, {"rolls": value}, shared=True)
    return before


def heard(s: SignedIn, today: datetime.date, site: str = "", wing: str = "") -> HeardFrom:
    """Who was heard and who was not, of one site or wing or of all.

    The month is the newest for which a roll was entered, else the last whole month.
    """
    insights.catch_up(s)
    every = [r for r in rolls(s) if site in {"", r.site} and wing in {"", r.wing}]
    month = max((r.month for r in every), default=months_before(today, 1))
    of = {(r.site, r.wing): r.number for r in every if r.month == month}
    first = min(month, months_before(today, max(SILENT)))
    by_month = _by_month(s, first, today)
    newest: dict[tuple[str, str], datetime.date] = {}
    for spoke, *where in sorted(by_month):
        newest[where[0], where[1]] = spoke
    known = {(p.site, p.wing) for p in places.places(s)} | {(r.site, r.wing) for r in every}
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


def _by_month(
    s: SignedIn, first: datetime.date, last: datetime.date
) -> dict[tuple[datetime.date, str, str], int]:
    ends = [tally.period("month", day.toordinal()) for day in (first, last)]
    with s.vault.read() as connection:
        rows = tally.read(connection, "month", tally.EVERYWHERE, [tally.PLACE], *ends)
    return {(tally.first_day(name), *tally.place_of(key)): n for name, _, key, n in rows}


def _silence(newest: datetime.date | None, today: datetime.date) -> datetime.date | None:
    """Since when a wing said nothing: the longest of the `SILENT` times; None where it spoke."""
    for months in SILENT:
        since = months_before(today, months)
        if newest is None or newest < since:
            return since
    return None
