# SPDX-License-Identifier: MIT
"""A concern becomes a complaint in one step, goes on by the rules, and every step can be undone."""

import datetime
from typing import Any

import pytest
from sqlalchemy import select

from coprod_desktop.domain.complaints import Step
from coprod_desktop.domain.errors import InvalidValue, NotAllowed
from coprod_desktop.domain.records import Complaint, Feedback
from coprod_desktop.services.loop import complaints
from coprod_desktop.services.recording import drafts, erasing, lists, records
from coprod_desktop.services.recording.drafts import Draft
from coprod_desktop.services.recording.lists import Query
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables
from tests.stores import Folders, feedback, send, take_in

TODAY = datetime.date(2026, 3, 3)  # a Tuesday, by the clock of the tests


@pytest.fixture
def comment(wing: SignedIn) -> str:
    said = feedback("Nobody came", kind="concern", channel="spoken_to_staff", wing="B")
    return records.save(wing, said).id


def begun(s: SignedIn, comment: str) -> str:
    return complaints.begin(s, complaints.start(s, comment)).id


def kind_of(s: SignedIn, comment: str) -> str:
    record = records.get(s, comment).record
    assert isinstance(record, Feedback)
    return record.kind


def test_a_comment_becomes_a_complaint_and_both_are_one_change(
    wing: SignedIn, comment: str
) -> None:
    drafts.keep(wing, Draft("a", "complaint", {}))
    complaint = complaints.begin(wing, complaints.start(wing, comment), draft="a").id
    found = complaints.case(wing, complaint)
    assert (found.record.received, found.record.how, found.record.wing) == (TODAY, "spoken", "B")
    assert (found.said, found.status, found.steps[0]) == ("Nobody came", "received", "acknowledge")
    assert kind_of(wing, comment) == "complaint"
    assert complaints.of(wing, comment) == complaint
    assert records.get(wing, comment).at == found.stored.at
    assert drafts.mine(wing) == ()
    (row,) = lists.page(wing, "complaint", Query(feedback=comment))
    assert row.id == complaint


def test_a_comment_becomes_a_complaint_once(wing: SignedIn, comment: str) -> None:
    begun(wing, comment)
    with pytest.raises(InvalidValue, match="became one already"):
        begun(wing, comment)
    assert len(complaints.due(wing)) == 1


def test_what_cannot_be_saved_changes_nothing(wing: SignedIn, comment: str) -> None:
    wrong = Complaint(received=TODAY, feedback=comment, subjects=("NOT A CODE",))
    with pytest.raises(InvalidValue):
        complaints.begin(wing, wrong)
    assert kind_of(wing, comment) == "concern"
    with pytest.raises(InvalidValue, match="still to come"):
        complaints.begin(wing, Complaint(received=TODAY + datetime.timedelta(days=1)))
    assert complaints.due(wing) == ()


def test_undoing_the_beginning_leaves_a_concern(wing: SignedIn, comment: str) -> None:
    complaint = begun(wing, comment)
    complaints.undo(wing, complaint)
    assert kind_of(wing, comment) == "concern"
    assert complaints.due(wing) == ()
    assert complaints.of(wing, comment) == ""


def test_undoing_a_step_brings_the_clock_back(wing: SignedIn) -> None:
    complaint = complaints.begin(wing, Complaint(received=TODAY, how="written")).id
    complaints.take(wing, complaint, Step("acknowledge", TODAY, how="written"))
    assert complaints.case(wing, complaint).status == "acknowledged"
    complaints.undo(wing, complaint)
    (due,) = complaints.due(wing)
    assert due.clock is not None
    assert (due.clock.code, due.clock.by, due.clock.left) == (
        "acknowledge",
        datetime.date(2026, 3, 6),
        3,
    )


def test_a_nurse_begins_and_acknowledges_and_the_head_goes_on(folders: Folders) -> None:
    nurse = folders.open("wing", "Nia")
    complaint = begun(nurse, records.save(nurse, feedback("Nobody came")).id)
    acknowledged = Step("acknowledge", TODAY, how="spoken", talk_offered=True)
    complaints.take(nurse, complaint, acknowledged)
    for code in ("investigate", "reply", "withdraw"):
        with pytest.raises(NotAllowed):
            complaints.take(nurse, complaint, Step(code, TODAY, outcome="upheld"))
    assert complaints.may("staff", "acknowledge")
    assert not complaints.may("staff", "close")


