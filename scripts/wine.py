# SPDX-License-Identifier: MIT
"""Runs Windows' own Python, with the locked wheels for Windows, under Wine: `make wine`.

Its arguments are that Python's. What it needs is made once in build/wine: Python, its packages, and
a prefix (Wine's drive C:). `wine_gaps` fills what Wine lacks; `docs/windows.md` tells how far a
result can be trusted.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import wine_gaps
from locks import ROOT

HOUSE: Final = ROOT / "build" / "wine"
PYTHON: Final = HOUSE / "python"
PACKAGES: Final = PYTHON / "Lib" / "site-packages"
READY: Final = HOUSE / ".ready"
LOCKS: Final = (ROOT / "requirements-wine.lock", ROOT / "requirements-dev.lock")
ENVIRONMENT: Final = {
    "WINEPREFIX": str(HOUSE / "prefix"),
    "WINEDEBUG": "-all",
    "WINEDLLOVERRIDES": "mscoree,mshtml=",  # the offer to download .NET and a browser
    "PYTHONPYCACHEPREFIX": r"C:\compiled",
}


def made_from() -> str:
    """What build/wine is made from, as one word."""
    files = (*LOCKS, Path(__file__), Path(wine_gaps.__file__))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def install(lock: Path, where: Path, *options: str) -> None:
    """Install what a lock names, checked by its hashes, into a folder."""
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    how = ("--no-deps", "--no-compile", "--require-hashes", "--target", where, "-r", lock)
    subprocess.run([*pip, *how, *options], check=True)


def set_up() -> None:
    """Make build/wine anew."""
    shutil.rmtree(HOUSE, ignore_errors=True)
    HOUSE.mkdir(parents=True)
    python, packages = LOCKS
    # Its source only unpacks what is in it; setuptools is in the build's lock.
    install(python, PYTHON, "--no-build-isolation", "--use-pep517")
    # Without this file it finds its packages, and heeds the environment, as one from an installer.
    (PYTHON / "python311._pth").unlink()
    # pip judges the markers by this PC.
    lock = HOUSE / packages.name
    lock.write_text(re.sub(" ; sys_platform == 'win32'", "", packages.read_text("utf-8")), "utf-8")
    windows = ("--platform", "win_amd64", "--python-version", "3.11", "--only-binary", ":all:")
    install(lock, PACKAGES, *windows)
    (PACKAGES / "coprod.pth").write_text("Z:" + str(ROOT / "src").replace("/", "\\"), "utf-8")
    wine_gaps.fill(PYTHON, PACKAGES)
    READY.write_text(made_from(), "ascii")


def run(arguments: list[str]) -> int:
    """Run Windows' Python; its exit status. Under Wine it wants pipes for its streams."""
    with subprocess.Popen(
        ["wine", PYTHON / "python.exe", *arguments],
        cwd=ROOT,
        env=os.environ | ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        for line in process.stdout or ():
            sys.stdout.buffer.write(line)
            sys.stdout.flush()
    return process.returncode


if __name__ == "__main__":
    if not READY.is_file() or READY.read_text("ascii") != made_from():
        set_up()
    sys.exit(run(sys.argv[1:]))
