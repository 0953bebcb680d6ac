# SPDX-License-Identifier: MIT
"""One export or import in a fresh process: prints seconds, changes, and growth in memory."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from coprod_desktop.domain import change as changes
from coprod_desktop.services import exchange, intake, opening, storecard
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import project
from coprod_desktop.store.vault import connect
from tests.bench.places import PASSWORD
from tests.bench.raw import Raw

Task = Callable[[], int]
"""What is timed; returns how many changes it dealt with."""


def export(s: SignedIn, place: Path) -> Task:
    return lambda: exchange.export(s, PASSWORD, place, everything=True).changes


def take_in(s: SignedIn, place: Path) -> Task:
    def task() -> int:
        (outcome,) = intake.take_in(s, [place])
        assert outcome.outcome == "imported", outcome
        return outcome.changes

    return task


def floor(s: SignedIn, place: Path) -> Task:
    """The rows that an import wrote, inserted into an empty store in a bare loop."""
    source = connect(s.vault.path, s.vault.key())
    empty = Raw(place / "floor.db", source, rows=False)
    rows = [
        source.execute(f"SELECT * FROM {table} ORDER BY arrival").fetchall()
        for table in ("change", "feedback")
    ]
    raws = source.execute("SELECT arrival, raw FROM change ORDER BY arrival")
    found = [(arrival, project.words(changes.read(raw).change.data)) for arrival, raw in raws]
    source.close()

    def task() -> int:
        empty.load(rows[0], rows[1], found)
        return len(found)

    return task


TASKS = {"export": export, "import": take_in, "floor": floor}


def resident(field: str) -> int:
    """`VmRSS` (now) or `VmHWM` (the most since `forget_peak`) of this process, in bytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) * 1024
    raise LookupError(field)


def forget_peak() -> None:
    """Start counting the most memory anew (Linux: proc(5), clear_refs)."""
    Path("/proc/self/clear_refs").write_text("5")


def main(name: str, store: Path, place: Path) -> None:
    s = opening.unlock(store, storecard.describe(store).people[0], PASSWORD)
    task = TASKS[name](s, place)
    forget_peak()
    before, started = resident("VmRSS"), time.perf_counter()
    count = task()
    done = {
        "seconds": time.perf_counter() - started,
        "changes": count,
        "growth": resident("VmHWM") - before,
    }
    s.close()
    print(json.dumps(done))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
