# SPDX-License-Identifier: MIT

import datetime
from collections.abc import Callable, Iterator

import pytest

from coprod_desktop.domain import days, translating
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
    for before in range(0, 800, 7):
        day = TODAY - datetime.timedelta(days=before)
        assert dates.parse(dates.long_date(day), TODAY) == day


def test_a_date_is_shown_in_words() -> None:
    assert dates.long_date(datetime.date(2026, 6, 4)) == "4 June 2026"
    assert dates.short_date(datetime.date(2026, 6, 4)) == "4 Jun 2026"
    assert dates.relative(TODAY - datetime.timedelta(days=6), TODAY) == "6 days ago"


@pytest.fixture
def speaking() -> Iterator[Callable[[str], None]]:
    """Lets the program speak a language, by its tag."""

    def speak(tag: str) -> None:
        translating.use(translating.english, tag, dates.spoken(tag))

    yield speak
    translating.use()


JUNE = datetime.date(2026, 6, 4)


@pytest.mark.parametrize(
    ("tag", "long", "weekday", "month"),
    [
        ("en-GB", "4 June 2026", "Thursday 4 June 2026", "June 2026"),
        ("en-US", "4 June 2026", "Thursday 4 June 2026", "June 2026"),
        ("cy-GB", "4 Mehefin 2026", "Dydd Iau, 4 Mehefin 2026", "Mehefin 2026"),
        ("pl-PL", "4 czerwca 2026", "czwartek, 4 czerwca 2026", "czerwiec 2026"),
        ("de-DE", "4. Juni 2026", "Donnerstag, 4. Juni 2026", "Juni 2026"),
    ],
)
def test_dates_are_written_as_the_language_does(
    speaking: Callable[[str], None], tag: str, long: str, weekday: str, month: str
) -> None:
    speaking(tag)
    assert dates.long_date(JUNE) == days.in_words(JUNE) == long
    assert dates.weekday_date(JUNE) == weekday
    assert dates.month_and_year(JUNE) == month


@pytest.mark.parametrize("tag", ["en-GB", "cy-GB", "pl-PL", "de-DE", "ro-RO", "ar-EG", "zh-CN"])
def test_what_a_field_shows_can_be_read_back(speaking: Callable[[str], None], tag: str) -> None:
    speaking(tag)
    for day in (JUNE, datetime.date(2025, 12, 31), datetime.date(2026, 3, 1)):
        assert dates.parse(dates.long_date(day), TODAY) == day
    assert dates.parse("4/6", TODAY) == JUNE
