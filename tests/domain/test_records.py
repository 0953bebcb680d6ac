# SPDX-License-Identifier: MIT
"""What fits in a record and what does not."""

import datetime
import json
import typing
from typing import Any

import msgspec
import pytest

from coprod_desktop.domain import canonical
from coprod_desktop.domain.records import (
    FIRST_DAY,
    LAST_DAY,
    RECORD_TYPES,
    Action,
    Answer,
    Complaint,
    Escalation,
    Feedback,
    Meeting,
    Notice,
    Record,
    RecordType,
    Roll,
    day_out_of_reach,
)

ID = "0192f0c1-2b3a-7c4d-8e5f-60718293a4b5"
LEAST: dict[RecordType, dict[str, Any]] = {
    "feedback": {"date": "2026-03-02", "form": "feedback-1", "answers": {"what_good": "Tea"}},
    "meeting": {"date": "2026-03-02", "kind": "patient_forum", "title": "Forum"},
    "action": {"text": "Put up a clock"},
}
DAY = datetime.date
SOME: dict[type[Any], dict[str, Any]] = {
    Feedback: LEAST["feedback"],
    Meeting: LEAST["meeting"],
    Action: LEAST["action"],
    Answer: {"feedback": ID, "lever": "tell", "text": "Told", "date": "2026-03-02"},
    Complaint: {"received": "2026-03-02"},
    Roll: {"date": "2026-03-01", "wing": "B", "number": 70},
    Notice: {"date": "2026-03-02", "until": "2026-03-09", "title": "Closed"},
    Escalation: {"route": "acct"},
}


def read(kind: RecordType, /, **fields: Any) -> Any:
    tree = {**LEAST[kind], **fields}
    raw = canonical.encode({key: value for key, value in tree.items() if value is not ...})
    return canonical.decode(msgspec.json.Decoder(RECORD_TYPES[kind]), raw)


@pytest.mark.parametrize("kind", list(LEAST))
def test_the_least_record_stands_and_is_spelt_in_one_way(kind: RecordType) -> None:
    assert msgspec.to_builtins(read(kind)) == LEAST[kind]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("feedback", {"answers": {"fft_overall": 0}}),
        ("feedback", {"answers": {"fft_overall": 99}}),
        ("feedback", {"answers": {"what_good": "w" * 20_000}}),
        ("feedback", {"answers": {}}),
        ("feedback", {"wing": "W" * 200}),
        ("feedback", {"themes": ["ACC", "ACC.WAIT"]}),
        ("feedback", {"themes": ["ACC"] * 20}),
        ("feedback", {"slip_code": "K7-42"}),
        ("feedback", {"date": "2028-02-29"}),
        ("meeting", {"start": "23:59"}),
        ("meeting", {"ladder_rung": 7}),
        ("meeting", {"patients_present": 10_000}),
        ("meeting", {"attendance": [{"role": "patient"}]}),
        ("action", {"text": "w" * 20_000}),
        ("action", {"meeting": ID, "feedback": ID, "due": "2026-12-31"}),
    ],
    ids=str,
)
def test_what_just_fits(kind: RecordType, fields: dict[str, Any]) -> None:
    stood = json.loads(canonical.encode(read(kind, **fields)))
    assert stood == {**LEAST[kind], **fields}


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("feedback", {"date": ...}),
        ("feedback", {"date": "2026-02-30"}),
        ("feedback", {"date": "02/03/2026"}),
        ("feedback", {"date": 20260302}),
        ("feedback", {"date": None}),
        ("feedback", {"form": ...}),
        ("feedback", {"form": "../../etc/passwd"}),
        ("feedback", {"form": "a" * 33}),
        ("feedback", {"answers": ...}),
        ("feedback", {"answers": {"fft_overall": 100}}),
        ("feedback", {"answers": {"fft_overall": -1}}),
        ("feedback", {"answers": {"fft_overall": True}}),
        ("feedback", {"answers": {"what_good": ["Tea"]}}),
        ("feedback", {"answers": {"what_good": "w" * 20_001}}),
        ("feedback", {"answers": {"What good": "Tea"}}),
        ("feedback", {"answers": {"": "Tea"}}),
        ("feedback", {"wing": "W" * 201}),
        ("feedback", {"wing": "two\nlines"}),
        ("feedback", {"channel": "carrier_pigeon"}),
        ("feedback", {"themes": ["acc"]}),
        ("feedback", {"themes": ["ACC;ACC"]}),
        ("feedback", {"themes": ["ACC"] * 21}),
        ("feedback", {"slip_code": "K0-42"}),
        ("feedback", {"slip_code": "K7-42\n"}),
        ("feedback", {"wants_reply": 1}),
        ("feedback", {"prisoner_number": "A1234BC"}),
        ("meeting", {"kind": "party"}),
        ("meeting", {"title": ...}),
        ("meeting", {"start": "24:00"}),
        ("meeting", {"start": "9:00"}),
        ("meeting", {"ladder_rung": 8}),
        ("meeting", {"patients_present": 10_001}),
        ("meeting", {"attendance": [{"role": "patient", "name": "Mr Brown"}]}),
        ("meeting", {"attendance": [{"role": "patient"}] * 201}),
        ("meeting", {"agenda": [{"title": "x"}] * 101}),
        ("meeting", {"carried": ["1"]}),
        ("action", {"text": ""}),
        ("action", {"text": "w" * 20_001}),
        ("action", {"status": "maybe"}),
        ("action", {"meeting": "the last one"}),
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused(kind: RecordType, fields: dict[str, Any]) -> None:
    with pytest.raises((canonical.NotOfType, canonical.NotCanonical)):
        read(kind, **fields)


@pytest.mark.parametrize("kind", [*RECORD_TYPES.values(), Escalation])
def test_no_day_is_out_of_reach_of_a_chart(kind: type[Record | Escalation]) -> None:
    least = Feedback(date=FIRST_DAY, form="feedback-1", answers={})
    hints = typing.get_type_hints(kind)
    days = [name for name, hint in hints.items() if hint in {DAY, DAY | None}]
    assert days
    for name in days:
        for day, fault in ((FIRST_DAY, ""), (LAST_DAY, ""), (DAY(1899, 12, 31), name)):
            made = msgspec.convert({**SOME.get(kind, {}), name: day}, kind)
            if isinstance(made, Escalation):
                made = msgspec.structs.replace(least, escalations=(made,))
            assert day_out_of_reach(made) == fault
