# SPDX-License-Identifier: MIT
"""The weekly stick round: whatever happens to the stick, the same bundle goes in the end."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coprod_desktop.domain import ids
from coprod_desktop.domain.errors import (
    Cancelled,
    CannotWrite,
    MediumGone,
    MediumNotAuthorised,
    MediumSwapped,
    NotAllowed,
    NothingToExport,
    StorageFull,
    WriteProtected,
    WrongKindOfStore,
)
from coprod_desktop.services.books import sticks
from coprod_desktop.services.exchanging import exchange, returning, rounds, trusting
from coprod_desktop.services.exchanging.exchange import STAGING, Exported
from coprod_desktop.services.exchanging.rounds import Round
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from tests.services.carrying import agrees
from tests.services.plugging import ID, Plugged
from tests.services.returns import written
from tests.stores import (
    PASSWORD,
    Folders,
    closing,
    feedback,
    fill,
    records_of,
    small_disk,
    stop_at,
    take_in,
)


@pytest.fixture
def pc(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> Plugged:
    return Plugged(folders.root / "pc", folders.stick, monkeypatch)


@pytest.fixture
def allowed(pc: Plugged, wing: SignedIn, central: SignedIn) -> Plugged:
    """A PC with a stick that may carry bundles here and there."""
    for s in (wing, central):
        sticks.authorise(s, ID)
    return pc


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def states(s: SignedIn) -> list[tuple[int, str]]:
    return [(row.seq, row.state) for row in exchange.history(s)]


def walk(s: SignedIn, place: Any) -> Exported:
    """A whole round."""
    current = Round(s, place)
    current.receive()
    current.preview()
    made = current.export(PASSWORD)
    current.release()
    return made


# --- as it should be --------------------------------------------------------------------------


def test_a_round_takes_in_what_came_and_sends_what_is_new(
    wing: SignedIn, central: SignedIn, folders: Folders, allowed: Plugged
) -> None:
    records.save(wing, feedback("One"))
    take_in(central, walk(wing, folders.stick).path)
    written(central, wing, folders.stick)
    records.save(wing, feedback("Two"))
    folders.clock.days(7)

    (stick,) = sticks.drives(wing)
    current = Round(wing, stick)
    (received,) = current.receive()
    assert (received.outcome, received.receipts) == ("imported", 1)
    assert current.preview().first == 2
    made = current.export(PASSWORD)
    assert (made.seq, made.changes) == (2, 1)
    assert current.release() is False
    assert take_in(central, made.path).outcome == "imported"
    agrees(central, wing)
    carried = [(line.way, line.seq) for line in sticks.journal(wing)]
    assert sorted(carried[:2]) == [("in", 1), ("out", 2)]
    assert carried[2:] == [("out", 1)]


def test_with_nothing_to_send_a_round_still_takes_in(
    wing: SignedIn, central: SignedIn, folders: Folders, allowed: Plugged
) -> None:
    records.save(wing, feedback())
    take_in(central, walk(wing, folders.stick).path)
    written(central, wing, folders.stick)
    current = Round(wing, folders.stick)
    (received,) = current.receive()
    assert received.outcome == "imported"
    with pytest.raises(NothingToExport):
        current.preview()
    with pytest.raises(NothingToExport):
        current.export(PASSWORD)
    assert current.release() is False


def test_what_others_have_on_the_stick_is_not_touched(
    wing: SignedIn, other: SignedIn, central: SignedIn, folders: Folders, allowed: Plugged
) -> None:
    sticks.authorise(other, ID)
    for s in (wing, other):
        records.save(s, feedback())
    theirs = walk(other, folders.stick).path
    take_in(central, theirs)
    return_theirs = written(central, other, folders.stick)
    (folders.stick / "letter.docx").write_bytes(b"a letter")
    half = folders.stick / f"{theirs.stem}.coprod.partial"
    half.write_bytes(b"half of another wing's")
    kept = [theirs, return_theirs, folders.stick / "letter.docx", half]
    before = [(path.read_bytes(), path.stat().st_mtime_ns) for path in kept]

    assert Round(wing, folders.stick).receive() == ()
    made = walk(wing, folders.stick)
    own_half = made.path.with_name(made.path.stem + ".coprod.partial")
    own_half.write_bytes(b"half of ours")
    records.save(wing, feedback())
    again = walk(wing, folders.stick)
    assert not own_half.exists()
    assert [(path.read_bytes(), path.stat().st_mtime_ns) for path in kept] == before
    expected = {path.name for path in kept} | {made.path.name, again.path.name}
    assert set(names(folders.stick)) == expected


def test_a_folder_in_place_of_a_stick(
    wing: SignedIn, central: SignedIn, folders: Folders, pc: Plugged
) -> None:
    folder = folders.root / "share"
    folder.mkdir()
    records.save(wing, feedback())
    made = walk(wing, folder)
    assert made.path.parent == folder
    take_in(central, made.path)
    written(central, wing, folder)
    (received,) = Round(wing, folder).receive()
    assert received.outcome == "imported"
    assert sticks.journal(wing) == ()
    assert exchange.history(wing)[0].place == str(folder)


def test_only_a_wing_makes_rounds(central: SignedIn, folders: Folders, pc: Plugged) -> None:
    with pytest.raises(WrongKindOfStore):
        Round(central, folders.stick)
    with pytest.raises(WrongKindOfStore):
        rounds.verify_again(central, folders.stick)


# --- who may ----------------------------------------------------------------------------------


def test_a_head_authorises_the_stick_on_the_way(
    wing: SignedIn, folders: Folders, pc: Plugged
) -> None:
    records.save(wing, feedback())
    current = Round(wing, folders.stick)
    assert not current.authorised
    assert current.receive() == ()
    with pytest.raises(MediumNotAuthorised):
        current.export(PASSWORD)
    assert names(folders.stick) == []
    assert current.export(PASSWORD, authorise=True).seq == 1
    assert Round(wing, folders.stick).authorised
    assert sticks.journal(wing)[0].authorised_by == "Hal"


def test_staff_may_use_an_authorised_stick_alone_and_send_nothing(
    folders: Folders, pc: Plugged
) -> None:
    with closing(folders.open("wing")) as wing:
        records.save(wing, feedback())
    with closing(folders.open("wing", "Nia")) as nia, pytest.raises(NotAllowed):
        Round(nia, folders.stick)
    with closing(folders.open("wing")) as wing:
        sticks.authorise(wing, ID)
    with closing(folders.open("wing", "Nia")) as nia:
        current = Round(nia, folders.stick)
        assert current.receive() == ()
        with pytest.raises(NotAllowed):
            current.export(PASSWORD, authorise=True)
    assert names(folders.stick) == []


def test_the_office_too_writes_to_authorised_sticks_alone(
    wing: SignedIn, central: SignedIn, folders: Folders, pc: Plugged
) -> None:
    with pytest.raises(MediumNotAuthorised):
        returning.write(central, folders.stick)
    assert names(folders.stick) == []
    (made,) = returning.write(central, folders.stick, wing.device, authorise=True)
    (line,) = sticks.journal(central)
    assert (line.way, line.seq, line.device) == ("out", 1, ids.short(wing.device))
    # What comes in is welcome on any stick, and is entered.
    records.save(wing, feedback())
    take_in(central, Round(wing, folders.stick).export(PASSWORD, authorise=True).path)
    assert {(each.way, each.device) for each in sticks.journal(central)} == {
        ("in", ids.short(wing.device)),
        ("out", ids.short(wing.device)),
    }
    assert made.path.exists()


# --- taken out, exchanged, full, locked, stopped ------------------------------------------------


@pytest.mark.parametrize(
    "step",
    [
        Round.receive,
        Round.preview,
        lambda current: current.export(PASSWORD),
        Round.release,
        Round.settled,
    ],
)
def test_every_step_asks_whether_the_same_stick_is_in(
    wing: SignedIn, folders: Folders, allowed: Plugged, step: Callable[[Round], object]
) -> None:
    records.save(wing, feedback())
    current = Round(wing, folders.stick)
    allowed.pull()
    with pytest.raises(MediumGone):
        step(current)
    allowed.plug("S2", "V2")
    with pytest.raises(MediumSwapped):
        step(current)
    assert names(folders.stick) == []
    allowed.system.unmount(folders.stick)
    allowed.plug()
    step(current)


def test_a_stick_that_was_chosen_must_be_the_one_that_is_in(
    wing: SignedIn, allowed: Plugged
) -> None:
    (chosen,) = sticks.drives(wing)
    allowed.swap()
    with pytest.raises(MediumSwapped):
        Round(wing, chosen)
    allowed.system.unmount(allowed.folder)
    with pytest.raises(MediumGone):
        Round(wing, chosen)


def ends_well(wing: SignedIn, central: SignedIn, folders: Folders, staged: bytes | None) -> None:
    """One more round, and all is as if nothing had happened."""
    made = walk(wing, folders.stick)
    assert states(wing) == [(1, "verified")]
    if staged is not None:
        assert made.path.read_bytes() == staged
    assert names(folders.stick) == [made.path.name]
    assert take_in(central, made.path).outcome == "imported"
    assert records_of(central, wing.device) == records_of(wing, wing.device)


def staged_bytes(s: SignedIn) -> bytes | None:
    found = list((s.folder / STAGING).glob("*.coprod"))
    return found[0].read_bytes() if found else None


@pytest.mark.parametrize("how", ["pull", "swap"])
@pytest.mark.parametrize("moment", range(1, 7))
def test_out_in_the_middle(
    wing: SignedIn, central: SignedIn, folders: Folders, allowed: Plugged, how: str, moment: int
) -> None:
    records.save_many(wing, [feedback("w" * 2_000) for _ in range(800)])
    told = 0

    def progress(_done: int, _total: int, _what: str) -> None:
        nonlocal told
        told += 1
        if told == moment:
            getattr(allowed, how)()

    current = Round(wing, folders.stick)
    with pytest.raises(MediumSwapped if how == "swap" else MediumGone):
        current.export(PASSWORD, progress)
    assert told >= moment
    assert states(wing) == [(1, "staged")]
    assert names(folders.stick) == []
    if how == "swap":
        allowed.system.unmount(folders.stick)
    allowed.plug()
    ends_well(wing, central, folders, staged_bytes(wing))


def test_a_locked_stick(
    wing: SignedIn, central: SignedIn, folders: Folders, allowed: Plugged
) -> None:
    records.save(wing, feedback())
    allowed.pull()
    allowed.plug(read_only=True)
    current = Round(wing, folders.stick)
    assert current.receive() == ()
    with pytest.raises(WriteProtected):
        current.export(PASSWORD)
    allowed.pull()
    allowed.plug()
    ends_well(wing, central, folders, None)


def test_a_full_stick(
    wing: SignedIn, central: SignedIn, folders: Folders, allowed: Plugged
) -> None:
    records.save_many(wing, [feedback("w" * 1_000) for _ in range(300)])
    with small_disk(folders.stick, 2_048):
        fill(folders.stick, 4_096)
        with pytest.raises(StorageFull):
            walk(wing, folders.stick)
        assert names(folders.stick) == ["filler"]
        assert states(wing) == [(1, "staged")]
        (folders.stick / "filler").unlink()
        ends_well(wing, central, folders, staged_bytes(wing))


def test_stopped_at_any_step(
    wing: SignedIn, central: SignedIn, folders: Folders, allowed: Plugged
) -> None:
    records.save_many(wing, [feedback("w" * 2_000) for _ in range(600)])
    kept: set[bytes | None] = set()
    for step in range(1, 99):
        try:
            Round(wing, folders.stick).export(PASSWORD, stop_at(step, Cancelled()))
        except Cancelled:
            assert names(folders.stick) == []
            kept.add(staged_bytes(wing))
        else:
            break
    assert len(kept - {None}) == 1
    assert states(wing) == [(1, "verified")]
    (path,) = folders.stick.iterdir()
    assert path.read_bytes() in kept
    assert take_in(central, path).outcome == "imported"


def test_a_stick_that_cannot_be_flushed_is_not_safe_to_remove(
    wing: SignedIn, folders: Folders, allowed: Plugged, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_folder: Path) -> None:
        raise OSError(5, "Input/output error")

    records.save(wing, feedback())
    current = Round(wing, folders.stick)
    with monkeypatch.context() as patch:
        patch.setattr(allowed.system.linux, "flush", broken)
        with pytest.raises(CannotWrite):
            current.export(PASSWORD)
        assert states(wing) == [(1, "staged")]
        with pytest.raises(CannotWrite):
            current.release()
    walk(wing, folders.stick)
    assert states(wing) == [(1, "verified")]


def test_what_is_staged_for_keys_that_the_office_has_replaced_is_sealed_anew(
    wing: SignedIn, central: SignedIn, folders: Folders, allowed: Plugged
) -> None:
    records.save(wing, feedback())
    current = Round(wing, folders.stick)
    with pytest.raises(Cancelled):
        current.export(PASSWORD, stop_at(2, Cancelled()))
    assert states(wing) == [(1, "staged")]
    trusting.rotate_keys(central)
    written(central, wing, folders.stick)
    made = walk(wing, folders.stick)
    assert (made.seq, made.changes) == (2, 1)
    assert take_in(central, made.path).outcome == "imported"
    agrees(central, wing)
