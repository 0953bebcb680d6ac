# SPDX-License-Identifier: MIT
"""Reads who came as people type it: "3 patients B wing, 2 nurses, head of healthcare"."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

_WORDS: Final = "no one two three four five six seven eight nine ten eleven twelve"
_NUMBERS: Final = {word: number for number, word in enumerate(_WORDS.split())} | {"a": 1, "an": 1}
_COUNT: Final = re.compile(r"^(\d{1,3}|[a-z]+)\s*[x×]?\s+(?=\S)", re.IGNORECASE)
_WING: Final = re.compile(
    r"[\s,]+(?:from\s+|on\s+|\()?(?:(?:the\s+)?(?P<before>[\w&/-]{1,20})\s+wing|wing\s+(?P<after>\w{1,20})"
    r"|(?P<house>house\s*block\s+\w{1,8}|houseblock\s+\w{1,8}|house\s+\w{1,8}|unit\s+\w{1,8}))\)?$",
    re.IGNORECASE,
)
_LONGEST: Final = 200
_LETTER: Final = 2


class Came(NamedTuple):
    """How many of a role came, and from which wing."""

    role: str
    number: int
    wing: str

    def values(self) -> dict[str, Any]:
        """As a line of the attendance has it."""
        return {"role": self.role, "count": self.number, "wing": self.wing}


def came(typed: str, roles: tuple[str, ...]) -> tuple[Came, ...]:
    """Who came, in the order typed; `roles` are how roles are usually written."""
    parts = re.split(r"[,;\n]|\band\b(?=\s+(?:\d|one|two|three|four|five)\b)", typed)
    return tuple(_one(" ".join(part.split()), roles) for part in parts if part.strip())


def _one(text: str, roles: tuple[str, ...]) -> Came:
    count = 1
    if found := _COUNT.match(text):
        word = found[1].lower()
        if word.isdigit() or word in _NUMBERS:
            count = int(word) if word.isdigit() else _NUMBERS[word]
            text = text[found.end() :]
    wing = ""
    if found := _WING.search(text):
        wing = found["before"] or found["after"] or found["house"]
        wing = wing.upper() if len(wing) <= _LETTER else wing[:1].upper() + wing[1:]
        text = text[: found.start()].rstrip(" ,(")
    return Came(_role(text, roles)[:_LONGEST], count, wing)


def _role(text: str, roles: tuple[str, ...]) -> str:
    known = {_bare(role): role for role in roles}
    return known.get(_bare(text), text[:1].upper() + text[1:])


def _bare(role: str) -> str:
    """A role without capitals and plural, to tell the same ones."""
    return " ".join(word.rstrip("s") for word in role.lower().replace("’", "'").split())
