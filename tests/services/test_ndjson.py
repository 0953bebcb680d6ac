# SPDX-License-Identifier: MIT
"""Lines of JSON: each good one is recorded, each other one is named with why."""

import json
from typing import Any

import pytest

from coprod_desktop.domain.errors import Cancelled, WrongKindOfStore
from coprod_desktop.domain.records import Action, Meeting
from coprod_desktop.services.access import care
from coprod_desktop.services.entering import ndjson
from coprod_desktop.services.recording import lists, records
from coprod_desktop.services.session import SignedIn
from tests.stores import Folders, content, feedback, send, stop_at, take_in

SAID = {"date": "2026-03-02", "form": "feedback-1", "answers": {"what_good": "Tea"}}
FORUM = {"date": "2026-03-02", "kind": "patient_forum", "title": "Forum"}
DO = {"text": "Put up a clock"}


def line(kind: str, record: Any, **other: Any) -> bytes:
    return json.dumps({"type": kind, "record": record, **other}).encode()


def test_lines_of_every_kind_are_recorded_in_order(wing: SignedIn) -> None:
    good = [line("feedback", SAID), b"", line("meeting", FORUM), b" \n", line("action", DO)]
    report = ndjson.record(wing, good)
    assert report.refused == ()
    assert [each.n for each in report.taken] == [1, 2, 3]
    assert [records.get(wing, each.id).type for each in report.taken] == [
        "feedback",
        "meeting",
        "action",
    ]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (b"{", "InvalidValue"),
        (b"[]", "InvalidValue"),
        (b"\xff", "InvalidValue"),
        (b"null", "InvalidValue"),
        (b"[" * 100_000, "InvalidValue"),
        (b"x" * ((1 << 20) + 1), "InvalidValue"),
        (line("person", {"name": "Mr Brown"}), "InvalidValue"),
        (line("feedback", {}), "InvalidValue"),
        (line("feedback", {**SAID, "zz": 1}), "InvalidValue"),
        (line("feedback", {**SAID, "answers": {}}), "InvalidValue"),
        (line("feedback", SAID, zz=1), "InvalidValue"),
        (line("feedback", SAID, **{"as": "two words"}), "InvalidValue"),
        (line("feedback", SAID, id="@nobody"), "RecordNotFound"),
        (line("feedback", SAID, id="01a20906-abaf-7000-8d6a-30e76e695198"), "RecordNotFound"),
        (line("action", {**DO, "meeting": "@nobody"}), "RecordNotFound"),
        (line("meeting", SAID, id="@first"), "InvalidValue"),
        (line("meeting", FORUM, id="@first"), "InvalidValue"),
        (line("feedback", SAID, **{"as": "first"}), "InvalidValue"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_bad_line_is_named_and_the_others_are_taken(
    wing: SignedIn, bad: bytes, code: str
) -> None:
    first = line("feedback", SAID, **{"as": "first"})
    report = ndjson.record(wing, [first, bad, line("action", DO)])
    assert len(report.taken) == 2
    assert [(each.line, each.code) for each in report.refused] == [(2, code)]
    assert report.refused[0].why
    assert "Brown" not in report.refused[0].why
    assert care.check(wing).ok


def test_a_name_stands_for_the_record_it_was_given_to(wing: SignedIn) -> None:
    lines = [
        line("feedback", SAID, **{"as": "tea"}),
        line("action", DO, **{"as": "clock"}),
        line(
            "meeting",
            {
                **FORUM,
                "carried": ["@clock"],
                "agenda": [{"title": "Tea", "feedback": ["@tea"]}],
            },
            **{"as": "forum"},
        ),
        line("action", {**DO, "meeting": "@forum", "feedback": "@tea"}),
        line("action", {"text": "Done", "status": "done"}, id="@clock"),
        line("feedback", {**SAID, "staff_note": "@tea is a word here"}),
    ]
    report = ndjson.record(wing, lines)
    assert report.refused == ()
    tea, clock, forum, linked, done, _ = report.taken
    held = [records.get(wing, each.id).record for each in (forum, linked, clock)]
    meeting, act, revised = held
    assert isinstance(meeting, Meeting)
    assert isinstance(act, Action)
    assert isinstance(revised, Action)
    assert meeting.carried == (clock.id,)
    assert meeting.agenda[0].feedback == (tea.id,)
    assert (act.meeting, act.feedback) == (forum.id, tea.id)
    assert (done.id, done.rev, revised.status) == (clock.id, 2, "done")


def test_another_devices_record_is_not_revised(
    wing: SignedIn, other: SignedIn, central: SignedIn, folders: Folders
) -> None:
    theirs = records.save(other, feedback())
    take_in(central, send(other, folders.stick))
    report = ndjson.record(wing, [line("feedback", SAID, id=theirs.id)])
    assert [each.code for each in report.refused] == ["RecordNotFound"]
    with pytest.raises(WrongKindOfStore):
        ndjson.record(central, [line("feedback", SAID)])


def test_a_byte_order_mark_is_no_fault(wing: SignedIn) -> None:
    report = ndjson.record(wing, [b"\xef\xbb\xbf" + line("feedback", SAID)])
    assert (len(report.taken), report.refused) == (1, ())


def test_cancelled_in_the_middle_takes_nothing(wing: SignedIn) -> None:
    before = content(wing)
    many = [line("feedback", SAID)] * 1_200
    with pytest.raises(Cancelled):
        ndjson.record(wing, many, stop_at(2, Cancelled()))
    assert content(wing) == before
    ndjson.record(wing, many)
    assert lists.counts(wing).feedback == 1_200
