# SPDX-License-Identifier: MIT
"""Words for keys and for secrets on paper, as any other BIP-39 program has them."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_desktop.domain import words
from coprod_desktop.domain.errors_recovery import WordsMisspelt

# BIP-39's reference vectors of 128 bits (trezor/python-mnemonic, vectors.json, no passphrase).
VECTORS = {
    "00000000000000000000000000000000": "abandon " * 11 + "about",
    "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f": (
        "legal winner thank year wave sausage worth useful legal winner thank yellow"
    ),
    "80808080808080808080808080808080": (
        "letter advice cage absurd amount doctor acoustic avoid letter advice cage above"
    ),
    "ffffffffffffffffffffffffffffffff": "zoo " * 11 + "wrong",
    "9e885d952ad362caeb4efe34a8e91bd2": (
        "ozone drill grab fiber curtain grace pudding thank cruise elder eight picnic"
    ),
    "c0ba5a8e914111210f2bd131f3d5e08d": (
        "scheme spot photo card baby mountain device kick cradle pact join borrow"
    ),
    "23db8160a31d3e0dca3688ed941adbf3": (
        "cat swing flag economy stadium alone churn speed unique patch report train"
    ),
    "f30f8c1da665478f49b001d94c5fc452": (
        "vessel ladder alter error federal sibling chat ability sun glass valve picture"
    ),
}


@pytest.mark.parametrize("entropy", VECTORS)
def test_official_vectors(entropy: str) -> None:
    assert " ".join(words.of(bytes.fromhex(entropy))) == VECTORS[entropy].strip()


def test_the_list_is_the_standard_one() -> None:
    listed = words.wordlist()
    assert len(listed) == 2048
    assert list(listed) == sorted(set(listed))
    assert len({word[:4] for word in listed}) == 2048
    file = "\n".join(listed) + "\n"
    known = "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"
    assert hashlib.sha256(file.encode()).hexdigest() == known


def test_only_the_first_half_of_a_digest_is_shown() -> None:
    digest = hashlib.sha256(b"key").digest()
    assert words.of(digest) == words.of(digest[:16])
    assert words.of(digest) != words.of(digest[1:])


expected = st.binary(min_size=16, max_size=16).map(words.of)


@given(expected)
def test_words_are_taken_as_people_type_them(card: tuple[str, ...]) -> None:
    assert words.same(card, card)
    assert words.same([word.upper() for word in card], card)
    assert words.same([f" {word.title()} " for word in card], card)
    assert words.same([word[:4] for word in card], card)


@given(expected, st.integers(0, 11), st.sampled_from(words.wordlist()))
def test_one_wrong_word_is_a_mismatch(card: tuple[str, ...], place: int, word: str) -> None:
    typed = [*card[:place], word, *card[place + 1 :]]
    assert words.same(typed, card) == (word == card[place])


@pytest.mark.parametrize("typed", ["aban", "Abandon", "abandon"])
def test_four_letters_are_enough(typed: str) -> None:
    assert words.same([typed], ["abandon"])


@pytest.mark.parametrize("typed", ["", "aba", "abando", "abandons", "abou", "aband on"])
def test_other_beginnings_are_not(typed: str) -> None:
    assert not words.same([typed], ["abandon"])


def test_a_word_too_few_or_many_is_a_mismatch() -> None:
    card = words.of(bytes(16))
    assert not words.same(card[:-1], card)
    assert not words.same([*card, "zoo"], card)
    assert not words.same(sorted(card, reverse=True), card)


# --- secrets on paper --------------------------------------------------------------------------


def test_a_secret_comes_back_from_its_words_and_from_four_letters_of_each() -> None:
    for fill in (0, 1, 127, 128, 255):
        secret = bytes([fill]) * 32
        listed = words.of_secret(secret)
        assert len(listed) == 24
        assert words.secret(listed) == secret
        assert words.secret([f"  {word[:4].upper()} " for word in listed]) == secret


def test_the_words_are_those_that_bip_39_gives() -> None:
    # The published test vectors for 256 bits.
    assert words.of_secret(bytes(32)) == (*("abandon",) * 23, "art")
    assert words.of_secret(b"\xff" * 32) == (*("zoo",) * 23, "vote")
    assert words.of_secret(b"\x80" * 32)[:3] == ("letter", "advice", "cage")


@given(st.binary(min_size=32, max_size=32), st.integers(0, 23), st.integers(1, 2047))
def test_one_altered_word_opens_nothing(secret: bytes, place: int, by: int) -> None:
    listed = list(words.of_secret(secret))
    at = words.wordlist().index(listed[place])
    listed[place] = words.wordlist()[(at + by) % 2048]
    try:
        found = words.secret(listed)
    except WordsMisspelt:
        return
    # One in 256 slips gets past the check bits: what it stands for is another secret all the same.
    assert found != secret


def test_the_check_finds_nearly_every_slip() -> None:
    listed = words.of_secret(bytes(range(32)))
    missed = 0
    for other in words.wordlist():
        try:
            words.secret((other, *listed[1:]))
            missed += other != listed[0]
        except WordsMisspelt:
            pass
    assert missed < 2048 // 64


SECRET_WORDS = words.of_secret(bytes(range(32)))


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ((), "0 of them"),
        (SECRET_WORDS[:-1], "23 of them"),
        ((*SECRET_WORDS, "zoo"), "25 of them"),
        ((*SECRET_WORDS[:7], "hospital-wing", *SECRET_WORDS[8:]), "word 8"),
        ((SECRET_WORDS[1], SECRET_WORDS[0], *SECRET_WORDS[2:]), "fit together"),
    ],
)
def test_words_that_cannot_be_are_named(typed: tuple[str, ...], why: str) -> None:
    with pytest.raises(WordsMisspelt) as caught:
        words.secret(typed)
    assert why in caught.value.title
    assert "hospital" not in str(caught.value)
