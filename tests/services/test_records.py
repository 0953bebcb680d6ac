# SPDX-License-Identifier: MIT
"""Every save: its rules, its story, and that it is whole or not at all."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest

from coprod_desktop.domain import ids
from coprod_desktop.domain.errors import Cancelled, InvalidValue, NotAllowed, RecordNotFound
from coprod_desktop.domain.records import AgendaItem, Feedback, Record
from coprod_desktop.services.access import care
from coprod_desktop.services.exchanging import exchange, intake
from coprod_desktop.services.recording import drafts, lists, records
from coprod_desktop.services.recording.drafts import Draft
from coprod_desktop.services.recording.records import Wanted
from coprod_desktop.services.session import SignedIn
from tests.stores import (
    NOW,
    Folders,
    action,
    content,
    feedback,
    meeting,
    send,
    stop_at,
    take_in,
)


@pytest.mark.parametrize("record", [feedback(), meeting(), action()], ids=["f", "m", "a"])
def test_what_was_saved_is_read_back(wing: SignedIn, record: Record) -> None:
    saved = records.save(wing, record)
    stored = records.get(wing, saved.id)
    assert (saved.rev, saved.n, saved.at) == (1, 1, NOW)
    assert stored.record == record
    assert (stored.by, stored.at, stored.mine, stored.device) == ("Hal", NOW, True, wing.device)


def test_a_patients_words_stay_as_they_were_said(wing: SignedIn) -> None:
    said = "I waited  2 HOURS!!! (no kidding) — «pas de réponse» 😡\n\nnobody cme"
    saved = records.save(wing, feedback(f"  {said}\r\n"))
    record = records.get(wing, saved.id).record
    assert isinstance(record, Feedback)
    assert record.answers["what_good"] == said


def test_answers_left_empty_are_not_recorded(wing: SignedIn) -> None:
    saved = records.save(wing, feedback("  ", answers={"fft_overall": 2}))
    record = records.get(wing, saved.id).record
    assert isinstance(record, Feedback)
    assert record.answers == {"fft_overall": 2}


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (feedback(" \n "), "no question was answered"),
        (feedback(answers={"fft_overall": 9}), "no answer number 9"),
        (feedback(answers={"unknown": "x"}), "no question unknown"),
        (feedback("w" * 20_001), "“answers” is longer than 20000 letters"),
        (feedback(wing="two\nlines"), "“wing” is not written"),
        (Feedback(date=datetime.date(2026, 1, 1), form="none", answers={"a": "b"}), "no form none"),
        (action("  "), "what is to be done"),
        (action("x", meeting="not an id"), "“meeting” is not written"),
        (meeting(" \t "), "no title"),
        (meeting(agenda=(AgendaItem(title="x" * 201),)), "“title” is longer than 200 letters"),
    ],
)
def test_a_record_that_breaks_a_rule_is_refused_in_words(
    wing: SignedIn, record: Record, said: str
) -> None:
    before = content(wing)
    with pytest.raises(InvalidValue) as caught:
        records.save(wing, record)
    assert said in caught.value.title
    assert content(wing) == before


def test_a_record_tells_its_story(folders: Folders) -> None:
    wing = folders.open("wing")
    first = records.save(wing, feedback("As typed"))
    folders.clock.days(1)
    wing.close()
    nurse = folders.open("wing", "Nia")
    second = records.save(nurse, feedback("As meant"), id=first.id)
    assert (second.id, second.rev, second.n) == (first.id, 2, 2)
    story = records.story(nurse, first.id)
    assert [(e.rev, e.by, e.at) for e in story] == [
        (1, "Hal", NOW),
        (2, "Nia", NOW + 86_400_000),
    ]
    assert [e.record for e in story] == [feedback("As typed"), feedback("As meant")]
    assert records.get(nurse, first.id).record == feedback("As meant")


@pytest.mark.parametrize("missing", ["01a20906-abaf-7000-8d6a-30e76e695198", "", "x", "'; --"])
def test_a_record_that_is_not_there(wing: SignedIn, missing: str) -> None:
    with pytest.raises(RecordNotFound):
        records.get(wing, missing)
    with pytest.raises(RecordNotFound):
        records.story(wing, missing)
    with pytest.raises(RecordNotFound):
        records.save(wing, feedback(), id=missing)


def test_a_record_keeps_its_kind(wing: SignedIn) -> None:
    saved = records.save(wing, feedback())
    with pytest.raises(InvalidValue):
        records.save(wing, meeting(), id=saved.id)
    assert len(records.story(wing, saved.id)) == 1


def test_only_the_device_that_made_a_record_revises_it(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    saved = records.save(wing, feedback())
    take_in(central, send(wing, folders.stick))
    assert records.get(central, saved.id).mine is False
    assert records.get(central, saved.id).device == wing.device
    before = content(central)
    with pytest.raises(NotAllowed):
        records.save(central, feedback("Put nicer"), id=saved.id)
    assert content(central) == before


# --- with drafts ------------------------------------------------------------------------------


def test_a_draft_goes_with_the_save_that_it_became(wing: SignedIn) -> None:
    drafts.keep(wing, Draft("one", "feedback", {"what_good": "Tea"}))
    drafts.keep(wing, Draft("two", "feedback", {}))
    records.save(wing, feedback("Tea"), draft="one")
    assert [draft.id for draft in drafts.mine(wing)] == ["two"]
    records.save_meeting(wing, meeting(), draft="two")
    assert drafts.mine(wing) == ()


def test_a_draft_stays_when_the_save_fails(wing: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts.keep(wing, Draft("one", "feedback", {"what_good": "Tea"}))
    with pytest.raises(InvalidValue):
        records.save(wing, feedback(""), draft="one")

    def fails(*_: Any) -> None:
        raise OSError

    monkeypatch.setattr(drafts, "drop", fails)
    with pytest.raises(OSError):  # noqa: PT011  a bug of any kind, at the worst moment
        records.save(wing, feedback("Tea"), draft="one")
    assert [draft.id for draft in drafts.mine(wing)] == ["one"]
    assert lists.counts(wing).feedback == 0


# --- meetings with actions -------------------------------------------------------------------


def test_a_meeting_and_its_actions_are_saved_together(wing: SignedIn) -> None:
    old = records.save(wing, action("From last time"))
    saved = records.save_meeting(
        wing, meeting(), [(action("New"), None), (action("Done at last", status="done"), old.id)]
    )
    assert [each.rev for each in saved] == [1, 1, 2]
    rows = {row.id: row for row in lists.page(wing, "action")}
    assert isinstance(rows[saved[1].id], lists.ActionRow)
    assert rows[saved[1].id].meeting == saved[0].id  # pyright: ignore[reportAttributeAccessIssue]
    assert rows[old.id].meeting == ""  # pyright: ignore[reportAttributeAccessIssue]
    (row,) = lists.page(wing, "meeting")
    assert isinstance(row, lists.MeetingRow)
    assert row.actions_open == 1


def test_a_meeting_with_one_bad_action_saves_nothing(wing: SignedIn) -> None:
    before = content(wing)
    with pytest.raises(InvalidValue):
        records.save_meeting(wing, meeting(), [(action("Good"), None), (action(" "), None)])
    with pytest.raises(RecordNotFound):
        records.save_meeting(wing, meeting(), [(action("Good"), None), (action(), ids.new_id())])
    assert content(wing) == before


def test_a_meeting_is_revised_with_its_actions(wing: SignedIn) -> None:
    first, act = records.save_meeting(wing, meeting(), [(action(), None)])
    again = records.save_meeting(
        wing, meeting("Renamed"), [(action("Put better", meeting=first.id), act.id)], id=first.id
    )
    assert [(s.id, s.rev) for s in again] == [(first.id, 2), (act.id, 2)]


# --- many ---------------------------------------------------------------------------------


def test_many_are_saved_in_order(wing: SignedIn) -> None:
    saved = records.save_many(wing, (feedback(f"n{n}") for n in range(1_234)))
    assert [each.n for each in saved] == list(range(1, 1_235))
    assert lists.counts(wing).feedback == 1_234
    assert care.check(wing).ok


@pytest.mark.parametrize("step", [1, 2, 3])
def test_cancelled_in_the_middle_nothing_of_many_is_saved(wing: SignedIn, step: int) -> None:
    records.save(wing, feedback("Before"))
    before = content(wing)
    with pytest.raises(Cancelled):
        records.save_many(
            wing, (feedback(f"n{n}") for n in range(1_500)), stop_at(step, Cancelled())
        )
    assert content(wing) == before
    assert lists.page(wing, "feedback", lists.Query(words="n1")) == ()


def test_one_bad_among_many_saves_none(wing: SignedIn) -> None:
    before = content(wing)

    def some() -> Iterator[Record]:
        for n in range(700):
            yield feedback(f"n{n}")
        yield action(" ")

    with pytest.raises(InvalidValue):
        records.save_many(wing, some())
    assert content(wing) == before


def test_new_records_and_their_revisions_go_in_one_transaction(wing: SignedIn) -> None:
    known = ids.new_id()
    saved = records.save_all(
        wing,
        [
            Wanted(feedback("One"), known),
            Wanted(feedback("Two")),
            Wanted(feedback("One again"), known, revises=True),
            Wanted(feedback("One at last"), known, revises=True),
        ],
    )
    assert [each.rev for each in saved] == [1, 1, 2, 3]
    assert records.get(wing, known).record == feedback("One at last")
    assert care.check(wing).ok


def test_counts_tell_what_still_has_to_reach_the_office(wing: SignedIn, folders: Folders) -> None:
    records.save(wing, feedback())
    records.save_meeting(wing, meeting(), [(action(), None)])
    assert lists.counts(wing) == lists.Counts(1, 1, 1, 0, 0, 0, 0, 3)
    send(wing, folders.stick)
    # What was sent has not been received: only the office's answer settles it.
    assert lists.counts(wing).unsent == 3
    with wing.vault.read() as connection:
        stream = wing.own_stream(connection)
    assert exchange.confirm(wing, stream.head, stream.chain) == 1
    assert lists.counts(wing).unsent == 0
    assert intake.QUARANTINE not in {each.name for each in folders.wing.iterdir()}
