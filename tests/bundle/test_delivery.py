# SPDX-License-Identifier: MIT
import errno
import io
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Self

import pytest

from coprod_desktop import files
from coprod_desktop.bundle import media, writer
from coprod_desktop.bundle.delivery import Medium, Watched, deliver, holds
from coprod_desktop.bundle.errors import ReadBackFailed
from coprod_desktop.domain.errors import (
    Cancelled,
    CannotRead,
    CannotWrite,
    MediumGone,
    MediumSwapped,
    StorageFull,
    WriteProtected,
)
from coprod_desktop.domain.progress import silent
from tests.bundle.making import Wing
from tests.bundle.system import System

GIB = 1 << 30


@pytest.fixture
def staged(wing: Wing, tmp_path: Path) -> writer.Staged:
    wing.record(4000)
    return wing.stage(tmp_path / "staging")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_bundle_arrives_whole(wing: Wing, staged: writer.Staged, stick: Path) -> None:
    path = writer.deliver(staged.path, stick, wing.key.public)
    assert path == stick / staged.name
    assert path.read_bytes() == staged.path.read_bytes()
    assert names(stick) == [staged.name]
    if os.name == "posix":
        # The office's PC reads it as somebody else.
        assert path.stat().st_mode & 0o444 == 0o444


def test_a_second_try_sends_the_same_bytes(wing: Wing, staged: writer.Staged, stick: Path) -> None:
    first = deliver(staged.path, stick, wing.key.public)
    (stick / f"{staged.name}.partial").write_bytes(b"left by a crash")
    assert deliver(staged.path, stick, wing.key.public) == first
    assert names(stick) == [staged.name]


def test_another_bundle_of_the_same_name_is_left_alone(
    wing: Wing, staged: writer.Staged, stick: Path
) -> None:
    (stick / staged.name).write_bytes(b"from before the store was restored")
    path = deliver(staged.path, stick, wing.key.public)
    assert path.suffix == ".coprod"
    assert path.name != staged.name
    assert (stick / staged.name).read_bytes() == b"from before the store was restored"


def test_a_damaged_copy_of_the_same_bundle_is_replaced(
    wing: Wing, staged: writer.Staged, stick: Path
) -> None:
    raw = staged.path.read_bytes()
    for damaged in (raw[:-4096] + bytes(4096), raw[:-1], raw + b"x"):
        (stick / staged.name).write_bytes(damaged)
        assert deliver(staged.path, stick, wing.key.public) == stick / staged.name
        assert (stick / staged.name).read_bytes() == raw
    assert names(stick) == [staged.name]


def test_progress_tells_of_both_ways(wing: Wing, staged: writer.Staged, stick: Path) -> None:
    seen: dict[str, int] = {}

    def note(done: int, total: int, what: str, /) -> None:
        assert total == staged.size
        seen[what] = done

    deliver(staged.path, stick, wing.key.public, note)
    assert seen == {"Writing": staged.size, "Reading back": staged.size}


def test_stopping_at_any_moment_leaves_no_trace(
    wing: Wing, staged: writer.Staged, stick: Path
) -> None:
    before = staged.path.read_bytes()
    calls = 0
    for moment in range(1, 99):
        calls = 0

        def stop(*_: object, at: int = moment) -> None:
            nonlocal calls
            calls += 1
            if calls == at:
                raise Cancelled

        try:
            deliver(staged.path, stick, wing.key.public, stop)
        except Cancelled:
            assert names(stick) == []
        else:
            break
    assert calls > 4
    assert names(stick) == [staged.name]
    assert staged.path.read_bytes() == before


