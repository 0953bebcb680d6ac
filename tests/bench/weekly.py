# SPDX-License-Identifier: MIT
"""The stick round: a week's export, everything exported, everything imported."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from coprod_desktop.services import storecard
from coprod_desktop.services.access import opening
from coprod_desktop.services.exchanging import exchange
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import log
from tests.bench.figures import Line, middle, seconds
from tests.bench.places import PASSWORD, fill, pair

_WEEK = 500
_WEEKS = 200
_ROUNDS = 9
_MIB = 1 << 20


def confirm_all(wing: SignedIn) -> None:
    """As if the office had confirmed everything sent so far."""
    with wing.vault.read() as connection:
        stream = wing.own_stream(connection)
        chain = log.chain_at(connection, stream, stream.head)
    assert chain is not None
    exchange.confirm(wing, stream.head, chain)


def week(small: SignedIn, large: SignedIn, folder: Path, ratio_of: str) -> Line:
    """A week's export out of few records and out of many, in turn."""
    times: dict[str, list[float]] = {"small": [], "large": []}
    for turn in range(_ROUNDS):
        for name, wing in (("small", small), ("large", large)):
            stick = folder / f"week-{name}-{turn}"
            stick.mkdir()
            fill(wing, _WEEK, seed=100 + turn)
            times[name].append(
                seconds(lambda wing=wing, stick=stick: exchange.export(wing, PASSWORD, stick))
            )
            confirm_all(wing)
    ratio = middle(times["large"]) / middle(times["small"])
    figure = f"×{ratio:.2f} ({middle(times['large']) * 1e3:.0f} ms)"
    return Line(
        f"export {_WEEK} changes {ratio_of}",
        figure,
        "×0.8 to ×1.2",
        0.8 <= ratio <= 1.2,
    )


def child(task: str, store: Path, place: Path) -> dict[str, Any]:
    """Run `task` in a process of its own, where growth in memory can be seen."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.child", task, str(store), str(place)],
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def everything(wing: Path, office: Path, folder: Path) -> list[Line]:
    """Export all of a wing's records, and take them in at an office that has none."""
    stick = folder / "everything"
    stick.mkdir()
    out = child("export", wing, stick)
    back = child("import", office, stick)
    bare = child("floor", office, folder)
    ratio = back["seconds"] / bare["seconds"]
    rate = bare["changes"] / bare["seconds"]
    lines = [
        Line(
            "import, against a bare loop that inserts its rows",
            f"×{ratio:.2f} (raw {rate:,.0f} records/s)",
            "no bound: the floor",
            holds=True,
        ),
        _rate(
            "verify and import everything, until listed", back["changes"], back["listed"], 25_000
        ),
    ]
    for what, done, least, growth in (
        ("export everything", out, 60_000, 32),
        ("verify and import everything, search caught up", back, 14_000, 64),
    ):
        grown = done["growth"] / _MIB
        lines += [
            _rate(what, done["changes"], done["seconds"], least),
            Line(f"{what}: memory", f"+{grown:.0f} MiB", f"< {growth} MiB", grown < growth),
        ]
    return lines


def _rate(what: str, count: int, took: float, least: int, unit: str = "records") -> Line:
    speed = count / took
    figure = f"{speed:,.0f} {unit}/s ({count:,} in {took:.1f} s)"
    return Line(what, figure, f"≥ {least:,} {unit}/s", speed >= least)


def weeks(folder: Path) -> list[Line]:
    """Two hundred weekly bundles in one folder: taken in, and then once more."""
    office, wing = pair(folder / "weeks", 0)
    stick = folder / "weeks" / "stick"
    stick.mkdir()
    for number in range(_WEEKS):
        fill(wing, _WEEK, seed=number)
        exchange.export(wing, PASSWORD, stick)
        confirm_all(wing)
    for s in (office, wing):
        s.close()
    first = child("import", folder / "weeks" / "office", stick)
    again = child("replay", folder / "weeks" / "office", stick)
    what = f"{_WEEKS} weekly bundles of {_WEEK} changes in one folder"
    return [
        _rate(f"{what}, search caught up", first["changes"], first["seconds"], 12_000),
        _rate("the same folder again", again["changes"], again["seconds"], 200, "bundles"),
    ]


def unlock(small: Path, large: Path, ratio_of: str) -> Line:
    """Signing in to a store of few records and of many, in turn."""
    times: dict[Path, list[float]] = {small: [], large: []}
    for _ in range(_ROUNDS):
        for store, taken in times.items():
            name = storecard.describe(store).people[0]
            taken.append(seconds(lambda s=store, n=name: opening.unlock(s, n, PASSWORD).close()))
    ratio = middle(times[large]) / middle(times[small])
    figure = f"×{ratio:.2f} ({middle(times[large]) * 1e3:.0f} ms)"
    return Line(f"unlock {ratio_of}", figure, "×0.8 to ×1.2", 0.8 <= ratio <= 1.2)
