# SPDX-License-Identifier: MIT
"""The records, from feedback to notices: frozen values that decode strictly.

Text fields hold what `domain.text` allows. An empty string means *not recorded*, and is left out of
the encoded form. Coded fields are closed lists: a new code is a new version of the record.
"""

import datetime
import functools
import typing
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from coprod_desktop.domain import canonical

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


FIRST_DAY: Final = datetime.date(1900, 1, 1)
LAST_DAY: Final = datetime.date(2199, 12, 31)
"""No record holds a day outside of these: a chart would have to reach there, and beyond the last
day of all calendars nothing can be counted on."""


class _Value(
    Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True, gc=False
):
    """What all parts of a record have in common."""


class Escalation(_Value, frozen=True, kw_only=True):
    """That words which may tell of harm were passed on by one of the prison's own routes, or not.

    ``open``: somebody still has to. It holds when, by which route and which role, and never what
    was told.
    """

    route: Code
    state: Literal["open", "done", "not_needed"] = "done"
    on: datetime.date | None = None
    by_role: Line = ""
    reason: Line = ""


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
    escalations: Annotated[tuple[Escalation, ...], Meta(max_length=10)] = ()
    status: Literal["", "new", "in_review", "action_open", "answered"] = ""
    lever: Lever = ""
    heard_on: datetime.date | None = None
    heard_how: Literal["", "spoken", "slip", "letter", "peer_rep", "poster"] = ""
    binned: bool = False
    reference: Line = ""


class Attendance(_Value, frozen=True, kw_only=True):
    """How many people of a role came; no names are needed."""

    role: Line
    count: Count = 1
    wing: Line = ""


class Hands(_Value, frozen=True, kw_only=True):
    """How many hands went up for one choice."""

    choice: Line
    count: Count = 0


class AgendaItem(_Value, frozen=True, kw_only=True):
    """One thing a meeting talked about, and what it decided.

    What is ``confidential`` is left out of minutes for others. ``hands`` are a show of hands about
    ``hands_question``.
    """

    title: Line
    notes: Text = ""
    decisions: Annotated[tuple[Text, ...], Meta(max_length=50)] = ()
    themes: Annotated[tuple[Theme, ...], Meta(max_length=20)] = ()
    feedback: Annotated[tuple[RecordId, ...], Meta(max_length=200)] = ()
    confidential: bool = False
    hands_question: Line = ""
    hands: Annotated[tuple[Hands, ...], Meta(max_length=20)] = ()


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
    """Notes of a meeting with patients: who came by role, what was said, what was decided.

    ``agreed_at`` is the later meeting that agreed them. What a revision after that puts right
    stands in ``corrected``, so that the story of the record tells it.
    """

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
    interpreter_used: Literal["", "yes", "no", "not_needed"] = ""
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
    repeats: Literal["", "weekly", "fortnightly", "four_weekly", "monthly", "quarterly"] = ""
    status: Literal["", "draft", "agreed"] = ""
    agreed_on: datetime.date | None = None
    agreed_at: OptionalId = ""
    corrected: Line = ""
    binned: bool = False
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
    binned: bool = False
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
    binned: bool = False


class Complaint(_Value, frozen=True, kw_only=True):
    """A complaint under the 2009 regulations (SI 2009/309), mostly of a comment that became one.

    Codes of ``subjects`` and ``complainant`` are those of the KO41a return, of ``status`` and
    ``outcome`` those of `domain.complaints`. The clocks are computed and never stored.
    """

    received: datetime.date
    feedback: OptionalId = ""
    how: Literal["", "spoken", "written"] = ""
    event_on: datetime.date | None = None
    known_on: datetime.date | None = None
    late_reason: Text = ""
    site: Line = ""
    wing: Line = ""
    service: Line = ""
    complainant: Code = ""
    subjects: Annotated[tuple[Code, ...], Meta(max_length=21)] = ()
    summary: Text = ""
    handler_role: Line = ""
    status: Code = ""
    acknowledged_on: datetime.date | None = None
    acknowledged_how: Literal["", "spoken", "written"] = ""
    talk_offered: bool = False
    reply_by: datetime.date | None = None
    delay_told_on: datetime.date | None = None
    delay_reason: Text = ""
    replied_on: datetime.date | None = None
    outcome: Code = ""
    learning: Text = ""
    ombudsman_on: datetime.date | None = None
    closed_on: datetime.date | None = None
    binned: bool = False
    reference: Line = ""


class Roll(_Value, frozen=True, kw_only=True):
    """How many people lived on a wing in a month, whose first day ``date`` is."""

    date: datetime.date
    wing: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\n]*\Z")]
    number: Annotated[int, Meta(ge=1, le=5_000)]
    site: Line = ""
    binned: bool = False


class Notice(_Value, frozen=True, kw_only=True):
    """A short notice of the office, shown from ``date`` to ``until``, both days included.

    It is for the wing named, for all wings of the ``site``, or without either for all. What a wing
    gets is a copy: ``of`` is then the office's own notice, which the wing does not have.
    """

    date: datetime.date
    until: datetime.date
    title: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\n]*\Z")]
    text: Annotated[str, Meta(max_length=2_000)] = ""
    site: Line = ""
    wing: Line = ""
    of: OptionalId = ""
    binned: bool = False


Record = Feedback | Meeting | Action | Answer | Complaint | Roll | Notice
RecordType = Literal["feedback", "meeting", "action", "answer", "complaint", "roll", "notice"]
RECORD_TYPES: dict[RecordType, type[Record]] = {
    "feedback": Feedback,
    "meeting": Meeting,
    "action": Action,
    "answer": Answer,
    "complaint": Complaint,
    "roll": Roll,
    "notice": Notice,
}
canonical.ready(*RECORD_TYPES.values())


Reason = Literal["patient_asked", "recorded_in_error", "wrong_person", "law", "other"]


class Erasure(_Value, frozen=True, kw_only=True):
    """Why a record of a type was erased. It says nothing of what the record held."""

    of: RecordType
    reason: Reason


class Choice(_Value, frozen=True, kw_only=True):
    """Which of two versions of a record a person chose to show: the one with this leaf hash."""

    leaf: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]\Z")]


def day_out_of_reach(record: Record | Erasure | Choice) -> str:
    """The field that holds a day before `FIRST_DAY` or after `LAST_DAY`; nothing for none."""
    for name in _days(type(record)):
        day = getattr(record, name)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            return name
    if isinstance(record, Feedback):
        for passed_on in record.escalations:
            if passed_on.on is not None and not FIRST_DAY <= passed_on.on <= LAST_DAY:
                return "on"
    return ""


@functools.cache
def _days(kind: type[Struct]) -> tuple[str, ...]:
    """The names of the fields that hold days."""
    hints = typing.get_type_hints(kind)
    return tuple(
        each.name
        for each in msgspec.structs.fields(kind)
        if hints[each.name] in (datetime.date, datetime.date | None)
    )


def links(record: Record | Erasure | Choice) -> tuple[str, ...]:
    """The ids of the other records that a record names."""
    match record:
        case Feedback() | Roll() | Notice() | Erasure() | Choice():
            return ()
        case Action():
            return tuple(each for each in (record.meeting, record.feedback) if each)
        case Answer():
            return (record.feedback, *([record.action] if record.action else ()))
        case Complaint():
            return (record.feedback,) if record.feedback else ()
        case Meeting():
            said = [each for item in record.agenda for each in item.feedback]
            agreed = (record.agreed_at,) if record.agreed_at else ()
            return (*record.carried, *said, *agreed)
