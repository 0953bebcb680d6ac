# SPDX-License-Identifier: MIT
"""A stick pulled out, exchanged, not flushed or full in the middle leaves no half bundle."""

import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from coprod_desktop.bundle import media, writer
from coprod_desktop.bundle.delivery import Medium, Watched, deliver, holds
from coprod_desktop.domain.errors import (
    CannotWrite,
    MediumGone,
    MediumSwapped,
    StorageFull,
)
from coprod_desktop.domain.progress import silent
from tests.bundle.making import Wing
from tests.bundle.system import System
from tests.bundle.test_delivery import GIB, names, staged, stick

__all__ = ["staged", "stick"]


# --- taken out or exchanged in the middle ------------------------------------------------------


class Handled(Watched):
    """A stick with which something happens at one step."""

    def __init__(self, folder: Path, at: str, happens: Callable[[], None]) -> None:
        super().__init__(media.identify(folder))
        self.at, self.happens = at, happens

    def now(self, step: str) -> None:
        if step == self.at:
            self.happens()

    def create(self, path: Path) -> BinaryIO:
        self.now("before")
        file = super().create(path)
        self.now("created")
        return file

    def evict(self, file: BinaryIO) -> None:
        super().evict(file)
        self.now("written")

    def reopen(self, path: Path) -> BinaryIO:
        self.now("reading")
        return super().reopen(path)

    def rename(self, path: Path, final: Path) -> None:
        self.now("renaming")
        super().rename(path, final)
        self.now("renamed")


STEPS = ["before", "created", "written", "reading", "renaming", "renamed"]


@pytest.fixture
def plugged(stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> System:
    if os.name != "posix":
        pytest.skip("the tables of Linux")
    system = System(tmp_path / "pc")
    system.stick("sdb", stick, "S1", "V1")
    monkeypatch.setattr(media, "SYSTEM", system.linux)
    return system


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("how", ["pulled", "dead", "swapped"])
def test_a_stick_pulled_out_or_exchanged_at_any_step(
    wing: Wing, staged: writer.Staged, stick: Path, plugged: System, step: str, how: str
) -> None:
    away = stick.with_name("pocket")

    def pull() -> None:
        plugged.unmount(stick)
        if how != "dead":  # its folder may well be left, and is then the PC's own
            stick.rename(away)
        if how == "swapped":
            stick.mkdir()
            plugged.stick("sdc", stick, "S2", "V2")

    error = MediumSwapped if how == "swapped" else MediumGone
    with pytest.raises(error):
        deliver(staged.path, stick, wing.key.public, silent, Handled(stick, step, pull))
    if how == "swapped":
        assert names(stick) == []
        stick.rmdir()
        plugged.unmount(stick)
    if how != "dead":
        away.rename(stick)
    # What has the final name is whole, also on the stick that went.
    for path in stick.glob("*.coprod"):
        assert path.read_bytes() == staged.path.read_bytes()

    (plugged.volumes / "V1").unlink()
    plugged.stick("sdd", stick, "S1", "V1")
    again = Watched(media.identify(stick))
    assert deliver(staged.path, stick, wing.key.public, silent, again) == stick / staged.name
    assert names(stick) == [staged.name]


def test_a_stick_that_fails_to_flush_has_not_taken_it(
    wing: Wing, staged: writer.Staged, stick: Path, plugged: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_folder: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    medium = Watched(media.identify(stick))
    with monkeypatch.context() as patch:
        patch.setattr(plugged.linux, "flush", broken)
        with pytest.raises(CannotWrite):
            deliver(staged.path, stick, wing.key.public, silent, medium)
    assert deliver(staged.path, stick, wing.key.public, silent, medium).exists()


def test_a_delivered_file_is_read_once_more(
    wing: Wing, staged: writer.Staged, stick: Path, tmp_path: Path
) -> None:
    path = deliver(staged.path, stick, wing.key.public)
    assert holds(path, staged.bundle_id, wing.key.public)
    assert not holds(path, bytes(32), wing.key.public)
    raw = bytearray(path.read_bytes())
    raw[-9] ^= 1
    path.write_bytes(raw)
    assert not holds(path, staged.bundle_id, wing.key.public)
    assert not holds(stick / "absent", staged.bundle_id, wing.key.public)


@pytest.fixture
def tiny(stick: Path) -> Iterator[Path]:
    """A real drive of one megabyte, where this may be made."""
    mount = shutil.which("mount")
    if not mount or os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root can mount a small drive")
    command = [mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(stick)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    yield stick
    subprocess.run(["umount", str(stick)], capture_output=True, check=True)


def test_a_real_drive_that_fills_up(wing: Wing, staged: writer.Staged, tiny: Path) -> None:
    class Lying(Medium):
        def free(self, folder: Path) -> int:
            return GIB

    for medium in (Medium(), Lying()):
        with pytest.raises(StorageFull):
            deliver(staged.path, tiny, wing.key.public, silent, medium)
        assert names(tiny) == []
