# SPDX-License-Identifier: MIT
"""Feedback forms as data: questions with permanent ids, which drive the entry screen."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from coprod_desktop import paths
from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.records import FormId, Line, QuestionId
from coprod_desktop.domain.translating import Filled

DEFAULT_FORM = "feedback-1"
_MOST = 100
_Words = Annotated[str, Meta(min_length=1, max_length=1000)]


class Option(Struct, frozen=True, forbid_unknown_fields=True):
    """One answer to a choice question; `code` is what a record holds."""

    code: Annotated[int, Meta(ge=0, le=99)]
    text: _Words
    group: Literal["positive", "neither", "negative", "dont_know", ""] = ""


class Question(Struct, frozen=True, forbid_unknown_fields=True):
    """One question. Its `id` never changes its meaning: other words are another question.

    ``asks`` says what kind of answer the words invite, because "Nothing" means the opposite under
    "What was good?" and under "What could we do better?".
    """

    id: QuestionId
    kind: Literal["choice", "text"]
    text: _Words
    asks: Literal["overall", "nonspecific", "could_improve", "what_good"]
    options: Annotated[tuple[Option, ...], Meta(max_length=_MOST)] = ()
    source: Annotated[str, Meta(max_length=1000)] = ""


class Form(Struct, frozen=True, forbid_unknown_fields=True):
    """A set of questions that are asked together."""

    id: FormId
    title: Line
    questions: Annotated[tuple[Question, ...], Meta(max_length=_MOST)]

    def question(self, question_id: str) -> Question | None:
        """The question with this permanent id, or None."""
        return next((q for q in self.questions if q.id == question_id), None)

    def problems(self, answers: Mapping[str, int | str]) -> Iterator[str]:
        """Say in words what is wrong with `answers`; nothing when they fit the form."""
        for question_id, answer in answers.items():
            question = self.question(question_id)
            if question is None:
                yield Filled("the form has no question {name}", name=question_id)
            elif question.kind == "choice":
                if answer not in {option.code for option in question.options}:
                    yield Filled(
                        "“{question}” has no answer number {number}",
                        question=question.text,
                        number=answer,
                    )
            elif not isinstance(answer, str):
                yield Filled("“{question}” is answered in words", question=question.text)
        if not any(answer != "" for answer in answers.values()):
            yield "no question was answered"


FORM = msgspec.json.Decoder(Form)
"""Reads a form's JSON."""


_CACHE: dict[str, Form] = {}
_SHOWN: dict[str, Form] = {}


def show(sent: Mapping[str, Form]) -> None:
    """Have `load` prefer these forms, which the office sent, to those of the program.

    For a process that shows one store at a time. What has a store at hand asks the store instead
    (`services.recording.reference.form`).
    """
    _SHOWN.clear()
    _SHOWN.update(sent)


def load(form_id: str) -> Form:
    """The form with this id that is shown, or the built-in one. Raises `InvalidValue` for none."""
    if form_id in _SHOWN:
        return _SHOWN[form_id]
    if form_id not in _CACHE:
        path = paths.resource("forms") / f"{form_id}.json"
        if not path.is_file():
            raise InvalidValue(
                what="The feedback", why=Filled("there is no form {name}", name=form_id)
            )
        _CACHE[form_id] = FORM.decode(path.read_bytes())
    return _CACHE[form_id]
