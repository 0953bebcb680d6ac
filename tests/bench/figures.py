# SPDX-License-Identifier: MIT
"""Times, ratios and the table that is printed."""

import statistics
import time
from collections.abc import Callable, Sequence

from msgspec import Struct


class Line(Struct, frozen=True):
    """One measured bound: what, the figure in words, the bound in words, whether it holds."""

    what: str
    figure: str
    bound: str
    holds: bool


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def middle(times: Sequence[float]) -> float:
    return statistics.median(times)


def p99(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=100)[98]


def table(lines: Sequence[Line]) -> str:
    """The lines as a table in Markdown."""
    rows = [("what", "measured", "bound", ""), ("---", "---", "---", "---")]
    rows += [(x.what, x.figure, x.bound, "ok" if x.holds else "MISSED") for x in lines]
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    return "\n".join(
        "| " + " | ".join(cell.ljust(widths[i]) for i, cell in enumerate(row)) + " |"
        for row in rows
    )
