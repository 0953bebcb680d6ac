# SPDX-License-Identifier: MIT
"""Who may have a store open: locks that the system drops when a process dies.

A wing's store belongs to one process. An office's may be open in several; what changes the store
as a whole needs it alone for that long.
"""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from coprod_desktop import files
from coprod_desktop.domain.errors import StoreInUse

PRIVATE = 0o700
LOCK_FILE = "lock"

if sys.platform == "win32":
    import msvcrt

    # Regions of bytes stand in for shared locks, which `msvcrt` lacks: whoever shares has one byte,
    # whoever is alone has all of them.
    _SHARERS = 64

    class _Held:
        def __init__(self, handle: BinaryIO) -> None:
            self._handle = handle
            self._bytes: list[int] = []

        def share(self) -> None:
            for place in range(_SHARERS):
                try:
                    self._lock(place)
                except OSError:
                    continue
                return
            raise BlockingIOError

        def alone(self) -> None:
            taken: list[int] = []
            try:
                for place in range(_SHARERS):
                    if place not in self._bytes:
                        self._lock(place)
                        taken.append(place)
            except OSError:
                for place in taken:
                    self._unlock(place)
                raise

        def share_again(self) -> None:
            for place in self._bytes[1:]:
                self._unlock(place)

        def drop(self) -> None:
            # What is let go by closing the file alone may stay locked for a while.
            for place in tuple(self._bytes):
                self._unlock(place)

        def _lock(self, place: int) -> None:
            self._handle.seek(place)
            msvcrt.locking(self._handle.fileno(), msvcrt.LK_NBLCK, 1)
            self._bytes.append(place)

        def _unlock(self, place: int) -> None:
            self._handle.seek(place)
            msvcrt.locking(self._handle.fileno(), msvcrt.LK_UNLCK, 1)
            self._bytes.remove(place)

else:
    import fcntl

    class _Held:
        def __init__(self, handle: BinaryIO) -> None:
            self._handle = handle

        def share(self) -> None:
            fcntl.flock(self._handle, fcntl.LOCK_SH | fcntl.LOCK_NB)

        def alone(self) -> None:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

        def share_again(self) -> None:
            fcntl.flock(self._handle, fcntl.LOCK_SH)

        def drop(self) -> None:
            """Nothing: closing the file lets go."""


class StoreLock:
    """Holds a lock file in a folder until closed, or until the process ends."""

    def __init__(self, folder: Path, *, shared: bool = False, name: str = LOCK_FILE) -> None:
        """Take the lock. Raises `StoreInUse` when another process has it, or `CannotWrite`."""
        self._shared = shared
        with files.writing(folder):
            self._handle: BinaryIO = (folder / name).open("ab")
        self._held = _Held(self._handle)
        try:
            (self._held.share if shared else self._held.alone)()
        except OSError:
            self._handle.close()
            raise StoreInUse from None

    @contextmanager
    def alone(self) -> Generator[None]:
        """Nobody else has the store inside the block. Raises `StoreInUse` when somebody has."""
        if not self._shared:
            yield
            return
        try:
            self._held.alone()
        except OSError:
            # A change of kind that fails may have lost what was there.
            self._held.share_again()
            raise StoreInUse from None
        try:
            yield
        finally:
            self._held.share_again()

    def close(self) -> None:
        """Let go. The file stays: removing it would let two processes lock two different files."""
        if not self._handle.closed:
            self._held.drop()
        self._handle.close()


def make_private(folder: Path) -> None:
    """Make `folder`, readable by this user alone where the system has such a notion."""
    with files.writing(folder):
        folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        if os.name != "nt":
            folder.chmod(PRIVATE)
