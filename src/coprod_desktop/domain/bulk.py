# SPDX-License-Identifier: MIT
"""Reads many changes as strictly as one, and checks only once what all of them repeat.

Three quarters of strict decoding are regular expressions, and most of them look at the same few
words again: a site, a wing, a form, a theme. What a strictly read comment said there is remembered,
and a comment that says nothing else there is decoded without bounds. Everything that is not plainly
good takes the strict way, which alone decides what is wrong.
"""

import functools
import operator
import re
import typing
from collections.abc import Callable
from typing import Any

import msgspec

from coprod_desktop.domain import canonical, change
from coprod_desktop.domain.change import MAX_CHANGE, Entry, FeedbackChange
from coprod_desktop.domain.recalling import unbounded
from coprod_desktop.domain.records import Feedback, Text, day_out_of_reach

LONGEST = 20_000
"""A change of so many bytes holds no text that is too long for its field."""
MOST_KNOWN = 4096
_HIGHEST_ANSWER = 99
_UNIQUE_RE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12} "
    r"[A-Za-z0-9_-]{21}[AQgw] ([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048])?"
)
"""A record's id, the salt, and the parent if there is one, each in its only spelling."""


@functools.cache
def _decoder() -> msgspec.json.Decoder[FeedbackChange]:
    return msgspec.json.Decoder(unbounded(FeedbackChange))


@functools.cache
def _repeated() -> Callable[[Feedback], tuple[Any, ...]]:
    """Gives those of a comment's fields that have other bounds than a text's length."""
    hints = typing.get_type_hints(Feedback, include_extras=True)
    bounded = [name for name, hint in hints.items() if hint != Text and unbounded(hint) != hint]
    return operator.attrgetter(*(name for name in bounded if name != "answers"))


class BulkReader:
    """Reads changes one after the other, with a memory that is its own and never grows large."""

    def __init__(self) -> None:
        self._decoder = _decoder()
        self._repeated = _repeated()
        self._known: set[tuple[Any, ...]] = set()

    def read(self, raw: bytes) -> Entry:
        """Decode a change's canonical bytes strictly.

        The change may be of a subclass of its type. Raises as `change.read`.
        """
        if len(raw) <= LONGEST and (found := self._plain(raw)) is not None:
            return Entry(change=found, raw=raw, leaf=change.leaf(raw))
        entry = change.read(raw)
        if isinstance(entry.change, FeedbackChange):
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known.add(self._short(entry.change))
        return entry

    def _plain(self, raw: bytes) -> FeedbackChange | None:
        """A comment in which nothing but known words, texts, numbers, id and hashes stands."""
        try:
            found: FeedbackChange = canonical.decode(self._decoder, raw)
        except (canonical.NotCanonical, canonical.NotOfType):
            return None
        if self._short(found) not in self._known:
            return None
        if not (0 < found.n <= MAX_CHANGE and 0 < found.rev <= MAX_CHANGE):
            return None
        if not 0 <= found.at <= MAX_CHANGE or day_out_of_reach(found.data):
            return None
        for answer in found.data.answers.values():
            if isinstance(answer, int) and not 0 <= answer <= _HIGHEST_ANSWER:
                return None
        unique = f"{found.id} {found.salt} {found.parent}"
        return found if _UNIQUE_RE.fullmatch(unique) else None

    def _short(self, found: FeedbackChange) -> tuple[Any, ...]:
        return (found.by, *found.data.answers, *self._repeated(found.data))
