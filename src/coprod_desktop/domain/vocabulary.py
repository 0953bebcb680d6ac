# SPDX-License-Identifier: MIT
"""What the coded values of records are called, on screen and on paper."""

from typing import Final

from coprod_desktop.domain import translating
from coprod_desktop.domain.translating import QT_TRANSLATE_NOOP

CHANNELS: Final = {
    "paper_slip": QT_TRANSLATE_NOOP("Vocabulary", "Paper slip"),
    "paper_at_clinic": QT_TRANSLATE_NOOP("Vocabulary", "Paper, at the clinic"),
    "spoken_to_staff": QT_TRANSLATE_NOOP("Vocabulary", "Spoken to staff"),
    "peer_rep": QT_TRANSLATE_NOOP("Vocabulary", "Through a health rep"),
    "forum": QT_TRANSLATE_NOOP("Vocabulary", "At a forum"),
    "letter": QT_TRANSLATE_NOOP("Vocabulary", "Letter"),
    "family": QT_TRANSLATE_NOOP("Vocabulary", "Family or friend"),
    "kiosk_or_tablet": QT_TRANSLATE_NOOP("Vocabulary", "Kiosk or tablet"),
    "survey": QT_TRANSLATE_NOOP("Vocabulary", "Survey"),
}
FIXERS: Final = {
    "healthcare": QT_TRANSLATE_NOOP("Vocabulary", "Healthcare"),
    "prison_regime": QT_TRANSLATE_NOOP("Vocabulary", "The prison"),
    "hospital": QT_TRANSLATE_NOOP("Vocabulary", "A hospital"),
    "joint": QT_TRANSLATE_NOOP("Vocabulary", "Several together"),
    "unknown": QT_TRANSLATE_NOOP("Vocabulary", "Not known yet"),
}
FEEDBACK_KINDS: Final = {
    "comment": QT_TRANSLATE_NOOP("Vocabulary", "Comment"),
    "compliment": QT_TRANSLATE_NOOP("Vocabulary", "Compliment"),
    "suggestion": QT_TRANSLATE_NOOP("Vocabulary", "Suggestion"),
    "concern": QT_TRANSLATE_NOOP("Vocabulary", "Concern"),
    "complaint": QT_TRANSLATE_NOOP("Vocabulary", "Complaint"),
    "mixed": QT_TRANSLATE_NOOP("Vocabulary", "Mixed"),
}
FEEDBACK_STATES: Final = {
    "new": QT_TRANSLATE_NOOP("Vocabulary", "New"),
    "in_review": QT_TRANSLATE_NOOP("Vocabulary", "In review"),
    "action_open": QT_TRANSLATE_NOOP("Vocabulary", "Action open"),
    "answered": QT_TRANSLATE_NOOP("Vocabulary", "Answered"),
}
QUOTING: Final = {
    "yes": QT_TRANSLATE_NOOP("Vocabulary", "Yes, without a name"),
    "no": QT_TRANSLATE_NOOP("Vocabulary", "No"),
    "not_asked": QT_TRANSLATE_NOOP("Vocabulary", "Not asked"),
}
REPLY_WAYS: Final = {
    "slip_code": QT_TRANSLATE_NOOP("Vocabulary", "With the slip"),
    "peer_rep": QT_TRANSLATE_NOOP("Vocabulary", "Through a health rep"),
    "sealed_letter": QT_TRANSLATE_NOOP("Vocabulary", "In a sealed letter"),
}
MEETING_KINDS: Final = {
    "patient_forum": QT_TRANSLATE_NOOP("Vocabulary", "Patient forum"),
    "one_to_one": QT_TRANSLATE_NOOP("Vocabulary", "One-to-one"),
    "health_rep": QT_TRANSLATE_NOOP("Vocabulary", "Health reps"),
    "project": QT_TRANSLATE_NOOP("Vocabulary", "Project group"),
    "staff": QT_TRANSLATE_NOOP("Vocabulary", "Staff meeting"),
}
REGIMES: Final = {
    "on_time": QT_TRANSLATE_NOOP("Vocabulary", "Ran on time"),
    "late_start": QT_TRANSLATE_NOOP("Vocabulary", "Started late"),
    "cut_short": QT_TRANSLATE_NOOP("Vocabulary", "Cut short"),
    "cancelled": QT_TRANSLATE_NOOP("Vocabulary", "Cancelled"),
}
MEETING_STATES: Final = {
    "draft": QT_TRANSLATE_NOOP("Vocabulary", "Draft"),
    "agreed": QT_TRANSLATE_NOOP("Vocabulary", "Agreed"),
}
REPEATS: Final = {
    "weekly": QT_TRANSLATE_NOOP("Vocabulary", "Every week"),
    "fortnightly": QT_TRANSLATE_NOOP("Vocabulary", "Every two weeks"),
    "four_weekly": QT_TRANSLATE_NOOP("Vocabulary", "Every four weeks"),
    "monthly": QT_TRANSLATE_NOOP("Vocabulary", "Every month"),
    "quarterly": QT_TRANSLATE_NOOP("Vocabulary", "Every three months"),
}
ACTION_STATES: Final = {
    "open": QT_TRANSLATE_NOOP("Vocabulary", "Open"),
    "done": QT_TRANSLATE_NOOP("Vocabulary", "Done"),
    "cannot": QT_TRANSLATE_NOOP("Vocabulary", "Cannot be done"),
}
ROLES: Final = {
    "staff": QT_TRANSLATE_NOOP("Vocabulary", "Healthcare staff"),
    "head": QT_TRANSLATE_NOOP("Vocabulary", "Head of healthcare"),
    "admin": QT_TRANSLATE_NOOP("Vocabulary", "Administrator"),
}
RECORD_TYPES: Final = {
    "feedback": QT_TRANSLATE_NOOP("Vocabulary", "Feedback"),
    "meeting": QT_TRANSLATE_NOOP("Vocabulary", "Meetings"),
    "action": QT_TRANSLATE_NOOP("Vocabulary", "Actions"),
    "answer": QT_TRANSLATE_NOOP("Vocabulary", "Answers"),
    "complaint": QT_TRANSLATE_NOOP("Vocabulary", "Complaints"),
    "roll": QT_TRANSLATE_NOOP("Vocabulary", "Rolls"),
    "notice": QT_TRANSLATE_NOOP("Vocabulary", "Notices"),
}
ONE_OF_TYPE: Final = {
    "feedback": QT_TRANSLATE_NOOP("Vocabulary", "Comment"),
    "meeting": QT_TRANSLATE_NOOP("Vocabulary", "Meeting"),
    "action": QT_TRANSLATE_NOOP("Vocabulary", "Action"),
    "answer": QT_TRANSLATE_NOOP("Vocabulary", "Answer"),
    "complaint": QT_TRANSLATE_NOOP("Vocabulary", "Complaint"),
    "roll": QT_TRANSLATE_NOOP("Vocabulary", "Roll"),
    "notice": QT_TRANSLATE_NOOP("Vocabulary", "Notice"),
}
PASSING_ROLES: Final = {
    "nurse": QT_TRANSLATE_NOOP("Vocabulary", "Nurse"),
    "healthcare_assistant": QT_TRANSLATE_NOOP("Vocabulary", "Healthcare assistant"),
    "pharmacy": QT_TRANSLATE_NOOP("Vocabulary", "Pharmacy team"),
    "doctor": QT_TRANSLATE_NOOP("Vocabulary", "Doctor"),
    "mental_health": QT_TRANSLATE_NOOP("Vocabulary", "Mental health team"),
    "facilitator": QT_TRANSLATE_NOOP("Vocabulary", "Co-production facilitator"),
    "head": QT_TRANSLATE_NOOP("Vocabulary", "Head of healthcare"),
    "officer": QT_TRANSLATE_NOOP("Vocabulary", "Officer"),
}
"""Who mostly passes on what tells of harm; any other role can be typed."""
AUDIT_KINDS: Final = {
    "sign_in": QT_TRANSLATE_NOOP("Vocabulary", "Signed in"),
    "wrong_password": QT_TRANSLATE_NOOP("Vocabulary", "Wrong password"),
    "sign_out": QT_TRANSLATE_NOOP("Vocabulary", "Locked"),
    "refused": QT_TRANSLATE_NOOP("Vocabulary", "Was refused"),
    "alarm": QT_TRANSLATE_NOOP("Vocabulary", "Security alarm"),
    "person": QT_TRANSLATE_NOOP("Vocabulary", "Person or role changed"),
    "password": QT_TRANSLATE_NOOP("Vocabulary", "Password changed"),
    "recovery": QT_TRANSLATE_NOOP("Vocabulary", "Recovery"),
    "export": QT_TRANSLATE_NOOP("Vocabulary", "Bundle sent"),
    "request": QT_TRANSLATE_NOOP("Vocabulary", "Enrol request"),
    "receive": QT_TRANSLATE_NOOP("Vocabulary", "Taken in from the office"),
    "receipt": QT_TRANSLATE_NOOP("Vocabulary", "Receipt"),
    "import": QT_TRANSLATE_NOOP("Vocabulary", "Bundle taken in"),
    "enrolment": QT_TRANSLATE_NOOP("Vocabulary", "Enrol request arrived"),
    "approve": QT_TRANSLATE_NOOP("Vocabulary", "Wing PC approved"),
    "revoke": QT_TRANSLATE_NOOP("Vocabulary", "Wing PC revoked"),
    "trust": QT_TRANSLATE_NOOP("Vocabulary", "Trust list"),
    "keys": QT_TRANSLATE_NOOP("Vocabulary", "Keys changed"),
    "return": QT_TRANSLATE_NOOP("Vocabulary", "Return written"),
    "answer": QT_TRANSLATE_NOOP("Vocabulary", "Comment answered"),
    "complaint": QT_TRANSLATE_NOOP("Vocabulary", "Complaint"),
    "notice": QT_TRANSLATE_NOOP("Vocabulary", "Notice to wings"),
    "poster": QT_TRANSLATE_NOOP("Vocabulary", "Poster"),
    "harm": QT_TRANSLATE_NOOP("Vocabulary", "Passing on"),
    "route": QT_TRANSLATE_NOOP("Vocabulary", "Routes changed"),
    "erase": QT_TRANSLATE_NOOP("Vocabulary", "Erased for good"),
    "choice": QT_TRANSLATE_NOOP("Vocabulary", "Version chosen"),
    "medium": QT_TRANSLATE_NOOP("Vocabulary", "Stick"),
    "reference": QT_TRANSLATE_NOOP("Vocabulary", "Forms and lists"),
    "backup": QT_TRANSLATE_NOOP("Vocabulary", "Backup"),
    "restore": QT_TRANSLATE_NOOP("Vocabulary", "Restored"),
    "rebuild": QT_TRANSLATE_NOOP("Vocabulary", "Lists rebuilt"),
    "spreadsheet": QT_TRANSLATE_NOOP("Vocabulary", "Spreadsheet taken in"),
    "report": QT_TRANSLATE_NOOP("Vocabulary", "List or report given out"),
    "audit": QT_TRANSLATE_NOOP("Vocabulary", "Audit read or exported"),
    "set_up": QT_TRANSLATE_NOOP("Vocabulary", "Set up"),
}
REFUSALS: Final = {
    "GapDetected": QT_TRANSLATE_NOOP("Vocabulary", "a bundle before it is missing"),
    "TruncatedBundle": QT_TRANSLATE_NOOP("Vocabulary", "it was cut off on the way"),
    "BodyDigestMismatch": QT_TRANSLATE_NOOP("Vocabulary", "it was damaged on the way"),
    "TransferDamage": QT_TRANSLATE_NOOP("Vocabulary", "it was damaged on the way"),
    "DeviceRevoked": QT_TRANSLATE_NOOP("Vocabulary", "this PC was revoked"),
    "StaleEpoch": QT_TRANSLATE_NOOP("Vocabulary", "it is from before this store was restored"),
}
CHECKS: Final = {
    "file": QT_TRANSLATE_NOOP("Vocabulary", "File"),
    "log": QT_TRANSLATE_NOOP("Vocabulary", "Log"),
    "lists": QT_TRANSLATE_NOOP("Vocabulary", "Lists"),
    "audit": QT_TRANSLATE_NOOP("Vocabulary", "Audit"),
    "backup": QT_TRANSLATE_NOOP("Vocabulary", "Backup"),
    "recovery sheet": QT_TRANSLATE_NOOP("Vocabulary", "Recovery sheet"),
    "recovery key": QT_TRANSLATE_NOOP("Vocabulary", "Recovery key"),
}
IDENTIFYING: Final = {
    "prison_number": QT_TRANSLATE_NOOP("Vocabulary", "A prison number"),
    "date_of_birth": QT_TRANSLATE_NOOP("Vocabulary", "A date of birth"),
    "cell": QT_TRANSLATE_NOOP("Vocabulary", "A cell"),
    "phone": QT_TRANSLATE_NOOP("Vocabulary", "A telephone number"),
    "nhs_number": QT_TRANSLATE_NOOP("Vocabulary", "An NHS number"),
    "email": QT_TRANSLATE_NOOP("Vocabulary", "An email address"),
    "name": QT_TRANSLATE_NOOP("Vocabulary", "A name"),
}
LEVERS: Final = {
    "tell": QT_TRANSLATE_NOOP("Vocabulary", "Told"),
    "change": QT_TRANSLATE_NOOP("Vocabulary", "Changed"),
    "ask": QT_TRANSLATE_NOOP("Vocabulary", "Asked"),
    "cannot": QT_TRANSLATE_NOOP("Vocabulary", "Cannot, because"),
}
ERASURE_REASONS: Final = {
    "patient_asked": QT_TRANSLATE_NOOP("Vocabulary", "The patient asked for it"),
    "recorded_in_error": QT_TRANSLATE_NOOP("Vocabulary", "It was recorded by mistake"),
    "wrong_person": QT_TRANSLATE_NOOP("Vocabulary", "It is about another person"),
    "law": QT_TRANSLATE_NOOP("Vocabulary", "The law demands it"),
    "other": QT_TRANSLATE_NOOP("Vocabulary", "Another reason"),
}


def say(words: dict[str, str], code: str) -> str:
    """The words for a code in the reader's language; an unknown code stands for itself."""
    return translating.known(words[code]) if code in words else code


def options(words: dict[str, str]) -> list[tuple[str, str]]:
    """Every code with its words, in order, for a list to choose from."""
    return [(code, say(words, code)) for code in words]
