# SPDX-License-Identifier: MIT
"""Lets the search catch up with what was imported: after the import, and not within it."""

from functools import partial

from coprod_desktop.domain.progress import Progress, silent
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import indexing, search

WHAT = "search"
"""What `progress` is told."""


def behind(s: SignedIn) -> int:
    """How many changes the search may not know yet."""
    with s.vault.read() as connection:
        return indexing.behind(connection)


def catch_up(s: SignedIn, progress: Progress = silent) -> int:
    """Index what imports left out; returns how many changes that were.

    May be cancelled, or cut off, after each step, and goes on from there the next time. Two
    processes that do it at once take turns.
    """
    total = behind(s)
    if not total:
        return 0
    done, bulk = 0, total > indexing.STEP
    progress(0, total, WHAT)
    while True:
        with s.vault.write(partial(progress, done, max(total, done), WHAT)) as connection:
            if bulk:
                search.loading(connection, bulk=True)
            settled = indexing.step(connection)
            if bulk:
                search.loading(connection, bulk=False)
        if not settled:
            return done
        done += settled
        progress(done, max(total, done), WHAT)
