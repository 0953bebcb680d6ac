# SPDX-License-Identifier: MIT
"""Charts: ten thousand series by the rules, and the insights page over a full list of comments.

python -m tests.bench.charted [COMMENTS]

The comments are put straight into the list that charts are counted from: recording a million takes
many minutes, and what is measured here begins after that.
"""

import datetime
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import fmean
from typing import Any

from coprod_desktop.domain import spc
from coprod_desktop.services.access import setup
from coprod_desktop.services.charting import charts, counting, insights, rolls
from coprod_desktop.services.charting.charts import Look
from coprod_desktop.services.charting.measures import Asked
from coprod_desktop.services.recording import places
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables, tally
from coprod_desktop.store.rows import insert_rows
from coprod_desktop.store.slots import Cost
from tests.bench.figures import Line, middle, seconds, table
from tests.bench.places import PASSWORD

_SERIES, _POINTS, _SECOND, _QUERY = 10_000, 24, 1.0, 0.300
_SITES, _WINGS, _DAYS, _BATCH = 120, 8, 3 * 365, 50_000
_ROUNDS = 5
_DRAWING = "drawing"
_FIRST = datetime.date(2023, 11, 1)
TODAY = _FIRST + datetime.timedelta(days=_DAYS)
_COST = Cost(memory_kib=8192, iterations=1, lanes=1)


def series() -> list[Line]:
    """Ten thousand series of two years by month, against their means alone."""
    chance = random.Random(1)
    dates = [datetime.date(2024 + month // 12, month % 12 + 1, 1) for month in range(_POINTS)]
    some = [[chance.gauss(50, 9) for _ in dates] for _ in range(_SERIES)]
    plain = min(seconds(lambda: [fmean(each) for each in some]) for _ in range(3))
    whole = min(seconds(lambda: [spc.chart(dates, each) for each in some]) for _ in range(3))
    return [
        Line(
            f"XmR charts of {_SERIES:,} series of {_POINTS} points",
            f"{whole:.2f} s (×{whole / plain:.0f} of their means alone, {plain * 1e3:.0f} ms)",
            "≤ 1 s",
            whole <= _SECOND,
        )
    ]


def fill(s: SignedIn, count: int) -> None:
    """Put comments of three years, of many sites and wings, into the list."""
    names = [column.name for column in tables.feedback.columns]
    ordinal = _FIRST.toordinal()
    for start in range(0, count, _BATCH):
        rows: list[tuple[Any, ...]] = []
        positions: list[int] = []
        for number in range(start, min(count, start + _BATCH)):
            day = ordinal + number * _DAYS // count
            pos = tables.position(day, number)
            positions.append(pos)
            row: dict[str, Any] = {
                **dict.fromkeys(names, ""),
                "pos": pos,
                "id": f"{number:026}",
                "arrival": number + 1,
                "stream": 1,
                "rev": 1,
                "at": 0,
                "date": datetime.date.fromordinal(day).isoformat(),
                "site": f"Site {number % _SITES:03}",
                "wing": f"House {number // _SITES % _WINGS + 1}",
                "channel": ("paper_slip", "forum", "verbal")[number % 3],
                "kind": ("feedback", "compliment", "concern")[number % 7 % 3],
                "fft": number % 6 + 1,
                "themes": ("MED.READY", "ACC.WAIT;MED.STOCK", "DEN.WAIT")[number % 5 % 3],
                "who_can_fix": ("healthcare", "prison_regime")[number % 2],
                "wants_reply": False,
                "language_help": False,
                "escalation": "done" if number % 5_000 == 0 else "",
            }
            rows.append(tuple(row[name] for name in names))
        with s.vault.write() as connection:
            insert_rows(connection, tables.feedback, rows)
            tally.mark(connection, positions)


def dashboard(s: SignedIn, asked: Asked) -> dict[str, float]:
    """All that the page asks for when it opens: how long each part took, drawing the last."""
    times: dict[str, float] = {}
    found: list[Any] = []
    asking: tuple[tuple[str, Callable[[], object]], ...] = (
        ("counts", lambda: insights.series_and(s, asked, ("top_theme", "fixer"))),
        ("places", lambda: places.places(s)),
        ("heard", lambda: rolls.heard(s, TODAY, asked.site, asked.wing)),
    )
    for name, ask in asking:
        times[name] = seconds(lambda ask=ask: found.append(ask()))
    times["done"] = seconds(lambda: found.append(insights.done(s, found[0][0])))
    chart = insights.charted(found[0][0])
    assert chart is not None
    pins = charts.pins(found[-1])
    times[_DRAWING] = seconds(
        lambda: charts.saved(charts.draw(chart, "Comments", Look(), None, pins), "png")
    )
    return times


def lines(folder: Path, count: int) -> list[Line]:
    """The page over so many comments, of all sites, by week, and of one site and one wing."""
    chosen = setup.OfficeSetup("Office", "Admin", PASSWORD, "practice", _COST)
    s = setup.create_office(folder / "charted", chosen)
    fill(s, count)
    first = seconds(lambda: counting.catch_up(s))
    found = [Line(f"count {count:,} comments once", f"{first:.1f} s", "no bound: once", holds=True)]
    for what, asked in (
        ("of all sites by month", Asked()),
        ("very good or good, by week", Asked(measure="positive", by="week")),
        ("of one site", Asked(site="Site 007")),
        ("the days between rare events", Asked(measure="harm_waits")),
        ("of one wing of a site", Asked(site="Site 007", wing="House 3")),
        ("of the wings of one name, by week", Asked(wing="House 3", by="week")),
    ):
        dashboard(s, asked)
        rounds = [dashboard(s, asked) for _ in range(_ROUNDS)]
        took = middle([sum(times.values()) for times in rounds])
        parts = {name: middle([times[name] for times in rounds]) for name in rounds[0]}
        drawing = parts.pop(_DRAWING)
        asking = max(parts, key=lambda name: parts[name])
        found.append(
            Line(
                f"insights over {count:,} comments, {what}",
                f"{took * 1e3:.0f} ms, of it {drawing * 1e3:.0f} ms drawing; "
                f"most asked: {asking}, {parts[asking] * 1e3:.0f} ms",
                "≤ 1 s, nothing asked > 300 ms",
                took <= _SECOND and parts[asking] <= _QUERY,
            )
        )
    s.close()
    return found


def main() -> int:
    """Measure, print, and fail when a bound is missed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as name:
        found = [*series(), *lines(Path(name), count)]
    print(table(found))
    return 0 if all(line.holds for line in found) else 1


if __name__ == "__main__":
    sys.exit(main())
