# SPDX-License-Identifier: MIT
"""The words of co-production: the ladder's seven rungs, and how a contribution is recognised.

The ladder is Think Local Act Personal's; its credit stands in the data, and belongs beside it.
"""

import functools

import msgspec
from msgspec import Struct

from coprod_desktop import paths
from coprod_desktop.domain import translating


class Rung(Struct, frozen=True):
    """One rung, from 1 (coercion) to 7 (co-production). Only the first is never right."""

    number: int
    name: str
    band: str
    plain: str
    easy_read: str
    example: str


class Ladder(Struct, frozen=True):
    """All seven, with whom to thank for them."""

    credit: str
    url: str
    wording: str
    rungs: tuple[Rung, ...]


class Coded(Struct, frozen=True):
    """A code with its words."""

    code: str
    label: str


class Words(Struct, frozen=True):
    """All that the data file holds."""

    ladder: Ladder
    recognition_types: tuple[Coded, ...]
    recognition_states: tuple[Coded, ...]
    fed_back_kinds: tuple[Coded, ...]


_WORDS = msgspec.json.Decoder(Words)


def words() -> Words:
    """What the data file holds, in the reader's words."""
    return translating.spoken(
        _data(), "label", "name", "band", "plain", "easy_read", "example", "credit", "wording"
    )


@functools.cache
def _data() -> Words:
    raw = paths.resource("data/coproduction.json").read_bytes()
    return _WORDS.decode(raw)


def label(coded: tuple[Coded, ...], code: str) -> str:
    """The words for a code; an unknown one stands for itself."""
    return next((each.label for each in coded if each.code == code), code)
