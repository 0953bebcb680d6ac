# SPDX-License-Identifier: MIT
"""Sending: what goes, that it arrived, and that no fault of a stick loses or forks anything."""

import contextlib
import datetime
import functools
import shutil
import subprocess
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from coprod_desktop.bundle import delivery, writer
from coprod_desktop.bundle.delivery import Medium
from coprod_desktop.bundle.errors import ReadBackFailed
from coprod_desktop.domain.errors import (
    Cancelled,
    CannotWrite,
    InvalidValue,
    NotAllowed,
    NothingToExport,
    StorageFull,
    UserError,
    WrongKindOfStore,
    WrongPassword,
)
from coprod_desktop.domain.records import AgendaItem, Meeting
from coprod_desktop.services import exchange, intake, lists, records
from coprod_desktop.services.exchange import STAGING
from coprod_desktop.services.session import SignedIn
from tests.stores import (
    PASSWORD,
    Folders,
    action,
    closing,
    feedback,
    fill,
    meeting,
    records_of,
    send,
    small_disk,
    start,
    stop_at,
    take_in,
)


def staged(s: SignedIn) -> list[Path]:
    return sorted((s.folder / STAGING).glob("*"))


def head(s: SignedIn) -> tuple[int, bytes]:
    with s.vault.read() as connection:
        stream = s.own_stream(connection)
    return stream.head, stream.chain


# --- preview --------------------------------------------------------------------------------


def test_a_preview_counts_what_will_go(wing: SignedIn) -> None:
    records.save(wing, feedback("One", date=datetime.date(2026, 2, 1)))
    again = records.save(wing, feedback("Two", date=datetime.date(2026, 2, 9)))
    records.save(wing, feedback("Two, better", date=datetime.date(2026, 2, 20)), id=again.id)
    no_day, due = action("No day"), action("By a day", due=datetime.date(2030, 1, 1))
    records.save_meeting(wing, meeting(), [(no_day, None), (due, None)])
    preview = exchange.preview(wing)
    assert (preview.first, preview.last) == (1, 6)
    assert preview.counts == {"feedback": 2, "meeting": 1, "action": 2}
    assert (preview.oldest, preview.newest) == ("2026-02-01", "2026-03-02")
    assert 6 * 100 < preview.size < 200_000


def test_a_preview_of_actions_alone_has_no_days(wing: SignedIn) -> None:
    records.save(wing, action())
    preview = exchange.preview(wing)
    assert preview.counts == {"action": 1}
    assert (preview.oldest, preview.newest) == ("", "")


def test_nothing_recorded_is_nothing_to_send(wing: SignedIn, folders: Folders) -> None:
    with pytest.raises(NothingToExport):
        exchange.preview(wing)
    with pytest.raises(NothingToExport):
        exchange.export(wing, PASSWORD, folders.stick)
    assert list(folders.stick.iterdir()) == []


def test_the_size_in_a_preview_is_about_right(wing: SignedIn, folders: Folders) -> None:
    records.save_many(wing, [feedback("w" * 500) for _ in range(2_000)])
    size = exchange.preview(wing).size
    real = send(wing, folders.stick).stat().st_size
    assert real * 0.8 < size < real * 1.3


# --- export ----------------------------------------------------------------------------------


def test_an_export_says_what_it_wrote(wing: SignedIn, folders: Folders) -> None:
    records.save_many(wing, [feedback(f"n{n}") for n in range(3)])
    done = exchange.export(wing, PASSWORD, folders.stick)
    assert (done.seq, done.changes) == (1, 3)
    assert done.path.parent == folders.stick
    assert done.path.stat().st_size == done.size
    (row,) = exchange.history(wing)
    assert (row.seq, row.first, row.last, row.state) == (1, 1, 3, "verified")
    assert (row.by, row.place, row.size) == ("Hal", str(folders.stick), done.size)
    assert row.acknowledged_at is None


def test_the_name_of_a_bundle_tells_no_stranger_anything(wing: SignedIn, folders: Folders) -> None:
    records.save(wing, feedback("Marmalade"))
    path = send(wing, folders.stick)
    for telling in ("HMP", "Example", "Hal", "2026", wing.device):
        assert telling.lower() not in path.name.lower()
    assert b"Marmalade" not in path.read_bytes()
    assert b"HMP" not in path.read_bytes()


def test_a_bundle_carries_all_that_is_not_confirmed(wing: SignedIn, folders: Folders) -> None:
    for n in range(3):
        records.save(wing, feedback(f"n{n}"))
        send(wing, folders.stick)
    assert [(row.seq, row.first, row.last) for row in exchange.history(wing)] == [
        (3, 1, 3),
        (2, 1, 2),
        (1, 1, 1),
    ]
    # A stick used again is not cleared of what lies on it.
    assert len(list(folders.stick.iterdir())) == 3


def test_what_was_confirmed_is_not_sent_again(wing: SignedIn, folders: Folders) -> None:
    records.save(wing, feedback("One"))
    send(wing, folders.stick)
    n, chain = head(wing)
    assert exchange.confirm(wing, n, chain) == 1
    with pytest.raises(NothingToExport):
        send(wing, folders.stick)
    with pytest.raises(NothingToExport):
        exchange.preview(wing)
    records.save(wing, feedback("Two"))
    assert exchange.preview(wing).first == 2
    send(wing, folders.stick)
    assert exchange.preview(wing, everything=True).first == 1
    send(wing, folders.stick, everything=True)
    assert [(row.first, row.last) for row in exchange.history(wing)] == [(1, 2), (2, 2), (1, 1)]
    assert exchange.history(wing)[2].acknowledged_at is not None


