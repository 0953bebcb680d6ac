# SPDX-License-Identifier: MIT
"""A PC into which the tests' stick is put, and out of which it is taken."""

import os
from pathlib import Path

import pytest

from coprod_desktop.bundle import media
from tests.bundle.system import System

ID = "S1/V1"


class Plugged:
    """A PC with one stick, mounted at `folder`. What is on a stick that is out is in `pocket`."""

    def __init__(self, root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        if os.name != "posix":
            pytest.skip("the tables of Linux")
        self.system = System(root)
        self.folder = folder
        self.pocket = root / "pocket"
        self._names = iter("bcdefghijklmnop")
        self.plug()
        monkeypatch.setattr(media, "SYSTEM", self.system.linux)

    def plug(self, serial: str = "S1", volume: str = "V1", *, read_only: bool = False) -> None:
        """Put a stick in: the first one, with all that it held, or another, empty one."""
        if (serial, volume) == ("S1", "V1") and self.pocket.exists():
            self.folder.rmdir()
            self.pocket.rename(self.folder)
        (self.system.volumes / volume).unlink(missing_ok=True)
        name = f"sd{next(self._names)}"
        self.system.stick(name, self.folder, serial, volume, read_only=read_only)

    def pull(self) -> None:
        """Take it out. The folder where it was is left, and is the PC's own disk now."""
        self.system.unmount(self.folder)
        if not self.pocket.exists():
            self.folder.rename(self.pocket)
            self.folder.mkdir()

    def swap(self) -> None:
        """Take it out and put another one in its place."""
        self.pull()
        self.plug("S2", "V2")
