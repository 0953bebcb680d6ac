# SPDX-License-Identifier: MIT
"""Finds the drives that a bundle can be written to or read from, without any other program."""

import os
import re
import shutil
import sys
from pathlib import Path
from typing import Final

from msgspec import Struct

_MOUNTS: Final = Path("/proc/self/mounts")
_BLOCKS: Final = Path("/sys/class/block")
_OCTAL: Final = re.compile(r"\\([0-7]{3})")
# Where desktop systems mount what people plug in.
_PLUGGED: Final = ("/media/", "/run/media/", "/mnt/")


class Drive(Struct, frozen=True, kw_only=True):
    """A mounted drive. ``serial`` is the hardware's, or the file system's on Windows, or empty.

    ``free`` is in bytes, 0 when the drive does not answer.
    """

    path: Path
    name: str
    serial: str
    free: int
    removable: bool


def drives() -> tuple[Drive, ...]:
    """The drives to offer: removable ones first, then by name. Never raises for a drive's fault."""
    found = _windows_drives() if sys.platform == "win32" else _linux_drives(_MOUNTS, _BLOCKS)
    return tuple(sorted(found, key=lambda drive: (not drive.removable, drive.name, drive.path)))


def _linux_drives(mounts: Path, blocks: Path) -> list[Drive]:
    """Mounted block devices that can be plugged in, from the kernel's own tables."""
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return []
    found: list[Drive] = []
    for line in lines:
        source, mounted, *_ = [_unescaped(field) for field in line.split(" ")] + ["", ""]
        if not source.startswith("/dev/"):
            continue
        disk = _disk_of(blocks / Path(source).name)
        removable = _is_removable(disk)
        if not removable and not mounted.startswith(_PLUGGED):
            continue
        path = Path(mounted)
        found.append(
            Drive(
                path=path,
                name=path.name or mounted,
                serial=_serial(disk),
                free=_free(path),
                removable=removable,
            )
        )
    return found


def _unescaped(field: str) -> str:
    # proc(5): white space and backslashes in mount tables are written as octal numbers.
    return _OCTAL.sub(lambda code: chr(int(code[1], 8)), field)


def _disk_of(block: Path) -> Path:
    """The folder of the whole disk in sysfs: a partition's folder lies within its disk's."""
    real = block.resolve()
    return real.parent if (real / "partition").exists() else real


def _is_removable(disk: Path) -> bool:
    # USB disks (not sticks) call themselves fixed; that they hang on USB says enough.
    return _line(disk / "removable") == "1" or "/usb" in str(disk)


def _serial(disk: Path) -> str:
    # A USB device's serial number stands in its own folder, some way above that of its disk.
    devices = [folder for folder in disk.parents if (folder / "idVendor").exists()]
    for folder in (disk, disk / "device", *devices):
        if serial := _line(folder / "serial"):
            return serial
    return ""


def _line(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace").strip()
    except OSError:
        return ""


def _free(path: Path) -> int:
    try:
        return shutil.disk_usage(path).free
    except OSError:
        return 0


if sys.platform == "win32":
    import ctypes

    _REMOVABLE: Final = 2
    _FIXED: Final = 3
    _NAME_LENGTH: Final = 261

    def _windows_drives() -> list[Drive]:
        """Drive letters, by GetLogicalDrives. Written from the documentation, not yet run."""
        kernel = ctypes.WinDLL("kernel32")
        # A drive without a medium must not open a window that asks for one.
        kernel.SetErrorMode(1)
        letters = kernel.GetLogicalDrives()
        system = os.environ.get("SYSTEMDRIVE", "C:").upper()
        found: list[Drive] = []
        for place in range(26):
            root = f"{chr(ord('A') + place)}:\\"
            kind = kernel.GetDriveTypeW(root) if letters >> place & 1 else 0
            if kind not in (_REMOVABLE, _FIXED) or root[:2] == system:
                continue
            name = ctypes.create_unicode_buffer(_NAME_LENGTH)
            serial = ctypes.c_uint32()
            ready = kernel.GetVolumeInformationW(
                root, name, _NAME_LENGTH, ctypes.byref(serial), None, None, None, 0
            )
            if not ready:
                continue
            path = Path(root)
            found.append(
                Drive(
                    path=path,
                    name=f"{name.value} ({root[:2]})".strip(),
                    serial=f"{serial.value:08X}",
                    free=_free(path),
                    removable=kind == _REMOVABLE,
                )
            )
        return found

else:

    def _windows_drives() -> list[Drive]:
        return []
