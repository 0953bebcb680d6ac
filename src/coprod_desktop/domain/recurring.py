# SPDX-License-Identifier: MIT
"""When a meeting that repeats is held again: on the same day of the week, as a regime needs it."""

import calendar
import datetime
from typing import Final

_WEEK: Final = 7
_WEEKS: Final = {"weekly": 1, "fortnightly": 2, "four_weekly": 4}
_MONTHS: Final = {"monthly": 1, "quarterly": 3}
_DECEMBER: Final = 12


def following(day: datetime.date, repeats: str) -> datetime.date | None:
    """The day after `day` in a series (a code of ``Meeting.repeats``), or None for no series.

    By the month it is the same one of its weekdays, as "the first Thursday"; where a month has no
    fifth one, its last.
    """
    if repeats in _WEEKS:
        return day + datetime.timedelta(weeks=_WEEKS[repeats])
    if repeats not in _MONTHS:
        return None
    months = day.month - 1 + _MONTHS[repeats]
    year, month = day.year + months // _DECEMBER, months % _DECEMBER + 1
    first, length = calendar.monthrange(year, month)
    earliest = 1 + (day.weekday() - first) % _WEEK
    found = earliest + (day.day - 1) // _WEEK * _WEEK
    return datetime.date(year, month, found if found <= length else found - _WEEK)
