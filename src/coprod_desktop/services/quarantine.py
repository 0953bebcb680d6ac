# SPDX-License-Identifier: MIT
"""Where bundles are read: a folder that one import has for itself, empty before and after.

An office's store may be open in several processes. Each takes the first place whose lock is free,
and what a process left behind that died is removed by whoever comes next.
"""

import shutil
from collections.abc import Generator
from contextlib import contextmanager, suppress
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
    with files.reading(quarantine):
        known = {path.stem for path in quarantine.iterdir() if path.suffix == _LOCK}
    ours: tuple[Path, StoreLock] | None = None
    for number in range(_PLACES):
        if ours and str(number) not in known:
            continue
        folder = quarantine / str(number)
        try:
            held = StoreLock(quarantine, name=f"{number}{_LOCK}")
        except StoreInUse:
            continue
        _empty(folder)
        if ours:
            held.close()
        else:
            ours = folder, held
    if ours is None:
        raise StoreInUse
    folder, held = ours
    try:
        make_private(folder)
        yield folder
    finally:
        with suppress(OSError):
            shutil.rmtree(folder)
        held.close()


_LOCK: Final = ".lock"


def _empty(folder: Path) -> None:
    with files.writing(folder):
        if folder.exists():
            shutil.rmtree(folder)
