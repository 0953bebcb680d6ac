# SPDX-License-Identifier: MIT
"""Meetings and actions in a calendar file, read back by the library that calendars use."""

import datetime
from typing import Any

import icalendar
import pytest

from coprod_desktop.services.papers import calendars
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from tests.stores import DAY, action, meeting

SOON = DAY + datetime.timedelta(days=14)


@pytest.fixture
def found(wing: SignedIn) -> Any:
    held = meeting("Forum; B, wing", place="Chapel", start="14:00", end="15:30", next_date=SOON)
    records.save_meeting(
        wing,
        held,
        [
            (action("Put up a clock\nby the hatch", due=SOON, owner_role="Pharmacist"), None),
            (action("Done already", due=SOON, status="done"), None),
            (action("Some day"), None),
        ],
    )
    return icalendar.Calendar.from_ical(calendars.icalendar(wing))


def test_a_meeting_stands_at_its_time_and_the_next_one_is_tentative(
    found: Any,
) -> None:
    first, following = found.walk("VEVENT")
    assert str(first["summary"]) == "Forum; B, wing"
    assert first["dtstart"].dt == datetime.datetime(2026, 3, 2, 14, 0)  # noqa: DTZ001
    assert first["dtend"].dt - first["dtstart"].dt == datetime.timedelta(minutes=90)
    assert "Chapel" in str(first["location"])
    assert following["dtstart"].dt.date() == SOON
    assert str(following["status"]) == "TENTATIVE"
    assert first["uid"] != following["uid"]


def test_only_open_actions_with_a_day_are_tasks(found: Any) -> None:
    (task,) = found.walk("VTODO")
    assert str(task["summary"]) == "Put up a clock"
    assert task["due"].dt == SOON


def test_nothing_that_was_said_is_in_it(wing: SignedIn, found: Any) -> None:
    assert b"Queue at the hatch" not in calendars.icalendar(wing)
