# SPDX-License-Identifier: MIT
"""The columns of an exported list of comments: their names and order stay, new ones come last."""

import functools
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from coprod_desktop.domain import forms, themes, vocabulary
from coprod_desktop.domain.records import Feedback
from coprod_desktop.domain.translating import Filled
from coprod_desktop.services.recording.lists import FeedbackRow

LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "channel": vocabulary.CHANNELS,
    "kind": vocabulary.FEEDBACK_KINDS,
    "who_can_fix": vocabulary.FIXERS,
    "status": vocabulary.FEEDBACK_STATES,
    "escalation": {"open": "Still to be passed on", "done": "Passed on"},
}
"""What codes say in the file: in English, whatever the screen speaks, as its columns' names are."""


class Column(NamedTuple):
    """One column: its name, what it means, and how a comment fills it."""

    name: str
    meaning: str
    read: Callable[[FeedbackRow, Feedback | None], Any]


def columns(*, words: bool) -> tuple[Column, ...]:
    """All columns, those with patients' and staff's words only when they are wanted."""
    found = [
        _plain("id", "The comment's number in this program"),
        _plain("date", "The day it was said, year-month-day"),
        _plain("site", "The prison"),
        _plain("wing", "The wing"),
        _plain("service", "The service it is about"),
        *_coded("channel", "How it came"),
        *_coded("kind", "What kind of comment it is"),
        _plain("fft", "Friends and Family Test: the answer's number"),
        Column("fft_label", "Friends and Family Test: the answer", _fft),
        Column("themes", "Codes of its themes", _theme_codes),
        Column("themes_label", "What its themes are called", _theme_words),
        *_coded("who_can_fix", "Who can fix it"),
        *_coded("status", "How far it has come"),
        _plain("answered", "The day of its newest answer", "answered_on"),
        Column("wants_reply", "Whether a reply is wanted", _wants_reply),
        _plain("heard_on", "The day the answer was handed back"),
        *_coded("escalation", "Whether something was or is to be passed on"),
    ]
    if words:
        asked = [question for question in _form().questions if question.kind == "text"]
        found += [
            _plain("slip_code", "The code on the patient's slip"),
            *(Column(f"words_{q.id}", q.text, functools.partial(_said, q.id)) for q in asked),
            Column("words_other", "Words that answer questions of other forms", _other),
            Column("staff_note", "What staff noted", _note),
        ]
    return tuple(found)


def fft(code: int | None) -> str:
    """What an answer to the Friends and Family Test says."""
    question = _form().question("fft_overall")
    options = question.options if question else ()
    return next((option.text for option in options if option.code == code), "")


def label(field: str, code: str) -> str:
    """What a code of a field says; an unknown code stands for itself."""
    return LABELS[field].get(code, code)


def _coded(field: str, meaning: str) -> tuple[Column, Column]:
    def code(row: FeedbackRow, _record: Feedback | None) -> str:
        return str(getattr(row, field))

    def words(row: FeedbackRow, _record: Feedback | None) -> str:
        return label(field, str(getattr(row, field)))

    return (
        Column(field, Filled("{meaning}: the code", meaning=Filled(meaning)), code),
        Column(f"{field}_label", Filled("{meaning}: in words", meaning=Filled(meaning)), words),
    )


def _form() -> forms.Form:
    return forms.load(forms.DEFAULT_FORM)


def _said(question: str, _row: FeedbackRow, record: Feedback | None) -> str:
    answer = record.answers.get(question, "") if record else ""
    return answer if isinstance(answer, str) else ""


def _other(_row: FeedbackRow, record: Feedback | None) -> str:
    if record is None:
        return ""
    known = {question.id for question in _form().questions}
    other = [a for q, a in record.answers.items() if q not in known and isinstance(a, str)]
    return "\n".join(other)


def _note(_row: FeedbackRow, record: Feedback | None) -> str:
    return record.staff_note if record else ""


def _plain(field: str, meaning: str, name: str = "") -> Column:
    def read(row: FeedbackRow, _record: Feedback | None) -> Any:
        return getattr(row, field)

    return Column(name or field, meaning, read)


def _fft(row: FeedbackRow, _record: Feedback | None) -> str:
    return fft(row.fft)


def _theme_codes(row: FeedbackRow, _record: Feedback | None) -> str:
    return "; ".join(row.themes)


def _theme_words(row: FeedbackRow, _record: Feedback | None) -> str:
    return "; ".join(themes.label(code) for code in row.themes)


def _wants_reply(row: FeedbackRow, _record: Feedback | None) -> str:
    return "yes" if row.wants_reply else "no"
