# SPDX-License-Identifier: MIT
"""Each import has a place of its own, and what a dead process left is removed."""

from pathlib import Path

import pytest

from coprod_desktop.services.books import quarantine
from tests.stores import kill, start

READS = """
import sys
from pathlib import Path
from coprod_desktop.services.books import quarantine
with quarantine.place(Path(sys.argv[1])) as ours:
    (ours / "copy.coprod").write_bytes(b"sealed")
    print(ours, flush=True)
    sys.stdin.read()
"""


def test_two_imports_do_not_touch_each_others_copies(tmp_path: Path) -> None:
    with start(READS, tmp_path) as other:
        assert other.stdout
        theirs = Path(other.stdout.readline().strip())
        with quarantine.place(tmp_path) as ours:
            assert ours != theirs
            assert (theirs / "copy.coprod").exists()
        assert (theirs / "copy.coprod").exists()
        kill(other)
    # Its owner is gone now.
    with quarantine.place(tmp_path) as ours:
        assert [path for path in (tmp_path / "quarantine").iterdir() if path != ours] == []
        assert list(ours.iterdir()) == []
    assert list((tmp_path / "quarantine").iterdir()) == []


def test_a_folder_left_beyond_the_first_place_is_removed_too(tmp_path: Path) -> None:
    with quarantine.place(tmp_path), start(READS, tmp_path) as other:
        assert other.stdout
        theirs = Path(other.stdout.readline().strip())
        kill(other)
    with quarantine.place(tmp_path):
        assert not theirs.exists()


def test_it_is_empty_afterwards_whatever_happens(tmp_path: Path) -> None:
    def stopped() -> None:
        with quarantine.place(tmp_path) as ours:
            (ours / "copy.coprod").write_bytes(b"sealed")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert list((tmp_path / "quarantine").iterdir()) == []
