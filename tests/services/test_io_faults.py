# SPDX-License-Identifier: MIT
"""Every write, flush, rename and open of an export fails once: nothing is lost or forked."""

import itertools
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coprod_desktop.domain.errors import UserError
from coprod_desktop.services import exchange, records
from coprod_desktop.services.session import SignedIn
from tests.disk import ERRORS, Disk
from tests.stores import (
    PASSWORD,
    Folders,
    closing,
    feedback,
    records_of,
    take_in,
)


class Places:
    """Fresh copies of stores that stand at the point where the faults begin."""

    def __init__(self, origin: Folders, root: Path) -> None:
        self.origin, self.root = origin, root
        self._numbers = itertools.count(1)

    def copy(self) -> Folders:
        root = self.root / f"copy-{next(self._numbers)}"
        shutil.copytree(self.origin.root, root)
        return Folders(root)


@pytest.fixture
def ready(folders: Folders, tmp_path: Path) -> Places:
    """A wing with something to send, and an office."""
    with closing(folders.open("wing")) as wing:
        records.save_many(wing, [feedback("w" * 1_500) for _ in range(800)])
    folders.close()
    return Places(folders, tmp_path / "copies")


def faults(steps: int, *, every: bool) -> Iterator[tuple[int, int]]:
    """Which call fails with which error: every pair, or each call with one error in turn."""
    for step in range(1, steps + 1):
        for number in ERRORS if every else [ERRORS[step % len(ERRORS)]]:
            yield step, number


def finishes(work: Callable[[], object]) -> bool:
    """Whether it gets to its end; whatever else it raises than a `UserError` is a bug."""
    try:
        work()
    except UserError:
        return False
    return True


# --- export -----------------------------------------------------------------------------------


def exported(s: SignedIn, stick: Path) -> None:
    exchange.export(s, PASSWORD, stick)


def out_disk(place: Folders, **fault: int) -> Disk:
    return Disk(place.wing / exchange.STAGING, place.stick, **fault)


def export_steps(places: Places) -> list[str]:
    place = places.copy()
    with closing(place.open("wing")) as wing, out_disk(place).used() as disk:
        exported(wing, place.stick)
    return disk.steps


def check_nothing_is_claimed(wing: SignedIn, stick: Path) -> None:
    """What has a bundle's name is whole, and what counts as sent is there."""
    staged = {path.read_bytes() for path in (wing.folder / exchange.STAGING).glob("*.coprod")}
    named = list(stick.glob("*.coprod"))
    assert all(path.read_bytes() in staged for path in named)
    if any(row.state == "verified" for row in exchange.history(wing)):
        assert named


def check_export(places: Places, step: int, number: int) -> None:
    place = places.copy()
    with closing(place.open("wing")) as wing:
        with out_disk(place, fail_at=step, number=number).used() as disk:
            done = finishes(lambda: exported(wing, place.stick))
        assert disk.failed
        failed = disk.steps[step - 1]
        check_nothing_is_claimed(wing, place.stick)
        if not done:
            exported(wing, place.stick)
        # One number for all tries, but where the staged file itself could not be read.
        states = [row.state for row in exchange.history(wing)]
        unreadable = failed.startswith(("open", "read")) and failed.endswith(".coprod")
        assert states == ["verified"] or (states == ["verified", "staged"] and unreadable), failed
        assert [path.suffix for path in place.stick.iterdir()] == [".coprod"], failed
        assert [path.suffix for path in (place.wing / exchange.STAGING).iterdir()] == [".coprod"]
        with closing(place.open("office")) as central:
            assert take_in(central, place.stick).outcome == "imported", failed
            assert records_of(central, wing.device) == records_of(wing, wing.device)
    shutil.rmtree(place.root)


def sweep_export(places: Places, *, every: bool) -> None:
    for step, number in faults(len(export_steps(places)), every=every):
        check_export(places, step, number)


def test_each_call_of_an_export_fails_once(ready: Places) -> None:
    kinds = {step.split(" ")[0] for step in export_steps(ready)}
    assert {"open", "write", "fsync", "replace", "read", "unlink", "listdir"} <= kinds
    sweep_export(ready, every=False)


def test_each_call_of_a_second_try_fails_once(ready: Places) -> None:
    steps = export_steps(ready)
    (created,) = [n for n, step in enumerate(steps, 1) if re.fullmatch("open .*partial", step)][:1]
    origin = ready.origin
    with closing(origin.open("wing")) as wing, out_disk(origin, fail_at=created).used():
        assert not finishes(lambda: exported(wing, origin.stick))
        assert [row.state for row in exchange.history(wing)] == ["staged"]
    assert len(export_steps(ready)) < len(steps)
    sweep_export(ready, every=False)


@pytest.mark.soak
def test_each_call_of_an_export_fails_with_every_error(ready: Places) -> None:
    sweep_export(ready, every=True)
