# SPDX-License-Identifier: MIT
"""Finds words in staff's own writing that have a kinder or plainer one, with why and by whom."""

from typing import Literal

from msgspec import Struct

Where = Literal["staff_note", "minutes", "patient_facing"]


class Hint(Struct, frozen=True):
    """A kinder or plainer wording for the characters `start` to `end`, which are `avoid`.

    `source` is empty where none was seen.
    """

    start: int
    end: int
    avoid: str
    prefer: tuple[str, ...]
    why: str
    source: str


def find(text: str, where: Where) -> tuple[Hint, ...]:  # noqa: ARG001
    """Hints for words that staff wrote. Never give it a patient's own words."""
    return ()
