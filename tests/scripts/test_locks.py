# SPDX-License-Identifier: MIT
"""The locks hold versions and hashes, and nothing that says where a package came from."""

from pathlib import Path

import pytest

import locks

HASH = "    --hash=sha256:" + "0" * 64


@pytest.mark.parametrize("name", locks.LOCKS)
def test_the_committed_locks_are_in_order(name: str) -> None:
    assert locks.faults(locks.ROOT / name) == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://packages.example/simple",
        "--find-links /some/folder",
        "# made with --index-url https://packages.example/simple",
        "thing @ https://packages.example/thing-1.0.whl",
        "thing>=1.0",
    ],
)
def test_an_address_or_a_loose_version_is_a_fault(tmp_path: Path, line: str) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text(f"# Made by `make lock`.\nthing==1.0 \\\n{HASH}\n{line}\n", "utf-8")
    assert len(locks.faults(lock)) == 1


def test_a_pin_without_a_hash_is_a_fault(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text(f"bare==1.0 \\\nthing==1.0 \\\n{HASH}\n", "utf-8")
    assert locks.faults(lock) == ["requirements.lock: bare==1.0 has no hash"]
