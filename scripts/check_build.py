# SPDX-License-Identifier: MIT
"""Looks at what `make build` made: complete, nothing that may not be there, and it starts."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from locks import ROOT

# The virtual keyboard is under the GPL alone; the others only make the folder larger.
FORBIDDEN = re.compile(
    r"virtualkeyboard|qt6?quick|qt6?qml|qt6?network|wayland|hypothesis|_pytest", re.IGNORECASE
)
NEEDED = ("licences/LICENSE", "licences/LGPL-3.0.txt")
START_SECONDS = 60
OPEN_SECONDS = 5  # a window that is still there after this has come up


def main() -> int:
    """Print every fault; 1 when there is one."""
    folder = ROOT / "dist" / "coprod-desktop"
    inside = folder / "_internal"
    paths = [path for path in folder.rglob("*") if path.is_symlink() or path.is_file()]
    files = [path.relative_to(folder).as_posix() for path in paths]
    found = [f"points nowhere: {path}" for path in paths if not path.exists()]
    found += [f"may not be in a build: {name}" for name in files if FORBIDDEN.search(name)]
    found += [f"missing: {name}" for name in NEEDED if not (inside / name).is_file()]
    for data in ("resources", "migrations", "docs/guide", "docs/images"):
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
    """Try both programs: the command line shows its help, and the window stays open."""
    suffix = ".exe" if os.name == "nt" else ""
    found: list[str] = []
    ran = subprocess.run(
        [folder / f"coprod{suffix}", "--help"],
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )
    if ran.returncode != 0:
        found.append(f"coprod --help ended with {ran.returncode}: {ran.stderr}")

    with tempfile.TemporaryDirectory() as home:
        window = subprocess.Popen(
            [folder / f"coprod-desktop{suffix}", Path(home) / "no-store"],
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "HOME": home, "APPDATA": home},
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            _, errors = window.communicate(timeout=OPEN_SECONDS)
            found.append(f"coprod-desktop ended with {window.returncode}: {errors}")
        except subprocess.TimeoutExpired:
            window.kill()
            window.communicate()
    return found


if __name__ == "__main__":
    sys.exit(main())
