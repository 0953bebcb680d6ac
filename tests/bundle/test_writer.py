# SPDX-License-Identifier: MIT
import errno
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import pytest

from coprod_desktop import files
from coprod_desktop.bundle import frames, reader, writer
from coprod_desktop.bundle.errors import MalformedHeader, WeakKey
from coprod_desktop.bundle.manifest import Erased
from coprod_desktop.domain import ids
from coprod_desktop.domain.errors import Cancelled, CannotWrite, StorageFull
from tests.bundle.making import DEVICE, MARKER, Office, Wing, quarantined, take_in


def raws(wing: Wing) -> Iterator[bytes]:
    return (entry.raw for entry in wing.log)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "staging"
    path.mkdir()
    return path


def test_a_staged_bundle_says_what_it_is(wing: Wing, folder: Path) -> None:
    staged = wing.stage(folder)
    data = staged.path.read_bytes()
    assert staged.path.parent == folder
    assert staged.name == staged.path.name == f"{ids.short(DEVICE)}-1.coprod"
    assert (staged.size, staged.sha256) == (len(data), hashlib.sha256(data).digest())
    assert (staged.changes, staged.chain) == (3, wing.chain(3))
    assert [path.name for path in folder.iterdir()] == [staged.name]
    if os.name == "posix":
        assert staged.path.stat().st_mode & 0o077 == 0


def test_its_length_tells_little(office: Office, folder: Path) -> None:
    sizes: set[int] = set()
    for count in (1, 3, 40):
        wing = Wing(office)
        wing.record(count)
        sizes.add(len(wing.forge(wing.plaintext())))
    assert max(sizes) - min(sizes) < 16


def test_only_ciphertext_touches_the_disk(wing: Wing, folder: Path) -> None:
    wing.record(3000)
    places = [*(MARKER.encode()[at : at + 8] for at in range(0, 32, 8)), b'"fft-2020"', b"HMP Ex"]
    seen = 0

    def look(*_: object) -> None:
        nonlocal seen
        for path in folder.iterdir():
            data = path.read_bytes()
            seen += len(data)
            assert not any(place in data for place in places)

    writer.stage(wing.outgoing(), wing.key, raws(wing), folder, look)
    look()
    assert seen > 1 << 20


def test_the_same_changes_never_make_the_same_bytes(wing: Wing, tmp_path: Path) -> None:
    one, two = wing.stage(tmp_path / "one"), wing.stage(tmp_path / "two")
    assert one.bundle_id != two.bundle_id
    assert one.path.read_bytes()[-9999:] != two.path.read_bytes()[-9999:]


def test_a_remnant_is_replaced(wing: Wing, folder: Path) -> None:
    for end in ("", ".body", ".new"):
        (folder / f"{ids.short(DEVICE)}-1.coprod{end}").write_bytes(b"remnant")
    staged = wing.stage(folder)
    assert staged.path.stat().st_size == staged.size
    assert len(list(folder.iterdir())) == 1


def test_erased_changes_travel_as_leaves(wing: Wing, office: Office, folder: Path) -> None:
    gone = wing.log[0]
    place = Erased(n=1, id=gone.change.id, type="feedback", rev=1, leaf=gone.leaf)
    given = [place, wing.log[1].raw, wing.log[2].raw]
    staged = writer.stage(wing.outgoing(), wing.key, given, folder)
    assert take_in(staged.path.read_bytes(), office, folder)[0] == place


@pytest.mark.parametrize(
    "given",
    [
        lambda good: good[:2],
        lambda good: [*good, good[0]],
        lambda good: [good[1], good[0], good[2]],
        lambda _: [],
        lambda good: [*good[:2], good[2] + b" "],
        lambda good: [*good[:2], bytes(frames.MAX_FRAME + 1)],
    ],
)
def test_changes_that_are_not_the_manifests_are_a_bug(given: Any, wing: Wing, folder: Path) -> None:
    with pytest.raises(ValueError, match="change"):
        writer.stage(wing.outgoing(), wing.key, given(list(raws(wing))), folder)
    assert not list(folder.iterdir())


def test_stopping_leaves_nothing(wing: Wing, folder: Path) -> None:
    def stop(*_: object) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        writer.stage(wing.outgoing(), wing.key, raws(wing), folder, stop)
    assert not list(folder.iterdir())


def test_a_failing_source_leaves_nothing(wing: Wing, folder: Path) -> None:
    def failing() -> Iterator[bytes]:
        yield wing.log[0].raw
        raise KeyError

    with pytest.raises(KeyError):
        writer.stage(wing.outgoing(), wing.key, failing(), folder)
    assert not list(folder.iterdir())


def test_a_full_disk_and_an_absent_folder(
    wing: Wing, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CannotWrite):
        writer.stage(wing.outgoing(), wing.key, raws(wing), folder / "absent")

    def full(path: Path) -> BinaryIO:
        path.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files, "create", full)
    with pytest.raises(StorageFull):
        writer.stage(wing.outgoing(), wing.key, raws(wing), folder)
    assert not list(folder.iterdir())


def test_what_no_reader_would_take_is_not_written(wing: Wing, folder: Path) -> None:
    good = wing.outgoing()
    for other, error in (
        ({"office": "no such id"}, MalformedHeader),
        ({"recipients": (bytes(1216),)}, WeakKey),
    ):
        outgoing = msgspec.structs.replace(good, **other)
        with pytest.raises(error):
            writer.stage(outgoing, wing.key, raws(wing), folder)
    assert not list(folder.iterdir())


def test_progress_reaches_the_end(wing: Wing, folder: Path) -> None:
    calls: list[tuple[int, int, str]] = []

    def note(done: int, total: int, what: str, /) -> None:
        calls.append((done, total, what))

    writer.stage(wing.outgoing(), wing.key, raws(wing), folder, note)
    assert calls[-1][:2] == (3, 3)


def test_bundles_name_the_one_before(wing: Wing, office: Office, folder: Path) -> None:
    prev = b""
    for seq in (1, 2, 3):
        wing.record()
        staged = wing.stage(folder, seq, prev)
        file = quarantined(staged.path.read_bytes(), folder)
        header = reader.authenticate(file, office).header
        assert (header.core.seq, header.prev) == (seq, prev)
        prev = staged.bundle_id
