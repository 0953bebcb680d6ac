# SPDX-License-Identifier: MIT
"""Drives on Linux, from the kernel's own tables: no other program is asked, and no rights needed.

The formats are those of proc_pid_mountinfo(5) and of sysfs's block devices.
"""

import ctypes
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct

from coprod_desktop import files
from coprod_desktop.bundle.drive import Drive, free

_OCTAL: Final = re.compile(r"\\([0-7]{3})")
# Where desktop systems mount what people plug in.
_PLUGGED: Final = ("/media/", "/run/media/", "/mnt/")
# A disk that holds one of these is the system's own, even when the PC was started from a stick.
_SYSTEM: Final = frozenset({"/", "/boot", "/boot/efi", "/efi", "/home", "/usr", "/var"})
_LEAST_FIELDS: Final = 10
_DEEPEST: Final = 8


class _Mount(Struct, frozen=True):
    number: str
    root: str
    path: str
    options: frozenset[str]
    source: str


class Linux:
    """A PC's drives. `root` is where its tables lie, "/" but in a test."""

    def __init__(self, root: Path = Path("/")) -> None:
        self._tables = root / "proc/self/mountinfo"
        self._numbers = root / "sys/dev/block"
        self._names = root / "sys/class/block"
        self._volumes = root / "dev/disk/by-uuid"

    def drives(self) -> list[Drive]:
        """Mounted drives that can be plugged in, each once however often it is mounted."""
        found: dict[tuple[str, str], Drive] = {}
        mounts = list(self._mounts())
        system = {self._disk(mount) for mount in mounts if mount.path in _SYSTEM}
        # A bind mount shows a part of a drive a second time: what shows all of it comes first.
        for mount in sorted(mounts, key=lambda mount: mount.root != "/"):
            key = (mount.number, mount.source)
            if key not in found and (drive := self._drive(mount, system)):
                found[key] = drive
        return list(found.values())

    def of(self, path: Path) -> Drive | None:
        """The drive that `path` lies on, or None when it is not one that can be plugged in."""
        mounts = list(self._mounts())
        place = os.path.realpath(path)
        holding = [mount for mount in mounts if _lies_in(place, mount.path)]
        if not holding:
            return None
        # The deepest; of several mounted over one another, the last one is what is seen.
        longest = max(len(mount.path) for mount in holding)
        shown = [mount for mount in holding if len(mount.path) == longest][-1]
        if not shown.source.startswith("/dev/"):
            return None
        system = {self._disk(mount) for mount in mounts if mount.path in _SYSTEM}
        return self._drive(shown, system)

    def flush(self, folder: Path) -> None:
        """Force out all that waits to be written to the folder's file system. Raises `OSError`."""
        syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
        if syncfs is None:  # a C library without it
            files.sync_folder(folder)
            return
        handle = os.open(folder, os.O_RDONLY)
        try:
            if syncfs(handle):
                number = ctypes.get_errno()
                raise OSError(number, os.strerror(number))
        finally:
            os.close(handle)

    def eject(self, drive: Drive) -> bool:  # noqa: ARG002  Windows can
        """Unmounting takes another program or more rights: it is left to the person."""
        return False

    def _mounts(self) -> Iterator[_Mount]:
        """Mounts of block devices, in the order in which they were made."""
        try:
            lines = self._tables.read_text("utf-8", "surrogateescape").splitlines()
        except OSError:
            return
        for line in lines:
            fields = line.split(" ")
            if len(fields) < _LEAST_FIELDS or "-" not in fields[6:]:
                continue
            # Any number of optional fields stands before the dash.
            after = fields[fields.index("-", 6) + 1 :]
            kind, source, options = [*map(_unescaped, after[:3]), "", "", ""][:3]
            if not kind or kind == "autofs":
                continue
            yield _Mount(
                number=fields[2],
                root=_unescaped(fields[3]),
                path=_unescaped(fields[4]),
                options=frozenset(f"{fields[5]},{options}".split(",")),
                source=source,
            )

    def _drive(self, mount: _Mount, system: set[Path | None]) -> Drive | None:
        if not mount.source.startswith("/dev/"):
            return None
        block = self._block(mount)
        disk = self._disk(mount)
        removable = disk is not None and disk not in system and _is_removable(disk)
        plugged = mount.path.startswith(_PLUGGED) and (disk is None or disk not in system)
        if not removable and not plugged:
            return None
        path = Path(mount.path)
        locked = any(_line(folder / "ro") == "1" for folder in (block, disk) if folder)
        return Drive(
            path=path,
            name=path.name or mount.path,
            serial=_serial(disk) if disk else "",
            free=free(path),
            removable=removable,
            volume=self._volume(block) if block else "",
            read_only="ro" in mount.options or locked,
        )

    def _block(self, mount: _Mount) -> Path | None:
        """The mounted block device in sysfs: by its number, or by its name where that is not real.

        btrfs, and FUSE without a device of its own, have numbers of the form 0:n.
        """
        if not mount.source.startswith("/dev/"):
            return None
        by_number = self._numbers / mount.number
        if by_number.exists():
            return by_number.resolve()
        # /dev/mapper/… and /dev/disk/… are links to the kernel's own names.
        by_name = self._names / Path(os.path.realpath(mount.source)).name
        return by_name.resolve() if by_name.exists() else None

    def _disk(self, mount: _Mount) -> Path | None:
        """The whole disk below a mount: below its partition, and below LUKS or LVM on it."""
        block = self._block(mount)
        for _ in range(_DEEPEST):
            if block is None:
                return None
            if (block / "partition").exists():
                return block.parent
            below = sorted((block / "slaves").glob("*"))
            if not below:
                return block
            block = below[0].resolve()
        return block

    def _volume(self, block: Path) -> str:
        """The file system's own number; of an encrypted one that udev does not know, LUKS's."""
        try:
            for link in sorted(self._volumes.iterdir()):
                if Path(os.path.realpath(link)).name == block.name:
                    return link.name
        except OSError:
            pass
        return _line(block / "dm" / "uuid")


def _lies_in(place: str, folder: str) -> bool:
    return place == folder or place.startswith(folder.rstrip("/") + "/")


def _unescaped(field: str) -> str:
    # White space and backslashes in mount tables are written as octal numbers.
    return _OCTAL.sub(lambda code: chr(int(code[1], 8)), field)


def _is_removable(disk: Path) -> bool:
    # USB disks (not sticks) call themselves fixed, and so do cards in a reader on the mainboard:
    # that they hang on USB, or are SD and not soldered in (MMC), says enough.
    on_usb = any(parent.name.startswith("usb") for parent in disk.parents)
    return _line(disk / "removable") == "1" or on_usb or _line(disk / "device" / "type") == "SD"


def _serial(disk: Path) -> str:
    # A USB device's serial number stands in its own folder, some way above that of its disk. Only
    # the nearest counts: further up are hubs and the PC's own socket, with numbers of their own.
    devices = [folder for folder in disk.parents if (folder / "idVendor").exists()]
    for folder in (disk, disk / "device", *devices[:1]):
        if serial := _line(folder / "serial"):
            return serial
    return ""


def _line(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace").strip()
    except OSError:
        return ""
