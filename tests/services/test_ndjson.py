# SPDX-License-Identifier: MIT
import json
from typing import Any

import pytest

from coprod_desktop.domain.errors import Cancelled, InvalidValue, WrongKindOfStore
from coprod_desktop.services import care, lists, ndjson, records
from coprod_desktop.services.records import Wanted
from coprod_desktop.services.session import SignedIn
from tests.stores import action, content, feedback, meeting, stop_at

SAID = {"date": "2026-03-02", "form": "feedback-1", "answers": {"what_good": "The nurse listened"}}


def line(kind: str, record: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"type": kind, "record": record, **more}).encode()


def test_lines_are_recorded_in_their_order(wing: SignedIn) -> None:
    words = [f"number {number}" for number in range(1200)]
    given = [line("feedback", {**SAID, "answers": {"what_good": said}}) for said in words]
    report = ndjson.record(wing, given)
    assert [saved.n for saved in report.taken] == list(range(1, 1201))
    held = [records.get(wing, saved.id).record for saved in report.taken]
    assert held == [feedback(said) for said in words]


def test_revisions_of_one_record_in_one_file(wing: SignedIn) -> None:
    clock = {"text": "Put up a clock"}
    report = ndjson.record(
        wing,
        [
            line("action", clock, **{"as": "clock"}),
            line("action", {**clock, "status": "done"}, id="@clock"),
            line("action", {**clock, "status": "cannot"}, id="@clock", **{"as": "again"}),
            line("action", clock, id="@again"),
        ],
    )
    assert report.refused == ()
    assert [saved.rev for saved in report.taken] == [1, 2, 3, 4]
    story = records.story(wing, report.taken[0].id)
    assert [event.record for event in story] == [
        action(),
        action(status="done"),
        action(status="cannot"),
        action(),
    ]
    assert care.check(wing).ok


def test_the_same_file_twice_makes_other_records(wing: SignedIn) -> None:
    given = [line("action", {"text": "Clock"}, **{"as": "clock"})]
    first, second = (ndjson.record(wing, given).taken[0] for _ in range(2))
    assert first.id != second.id


def test_text_that_begins_like_a_name_stays_text(wing: SignedIn) -> None:
    report = ndjson.record(wing, [line("action", {"text": "@clock", "outcome": "@none"})])
    assert records.get(wing, report.taken[0].id).record == action("@clock", outcome="@none")


def test_a_cancel_records_nothing(wing: SignedIn) -> None:
    before = content(wing)
    given = [line("feedback", SAID)] * 1200
    with pytest.raises(Cancelled):
        ndjson.record(wing, given, stop_at(2, Cancelled()))
    assert content(wing) == before


def test_an_office_records_nothing(central: SignedIn) -> None:
    with pytest.raises(WrongKindOfStore):
        ndjson.record(central, [line("feedback", SAID)])


def test_a_name_of_a_refused_line_is_not_known(wing: SignedIn) -> None:
    report = ndjson.record(
        wing,
        [
            line("meeting", {"title": "No date"}, **{"as": "forum"}),
            line("action", {"text": "Clock", "meeting": "@forum"}),
        ],
    )
    assert [(r.line, r.code) for r in report.refused] == [
        (1, "InvalidValue"),
        (2, "RecordNotFound"),
    ]


@pytest.mark.parametrize("raw", [b"x" * (1 << 20 | 1), b"\xff\xfe{}", b"[" * 100_000, b"null"])
def test_hostile_lines_are_refused(wing: SignedIn, raw: bytes) -> None:
    report = ndjson.record(wing, [raw, line("feedback", SAID)])
    assert [(r.line, r.code) for r in report.refused] == [(1, "InvalidValue")]
    assert lists.counts(wing).feedback == 1


def test_a_record_is_not_revised_by_one_of_another_kind(wing: SignedIn) -> None:
    made = records.save(wing, meeting())
    with pytest.raises(InvalidValue, match="another kind"):
        records.save(wing, action(), id=made.id)
    with pytest.raises(InvalidValue, match="another kind"):
        records.save_all(wing, [Wanted(action(), made.id, revises=True)])
    assert records.get(wing, made.id).rev == 1


def test_an_excerpt_does_not_depend_on_how_the_answers_were_typed(wing: SignedIn) -> None:
    both = {"what_good": "Nurse", "what_better": "Queue"}
    for order in (sorted(both), sorted(both, reverse=True)):
        answers: dict[str, Any] = {question: both[question] for question in order}
        ndjson.record(wing, [line("feedback", {**SAID, "answers": answers})])
    found = lists.page(wing, "feedback")
    assert len({row.excerpt for row in found if isinstance(row, lists.FeedbackRow)}) == 1
    assert care.check(wing).ok
