# SPDX-License-Identifier: MIT
"""Reads a file on Windows past the cache, so that a read-back asks the drive itself.

Written from Microsoft's documentation ("File Buffering", CreateFileW's FILE_FLAG_NO_BUFFERING).
Run under Wine, which caches all the same; whoever first runs it on Windows, please say so here.
"""

import ctypes
import io
import mmap
import sys
from pathlib import Path
from typing import BinaryIO, Final, cast

if sys.platform == "win32":
    from ctypes import wintypes

    _GENERIC_READ: Final = 0x8000_0000
    _SHARE_READ: Final = 1
    _OPEN_EXISTING: Final = 3
    _NO_BUFFERING: Final = 0x2000_0000
    _SEQUENTIAL: Final = 0x0800_0000
    _INVALID: Final = ctypes.c_void_p(-1).value
    # A multiple of every sector size in use, in memory that is aligned to a page.
    _BUFFER: Final = 1 << 20

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
    _kernel.ReadFile.argtypes = (
        wintypes.HANDLE,
        ctypes.c_void_p,
        wintypes.DWORD,
        ctypes.POINTER(wintypes.DWORD),
        ctypes.c_void_p,
    )
    _kernel.CloseHandle.argtypes = (wintypes.HANDLE,)

    class _Unbuffered(io.RawIOBase):
        def __init__(self, path: Path) -> None:
            self._handle = _kernel.CreateFileW(
                str(path),
                _GENERIC_READ,
                _SHARE_READ,
                None,
                _OPEN_EXISTING,
                _NO_BUFFERING | _SEQUENTIAL,
                None,
            )
            if self._handle == _INVALID:
                raise ctypes.WinError(ctypes.get_last_error())
            self._memory = mmap.mmap(-1, _BUFFER)
            self._ready = b""
            self._ended = False

        def readable(self) -> bool:
            return True

        def readinto(self, into: memoryview | bytearray, /) -> int:  # type: ignore[override]
            if not self._ready:
                self._ready = self._fill()
            count = min(len(into), len(self._ready))
            into[:count] = self._ready[:count]
            self._ready = self._ready[count:]
            return count

        def close(self) -> None:
            if not self.closed:
                _kernel.CloseHandle(self._handle)
                self._memory.close()
            super().close()

        def _fill(self) -> bytes:
            if self._ended:  # a further read would begin off a sector's edge
                return b""
            got = wintypes.DWORD()
            into = (ctypes.c_char * _BUFFER).from_buffer(self._memory)
            done = _kernel.ReadFile(self._handle, into, _BUFFER, ctypes.byref(got), None)
            del into
            if not done:
                raise ctypes.WinError(ctypes.get_last_error())
            self._ended = got.value < _BUFFER
            return self._memory[: got.value]

    def open_unbuffered(path: Path) -> BinaryIO:
        """Open a file for reading past the cache. Raises `OSError`."""
        return cast("BinaryIO", _Unbuffered(path))
