# SPDX-License-Identifier: MIT
"""Files that are whole or absent: made exclusively, forced to the disk, removed on failure."""

import errno
import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from coprod_desktop.domain.errors import CannotWrite, StorageFull

PIECE: Final = 1 << 20
"""How many bytes are copied at a time."""

_MIB = 1 << 20
# Some file systems cannot sync a folder; their renames are as durable as they will be.
_NO_SYNC: Final = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP})
_NO_ROOM: Final = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})


class Progress(Protocol):
    """Told how far a long call is; may raise `domain.errors.Cancelled` to stop it."""

    def __call__(self, done: int, total: int, what: str, /) -> None:
        """`done` of `total` steps of `what` are behind us."""
        ...


def silent(_done: int, _total: int, _what: str, /) -> None:
    """Progress that nobody watches."""


def create(path: Path, mode: int = 0o600) -> BinaryIO:
    """Open a new file for writing, by default for its owner's eyes alone. Raises `OSError`."""
    flags = os.O_CREAT | os.O_EXCL | os.O_RDWR
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, mode), "w+b")


def sync(file: BinaryIO) -> None:
    """Force what was written to the disk."""
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Force a folder's entries to the disk, where the system can (Windows does it by itself)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        os.close(handle)


@contextmanager
def removed_on_failure(path: Path) -> Generator[None, None, None]:
    """Remove the file at `path`, where that is possible, when the block raises anything."""
    try:
        yield
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def is_no_room(error: OSError) -> bool:
    """Whether the disk is full, or the person's share of it."""
    return error.errno in _NO_ROOM


@contextmanager
def faults_of(folder: Path, size: int) -> Generator[None, None, None]:
    """Turn a disk's faults, while `size` bytes are written to it, into those that people meet.

    Raises `StorageFull`, `CannotWrite`.
    """
    try:
        yield
    except OSError as error:
        if is_no_room(error):
            raise StorageFull(where=str(folder), need=megabytes(size)) from error
        raise CannotWrite(where=str(folder), why=error.strerror or "no answer") from error


def megabytes(size: int) -> int:
    """A size in whole megabytes, rounded up, for people."""
    return -(-size // _MIB)
