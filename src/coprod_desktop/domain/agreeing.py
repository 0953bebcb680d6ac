# SPDX-License-Identifier: MIT
"""How far two typings of the same paper slip agree: numbers exactly, words by likeness."""

import difflib
import math
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

Answers = Mapping[str, int | str]
ALIKE: Final = 0.9
"""Words this alike, from 0 to 1, are the same typing: a slip of a finger is no disagreement."""
SHARE: Final = 0.1
LEAST: Final = 3
"""A tenth of a stack is typed again, and at least three slips of it."""


class Agreement(Struct, frozen=True):
    """How one answer fared: its question, whether both typings agree, and how alike they are.

    `alike` is from 0 to 1; numbers are either 0 or 1.
    """

    question: str
    agrees: bool
    alike: float


class Rate(Struct, frozen=True):
    """So many of so many answers agree."""

    agree: int = 0
    of: int = 0

    @property
    def share(self) -> float:
        """From 0 to 1; of nothing, all agrees."""
        return self.agree / self.of if self.of else 1.0

    def __add__(self, other: "Rate") -> "Rate":
        return Rate(self.agree + other.agree, self.of + other.of)


def sample_size(slips: int) -> int:
    """How many of a stack's slips are typed again."""
    return min(slips, max(LEAST, math.ceil(slips * SHARE)))


def likeness(one: str, two: str) -> float:
    """How alike two texts are, 0 to 1, whatever their capitals, accents, spaces and full stops.

    Twice the letters that match in order, over the letters of both (Ratcliff and Obershelp, as
    `difflib` computes it), of the better of both orders: the measure itself is not symmetric.
    """
    left, right = _bare(one), _bare(two)
    if left == right:
        return 1.0
    return max(_ratio(left, right), _ratio(right, left))


def compare(first: Answers, second: Answers) -> tuple[Agreement, ...]:
    """Hold two typings of a slip against each other, by question.

    A question that neither answered is left out. A number that only one typed does not agree, and
    words that only one typed are not alike at all.
    """
    found: list[Agreement] = []
    for question in sorted(first.keys() | second.keys()):
        one, two = first.get(question, ""), second.get(question, "")
        if one == two == "":
            continue
        if isinstance(one, int) or isinstance(two, int):
            agrees = one == two
            found.append(Agreement(question, agrees, float(agrees)))
        else:
            alike = likeness(one, two)
            found.append(Agreement(question, alike >= ALIKE, round(alike, 3)))
    return tuple(found)


def rates(compared: Iterable[tuple[Agreement, ...]]) -> dict[str, Rate]:
    """How many answers agree, by question, over several slips."""
    found: dict[str, Rate] = {}
    for slip in compared:
        for each in slip:
            found[each.question] = found.get(each.question, Rate()) + Rate(int(each.agrees), 1)
    return found


def overall(by_question: Mapping[str, Rate]) -> Rate:
    """All questions together."""
    return sum(by_question.values(), Rate())


def _ratio(one: str, two: str) -> float:
    return difflib.SequenceMatcher(None, one, two, autojunk=False).ratio()


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = (" " if letter.isspace() else letter for letter in plain)
    letters = "".join(letter for letter in kept if letter == " " or letter.isalnum())
    return " ".join(letters.split())
