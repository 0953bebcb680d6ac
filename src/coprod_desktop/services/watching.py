# SPDX-License-Identifier: MIT
"""A folder that is looked at again and again: which bundles in it are new, and whole by now."""

from collections.abc import Sequence
from pathlib import Path

from coprod_desktop import files
from coprod_desktop.services.intake import SUFFIX

_Look = tuple[int, int]
"""A file's size in bytes, and when it was last written, in nanoseconds."""


class Watch:
    """What was seen in some folders, and what of it was handed out already.

    A bundle is handed out once it looks the same twice in a row: until then somebody may still be
    copying it. One that is written anew under its old name counts as new.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(folders)
        self._seen: dict[Path, _Look] = {}
        self._given: dict[Path, _Look] = {}

    def fresh(self) -> tuple[Path, ...]:
        """The bundles that are new and whole, in the order of their names.

        Raises `CannotRead` for a folder that is not there, such as a drive that was taken out.
        """
        found: dict[Path, _Look] = {}
        for folder in self.folders:
            with files.reading(folder):
                for path in sorted(folder.iterdir()):
                    if path.suffix.lower() == SUFFIX and (look := _look(path)):
                        found[path] = look
        steady = [
            path
            for path, look in found.items()
            if self._seen.get(path) == look and self._given.get(path) != look
        ]
        self._seen = found
        self._given = {path: look for path, look in self._given.items() if path in found}
        self._given.update({path: found[path] for path in steady})
        return tuple(steady)


def _look(path: Path) -> _Look | None:
    try:
        about = path.stat()
    except OSError:
        return None  # taken away meanwhile
    return (about.st_size, about.st_mtime_ns)
