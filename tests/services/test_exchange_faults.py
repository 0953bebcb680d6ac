# SPDX-License-Identifier: MIT
"""No fault of a stick or of the PC loses, halves or forks what is sent."""

import contextlib
import errno
import functools
import shutil
import subprocess
from pathlib import Path
from typing import BinaryIO

import pytest

from coprod_desktop.bundle.delivery import Watched
from coprod_desktop.bundle.errors import ReadBackFailed
from coprod_desktop.bundle.media import Identity
from coprod_desktop.domain.errors import (
    Cancelled,
    CannotWrite,
    StorageFull,
    UserError,
    WriteProtected,
)
from coprod_desktop.services.books import sticks
from coprod_desktop.services.exchanging import exchange, intake
from coprod_desktop.services.exchanging.exchange import STAGING
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import log
from tests.stores import (
    PASSWORD,
    Folders,
    closing,
    feedback,
    fill,
    records_of,
    send,
    small_disk,
    start,
    stop_at,
    take_in,
)


def staged(s: SignedIn) -> list[Path]:
    return sorted((s.folder / STAGING).glob("*"))


class Failing(Watched):
    """A stick that fails at one step of a delivery."""

    def __init__(self, at: str, identity: Identity) -> None:
        super().__init__(identity)
        self.at = at

    def __getattribute__(self, name: str) -> object:
        own = object.__getattribute__(self, "__dict__")
        if name == own.get("at"):
            raise OSError(errno.EIO, "Input/output error")
        return object.__getattribute__(self, name)


