# SPDX-License-Identifier: MIT
"""Working days leave out weekends and England's bank holidays, and are counted both ways."""

import datetime
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_desktop.domain import working_days
from coprod_desktop.domain.working_days import add, between, is_working, months_on

Date = datetime.date
DAYS = st.dates(Date(2023, 1, 1), Date(2030, 12, 1))


@pytest.fixture(scope="module")
def known(shared_data: Path) -> set[datetime.date]:
    raw = json.loads((shared_data / "bank_holidays_england_wales.json").read_text("utf-8"))
    return {Date.fromisoformat(each["date"]) for each in raw["holidays"]}


def test_the_published_days_of_2023_to_2030_are_no_working_days(known: set[Date]) -> None:
    day = Date(2023, 1, 1)
    while day.year <= 2030:
        assert is_working(day) is (day.weekday() < 5 and day not in known), day
        day += datetime.timedelta(days=1)


@pytest.mark.parametrize(
    "day",
    [
        Date(2026, 4, 3),  # Good Friday
        Date(2026, 12, 25),
        Date(2026, 12, 28),  # in place of a Saturday's Boxing Day
        Date(2026, 8, 31),  # England's late summer day, not Scotland's
        Date(2023, 5, 8),  # proclaimed for the coronation
        Date(2026, 11, 21),
    ],
)
def test_days_of_rest(day: Date) -> None:
    assert not is_working(day)


def test_days_on_which_only_others_rest() -> None:
    assert is_working(Date(2026, 8, 3))  # Scotland's summer day
    assert is_working(Date(2026, 3, 17))  # Northern Ireland's
    assert is_working(Date(2026, 11, 30))  # Scotland's


@given(DAYS, st.integers(1, 60))
def test_so_many_days_on_are_so_many_days_between(day: Date, count: int) -> None:
    end = add(day, count)
    assert is_working(end)
    assert between(day, end) == count
    assert between(end, day) == -count


@given(DAYS, DAYS)
def test_counting_is_what_looking_at_each_day_gives(first: Date, last: Date) -> None:
    first, last = sorted((first, last))
    last = min(last, first + datetime.timedelta(days=400))
    span = (last - first).days
    one = datetime.timedelta(days=1)
    assert between(first, last) == sum(is_working(first + one * (n + 1)) for n in range(span))


@given(DAYS, st.integers(1, 24))
def test_months_keep_the_date_or_take_the_months_last(day: Date, months: int) -> None:
    end = months_on(day, months)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == months
    if end.day != day.day:
        assert end.day < day.day
        assert (end + datetime.timedelta(days=1)).day == 1


def test_no_calendar_is_left() -> None:
    end = Date.max
    assert add(end, 3) == end
    assert months_on(Date(9999, 8, 1), 6) == end
    assert between(Date.min, end) > 2_500_000


def test_whoever_asks_for_no_working_day_does_not_wait_for_the_package() -> None:
    program = (
        "import sys, coprod_desktop.domain.complaints, coprod_desktop.services.recording.records;"
        "sys.exit('holidays' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
    assert working_days.bank_holidays(2026)
