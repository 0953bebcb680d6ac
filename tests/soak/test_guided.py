# SPDX-License-Identifier: MIT
"""Fuzzing that is guided by coverage, where atheris is installed (`pip install atheris`)."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.bundle.fuzz import Target
from tests.stores import ROOT

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(
        find_spec("atheris") is None,
        reason="atheris is not installed: it has no wheels for every system, so it is not locked",
    ),
]
RUNS = 3_000_000
SECONDS = 120


def test_decoders_under_a_guided_fuzzer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = Target(tmp_path)
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    samples = [target.parts[1][1], target.header, target.data[: target.body_at]]
    samples += [target.plaintext[:2048], target.parts[0][1], target.trust]
    for which, sample in zip((0, 1, 2, 3, 4, 10), samples, strict=True):
        (seeds / str(which)).write_bytes(bytes([which]) + sample)
    done = subprocess.run(
        [sys.executable, "-m", "tests.soak.guided", seeds, str(RUNS), str(SECONDS)],
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        timeout=SECONDS + 120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert list(seeds.glob("found-*")) == []
    units = re.search(r"(?:stat::number_of_executed_units: |Done )(\d+)", done.stderr)
    assert units
    with capsys.disabled():
        print(f"\nguided by coverage: {units[1]} inputs")
    assert int(units[1]) > 1_000
