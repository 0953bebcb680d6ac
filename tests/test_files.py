# SPDX-License-Identifier: MIT
"""What an operating system says of a disk comes out as a fault with its own words."""

import errno
import os
from pathlib import Path

import pytest

from coprod_desktop import files
from coprod_desktop.domain.errors import (
    CannotRead,
    CannotWrite,
    MediumGone,
    StorageFull,
    UserError,
    WriteProtected,
)


def of_windows(winerror: int) -> OSError:
    # As Python makes them there: the number of errno says less than Windows did.
    error = OSError(errno.EACCES, "Access is denied")
    error.winerror = winerror  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), StorageFull),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), StorageFull),
        (OSError(errno.EROFS, "Read-only file system"), WriteProtected),
        (OSError(errno.ENODEV, "No such device"), MediumGone),
        (OSError(errno.ENXIO, "No such device or address"), MediumGone),
        (OSError(errno.EIO, "Input/output error"), CannotWrite),
        (PermissionError(errno.EACCES, "Permission denied"), CannotWrite),
        (FileNotFoundError(errno.ENOENT, "No such file or directory"), CannotWrite),
        (OSError(12345, None), CannotWrite),
        (OSError("no number at all"), CannotWrite),
        (of_windows(112), StorageFull),
        (of_windows(39), StorageFull),
        (of_windows(19), WriteProtected),
        (of_windows(21), MediumGone),
        (of_windows(1167), MediumGone),
        (of_windows(5), CannotWrite),
    ],
)
def test_each_fault_of_a_disk_has_its_kind(error: OSError, kind: type[UserError]) -> None:
    with pytest.raises(kind) as caught, files.writing(Path("E:/"), 5 << 20):
        raise error
    assert type(caught.value) is kind
    assert "E:" in caught.value.title
    with pytest.raises(CannotRead), files.reading(Path("E:/")):
        raise error


def test_a_file_is_replaced_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "keys.json"
    files.replace(path, b"first")
    path.with_name("keys.json.new").write_bytes(b"left by a crash")

    def broken(_path: Path, _final: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(files, "rename", broken)
        with pytest.raises(CannotWrite):
            files.replace(path, b"second")
    assert path.read_bytes() == b"first"
    assert [each.name for each in tmp_path.iterdir()] == ["keys.json"]
    files.replace(path, b"third")
    assert path.read_bytes() == b"third"


def test_a_file_that_a_virus_scanner_holds_for_a_moment_is_renamed_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = iter([of_windows(5), of_windows(32)])
    replace = os.replace

    def scanned(path: Path, final: Path) -> None:
        for error in held:
            raise error
        replace(path, final)

    monkeypatch.setattr(os, "replace", scanned)
    files.replace(tmp_path / "keys.json", b"new")
    assert (tmp_path / "keys.json").read_bytes() == b"new"


def test_a_file_that_may_not_be_replaced_is_a_fault_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "replace", refused)
    with pytest.raises(CannotWrite):
        files.replace(tmp_path / "keys.json", b"new")
    assert list(tmp_path.iterdir()) == []
