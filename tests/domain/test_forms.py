# SPDX-License-Identifier: MIT
"""Built-in forms can be loaded, and say in words what does not fit them."""

from typing import Any

import pytest

from coprod_desktop import paths
from coprod_desktop.domain import forms
from coprod_desktop.domain.errors import InvalidValue

FORMS = sorted(file.stem for file in paths.resource("forms").glob("*.json"))


@pytest.mark.parametrize("form_id", FORMS)
def test_every_built_in_form_is_sound(form_id: str) -> None:
    form = forms.load(form_id)
    assert form.id == form_id
    assert form.title
    ids = [question.id for question in form.questions]
    assert len(ids) == len(set(ids)) > 0
    for question in form.questions:
        codes = [option.code for option in question.options]
        assert question.text
        assert len(codes) == len(set(codes))
        assert bool(codes) == (question.kind == "choice")


def test_the_form_that_screens_begin_with_is_there() -> None:
    assert forms.DEFAULT_FORM in FORMS


@pytest.mark.parametrize("form_id", ["no-such-form", ""])
def test_an_unknown_form_is_a_fault_of_the_value(form_id: str) -> None:
    with pytest.raises(InvalidValue):
        forms.load(form_id)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, "no question was answered"),
        ({"what_good": ""}, "no question was answered"),
        ({"what_bad": "Nothing"}, "no question what_bad"),
        ({"fft_overall": 7}, "no answer number 7"),
        ({"fft_overall": "Good"}, "no answer number Good"),
        ({"what_good": 1}, "answered in words"),
    ],
    ids=str,
)
def test_problems_are_put_in_words(answers: dict[str, Any], said: str) -> None:
    problems = " / ".join(forms.load("feedback-1").problems(answers))
    assert said in problems


@pytest.mark.parametrize(
    "answers", [{"fft_overall": 6}, {"what_good": "Tea"}, {"what_good": "", "fft_overall": 1}]
)
def test_answers_that_fit_have_no_problem(answers: dict[str, Any]) -> None:
    assert not list(forms.load("feedback-1").problems(answers))
