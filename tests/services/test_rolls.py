# SPDX-License-Identifier: MIT
"""Rolls by month, and who was not heard from."""

import datetime

import pytest

from coprod_desktop.domain.errors import InvalidValue, NotAllowed
from coprod_desktop.services.access import care
from coprod_desktop.services.charting import rolls
from coprod_desktop.services.recording import lists, records
from coprod_desktop.services.session import SignedIn
from tests.stores import Folders, feedback, send, take_in

TODAY = datetime.date(2026, 7, 15)
JUNE = datetime.date(2026, 6, 1)


def said(s: SignedIn, wing: str, date: datetime.date, times: int = 1) -> None:
    records.save_many(s, [feedback(date=date, site="HMP North", wing=wing) for _ in range(times)])


def test_comments_for_each_hundred_people_and_silence_in_the_order_of_names(wing: SignedIn) -> None:
    said(wing, "C", datetime.date(2025, 12, 31))
    said(wing, "B", datetime.date(2026, 3, 31))
    said(wing, "D", datetime.date(2026, 5, 31))
    said(wing, "A", JUNE, 12)
    said(wing, "A", TODAY)
    assert rolls.enter(wing, JUNE.replace(day=9), "HMP North", "A", 48) == 0
    rolls.enter(wing, JUNE, "HMP North", "E", 30)
    found = rolls.heard(wing, TODAY)
    assert found.month == JUNE
    assert [(each.wing, each.comments, each.per_hundred) for each in found.wings] == [
        ("A", 12, 25.0),
        ("B", 0, None),
        ("C", 0, None),
        ("D", 0, None),
        ("E", 0, 0.0),
    ]
    since = {each.wing: each.since for each in found.wings}
    assert since == {
        "A": None,
        "B": datetime.date(2026, 4, 1),
        "C": datetime.date(2026, 1, 1),
        "D": JUNE,
        "E": datetime.date(2026, 1, 1),
    }
    assert [each.wing for each in rolls.heard(wing, TODAY, wing="B").wings] == ["B"]
    assert rolls.heard(wing, TODAY, site="HMP South").wings == ()


def test_a_roll_takes_the_place_of_the_last_and_can_be_taken_away(wing: SignedIn) -> None:
    rolls.enter(wing, JUNE, "HMP North", "A", 48)
    assert rolls.enter(wing, JUNE, "HMP North", "A", 50) == 48
    assert [(each.number, each.by) for each in rolls.rolls(wing)] == [(50, wing.person.name)]
    assert rolls.enter(wing, JUNE, "HMP North", "A", 0) == 50
    assert rolls.rolls(wing) == ()
    # What was taken away comes back as the same record.
    assert rolls.enter(wing, JUNE, "HMP North", "A", 49) == 0
    (one,) = rolls.rolls(wing)
    assert [each.rev for each in lists.page(wing, "roll")] == [4]
    assert rolls.enter(wing, JUNE, "HMP North", "A", 0) == one.number == 49
    # Without a roll the last whole month is told of.
    said(wing, "A", TODAY)
    assert rolls.heard(wing, TODAY).month == JUNE


@pytest.mark.parametrize(("wing_name", "number"), [("", 5), ("A", -1), ("A", rolls.MOST + 1)])
def test_what_is_no_roll_is_refused(wing: SignedIn, wing_name: str, number: int) -> None:
    with pytest.raises(InvalidValue):
        rolls.enter(wing, JUNE, "HMP North", wing_name, number)


def test_only_who_manages_enters_a_roll(folders: Folders) -> None:
    nurse = folders.open("wing", "Nia")
    with pytest.raises(NotAllowed):
        rolls.enter(nurse, JUNE, "HMP North", "A", 48)
    nurse.close()


def test_a_wings_roll_travels_and_the_office_cannot_overwrite_it(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    rolls.enter(central, JUNE, "HMP North", "A", 90)
    rolls.enter(central, JUNE, "HMP North", "Z", 30)
    rolls.enter(wing, JUNE, "HMP North", "A", 48)
    said(wing, "A", JUNE, 12)
    take_in(central, send(wing, folders.stick))
    assert [(r.wing, r.number, r.mine) for r in rolls.rolls(central)] == [
        ("A", 48, False),
        ("Z", 30, True),
    ]
    heard = {each.wing: each.per_hundred for each in rolls.heard(central, TODAY).wings}
    assert heard["A"] == 25.0
    for number in (91, 0):
        with pytest.raises(InvalidValue, match="the wing has counted it itself"):
            rolls.enter(central, JUNE, "HMP North", "A", number)
    # What the wing puts right, or takes back, the office sees.
    rolls.enter(wing, JUNE, "HMP North", "A", 0)
    take_in(central, send(wing, folders.stick))
    assert [r.number for r in rolls.rolls(central)] == [90, 30]
    assert care.check(central).ok