def test_only_the_wings_own_chain_value_confirms(wing: SignedIn, folders: Folders) -> None:
    records.save(wing, feedback("One"))
    send(wing, folders.stick)
    records.save(wing, feedback("Two"))
    n, chain = head(wing)
    for high_water, value in ((n - 1, chain), (n, b""), (n, bytes(32)), (n + 1, chain), (-1, b"")):
        assert exchange.confirm(wing, high_water, value) == 0
    assert exchange.confirm(wing, 0, chain) == 0
    assert exchange.history(wing)[0].acknowledged_at is None
    assert exchange.confirm(wing, n, chain) == 1
    assert exchange.confirm(wing, n, chain) == 0
    # What was recorded after the last bundle has not been sent, so it cannot have been settled.
    assert lists.counts(wing).unsent == 1


def test_confirming_an_early_bundle_leaves_the_later_ones_open(
    wing: SignedIn, folders: Folders
) -> None:
    records.save(wing, feedback("One"))
    send(wing, folders.stick)
    one = head(wing)
    records.save(wing, feedback("Two"))
    send(wing, folders.stick)
    assert exchange.confirm(wing, *one) == 1
    assert [row.acknowledged_at is None for row in exchange.history(wing)] == [True, False]
    assert exchange.preview(wing).first == 2


def test_a_wrong_password_sends_nothing(wing: SignedIn, folders: Folders) -> None:
    records.save(wing, feedback())
    with pytest.raises(WrongPassword):
        exchange.export(wing, "wrong password", folders.stick)
    assert exchange.history(wing) == ()
    assert list(folders.stick.iterdir()) == []


def test_who_may_send(folders: Folders) -> None:
    with pytest.raises(NotAllowed):
        exchange.export(folders.open("wing", "Nia"), PASSWORD, folders.stick)
    with pytest.raises(WrongKindOfStore):
        exchange.export(folders.open("office"), PASSWORD, folders.stick)


def test_the_longest_record_that_can_be_saved_can_be_sent(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    def minutes(items: int) -> Meeting:
        # Three bytes a letter: as long as text gets for its number of letters.
        return meeting(agenda=tuple([AgendaItem(title="T", notes="字" * 20_000)] * items))

    with pytest.raises(InvalidValue) as caught:
        records.save(wing, minutes(18))
    assert "longer" in caught.value.title
    saved = records.save(wing, minutes(17))
    assert take_in(central, send(wing, folders.stick)).outcome == "imported"
    assert records.get(central, saved.id).record == minutes(17)


# --- what a stick can do ---------------------------------------------------------------------


class Failing(Medium):
    """A stick that fails at one step of a delivery."""

    def __init__(self, at: str, error: Exception) -> None:
        self.at, self.error = at, error

    def __getattribute__(self, name: str) -> object:
        if name == object.__getattribute__(self, "at"):
            raise object.__getattribute__(self, "error")
        return object.__getattribute__(self, name)


@pytest.mark.parametrize("step", ["free", "create", "evict", "reopen", "rename"])
def test_a_stick_that_fails_anywhere_costs_nothing_and_the_same_file_goes_next_time(
    wing: SignedIn,
    central: SignedIn,
    folders: Folders,
    step: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    records.save_many(wing, [feedback(f"n{n}") for n in range(5)])
    deliver = delivery.deliver

    def failing(*arguments: Any) -> Path:
        return deliver(*arguments, medium=Failing(step, OSError(5, "I/O error")))

    with monkeypatch.context() as patch:
        patch.setattr(writer, "deliver", failing)
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
        with pytest.raises(CannotWrite):
            exchange.export(wing, PASSWORD, disk)
        with pytest.raises(CannotWrite):
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
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    records.save(wing, feedback("One"))
    with pytest.raises(CannotWrite):
        exchange.export(wing, PASSWORD, folders.root / "gone")
    records.save(wing, feedback("Two"))
    path = send(wing, folders.stick)
    assert [(row.seq, row.state) for row in exchange.history(wing)] == [
        (2, "verified"),
        (1, "staged"),
    ]
    assert len(staged(wing)) == 1
    # Bundle 1 never left the PC, and nobody misses it.
    assert take_in(central, path).changes == 2


def test_a_staged_file_that_was_damaged_meanwhile_is_not_sent(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    records.save(wing, feedback("One"))
    with pytest.raises(CannotWrite):
        exchange.export(wing, PASSWORD, folders.root / "gone")
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

    class Lying(Medium):
        def reopen(self, path: Path) -> BinaryIO:
            raw = bytearray(path.read_bytes())
            raw[-5] ^= 1
            path.write_bytes(raw)
            return path.open("rb")

    deliver = delivery.deliver
    with monkeypatch.context() as patch:
        patch.setattr(writer, "deliver", functools.partial(deliver, medium=Lying()))
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
from coprod_desktop.services import exchange, opening
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


# --- asking to be enrolled -------------------------------------------------------------------


def test_an_enrol_request_is_the_same_each_time(wing: SignedIn, folders: Folders) -> None:
    first = exchange.request(wing, folders.stick)
    raw = first.path.read_bytes()
    folders.clock.days(1)
    again = exchange.request(wing, folders.stick)
    assert again == first
    assert again.path.read_bytes() == raw
    assert exchange.request_words(wing) == first.words
    assert len(first.words) == 12


def test_an_enrol_request_has_its_place(folders: Folders) -> None:
    with pytest.raises(NotAllowed):
        exchange.request(folders.open("wing", "Nia"), folders.stick)
    with pytest.raises(CannotWrite):
        exchange.request(folders.open("other"), folders.root / "gone")
    with pytest.raises(WrongKindOfStore):
        exchange.request(folders.open("office"), folders.stick)
