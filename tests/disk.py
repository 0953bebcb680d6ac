# SPDX-License-Identifier: MIT
"""A disk that fails at one call, counted from the first: every write, flush, rename and open."""

import builtins
import contextlib
import errno
import io
import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import pytest

from coprod_desktop import files
from coprod_desktop.bundle import media

ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.ENODEV)


class Disk:
    """Counts what is done in `folders`, and fails the `fail_at`-th call (from 1) with `number`.

    ``steps`` is what was done, in order: what, and to which kind of file. The store's database is
    not among it: SQLite writes by itself.
    """

    def __init__(self, *folders: Path, fail_at: int = 0, number: int = errno.EIO) -> None:
        self.folders = [os.path.realpath(folder) for folder in folders]
        self.fail_at, self.number = fail_at, number
        self.steps: list[str] = []

    @property
    def failed(self) -> bool:
        """Whether the call that was to fail came."""
        return 0 < self.fail_at <= len(self.steps)

    def hit(self, what: str, where: Any) -> None:
        place = self._place(where)
        if place is None:
            return
        self.steps.append(f"{what} {place.name}")
        if len(self.steps) == self.fail_at:
            raise OSError(self.number, os.strerror(self.number), str(place))

    def _place(self, where: Any) -> Path | None:
        if isinstance(where, int):
            try:
                where = Path(f"/proc/self/fd/{where}").readlink()
            except OSError:
                return None
        path = os.path.realpath(os.fspath(where))
        inside = any(path == each or path.startswith(each + os.sep) for each in self.folders)
        return Path(path) if inside else None

    @contextmanager
    def used(self) -> Generator[Self]:
        """Put in the disk's place while the block runs."""
        if sys.platform != "linux":
            pytest.skip("which file a descriptor belongs to is asked of Linux")
        with contextlib.ExitStack() as stack:
            patch = stack.enter_context(pytest.MonkeyPatch.context())
            for name in ("open", "fsync", "replace", "unlink", "listdir", "scandir", "mkdir"):
                patch.setattr(os, name, self._watched(name, getattr(os, name)))
            patch.setattr(io, "open", self._opened(builtins.open))
            patch.setattr(files, "create", self._created(files.create))
            flush = media.flush
            patch.setattr(media, "flush", lambda folder: (self.hit("flush", folder), flush(folder)))
            yield self

    def _watched(self, what: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any = ".", *rest: Any, **more: Any) -> Any:
            self.hit(what, path)
            return real(path, *rest, **more)

        return call

    def _opened(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(file: Any, *rest: Any, **more: Any) -> Any:
            if isinstance(file, int) or self._place(file) is None:
                return real(file, *rest, **more)
            self.hit("open", file)
            return _File(self, real(file, *rest, **more), file)

        return call

    def _created(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Path, mode: int = 0o600) -> Any:
            return _File(self, real(path, mode), path)

        return call


class _File:
    """A file whose reads and writes are counted."""

    def __init__(self, disk: Disk, file: Any, path: Path) -> None:
        self._disk, self._file, self._path = disk, file, path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def read(self, *size: int) -> bytes:
        self._disk.hit("read", self._path)
        return self._file.read(*size)

    def readinto(self, into: Any) -> int:
        self._disk.hit("read", self._path)
        return self._file.readinto(into)

    def write(self, data: bytes) -> int:
        self._disk.hit("write", self._path)
        return self._file.write(data)

    def flush(self) -> None:
        self._disk.hit("flush", self._path)
        self._file.flush()
