# SPDX-License-Identifier: MIT
"""The records: feedback, meeting, action and answer, as frozen values that decode strictly.

Text fields hold what `domain.text` allows. An empty string means *not recorded*, and is left out of
the encoded form. Coded fields are closed lists: a new code is a new version of the record.
"""

import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

Line = Annotated[str, Meta(max_length=200, pattern=r"^[^\n]*\Z")]
Text = Annotated[str, Meta(max_length=20_000)]
Code = Annotated[str, Meta(max_length=32, pattern=r"^[a-z0-9_]*\Z")]
Theme = Annotated[str, Meta(max_length=24, pattern=r"^[A-Z]{3}(\.[A-Z]{2,12})?\Z")]
RecordId = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z")
]
OptionalId = Annotated[
    str,
    Meta(pattern=r"^([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})?\Z"),
]
QuestionId = Annotated[str, Meta(pattern=r"^[a-z0-9_]{1,32}\Z")]
FormId = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,32}\Z")]
SlipCode = Annotated[str, Meta(pattern=r"^([A-Z][1-9]-[1-9][0-9])?\Z")]
Count = Annotated[int, Meta(ge=0, le=10_000)]
Time = Annotated[str, Meta(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9])?\Z")]

Channel = Literal[
    "",
    "paper_slip",
    "paper_at_clinic",
    "spoken_to_staff",
    "peer_rep",
    "forum",
    "letter",
    "family",
    "kiosk_or_tablet",
    "survey",
]
Fixer = Literal["", "healthcare", "prison_regime", "hospital", "joint", "unknown"]
FeedbackKind = Literal["", "concern", "compliment", "complaint", "suggestion", "mixed", "comment"]
Lever = Literal["", "tell", "change", "ask", "cannot"]
MeetingKind = Literal["patient_forum", "health_rep", "one_to_one", "project", "staff"]


