# SPDX-License-Identifier: MIT
"""How far two typings agree: symmetric, exact for numbers, forgiving for slips of a finger."""

from hypothesis import given
from hypothesis import strategies as st

from coprod_desktop.domain import agreeing
from coprod_desktop.domain.agreeing import Rate

ANSWERS = st.dictionaries(
    st.sampled_from(("a", "b", "c")), st.one_of(st.integers(0, 9), st.text(max_size=30)), max_size=3
)


@given(ANSWERS, ANSWERS)
def test_who_typed_first_makes_no_difference(
    one: dict[str, int | str], two: dict[str, int | str]
) -> None:
    assert agreeing.compare(one, two) == agreeing.compare(two, one)


@given(ANSWERS)
def test_the_same_typing_agrees(one: dict[str, int | str]) -> None:
    assert all(each.agrees and each.alike == 1 for each in agreeing.compare(one, one))


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_a_share(one: str, two: str) -> None:
    assert 0 <= agreeing.likeness(one, two) <= 1


def test_capitals_accents_spaces_and_stops_are_no_difference() -> None:
    assert agreeing.likeness("The café was  LATE.", "the cafe was late") == 1


def test_a_slip_of_a_finger_agrees_and_other_words_do_not() -> None:
    said = {"words": "The queue at the hatch was too long this morning"}
    slip = {"words": "The queue at teh hatch was too long this morning"}
    other = {"words": "The queue at the hatch was short and pleasant"}
    assert agreeing.compare(said, slip)[0].agrees
    assert not agreeing.compare(said, other)[0].agrees
    assert not agreeing.compare(said, {})[0].agrees


def test_a_number_agrees_or_does_not() -> None:
    (only,) = agreeing.compare({"fft": 1}, {"fft": 2})
    assert (only.agrees, only.alike) == (False, 0)
    assert not agreeing.compare({"fft": 1}, {})[0].agrees


def test_what_neither_answered_is_not_counted() -> None:
    assert agreeing.compare({"a": ""}, {}) == ()
    assert agreeing.overall({}) == Rate()
    assert Rate().share == 1


@given(st.integers(0, 400))
def test_the_sample_is_never_more_than_there_is(slips: int) -> None:
    size = agreeing.sample_size(slips)
    assert min(slips, 3) <= size <= slips
    assert size >= min(slips, slips / 10)
