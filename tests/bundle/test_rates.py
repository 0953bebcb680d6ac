# SPDX-License-Identifier: MIT
"""How fast bundles are made and read: `pytest -m bench -s tests/bundle`."""

import time
from pathlib import Path

import pytest

from coprod_desktop.bundle import reader, writer
from tests.bundle.making import MARKER, Office, Wing

COUNT = 100_000
WORDS = f"{MARKER}, and asked again the next day how it went. "


@pytest.mark.bench
def test_rates(tmp_path: Path) -> None:
    office = Office()
    wing = Wing(office)
    wing.record(COUNT, (WORDS * 3).strip())
    office.enrol(wing)
    outgoing, raws = wing.outgoing(), [entry.raw for entry in wing.log]
    stick = tmp_path / "stick"
    stick.mkdir()
    print(f"\n{COUNT} changes of {sum(map(len, raws)) // COUNT} bytes")

    start = time.perf_counter()
    staged = writer.stage(outgoing, wing.key, iter(raws), tmp_path)
    stage_rate = COUNT / (time.perf_counter() - start)
    print(f"stage {stage_rate:,.0f} changes/s, {staged.size / 1e6:.1f} MB")

    start = time.perf_counter()
    path = writer.deliver(staged.path, stick, wing.key.public)
    print(f"deliver with read-back {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    file = reader.intake(path, tmp_path)
    authentic = reader.authenticate(file, office)
    print(f"intake and authenticate {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    content = reader.open_content(file, authentic, [office.seal])
    assert sum(1 for _ in content.entries()) == COUNT
    open_rate = COUNT / (time.perf_counter() - start)
    print(f"open {open_rate:,.0f} changes/s")

    # Generous: this machine may be busy, and old ones are slower.
    assert stage_rate > 20_000
    assert open_rate > 10_000
