# SPDX-License-Identifier: MIT
"""One export or import in a fresh process: prints seconds, changes, and growth in memory."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from coprod_desktop.domain import change as changes
from coprod_desktop.services import storecard
from coprod_desktop.services.access import opening
from coprod_desktop.services.books import indexing
from coprod_desktop.services.exchanging import exchange, intake
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import listed
from coprod_desktop.store.vault import connect
from tests.bench.places import PASSWORD
from tests.bench.raw import Raw

Task = Callable[[], int]
"""What is timed; returns how many changes it dealt with."""


def export(s: SignedIn, place: Path) -> Task:
    return lambda: exchange.export(s, PASSWORD, place, everything=True).changes


class Listed:
    """Progress that notes when all was committed and listed: from then on the search catches up."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self, done: int, total: int, what: str) -> None:
        if what == indexing.WHAT and not self.at:
            self.at = time.perf_counter()


LISTED = Listed()


def take_in(s: SignedIn, place: Path) -> Task:
    def task() -> int:
        outcomes = intake.take_in(s, [place], LISTED)
        assert all(each.outcome == "imported" for each in outcomes), outcomes
        return sum(each.changes for each in outcomes)

    return task


def replay(s: SignedIn, place: Path) -> Task:
    """A folder that was taken in before; counts bundles."""

    def task() -> int:
        outcomes = intake.take_in(s, [place])
        assert all(each.outcome == "already_imported" for each in outcomes), outcomes
        return len(outcomes)

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
    found = [(arrival, listed.words(changes.read(raw).change.data)) for arrival, raw in raws]
    source.close()

    def task() -> int:
        empty.load(rows[0], rows[1], found)
        return len(found)

    return task


TASKS = {"export": export, "import": take_in, "replay": replay, "floor": floor}


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
    ended = time.perf_counter()
    done = {
        "seconds": ended - started,
        "listed": (LISTED.at or ended) - started,
        "changes": count,
        "growth": resident("VmHWM") - before,
    }
    s.close()
    print(json.dumps(done))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
