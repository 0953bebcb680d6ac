# SPDX-License-Identifier: MIT
"""An office on PostgreSQL: one process that imports against two, against COPY, and over a year.

`python -m tests.bench.server` measures it alone; `DEVICES` and `BUNDLES` in the environment say how
large. The year is `tests.bench.year`'s.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import sqlalchemy
from sqlalchemy.engine import Connection, Engine

from coprod_desktop.services.access import moving, opening, setup
from coprod_desktop.services.exchanging import exchange, intake, office
from coprod_desktop.services.session import SignedIn
from tests.bench.figures import Line, middle, table
from tests.bench.places import COST, PASSWORD, fill
from tests.bench.weekly import confirm_all
from tests.bench.year import year
from tests.servers import Server, is_installed, started

_WEEK: Final = 500
_DEVICES: Final = int(os.environ.get("DEVICES", "8"))
_BUNDLES: Final = int(os.environ.get("BUNDLES", "12"))
_ROUNDS: Final = 3
_COPIED: Final = ("change", "feedback")


def devices(folder: Path, count: int) -> tuple[SignedIn, list[SignedIn]]:
    """An office in its file, and as many wings that it has approved."""
    folder.mkdir()
    head = setup.create_office(
        folder / "office", setup.OfficeSetup("Office", "Admin", PASSWORD, "practice", COST)
    )
    words = dict(enumerate(office.card(head).words, 1))
    card = office.write_card(head, folder)
    wings: list[SignedIn] = []
    for number in range(count):
        wing = setup.create_wing(
            folder / f"wing-{number}",
            setup.WingSetup(card, words, f"HMP {number}", "A", "Head", PASSWORD, COST),
        )
        request = exchange.request(wing, folder)
        intake.take_in(head, [request.path])
        office.approve(head, wing.device, request.words)
        wings.append(wing)
    return head, wings


def export(wing: SignedIn, count: int, stick: Path, seed: int) -> None:
    """A bundle of a week's comments."""
    stick.mkdir(exist_ok=True)
    fill(wing, count, seed=seed)
    exchange.export(wing, PASSWORD, stick)
    confirm_all(wing)


class Office:
    """An office's folder, moved to a database of its own each time that it is asked for."""

    def __init__(self, server: Server, folder: Path) -> None:
        self._server, self._folder, self._count = server, folder, 0

    def anew(self) -> tuple[Path, str]:
        """A copy of the office on an empty database: its folder, and the database's address."""
        self._count += 1
        copy = self._folder.with_name(f"office-{self._count}")
        shutil.copytree(self._folder, copy)
        url = self._server.database()
        s = opening.unlock(copy, "Admin", PASSWORD)
        moving.move(s, url)
        return copy, url


_IMPORTER: Final = """
import json, sys, time
from pathlib import Path
from coprod_desktop.services.access import opening
from coprod_desktop.services.books import indexing
from coprod_desktop.services.exchanging import intake
s = opening.unlock(Path(sys.argv[1]), "Admin", sys.argv[2])
listed = [0.0]
def told(done, total, what):
    if what == indexing.WHAT and not listed[0]:
        listed[0] = time.time()
print("ready", flush=True)
sys.stdin.readline()
outcomes = intake.take_in(s, [Path(each) for each in sys.argv[3:]], told)
ended = time.time()
s.close()
changes = sum(each.changes for each in outcomes)
assert all(each.outcome == "imported" for each in outcomes), outcomes
print(json.dumps({"listed": listed[0] or ended, "ended": ended, "changes": changes}), flush=True)
"""


