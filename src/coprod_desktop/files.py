# SPDX-License-Identifier: MIT
"""Files that must survive a power cut: written beside, forced to the disk, then put in place."""

import errno
import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from coprod_desktop.domain.errors import CannotRead, CannotWrite, StorageFull, UserError

_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
_REASONS = {
    errno.EACCES: "this user is not allowed to",
    errno.EPERM: "this user is not allowed to",
    errno.EROFS: "it is write-protected",
    errno.ENOENT: "it is not there (was the drive removed?)",
    errno.ENODEV: "it is not there (was the drive removed?)",
    errno.ENXIO: "it is not there (was the drive removed?)",
    errno.EIO: "the drive reported a fault (was it removed?)",
    errno.ENAMETOOLONG: "the name is too long",
    errno.ENOTDIR: "it is not the kind of file that was expected",
    errno.EISDIR: "it is not the kind of file that was expected",
    errno.EEXIST: "something of that name is there already",
}
_WINDOWS_DISK_FULL = {39, 112}  # ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL


def why(error: OSError) -> str:
    """An operating system error in plain words, without the path it names."""
    known = _REASONS.get(error.errno or 0)
    return known or (error.strerror or "unknown fault").lower()


def write_fault(error: OSError, where: Path, need_bytes: int = 0) -> UserError:
    """The `UserError` for a failed write: `StorageFull` or `CannotWrite`."""
    if error.errno in _FULL or getattr(error, "winerror", None) in _WINDOWS_DISK_FULL:
        return StorageFull(where=str(where), need=max(1, need_bytes >> 20))
    return CannotWrite(where=str(where), why=why(error))


@contextmanager
def writing(where: Path, need_bytes: int = 0) -> Generator[None]:
    """Turn operating system errors inside the block into `StorageFull` or `CannotWrite`."""
    try:
        yield
    except OSError as error:
        raise write_fault(error, where, need_bytes) from error


@contextmanager
def reading(where: Path) -> Generator[None]:
    """Turn operating system errors inside the block into `CannotRead`."""
    try:
        yield
    except OSError as error:
        raise CannotRead(where=str(where), why=why(error)) from error


def sync_folder(folder: Path) -> None:
    """Force a folder's entries to the disk where the system can (Windows does so by itself)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace(path: Path, data: bytes) -> None:
    """Put `data` in the file `path` so that a reader finds the old or the new content, whole.

    Raises `StorageFull` or `CannotWrite`; the old content then still stands.
    """
    beside = path.with_name(path.name + ".new")
    with writing(path, len(data)):
        try:
            with beside.open("wb") as handle:
                handle.write(data)
                handle.flush()
                os.fsync(handle.fileno())
            beside.replace(path)
        except OSError:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
