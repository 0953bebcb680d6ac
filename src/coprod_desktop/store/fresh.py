# SPDX-License-Identifier: MIT
"""Comments that begin, nearly all of an import: what is written of them, made ready in advance.

All of it follows from the changes alone, so a thread computes it while others are being written.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct

from coprod_desktop.domain.change import Entry, Erased, FeedbackChange
from coprod_desktop.store import listed, tables


class Fresh(Struct, frozen=True):
    """First revisions of comments, none of them in the bin, in their order.

    Days are proleptic ordinals; rows lack only what their turn brings (`numbered`); words are what
    the search finds them by, one text each, or none where they were not asked for.
    """

    ids: frozenset[str]
    days: tuple[int, ...]
    rows: tuple[tuple[Any, ...], ...]
    words: tuple[str, ...]

    def numbered(self, stream: int, arrivals: Iterable[int]) -> list[tuple[Any, ...]]:
        """The list's rows, one for each order of arrival."""
        return [
            (day << tables.ORDER_BITS | arrival, record, arrival, stream, *own)
            for arrival, day, (record, *own) in zip(arrivals, self.days, self.rows, strict=True)
        ]


class Batch(list[Entry | Erased]):
    """Changes that follow each other, and what was made ready if all of them begin comments."""

    fresh: Fresh | None = None


def fresh(entries: Iterable[Entry | Erased], *, words: bool = False) -> Fresh | None:
    """What is to be written of changes that all begin comments; None where one does not."""
    ids: list[str] = []
    days: list[int] = []
    rows: list[tuple[Any, ...]] = []
    texts: list[str] = []
    for entry in entries:
        if not isinstance(entry, Entry):
            return None
        change = entry.change
        if not isinstance(change, FeedbackChange):
            return None
        data = change.data
        if change.rev != 1 or change.parent or data.binned:
            return None
        own, text = listed.comment(data, words=words)
        ids.append(change.id)
        days.append(data.date.toordinal())
        rows.append((change.id, 1, change.at, change.by, *own))
        texts.append(text)
    if not rows:
        return None
    return Fresh(frozenset(ids), tuple(days), tuple(rows), tuple(texts) if words else ())


def batch(entries: Sequence[Entry | Erased], *, words: bool) -> Batch:
    """Changes together with what can be made ready of them; `words` asks for the search's too."""
    made = Batch(entries)
    made.fresh = fresh(made, words=words)
    return made
