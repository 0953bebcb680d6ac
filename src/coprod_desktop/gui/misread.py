# SPDX-License-Identifier: MIT
"""Which word of a sheet was probably misread, when all are on the list but do not fit together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from coprod_desktop.domain import words
from coprod_desktop.domain.errors_recovery import WordsMisspelt


class Slip(NamedTuple):
    """A place, from 0, and the word that probably stands there on the paper."""

    place: int
    word: str


def slips(listed: Sequence[str]) -> tuple[Slip, ...]:
    """The slips that would explain it: a letter or two misread, or two neighbours swapped.

    Of what is tried, one in 256 passes by chance (BIP-39's eight check bits): several may be named.
    """
    found = [
        Slip(place, other)
        for place, word in enumerate(listed)
        for other in _alike(word)
        if _fits([*listed[:place], other, *listed[place + 1 :]])
    ]
    for place in range(len(listed) - 1):
        first, second = listed[place], listed[place + 1]
        if first != second and _fits([*listed[:place], second, first, *listed[place + 2 :]]):
            found += [Slip(place, second), Slip(place + 1, first)]
    return tuple(found)


def _fits(listed: Sequence[str]) -> bool:
    try:
        words.secret(listed)
    except WordsMisspelt:
        return False
    return True


def _alike(word: str) -> Iterator[str]:
    for other in words.wordlist():
        if other != word and abs(len(other) - len(word)) <= 1 and _near(word, other):
            yield other


def _near(one: str, two: str) -> bool:
    """Whether one slip makes one of the other: a letter changed, left out, added or swapped."""
    same = 0
    while same < min(len(one), len(two)) and one[same] == two[same]:
        same += 1
    rest, other = one[same:], two[same:]
    changed = rest[1:] == other[1:]
    swapped = rest[:2] == other[:2][::-1] and rest[2:] == other[2:]
    return changed or swapped or rest[1:] == other or rest == other[1:]
