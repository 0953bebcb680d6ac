# SPDX-License-Identifier: MIT
"""Checks the locks: pinned, hashed, up to date with pyproject.toml, and free of any address."""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = (
    "requirements.lock",
    "requirements-dev.lock",
    "requirements-build.lock",
    "requirements-wine.lock",
)

PIN = re.compile(r"[a-z0-9-]+(\[[a-z0-9,-]+\])?==[0-9][0-9a-z.+!]*( ; [A-Za-z0-9_ .'=<>!()]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
COMMENT = re.compile(r"# [^/:]*(: MIT)?")


def names(lock: Path) -> set[str]:
    """The names of the packages that the lock pins."""
    return set(re.findall(r"^([a-z0-9-]+)[=\[]", lock.read_text("utf-8"), re.MULTILINE))


def faults(lock: Path) -> list[str]:
    """What is wrong with one lock: any line but a pin, a hash or a plain comment."""
    found: list[str] = []
    waiting = ""
    for number, line in enumerate(lock.read_text("utf-8").splitlines(), start=1):
        if PIN.fullmatch(line):
            if waiting:
                found.append(f"{lock.name}: {waiting} has no hash")
            waiting = line.split(" ")[0]
        elif HASH.fullmatch(line):
            waiting = ""
        elif not COMMENT.fullmatch(line):
            found.append(f"{lock.name}:{number}: neither a pin, a hash nor a comment: {line}")
    return found


def wanted(requirements: list[str]) -> set[str]:
    """The names, in a lock's spelling, of requirements as pyproject.toml writes them."""
    return {
        re.split(r"[^A-Za-z0-9._-]", each)[0].lower().replace("_", "-") for each in requirements
    }


def main() -> int:
    """Print every fault; 1 when there is one."""
    found = [fault for name in LOCKS for fault in faults(ROOT / name)]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    run = wanted(project["project"]["dependencies"])
    needs = (run, run | wanted(groups["dev"]), run | wanted(groups["build"]), set[str]())
    for lock, need in zip(LOCKS, needs, strict=True):
        found += [f"{lock}: lacks {name}; run make lock" for name in need - names(ROOT / lock)]
    print("\n".join(found) or f"Locks: {len(LOCKS)} in order")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
