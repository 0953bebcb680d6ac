# SPDX-License-Identifier: MIT
"""Stage A: takes one file off a stick into quarantine, once, and never looks at the stick again."""

import hashlib
import os
import re
import shutil
import stat
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from msgspec import Struct

from coprod_desktop import files
from coprod_desktop.bundle.container import LEAST_SIZE
from coprod_desktop.bundle.errors import (
    InsufficientSpace,
    MediaReadError,
    SizeLimitExceeded,
    SourceChanged,
    UnsafeSource,
)
from coprod_desktop.domain import text
from coprod_desktop.domain.errors import CannotWrite

_MARGIN: Final = 1 << 20
_LONGEST_NAME: Final = 80
# Names that Windows takes for devices, with any ending, in any folder.
_DEVICE_NAME = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\..*)?", re.IGNORECASE
)
_REPARSE_POINT: Final = getattr(stat, "FILE_ATTRIBUTE_REPARSE_POINT", 0x400)


class Limits(Struct, frozen=True, kw_only=True):
    """What one bundle may cost. The default size is the largest file that FAT32 can hold."""

    size: int = 2**32 - 1
    changes: int = 5_000_000


LIMITS: Final = Limits()


class Quarantined(Struct, frozen=True):
    """A private copy of a file from a stick, hashed while it was copied; not trusted in any way."""

    path: Path
    size: int
    sha256: bytes


def intake(path: Path, quarantine: Path, limits: Limits = LIMITS) -> Quarantined:
    """Copy a file into the folder `quarantine` under a new name; raises the errors of stage A.

    Raises `CannotWrite` when the quarantine itself does not work.
    """
    name = shown(path)
    with opened(path, limits) as (source, before):
        size = before.st_size
        target = quarantine / f"{uuid.uuid4()}.coprod"
        with _faults(quarantine, name, size), files.removed_on_failure(target):
            if shutil.disk_usage(quarantine).free < size + _MARGIN:
                raise InsufficientSpace(name=name, need=files.megabytes(size + _MARGIN))
            # Not forced to the disk: after a crash it is copied again.
            with files.create(target) as copy:
                digest = _copy(source, copy, size, name)
                if _changed(before, os.fstat(source.fileno())):
                    raise SourceChanged(name=name)
    return Quarantined(path=target, size=size, sha256=digest)


def shown(path: Path) -> str:
    """A file's name as it may be shown: nothing in it steers a screen, and it is not too long."""
    name = text.clean(path.name.encode("utf-8", "replace").decode())
    return " ".join(name.split())[:_LONGEST_NAME]


@contextmanager
def opened(path: Path, limits: Limits) -> Generator[tuple[BinaryIO, os.stat_result], None, None]:
    """Open a file of a bundle's size, proven to be the regular one that the name stands for.

    Raises `UnsafeSource`, `SizeLimitExceeded`, `MediaReadError`, `SourceChanged`.
    """
    name = shown(path)
    if "\0" in str(path) or (os.name == "nt" and ":" in path.name):
        raise UnsafeSource(name=name, why="not a name that files have")
    if _DEVICE_NAME.fullmatch(path.name):
        raise UnsafeSource(name=name, why="a name reserved for devices")
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0)
    # A pipe must not hold us up, and a link made in this very moment must not lead us away.
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        named = path.lstat()
        _check_regular(named, name)
        with os.fdopen(os.open(path, flags), "rb") as source:
            found = os.fstat(source.fileno())
            _check_regular(found, name)
            if (named.st_dev, named.st_ino) != (found.st_dev, found.st_ino):
                raise SourceChanged(name=name)
            size, most = found.st_size, limits.size
            if not LEAST_SIZE <= size <= most:
                raise SizeLimitExceeded(name=name, size=size, least=LEAST_SIZE, most=most)
            yield source, found
    except OSError as error:
        raise MediaReadError(name=name, why=error.strerror or "no answer") from error


def _check_regular(found: os.stat_result, name: str) -> None:
    if getattr(found, "st_file_attributes", 0) & _REPARSE_POINT or stat.S_ISLNK(found.st_mode):
        raise UnsafeSource(name=name, why="a link")
    if stat.S_ISDIR(found.st_mode):
        raise UnsafeSource(name=name, why="a folder")
    if not stat.S_ISREG(found.st_mode):
        raise UnsafeSource(name=name, why="a device or a pipe")


def _copy(source: BinaryIO, copy: BinaryIO, size: int, name: str) -> bytes:
    digest = hashlib.sha256()
    left = size
    while left:
        try:
            piece = source.read(min(left, files.PIECE))
        except OSError as error:
            raise MediaReadError(name=name, why=error.strerror or "no answer") from error
        if not piece:
            raise SourceChanged(name=name)
        copy.write(piece)
        digest.update(piece)
        left -= len(piece)
    return digest.digest()


def _changed(before: os.stat_result, after: os.stat_result) -> bool:
    return (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns)


@contextmanager
def _faults(quarantine: Path, name: str, size: int) -> Generator[None, None, None]:
    try:
        yield
    except OSError as error:
        if files.is_no_room(error):
            need = files.megabytes(size + _MARGIN)
            raise InsufficientSpace(name=name, need=need) from None
        raise CannotWrite(where=str(quarantine), why=error.strerror or "no answer") from error
