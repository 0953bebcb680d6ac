# SPDX-License-Identifier: MIT
"""One process at a time: a lock on the store's folder that the system drops when a process dies."""

import os
import sys
from pathlib import Path
from typing import BinaryIO

from coprod_desktop import files
from coprod_desktop.domain.errors import StoreInUse

if sys.platform == "win32":
    import msvcrt

    def _take(handle: BinaryIO) -> None:
        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: BinaryIO) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class StoreLock:
    """Holds ``lock`` in the store's folder until closed, or until the process ends."""

    def __init__(self, folder: Path) -> None:
        """Take the lock. Raises `StoreInUse` when another process has it, or `CannotWrite`."""
        with files.writing(folder):
            self._handle: BinaryIO = (folder / "lock").open("ab")
        try:
            _take(self._handle)
        except OSError:
            self._handle.close()
            raise StoreInUse from None

    def close(self) -> None:
        """Let go. The file stays: removing it would let two processes lock two different files."""
        self._handle.close()


PRIVATE = 0o700


def make_private(folder: Path) -> None:
    """Make `folder`, readable by this user alone where the system has such a notion."""
    with files.writing(folder):
        folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        if os.name != "nt":
            folder.chmod(PRIVATE)
