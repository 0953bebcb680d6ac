# SPDX-License-Identifier: MIT
import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_desktop.domain import harm

EXAMPLES: dict[str, list[Any]] = json.loads(
    Path(__file__).with_name("harm_examples.json").read_text("utf-8")
)


def routes(text: str) -> set[str]:
    return {match.route for match in harm.find(text)}


@pytest.mark.parametrize("example", EXAMPLES["must_prompt"], ids=lambda each: each["text"])
def test_words_that_may_tell_of_harm_are_found(example: dict[str, str]) -> None:
    assert example["category"] in {match.category for match in harm.find(example["text"])}


@pytest.mark.parametrize("text", EXAMPLES["should_not_prompt"])
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert harm.find(text) == ()


@pytest.mark.parametrize("text", EXAMPLES["known_misses"])
def test_what_is_known_to_be_missed(text: str) -> None:
    # A list of words cannot find these: nobody may be told that it finds everything. One that is
    # found one day belongs in the list above.
    assert harm.find(text) == ()


def test_a_match_says_where_it_stands_whatever_marks_are_used() -> None:
    text = "  Well … I  can’t   cope – in here!"
    (match,) = harm.find(text)

    assert text[match.start : match.end] == "can’t   cope"
    assert match.route == "acct"


def test_a_phrase_does_not_reach_over_the_end_of_a_sentence() -> None:
    assert routes("I take them. Meds are off me.") == set()
    assert routes("They keep taking all my meds off me") == {"safeguarding_adult"}


def test_a_gap_holds_five_words_and_no_more() -> None:
    assert "patient_safety" in routes("missed one two three four five tablets")
    assert "patient_safety" in routes("missed tablets")
    assert "patient_safety" not in routes("missed one two three four five six tablets")


def test_an_exception_excuses_only_its_own_words() -> None:
    assert routes("the suicide awareness talk") == set()
    assert routes("the suicide awareness talk, but I feel suicidal") == {"acct"}


def test_weak_words_are_told_from_strong_ones() -> None:
    assert [match.strong for match in harm.find("please end it")] == [False]
    assert [match.strong for match in harm.find("please end it all")] == [True]


def test_every_route_can_be_told_to_staff() -> None:
    known = {route.code for route in harm.routes()}

    assert len(known) == 8
    assert harm.routes()[0].code == "medical_now"
    assert all(route.label and route.tell and route.steps for route in harm.routes())
    assert "never find everything" in harm.never_claims()
    assert "no alarm system" in harm.never_claims()
    assert harm.route("unheard_of").label == "unheard_of"


@given(st.text())
def test_any_text_can_be_looked_at(text: str) -> None:
    for match in harm.find(text):
        assert 0 <= match.start < match.end <= len(text)


def test_it_keeps_up_with_typing() -> None:
    text = ("I dont feel safe walking over and they take my meds off me. " * 40)[:2000]
    harm.find(text)
    fastest = min(_seconds(text) for _ in range(12))

    assert fastest < 0.005


def _seconds(text: str) -> float:
    start = time.perf_counter()
    harm.find(text)
    return time.perf_counter() - start