def fail_to_deliver(s: SignedIn, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stage a bundle that then does not get onto the stick."""
    with monkeypatch.context() as patch:
        patch.setattr(sticks, "Watched", functools.partial(Failing, "create"))
        with pytest.raises(CannotWrite):
            send(s, folder)


@pytest.mark.parametrize("step", ["free", "create", "evict", "reopen", "rename"])
def test_a_stick_that_fails_anywhere_costs_nothing_and_the_same_file_goes_next_time(
    wing: SignedIn,
    central: SignedIn,
    folders: Folders,
    step: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    records.save_many(wing, [feedback(f"n{n}") for n in range(5)])
    with monkeypatch.context() as patch:
        patch.setattr(sticks, "Watched", functools.partial(Failing, step))
        with pytest.raises(UserError):
            send(wing, folders.stick)
    assert not list(folders.stick.glob("*.coprod"))
    assert not list(folders.stick.glob("*.partial"))
    (waiting,) = staged(wing)
    content = waiting.read_bytes()
    (row,) = exchange.history(wing)
    assert (row.seq, row.state) == (1, "staged")

    path = send(wing, folders.stick)
    assert path.read_bytes() == content
    assert [(row.seq, row.state) for row in exchange.history(wing)] == [(1, "verified")]
    assert take_in(central, path).outcome == "imported"


@pytest.mark.parametrize("place", ["gone", "file"])
def test_a_folder_that_is_not_there(wing: SignedIn, folders: Folders, place: str) -> None:
    records.save(wing, feedback())
    (folders.root / "file").write_text("")
    with pytest.raises(CannotWrite):
        exchange.export(wing, PASSWORD, folders.root / place)
    assert staged(wing) == []
    assert send(wing, folders.stick).exists()
    assert len(exchange.history(wing)) == 1


def test_a_full_stick(wing: SignedIn, folders: Folders, tmp_path: Path) -> None:
    records.save_many(wing, [feedback("w" * 1_000) for _ in range(300)])
    with small_disk(tmp_path / "small", 2_048) as disk:
        fill(disk, 4_096)
        with pytest.raises(StorageFull) as caught:
            exchange.export(wing, PASSWORD, disk)
        assert str(disk) in caught.value.title
        assert {file.name for file in disk.iterdir()} == {"filler"}
        (disk / "filler").unlink()
        exchange.export(wing, PASSWORD, disk)
    assert [row.seq for row in exchange.history(wing)] == [1]


def test_a_write_protected_stick(wing: SignedIn, folders: Folders, tmp_path: Path) -> None:
    records.save(wing, feedback())
    with small_disk(tmp_path / "stick", 4_096) as disk:
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        with pytest.raises(WriteProtected):
            exchange.export(wing, PASSWORD, disk)
        with pytest.raises(WriteProtected):
            exchange.request(wing, disk)
    assert [row.state for row in exchange.history(wing)] == ["staged"]


def test_a_store_on_a_full_disk_stages_nothing_half(folders: Folders, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 1_536) as disk, contextlib.closing(Folders(disk)) as small:
        shutil.copytree(folders.wing, disk / "wing")
        wing = small.open("wing")
        records.save_many(wing, [feedback("w" * 1_000) for _ in range(100)])
        for leave in (0, 20_000, 60_000, 100_000):
            fill(disk, leave)
            with pytest.raises(StorageFull):
                exchange.export(wing, PASSWORD, folders.stick)
            assert staged(wing) == []
        assert exchange.history(wing) == ()
        (disk / "filler").unlink()
        assert exchange.export(wing, PASSWORD, folders.stick).seq == 1


def test_a_new_record_after_a_failed_try_makes_a_new_bundle_with_everything(
    wing: SignedIn, central: SignedIn, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    records.save(wing, feedback("One"))
    fail_to_deliver(wing, folders.stick, monkeypatch)
    records.save(wing, feedback("Two"))
    path = send(wing, folders.stick)
    assert [(row.seq, row.state) for row in exchange.history(wing)] == [
        (2, "verified"),
        (1, "staged"),
    ]
    assert len(staged(wing)) == 1
    # Bundle 1 never left the PC, and nobody misses it.
    assert take_in(central, path).changes == 2


def test_what_the_office_confirms_meanwhile_does_not_change_what_is_staged(
    wing: SignedIn, central: SignedIn, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    records.save(wing, feedback("One"))
    take_in(central, send(wing, folders.stick))
    records.save(wing, feedback("Two"))
    fail_to_deliver(wing, folders.stick, monkeypatch)
    (file,) = staged(wing)
    content = file.read_bytes()
    with wing.vault.read() as connection:
        chain = log.chain_at(connection, wing.own_stream(connection), 1)
    assert chain is not None
    assert exchange.confirm(wing, 1, chain) == 1
    path = send(wing, folders.stick)
    assert path.read_bytes() == content
    assert take_in(central, path).changes == 1


def test_a_staged_file_that_was_damaged_meanwhile_is_not_sent(
    wing: SignedIn, central: SignedIn, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    records.save(wing, feedback("One"))
    fail_to_deliver(wing, folders.stick, monkeypatch)
    (file,) = staged(wing)
    raw = bytearray(file.read_bytes())
    raw[-100] ^= 1
    file.write_bytes(raw)
    path = send(wing, folders.stick)
    assert take_in(central, path).outcome == "imported"


def test_a_stick_that_keeps_something_else_is_found_out(
    wing: SignedIn, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    records.save(wing, feedback())

    class Lying(Watched):
        def reopen(self, path: Path) -> BinaryIO:
            raw = bytearray(path.read_bytes())
            raw[-5] ^= 1
            path.write_bytes(raw)
            return path.open("rb")

    with monkeypatch.context() as patch:
        patch.setattr(sticks, "Watched", Lying)
        with pytest.raises(ReadBackFailed):
            send(wing, folders.stick)
    assert list(folders.stick.iterdir()) == []
    assert [row.state for row in exchange.history(wing)] == ["staged"]


def test_cancelled_at_any_step_nothing_is_half_done(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    records.save_many(wing, [feedback("w" * 5_000) for _ in range(400)])
    steps = 0
    while True:
        steps += 1
        try:
            exchange.export(wing, PASSWORD, folders.stick, progress=stop_at(steps, Cancelled()))
        except Cancelled:
            assert list(folders.stick.iterdir()) == []
            assert all(file.suffix == ".coprod" for file in staged(wing))
            assert [row.state for row in exchange.history(wing)] in ([], ["staged"])
        else:
            break
    assert steps > 4
    (path,) = folders.stick.iterdir()
    assert take_in(central, path).changes == 400
    assert records_of(central, wing.device) == records_of(wing, wing.device)


KILLED = """
import os, sys
from pathlib import Path
from coprod_desktop.services.access import opening
from coprod_desktop.services.exchanging import exchange
from tests.stores import NOW, PASSWORD
wing = opening.unlock(Path(sys.argv[1]), "Hal", PASSWORD, lambda: NOW)
told = 0
def progress(done, total, what):
    global told
    told += 1
    if told == int(sys.argv[3]):
        os.kill(os.getpid(), 9)
if sys.argv[3] == "0":
    exchange._record_staged = lambda *_: os.kill(os.getpid(), 9)
if sys.argv[3] == "-1":
    deliver = exchange.writer.deliver
    exchange.writer.deliver = lambda *a: (deliver(*a), os.kill(os.getpid(), 9))
exchange.export(wing, PASSWORD, Path(sys.argv[2]), progress=progress)
"""


@pytest.mark.parametrize("step", [-1, 0, 1, 2, 3])
def test_killed_at_any_step_nothing_is_lost_and_no_bundle_forks(
    folders: Folders, step: int
) -> None:
    with closing(folders.open("wing")) as wing:
        records.save_many(wing, [feedback("w" * 2_000) for _ in range(200)])
    with start(KILLED, folders.wing, folders.stick, step) as child:
        child.wait(timeout=60)
    assert child.returncode != 0
    # Whatever it left on the stick that is called a bundle is one.
    left = list(folders.stick.glob("*.coprod"))
    assert len(left) == (1 if step == -1 else 0)
    with closing(folders.open("office")) as central:
        assert {take_in(central, path).outcome for path in left} <= {"imported"}

    wing = folders.open("wing")
    send(wing, folders.stick)
    records.save(wing, feedback("And on it goes"))
    send(wing, folders.stick)
    assert exchange.history(wing)[0].state == "verified"
    central = folders.open("office")
    outcomes = intake.take_in(central, [folders.stick])
    assert not any(outcome.security for outcome in outcomes)
    assert {outcome.outcome for outcome in outcomes} <= {"imported", "already_imported"}
    assert records_of(central, wing.device) == records_of(wing, wing.device)
