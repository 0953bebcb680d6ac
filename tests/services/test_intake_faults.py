# SPDX-License-Identifier: MIT
"""A damaged copy or a stop in the middle: a bundle is taken in whole or not at all."""

import contextlib
import shutil
from pathlib import Path

import pytest

from coprod_desktop.domain.errors import Cancelled, CannotRead, StorageFull
from coprod_desktop.services.exchanging import intake
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from tests.services.carrying import agrees, bundles
from tests.stores import (
    PASSWORD,
    Folders,
    closing,
    content,
    feedback,
    fill,
    kill,
    send,
    small_disk,
    start,
    stop_at,
    take_in,
)

# --- damage ------------------------------------------------------------------------------------


def damaged(whole: bytes, stride: int, body_stride: int) -> list[tuple[str, bytes]]:
    """Copies of a bundle with one byte flipped or the end cut off, closest at its beginning."""
    header = whole.index(b"}", whole.rindex(b'"wraps"', 0, 8_000)) + 200
    places = [*range(64), *range(64, header, stride), *range(header, len(whole), body_stride)]
    made = [(f"flip {p}", whole[:p] + bytes([whole[p] ^ 0x20]) + whole[p + 1 :]) for p in places]
    return made + [(f"cut {p}", whole[:p]) for p in places]


def test_a_damaged_copy_never_gets_in(wing: SignedIn, central: SignedIn, folders: Folders) -> None:
    (path,) = bundles(wing, folders.stick, 1)
    before = content(central)
    whole = path.read_bytes()
    copy = folders.stick / "copy.coprod"
    for what, raw in damaged(whole, 61, 2_503):
        copy.write_bytes(raw)
        assert take_in(central, copy).outcome == "refused", what
    for what, raw in (("added", whole + b"\0"), ("twice", whole + whole)):
        copy.write_bytes(raw)
        assert take_in(central, copy).outcome == "refused", what
    assert content(central) == before
    assert take_in(central, path).outcome == "imported"


def test_the_body_of_one_bundle_under_the_header_of_another(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    one, two = (path.read_bytes() for path in bundles(wing, folders.stick, 2))
    body = 65_536 + 100
    before = content(central)
    copy = folders.stick / "copy.coprod"
    copy.write_bytes(one[:-body] + two[-body:])
    assert take_in(central, copy).outcome == "refused"
    assert content(central) == before


def test_a_folder_that_cannot_be_read(central: SignedIn, folders: Folders) -> None:
    assert intake.take_in(central, []) == ()
    try:
        outcomes = intake.take_in(central, [folders.root / "gone"])
    except CannotRead:
        return
    assert [outcome.outcome for outcome in outcomes] == ["refused"]


# --- stopped in the middle ----------------------------------------------------------------------


def test_cancelled_at_any_step_nothing_is_half_applied(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    records.save_many(wing, [feedback(f"n{n}") for n in range(1_600)])
    path = send(wing, folders.stick)
    before = content(central)
    taken, steps = 0, 0
    while not taken:
        steps += 1
        try:
            (outcome,) = intake.take_in(central, [path], stop_at(steps, Cancelled()))
        except Cancelled:
            assert content(central) == before
        else:
            taken = outcome.changes
    assert steps > 3
    assert taken == 1_600
    agrees(central, wing)


def test_cancelled_between_two_bundles_the_first_stays(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    one, two = bundles(wing, folders.stick, 2)
    with pytest.raises(Cancelled):
        intake.take_in(central, [one, two], stop_at(3, Cancelled()))
    assert [row.seq for row in intake.inbox(central)] == [1]
    assert [outcome.outcome for outcome in intake.take_in(central, [one, two])] == [
        "already_imported",
        "imported",
    ]
    agrees(central, wing)


KILLED = """
import os, sys
from pathlib import Path
from coprod_desktop.services.access import opening
from coprod_desktop.services.exchanging import importing, intake
from tests.stores import NOW, PASSWORD
office, bundle, step = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
central = opening.unlock(office, "Ada", PASSWORD, lambda: NOW)
told = 0
def progress(done, total, what):
    global told
    told += 1
    if told == step:
        os.kill(os.getpid(), 9)
if step == 0:
    keep = importing._keep
    def late(*arguments):
        keep(*arguments)
        os.kill(os.getpid(), 9)
    importing._keep = late
intake.take_in(central, [bundle], progress)
print("done", flush=True)
sys.stdin.read()
"""


def test_killed_at_any_step_and_again_gives_the_same_end(wing: SignedIn, folders: Folders) -> None:
    records.save_many(wing, [feedback(f"n{n}") for n in range(1_200)])
    path = send(wing, folders.stick)
    with closing(folders.open("office")) as central:
        before = content(central)
    ends: list[dict[str, object]] = []
    for step in (0, 1, 2, 3, 99):
        copy = folders.root / f"office-{step}"
        shutil.copytree(folders.office, copy)
        with start(KILLED, copy, path, step) as child:
            assert child.stdout
            said = child.stdout.readline()
            kill(child)
        assert (said == "done\n") == (step == 99)
        with closing(folders.open(copy.name, "Ada")) as central:
            if step != 99:
                assert content(central) == before
            outcome = take_in(central, path).outcome
            assert outcome == ("already_imported" if step == 99 else "imported")
            agrees(central, wing)
            assert list((copy / intake.QUARANTINE).iterdir()) == []
            ends.append(content(central))
    assert all(end == ends[0] for end in ends)


def test_a_full_disk_at_the_office_takes_in_nothing_half(
    wing: SignedIn, folders: Folders, tmp_path: Path
) -> None:
    records.save_many(wing, [feedback(f"{n} " * 200) for n in range(1_500)])
    path = send(wing, folders.stick)
    with small_disk(tmp_path / "disk", 12_288) as disk, contextlib.closing(Folders(disk)) as small:
        shutil.copytree(folders.office, disk / "office")
        central = small.open("office")
        before = content(central)
        size = path.stat().st_size
        # Room for nothing; for half a copy; for the copy, but not for all that it brings.
        faults: list[str] = []
        for leave in (0, size // 2, size + (1 << 20) + 16_384):
            fill(disk, leave)
            try:
                faults.append(str(take_in(central, path).code))
            except StorageFull as error:
                faults.append(error.code)
            assert content(central) == before
            assert list((central.folder / intake.QUARANTINE).iterdir()) == []
        assert faults == ["InsufficientSpace", "InsufficientSpace", "StorageFull"]
        (disk / "filler").unlink()
        assert take_in(central, path).changes == 1_500
        agrees(central, wing)


def test_left_overs_in_quarantine_are_swept(central: SignedIn, folders: Folders) -> None:
    quarantine = central.folder / intake.QUARANTINE
    quarantine.mkdir(exist_ok=True)
    (quarantine / "left.coprod").write_bytes(b"from a crash")
    intake.take_in(central, [folders.stick])
    assert list(quarantine.iterdir()) == []


def test_the_wings_password_has_no_part_in_it(wing: SignedIn, folders: Folders) -> None:
    records.save(wing, feedback())
    raw = send(wing, folders.stick).read_bytes()
    assert PASSWORD.encode() not in raw
