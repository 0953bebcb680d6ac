# SPDX-License-Identifier: MIT
"""A meeting that repeats keeps its day of the week."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_desktop.domain import recurring

DAYS = st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1))


@pytest.mark.parametrize(
    ("day", "repeats", "next_day"),
    [
        ("2026-06-04", "weekly", "2026-06-11"),
        ("2026-06-04", "fortnightly", "2026-06-18"),
        ("2026-06-04", "four_weekly", "2026-07-02"),
        ("2026-06-04", "monthly", "2026-07-02"),  # the first Thursday
        ("2026-12-03", "monthly", "2027-01-07"),
        ("2026-07-30", "monthly", "2026-08-27"),  # August has no fifth one
        ("2026-11-05", "quarterly", "2027-02-04"),
    ],
)
def test_the_next_day_of_a_series(day: str, repeats: str, next_day: str) -> None:
    found = recurring.following(datetime.date.fromisoformat(day), repeats)
    assert str(found) == next_day


def test_no_series_has_no_next_day() -> None:
    assert recurring.following(datetime.date(2026, 6, 4), "") is None


@given(DAYS, st.sampled_from(["weekly", "fortnightly", "four_weekly", "monthly", "quarterly"]))
def test_it_is_the_same_day_of_the_week_and_later(day: datetime.date, repeats: str) -> None:
    found = recurring.following(day, repeats)
    assert found is not None
    assert found > day
    assert found.weekday() == day.weekday()
    if repeats == "monthly":
        assert 21 <= (found - day).days <= 35
        assert (found.month - day.month) % 12 == 1
