# SPDX-License-Identifier: MIT
"""The stick round: a week's export, everything exported, everything imported."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from coprod_desktop.services import exchange
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import log
from tests.bench.figures import Line, middle, seconds
from tests.bench.places import PASSWORD, fill

_WEEK = 500
_ROUNDS = 9
_MIB = 1 << 20


def confirm_all(wing: SignedIn) -> None:
    """As if the office had confirmed everything sent so far."""
    with wing.vault.read() as connection:
        stream = wing.own_stream(connection)
        chain = log.chain_at(connection, stream, stream.head)
    assert chain is not None
    exchange.confirm(wing, stream.head, chain)


def week(small: SignedIn, large: SignedIn, folder: Path) -> Line:
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
        "export 500 changes out of 100,000, against out of 1,000",
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
        )
    ]
    for what, done, least, growth in (
        ("export everything", out, 60_000, 32),
        ("verify and import everything, index included", back, 10_000, 64),
    ):
        speed, grown = done["changes"] / done["seconds"], done["growth"] / _MIB
        figure = f"{speed:,.0f} records/s ({done['changes']:,} in {done['seconds']:.1f} s)"
        lines += [
            Line(what, figure, f"≥ {least:,} records/s", speed >= least),
            Line(f"{what}: memory", f"+{grown:.0f} MiB", f"< {growth} MiB", grown < growth),
        ]
    return lines
