# SPDX-License-Identifier: MIT
"""Every comment ends in an answer that its patient hears, and it is known how long that takes."""

import datetime
from typing import Any

import pytest

from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.records import Answer, Feedback
from coprod_desktop.services.loop import answers, closing
from coprod_desktop.services.recording import binning, records
from coprod_desktop.services.session import SignedIn
from tests.services.returns import returned
from tests.stores import DAY, Folders, feedback, send, take_in

TODAY = datetime.date(2026, 3, 3)  # by the clock of the tests


def said(s: SignedIn, words: str = "Who decides?", **other: Any) -> str:
    other = {"wants_reply": True, "slip_code": "K7-42", "wing": "B", **other}
    return records.save(s, feedback(words, **other)).id


def waiting(s: SignedIn) -> list[str]:
    found = closing.to_hand_back(s)
    counted = closing.waiting(s, 1)
    assert counted.number == len(found)
    assert len(counted.oldest) == min(1, len(found))
    return [each.feedback for each in found]


def test_an_answer_waits_until_it_was_heard(wing: SignedIn, folders: Folders) -> None:
    comment = said(wing)
    assert waiting(wing) == []
    answers.answer(wing, comment, "tell", "The doctor decides.")
    (reply,) = closing.to_hand_back(wing)
    assert (reply.slip_code, reply.wing, reply.said) == ("K7-42", "B", "Who decides?")
    assert [each.text for each in reply.answers] == ["The doctor decides."]
    closing.hand_back(wing, comment, "slip")
    assert waiting(wing) == []
    record = records.get(wing, comment).record
    assert isinstance(record, Feedback)
    assert (record.heard_on, record.heard_how, record.status) == (TODAY, "slip", "answered")
    # What is said later has to be heard too, and only that.
    folders.clock.days(1)
    answers.answer(wing, comment, "change", "Now the nurse decides.")
    (reply,) = closing.to_hand_back(wing)
    assert [each.text for each in reply.answers] == ["Now the nurse decides."]


def test_handing_back_can_be_undone(wing: SignedIn) -> None:
    comment = said(wing)
    answers.answer(wing, comment, "tell", "The doctor decides.")
    closing.hand_back(wing, comment, "spoken")
    closing.undo_hand_back(wing, comment)
    assert waiting(wing) == [comment]


def test_there_must_be_something_to_hear(wing: SignedIn) -> None:
    comment = said(wing)
    with pytest.raises(InvalidValue, match="no answer yet"):
        closing.hand_back(wing, comment, "spoken")


def test_only_who_wants_a_reply_waits_for_it_and_not_from_the_bin(wing: SignedIn) -> None:
    quiet, gone = said(wing, wants_reply=False), said(wing)
    for comment in (quiet, gone):
        answers.answer(wing, comment, "tell", "The doctor decides.")
    binning.put_away(wing, gone)
    assert waiting(wing) == []


def test_replies_come_by_wing_and_the_oldest_first(wing: SignedIn) -> None:
    later = said(wing, "Second", date=DAY)
    c_wing = said(wing, "Third", wing="C")
    first = said(wing, "First", date=datetime.date(2026, 1, 5))
    for comment in (later, c_wing, first):
        answers.answer(wing, comment, "tell", "Yes.")
    assert waiting(wing) == [first, later, c_wing]
    assert [each.feedback for each in closing.waiting(wing, 1).oldest] == [first]


def test_an_answer_of_the_office_is_handed_back_by_the_wing(
    folders: Folders, wing: SignedIn, central: SignedIn
) -> None:
    comment = said(wing)
    assert take_in(central, send(wing, folders.stick)).outcome == "imported"
    folders.clock.days(7)
    answers.answer(central, comment, "change", "It was mended.")
    assert closing.to_hand_back(central) == ()  # nobody there can hand it back
    returned(central, wing, folders.stick)
    assert waiting(wing) == [comment]
    assert closing.time_to_answer(wing, TODAY, TODAY + datetime.timedelta(days=9)) is not None


@pytest.mark.parametrize("typed", ["K7-42", "k7 42", " k742 ", "K7 – 42", "k7.42", "K7-4Z"])
def test_a_slip_is_found_however_it_was_typed(wing: SignedIn, typed: str) -> None:
    comment = said(wing)
    answers.answer(wing, comment, "tell", "The doctor decides.")
    closing.hand_back(wing, comment, "slip")
    found = closing.by_slip(wing, typed)
    if typed.endswith("Z"):
        assert found == ()
        return
    (reply,) = found
    assert (reply.feedback, reply.heard_on) == (comment, TODAY)
    assert [each.text for each in reply.answers] == ["The doctor decides."]


def test_a_slip_without_an_answer_is_found_too(wing: SignedIn) -> None:
    comment = said(wing)
    (reply,) = closing.by_slip(wing, "k742")
    assert (reply.feedback, reply.answers) == (comment, ())


def test_what_nobody_has_answered_is_counted_with_the_oldest(wing: SignedIn) -> None:
    assert closing.unanswered(wing).number == 0
    old = said(wing, date=datetime.date(2026, 1, 5))
    said(wing)
    said(wing, status="answered")
    said(wing, lever="change")
    found = closing.unanswered(wing)
    assert (found.number, found.oldest, found.oldest_id) == (2, datetime.date(2026, 1, 5), old)
    answers.answer(wing, old, "cannot", "The prison decides that.")
    assert closing.unanswered(wing).number == 1


def test_the_time_to_an_answer_is_that_of_the_first(wing: SignedIn) -> None:
    day = datetime.timedelta(days=1)
    start = datetime.date(2026, 1, 1)
    for days in (2, 4, 30):
        comment = said(wing, date=start)
        records.save(
            wing, Answer(feedback=comment, lever="tell", text="Yes.", date=start + days * day)
        )
    # Answered once before the period, and again in it: it was the first that was waited for.
    records.save(wing, Answer(feedback=comment, lever="tell", text="Still.", date=start + 80 * day))
    before = said(wing, date=start)
    records.save(wing, Answer(feedback=before, lever="tell", text="Yes.", date=start - day))
    wait = closing.time_to_answer(wing, start, start + 90 * day)
    assert wait is not None
    assert (wait.answered, wait.median, wait.longest) == (3, 4, 30)
    assert closing.time_to_answer(wing, start + 60 * day, start + 90 * day) is None
    with_early = closing.time_to_answer(wing, start - day, start)
    assert with_early is not None
    assert with_early.longest == 0
