# SPDX-License-Identifier: MIT
"""What a list shows of a record, and what the search may find in it: computed, never kept twice."""

import datetime
from collections.abc import Callable
from typing import Any

from coprod_desktop.domain.change import Change, PutChange, type_of
from coprod_desktop.domain.records import (
    Action,
    Answer,
    Choice,
    Complaint,
    Erasure,
    Feedback,
    Meeting,
    Notice,
    Record,
    RecordType,
    Roll,
)

EXCERPT = 160
FFT_CODES = range(1, 7)
"""Very good to very poor, and don't know; a survey's own codes are no answer to the test."""
_ENGLISH = frozenset(("", "english", "en", "en-gb"))
_DAY_MS = 86_400_000
_FIRST_DAY = datetime.date(1970, 1, 1).toordinal()
_LAST_DAY = datetime.date.max.toordinal()

Values = tuple[Any, ...]
"""A row's own columns, in the order of its table, after those that all tables begin with."""


def feedback(record: Feedback) -> Values:
    """A comment's own columns."""
    return _comment(record, _said(record))


def comment(record: Feedback, *, words: bool) -> tuple[Values, str]:
    """A comment's own columns, and if asked for what the search finds it by."""
    said = _said(record)
    return _comment(record, said), _found_by(record, said) if words else ""


def _comment(record: Feedback, said: list[str]) -> Values:
    fft = record.answers.get("fft_overall")
    return (
        record.date.isoformat(),
        record.site,
        record.wing,
        record.service,
        record.channel,
        record.kind,
        fft if fft in FFT_CODES else None,
        ";".join(record.themes),
        record.who_can_fix,
        record.wants_reply,
        record.slip_code,
        record.status,
        record.lever,
        _escalation(record),
        needs_language_help(record),
        _iso(record.heard_on),
        " · ".join(said)[:EXCERPT],
    )


def needs_language_help(record: Feedback) -> bool:
    """Whether a comment came in another language than English, or with somebody's help."""
    language = record.language
    return record.helped or (bool(language) and language.strip().casefold() not in _ENGLISH)


def _escalation(record: Feedback) -> str:
    """Whether something is still to be passed on: ``open``, ``done``, or nothing ever was."""
    if not record.escalations:
        return ""
    return "open" if any(each.state == "open" for each in record.escalations) else "done"


def _said(record: Feedback) -> list[str]:
    """A patient's words, in the order of the canonical form.

    A record that was just typed has its answers in the form's order, the same record read from the
    log in that of its bytes: both must give the same row, or an office would show another excerpt.
    """
    answers = record.answers
    return [a for key in sorted(answers) if isinstance(a := answers[key], str) and a]


def _found_by(record: Feedback, said: list[str]) -> str:
    rest = (record.staff_note, record.slip_code, record.service, record.wing, record.reference)
    return "\n".join((*said, *rest))


def _meeting(record: Meeting) -> Values:
    return (
        record.date.isoformat(),
        record.site,
        record.wing,
        record.kind,
        record.title,
        record.patients_present,
        record.status,
        _iso(record.next_date),
        record.repeats,
        record.interpreter_used,
    )


def _action(record: Action) -> Values:
    return (
        record.site,
        record.wing,
        record.text,
        record.owner_role,
        record.with_role,
        _iso(record.due),
        record.status,
        record.joint,
        record.lever,
        record.meeting,
        record.feedback,
    )


def _answer(record: Answer) -> Values:
    return (
        record.date.isoformat(),
        record.feedback,
        record.action,
        record.lever,
        record.text,
    )


def _complaint(record: Complaint) -> Values:
    return (
        record.received.isoformat(),
        record.site,
        record.wing,
        record.feedback,
        record.how,
        ";".join(record.subjects),
        record.status,
        _iso(record.acknowledged_on),
        _iso(record.reply_by),
        _iso(record.delay_told_on),
        _iso(record.replied_on),
        record.outcome,
        record.handler_role,
        record.summary[:EXCERPT],
    )


def _roll(record: Roll) -> Values:
    return (record.date.isoformat(), record.site, record.wing, record.number)


def _iso(date: datetime.date | None) -> str:
    return date.isoformat() if date else ""


def _notice(record: Notice) -> Values:
    return (
        record.date.isoformat(),
        record.until.isoformat(),
        record.site,
        record.wing,
        record.title,
        record.text,
        record.of,
    )


VALUES: dict[RecordType, Callable[[Any], Values]] = {
    "feedback": feedback,
    "meeting": _meeting,
    "action": _action,
    "answer": _answer,
    "complaint": _complaint,
    "roll": _roll,
    "notice": _notice,
}


def binned(change: PutChange) -> Values:
    """What the bin shows of a record, of whatever type it is."""
    record = change.data
    match record:
        case Feedback():
            excerpt = " · ".join(_said(record))
        case Meeting() | Notice():
            excerpt = record.title
        case Action() | Answer():
            excerpt = record.text
        case Complaint():
            excerpt = record.summary
        case Roll():
            excerpt = str(record.number)
    site, wing = ("", "") if isinstance(record, Answer) else (record.site, record.wing)
    date = datetime.date.fromordinal(day(change)).isoformat()
    return (type_of(change), date, site, wing, excerpt[:EXCERPT])


def words(record: Record | Erasure | Choice) -> str:
    """All that a person might look for in a record, as one text for the search index."""
    match record:
        case Feedback():
            return _found_by(record, _said(record))
        case Meeting():
            agenda = [
                part for item in record.agenda for part in (item.title, item.notes, *item.decisions)
            ]
            fed_back = [part for item in record.fed_back for part in (item.said, item.did)]
            could_not = [part for item in record.could_not for part in (item.what, item.why)]
            rest = [record.regime_note, record.place, record.wing, record.safe_close]
            return "\n".join((record.title, *agenda, *fed_back, *could_not, *rest))
        case Action():
            roles = f"{record.owner_role}\n{record.with_role}"
            return f"{record.text}\n{roles}\n{record.outcome}"
        case Answer():
            return record.text
        case Complaint():
            rest = [record.learning, record.delay_reason, record.late_reason, record.reference]
            return "\n".join((record.summary, *rest, record.service, record.wing))
        case Roll() | Notice() | Erasure() | Choice():
            return ""


def day(change: Change) -> int:
    """The day a record belongs to, as a proleptic ordinal: an action's is the day it is due."""
    record = change.data
    if isinstance(record, Feedback):  # nearly all are
        return record.date.toordinal()
    match record:
        case Action():
            date = record.due
        case Erasure() | Choice():
            date = None
        case Complaint():
            date = record.received
        case _:
            date = record.date
    if date is None:
        # A clock may be wrong by more years than a calendar has.
        return min(_FIRST_DAY + change.at // _DAY_MS, _LAST_DAY)
    return date.toordinal()
