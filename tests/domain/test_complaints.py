# SPDX-License-Identifier: MIT
"""Clocks of complaints come out as in the worked examples, and each step leads where it says."""

import datetime
import json
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_desktop import paths
from coprod_desktop.domain import complaints, working_days
from coprod_desktop.domain.complaints import Step, StepCode
from coprod_desktop.domain.records import Complaint

Date = datetime.date
CAME = Date(2026, 4, 2)
DAYS = st.dates(Date(2023, 1, 1), Date(2030, 6, 1))
STEPS: tuple[StepCode, ...] = get_args(StepCode)


def examples(code: str) -> list[Any]:
    data = json.loads(paths.resource("data/complaints.json").read_text("utf-8"))
    (clock,) = (each for each in data["clocks"] if each["code"] == code)
    return [tuple(map(Date.fromisoformat, each.values())) for each in clock["examples"]]


def complaint(**other: Any) -> Complaint:
    return Complaint(received=other.pop("received", CAME), **other)


def clock(found: Complaint, code: str, today: Date) -> complaints.Clock | None:
    return next((c for c in complaints.clocks(found, today) if c.code == code), None)


@pytest.mark.parametrize(("received", "by"), examples("acknowledge"))
def test_acknowledging_takes_three_working_days(received: Date, by: Date) -> None:
    assert complaints.acknowledge_by(received) == by


@pytest.mark.parametrize(("received", "last"), examples("respond"))
def test_six_months_begin_on_the_day_it_came(received: Date, last: Date) -> None:
    assert complaints.six_months(received) == last


@pytest.mark.parametrize(("requested", "last"), examples("cqc_summary"))
def test_the_commission_gets_its_summary_within_28_days(requested: Date, last: Date) -> None:
    assert complaints.summary_until(requested) == last


def test_the_examples_are_those_of_the_reference_data(shared_data: Any) -> None:
    ours = json.loads(paths.resource("data/complaints.json").read_text("utf-8"))
    theirs = json.loads((shared_data / "complaints.json").read_text("utf-8"))
    for mine, source in zip(ours["clocks"], theirs["clocks"], strict=True):
        assert mine["evidence"] == source["evidence"]
        assert mine.get("examples") == source.get("examples")
    codes = [each["code"] for each in theirs["case_statuses"]]
    assert [each["code"] for each in ours["statuses"]] == codes
    subjects = [each["code"].lower() for each in theirs["ko41a"]["subject_areas"]]
    assert [each["code"] for each in ours["ko41a"]["subjects"]] == subjects
    assert len(subjects) == 21


def test_a_spoken_concern_is_settled_by_the_end_of_the_next_working_day() -> None:
    spoken = complaint(how="spoken")  # the Thursday before Good Friday
    found = clock(spoken, "settle", CAME)
    assert found is not None
    assert (found.by, found.left) == (Date(2026, 4, 7), 1)
    assert complaints.steps(spoken, found.by)[1] == "settle"
    # After that day it is a complaint, and nobody is late with what nobody had to do.
    after = clock(spoken, "settle", Date(2026, 4, 8))
    assert after is not None
    assert not after.running
    assert not after.late
    assert "settle" not in complaints.steps(spoken, Date(2026, 4, 8))
    assert clock(complaint(how="written"), "settle", CAME) is None
    assert "settle" not in complaints.steps(complaint(how="written"), CAME)


def test_a_clock_says_how_much_is_left_and_when_it_is_late() -> None:
    found = clock(complaint(), "acknowledge", Date(2026, 4, 7))
    assert found is not None
    assert (found.by, found.left, found.running, found.late) == (Date(2026, 4, 9), 2, True, False)
    late = clock(complaint(), "acknowledge", Date(2026, 4, 10))
    assert late is not None
    assert (late.left, late.late) == (-1, True)
    met = clock(complaint(acknowledged_on=Date(2026, 4, 13)), "acknowledge", Date(2026, 5, 1))
    assert met is not None
    assert (met.running, met.late, met.met_on) == (False, True, Date(2026, 4, 13))


def test_an_answer_at_once_is_an_acknowledgement_too() -> None:
    found = clock(complaint(status="replied", replied_on=Date(2026, 4, 7)), "acknowledge", CAME)
    assert found is not None
    assert (found.met_on, found.late) == (Date(2026, 4, 7), False)


def test_telling_why_stops_the_six_months_but_not_the_day_that_was_agreed() -> None:
    told = complaint(
        status="delayed_told_why",
        acknowledged_on=CAME,
        delay_told_on=Date(2026, 9, 30),
        reply_by=Date(2026, 11, 2),
    )
    today = Date(2026, 10, 12)
    half, reply = clock(told, "six_months", today), clock(told, "reply", today)
    assert half is not None
    assert reply is not None
    assert (half.running, half.late) == (False, False)
    assert (reply.running, reply.left) == (True, 15)
    assert complaints.next_clock(told, today) == reply


def test_after_six_months_the_first_step_is_to_say_why() -> None:
    waiting = complaint(status="investigating", acknowledged_on=CAME)
    assert complaints.steps(waiting, complaints.six_months(CAME))[0] == "draft"
    assert complaints.steps(waiting, Date(2026, 10, 2))[0] == "delay"


