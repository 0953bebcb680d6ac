# SPDX-License-Identifier: MIT
"""Twelve words for a key: what people compare on a card or over the telephone (BIP-39)."""

import functools
import hashlib
import unicodedata
from collections.abc import Sequence

from coprod_desktop import paths

COUNT = 12
_ENTROPY_BYTES = 16
_LIST_SIZE = 2048
_TELLING = 4
"""So many first letters tell any two words of the list apart."""


@functools.cache
def wordlist() -> tuple[str, ...]:
    """The 2,048 English words of BIP-39; their first four letters tell them apart."""
    text = paths.resource("data/bip39-english.txt").read_text("ascii")
    return tuple(text.split())


def of(digest: bytes) -> tuple[str, ...]:
    """Twelve words for the first 128 bits of a SHA-256 digest, with BIP-39's four check bits."""
    entropy = digest[:_ENTROPY_BYTES]
    check = hashlib.sha256(entropy).digest()[0] >> 4
    number = int.from_bytes(entropy, "big") << 4 | check
    words = wordlist()
    return tuple(words[number >> 11 * place & _LIST_SIZE - 1] for place in reversed(range(COUNT)))


def normal(word: str) -> str:
    """A typed word as the list has it: lower case, no accents or spaces around it."""
    return unicodedata.normalize("NFKD", word).strip().lower()


def same(typed: Sequence[str], expected: Sequence[str]) -> bool:
    """Whether typed words are the expected ones, in order; four letters of a word are enough."""
    if len(typed) != len(expected):
        return False
    pairs = zip(map(normal, typed), expected, strict=True)
    return all(mine == word or mine == word[:_TELLING] for mine, word in pairs)
