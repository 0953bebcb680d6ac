# SPDX-License-Identifier: MIT
"""The board of actions: what is overdue, open, done or cannot be done, and where it comes from."""

import datetime
from typing import Any

import pytest

from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.records import Action
from coprod_desktop.services.loop import actions
from coprod_desktop.services.loop.actions import Filter
from coprod_desktop.services.recording import binning, lists, records
from coprod_desktop.services.recording.lists import ActionRow
from coprod_desktop.services.session import SignedIn
from tests.stores import action, feedback, meeting

TODAY = datetime.date(2026, 3, 3)
DAY = datetime.timedelta(days=1)


def made(s: SignedIn, text: str, **other: Any) -> str:
    return records.save(s, action(text, **other)).id


def texts(s: SignedIn, column: actions.Column, shown: Filter = actions.EVERYTHING) -> list[str]:
    positions = actions.board(s, TODAY, shown).columns[column]
    rows = lists.rows(s, "action", positions)
    return [row.text for row in rows if isinstance(row, ActionRow)]


def test_each_action_stands_in_its_column_by_the_day_it_is_due(wing: SignedIn) -> None:
    made(wing, "Some day")
    made(wing, "Next week", due=TODAY + 7 * DAY)
    made(wing, "Today", due=TODAY)
    made(wing, "Late", due=TODAY - DAY)
    made(wing, "Very late", due=TODAY - 9 * DAY)
    made(wing, "Finished", due=TODAY, status="done", outcome="It hangs")
    made(wing, "Finished later", due=TODAY + DAY, status="done", outcome="It hangs")
    made(wing, "Refused", due=TODAY - DAY, status="cannot", outcome="No money")
    assert texts(wing, "overdue") == ["Very late", "Late"]
    assert texts(wing, "open") == ["Today", "Next week", "Some day"]
    assert texts(wing, "done") == ["Finished later", "Finished"]
    assert texts(wing, "cannot") == ["Refused"]
    assert actions.board(wing, TODAY).total == 8


def test_a_board_can_be_narrowed(wing: SignedIn) -> None:
    forum = records.save(wing, meeting()).id
    comment = records.save(wing, feedback()).id
    made(wing, "Plain", owner_role="Pharmacy lead", wing="B")
    made(wing, "From the forum", meeting=forum, owner_role="Wing manager", joint=True)
    made(wing, "From a comment", feedback=comment, wing="C")
    for shown, expected in (
        (Filter(owner_role="Pharmacy lead"), ["Plain"]),
        (Filter(wing="C"), ["From a comment"]),
        (Filter(joint=True), ["From the forum"]),
        (Filter(source="meeting"), ["From the forum"]),
        (Filter(source="feedback"), ["From a comment"]),
        (Filter(feedback=comment), ["From a comment"]),
        (Filter(words="forum"), ["From the forum"]),
        (Filter(words="zebra"), []),
    ):
        assert texts(wing, "open", shown) == expected, shown
    board = actions.board(wing, TODAY)
    assert board.owners == ("Pharmacy lead", "Wing manager")
    assert board.wings == ("B", "C")


def test_an_action_moves_with_a_word_of_what_came_of_it_and_back(wing: SignedIn) -> None:
    one = made(wing, "Put up a clock")
    with pytest.raises(InvalidValue, match="what came of it"):
        actions.move(wing, one, "cannot", "  ")
    actions.move(wing, one, "done", "It hangs by the hatch")
    record = records.get(wing, one).record
    assert isinstance(record, Action)
    assert (record.status, record.outcome) == ("done", "It hangs by the hatch")
    binning.undo(wing, one)
    assert texts(wing, "open") == ["Put up a clock"]
    assert texts(wing, "done") == []


def test_what_is_due_is_counted_and_the_earliest_given(wing: SignedIn) -> None:
    for days in (-3, -1, 0, 7, 8):
        made(wing, f"{days}", due=TODAY + days * DAY)
    made(wing, "whenever")
    found = actions.due(wing, TODAY, TODAY + 7 * DAY, 2)
    assert [row.text for row in found.first] == ["-3", "-1"]
    assert (found.overdue, found.soon) == (2, 2)
    assert actions.due(wing, TODAY, TODAY - 30 * DAY, 2) == actions.Due((), 0, 0)


def test_an_action_names_what_it_comes_from(wing: SignedIn) -> None:
    forum = records.save(wing, meeting("Spring forum")).id
    comment = records.save(wing, feedback("The clock is wrong")).id
    assert actions.links(wing, action(meeting=forum, feedback=comment)) == (
        "Spring forum",
        "The clock is wrong",
    )
    assert actions.links(wing, action()) == ("", "")
