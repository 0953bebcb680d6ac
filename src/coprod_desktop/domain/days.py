# SPDX-License-Identifier: MIT
"""Times as the time here, whatever clock they are by; dates in words, in the reader's language."""

import datetime
from typing import Final

from coprod_desktop.domain import translating
from coprod_desktop.domain.translating import Shape, translate

# Not `strftime`: its names of months follow the system's language once Qt has started.
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
_SHORT: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"),
)
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_EPOCH: Final = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_LAST: Final = 253_402_214_400_000
"""The beginning of 31 December 9999."""


def here(at: int) -> datetime.datetime:
    """UTC milliseconds since 1970, as every service gives times, as the time here.

    What no calendar reaches, by a clock gone wrong or set so, is the last day that one does.
    """
    utc = _EPOCH + datetime.timedelta(milliseconds=min(max(at, 0), _LAST))
    try:
        return utc.astimezone()
    except (OSError, OverflowError):  # Windows knows the time here of some years only
        return utc


def midnight(day: datetime.date) -> int:
    """When a day begins here, in UTC milliseconds since 1970."""
    begins = datetime.datetime.combine(day, datetime.time())
    try:
        begins = begins.astimezone()
    except (OSError, OverflowError, ValueError):  # as above
        begins = begins.replace(tzinfo=datetime.UTC)
    return round(begins.timestamp() * 1000)


def said(day: datetime.date, shape: Shape) -> str:
    """A date in one of the shapes in which it is written: "4 June 2026" is `long`."""
    if (spoken := translating.dates()) is not None:
        return spoken(day, shape)
    month, short = _MONTHS[day.month - 1], _SHORT[day.month - 1]
    return {
        "long": f"{day.day} {month} {day.year}",
        "weekday": f"{_DAYS[day.weekday()]} {day.day} {month} {day.year}",
        "short": f"{day.day} {short} {day.year}",
        "month": f"{month} {day.year}",
        "tick": f"{day.day} {short}",
        "month_tick": short,
    }[shape]


def in_words(day: datetime.date | None) -> str:
    """A date as people here write it, "4 June 2026"; nothing for None."""
    return "" if day is None else said(day, "long")


def with_weekday(day: datetime.date | None) -> str:
    """A date that people have to keep free: "Thursday 4 June 2026"; nothing for None."""
    return "" if day is None else said(day, "weekday")


def at_time(at: int) -> str:
    """UTC milliseconds since 1970 as "4 June 2026, 14:02" here."""
    when = here(at)
    return f"{in_words(when.date())}, {when:%H:%M}"


def between(first: datetime.date | None, last: datetime.date | None) -> str:
    """A span of days, as short as it can be said: "4 to 12 June 2026"; open ends are None."""
    if first is None or last is None:
        return in_words(first or last)
    if first == last:
        return in_words(first)
    start = in_words(first)
    if first.year == last.year and translating.dates() is None:
        start = f"{first.day}"
        if first.month != last.month:
            start += f" {_MONTHS[first.month - 1]}"
    return translate("Dates", "{first} to {last}").format(first=start, last=in_words(last))


def read(text: str) -> datetime.date | None:
    """An ISO date; None where there is none."""
    try:
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        return None
