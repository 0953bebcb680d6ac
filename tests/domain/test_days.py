# SPDX-License-Identifier: MIT
"""Dates on paper read as people here write them, and no clock is too wrong to be told."""

import datetime

import pytest

from coprod_desktop.domain import days

_DAY = datetime.date


def test_a_date_in_words() -> None:
    assert days.in_words(_DAY(2026, 6, 4)) == "4 June 2026"
    assert days.with_weekday(_DAY(2026, 6, 4)) == "Thursday 4 June 2026"
    assert days.in_words(None) == days.with_weekday(None) == ""


@pytest.mark.parametrize(
    ("at", "year"), [(0, 1970), (1_772_500_000_000, 2026), (253_402_300_000_000, 9999)]
)
def test_the_time_here(at: int, year: int) -> None:
    here = days.here(at)
    assert here.utcoffset() is not None
    assert abs(here.year - year) <= (at == 0)  # in the west it was still 1969


@pytest.mark.parametrize("year", [1, 1900, 1969, 1970, 2026, 3001, 9999])
def test_every_day_begins_at_some_time(year: int) -> None:
    """Windows knows the time here from 1970 to 3000."""
    first, second = (days.midnight(_DAY(year, 6, day)) for day in (1, 2))
    assert second - first == 24 * 60 * 60 * 1000
    assert abs(first - days.midnight(_DAY(1970, 6, 1)) - (year - 1970) * 31_556_952_000) < 10**8


@pytest.mark.parametrize("at", [2**53 - 1, 2**70])
def test_a_time_that_no_calendar_reaches_is_told_all_the_same(at: int) -> None:
    assert days.here(at).year == 9999


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (_DAY(2026, 6, 4), _DAY(2026, 6, 12), "4 to 12 June 2026"),
        (_DAY(2026, 6, 4), _DAY(2026, 7, 1), "4 June to 1 July 2026"),
        (_DAY(2025, 12, 4), _DAY(2026, 1, 2), "4 December 2025 to 2 January 2026"),
        (_DAY(2026, 6, 4), _DAY(2026, 6, 4), "4 June 2026"),
        (None, _DAY(2026, 6, 4), "4 June 2026"),
        (None, None, ""),
    ],
)
def test_a_span_of_days_is_said_once(
    first: datetime.date | None, last: datetime.date | None, said: str
) -> None:
    assert days.between(first, last) == said
