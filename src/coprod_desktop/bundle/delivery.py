# SPDX-License-Identifier: MIT
"""Carries a staged bundle to a stick: success is what was read back from it."""

import hashlib
import os
import re
import shutil
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from coprod_desktop import files
from coprod_desktop.bundle import authenticity, container, header, media
from coprod_desktop.bundle.drive import Drive
from coprod_desktop.bundle.errors import BundleError, ReadBackFailed
from coprod_desktop.bundle.media import Identity
from coprod_desktop.domain.errors import StorageFull
from coprod_desktop.domain.progress import Progress, silent

_MARGIN: Final = 1 << 20
"""Room for the folder's own entries and the file system's rounding."""


class Medium:
    """What is done to the drive, one call each, so that a test can put a failing drive here."""

    def check(self) -> None:
        """Raise `MediumGone` or `MediumSwapped` unless the drive is still the same one."""

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
        _drop_cache(file)

    def reopen(self, path: Path) -> BinaryIO:
        """The file again, read from the drive itself where the system allows it."""
        if sys.platform == "win32":
            from coprod_desktop.bundle import windows

            return windows.open_unbuffered(path)
        file = path.open("rb", buffering=0)
        _drop_cache(file)
        return file

    def rename(self, path: Path, final: Path) -> None:
        """Give a file its final name, durably."""
        files.rename(path, final)


class Watched(Medium):
    """A drive of which is known which one it is, and that it is still in."""

    def __init__(self, identity: Identity) -> None:
        self.identity = identity

    @property
    def drive(self) -> Drive | None:
        """The drive, or None for a folder on none that can be plugged in."""
        return self.identity.drive

    def check(self) -> None:
        """Raise `MediumGone` or `MediumSwapped` unless the same medium is still in."""
        media.check(self.identity)

    def rename(self, path: Path, final: Path) -> None:
        """Give a file its final name, and force out all that waits for the stick."""
        super().rename(path, final)
        if self.drive is not None:
            media.flush(final.parent)


_DRIVE: Final = Medium()


def _drop_cache(file: BinaryIO) -> None:
    if sys.platform == "linux":
        with suppress(OSError):  # a file system without the call has no cache to drop
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def deliver(
    staged: Path,
    folder: Path,
    public_key: bytes,
    progress: Progress = silent,
    medium: Medium = _DRIVE,
) -> Path:
    """Copy a staged bundle into `folder`, read it back, verify it, and give its final path.

    The staged file is only read, so another try sends the same bytes. Nothing half-written keeps
    the final name; a different bundle that has this name already is left alone, a damaged copy of
    this one is replaced, and whatever other senders left on the stick stays. It is asked before and
    after each step whether the same medium is still in.

    Raises `StorageFull`, `CannotWrite` (`WriteProtected`, `MediumGone` and `MediumSwapped` are
    kinds of it), `ReadBackFailed`, or what `progress` raises.
    """
    partial = folder / f"{staged.name}.partial"
    with files.reading(staged):
        size = staged.stat().st_size
    with (
        files.writing(folder, size + _MARGIN),
        _explained(medium),
        files.removed_on_failure(partial),
    ):
        medium.check()
        for remnant in _remnants(folder, staged.name):
            remnant.unlink(missing_ok=True)
        if medium.free(folder) < size + _MARGIN:
            raise StorageFull(where=str(folder), need=files.megabytes(size + _MARGIN))
        with staged.open("rb") as source, medium.create(partial) as target:
            sent = _copy(source, target, size, progress)
            medium.evict(target)
        medium.check()
        _check(partial, sent, size, public_key, progress, medium)
        medium.check()
        final = _final_name(folder / staged.name, staged, sent)
        medium.rename(partial, final)
        medium.check()
    return final


def holds(
    path: Path,
    bundle_id: bytes,
    public_key: bytes,
    progress: Progress = silent,
    medium: Medium = _DRIVE,
) -> bool:
    """Whether a delivered file can still be read from its medium and is, whole, that bundle.

    Raises `MediumGone`, `MediumSwapped`, or what `progress` raises.
    """
    try:
        medium.check()
        size = path.stat().st_size
        with medium.reopen(path) as stream:
            found = authenticity.verify(_Told(stream, size, progress), size, public_key)
    except (OSError, BundleError):
        medium.check()
        return False
    return header.bundle_id(found.encode()) == bundle_id


@contextmanager
def _explained(medium: Medium) -> Generator[None]:
    """Say that the stick is gone or swapped, when that is why something failed."""
    try:
        yield
    except (OSError, ReadBackFailed):
        medium.check()
        raise


def _remnants(folder: Path, name: str) -> list[Path]:
    """What this sender left half-written; other wings' may lie beside it, and are not ours."""
    sender, _, number = name.partition(".")[0].rpartition("-")
    kind = "r" if number.startswith("r") else ""
    own = re.compile(rf"{re.escape(sender)}-{kind}[0-9]+\.coprod\.partial")
    return [path for path in folder.iterdir() if own.fullmatch(path.name) and not path.is_dir()]


def _copy(source: BinaryIO, target: BinaryIO, size: int, progress: Progress) -> bytes:
    digest = hashlib.sha256()
    done = 0
    while piece := _read(source):
        target.write(piece)
        digest.update(piece)
        done += len(piece)
        progress(done, size, "Writing")
    return digest.digest()


def _read(source: BinaryIO) -> bytes:
    with files.reading(Path(source.name)):  # a fault of this PC's disk and not of the stick
        return source.read(files.PIECE)


class _Told:
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
        told = _Told(stream, size, progress)
        try:
            authenticity.verify(told, size, public_key)
        except (BundleError, OSError) as error:
            raise failed from error
    if told.digest.digest() != sent:
        raise failed


def _final_name(wanted: Path, staged: Path, sent: bytes) -> Path:
    """The bundle's own name, also over a damaged copy of it; beside what else is called so."""
    if not os.path.lexists(wanted) or _header(wanted) == _header(staged):
        return wanted
    return wanted.with_name(f"{wanted.stem}-{sent[:4].hex()}{wanted.suffix}")


def _header(path: Path) -> bytes | None:
    """The header that a file claims, which names its bundle; None when it is not a bundle."""
    if path.is_symlink() or not path.is_file():
        return None
    try:
        with path.open("rb") as file:
            return container.read(file).header
    except (BundleError, OSError):
        return None
