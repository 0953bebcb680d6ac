# SPDX-License-Identifier: MIT
import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_desktop import paths
from coprod_desktop.domain import language

TERMS = msgspec.json.decode(paths.resource("data/language.json").read_bytes())["terms"]
VARIANTS = [
    (term, variant) for term in TERMS if term.get("on", True) for variant in term["variants"]
]


def avoided(text: str, where: language.Where = "staff_note") -> list[str]:
    return [hint.avoid for hint in language.find(text, where)]


def test_the_list_is_whole() -> None:
    assert len(TERMS) == 78
    assert sum(len(term["variants"]) for term in TERMS) == 378
    assert all(term["why"] and (term["prefer"] or term["advice"]) for term in TERMS)


def test_every_form_of_every_term_is_found() -> None:
    for term, variant in VARIANTS:
        near = f"{term['near'][0]} " if "near" in term else ""
        hints = language.find(f"x {near}{variant} x", "patient_facing")
        assert [(hint.avoid, hint.why) for hint in hints] == [(variant, term["why"])]


def test_no_exception_brings_its_own_term() -> None:
    for term in TERMS:
        for exception in term.get("exceptions", ()):
            hints = language.find(f"x {exception} x", "patient_facing")
            assert term["why"] not in {hint.why for hint in hints}, exception


def test_the_longest_match_wins() -> None:
    assert avoided("an ex-offender spoke") == ["ex-offender"]
    assert avoided("he is a foreign national prisoner") == ["foreign national prisoner"]


@pytest.mark.parametrize(
    "text",
    [
        'He said "I am an addict" and left',
        "He said “I am an addict” and left",
        "the diabetic clinic",
        "addiction services",
        "the prisoner escort was late",
        "drugs were found in the yard",
        "a dna test",
    ],
)
def test_what_is_left_alone(text: str) -> None:
    assert avoided(text) == []


def test_some_words_count_only_near_others_or_as_written() -> None:
    assert avoided("collect his drugs at the hatch") == ["drugs"]
    assert avoided("DNA twice") == ["DNA"]


def test_marks_do_not_hide_a_word() -> None:
    assert avoided("she is wheelchair\u2011bound, and  hard  to reach") == [
        "wheelchair\u2011bound",
        "hard  to reach",
    ]


def test_some_words_matter_only_where_patients_read() -> None:
    assert avoided("a clinician will see you", "staff_note") == []
    assert avoided("a clinician will see you", "patient_facing") == ["clinician"]


def test_a_term_that_is_off_is_not_offered() -> None:
    assert avoided("opioid substitution treatment") == []


def test_the_offer_fits_the_words_it_replaces() -> None:
    (several,) = language.find("Diabetics wait", "minutes")
    (advised,) = language.find("he was aggressive", "minutes")

    assert several.prefer[0] == "People with diabetes"
    assert advised.prefer == ()
    assert advised.advice == ("say what was seen and heard",)


def test_a_source_is_named_only_where_one_was_seen() -> None:
    (seen,) = language.find("diabetic", "minutes")
    (unseen,) = language.find("frequent flyer", "minutes")

    assert seen.source == "NHS digital service manual"
    assert unseen.source == ""


@given(
    st.text() | st.lists(st.sampled_from([v for _, v in VARIANTS] + ['"', "’", "x"])).map(" ".join)
)
def test_hints_stand_in_order_and_apart(text: str) -> None:
    end = 0
    for hint in language.find(text, "patient_facing"):
        assert end <= hint.start < hint.end <= len(text)
        assert text[hint.start : hint.end] == hint.avoid
        end = hint.end


def test_it_keeps_up_with_typing() -> None:
    text = ("The prisoner refused his drugs at the hatch and was kicking off. " * 40)[:2000]
    language.find(text, "minutes")
    fastest = min(_seconds(text) for _ in range(5))

    assert fastest < 0.02


def _seconds(text: str) -> float:
    start = time.perf_counter()
    language.find(text, "minutes")
    return time.perf_counter() - start
