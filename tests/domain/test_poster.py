# SPDX-License-Identifier: MIT
"""Nothing gets on a poster that could tell who said it."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_desktop.domain import poster
from coprod_desktop.domain.poster import Card, Finding, Original, Poster

_OWN = "The hatch is always late and I missed my tablets again"


def made(said: str = "Medicines were late", did: str = "We start earlier", **other: str) -> Poster:
    return Poster(cards=(Card("c1", said, did),), **other)  # pyright: ignore[reportArgumentType]


def check(one: Poster, *, quote: bool = False, said: str = _OWN) -> list[tuple[str, str, str]]:
    found = poster.check(one, {"c1": Original(said, quote)})
    return [(each.part, each.kind, each.words) for each in found]


def test_plain_words_of_ones_own_need_nothing() -> None:
    assert check(made()) == []


@pytest.mark.parametrize(
    ("words", "instead"),
    [
        ("3 people said the queue is long", "a few people said the queue is long"),
        ("Seven patients asked", "A few patients asked"),
        ("One man asked", "A few men asked"),
        ("two other lads asked", "a few other lads asked"),
        ("12 people said so", "about 10 people said so"),
        ("1 person said so", "a few people said so"),
    ],
)
def test_small_numbers_of_people_are_hidden(words: str, instead: str) -> None:
    (found,) = poster.check(made(words), {"c1": Original(_OWN, quote=False)})
    assert found.kind == "number"
    assert poster.settled(words, found) == instead
    assert check(made(instead)) == []


@pytest.mark.parametrize(
    "words", ["10 people said so", "We open at 3 pm", "2 sessions a day", "Waits of 4 months"]
)
def test_other_numbers_may_stay(words: str) -> None:
    assert check(made(words)) == []


def test_names_and_numbers_of_people_are_found_wherever_they_stand() -> None:
    found = check(made("Nurse Smith was kind", "A1234BC was seen", title="For Mr Jones"))
    assert [(part, kind) for part, kind, _ in found] == [
        ("title", "identifying"),
        ("said", "identifying"),
        ("did", "identifying"),
    ]
    assert found[1][2] == "Nurse Smith"


def test_masked_words_are_settled() -> None:
    words = "Nurse Smith was kind"
    (found,) = poster.check(made(words), {"c1": Original(_OWN, quote=False)})
    assert poster.settled(words, found) == "Nurse [name] was kind"
    assert check(made("Nurse [name] was kind")) == []


def test_a_patients_own_words_need_their_leave() -> None:
    quoted = "They say: the hatch is always LATE, we agree"
    assert check(made(quoted)) == [("said", "quote", "the hatch is always LATE")]
    assert check(made(quoted), quote=True) == []
    assert check(made("Too cold"), said="Too cold") == [("said", "quote", "Too cold")]
    assert check(made("Cold"), said="Cold") == []


def test_a_card_says_two_things_and_its_comment_is_there() -> None:
    assert check(made("", " ")) == [("said", "empty", ""), ("did", "empty", "")]
    found = poster.check(made(), {})
    assert [each.kind for each in found] == ["gone"]


def test_a_card_says_who_said_and_what_was_done() -> None:
    assert poster.labels(Card("a")) == ("You said", "We did")
    assert poster.labels(Card("a", joint=True)) == ("We said", "We did")
    assert poster.labels(Card("a", lever="cannot"))[1] == "We cannot, because"
    assert poster.said_of(Card("a", "Too late", quoted=True)) == "“Too late”"
    assert poster.said_of(Card("a", "Too late")) == "Too late"


def test_the_span_of_days_is_said_in_words() -> None:
    assert poster.period(Poster(first="2026-06-04", last="2026-07-01")) == "4 June to 1 July 2026"
    assert poster.period(Poster()) == ""
    assert poster.period(Poster(first="rubbish")) == ""


_WORDS = st.lists(
    st.sampled_from(["3", "people", "one", "patient", "12", "A1234BC", "nurse", "Smith", "is"]),
    max_size=12,
).map(" ".join)


@given(_WORDS)
def test_settling_everything_ends(words: str) -> None:
    for _ in range(40):
        found = poster.check(made(words or "x"), {"c1": Original("", quote=True)})
        if not found:
            return
        words = poster.settled(words, found[0])
    pytest.fail(f"never settled: {words}")


@given(st.text(string.printable + "مرحبا🙂", max_size=60), st.text(max_size=60))
def test_findings_lie_in_the_words(said: str, original: str) -> None:
    for each in poster.check(made(said), {"c1": Original(original, quote=False)}):
        assert isinstance(each, Finding)
        assert 0 <= each.start <= each.end <= max(len(said), 16)


def test_what_identifies_nobody_is_vouched_for_and_nothing_else_is() -> None:
    said = "3 people said that Ward sister came on 4 June 2008"
    first = made(said)
    originals = {"c1": Original(_OWN, quote=False)}
    (date, number) = poster.check(first, originals)
    assert (number.kind, number.like, date.like) == ("number", "", "date_of_birth")
    about = poster.Vouched("date_of_birth", "4  JUNE 2008", "Hal", 1)
    others = (
        poster.Vouched("name", "4 June 2008", "Hal", 1),  # of another kind
        poster.Vouched("name", "3 people", "Hal", 1),
    )
    vouched = made(said, vouched=(about, *others))  # pyright: ignore[reportArgumentType]
    assert [each.vouched for each in poster.check(vouched, originals)] == [about, None]
    assert [each.kind for each in poster.unsettled(poster.check(vouched, originals))] == ["number"]
