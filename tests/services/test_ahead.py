# SPDX-License-Identifier: MIT
"""Reading ahead: the same items in the same order, and nothing left running."""

import gc
import sys
import threading
from collections.abc import Generator
from contextlib import closing

import pytest

from coprod_desktop.services.books.ahead import Ahead, in_bulk
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from tests.services.carrying import agrees
from tests.stores import Folders, feedback, send, take_in


def counting(most: int, ended: threading.Event) -> Generator[int, None, None]:
    try:
        yield from range(most)
    finally:
        ended.set()


def test_items_come_in_their_order() -> None:
    ended = threading.Event()
    with closing(Ahead(counting(50, ended))) as items:
        assert list(items) == list(range(50))
    assert ended.is_set()


def test_a_fault_comes_where_it_stood() -> None:
    def faulty() -> Generator[int, None, None]:
        yield 1
        raise ValueError("here")

    with closing(Ahead(faulty())) as items:
        found = iter(items)
        assert next(found) == 1
        with pytest.raises(ValueError, match="here"):
            next(found)


def test_leaving_off_in_the_middle_ends_it() -> None:
    ended, running = threading.Event(), threading.active_count()
    with closing(Ahead(counting(1_000_000, ended))) as items:
        assert next(iter(items)) == 0
    assert ended.is_set()
    assert threading.active_count() == running


def test_the_process_is_left_as_it_was() -> None:
    before = sys.getswitchinterval(), gc.get_threshold()
    with in_bulk():
        assert gc.get_threshold() != before[1]
    assert (sys.getswitchinterval(), gc.get_threshold()) == before


def test_several_batches_and_a_rest_come_in_whole(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    records.save_many(wing, [feedback(f"Comment {n}") for n in range(1_203)])
    outcome = take_in(central, send(wing, folders.stick))
    assert (outcome.outcome, outcome.changes) == ("imported", 1_203)
    agrees(central, wing)
