# SPDX-License-Identifier: MIT
"""Comments as FHIR R4: a Questionnaire for each form, a QuestionnaireResponse for each comment.

One resource a line (NDJSON, as in FHIR's bulk data), questionnaires first. Nobody is the subject of
a response and nobody its author: a comment has no patient's name, and neither has its resource.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

from coprod_desktop.domain.forms import Form, Question
from coprod_desktop.domain.records import Feedback
from coprod_desktop.services.recording import each, records
from coprod_desktop.services.recording.each import Held
from coprod_desktop.services.recording.lists import EVERYTHING, Query
from coprod_desktop.services.session import SignedIn

BASE: Final = "urn:coprod-desktop"
_CONTEXT: Final = (
    ("site", "Site"),
    ("wing", "Wing or unit"),
    ("service", "Service"),
    ("channel", "How it came"),
    ("kind", "Kind of feedback"),
    ("who_can_fix", "Who can fix it"),
)
_THEMES: Final = "staff.themes"


def ndjson(s: SignedIn, query: Query = EVERYTHING, *, words: bool = True) -> Iterator[str]:
    """The comments that match, a line for each resource; without `words` no free text leaves.

    Raises `NotAllowed` for anybody but heads and administrators.
    """
    s.needs("head", "admin", what="exporting comments")
    used: dict[str, Form] = {}
    lines: list[str] = []
    find = records.form_of(s)
    for held in each.feedback(s, query):
        form = used.setdefault(held.record.form, find(held.record.form))
        lines.append(_line(response(held, form, words=words)))
    yield from (_line(questionnaire(form)) for form in used.values())
    yield from lines


def questionnaire(form: Form) -> dict[str, Any]:
    """A form as a Questionnaire: its own questions, and what staff add to every comment."""
    return {
        "resourceType": "Questionnaire",
        "id": form.id,
        "url": _url(form),
        "version": "1",
        "name": "".join(part.capitalize() for part in form.id.split("-")),
        "title": form.title,
        "status": "active",
        "subjectType": ["Patient"],
        "item": [
            *(_question(form, question) for question in form.questions),
            {
                "linkId": "staff",
                "text": "Added by staff",
                "type": "group",
                "item": [
                    *(
                        {"linkId": f"staff.{name}", "text": text, "type": "string"}
                        for name, text in _CONTEXT
                    ),
                    {"linkId": _THEMES, "text": "Themes", "type": "string", "repeats": True},
                ],
            },
        ],
    }


def response(held: Held, form: Form, *, words: bool = True) -> dict[str, Any]:
    """A comment as a QuestionnaireResponse to its form."""
    record = held.record
    items = [
        {"linkId": question.id, "text": question.text, "answer": [answer]}
        for question in form.questions
        if (answer := _answer(record, form, question, words=words))
    ]
    staff = [
        {"linkId": f"staff.{name}", "answer": [{"valueString": value}]}
        for name, _ in _CONTEXT
        if (value := getattr(record, name))
    ]
    if record.themes:
        themes = [{"valueString": theme} for theme in record.themes]
        staff.append({"linkId": _THEMES, "answer": themes})
    if staff:
        items.append({"linkId": "staff", "text": "Added by staff", "item": staff})
    return {
        "resourceType": "QuestionnaireResponse",
        "id": held.id,
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{held.id}"},
        "questionnaire": f"{_url(form)}|1",
        "status": "amended" if held.rev > 1 else "completed",
        "authored": record.date.isoformat(),
        "item": items,
    }


def _url(form: Form) -> str:
    return f"{BASE}:form:{form.id}"


def _codes(form: Form, question: Question) -> str:
    return f"{BASE}:answers:{form.id}:{question.id}"


def _question(form: Form, question: Question) -> dict[str, Any]:
    item: dict[str, Any] = {"linkId": question.id, "text": question.text}
    if question.kind == "text":
        return {**item, "type": "text"}
    options = [
        {"valueCoding": _coding(form, question, option.code, option.text)}
        for option in question.options
    ]
    return {**item, "type": "choice", "answerOption": options}


def _coding(form: Form, question: Question, code: int, text: str) -> dict[str, str]:
    return {"system": _codes(form, question), "code": str(code), "display": text}


def _answer(
    record: Feedback, form: Form, question: Question, *, words: bool
) -> dict[str, Any] | None:
    given = record.answers.get(question.id)
    if isinstance(given, str):
        return {"valueString": given} if given and words else None
    text = next((option.text for option in question.options if option.code == given), None)
    if given is None or text is None:
        return None
    return {"valueCoding": _coding(form, question, given, text)}


def _line(resource: dict[str, Any]) -> str:
    return json.dumps(resource, ensure_ascii=False, separators=(",", ":"))
