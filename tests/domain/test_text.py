# SPDX-License-Identifier: MIT
"""A patient's words arrive as typed, and nothing that misleads a reader comes with them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_desktop.domain import text

# What any keyboard or paste may bring, lone surrogates included.
anything = st.text(st.characters(exclude_categories=()))
words = st.text(
    st.characters(categories=("L", "N", "P", "Sm", "Sc", "So"), exclude_characters="\ufeff"),
    min_size=1,
)


@given(anything)
def test_cleaning_twice_is_cleaning_once(typed: str) -> None:
    once = text.clean(typed)
    assert text.clean(once) == once


@given(anything)
def test_clean_text_may_stand_in_a_record(typed: str) -> None:
    cleaned = text.clean(typed)
    assert text.fault(cleaned) == ""
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode()


@given(st.lists(words, min_size=1).map(" ".join))
def test_ordinary_words_are_never_changed(said: str) -> None:
    assert text.clean(said) == unicodedata.normalize("NFC", said)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  a cup of tea \n", "a cup of tea"),
        ("one\r\ntwo\rthree\vfour\u2028five", "one\ntwo\nthree\nfour\nfive"),
        ("tab\there", "tab here"),
        ("nul\0l", "null"),
        ("e\u0301te\u0301", "été"),
        ("e\u0008\u0301", "é"),
        ("safe\u202egnp.exe", "safegnp.exe"),
        ("שלום\u200f hello\u200e", "שלום\u200f hello\u200e"),
        ("zero\u200djoiner 👩\u200d⚕️", "zero\u200djoiner 👩\u200d⚕️"),
        ("half \ud83d", "half \N{REPLACEMENT CHARACTER}"),
    ],
)
def test_what_becomes_of_odd_text(typed: str, kept: str) -> None:
    assert text.clean(typed) == kept


@pytest.mark.parametrize("bad", ["a\tb", "a\u202eb", "a\u2067b", "\ufeff", "e\u0301", "a\x00"])
def test_a_fault_is_named(bad: str) -> None:
    assert text.fault(bad)


@pytest.mark.parametrize("good", ["", "plain", "two\nlines", "été", "نص عربي", "ਪੰਜਾਬੀ", "日本"])
def test_text_of_any_script_is_sound(good: str) -> None:
    assert text.fault(good) == ""


def test_every_string_of_a_tree_is_cleaned_and_nothing_else() -> None:
    tree = {"a ": [" x ", {"b": "y\r\nz", "n": 1}], "flag": True, "none": None}
    assert text.clean_tree(tree) == {
        "a ": ["x", {"b": "y\nz", "n": 1}],
        "flag": True,
        "none": None,
    }