def test_a_complaint_is_taken_to_its_end(wing: SignedIn, comment: str) -> None:
    complaint = begun(wing, comment)
    month = TODAY + datetime.timedelta(days=30)
    for step in (
        Step("acknowledge", TODAY, how="spoken", talk_offered=True, reply_by=month),
        Step("investigate", TODAY, handler_role="Primary care lead"),
        Step("reply", TODAY, outcome="partially_upheld"),
        Step("close", TODAY, outcome="partially_upheld", learning="The bell is looked at hourly"),
    ):
        complaints.take(wing, complaint, step)
    found = complaints.case(wing, complaint)
    assert (found.status, found.record.closed_on) == ("closed", TODAY)
    assert found.ombudsman_until == datetime.date(2026, 6, 3)
    assert complaints.due(wing) == ()
    with pytest.raises(InvalidValue, match="does not follow"):
        complaints.take(wing, complaint, Step("reply", TODAY, outcome="upheld"))


def test_the_one_whose_time_runs_out_first_comes_first(wing: SignedIn) -> None:
    day = datetime.timedelta(days=1)
    old = complaints.begin(wing, Complaint(received=TODAY - 30 * day)).id
    new = complaints.begin(wing, Complaint(received=TODAY)).id
    waits = complaints.begin(wing, Complaint(received=TODAY - 2 * day, status="replied")).id
    due = complaints.due(wing)
    assert [each.id for each in due] == [old, new, waits]
    assert due[0].clock is not None
    assert due[0].clock.late
    assert (due[2].clock, due[2].step) == (None, "close")


def test_the_list_shows_open_ones_by_their_clock_and_the_others_apart(wing: SignedIn) -> None:
    day = datetime.timedelta(days=1)
    new = complaints.begin(wing, Complaint(received=TODAY, summary="The queue")).id
    old = complaints.begin(wing, Complaint(received=TODAY - 9 * day, summary="The bell")).id
    over = complaints.begin(wing, Complaint(received=TODAY - day, status="closed")).id

    def shown(words: str, show: Any) -> list[str]:
        positions, total = complaints.listed(wing, words, show)
        assert total == 3
        return [row.id for row in complaints.rows(wing, positions)]

    assert shown("", "open") == [old, new]
    assert shown("", "over") == [over]
    assert shown("", "") == [new, over, old]
    assert shown("queue", "open") == [new]
    assert shown("zebra", "") == []


def test_saying_better_what_it_is_about_moves_no_clock(wing: SignedIn) -> None:
    complaint = complaints.begin(wing, Complaint(received=TODAY, how="written")).id
    complaints.take(wing, complaint, Step("acknowledge", TODAY, how="written"))
    better = Complaint(
        received=TODAY,
        how="written",
        event_on=datetime.date(2024, 1, 1),
        late_reason="He was in hospital",
        subjects=("wait", "comm"),
    )
    complaints.describe(wing, complaint, better)
    found = complaints.case(wing, complaint)
    assert found.past_limit
    assert found.limit == datetime.date(2025, 1, 1)
    assert (found.status, found.record.subjects) == ("acknowledged", ("wait", "comm"))


def test_the_audit_tells_of_each_step_and_of_nothing_that_was_said(wing: SignedIn) -> None:
    complaint = complaints.begin(wing, Complaint(received=TODAY, summary="Private words")).id
    complaints.take(wing, complaint, Step("acknowledge", TODAY, how="spoken"))
    t = tables.audit.c
    with wing.vault.read() as connection:
        query = select(t.by, t.about, t.detail).where(t.kind == "complaint").order_by(t.n)
        lines = [tuple(row) for row in connection.execute(query)]
    assert lines == [("Hal", complaint, "received"), ("Hal", complaint, "acknowledged")]


def test_a_comment_that_was_erased_leaves_the_complaint_readable(
    wing: SignedIn, comment: str
) -> None:
    complaint = begun(wing, comment)
    erasing.erase(wing, comment, "patient_asked")
    assert complaints.case(wing, complaint).said == ""


def test_the_office_sees_a_wings_complaint_and_cannot_step_for_it(
    folders: Folders, wing: SignedIn, central: SignedIn, comment: str
) -> None:
    complaint = begun(wing, comment)
    assert take_in(central, send(wing, folders.stick)).outcome == "imported"
    (due,) = complaints.due(central)
    assert (due.id, due.wing) == (complaint, "B")
    assert not complaints.case(central, complaint).stored.mine
    step: Any = Step("acknowledge", TODAY, how="spoken")
    with pytest.raises(NotAllowed):
        complaints.take(central, complaint, step)


def test_due_complaints_are_found_by_their_status(wing: SignedIn) -> None:
    with wing.vault.read() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT pos FROM complaint WHERE status IN ('', 'received')"
        ).all()
    assert "complaint_status" in str(plan)
