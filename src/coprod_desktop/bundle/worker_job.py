# SPDX-License-Identifier: MIT
"""Windows: puts a reading process into a job that bounds what it may use, and that ends with us.

Written from the documentation of job objects. Run under Wine, which caps nothing, and not on a
real Windows.
A job stands in for what `worker_caps` does elsewhere.
"""

import ctypes
import sys
from typing import Final

_JOB_EXTENDED_LIMITS: Final = 9
_PROCESS_TIME: Final = 0x2
_ACTIVE_PROCESS: Final = 0x8
_PROCESS_MEMORY: Final = 0x100
_DIE_ON_UNHANDLED: Final = 0x400
_KILL_ON_CLOSE: Final = 0x2000
_TICKS: Final = 10_000_000
"""Windows counts time in tenths of a microsecond."""
_BARE: Final = 512 << 20
"""What the program itself takes, committed, before it reads anything."""


class _Basic(ctypes.Structure):
    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class _Extended(ctypes.Structure):
    _fields_ = (
        ("basic", _Basic),
        ("io", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


if sys.platform == "win32":
    from ctypes import wintypes

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel.CreateJobObjectW.restype = wintypes.HANDLE
    _kernel.CreateJobObjectW.argtypes = (ctypes.c_void_p, wintypes.LPCWSTR)
    _kernel.SetInformationJobObject.argtypes = (
        wintypes.HANDLE,
        ctypes.c_int,
        ctypes.c_void_p,
        wintypes.DWORD,
    )
    _kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    _kernel.CloseHandle.argtypes = (wintypes.HANDLE,)

    class Job:
        """A job with one process in it. Closing it ends the process."""

        def __init__(self, process: int, memory: int, processor: int) -> None:
            """Bound the process with this handle, which has seen no bundle yet; or `OSError`."""
            self._job = _kernel.CreateJobObjectW(None, None)
            if not self._job:
                raise ctypes.WinError(ctypes.get_last_error())
            limits = _Extended()
            limits.basic.flags = (
                _PROCESS_TIME
                | _ACTIVE_PROCESS
                | _PROCESS_MEMORY
                | _DIE_ON_UNHANDLED
                | _KILL_ON_CLOSE
            )
            limits.basic.process_time = processor * _TICKS
            limits.basic.active_processes = 1
            limits.process_memory = _BARE + memory
            size = ctypes.sizeof(limits)
            if not (
                _kernel.SetInformationJobObject(
                    self._job, _JOB_EXTENDED_LIMITS, ctypes.byref(limits), size
                )
                and _kernel.AssignProcessToJobObject(self._job, process)
            ):
                error = ctypes.WinError(ctypes.get_last_error())
                self.close()
                raise error

        def close(self) -> None:
            """End the process, if it still runs; whoever watches it may have done so already."""
            job, self._job = self._job, None
            if job:
                _kernel.CloseHandle(job)
