# SPDX-License-Identifier: MIT
"""Where bundles are read: a folder that one import has for itself, gone when it is done.

An office's store may be open in several processes. Each takes the first place whose lock is free,
and what a process left behind that died is removed by whoever comes next.
"""

from collections.abc import Generator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from coprod_desktop import files
from coprod_desktop.domain.errors import StoreInUse
from coprod_desktop.store.lock import StoreLock, make_private

FOLDER: Final = "quarantine"
_PLACES: Final = 64


@contextmanager
def place(store: Path) -> Generator[Path]:
    """A private folder for one import. Raises `StoreInUse`, `StorageFull` or `CannotWrite`."""
    quarantine = store / FOLDER
    make_private(quarantine)
    number, held = _take(store, range(_PLACES))
    ours = quarantine / str(number)
    try:
        _sweep(store, quarantine, ours)
        make_private(ours)
        yield ours
    finally:
        with closing(held), suppress(OSError):
            _remove(ours)


def _remove(folder: Path) -> None:
    with suppress(FileNotFoundError):  # its owner was quicker
        for file in list(folder.iterdir()):
            file.unlink(missing_ok=True)
        folder.rmdir()


def _take(store: Path, numbers: range) -> tuple[int, StoreLock]:
    """The first of some places that nobody has."""
    for number in numbers:
        with suppress(StoreInUse):
            # Beside the quarantine and never removed: two processes must lock the same file.
            return number, StoreLock(store, name=f"{FOLDER}-{number}.lock")
    raise StoreInUse


def _sweep(store: Path, quarantine: Path, ours: Path) -> None:
    """Remove what dead processes left: their places are free, and ours was free when it came."""
    with files.writing(quarantine):
        for left in list(quarantine.iterdir()):
            if not left.is_dir():
                left.unlink(missing_ok=True)
            elif left == ours or not left.name.isdecimal():
                _remove(left)
            else:
                number = int(left.name)
                with suppress(StoreInUse):
                    _, held = _take(store, range(number, number + 1))
                    with closing(held):
                        _remove(left)
