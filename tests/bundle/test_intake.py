# SPDX-License-Identifier: MIT
import hashlib
import os
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Self

import pytest

from coprod_desktop import files
from coprod_desktop.bundle import intake as module
from coprod_desktop.bundle import reader
from coprod_desktop.bundle.container import LEAST_SIZE
from coprod_desktop.bundle.errors import (
    InsufficientSpace,
    MediaReadError,
    SizeLimitExceeded,
    SourceChanged,
    UnsafeSource,
)
from coprod_desktop.bundle.intake import Limits, intake
from coprod_desktop.domain.errors import CannotWrite

DATA = os.urandom(3 * files.PIECE // 2)
posix = pytest.mark.skipif(os.name != "posix", reason="links and pipes as POSIX has them")
linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux's special files")


@pytest.fixture
def quarantine(tmp_path: Path) -> Path:
    folder = tmp_path / "quarantine"
    folder.mkdir()
    return folder


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "K7QZ-1.coprod"
    path.write_bytes(DATA)
    return path


def test_a_file_is_copied_and_hashed(source: Path, quarantine: Path) -> None:
    taken = intake(source, quarantine)
    assert taken.path.parent == quarantine
    assert taken.path.read_bytes() == DATA
    assert (taken.size, taken.sha256) == (len(DATA), hashlib.sha256(DATA).digest())
    assert source.read_bytes() == DATA
    if os.name == "posix":
        assert taken.path.stat().st_mode & 0o077 == 0


def test_the_same_name_twice_makes_two_copies(source: Path, quarantine: Path) -> None:
    assert intake(source, quarantine).path != intake(source, quarantine).path


@posix
@pytest.mark.parametrize("kind", ["link", "dangling", "folder", "pipe"])
def test_only_ordinary_files_are_opened(
    kind: str, source: Path, tmp_path: Path, quarantine: Path
) -> None:
    path = tmp_path / "other.coprod"
    match kind:
        case "link":
            path.symlink_to(source)
        case "dangling":
            path.symlink_to(tmp_path / "nowhere")
        case "folder":
            path.mkdir()
        case _:
            os.mkfifo(path)
    with pytest.raises(UnsafeSource):
        intake(path, quarantine)
    assert not list(quarantine.iterdir())


@linux
def test_devices_are_not_opened(quarantine: Path) -> None:
    for device in ("/dev/zero", "/dev/null"):
        with pytest.raises(UnsafeSource):
            intake(Path(device), quarantine)


@posix
def test_a_link_put_in_place_meanwhile_is_not_followed(
    source: Path, tmp_path: Path, quarantine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, real = tmp_path / "secret", os.open
    secret.write_bytes(DATA)

    def swap(path: Path, flags: int, mode: int = 0o777) -> int:
        if Path(path) == source:
            source.unlink()
            source.symlink_to(secret)
        return real(path, flags, mode)

    monkeypatch.setattr(os, "open", swap)
    with pytest.raises((MediaReadError, SourceChanged)):
        intake(source, quarantine)
    assert not list(quarantine.iterdir())


@posix
def test_a_file_put_in_place_meanwhile_is_noticed(
    source: Path, tmp_path: Path, quarantine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, real = tmp_path / "other", os.open
    other.write_bytes(DATA)

    def swap(path: Path, flags: int, mode: int = 0o777) -> int:
        return real(other if Path(path) == source else path, flags, mode)

    monkeypatch.setattr(os, "open", swap)
    with pytest.raises(SourceChanged):
        intake(source, quarantine)


@pytest.mark.parametrize("size", [0, 1, LEAST_SIZE - 1])
def test_too_small_to_be_a_bundle(size: int, source: Path, quarantine: Path) -> None:
    source.write_bytes(bytes(size))
    with pytest.raises(SizeLimitExceeded) as caught:
        intake(source, quarantine)
    assert str(size) in caught.value.title


def test_too_large_to_be_a_bundle(source: Path, quarantine: Path) -> None:
    with pytest.raises(SizeLimitExceeded):
        intake(source, quarantine, Limits(size=len(DATA) - 1))


@linux
def test_a_huge_file_is_refused_without_reading_it(tmp_path: Path, quarantine: Path) -> None:
    path = tmp_path / "huge.coprod"
    path.touch()
    os.truncate(path, 1 << 40)
    with pytest.raises(SizeLimitExceeded):
        intake(path, quarantine)


@pytest.mark.parametrize(
    "name", ["CON.coprod", "nul", "Com1.coprod", "lpt9 .coprod", "AUX.a.b", "CONIN$", "com².x"]
)
def test_names_of_devices_are_refused_everywhere(name: str, quarantine: Path) -> None:
    with pytest.raises(UnsafeSource):
        intake(quarantine / name, quarantine)


@pytest.mark.parametrize("name", ["CONSOLE.coprod", "K7QZ8W2M-1.coprod", "com.coprod", "x.con"])
def test_names_that_only_look_like_devices_are_fine(
    name: str, tmp_path: Path, quarantine: Path
) -> None:
    (tmp_path / name).write_bytes(DATA)
    assert intake(tmp_path / name, quarantine).size == len(DATA)


def test_hostile_names_do_not_steer_the_screen(tmp_path: Path, quarantine: Path) -> None:
    assert module.shown(Path("\u202egpj.coprod\x1b[2J\n")) == "gpj.coprod[2J"
    assert len(module.shown(Path("x" * 255))) == 80
    for name in ("x\0y", "\udcff.coprod", "x" * 300):
        with pytest.raises((UnsafeSource, MediaReadError)) as caught:
            intake(tmp_path / name, quarantine)
        caught.value.title.encode()


def test_a_file_that_is_gone(tmp_path: Path, quarantine: Path) -> None:
    with pytest.raises(MediaReadError):
        intake(tmp_path / "gone.coprod", quarantine)


def test_no_room_for_a_copy(
    source: Path, quarantine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = SimpleNamespace(total=1 << 40, used=1 << 40, free=1 << 16)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    with pytest.raises(InsufficientSpace):
        intake(source, quarantine)


def test_no_quarantine(source: Path, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite):
        intake(source, tmp_path / "absent")


class Stick:
    """A file on a stick that fails, shrinks or grows while it is being read."""

    def __init__(self, path: Path, fault: str) -> None:
        self._path, self._fault = path, fault
        self._file = path.open("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def fileno(self) -> int:
        return self._file.fileno()

    def read(self, length: int) -> bytes:
        data = self._file.read(length)
        match self._fault:
            case "pulled":
                raise OSError(5, "Input/output error")
            case "shrinks":
                os.truncate(self._path, 1000)
            case _:
                with self._path.open("ab") as more:
                    more.write(b"more")
        return data


@posix
@pytest.mark.parametrize(
    ("fault", "error"),
    [("pulled", MediaReadError), ("shrinks", SourceChanged), ("grows", SourceChanged)],
)
def test_a_stick_that_changes_its_mind(
    fault: str,
    error: type[Exception],
    source: Path,
    quarantine: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = os.fdopen

    def open_stick(handle: int, mode: str) -> object:
        if mode != "rb":
            return real(handle, mode)
        os.close(handle)
        return Stick(source, fault)

    monkeypatch.setattr(os, "fdopen", open_stick)
    with pytest.raises(error):
        intake(source, quarantine)
    assert not list(quarantine.iterdir())


def test_the_stick_is_not_read_again(tmp_path: Path, quarantine: Path, source: Path) -> None:
    taken = reader.intake(source, quarantine)
    source.write_bytes(b"something else")
    assert hashlib.sha256(taken.path.read_bytes()).digest() == taken.sha256
