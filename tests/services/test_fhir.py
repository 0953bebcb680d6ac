# SPDX-License-Identifier: MIT
"""Comments as FHIR: judged by a library that knows the standard, and nameless."""

import json
from typing import Any

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from coprod_desktop.domain.errors import NotAllowed
from coprod_desktop.services.papers import fhir
from coprod_desktop.services.recording import records
from coprod_desktop.services.recording.lists import Query
from coprod_desktop.services.session import SignedIn
from tests.stores import Folders, feedback


@pytest.fixture
def lines(wing: SignedIn) -> list[dict[str, Any]]:
    records.save(
        wing,
        feedback(
            "The nurse “listened”\nand explained",
            answers={"fft_overall": 2, "what_better": ""},
            themes=("MED", "MED.READY"),
            site="HMP Example",
            channel="paper_slip",
        ),
    )
    saved = records.save(wing, feedback("Twice"))
    records.save(wing, feedback("Three times"), id=saved.id)
    return [json.loads(line) for line in fhir.ndjson(wing)]


def test_every_line_is_a_resource_that_the_standard_allows(lines: list[dict[str, Any]]) -> None:
    kinds = [line["resourceType"] for line in lines]
    assert kinds == ["Questionnaire", "QuestionnaireResponse", "QuestionnaireResponse"]
    judges: dict[str, Any] = {
        "Questionnaire": Questionnaire,
        "QuestionnaireResponse": QuestionnaireResponse,
    }
    for line in lines:
        judges[line["resourceType"]].model_validate(line)


def test_a_response_answers_the_questions_of_its_questionnaire(
    lines: list[dict[str, Any]],
) -> None:
    form, *responses = lines
    asked = {item["linkId"] for item in form["item"]}
    staff = next(item for item in form["item"] if item["linkId"] == "staff")
    asked |= {item["linkId"] for item in staff["item"]}
    for response in responses:
        assert response["questionnaire"] == f"{form['url']}|{form['version']}"
        given = {item["linkId"] for item in response["item"]}
        inner = [i for item in response["item"] for i in item.get("item", [])]
        assert given | {item["linkId"] for item in inner} <= asked


def test_what_was_said_and_chosen_is_in_it_and_nobody_is_named(
    lines: list[dict[str, Any]],
) -> None:
    first = next(line for line in lines if "listened" in json.dumps(line))
    items = {item["linkId"]: item for item in first["item"]}
    assert items["what_good"]["answer"] == [{"valueString": "The nurse “listened”\nand explained"}]
    coding = items["fft_overall"]["answer"][0]["valueCoding"]
    assert (coding["code"], coding["display"]) == ("2", "Good")
    themes = next(i for i in items["staff"]["item"] if i["linkId"] == "staff.themes")
    assert themes["answer"] == [{"valueString": "MED"}, {"valueString": "MED.READY"}]
    for line in lines:
        assert {"subject", "author", "source"}.isdisjoint(line)
    assert {line["status"] for line in lines} == {"active", "completed", "amended"}


def test_without_words_only_codes_leave(wing: SignedIn, lines: list[dict[str, Any]]) -> None:
    said = "".join(fhir.ndjson(wing, Query(), words=False))
    assert "listened" not in said
    assert '"code":"2"' in said


def test_staff_do_not_export(folders: Folders) -> None:
    with pytest.raises(NotAllowed):
        list(fhir.ndjson(folders.open("wing", "Nia")))
