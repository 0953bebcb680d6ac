# SPDX-License-Identifier: MIT
"""Rates of agreement in words."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from coprod_desktop.domain import forms
from coprod_desktop.domain.agreeing import Rate
from coprod_desktop.domain.errors import InvalidValue


def percent(rate: Rate) -> str:
    """A share as people read it; never rounded up to all."""
    share = int(rate.share * 100)
    return QCoreApplication.translate("Rates", "{share} %").format(share=share)


def said_rates(rates: Mapping[str, Rate]) -> list[str]:
    """A line for each question."""
    text = QCoreApplication.translate("Rates", "{question} {share}, {agree} of {of}")
    return [
        text.format(
            question=question_text(question), share=percent(rate), agree=rate.agree, of=rate.of
        )
        for question, rate in rates.items()
    ]


def question_text(question: str, form: str = forms.DEFAULT_FORM) -> str:
    """A question's words; one that the form does not ask stands for itself."""
    try:
        found = forms.load(form).question(question)
    except InvalidValue:
        return question
    return found.text if found is not None else question


def answer_text(question: str, answer: int | str, form: str = forms.DEFAULT_FORM) -> str:
    """An answer in words."""
    if answer == "":
        return QCoreApplication.translate("Rates", "No answer")
    if isinstance(answer, str):
        return answer
    try:
        found = forms.load(form).question(question)
    except InvalidValue:
        found = None
    options = {each.code: each.text for each in found.options} if found is not None else {}
    return f"{answer}  {options.get(answer, '')}".strip()
