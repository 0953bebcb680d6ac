# SPDX-License-Identifier: MIT
import errno
import io
import os
import shutil
import sys
from pathlib import Path
from typing import BinaryIO, Self

import pytest

from coprod_desktop import files
from coprod_desktop.bundle import writer
from coprod_desktop.bundle.delivery import Medium, deliver
from coprod_desktop.bundle.errors import ReadBackFailed
from coprod_desktop.domain.errors import (
    Cancelled,
    CannotRead,
    CannotWrite,
    MediumGone,
    StorageFull,
    WriteProtected,
)
from coprod_desktop.domain.progress import silent
from tests.bundle.making import Wing

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


@pytest.mark.skipif(sys.platform == "win32", reason="open files cannot be removed there")
def test_a_drive_pulled_out_while_writing(wing: Wing, staged: writer.Staged, stick: Path) -> None:
    def pull(*_: object) -> None:
        shutil.rmtree(stick, ignore_errors=True)

    with pytest.raises(CannotWrite):
        deliver(staged.path, stick, wing.key.public, pull)
    assert staged.path.stat().st_size == staged.size


@pytest.mark.skipif(sys.platform == "win32", reason="a folder's mode forbids nothing there")
def test_a_real_folder_that_cannot_be_written(
    wing: Wing, staged: writer.Staged, stick: Path
) -> None:
    class Roomy(Medium):
        def free(self, folder: Path) -> int:
            return GIB

    folder = stick
    if os.geteuid() == 0:
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