def test_opened_again_an_earlier_answer_does_not_stop_the_new_day() -> None:
    base = complaint(
        status="closed",
        acknowledged_on=CAME,
        reply_by=Date(2026, 5, 1),
        replied_on=Date(2026, 4, 30),
        closed_on=Date(2026, 5, 4),
    )
    assert complaints.next_clock(base, Date(2026, 6, 1)) is None
    step = Step("reopen", Date(2026, 6, 1), reply_by=Date(2026, 7, 1))
    again = complaints.taken(base, step)
    found = complaints.next_clock(again, Date(2026, 6, 1))
    assert found is not None
    assert (found.code, found.by, again.closed_on) == ("reply", Date(2026, 7, 1), None)


@pytest.mark.parametrize(
    ("event", "known", "received", "late"),
    [
        (Date(2025, 4, 2), None, Date(2026, 4, 2), False),
        (Date(2025, 4, 1), None, Date(2026, 4, 2), True),
        (Date(2024, 1, 1), Date(2025, 4, 2), Date(2026, 4, 2), False),
        (None, None, Date(2026, 4, 2), False),
        (Date(2024, 2, 29), None, Date(2025, 3, 1), True),
    ],
)
def test_twelve_months_from_the_event_or_from_knowing(
    event: Date | None, known: Date | None, received: Date, late: bool
) -> None:
    found = complaint(received=received, event_on=event, known_on=known)
    assert complaints.is_past_limit(found) is late
    # It never stands in the way.
    assert complaints.fault(found, Step("acknowledge", received, how="spoken"), received) == ""


def test_the_ombudsman_takes_it_for_three_months() -> None:
    assert complaints.ombudsman_until(Date(2026, 11, 30)) == Date(2027, 2, 28)


@given(DAYS, st.integers(0, 400))
def test_clocks_are_consistent_on_any_day(received: Date, after: int) -> None:
    today = received + datetime.timedelta(days=after)
    for found in complaints.clocks(complaint(received=received, how="spoken"), today):
        assert found.by > received
        assert found.late == (found.running and today > found.by)
        if found.running:
            assert (found.left < 0) <= found.late
            assert found.left == working_days.between(today, found.by)
    assert complaints.settle_by(received) < complaints.acknowledge_by(received)
    assert complaints.six_months(received) < working_days.months_on(received, 6)


def whole(step: StepCode, on: Date, **other: Any) -> Step:
    values: dict[str, Any] = {
        "how": "spoken",
        "reply_by": on + datetime.timedelta(days=30),
        "handler_role": "Complaints lead",
        "outcome": "upheld",
        "learning": "The hatch opens earlier",
        "reason": "We wait for the hospital",
    }
    return Step(step, on, **{**values, **other})


@given(st.lists(st.sampled_from(STEPS), max_size=30), st.data())
def test_any_way_through_stays_among_the_known_statuses(
    wished: list[StepCode], data: st.DataObject
) -> None:
    found, today = complaint(how="spoken", status="received"), CAME
    for wish in wished:
        possible = complaints.steps(found, today)
        step = whole(wish, today)
        why = complaints.fault(found, step, today)
        assert (why == "") is (wish in possible)
        if why:
            step = whole(data.draw(st.sampled_from(possible)), today)
            assert complaints.fault(found, step, today) == ""
        found = complaints.taken(found, step)
        assert complaints.status(found) == found.status
        assert complaints.steps(found, today), "somebody must always be able to go on"
        running = complaints.next_clock(found, today)
        if complaints.is_final(found.status):
            assert running is None
        today += datetime.timedelta(days=data.draw(st.integers(0, 40)))
    msgspec.convert(msgspec.to_builtins(found), Complaint)


def test_every_status_can_be_reached_and_left() -> None:
    statuses = {each.code for each in complaints.facts().statuses}
    assert len(statuses) == 14
    seen, todo = set[str](), [complaint(how="spoken", status="received")]
    while todo:
        found = todo.pop()
        if found.status in seen:
            continue
        seen.add(found.status)
        todo += [
            complaints.taken(found, whole(step, CAME)) for step in complaints.steps(found, CAME)
        ]
        acknowledged = complaints.taken(found, Step("acknowledge", CAME, how="spoken"))
        todo += [acknowledged] if found.status == "received" else []
    assert seen == statuses


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (Step("acknowledge", CAME), "in writing or aloud"),
        (Step("acknowledge", Date(2026, 4, 1), how="spoken"), "before the complaint came"),
        (Step("acknowledge", Date(2026, 4, 30), how="spoken"), "still to come"),
        (Step("close", CAME), "does not follow"),
        (Step("reply", CAME), "whether it was upheld"),
        (Step("reply", CAME, outcome="perhaps"), "no such outcome"),
        (Step("acknowledge", CAME, how="spoken", reply_by=Date(2026, 3, 1)), "due before"),
    ],
)
def test_a_step_that_lacks_something_says_what(step: Step, why: str) -> None:
    assert why in complaints.fault(complaint(), step, Date(2026, 4, 20))


def test_settling_later_than_the_next_working_day_is_not_settling() -> None:
    late = Step("settle", Date(2026, 4, 8), learning="Put right")
    assert complaints.fault(complaint(how="spoken"), late, Date(2026, 4, 8))


def test_a_status_that_nobody_knows_is_one_that_was_received() -> None:
    strange = complaint(status="on_the_moon")
    assert complaints.status(strange) == "received"
    assert complaints.next_clock(strange, CAME) is not None
