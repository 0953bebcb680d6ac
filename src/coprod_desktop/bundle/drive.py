# SPDX-License-Identifier: MIT
"""What is known of a drive that is in."""

import shutil
from pathlib import Path

from msgspec import Struct


class Drive(Struct, frozen=True, kw_only=True):
    """A mounted drive.

    ``serial`` is the hardware's serial number and ``volume`` the file system's own; either may be
    empty. ``free`` is in bytes, 0 when the drive does not answer.
    """

    path: Path
    name: str
    serial: str
    free: int
    removable: bool
    volume: str = ""
    read_only: bool = False

    @property
    def id(self) -> str:
        """What this medium is known by, for good: empty when it names nothing of itself.

        Both numbers: a reader for cards has one serial number for all cards, and copies of a stick
        made sector by sector share the file system's.
        """
        return f"{self.serial}/{self.volume}" if self.serial or self.volume else ""


def free(path: Path) -> int:
    """Free bytes, 0 when the drive does not answer."""
    try:
        return shutil.disk_usage(path).free
    except OSError:
        return 0