class _Value(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """What all parts of a record have in common."""


class Feedback(_Value, frozen=True, kw_only=True):
    """What one patient said, once: their words by question, and what staff noted apart from them.

    ``answers`` maps permanent question ids of ``form`` to a choice's code or to the patient's own
    words, which nothing in the program ever alters.
    """

    date: datetime.date
    form: FormId
    answers: dict[QuestionId, Annotated[int, Meta(ge=0, le=99)] | Text]
    site: Line = ""
    wing: Line = ""
    service: Line = ""
    channel: Channel = ""
    written_by: Line = ""
    language: Line = ""
    helped: bool = False
    kind: FeedbackKind = ""
    themes: Annotated[tuple[Theme, ...], Meta(max_length=20)] = ()
    who_can_fix: Fixer = ""
    wants_reply: bool = False
    reply_by: Literal["", "slip_code", "peer_rep", "sealed_letter"] = ""
    slip_code: SlipCode = ""
    ok_to_quote: Literal["", "yes", "no", "not_asked"] = ""
    staff_note: Text = ""
    escalated_route: Code = ""
    status: Literal["", "new", "in_review", "action_open", "answered"] = ""
    lever: Lever = ""
    reference: Line = ""


class Attendance(_Value, frozen=True, kw_only=True):
    """How many people of a role came; no names are needed."""

    role: Line
    count: Count = 1
    wing: Line = ""


class AgendaItem(_Value, frozen=True, kw_only=True):
    """One thing a meeting talked about, and what it decided."""

    title: Line
    notes: Text = ""
    decisions: Annotated[tuple[Text, ...], Meta(max_length=50)] = ()
    themes: Annotated[tuple[Theme, ...], Meta(max_length=20)] = ()
    feedback: Annotated[tuple[RecordId, ...], Meta(max_length=200)] = ()


class FedBack(_Value, frozen=True, kw_only=True):
    """Something said before, and what was done: the loop closed in the room."""

    said: Text
    did: Text
    kind: Code = ""


class CouldNot(_Value, frozen=True, kw_only=True):
    """Something that cannot be done, with the reason people were given."""

    what: Text
    why: Text


class Recognition(_Value, frozen=True, kw_only=True):
    """How a contribution was recognised, and how far that has come."""

    type: Code
    status: Code = ""


class Meeting(_Value, frozen=True, kw_only=True):
    """Notes of a meeting with patients: who came by role, what was said, what was decided."""

    date: datetime.date
    kind: MeetingKind
    title: Line
    site: Line = ""
    wing: Line = ""
    place: Line = ""
    start: Time = ""
    end: Time = ""
    called_by: Line = ""
    chair_role: Line = ""
    note_taker_role: Line = ""
    attendance: Annotated[tuple[Attendance, ...], Meta(max_length=200)] = ()
    apologies: Annotated[tuple[Line, ...], Meta(max_length=200)] = ()
    patients_present: Count = 0
    wings_not_represented: Annotated[tuple[Line, ...], Meta(max_length=100)] = ()
    interpreter: Line = ""
    regime: Literal["", "on_time", "late_start", "cut_short", "cancelled"] = ""
    regime_note: Text = ""
    consent: Text = ""
    ladder_rung: Annotated[int, Meta(ge=0, le=7)] = 0
    fed_back: Annotated[tuple[FedBack, ...], Meta(max_length=100)] = ()
    agenda: Annotated[tuple[AgendaItem, ...], Meta(max_length=100)] = ()
    carried: Annotated[tuple[RecordId, ...], Meta(max_length=500)] = ()
    could_not: Annotated[tuple[CouldNot, ...], Meta(max_length=100)] = ()
    recognition: Annotated[tuple[Recognition, ...], Meta(max_length=100)] = ()
    safe_close_asked: bool = False
    safe_close: Text = ""
    easy_read: Annotated[tuple[Text, ...], Meta(max_length=50)] = ()
    next_date: datetime.date | None = None
    status: Literal["", "draft", "agreed"] = ""
    reference: Line = ""


class Action(_Value, frozen=True, kw_only=True):
    """Something somebody promised to do: what, who by role, by when, and what came of it."""

    text: Annotated[str, Meta(min_length=1, max_length=20_000)]
    owner_role: Line = ""
    with_role: Line = ""
    due: datetime.date | None = None
    status: Literal["open", "done", "cannot"] = "open"
    joint: bool = False
    lever: Lever = ""
    outcome: Text = ""
    meeting: OptionalId = ""
    agenda_item: Count = 0
    feedback: OptionalId = ""
    site: Line = ""
    wing: Line = ""
    reference: Line = ""


class Answer(_Value, frozen=True, kw_only=True):
    """What came of a comment, in words that the patient hears: a record of its own.

    The office answers a wing's comment without ever editing it.
    """

    feedback: RecordId
    lever: Literal["tell", "change", "ask", "cannot"]
    text: Annotated[str, Meta(min_length=1, max_length=20_000)]
    date: datetime.date
    action: OptionalId = ""


Record = Feedback | Meeting | Action | Answer
RecordType = Literal["feedback", "meeting", "action", "answer"]
RECORD_TYPES: dict[RecordType, type[Record]] = {
    "feedback": Feedback,
    "meeting": Meeting,
    "action": Action,
    "answer": Answer,
}


Reason = Literal["patient_asked", "recorded_in_error", "wrong_person", "law", "other"]


class Erasure(_Value, frozen=True, kw_only=True):
    """Why a record of a type was erased. It says nothing of what the record held."""

    of: RecordType
    reason: Reason


class Choice(_Value, frozen=True, kw_only=True):
    """Which of two versions of a record a person chose to show: the one with this leaf hash."""

    leaf: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]\Z")]


def links(record: Record | Erasure | Choice) -> tuple[str, ...]:
    """The ids of the other records that a record names."""
    match record:
        case Feedback() | Erasure() | Choice():
            return ()
        case Action():
            return tuple(each for each in (record.meeting, record.feedback) if each)
        case Answer():
            return (record.feedback, *([record.action] if record.action else ()))
        case Meeting():
            said = [each for item in record.agenda for each in item.feedback]
            return (*record.carried, *said)