def import_by(workers: int, place: Path, sticks: list[Path]) -> dict[str, float]:
    """Take in all sticks with so many processes at once; seconds until listed, and until ended."""
    parts = [sticks[number::workers] for number in range(workers)]
    children = [
        subprocess.Popen(
            [sys.executable, "-c", _IMPORTER, str(place), PASSWORD, *map(str, part)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for part in parts
    ]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    started = time.time()
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    said: list[dict[str, Any]] = [json.loads(child.communicate()[0]) for child in children]
    return {
        "listed": max(each["listed"] for each in said) - started,
        "ended": max(each["ended"] for each in said) - started,
        "changes": sum(each["changes"] for each in said),
    }


def _engine(url: str) -> Engine:
    return sqlalchemy.create_engine(url)


def copied(url: str) -> float:
    """Seconds that a bare COPY takes for the rows of an import, into tables with the same indexes.

    The rows go in as the bundles did: five hundred to a transaction.
    """
    engine = _engine(url)
    with engine.begin() as connection:
        for name in _COPIED:
            connection.exec_driver_sql(f'CREATE TABLE "raw_{name}" (LIKE "{name}" INCLUDING ALL)')
    with engine.connect() as connection:
        rows = {
            name: [
                tuple(row)
                for row in connection.exec_driver_sql(f'SELECT * FROM "{name}" ORDER BY arrival')
            ]
            for name in _COPIED
        }
    started = time.perf_counter()
    with engine.connect() as connection:
        for first in range(0, len(rows["change"]), _WEEK):
            for name in _COPIED:
                _copy(connection, f"raw_{name}", rows[name][first : first + _WEEK])
            connection.commit()
    took = time.perf_counter() - started
    engine.dispose()
    return took


def _copy(connection: Connection, name: str, rows: list[tuple[Any, ...]]) -> None:
    cursor = connection.connection.cursor()
    with cursor.copy(f'COPY "{name}" FROM STDIN') as copy:  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]
        for row in rows:
            copy.write_row(row)  # pyright: ignore[reportUnknownMemberType]


def sizes(url: str) -> dict[str, tuple[int, int]]:
    """Bytes of each table, and of its indexes."""
    query = (
        "SELECT relname, pg_table_size(oid), pg_indexes_size(oid) FROM pg_class "
        "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    engine = _engine(url)
    with engine.connect() as connection:
        found = {name: (own, index) for name, own, index in connection.exec_driver_sql(query)}
    engine.dispose()
    return found


def workers(server: Server, folder: Path) -> list[Line]:
    """The same bundles with one process, with two, and their rows by COPY, in turn."""
    head, wings = devices(folder / "workers", _DEVICES)
    head.close()
    sticks: list[Path] = []
    for number, wing in enumerate(wings):
        sticks.append(folder / f"stick-{number}")
        for week in range(_BUNDLES):
            export(wing, _WEEK, sticks[-1], seed=number * _BUNDLES + week)
        wing.close()
    made = Office(server, folder / "workers" / "office")
    times: dict[str, list[float]] = {"one": [], "two": [], "copy": [], "one_all": [], "two_all": []}
    changes, url = 0.0, ""
    for _ in range(_ROUNDS):
        place, url = made.anew()
        one = import_by(1, place, sticks)
        changes = one["changes"]
        times["copy"].append(copied(url))
        place, url = made.anew()
        two = import_by(2, place, sticks)
        for name, found in (("one", one), ("two", two)):
            times[name].append(found["listed"])
            times[f"{name}_all"].append(found["ended"])
    _say_sizes(sizes(url), changes)
    one, two, copy = (middle(times[name]) for name in ("one", "two", "copy"))
    caught = middle(times["one_all"]) / middle(times["two_all"])
    what = f"{_DEVICES} wings × {_BUNDLES} bundles of {_WEEK} changes into PostgreSQL"
    return [
        Line(
            f"{what}, two processes against one",
            f"×{one / two:.2f} ({changes / two:,.0f}; {changes / one:,.0f} records/s)",
            "≥ ×1.5",
            one / two >= 1.5,
        ),
        Line(
            f"{what}, one process against COPY of its rows",
            f"×{copy / one:.2f} ({changes / one:,.0f}; {changes / copy:,.0f} records/s)",
            "no bound",
            holds=True,
        ),
        Line(
            f"{what}, two processes against COPY of its rows",
            f"×{copy / two:.2f}",
            "≥ ×0.5",
            copy / two >= 0.5,
        ),
        Line(
            f"{what}, two processes against one, search caught up",
            f"×{caught:.2f} ({changes / middle(times['one_all']):,.0f} records/s by one)",
            "no bound",
            holds=True,
        ),
    ]


def _say_sizes(found: dict[str, tuple[int, int]], changes: float) -> None:
    large = {name: pair for name, pair in found.items() if sum(pair) > 1 << 20}
    for name, (own, index) in sorted(large.items()):
        each = f"{own / changes:,.0f} + {index / changes:,.0f} bytes a record"
        print(f"{name}: {each} (table + indexes)", file=sys.stderr)


def lines(folder: Path) -> list[Line]:
    """All of it; one line that says why where there is no PostgreSQL."""
    if not is_installed():
        return [Line("an office on PostgreSQL", "not measured: none here", "", holds=True)]
    with started() as server:
        folder.mkdir(exist_ok=True)
        return [*workers(server, folder), year(server, folder / "year")]


def main() -> int:
    """Measure this alone; the exit status says whether every bound holds."""
    with tempfile.TemporaryDirectory() as name:
        found = lines(Path(name) / "server")
    print(table(found))
    return 0 if all(line.holds for line in found) else 1


if __name__ == "__main__":
    sys.exit(main())
