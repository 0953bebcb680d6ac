# SPDX-License-Identifier: MIT
"""Working days of England and Wales: what the clocks of complaints are counted in.

No working day is a Saturday, a Sunday, Christmas Day, Good Friday or a bank holiday in England
(SI 2009/309 regulation 2 read with its twin SI 2012/3094 regulation 19). Bank holidays are those
that the package `holidays` knows for GB-ENG; a day that is proclaimed later than the package was
made is not among them. For years that it does not know, only weekends are left out.
"""

import datetime
import functools

_SATURDAY = 5
_KNOWN = range(1871, 2101)
"""The years of which the package knows bank holidays at all."""
_DAY = datetime.timedelta(days=1)


@functools.cache
def bank_holidays(year: int) -> frozenset[datetime.date]:
    """The days of a year on which nobody has to work, weekends among them or not."""
    # Here: the package takes half a second to import, and most days nobody asks for a clock.
    from holidays.countries.united_kingdom import UnitedKingdom

    return frozenset(UnitedKingdom(subdiv="ENG", years=year))


def is_working(day: datetime.date) -> bool:
    """Whether it is a working day."""
    return day.weekday() < _SATURDAY and day not in bank_holidays(day.year)


def add(day: datetime.date, count: int) -> datetime.date:
    """The `count`-th working day after a day, which itself does not count; `count` from 1.

    The last day of all calendars where there are not so many left.
    """
    while count and day < datetime.date.max:
        day += _DAY
        count -= is_working(day)
    return day


def between(first: datetime.date, last: datetime.date) -> int:
    """How many working days come after `first` up to and with `last`; negative when it is before.

    The other way round it is the same number with the other sign.
    """
    if last < first:
        return -between(last, first)
    weeks, rest = divmod((last - first).days, 7)
    days = weeks * _SATURDAY
    days += sum((last - _DAY * back).weekday() < _SATURDAY for back in range(rest))
    for year in range(max(first.year, _KNOWN.start), min(last.year + 1, _KNOWN.stop)):
        days -= sum(
            first < each <= last and each.weekday() < _SATURDAY for each in bank_holidays(year)
        )
    return days


def months_on(day: datetime.date, months: int) -> datetime.date:
    """The same date so many months on; where that month is shorter, its last day.

    The last day of all calendars where there is no such month any more.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > datetime.MAXYEAR:
        return datetime.date.max
    for short in range(4):
        try:
            return datetime.date(year, month + 1, day.day - short)
        except ValueError:
            continue
    raise AssertionError(day)
