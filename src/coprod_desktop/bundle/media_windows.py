# SPDX-License-Identifier: MIT
"""Drives on Windows, by documented calls that need no rights of an administrator.

Written from Microsoft's documentation (GetLogicalDrives, GetVolumeInformationW,
IOCTL_STORAGE_QUERY_PROPERTY, FSCTL_LOCK_VOLUME, IOCTL_STORAGE_EJECT_MEDIA). Under Wine drives were
listed and written to; whoever first runs it on Windows, please say so here. `described` alone is
run by tests everywhere.
"""

import ctypes
import os
import struct
import sys
from pathlib import Path
from typing import Final

from msgspec import Struct

from coprod_desktop.bundle.drive import Drive, free

# STORAGE_BUS_TYPE of what is plugged in: FireWire, USB, SD. The first two are "fixed" to
# GetDriveTypeW when they are disks and not sticks.
_PLUGGED_BUSES: Final = frozenset({4, 7, 12})
# STORAGE_DEVICE_DESCRIPTOR up to its BusType: where its strings stand, and the bus.
_DESCRIPTOR: Final = struct.Struct("<IIBBBBIIIII")


class Described(Struct, frozen=True):
    """What a device says of itself: its serial number, and whether it can be plugged in."""

    serial: str = ""
    plugged: bool = False


def described(descriptor: bytes) -> Described:
    """Read a STORAGE_DEVICE_DESCRIPTOR as the system returned it. Never raises."""
    if len(descriptor) < _DESCRIPTOR.size:
        return Described()
    fields = _DESCRIPTOR.unpack_from(descriptor)
    removable, serial_at, bus = fields[4], fields[9], fields[10]
    serial = b""
    if 0 < serial_at < len(descriptor):
        serial = descriptor[serial_at:].partition(b"\0")[0]
    return Described(
        serial=serial.decode("ascii", "replace").strip(),
        plugged=bool(removable) or bus in _PLUGGED_BUSES,
    )


