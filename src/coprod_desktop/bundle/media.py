# SPDX-License-Identifier: MIT
"""Finds the drives that carry bundles, and tells whether the same stick is still in."""

import errno
import os
import stat
import sys
from pathlib import Path

from msgspec import Struct

from coprod_desktop import files
from coprod_desktop.bundle.drive import Drive
from coprod_desktop.domain.errors import MediumGone, MediumSwapped

if sys.platform == "win32":
    from coprod_desktop.bundle.media_windows import Windows

    SYSTEM = Windows()
else:
    from coprod_desktop.bundle.media_linux import Linux

    SYSTEM = Linux()

__all__ = ["Drive", "Identity", "check", "drives", "flush", "identify", "of", "release"]


class Identity(Struct, frozen=True):
    """Which medium a folder was on when work with it began.

    ``device`` is the number by which the system knows the mounted file system; ``drive`` is None
    for a folder on no drive that can be plugged in, such as one on the PC's own disk.
    """

    folder: Path
    device: int
    drive: Drive | None


def drives() -> tuple[Drive, ...]:
    """The drives to offer: removable ones first, then by name. Never raises for a drive's fault."""
    order = sorted(SYSTEM.drives(), key=lambda drive: (not drive.removable, drive.name, drive.path))
    return tuple(order)


def of(path: Path) -> Drive | None:
    """The drive that a file or folder lies on; None when it is not one that can be plugged in."""
    return SYSTEM.of(path)


def identify(folder: Path) -> Identity:
    """Which medium is in now. Raises `CannotWrite` when that is no folder."""
    with files.writing(folder):
        found = folder.stat()
        if not stat.S_ISDIR(found.st_mode):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    return Identity(folder, found.st_dev, of(folder))


def check(identity: Identity) -> None:
    """Raise `MediumGone` or `MediumSwapped` unless the same medium is still in.

    The same stick put in again passes, even under another number of the system's: what it holds
    is what counts. A folder on no stick has that number alone.
    """
    where = str(identity.folder)
    try:
        device = identity.folder.stat().st_dev
    except OSError as error:
        raise MediumGone(where=where) from error
    before, now = identity.drive, of(identity.folder)
    if before is None or now is None:
        # Where a stick is gone, its folder may still be there: it is the PC's own disk then.
        if before is not None or device != identity.device:
            raise MediumGone(where=where)
        if now is not None:
            raise MediumSwapped(where=where)
    elif before.id != now.id or (not before.id and device != identity.device):
        raise MediumSwapped(where=where)


def flush(folder: Path) -> None:
    """Force out all that waits to be written to the folder's file system. Raises `OSError`."""
    SYSTEM.flush(folder)


def release(drive: Drive) -> bool:
    """Force out what waits, and eject the drive where the system lets a program do that.

    Returns whether it was ejected; if not, it is flushed, and may be taken out all the same.
    Raises `CannotWrite` or `MediumGone`.
    """
    with files.writing(drive.path):
        SYSTEM.flush(drive.path)
        return SYSTEM.eject(drive)
