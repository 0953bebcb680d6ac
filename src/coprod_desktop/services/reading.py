# SPDX-License-Identifier: MIT
"""Has a bundle's content read in a process of its own, and reads again what that gives back.

Bytes from a stick are unlocked and taken apart where there is no store. What comes back is the
plaintext: here it passes the same strict reader once more, from the first frame to the padding, so
that a reading process that was taken over can hand over nothing that a bundle could not hold.
"""

from collections.abc import Generator
from contextlib import closing, contextmanager

from coprod_desktop.bundle.authenticity import Authentic
from coprod_desktop.bundle.content import Content
from coprod_desktop.bundle.header import Header
from coprod_desktop.bundle.intake import LIMITS, Limits, Quarantined
from coprod_desktop.bundle.worker_messages import Caps, Order
from coprod_desktop.bundle.worker_process import Readers, Reading

__all__ = ["Begun", "Readers", "begin", "opened"]
CAPS = Caps()


class Begun:
    """A bundle that a process has begun to read. Whoever began it closes it."""

    def __init__(self, reading: Reading, header: Header, limits: Limits) -> None:
        self._reading = reading
        self._pieces = reading.pieces()
        self._kept: list[bytes] = []
        self._begun = False
        self._header = header
        self._limits = limits

    def content(self) -> Content:
        """The content, whose entries can be read once. Raises as `bundle.content.contents`."""
        return Content(self._plaintext, self._header, self._limits)

    def close(self) -> None:
        """End the process."""
        self._reading.close()

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
) -> Begun:
    """Let a process begin to read an authentic bundle, and do something else meanwhile."""
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
    return Begun(readers.begin(order, caps), found.header, limits)


@contextmanager
def opened(
    found: Authentic, quarantined: Quarantined, file_key: bytes, limits: Limits = LIMITS
) -> Generator[Content]:
    """The content of one authentic bundle, whose entries can be read once.

    Raises the errors of stage E, here or when they are read.
    """
    with (
        closing(Readers()) as readers,
        closing(begin(readers, found, quarantined, file_key, limits)) as begun,
    ):
        yield begun.content()
