# SPDX-License-Identifier: MIT
"""What the fields of records are called in a record's story, and what their coded values say."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication

from coprod_desktop.domain import forms, themes, vocabulary
from coprod_desktop.domain.differing import Difference
from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.translating import QT_TRANSLATE_NOOP
from coprod_desktop.gui.dates import iso, long_date

FIELDS: Final = {
    "date": QT_TRANSLATE_NOOP("Vocabulary", "Date"),
    "form": QT_TRANSLATE_NOOP("Vocabulary", "Form"),
    "answers": QT_TRANSLATE_NOOP("Vocabulary", "Answer to a question"),
    "site": QT_TRANSLATE_NOOP("Vocabulary", "Site"),
    "wing": QT_TRANSLATE_NOOP("Vocabulary", "Wing"),
    "service": QT_TRANSLATE_NOOP("Vocabulary", "Service"),
    "channel": QT_TRANSLATE_NOOP("Vocabulary", "How it came"),
    "written_by": QT_TRANSLATE_NOOP("Vocabulary", "Written down by"),
    "language": QT_TRANSLATE_NOOP("Vocabulary", "Language"),
    "helped": QT_TRANSLATE_NOOP("Vocabulary", "Somebody helped"),
    "kind": QT_TRANSLATE_NOOP("Vocabulary", "Kind"),
    "themes": QT_TRANSLATE_NOOP("Vocabulary", "Themes"),
    "who_can_fix": QT_TRANSLATE_NOOP("Vocabulary", "Who can fix it"),
    "wants_reply": QT_TRANSLATE_NOOP("Vocabulary", "Wants a reply"),
    "reply_by": QT_TRANSLATE_NOOP("Vocabulary", "How to reply"),
    "slip_code": QT_TRANSLATE_NOOP("Vocabulary", "Slip code"),
    "ok_to_quote": QT_TRANSLATE_NOOP("Vocabulary", "Quoting"),
    "staff_note": QT_TRANSLATE_NOOP("Vocabulary", "Staff note"),
    "escalations": QT_TRANSLATE_NOOP("Vocabulary", "Passed on"),
    "status": QT_TRANSLATE_NOOP("Vocabulary", "State"),
    "lever": QT_TRANSLATE_NOOP("Vocabulary", "What came of it"),
    "heard_on": QT_TRANSLATE_NOOP("Vocabulary", "Handed back on"),
    "heard_how": QT_TRANSLATE_NOOP("Vocabulary", "Handed back how"),
    "reference": QT_TRANSLATE_NOOP("Vocabulary", "Reference"),
    "title": QT_TRANSLATE_NOOP("Vocabulary", "Title"),
    "place": QT_TRANSLATE_NOOP("Vocabulary", "Place"),
    "start": QT_TRANSLATE_NOOP("Vocabulary", "Began"),
    "end": QT_TRANSLATE_NOOP("Vocabulary", "Ended"),
    "called_by": QT_TRANSLATE_NOOP("Vocabulary", "Called by"),
    "chair_role": QT_TRANSLATE_NOOP("Vocabulary", "Led by"),
    "note_taker_role": QT_TRANSLATE_NOOP("Vocabulary", "Notes taken by"),
    "attendance": QT_TRANSLATE_NOOP("Vocabulary", "Who came"),
    "apologies": QT_TRANSLATE_NOOP("Vocabulary", "Apologies"),
    "patients_present": QT_TRANSLATE_NOOP("Vocabulary", "Patients present"),
    "wings_not_represented": QT_TRANSLATE_NOOP("Vocabulary", "Wings not represented"),
    "interpreter": QT_TRANSLATE_NOOP("Vocabulary", "Interpreter"),
    "interpreter_used": QT_TRANSLATE_NOOP("Vocabulary", "Interpreter used"),
    "regime": QT_TRANSLATE_NOOP("Vocabulary", "Regime"),
    "regime_note": QT_TRANSLATE_NOOP("Vocabulary", "Note on the regime"),
    "consent": QT_TRANSLATE_NOOP("Vocabulary", "Consent"),
    "ladder_rung": QT_TRANSLATE_NOOP("Vocabulary", "Rung of the ladder"),
    "fed_back": QT_TRANSLATE_NOOP("Vocabulary", "Fed back since last time"),
    "agenda": QT_TRANSLATE_NOOP("Vocabulary", "Agenda item"),
    "carried": QT_TRANSLATE_NOOP("Vocabulary", "Actions carried over"),
    "could_not": QT_TRANSLATE_NOOP("Vocabulary", "What cannot be done"),
    "recognition": QT_TRANSLATE_NOOP("Vocabulary", "Recognition"),
    "safe_close_asked": QT_TRANSLATE_NOOP("Vocabulary", "Asked whether all are well"),
    "safe_close": QT_TRANSLATE_NOOP("Vocabulary", "How the meeting closed"),
    "easy_read": QT_TRANSLATE_NOOP("Vocabulary", "Easy Read"),
    "next_date": QT_TRANSLATE_NOOP("Vocabulary", "Next meeting"),
    "repeats": QT_TRANSLATE_NOOP("Vocabulary", "Repeats"),
    "agreed_on": QT_TRANSLATE_NOOP("Vocabulary", "Agreed on"),
    "agreed_at": QT_TRANSLATE_NOOP("Vocabulary", "Agreed at the meeting"),
    "number": QT_TRANSLATE_NOOP("Vocabulary", "People on the roll"),
    "until": QT_TRANSLATE_NOOP("Vocabulary", "Shown until"),
    "of": QT_TRANSLATE_NOOP("Vocabulary", "Copy of the office’s notice"),
    "text": QT_TRANSLATE_NOOP("Vocabulary", "Words"),
    "owner_role": QT_TRANSLATE_NOOP("Vocabulary", "Who does it"),
    "with_role": QT_TRANSLATE_NOOP("Vocabulary", "With whom"),
    "due": QT_TRANSLATE_NOOP("Vocabulary", "By when"),
    "joint": QT_TRANSLATE_NOOP("Vocabulary", "Owned together"),
    "outcome": QT_TRANSLATE_NOOP("Vocabulary", "Outcome"),
    "meeting": QT_TRANSLATE_NOOP("Vocabulary", "Meeting"),
    "agenda_item": QT_TRANSLATE_NOOP("Vocabulary", "Agenda item"),
    "feedback": QT_TRANSLATE_NOOP("Vocabulary", "Comment"),
    "action": QT_TRANSLATE_NOOP("Vocabulary", "Action"),
    "received": QT_TRANSLATE_NOOP("Vocabulary", "Received"),
    "how": QT_TRANSLATE_NOOP("Vocabulary", "How it came"),
    "event_on": QT_TRANSLATE_NOOP("Vocabulary", "When it happened"),
    "known_on": QT_TRANSLATE_NOOP("Vocabulary", "When it became known"),
    "late_reason": QT_TRANSLATE_NOOP("Vocabulary", "Why it is taken after 12 months"),
    "complainant": QT_TRANSLATE_NOOP("Vocabulary", "Who complains"),
    "subjects": QT_TRANSLATE_NOOP("Vocabulary", "Subjects"),
    "summary": QT_TRANSLATE_NOOP("Vocabulary", "What it is about"),
    "handler_role": QT_TRANSLATE_NOOP("Vocabulary", "Who deals with it"),
    "acknowledged_on": QT_TRANSLATE_NOOP("Vocabulary", "Acknowledged on"),
    "acknowledged_how": QT_TRANSLATE_NOOP("Vocabulary", "Acknowledged how"),
    "talk_offered": QT_TRANSLATE_NOOP("Vocabulary", "Talk offered"),
    "reply_by_date": QT_TRANSLATE_NOOP("Vocabulary", "Reply agreed by"),
    "delay_told_on": QT_TRANSLATE_NOOP("Vocabulary", "Delay told on"),
    "delay_reason": QT_TRANSLATE_NOOP("Vocabulary", "Reason for the delay"),
    "replied_on": QT_TRANSLATE_NOOP("Vocabulary", "Replied on"),
    "learning": QT_TRANSLATE_NOOP("Vocabulary", "What was learned"),
    "ombudsman_on": QT_TRANSLATE_NOOP("Vocabulary", "Went to the ombudsman on"),
    "closed_on": QT_TRANSLATE_NOOP("Vocabulary", "Closed on"),
    "corrected": QT_TRANSLATE_NOOP("Vocabulary", "What was corrected"),
    "notes": QT_TRANSLATE_NOOP("Vocabulary", "Notes"),
    "decisions": QT_TRANSLATE_NOOP("Vocabulary", "Decisions"),
    "confidential": QT_TRANSLATE_NOOP("Vocabulary", "Confidential"),
    "hands_question": QT_TRANSLATE_NOOP("Vocabulary", "Question for a show of hands"),
    "hands": QT_TRANSLATE_NOOP("Vocabulary", "Show of hands"),
    "said": QT_TRANSLATE_NOOP("Vocabulary", "What was said"),
    "did": QT_TRANSLATE_NOOP("Vocabulary", "What was done"),
    "what": QT_TRANSLATE_NOOP("Vocabulary", "What"),
    "why": QT_TRANSLATE_NOOP("Vocabulary", "Why"),
    "type": QT_TRANSLATE_NOOP("Vocabulary", "How"),
    "role": QT_TRANSLATE_NOOP("Vocabulary", "Role"),
    "count": QT_TRANSLATE_NOOP("Vocabulary", "How many"),
    "route": QT_TRANSLATE_NOOP("Vocabulary", "Route"),
    "state": QT_TRANSLATE_NOOP("Vocabulary", "State"),
    "on": QT_TRANSLATE_NOOP("Vocabulary", "On"),
    "by_role": QT_TRANSLATE_NOOP("Vocabulary", "By"),
    "reason": QT_TRANSLATE_NOOP("Vocabulary", "Reason"),
}
_CODES: Final = {
    ("feedback", "channel"): vocabulary.CHANNELS,
    ("feedback", "kind"): vocabulary.FEEDBACK_KINDS,
    ("feedback", "who_can_fix"): vocabulary.FIXERS,
    ("feedback", "status"): vocabulary.FEEDBACK_STATES,
    ("feedback", "ok_to_quote"): vocabulary.QUOTING,
    ("feedback", "lever"): vocabulary.LEVERS,
    ("meeting", "kind"): vocabulary.MEETING_KINDS,
    ("meeting", "regime"): vocabulary.REGIMES,
    ("meeting", "status"): vocabulary.MEETING_STATES,
    ("action", "status"): vocabulary.ACTION_STATES,
    ("action", "lever"): vocabulary.LEVERS,
    ("answer", "lever"): vocabulary.LEVERS,
}
_LINKS: Final = frozenset(("meeting", "feedback", "action", "agreed_at", "carried"))


def name(kind: str, difference: Difference, form: str) -> str:
    """What a field that differs is called: "Staff note", "Agenda item 2, notes", a question."""
    if difference.field == "answers":
        return _question(form, difference.part)
    field = difference.field
    if (kind, field) == ("complaint", "reply_by"):
        field = "reply_by_date"
    words = vocabulary.say(FIELDS, field)
    if not difference.item:
        return words
    text = QCoreApplication.translate("StoryView", "{what} {number}, {part}")
    part = vocabulary.say(FIELDS, difference.part)
    return text.format(what=words, number=difference.item, part=part[:1].lower() + part[1:])


def value(kind: str, difference: Difference, text: str, form: str) -> str:
    """What a whole value says: a code's words, a date in words, a choice's text."""
    if difference.field == "answers":
        return _option(form, difference.part, text)
    if difference.field == "themes" or difference.part == "themes":
        return ", ".join(themes.label(code) for code in text.split(", "))
    if difference.field in _LINKS or difference.part == "feedback":
        return QCoreApplication.translate("StoryView", "a link")
    if text == "yes":
        return QCoreApplication.translate("StoryView", "yes")
    return _coded(kind, difference, text)


def _coded(kind: str, difference: Difference, text: str) -> str:
    day = iso(text) if len(text) == len("2026-06-04") else None
    if day is not None:
        return long_date(day)
    codes = _CODES.get((kind, difference.field))
    if codes is not None and not difference.item:
        return vocabulary.say(codes, text)
    return text.replace("_", " ")


def _question(form: str, question: str) -> str:
    try:
        found = forms.load(form).question(question)
    except InvalidValue:  # a form that has not come here yet
        found = None
    return found.text if found is not None else question


def _option(form: str, question: str, code: str) -> str:
    try:
        found = forms.load(form).question(question)
    except InvalidValue:
        found = None
    options = found.options if found is not None else ()
    return next((option.text for option in options if str(option.code) == code), code)