class Faulty(Medium):
    """A drive with one fault."""

    def __init__(self, fault: str) -> None:
        self.fault = fault

    def create(self, path: Path) -> BinaryIO:
        file = super().create(path)
        return FaultyFile(file, self.fault) if self.fault in {"full", "dies"} else file  # type: ignore[return-value]

    def evict(self, file: BinaryIO) -> None:
        if self.fault == "sync":
            raise OSError(errno.EIO, "Input/output error")
        super().evict(file)

    def reopen(self, path: Path) -> BinaryIO:
        data = bytearray(path.read_bytes())
        match self.fault:
            case "forgets":
                del data[-4096:]
            case "adds":
                data += bytes(512)
            case "zeroes":
                data[8192:12_288] = bytes(4096)
            case "flips":
                data[len(data) // 2] ^= 0x10
            case "table":
                data[16 + int.from_bytes(data[12:16]) + 20] ^= 1
            case "unreadable":
                return Unreadable(bytes(data))
            case "gone":
                raise OSError(errno.ENODEV, "No such device")
            case _:
                pass
        return io.BytesIO(bytes(data))

    def rename(self, path: Path, final: Path) -> None:
        if self.fault == "rename":
            raise OSError(errno.EROFS, "Read-only file system")
        super().rename(path, final)


class FaultyFile:
    """A file that fails after half a megabyte."""

    def __init__(self, file: BinaryIO, fault: str) -> None:
        self.file, self.fault, self.left = file, fault, 1 << 19

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def write(self, data: bytes) -> int:
        if len(data) > self.left:
            self.file.write(data[: self.left])
            number = errno.ENOSPC if self.fault == "full" else errno.EIO
            raise OSError(number, os.strerror(number))
        self.left -= len(data)
        return self.file.write(data)


class Unreadable(io.BytesIO):
    """A file of which only the beginning can be read."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() > 4096:
            raise OSError(errno.EIO, "Input/output error")
        return super().read(size)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("full", StorageFull),
        ("dies", CannotWrite),
        ("sync", CannotWrite),
        ("forgets", ReadBackFailed),
        ("adds", ReadBackFailed),
        ("zeroes", ReadBackFailed),
        ("flips", ReadBackFailed),
        ("table", ReadBackFailed),
        ("unreadable", ReadBackFailed),
        ("gone", MediumGone),
        ("rename", WriteProtected),
    ],
)
def test_faulty_drives(
    fault: str, error: type[Exception], wing: Wing, staged: writer.Staged, stick: Path
) -> None:
    before = staged.path.read_bytes()
    with pytest.raises(error):
        deliver(staged.path, stick, wing.key.public, silent, Faulty(fault))
    assert names(stick) == []
    assert staged.path.read_bytes() == before
    assert deliver(staged.path, stick, wing.key.public).read_bytes() == before


def test_a_drive_that_returns_another_good_bundle(
    wing: Wing, staged: writer.Staged, stick: Path, tmp_path: Path
) -> None:
    class Stale(Medium):
        def reopen(self, path: Path) -> BinaryIO:
            return io.BytesIO(wing.stage(tmp_path / "other").path.read_bytes())

    with pytest.raises(ReadBackFailed):
        deliver(staged.path, stick, wing.key.public, silent, Stale())
    assert names(stick) == []


def test_too_little_room_is_known_beforehand(
    wing: Wing, staged: writer.Staged, stick: Path
) -> None:
    class Small(Medium):
        def free(self, folder: Path) -> int:
            return staged.size

    with pytest.raises(StorageFull) as caught:
        deliver(staged.path, stick, wing.key.public, silent, Small())
    assert caught.value.fields["need"] == files.megabytes(staged.size + (1 << 20)) == 3
    assert names(stick) == []


def test_a_drive_that_is_not_there(wing: Wing, staged: writer.Staged, stick: Path) -> None:
    with pytest.raises(CannotWrite):
        deliver(staged.path, stick / "absent", wing.key.public)


def test_a_drive_pulled_out_while_writing(wing: Wing, staged: writer.Staged, stick: Path) -> None:
    def pull(*_: object) -> None:
        shutil.rmtree(stick, ignore_errors=True)

    with pytest.raises(CannotWrite):
        deliver(staged.path, stick, wing.key.public, pull)
    assert staged.path.stat().st_size == staged.size


def test_a_real_folder_that_cannot_be_written(
    wing: Wing, staged: writer.Staged, stick: Path
) -> None:
    class Roomy(Medium):
        def free(self, folder: Path) -> int:
            return GIB

    folder = stick
    if os.name == "posix" and os.geteuid() == 0:
        folder = Path("/proc/self")  # where even root makes no files
        if not folder.is_dir():
            pytest.skip("root may write everywhere here")
    else:
        stick.chmod(0o500)
    with pytest.raises(CannotWrite):
        deliver(staged.path, folder, wing.key.public, silent, Roomy())
    stick.chmod(0o700)


def test_only_what_this_sender_left_half_written_is_removed(
    wing: Wing, staged: writer.Staged, stick: Path
) -> None:
    sender = staged.name.rpartition("-")[0]
    own = [f"{sender}-1.coprod.partial", f"{sender}-17.coprod.partial"]
    others = [
        "ZZZZZZZZ-1.coprod.partial",
        f"{sender}-r1.coprod.partial",
        f"{sender}-enrol.coprod.partial",
        f"{sender}-1.coprod.partial.txt",
        f"X{sender}-1.coprod.partial",
        "letter.docx",
    ]
    for name in own + others:
        (stick / name).write_bytes(b"half")
    (stick / f"{sender}-18.coprod.partial").mkdir()
    deliver(staged.path, stick, wing.key.public)
    assert names(stick) == sorted([*others, staged.name, f"{sender}-18.coprod.partial"])


def test_a_staged_file_that_cannot_be_read_is_no_fault_of_the_stick(
    wing: Wing, staged: writer.Staged, stick: Path
) -> None:
    staged.path.unlink()
    with pytest.raises(CannotRead):
        deliver(staged.path, stick, wing.key.public)
    assert names(stick) == []


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
