# SPDX-License-Identifier: MIT
"""What a reading process may use, set by itself before it sees a byte of a bundle (POSIX).

On Windows its parent puts it into a job instead: `worker_job`.
"""

import os
import sys

_FILES = 16
"""The two pipes, the quarantined copy, and some room."""

if sys.platform == "win32":

    def apply(memory: int, processor: int) -> None:
        """Nothing: the job that the process is in sees to it."""

    def apply_to_all() -> None:
        """Nothing, as above."""

else:
    import resource

    def apply_to_all() -> None:
        """What holds for the process that is forked for each bundle, too: it writes nothing."""
        for kind in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE):
            resource.setrlimit(kind, (0, 0))

    def apply(memory: int, processor: int) -> None:
        """Bound memory (bytes beyond what is used now) and processor time (seconds)."""
        apply_to_all()
        # First a signal that tells why it ended, a second later one that nothing survives.
        resource.setrlimit(resource.RLIMIT_CPU, (processor, processor + 1))
        resource.setrlimit(resource.RLIMIT_NOFILE, (_FILES, _FILES))
        # It starts no other process (root is not bound by this one).
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
        if sys.platform == "linux":
            most = _used() + memory
            resource.setrlimit(resource.RLIMIT_AS, (most, most))

    def _used() -> int:
        """Bytes of address space that this process has by now (Linux: proc(5), statm)."""
        # Plain calls: a fork pays for every page of the interpreter that it is first to touch.
        statm = os.open("/proc/self/statm", os.O_RDONLY)
        try:
            return int(os.read(statm, 80).split()[0]) * resource.getpagesize()
        finally:
            os.close(statm)
