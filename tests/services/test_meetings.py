# SPDX-License-Identifier: MIT
"""Meetings of a series: what one takes over from the last, and what a save of its notes writes."""

import datetime
from typing import Any

import msgspec
import pytest

from coprod_desktop.domain import ids
from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.records import Action, AgendaItem, Attendance, Feedback, Meeting
from coprod_desktop.services.loop import agendas, meetings
from coprod_desktop.services.loop.meetings import Outcome, Series, Written
from coprod_desktop.services.recording import binning, lists, records
from coprod_desktop.services.session import SignedIn
from tests.stores import DAY, action, feedback, meeting

FORUM = Series("patient_forum", "B")
LATER = DAY + datetime.timedelta(days=28)


def held(s: SignedIn, *promised: str, **other: Any) -> tuple[str, ...]:
    """A meeting on B wing with actions; the ids, its own first."""
    made = meeting(wing="B", **other)
    saved = meetings.save(s, Written(made, tuple((action(each), None) for each in promised)))
    return tuple(each.id for each in saved)


def test_open_actions_of_the_same_kind_and_wing_are_carried(wing: SignedIn) -> None:
    first, clock, _done = held(wing, "Put up a clock", "Print slips")
    records.save(wing, action("Print slips", meeting=first, status="done"), id=_done)
    held(wing, "For reps alone", kind="health_rep")
    held(wing, "For one patient alone", kind="one_to_one", title="About glasses")
    found = meetings.before(wing, FORUM, LATER)
    assert [each.id for each in found.carried] == [clock]
    assert found.carried[0].title == "Patient forum"
    assert meetings.before(wing, Series("patient_forum", "C"), LATER).carried == ()
    assert meetings.before(wing, Series("one_to_one", "B", "About teeth"), LATER).carried == ()
    assert len(meetings.before(wing, Series("one_to_one", "B", "About glasses"), LATER).carried)


def test_a_save_says_what_came_of_carried_actions_and_agrees_the_last_notes(
    wing: SignedIn,
) -> None:
    first, clock, slips, posters = held(wing, "Clock", "Slips", "Posters")
    assert meetings.before(wing, FORUM, LATER).earlier is not None
    due = LATER + datetime.timedelta(days=14)
    said = (
        Outcome(clock, "done", "It hangs in the hatch"),
        Outcome(slips, "cannot", "The prison prints none"),
        Outcome(posters, "again", "", due),
    )
    written = Written(meeting(wing="B", date=LATER), outcomes=said, agrees=first)
    saved = meetings.save(wing, written)
    states = [records.get(wing, each).record for each in (clock, slips, posters)]
    assert [(each.status, each.outcome) for each in states if isinstance(each, Action)] == [
        ("done", "It hangs in the hatch"),
        ("cannot", "The prison prints none"),
        ("open", ""),
    ]
    assert isinstance(states[2], Action)
    assert states[2].due == due
    agreed = records.get(wing, first).record
    assert isinstance(agreed, Meeting)
    assert (agreed.status, agreed.agreed_on, agreed.agreed_at) == ("agreed", LATER, saved[0].id)
    opened = meetings.notes(wing, saved[0].id)
    assert opened.agreed is not None
    assert opened.agreed.id == first
    at = meetings.notes(wing, first).agreed_at
    assert at is not None
    assert at.id == saved[0].id
    assert meetings.before(wing, FORUM, LATER, saved[0].id).earlier is None


def test_undo_takes_back_all_that_one_save_wrote(wing: SignedIn) -> None:
    first, clock = held(wing, "Clock")
    outcome = Outcome(clock, "done", "It hangs")
    again = meetings.save(
        wing, Written(meeting(wing="B", date=LATER), outcomes=(outcome,), agrees=first)
    )
    meetings.undo(wing, tuple(each.id for each in again))
    back, before = records.get(wing, clock).record, records.get(wing, first).record
    assert isinstance(back, Action)
    assert isinstance(before, Meeting)
    assert (back.status, before.status) == ("open", "")
    assert [each.id for each in lists.page(wing, "meeting")] == [first]
    assert [each.id for each in binning.listed(wing)] == [again[0].id]


def test_notes_of_a_meeting_that_was_cancelled_are_not_agreed(wing: SignedIn) -> None:
    held(wing, regime="cancelled")
    assert meetings.before(wing, FORUM, LATER).earlier is None


