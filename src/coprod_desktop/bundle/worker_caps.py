# SPDX-License-Identifier: MIT
"""What a reading process may use, set by itself before it sees a byte of a bundle (POSIX).

On Windows its parent puts it into a job instead: `worker_job`.
"""

import sys
from pathlib import Path

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
            pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
            most = pages * resource.getpagesize() + memory
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
