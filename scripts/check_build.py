# SPDX-License-Identifier: MIT
"""Looks at what `make build` made: complete, nothing that may not be there, and it starts."""

import os
import re
import subprocess
import sys
from pathlib import Path

from locks import ROOT

# The virtual keyboard is under the GPL alone; the others only make the folder larger.
FORBIDDEN = re.compile(
    r"virtualkeyboard|qt6?quick|qt6?qml|wayland|hypothesis|_pytest", re.IGNORECASE
)
NEEDED = ("licences/LICENSE", "licences/LGPL-3.0.txt")
START_SECONDS = 60


def main() -> int:
    """Print every fault; 1 when there is one."""
    folder = ROOT / "dist" / "coprod-desktop"
    inside = folder / "_internal"
    paths = [path for path in folder.rglob("*") if path.is_symlink() or path.is_file()]
    files = [path.relative_to(folder).as_posix() for path in paths]
    found = [f"points nowhere: {path}" for path in paths if not path.exists()]
    found += [f"may not be in a build: {name}" for name in files if FORBIDDEN.search(name)]
    found += [f"missing: {name}" for name in NEEDED if not (inside / name).is_file()]
    for data in ("resources", "migrations"):
        bundled = inside / "coprod_desktop" / "_bundled" / data
        wanted = [file for file in (ROOT / data).rglob("*") if file.is_file()]
        found += [
            f"missing: {file.relative_to(ROOT)}"
            for file in wanted
            if "__pycache__" not in file.parts
            and not (bundled / file.relative_to(ROOT / data)).is_file()
        ]
    found += _does_not_start(folder)
    size = sum(path.lstat().st_size for path in paths) / 2**20
    print("\n".join(found) or f"Build: {len(files)} files, {size:.0f} MiB, starts")
    return 1 if found else 0


def _does_not_start(folder: Path) -> list[str]:
    program = folder / ("coprod.exe" if os.name == "nt" else "coprod")
    ran = subprocess.run(
        [program, "--help"], capture_output=True, text=True, timeout=START_SECONDS, check=False
    )
    return [] if ran.returncode == 0 else [f"coprod --help ended {ran.returncode}: {ran.stderr}"]


if __name__ == "__main__":
    sys.exit(main())