def test_a_comment_made_in_the_room_is_saved_with_the_meeting(wing: SignedIn) -> None:
    comment = ids.new_id()
    item = AgendaItem(title="Medicines", feedback=(comment,))
    written = Written(
        meeting(agenda=(item,)),
        feedback=((feedback("The queue is long", channel="forum"), comment),),
    )
    saved = meetings.save(wing, written)
    kept = records.get(wing, comment).record
    assert isinstance(kept, Feedback)
    assert kept.answers == {"what_good": "The queue is long"}
    (shown,) = meetings.notes(wing, saved[0].id).comments
    assert (shown.words, shown.gone) == ("The queue is long", False)
    binning.put_away(wing, comment)
    (shown,) = meetings.notes(wing, saved[0].id).comments
    assert shown.gone


def test_nothing_is_saved_when_one_part_cannot_be(wing: SignedIn) -> None:
    item = AgendaItem(title="Medicines", feedback=(ids.new_id(),))
    with pytest.raises(InvalidValue):
        meetings.save(wing, Written(meeting(agenda=(item,)), ((action("Clock"), None),)))
    assert lists.counts(wing).action == lists.counts(wing).meeting == 0


def test_an_action_that_was_taken_out_goes_to_the_bin(wing: SignedIn) -> None:
    first, clock = held(wing, "Clock")
    meetings.save(wing, Written(meeting(wing="B"), dropped=(clock,)), first)
    assert meetings.actions_of(wing, first) == ()
    assert [each.id for each in binning.listed(wing)] == [clock]


@pytest.mark.parametrize("typed", ["K7-42", "k742", "k7 42"])
def test_a_comment_is_found_by_its_slip(wing: SignedIn, typed: str) -> None:
    records.save(wing, feedback("About teeth"))
    slip = records.save(wing, feedback("About the hatch", wants_reply=True, slip_code="K7-42"))
    assert [each.id for each in meetings.find_comments(wing, typed)] == [slip.id]
    assert [each.words for each in meetings.find_comments(wing, "teeth")] == ["About teeth"]
    assert len(meetings.find_comments(wing, "")) == 2


def test_the_next_meeting_of_each_series_is_due(wing: SignedIn) -> None:
    held(wing, repeats="monthly", date=DAY - datetime.timedelta(days=28))
    last = held(wing, repeats="monthly")
    held(wing, kind="staff", title="Staff")  # goes on no more
    soon = held(wing, kind="health_rep", title="Reps", next_date=DAY + datetime.timedelta(days=3))
    found = agendas.due(wing)
    assert [(each.after, str(each.date)) for each in found] == [
        (soon[0], "2026-03-05"),
        (last[0], "2026-04-06"),
    ]


def test_the_next_meeting_begins_as_the_last_one_was(wing: SignedIn) -> None:
    last, *_ = held(
        wing,
        place="Education",
        start="14:00",
        chair_role="Health rep",
        repeats="weekly",
        attendance=(Attendance(role="Patients", count=7), Attendance(role="Nurse")),
        agenda=(AgendaItem(title="Glasses", notes="Long waits", decisions=("Ask",)),),
    )
    begun = agendas.following(wing, last)
    assert (str(begun.date), begun.place, begun.start) == ("2026-03-09", "Education", "14:00")
    assert [(each.role, each.count) for each in begun.attendance] == [("Patients", 0), ("Nurse", 0)]
    assert "Medicines" in [each.title for each in begun.agenda]
    alike = agendas.following(wing, last, agenda=True)
    assert alike.agenda == (AgendaItem(title="Glasses"),)


def test_every_kind_has_a_template_and_own_ones_come_first(wing: SignedIn) -> None:
    kinds = {each.kind for each in agendas.built_in()}
    assert kinds == {"patient_forum", "one_to_one", "health_rep", "project", "staff"}
    for each in agendas.built_in():
        records.accepted(agendas.beginning(each, DAY))
    own = msgspec.structs.replace(agendas.built_in()[0], name="Ours", agenda=("Tea", "Talk"))
    agendas.keep_template(wing, own)
    (kept,) = agendas.own_templates(wing)
    assert (kept.name, kept.own, kept.agenda) == ("Ours", True, ("Tea", "Talk"))
    last, *_ = held(wing, repeats="weekly")
    assert [each.title for each in agendas.following(wing, last).agenda] == ["Tea", "Talk"]
    agendas.drop_template(wing, "Ours")
    assert agendas.own_templates(wing) == ()
