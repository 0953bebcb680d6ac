# SPDX-License-Identifier: MIT
"""One export or import in a fresh process: prints seconds, changes, and growth in memory."""

import json
import sys
import time
from pathlib import Path

from coprod_desktop.services import exchange, intake, opening, storecard
from tests.bench.places import PASSWORD


def resident(field: str) -> int:
    """`VmRSS` (now) or `VmHWM` (the most since `forget_peak`) of this process, in bytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) * 1024
    raise LookupError(field)


def forget_peak() -> None:
    """Start counting the most memory anew (Linux: proc(5), clear_refs)."""
    Path("/proc/self/clear_refs").write_text("5")


def main(task: str, store: Path, place: Path) -> None:
    name = storecard.describe(store).people[0]
    s = opening.unlock(store, name, PASSWORD)
    forget_peak()
    before, started = resident("VmRSS"), time.perf_counter()
    if task == "export":
        changes = exchange.export(s, PASSWORD, place, everything=True).changes
    else:
        (outcome,) = intake.take_in(s, [place])
        assert outcome.outcome == "imported", outcome
        changes = outcome.changes
    done = {
        "seconds": time.perf_counter() - started,
        "changes": changes,
        "growth": resident("VmHWM") - before,
    }
    s.close()
    print(json.dumps(done))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
