# SPDX-License-Identifier: MIT

import datetime

import pytest

from coprod_desktop.gui import dates

TODAY = datetime.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("today", "2026-11-23"),
        ("Yesterday", "2026-11-22"),
        ("4/6", "2026-06-04"),
        ("4/12", "2025-12-04"),
        ("4.6.26", "2026-06-04"),
        ("4-6-2025", "2025-06-04"),
        ("4 June", "2026-06-04"),
        ("4th jun 2026", "2026-06-04"),
        ("2026-06-04", "2026-06-04"),
        ("23 November 2026", "2026-11-23"),
    ],
)
def test_dates_are_read_as_people_type_them(typed: str, meant: str) -> None:
    assert dates.parse(typed, TODAY) == datetime.date.fromisoformat(meant)


@pytest.mark.parametrize(
    "typed", ["", "31/2", "soon", "13/13", "4 Smarch", "2026-13-01", "//", "4/6/0226", "9999-12-31"]
)
def test_what_is_no_date_is_none(typed: str) -> None:
    assert dates.parse(typed, TODAY) is None


@pytest.mark.parametrize(
    ("typed", "meant"), [("+14", "2026-12-07"), ("+2w", "2026-12-07"), ("4/2", "2027-02-04")]
)
def test_due_dates_lie_ahead(typed: str, meant: str) -> None:
    assert dates.parse(typed, TODAY, future=True) == datetime.date.fromisoformat(meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("14:00", "14:00"), ("1400", "14:00"), ("2pm", "14:00"), ("9.30", "09:30"), ("25:00", "")],
)
def test_times_are_read_as_people_type_them(typed: str, meant: str) -> None:
    assert dates.parse_time(typed) == meant


def test_every_day_reads_back_as_itself() -> None:
    for days in range(0, 800, 7):
        day = TODAY - datetime.timedelta(days=days)
        assert dates.parse(dates.long_date(day), TODAY) == day


def test_a_date_is_shown_in_words() -> None:
    assert dates.long_date(datetime.date(2026, 6, 4)) == "4 June 2026"
    assert dates.short_date(datetime.date(2026, 6, 4)) == "4 Jun 2026"
    assert dates.relative(TODAY - datetime.timedelta(days=6), TODAY) == "6 days ago"
