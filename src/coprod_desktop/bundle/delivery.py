# SPDX-License-Identifier: MIT
"""Carries a staged bundle to a stick: success is what was read back from it."""

import hashlib
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from coprod_desktop import files
from coprod_desktop.bundle import authenticity
from coprod_desktop.bundle.errors import BundleError, ReadBackFailed
from coprod_desktop.domain.errors import StorageFull
from coprod_desktop.domain.progress import Progress, silent

_MARGIN: Final = 1 << 20
"""Room for the folder's own entries and the file system's rounding."""


class Medium:
    """What is done to the drive, one call each, so that a test can put a failing drive here."""

    def free(self, folder: Path) -> int:
        """Free bytes."""
        return shutil.disk_usage(folder).free

    def create(self, path: Path) -> BinaryIO:
        """A new file. It is sealed, and the office's PC must be able to read it: not private."""
        return files.create(path, 0o644)

    def evict(self, file: BinaryIO) -> None:
        """Force a file to the drive, then drop it from the cache, so that a read is a real read.

        The order matters: dropping before the data is on the drive leaves part of it cached.
        """
        files.sync(file)
        if sys.platform == "linux":
            with suppress(OSError):  # a file system without the call has no cache to drop
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)

    def reopen(self, path: Path) -> BinaryIO:
        """The file again, read from the drive itself where the system allows it."""
        if sys.platform == "win32":
            from coprod_desktop.bundle import windows

            return windows.open_unbuffered(path)
        return path.open("rb", buffering=0)

    def rename(self, path: Path, final: Path) -> None:
        """Give a file its final name, durably."""
        os.replace(path, final)  # noqa: PTH105  replaces an existing file on Windows too
        files.sync_folder(final.parent)


_DRIVE: Final = Medium()


def deliver(
    staged: Path,
    folder: Path,
    public_key: bytes,
    progress: Progress = silent,
    medium: Medium = _DRIVE,
) -> Path:
    """Copy a staged bundle into `folder`, read it back, verify it, and give its final path.

    The staged file is only read, so another try sends the same bytes. Nothing half-written keeps
    the final name; a different bundle that has this name already is left alone.

    Raises `StorageFull`, `CannotWrite` (also when the drive vanishes), `ReadBackFailed`, or what
    `progress` raises.
    """
    size = staged.stat().st_size
    partial = folder / f"{staged.name}.partial"
    with files.writing(folder, size + _MARGIN), files.removed_on_failure(partial):
        if medium.free(folder) < size + _MARGIN:
            raise StorageFull(where=str(folder), need=files.megabytes(size + _MARGIN))
        partial.unlink(missing_ok=True)
        with staged.open("rb") as source, medium.create(partial) as target:
            sent = _copy(source, target, size, progress)
            medium.evict(target)
        _check(partial, sent, size, public_key, progress, medium)
        final = _final_name(folder / staged.name, sent)
        medium.rename(partial, final)
    return final


def _copy(source: BinaryIO, target: BinaryIO, size: int, progress: Progress) -> bytes:
    digest = hashlib.sha256()
    done = 0
    while piece := source.read(files.PIECE):
        target.write(piece)
        digest.update(piece)
        done += len(piece)
        progress(done, size, "Writing")
    return digest.digest()


class _Watched:
    """A stream that hashes what is read from it and reports how far it is."""

    def __init__(self, stream: BinaryIO, size: int, progress: Progress) -> None:
        self._stream = stream
        self._size = size
        self._progress = progress
        self._done = 0
        self.digest = hashlib.sha256()

    def read(self, length: int, /) -> bytes:
        parts: list[bytes] = []
        while length and (part := self._stream.read(length)):
            parts.append(part)
            length -= len(part)
        data = b"".join(parts)
        self.digest.update(data)
        self._done += len(data)
        self._progress(self._done, self._size, "Reading back")
        return data


def _check(
    partial: Path, sent: bytes, size: int, public_key: bytes, progress: Progress, medium: Medium
) -> None:
    failed = ReadBackFailed(where=str(partial.parent))
    with medium.reopen(partial) as stream:
        watched = _Watched(stream, size, progress)
        try:
            authenticity.verify(watched, size, public_key)
        except (BundleError, OSError) as error:
            raise failed from error
    if watched.digest.digest() != sent:
        raise failed


def _final_name(wanted: Path, sent: bytes) -> Path:
    if not os.path.lexists(wanted):
        return wanted
    if wanted.is_file() and not wanted.is_symlink():
        with wanted.open("rb") as file:
            if hashlib.file_digest(file, "sha256").digest() == sent:
                return wanted
    return wanted.with_name(f"{wanted.stem}-{sent[:4].hex()}{wanted.suffix}")
