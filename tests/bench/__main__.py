# SPDX-License-Identifier: MIT
"""Run every measurement, print the table, and fail when a bound is missed.

With `million`, unlocking and the week's export are measured at a million records as well: filling
such a store takes some minutes.
"""

import os
import platform
import sys
import tempfile
from pathlib import Path

import sqlcipher3

from coprod_desktop.services import storecard
from coprod_desktop.services.access import opening
from coprod_desktop.services.exchanging import exchange
from coprod_desktop.services.session import SignedIn
from tests.bench import charted, daily, screens, server, start, weekly
from tests.bench.figures import Line, table
from tests.bench.places import PASSWORD, pair

_LARGE, _SMALL, _MILLION = 100_000, 1_000, 1_000_000
_RATIO = "out of 100,000, against out of 1,000"
_RATIO_MILLION = "out of 1,000,000, against out of 1,000"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    """Measure at 100,000 records; the exit status says whether every bound holds."""
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _say(f"recording {_LARGE:,} comments …")
        office, large = pair(folder / "large", _LARGE)
        _, small = pair(folder / "small", _SMALL)
        _say("start …")
        lines += start.lines(folder / "small" / "wing")
        _say("export and import of everything …")
        for s in (office, large):
            s.close()
        lines += weekly.everything(folder / "large" / "wing", folder / "large" / "office", folder)
        large = _again(folder / "large" / "wing")
        _say("a week's export …")
        for wing in (small, large):
            _export_all(wing, folder)
        lines.append(weekly.week(small, large, folder, _RATIO))
        _say("saving, list, search …")
        lines += daily.lines(large, folder)
        for s in (office, large, small):
            s.close()
        lines.append(weekly.unlock(folder / "small" / "wing", folder / "large" / "wing", _RATIO))
        _say("screens …")
        lines += screens.lines(folder / "large" / "wing")
        _say("two hundred weeks …")
        lines += weekly.weeks(folder)
        _say("charts …")
        lines += [*charted.series(), *charted.lines(folder, _LARGE)]
        _say("an office on PostgreSQL …")
        lines += server.lines(folder / "server")
        if "million" in sys.argv:
            lines += _million(folder)
    print(
        f"{platform.system()}, {os.cpu_count()} cores, Python {platform.python_version()}, ", end=""
    )
    print(f"SQLite {sqlcipher3.sqlite_version}; {_LARGE:,} records\n")
    print(table(lines))
    return 0 if all(line.holds for line in lines) else 1


def _million(folder: Path) -> list[Line]:
    _say(f"recording {_MILLION:,} comments …")
    _, huge = pair(folder / "huge", _MILLION)
    small = _again(folder / "small" / "wing")
    _export_all(huge, folder)
    line = weekly.week(small, huge, folder / "huge", _RATIO_MILLION)
    for s in (small, huge):
        s.close()
    of_small, of_huge = folder / "small" / "wing", folder / "huge" / "wing"
    return [line, weekly.unlock(of_small, of_huge, _RATIO_MILLION)]


def _again(store: Path) -> SignedIn:
    return opening.unlock(store, storecard.describe(store).people[0], PASSWORD)


def _export_all(wing: SignedIn, folder: Path) -> None:
    stick = folder / f"all-{wing.device}"
    stick.mkdir()
    exchange.export(wing, PASSWORD, stick, everything=True)
    weekly.confirm_all(wing)


if __name__ == "__main__":
    sys.exit(main())
