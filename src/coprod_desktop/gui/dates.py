# SPDX-License-Identifier: MIT
"""Dates and times as people here read and type them: "4 June 2026", "4/6", "today"."""

from __future__ import annotations

import datetime
import re
from typing import Final

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from coprod_desktop.domain import days, translating
from coprod_desktop.domain.records import FIRST_DAY, LAST_DAY
from coprod_desktop.domain.translating import Dates, Shape

_WEEKDAY: Final = re.compile(r"^dddd?[,،]? *|[,،]? *\(?dddd?\)?$")
_ENGLISH: Final = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
_NUMBERS: Final = re.compile(r"^(\d{1,2})[/. -](\d{1,2})(?:[/. -](\d{2}|\d{4}))?$")
_WORDS: Final = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)? ?([a-z]{3,9})(?: (\d{4}))?$")
_PLUS: Final = re.compile(r"^\+(\d{1,3})([dw]?)$")
_TIME: Final = re.compile(r"^(\d{1,2})[:.h]?(\d{2})?(am|pm)?$")
_NOON: Final = 12
_LAST_HOUR: Final = 23
_LAST_MINUTE: Final = 59
_NAMED: Final = {"today": 0, "t": 0, "yesterday": -1, "y": -1, "tomorrow": 1}
_HALF_YEAR: Final = 183
_DAY: Final = datetime.timedelta(days=1)
_CENTURY: Final = 100


def spoken(tag: str) -> Dates | None:
    """What writes dates in a language (a BCP 47 tag) as it does; None where that is English."""
    locale = QLocale(tag)
    if locale.language() == QLocale.Language.English:
        return None
    patterns = _patterns(locale)
    short = QLocale.FormatType.ShortFormat

    def said(day: datetime.date, shape: Shape) -> str:
        date = QDate(day.year, day.month, day.day)
        if shape in patterns:
            return locale.toString(date, patterns[shape])
        if shape == "month":
            return f"{locale.standaloneMonthName(day.month)} {locale.toString(date, 'yyyy')}"
        month = locale.standaloneMonthName(day.month, short)
        return month if shape == "month_tick" else f"{locale.toString(date, 'd')} {month}"

    return said


def _patterns(locale: QLocale) -> dict[str, str]:
    """How a language puts a date together; its long form often begins with the day of the week."""
    whole = locale.dateFormat(QLocale.FormatType.LongFormat)
    long = _WEEKDAY.sub("", whole)
    weekday = whole if long != whole else f"dddd, {whole}"
    return {"long": long, "weekday": weekday, "short": long.replace("MMMM", "MMM")}


def long_date(day: datetime.date | None) -> str:
    """A date in words: "4 June 2026"; nothing for None."""
    return days.in_words(day)


def weekday_date(day: datetime.date) -> str:
    """A date with its day of the week: "Thursday 4 June 2026"."""
    return days.with_weekday(day)


def month_and_year(day: datetime.date) -> str:
    """The month of a date: "June 2026"."""
    return days.said(day, "month")


def short_date(day: datetime.date | None) -> str:
    """A date for a narrow column: "4 Jun 2026"; nothing for None."""
    return "" if day is None else days.said(day, "short")


def iso(text: str) -> datetime.date | None:
    """Read the date part of an ISO 8601 text; None where there is none."""
    try:
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        return None


def local(milliseconds: int) -> datetime.datetime:
    """UTC milliseconds since 1970, as every service gives times, as the time here."""
    return days.here(milliseconds)


def moment(milliseconds: int) -> str:
    """UTC milliseconds since 1970 as "4 June 2026, 14:02" here."""
    return days.at_time(milliseconds)


def relative(day: datetime.date, today: datetime.date) -> str:
    """How far away a date is, in words."""
    days = (day - today).days
    translate = QCoreApplication.translate
    if days == 0:
        return translate("Dates", "today")
    if days == 1:
        return translate("Dates", "tomorrow")
    if days == -1:
        return translate("Dates", "yesterday")
    if days > 0:
        return translate("Dates", "in {days} days").format(days=days)
    return translate("Dates", "{days} days ago").format(days=-days)


def parse(text: str, today: datetime.date, *, future: bool = False) -> datetime.date | None:
    """Read a typed date, day before month; None when it is none.

    Without a year the nearest one that fits is meant: not after today, or with `future` not before.
    A day that no record may hold is none, such as one in the year 226.
    """
    found = _typed(text, today, future=future)
    return found if found is not None and FIRST_DAY <= found <= LAST_DAY else None


def _typed(text: str, today: datetime.date, *, future: bool) -> datetime.date | None:
    typed = " ".join(text.lower().replace(",", " ").split())
    named = {relative(today + _DAY * far, today).lower(): far for far in (-1, 0, 1)} | _NAMED
    if typed in named:
        return today + _DAY * named[typed]
    if plus := _PLUS.match(typed):
        return today + _DAY * int(plus[1]) * (7 if plus[2] == "w" else 1)
    if numbers := _NUMBERS.match(typed):
        return _nearest(int(numbers[1]), int(numbers[2]), numbers[3], today, future=future)
    if (words := _WORDS.match(typed)) and (month := _month(words[2])):
        return _nearest(int(words[1]), month, words[3], today, future=future)
    return iso(typed) if len(typed) == len("2026-06-04") else _foreign(text)


def _foreign(text: str) -> datetime.date | None:
    """A date as the language that is spoken writes it, so that what a field shows can be read."""
    if translating.dates() is None:
        return None
    locale = QLocale(translating.language())
    for pattern in _patterns(locale).values():
        day = locale.toDate(" ".join(text.split()), pattern)
        if day.isValid():
            return datetime.date(day.year(), day.month(), day.day())
    return None


def parse_time(text: str) -> str:
    """Read a typed time of day ("14:00", "1400", "2pm") as "14:00"; nothing when it is none."""
    found = _TIME.match(text.lower().replace(" ", ""))
    if found is None:
        return ""
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3] == "pm" and hour < _NOON:
        hour += _NOON
    if hour > _LAST_HOUR or minute > _LAST_MINUTE:
        return ""
    return f"{hour:02}:{minute:02}"


def _month(name: str) -> int:
    for month in range(1, 13):
        if _ENGLISH.monthName(month).lower().startswith(name):
            return month
    return 0


def _nearest(
    day: int, month: int, year: str | None, today: datetime.date, *, future: bool
) -> datetime.date | None:
    try:
        if year:
            number = int(year)
            return datetime.date(number + 2000 if number < _CENTURY else number, month, day)
        found = datetime.date(today.year, month, day)
        if not future and (found - today).days > 0:
            return datetime.date(today.year - 1, month, day)
        if future and (today - found).days > _HALF_YEAR:
            return datetime.date(today.year + 1, month, day)
    except ValueError:
        return None
    return found
