# SPDX-License-Identifier: MIT
"""What the frozen files hold: what a wing recorded, and what its office said to it."""

import datetime
from typing import Final

from coprod_desktop.domain import change
from coprod_desktop.domain.change import Entry
from coprod_desktop.domain.forms import Form, Question
from coprod_desktop.domain.records import (
    Action,
    Answer,
    Attendance,
    Erasure,
    Feedback,
    Meeting,
    Notice,
    Record,
    Roll,
)

AT: Final = 1_772_000_000_000
SITE, WING = "HMP Example", "B wing"
DAY = datetime.date(2026, 3, 2)
# Records of the wing, then of the office.
IDS = [f"0192f0c1-0000-7000-8000-00000000000{place}" for place in range(1, 10)]
RECORDS: list[Record] = [
    Feedback(
        date=DAY,
        form="fft-2020",
        answers={"fft": 1, "why": "The nurse on the Tuesday round listened to me."},
        site=SITE,
        wing=WING,
        themes=("STA.AT",),
    ),
    Feedback(date=DAY, form="fft-2020", answers={"why": "To be erased."}),
    Meeting(
        date=datetime.date(2026, 3, 3),
        kind="patient_forum",
        title="Wing forum",
        attendance=(Attendance(role="Peer representative", count=4),),
        patients_present=4,
    ),
    Action(
        text="Ask Pharmacy – „who“ brings évening doses? \u200f\u05dc\u05d9\u05dc\u05d4",
        owner_role="Lead nurse",
        meeting=IDS[2],
    ),
]
REVISED = Feedback(
    date=DAY,
    form="fft-2020",
    answers={"fft": 1, "why": "The nurse on the Tuesday round listened to me."},
    site=SITE,
    wing=WING,
    themes=("STA.AT",),
    status="answered",
)
FORM = Form(
    id="example-1",
    title="An example of a form",
    questions=(Question(id="why", kind="text", text="Why do you say so?", asks="nonspecific"),),
)


def log_of_the_wing() -> list[Entry]:
    """Four records, one of them revised and one erased; then an answer and a month's roll."""
    made = [
        change.make(record, n=n, record_id=IDS[n - 1], rev=1, parent=b"", at=AT + n, by="Sam")
        for n, record in enumerate(RECORDS, start=1)
    ]
    told = Answer(feedback=IDS[0], lever="tell", text="We told the team.", date=DAY)
    roll = Roll(date=datetime.date(2026, 3, 1), wing=WING, number=188, site=SITE)
    return [
        *made,
        change.make(
            REVISED, n=5, record_id=IDS[0], rev=2, parent=made[0].leaf, at=AT + 5, by="Sam"
        ),
        change.make_erasure(
            Erasure(of="feedback", reason="patient_asked"),
            n=6,
            record_id=IDS[1],
            rev=2,
            parent=made[1].leaf,
            at=AT + 6,
            by="Sam",
        ),
        change.make(told, n=7, record_id=IDS[4], rev=1, parent=b"", at=AT + 7, by="Sam"),
        change.make(roll, n=8, record_id=IDS[7], rev=1, parent=b"", at=AT + 8, by="Sam"),
    ]


def log_for_the_wing(wings: list[Entry]) -> list[Entry]:
    """What the office keeps for this wing: an answer, an order to erase, and a notice."""
    notice = Notice(
        date=DAY,
        until=datetime.date(2026, 3, 31),
        title="The hatch is closed on Friday",
        of=IDS[6],
    )
    told = Answer(feedback=IDS[0], lever="change", text="The round stays on Tuesday.", date=DAY)
    return [
        change.make(told, n=1, record_id=IDS[5], rev=1, parent=b"", at=AT + 60, by="Ada"),
        change.make_erasure(
            Erasure(of="action", reason="recorded_in_error"),
            n=2,
            record_id=IDS[3],
            rev=2,
            parent=wings[3].leaf,
            at=AT + 61,
            by="Ada",
        ),
        change.make(notice, n=3, record_id=IDS[8], rev=1, parent=b"", at=AT + 62, by="Ada"),
    ]


def chained(start: bytes, entries: list[Entry]) -> bytes:
    for entry in entries:
        start = change.link(start, entry.leaf)
    return start