if sys.platform == "win32":
    import contextlib
    import time
    from collections.abc import Generator
    from ctypes import wintypes

    _REMOVABLE: Final = 2
    _FIXED: Final = 3
    _NAME_LENGTH: Final = 261
    _PATH_LENGTH: Final = 32_768
    _READ_WRITE: Final = 0xC000_0000
    _SHARE: Final = 3
    _OPEN_EXISTING: Final = 3
    _INVALID: Final = ctypes.c_void_p(-1).value
    _READ_ONLY_VOLUME: Final = 0x0008_0000
    # CTL_CODE(device, function, method, access) of winioctl.h, worked out.
    _QUERY_PROPERTY: Final = 0x002D_1400
    _MEDIA_REMOVAL: Final = 0x002D_4804
    _EJECT_MEDIA: Final = 0x002D_4808
    _LOCK_VOLUME: Final = 0x0009_0018
    _DISMOUNT_VOLUME: Final = 0x0009_0020
    # ERROR_INVALID_FUNCTION, ERROR_NOT_SUPPORTED
    _NO_FLUSH: Final = frozenset({1, 50})
    _LOCK_TRIES: Final = 10
    _LOCK_EVERY: Final = 0.3

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel.CreateFileW.restype = wintypes.HANDLE
    _kernel.CreateFileW.argtypes = (
        wintypes.LPCWSTR,
        wintypes.DWORD,
        wintypes.DWORD,
        ctypes.c_void_p,
        wintypes.DWORD,
        wintypes.DWORD,
        wintypes.HANDLE,
    )
    _kernel.DeviceIoControl.argtypes = (
        wintypes.HANDLE,
        wintypes.DWORD,
        ctypes.c_void_p,
        wintypes.DWORD,
        ctypes.c_void_p,
        wintypes.DWORD,
        ctypes.POINTER(wintypes.DWORD),
        ctypes.c_void_p,
    )
    _kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
    _kernel.FlushFileBuffers.argtypes = (wintypes.HANDLE,)
    _kernel.GetDriveTypeW.argtypes = (wintypes.LPCWSTR,)
    _kernel.GetVolumePathNameW.argtypes = (wintypes.LPCWSTR, wintypes.LPWSTR, wintypes.DWORD)
    _kernel.GetVolumeInformationW.argtypes = (
        wintypes.LPCWSTR,
        wintypes.LPWSTR,
        wintypes.DWORD,
        ctypes.POINTER(wintypes.DWORD),
        ctypes.POINTER(wintypes.DWORD),
        ctypes.POINTER(wintypes.DWORD),
        wintypes.LPWSTR,
        wintypes.DWORD,
    )

    @contextlib.contextmanager
    def _volume(root: str, access: int) -> Generator[int]:
        """The drive itself, opened; `root` begins with its letter and colon. Raises `OSError`."""
        handle = _kernel.CreateFileW(
            f"\\\\.\\{root[:2]}", access, _SHARE, None, _OPEN_EXISTING, 0, None
        )
        if handle in (None, _INVALID):
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            yield handle
        finally:
            _kernel.CloseHandle(handle)

    def _control(handle: int, code: int, request: bytes = b"", room: int = 0) -> bytes:
        """DeviceIoControl; what the device answered. Raises `OSError`."""
        answer = ctypes.create_string_buffer(room) if room else None
        got = wintypes.DWORD()
        done = _kernel.DeviceIoControl(
            handle, code, request or None, len(request), answer, room, ctypes.byref(got), None
        )
        if not done:
            raise ctypes.WinError(ctypes.get_last_error())
        return answer.raw[: got.value] if answer else b""

    def _device(root: str) -> Described:
        # STORAGE_PROPERTY_QUERY with StorageDeviceProperty and PropertyStandardQuery, both 0.
        # Opened without any access, which everybody may.
        try:
            with _volume(root, 0) as handle:
                return described(_control(handle, _QUERY_PROPERTY, bytes(12), 4096))
        except OSError:
            return Described()

    class Windows:
        """This PC's drives."""

        def drives(self) -> list[Drive]:
            """Drives with a letter that can be plugged in."""
            # A drive without a medium must not open a window that asks for one.
            _kernel.SetErrorMode(1)
            letters = _kernel.GetLogicalDrives()
            roots = [f"{chr(ord('A') + n)}:\\" for n in range(26) if letters >> n & 1]
            return [drive for root in roots if (drive := self._drive(root))]

        def of(self, path: Path) -> Drive | None:
            """The drive that `path` lies on, or None when it is not one that can be plugged in."""
            name = ctypes.create_unicode_buffer(_PATH_LENGTH)
            if not _kernel.GetVolumePathNameW(str(path.absolute()), name, _PATH_LENGTH):
                return None
            return self._drive(name.value)

        def flush(self, folder: Path) -> None:
            """Force out all that waits to be written to the folder's volume. Raises `OSError`."""
            drive = self.of(folder)
            if drive is None:
                # Files were forced out one by one; a whole fixed volume takes more rights.
                return
            try:
                with _volume(str(drive.path), _READ_WRITE) as handle:
                    if not _kernel.FlushFileBuffers(handle):
                        raise ctypes.WinError(ctypes.get_last_error())
            except OSError as error:
                # Windows lets some users write to a drive's files and not to the drive, and some
                # drives know no such call. The files were forced out one by one, which counts.
                if not isinstance(error, PermissionError) and error.winerror not in _NO_FLUSH:
                    raise

        def eject(self, drive: Drive) -> bool:
            """Lock, dismount and eject, as "Safely Remove" does; False while a file is open."""
            try:
                with _volume(str(drive.path), _READ_WRITE) as handle:
                    for attempt in range(1, _LOCK_TRIES + 1):
                        try:
                            _control(handle, _LOCK_VOLUME)
                            break
                        except OSError:
                            if attempt == _LOCK_TRIES:
                                return False
                            time.sleep(_LOCK_EVERY)
                    _control(handle, _DISMOUNT_VOLUME)
                    # PREVENT_MEDIA_REMOVAL with False.
                    _control(handle, _MEDIA_REMOVAL, b"\0")
                    _control(handle, _EJECT_MEDIA)
            except OSError:
                return False
            return True

        def _drive(self, root: str) -> Drive | None:
            kind = _kernel.GetDriveTypeW(root)
            system = os.environ.get("SYSTEMDRIVE", "C:").upper()
            if kind not in (_REMOVABLE, _FIXED) or root[:2].upper() == system:
                return None
            name = ctypes.create_unicode_buffer(_NAME_LENGTH)
            number, flags = wintypes.DWORD(), wintypes.DWORD()
            ready = _kernel.GetVolumeInformationW(
                root, name, _NAME_LENGTH, ctypes.byref(number), None, ctypes.byref(flags), None, 0
            )
            if not ready:
                return None
            device, path = _device(root), Path(root)
            if kind != _REMOVABLE and not device.plugged:
                return None
            return Drive(
                path=path,
                name=f"{name.value} ({root[:2]})".strip(),
                serial=device.serial,
                free=free(path),
                removable=True,
                volume=f"{number.value:08X}",
                read_only=bool(flags.value & _READ_ONLY_VOLUME),
            )
