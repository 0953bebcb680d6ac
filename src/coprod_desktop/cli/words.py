# SPDX-License-Identifier: MIT
"""Words of a card as people type them, and as they are shown."""

import re
from collections.abc import Mapping, Sequence

from coprod_desktop.cli import passwords
from coprod_desktop.cli.terminal import WrongUsage

_BETWEEN = re.compile(r"[\s,;]+")
_COUNT = 12
_PLACED_RE = re.compile(r"(\d{1,2}):(.+)")


def shown(words: Sequence[str]) -> list[str]:
    """Twelve words in numbered lines of four."""
    numbered = [f"{place:>2} {word:<10}" for place, word in enumerate(words, 1)]
    return ["  " + " ".join(numbered[at : at + 4]).rstrip() for at in range(0, len(words), 4)]


def several(typed: str) -> tuple[str, ...]:
    """The words of one text, however they were set apart."""
    return tuple(word for word in _BETWEEN.split(typed.strip()) if word)


def placed(typed: str) -> Mapping[int, str]:
    """Words by their place on the card: all twelve in order, or each as ``PLACE:WORD``.

    Raises `WrongUsage` for anything else. Three words alone would not say which three they are:
    the places are chosen anew each time, because a forger who knew them could make keys until
    just those words fit.
    """
    words = several(typed)
    found = [_PLACED_RE.fullmatch(word) for word in words]
    if words and all(found):
        return {int(match[1]): match[2] for match in found if match}
    if len(words) == _COUNT:
        return dict(enumerate(words, 1))
    raise WrongUsage(
        f"--words takes the card's {_COUNT} words, or three or more of them with their places, "
        "for example 3:word,7:word,11:word"
    )


def asked(places: Sequence[int]) -> Mapping[int, str]:
    """Ask on the terminal for the words at these places of the office card."""
    return {
        place: passwords.line(f"Word {place} of the office card: ", "--words") for place in places
    }
