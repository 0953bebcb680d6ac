# SPDX-License-Identifier: MIT
"""Has a bundle's content read in a process of its own, and reads again what that gives back.

Bytes from a stick are unlocked and taken apart where there is no store. What comes back is the
plaintext: here it passes the same strict reader once more, from the first frame to the padding, so
that a reading process that was taken over can hand over nothing that a bundle could not hold.
"""

from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from itertools import islice

from coprod_desktop.bundle.authenticity import Authentic
from coprod_desktop.bundle.content import Content
from coprod_desktop.bundle.header import Header
from coprod_desktop.bundle.intake import LIMITS, Limits, Quarantined
from coprod_desktop.bundle.worker_messages import Caps, Order
from coprod_desktop.bundle.worker_process import Readers, Reading
from coprod_desktop.services.books.ahead import Ahead
from coprod_desktop.store import fresh
from coprod_desktop.store.fresh import Batch

__all__ = ["Batch", "Begun", "Readers", "begin", "opened"]
CAPS = Caps()
BATCH = 500
"""Changes that are written together. More cost memory and gain nothing."""


class Begun:
    """A bundle that a process has begun to read. Whoever began it closes it.

    What it gives back is read again in a thread, one batch ahead of whoever takes it.
    """

    def __init__(self, reading: Reading, header: Header, limits: Limits, *, words: bool) -> None:
        self._reading = reading
        self._pieces = reading.pieces()
        self._kept: list[bytes] = []
        self._begun = False
        self._header = header
        self._limits = limits
        self._words = words
        self._opened = False
        self._content: Content | None = None
        self._ahead = Ahead(self._steps())
        self._steps_done = iter(self._ahead)

    def is_there(self, within: float) -> bool:
        """Whether `content` can be had without waiting longer than so many seconds."""
        return self._opened or self._ahead.is_there(within)

    def content(self) -> Content:
        """The content, whose changes `batches` gives. Raises as `bundle.content.contents`."""
        if not self._opened:
            next(self._steps_done)
            self._opened = True
        if self._content is None:
            raise AssertionError("a bundle without a beginning")
        return self._content

    def batches(self) -> Iterator[Batch]:
        """Every change in order, once, as `Content.entries` gives them; raises what that raises."""
        self.content()
        return self._steps_done

    def close(self) -> None:
        """End the process."""
        self._reading.close()
        self._ahead.close()

    def _steps(self) -> Generator[Batch, None, None]:
        """An empty batch when the content's beginning was read, then its changes."""
        self._content = content = Content(self._plaintext, self._header, self._limits)
        yield Batch()
        with closing(content.entries()) as entries:
            while some := list(islice(entries, BATCH)):
                yield fresh.batch(some, words=self._words)

    def _plaintext(self) -> Generator[bytes, None, None]:
        """From the beginning, twice: what was read for the manifest is kept for the reading."""
        if self._begun:
            yield from self._kept
            self._kept.clear()
            yield from self._pieces
            return
        self._begun = True
        for piece in self._pieces:
            self._kept.append(piece)
            yield piece


def begin(
    readers: Readers,
    found: Authentic,
    quarantined: Quarantined,
    file_key: bytes,
    limits: Limits = LIMITS,
    *,
    words: bool = False,
) -> Begun:
    """Let a process begin to read an authentic bundle, and do something else meanwhile.

    With `words` what the search will find is made ready too, which takes memory.
    """
    caps = CAPS.for_size(quarantined.size)
    order = Order(
        file_key=file_key,
        path=str(quarantined.path),
        size=quarantined.size,
        header=found.header.encode(),
        changes=limits.changes,
        memory=caps.memory,
        processor=caps.processor,
    )
    return Begun(readers.begin(order, caps), found.header, limits, words=words)


@contextmanager
def opened(
    found: Authentic, quarantined: Quarantined, file_key: bytes, limits: Limits = LIMITS
) -> Generator[Begun]:
    """One authentic bundle, whose content can be read once.

    Raises the errors of stage E, here or when they are read.
    """
    with (
        closing(Readers()) as readers,
        closing(begin(readers, found, quarantined, file_key, limits)) as begun,
    ):
        yield begun
