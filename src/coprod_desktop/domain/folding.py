# SPDX-License-Identifier: MIT
"""Text as lists of words are compared with it: one kind of space, quote and hyphen, no capitals.

Each character of the folded text knows where it came from, so that what is found can be shown.
"""

import unicodedata
from collections.abc import Sequence

from msgspec import Struct

_SAME = {
    **dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2013\u2212", "-"),
}


class Folded(Struct, frozen=True):
    """A folded text: `cased` keeps its capitals, `plain` does not; both are equally long.

    `places` gives for each character, and for the end, where it stands in the text.
    """

    cased: str
    plain: str
    places: Sequence[int]


def fold(text: str) -> Folded:
    """Fold a text: Unicode form KC, straight quotes, plain hyphens, single spaces; lines stay."""
    if text.isascii() and "  " not in text and "\t" not in text:
        return Folded(text, text.lower(), range(len(text) + 1))
    cased: list[str] = []
    places: list[int] = []
    for place, mark in enumerate(text):
        for part in _SAME.get(mark) or unicodedata.normalize("NFKC", mark):
            same = " " if part.isspace() and part != "\n" else _SAME.get(part, part)
            if same == " " and cased and cased[-1] == " ":
                continue
            cased.append(same)
            places.append(place)
    places.append(len(text))
    # A capital whose small letter is two characters would move all that follow.
    plain = [low if len(low := mark.lower()) == 1 else mark for mark in cased]
    return Folded("".join(cased), "".join(plain), places)
