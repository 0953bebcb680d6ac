# SPDX-License-Identifier: MIT
"""Complaints of a year as the KO41a collection counts them."""

import datetime
from typing import Any

from coprod_desktop.domain.records import Complaint
from coprod_desktop.domain.suppression import Rule
from coprod_desktop.services.charting import ko41a
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn

FIRST, LAST = datetime.date(2026, 4, 1), datetime.date(2027, 3, 31)
OPEN = Rule("open", 1, 1)
"""Hides nothing: for counting."""


def complain(s: SignedIn, received: datetime.date, **other: Any) -> None:
    records.save(s, Complaint(received=received, **other))


def test_one_complaint_counts_once_and_under_each_of_its_subjects(wing: SignedIn) -> None:
    day = datetime.date(2026, 6, 5)
    complain(wing, day, subjects=("access", "appt"), complainant="patient")
    complain(
        wing,
        day,
        subjects=("access",),
        status="closed",
        outcome="upheld",
        replied_on=day + datetime.timedelta(days=30),
        acknowledged_on=datetime.date(2026, 6, 10),
    )
    complain(wing, datetime.date(2026, 1, 5))
    complain(wing, day, status="settled_quickly", how="spoken")
    complain(wing, day, status="passed_on")
    found = ko41a.summary(wing, FIRST, LAST, OPEN)
    assert (found.brought_forward, found.received) == ("1", "2")
    assert (found.resolved, found.carried_forward) == ("1", "2")
    assert found.acknowledged_in_time == "1"
    subjects = {line.code: line.count for line in found.subjects}
    assert (subjects["access"], subjects["appt"]) == ("2", "1")
    assert {line.code: line.count for line in found.outcomes}["upheld"] == "1"
    assert {line.code: line.count for line in found.complainants}["patient"] == "1"


def test_small_numbers_are_hidden_by_default(wing: SignedIn) -> None:
    complain(wing, datetime.date(2026, 6, 5), subjects=("access",))
    found = ko41a.summary(wing, FIRST, LAST)
    assert (found.received, found.brought_forward) == ("*", "0")
    assert {line.code: line.count for line in found.subjects}["access"] == "*"
    assert "recognised" in found.why
