# SPDX-License-Identifier: MIT
"""Works one step ahead in a thread: while one batch is written to the disk, the next is read.

The database lets the interpreter go while it writes a batch, so on two cores this costs nothing.
"""

import contextlib
import gc
import queue
import sys
import threading
from collections.abc import Generator, Iterator
from typing import Final, Generic, TypeVar

T = TypeVar("T")

_AHEAD: Final = 2
_TURN: Final = 0.001
"""Seconds after which a thread that computes lets one go on that has come back from the disk."""
_OBJECTS: Final = 50_000
"""So many new objects are there before cycles are looked for: a batch has none."""


class Ahead(Generic[T]):
    """Runs a generator in a thread of its own, never more than two items ahead.

    Whoever makes it closes it; what the generator waits for must have been ended by then.
    """

    def __init__(self, items: Generator[T, None, None]) -> None:
        self._items = items
        self._room = threading.Semaphore(_AHEAD)
        self._over = False
        self._done: queue.SimpleQueue[tuple[T | None, BaseException | None]] = queue.SimpleQueue()
        self._first: tuple[T | None, BaseException | None] | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def is_there(self, within: float) -> bool:
        """Whether the next item, or what is raised in its place, comes in so many seconds."""
        if self._first is None:
            with contextlib.suppress(queue.Empty):
                self._first = self._done.get(timeout=within)
        return self._first is not None

    def __iter__(self) -> Iterator[T]:
        """The items in their order. Raises what the generator raises, where it stood."""
        while True:
            item, error = self._first or self._done.get()
            self._first = None
            self._room.release()
            if isinstance(error, StopIteration):
                return
            if error is not None:
                raise error
            yield item  # pyright: ignore[reportReturnType]  it is one when there is no error

    def close(self) -> None:
        """End the generator, and wait until it has ended."""
        self._over = True
        self._room.release()
        self._thread.join()

    def _run(self) -> None:
        with contextlib.closing(self._items) as items:
            while True:
                self._room.acquire()
                if self._over:
                    return
                try:
                    self._done.put((next(items), None))
                except BaseException as error:  # noqa: BLE001  raised where it is waited for
                    self._done.put((None, error))
                    return


@contextlib.contextmanager
def in_bulk() -> Generator[None]:
    """Take quick turns between threads, and look less often for cycles, while much is taken in.

    Both are settings of the whole process, and are put back as they were.
    """
    turn, thresholds = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(_TURN)
    gc.set_threshold(_OBJECTS, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        sys.setswitchinterval(turn)
