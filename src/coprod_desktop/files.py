# SPDX-License-Identifier: MIT
"""Files that must survive a power cut: written beside, forced to the disk, then put in place."""

import errno
import os
import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from coprod_desktop.domain.errors import (
    CannotRead,
    CannotWrite,
    MediumGone,
    StorageFull,
    UserError,
    WriteProtected,
)

PIECE: Final = 1 << 20
"""How many bytes are copied at a time."""

_MIB = 1 << 20
_NO_ROOM: Final = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
# Some file systems cannot sync a folder; their renames are as durable as they will be.
_NO_SYNC: Final = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP})
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
_GONE: Final = frozenset({errno.ENODEV, errno.ENXIO, getattr(errno, "ENOMEDIUM", errno.ENXIO)})
_WINDOWS_DISK_FULL = {39, 112}  # ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL
_WINDOWS_LOCKED: Final = 19  # ERROR_WRITE_PROTECT
# ERROR_NOT_READY, ERROR_NO_SUCH_DEVICE, ERROR_DEVICE_NOT_CONNECTED, ERROR_DEVICE_REMOVED
_WINDOWS_GONE: Final = frozenset({21, 433, 1167, 1617})
# ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION: what somebody has open, such as a virus scanner that
# looks at a new file, cannot be renamed or replaced there. It lets go in a moment.
_WINDOWS_HELD: Final = frozenset({5, 32})
_PAUSES: Final = (0.01, 0.05, 0.2, 0.5, 1.0)


def why(error: OSError) -> str:
    """An operating system error in plain words, without the path it names."""
    known = _REASONS.get(error.errno or 0)
    return known or (error.strerror or "unknown fault").lower()


def is_no_room(error: OSError) -> bool:
    """Whether the disk is full, or the person's share of it."""
    return error.errno in _NO_ROOM or getattr(error, "winerror", None) in _WINDOWS_DISK_FULL


def megabytes(size: int) -> int:
    """A size in whole megabytes, rounded up, for people."""
    return max(1, -(-size // _MIB))


@contextmanager
def writing(where: Path, size: int = 0) -> Generator[None]:
    """Turn faults of the disk, while `size` bytes are written, into those that people meet.

    Raises `StorageFull` or `CannotWrite`, of which `WriteProtected` and `MediumGone` are kinds.
    """
    try:
        yield
    except OSError as error:
        raise _fault(error, where, size) from error


def _fault(error: OSError, where: Path, size: int) -> UserError:
    place, windows = str(where), getattr(error, "winerror", None)
    if is_no_room(error):
        return StorageFull(where=place, need=megabytes(size))
    if error.errno == errno.EROFS or windows == _WINDOWS_LOCKED:
        return WriteProtected(where=place)
    if error.errno in _GONE or windows in _WINDOWS_GONE:
        return MediumGone(where=place)
    return CannotWrite(where=place, why=why(error))


@contextmanager
def reading(where: Path) -> Generator[None]:
    """Turn operating system errors inside the block into `CannotRead`."""
    try:
        yield
    except OSError as error:
        raise CannotRead(where=str(where), why=why(error)) from error


def create(path: Path, mode: int = 0o600) -> BinaryIO:
    """Open a new file for writing, by default for its owner's eyes alone. Raises `OSError`."""
    flags = os.O_CREAT | os.O_EXCL | os.O_RDWR
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, mode), "w+b")


def sync(file: BinaryIO) -> None:
    """Force what was written to the disk."""
    file.flush()
    os.fsync(file.fileno())


def rename(path: Path, final: Path) -> None:
    """Give a file its final name, in the same folder, durably. Replaces what has that name."""
    for wait in (*_PAUSES, None):
        try:
            os.replace(path, final)  # noqa: PTH105  replaces an existing file on Windows too
            break
        except PermissionError as error:
            if wait is None or getattr(error, "winerror", None) not in _WINDOWS_HELD:
                raise
            time.sleep(wait)
    sync_folder(final.parent)


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
def removed_on_failure(path: Path) -> Generator[None]:
    """Remove the file at `path`, where that is possible, when the block raises anything."""
    try:
        yield
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def replace(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Put `data` in the file `path` so that a reader finds the old or the new content, whole.

    Raises `StorageFull`, `CannotWrite` or what `data` raises as it is read; the old content then
    still stands.
    """
    beside = path.with_name(path.name + ".new")
    pieces = (data,) if isinstance(data, bytes) else data
    size = len(data) if isinstance(data, bytes) else 0
    with writing(path, size), removed_on_failure(beside):
        beside.unlink(missing_ok=True)
        with create(beside, 0o644) as handle:
            handle.writelines(pieces)
            sync(handle)
        rename(beside, path)
