# SPDX-License-Identifier: MIT
"""Words for keys (BIP-39): twelve that people compare, twenty-four that hold a secret on paper."""

import functools
import hashlib
import unicodedata
from collections.abc import Sequence
from typing import Final

from coprod_desktop import paths
from coprod_desktop.domain.errors_recovery import WordsMisspelt
from coprod_desktop.domain.translating import Filled

COUNT: Final = 12
SECRET_COUNT: Final = 24
SECRET_BYTES: Final = 32
_ENTROPY_BYTES = 16
_BITS = 11
_TELLING = 4
"""So many first letters tell any two words of the list apart."""


@functools.cache
def wordlist() -> tuple[str, ...]:
    """The 2,048 English words of BIP-39; their first four letters tell them apart."""
    text = paths.resource("data/bip39-english.txt").read_text("ascii")
    return tuple(text.split())


@functools.cache
def _places() -> dict[str, int]:
    places: dict[str, int] = {}
    for place, word in enumerate(wordlist()):
        places[word] = places[word[:_TELLING]] = place
    return places


def of(digest: bytes) -> tuple[str, ...]:
    """Twelve words for the first 128 bits of a SHA-256 digest, with BIP-39's four check bits."""
    return _mnemonic(digest[:_ENTROPY_BYTES])


def of_secret(secret: bytes) -> tuple[str, ...]:
    """The 24 words of 32 random bytes: 256 bits and the first eight of their SHA-256 (BIP-39)."""
    if len(secret) != SECRET_BYTES:
        msg = f"a secret has {SECRET_BYTES} bytes"
        raise ValueError(msg)
    return _mnemonic(secret)


def secret(typed: Sequence[str]) -> bytes:
    """The 32 bytes of 24 words; the first four letters of each are enough.

    Raises `WordsMisspelt`, which names the first word that cannot be right where one can be named.
    The check finds all but one in 256 slips that make other words of the list.
    """
    found = [normal(word) for word in typed if normal(word)]
    if len(found) != SECRET_COUNT:
        why = Filled("there are {number} of them, not {all}", number=len(found), all=SECRET_COUNT)
        raise WordsMisspelt(why=why)
    number, places = 0, _places()
    for place, word in enumerate(found, 1):
        if word not in places:
            raise WordsMisspelt(why=Filled("word {place} is not one of the list", place=place))
        number = number << _BITS | places[word]
    check_bits = SECRET_COUNT * _BITS - SECRET_BYTES * 8
    entropy = (number >> check_bits).to_bytes(SECRET_BYTES, "big")
    if hashlib.sha256(entropy).digest()[0] != number & (1 << check_bits) - 1:
        raise WordsMisspelt(why="they do not fit together, so at least one of them is wrong")
    return entropy


def _mnemonic(entropy: bytes) -> tuple[str, ...]:
    check_bits = len(entropy) // 4
    check = hashlib.sha256(entropy).digest()[0] >> 8 - check_bits
    number = int.from_bytes(entropy, "big") << check_bits | check
    count = (len(entropy) * 8 + check_bits) // _BITS
    listed = wordlist()
    mask = len(listed) - 1
    return tuple(listed[number >> _BITS * place & mask] for place in reversed(range(count)))


def normal(word: str) -> str:
    """A typed word as the list has it: lower case, no accents or spaces around it."""
    return unicodedata.normalize("NFKD", word).strip().lower()


def same(typed: Sequence[str], expected: Sequence[str]) -> bool:
    """Whether typed words are the expected ones, in order; four letters of a word are enough."""
    if len(typed) != len(expected):
        return False
    pairs = zip(map(normal, typed), expected, strict=True)
    return all(mine == word or mine == word[:_TELLING] for mine, word in pairs)
