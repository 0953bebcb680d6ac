# SPDX-License-Identifier: MIT
"""Lets the search catch up with what was imported: after the import, and not within it."""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

from coprod_desktop.domain.progress import Progress, silent
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import indexing, search

_NONE: Mapping[int, str] = MappingProxyType({})
STEP = indexing.STEP
WHAT = "search"
"""What `progress` is told."""


def behind(s: SignedIn) -> int:
    """How many changes the search may not know yet."""
    with s.vault.read() as connection:
        return indexing.behind(connection)


def catch_up(s: SignedIn, progress: Progress = silent, words: Mapping[int, str] = _NONE) -> int:
    """Index what imports left out; returns how many changes that were.

    `words`, by order of arrival, are those that are at hand and need not be read again.

    May be cancelled, or cut off, after each step, and goes on from there the next time. Two
    processes that do it at once take turns.
    """
    total = behind(s)
    if not total:
        return 0
    done, bulk = 0, total >= indexing.STEP
    progress(0, total, WHAT)
    while True:
        with s.vault.write(partial(progress, done, max(total, done), WHAT)) as connection:
            if bulk:
                search.loading(connection, bulk=True)
            settled = indexing.step(connection, words)
            if bulk:
                search.loading(connection, bulk=False)
        if not settled:
            return done
        done += settled
        progress(done, max(total, done), WHAT)
