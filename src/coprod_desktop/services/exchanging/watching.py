# SPDX-License-Identifier: MIT
"""A folder that is looked at again and again: which bundles in it are new, and whole by now."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from coprod_desktop import files
from coprod_desktop.domain.progress import Progress, silent
from coprod_desktop.services.exchanging import intake
from coprod_desktop.services.exchanging.intake import SUFFIX, Outcome
from coprod_desktop.services.session import SignedIn

_Look = tuple[int, int]
"""A file's size in bytes, and when it was last written, in nanoseconds."""
_PASSING: Final = frozenset(
    (*intake.TRY_AGAIN, "MediaReadError", "SourceChanged", "InsufficientSpace")
)
"""What may be over the next time: another importer was at it, or whoever copies it."""
_TRIES: Final = 6
"""So often a bundle is handed out again; the longest wait is 2 to this power, in looks."""


class Watch:
    """What was seen in some folders, and what of it was handed out already.

    A bundle is handed out once it looks the same twice in a row: until then somebody may still be
    copying it. One that is written anew under its old name counts as new. What could not be taken
    in for a passing reason is handed out again after a while, and each time after a longer one.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(folders)
        self._seen: dict[Path, _Look] = {}
        self._given: dict[Path, _Look] = {}
        self._tries: dict[Path, int] = {}
        self._waits: dict[Path, int] = {}

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
        self._let_again()
        steady = [
            path
            for path, look in found.items()
            if self._seen.get(path) == look and self._given.get(path) != look
        ]
        self._seen = found
        self._given = {path: look for path, look in self._given.items() if path in found}
        self._tries = {path: tries for path, tries in self._tries.items() if path in found}
        self._given.update({path: found[path] for path in steady})
        return tuple(steady)

    def again(self, paths: Iterable[Path], *, for_ever: bool = False) -> None:
        """Hand these out once more, later each time; not `for_ever` only a few times."""
        for path in paths:
            tries = self._tries.get(path, 0)
            if tries < _TRIES or for_ever:
                self._tries[path] = min(tries + 1, _TRIES)
                self._waits[path] = 2**tries

    def _let_again(self) -> None:
        for path, left in list(self._waits.items()):
            if left > 1:
                self._waits[path] = left - 1
            else:
                del self._waits[path]
                self._given.pop(path, None)


def look(s: SignedIn, watch: Watch, progress: Progress = silent) -> tuple[Outcome, ...]:
    """Look once, and take in what is new and whole; one outcome for each bundle.

    Who is stopped in the middle, or finds the store busy, comes to the rest of it at a later look.
    Raises as `Watch.fresh` and `intake.take_in`.
    """
    fresh = watch.fresh()
    if not fresh:
        return ()
    try:
        outcomes = intake.take_in(s, fresh, progress)
    except BaseException:
        watch.again(fresh, for_ever=True)
        raise
    watch.again(each.path for each in outcomes if each.code in _PASSING)
    return outcomes


def _look(path: Path) -> _Look | None:
    try:
        about = path.stat()
    except OSError:
        return None  # taken away meanwhile
    return (about.st_size, about.st_mtime_ns)
