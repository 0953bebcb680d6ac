# SPDX-License-Identifier: MIT
"""Every write, flush, rename and open of the exchange fails once: nothing is lost or forked."""

import itertools
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coprod_desktop.bundle import inspect
from coprod_desktop.domain.errors import UserError
from coprod_desktop.services.books import holding
from coprod_desktop.services.exchanging import exchange, intake, receiving, returning
from coprod_desktop.services.loop import answers
from coprod_desktop.services.recording import lists, records
from coprod_desktop.services.session import SignedIn
from tests.disk import ERRORS, Disk
from tests.stores import (
    PASSWORD,
    Folders,
    closing,
    content,
    feedback,
    records_of,
    send,
    take_in,
)

_SAMPLED = 12
ANSWER = "There is a second hatch from June."


class Places:
    """Fresh copies of stores that stand at the point where the faults begin."""

    def __init__(self, origin: Folders, root: Path) -> None:
        self.origin, self.root = origin, root
        self.comment = ""
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
    """Which call fails with which error: every pair; or a dozen calls, each error in turn."""
    stride = 1 if every else -(-steps // _SAMPLED)
    for turn, step in enumerate(range(1, steps + 1, stride)):
        for number in ERRORS if every else [ERRORS[turn % len(ERRORS)]]:
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


# --- import and receive --------------------------------------------------------------------------


def taken(s: SignedIn, stick: Path) -> tuple[str, ...]:
    """Take in what lies on the stick, on either side; what became of each file."""
    if s.kind == "office":
        return tuple(each.outcome for each in intake.take_in(s, [stick]))
    return tuple(each.outcome for each in receiving.receive(s, [stick]))


def in_disk(place: Folders, side: str, **fault: int) -> Disk:
    folder = place.root / side
    inside = (holding.ARCHIVE, holding.HELD, intake.QUARANTINE, receiving.QUARANTINE)
    return Disk(*(folder / name for name in inside), place.stick, **fault)


def held(s: SignedIn) -> dict[str, object]:
    """What a store holds, and which files lie beside it."""
    files = sorted(
        str(path.relative_to(s.folder))
        for name in (holding.ARCHIVE, holding.HELD)
        for path in (s.folder / name).glob("**/*")
    )
    return {**content(s), "files": files}


def sweep_import(places: Places, side: str, *, every: bool) -> None:
    place = places.copy()
    with closing(place.open(side)) as s:
        with in_disk(place, side).used() as disk:
            assert taken(s, place.stick) == ("imported",)
        undisturbed = held(s)
    kinds = {step.split(" ")[0] for step in disk.steps}
    assert {"open", "write", "read", "unlink", "listdir"} <= kinds, kinds
    for step, number in faults(len(disk.steps), every=every):
        check_import(places, side, step, number, undisturbed)


def check_import(
    places: Places, side: str, step: int, number: int, undisturbed: dict[str, object]
) -> None:
    place = places.copy()
    with closing(place.open(side)) as s:
        first: list[str] = []
        with in_disk(place, side, fail_at=step, number=number).used() as disk:
            finishes(lambda: first.extend(taken(s, place.stick)))
        failed = (step, number, disk.steps[step - 1], first)
        assert disk.failed
        again = taken(s, place.stick)
        # What was half taken in may be found to be in already; it is never in twice.
        assert again in (("imported",), ("already_imported",)), failed
        assert held(s) == undisturbed, failed
    shutil.rmtree(place.root)


@pytest.fixture
def bundled(ready: Places) -> Places:
    """A bundle on the stick that the office has not taken in."""
    with closing(ready.origin.open("wing")) as wing:
        send(wing, ready.origin.stick)
    return ready


@pytest.fixture
def answered(bundled: Places) -> Places:
    """A return on the stick that the wing has not taken in."""
    with closing(bundled.origin.open("office")) as central:
        intake.take_in(central, [bundled.origin.stick])
        bundled.comment = lists.page(central, "feedback", limit=1)[0].id
        answers.answer(central, bundled.comment, "change", ANSWER)
        with closing(bundled.origin.open("wing")) as wing:
            device = wing.device
        for path in bundled.origin.stick.iterdir():
            path.unlink()
        returning.write(central, bundled.origin.stick, device)
    return bundled


def test_each_call_of_an_import_fails_once(bundled: Places) -> None:
    sweep_import(bundled, "office", every=False)


def test_each_call_of_a_wings_receiving_fails_once(answered: Places) -> None:
    sweep_import(answered, "wing", every=False)


# --- the office writes back ----------------------------------------------------------------------


def back_disk(place: Folders, **fault: int) -> Disk:
    return Disk(place.office / returning.STAGING, place.stick, **fault)


@pytest.fixture
def answering(answered: Places) -> Places:
    """An office with an answer that it has not written back."""
    for path in answered.origin.stick.iterdir():
        path.unlink()
    return answered


def sweep_return(places: Places, *, every: bool) -> None:
    place = places.copy()
    with closing(place.open("office")) as central, back_disk(place).used() as disk:
        returning.write(central, place.stick)
    for step, number in faults(len(disk.steps), every=every):
        check_return(places, step, number)


def check_return(places: Places, step: int, number: int) -> None:
    place = places.copy()
    with closing(place.open("office")) as central, closing(place.open("wing")) as wing:
        with back_disk(place, fail_at=step, number=number).used() as disk:
            done = finishes(lambda: returning.write(central, place.stick))
        failed = (step, number, disk.steps[step - 1])
        assert disk.failed
        for path in place.stick.glob("*.coprod"):
            assert not [each for each in inspect.describe(path).checks if each.ok is False], failed
        if not done:
            returning.write(central, place.stick)
        assert {path.suffix for path in place.stick.iterdir()} == {".coprod"}, failed
        outcomes = receiving.receive(wing, [place.stick])
        assert outcomes, failed
        assert {each.outcome for each in outcomes} == {"imported"}, failed
        assert [each.text for each in answers.to(wing, places.comment)] == [ANSWER], failed
    shutil.rmtree(place.root)


def test_each_call_of_a_return_fails_once(answering: Places) -> None:
    sweep_return(answering, every=False)


# --- each with every error, in `make soak` -------------------------------------------------------


@pytest.mark.soak
def test_each_call_of_an_export_fails_with_every_error(ready: Places) -> None:
    sweep_export(ready, every=True)


@pytest.mark.soak
def test_each_call_of_an_import_fails_with_every_error(bundled: Places) -> None:
    sweep_import(bundled, "office", every=True)


@pytest.mark.soak
def test_each_call_of_a_wings_receiving_fails_with_every_error(answered: Places) -> None:
    sweep_import(answered, "wing", every=True)


@pytest.mark.soak
def test_each_call_of_a_return_fails_with_every_error(answering: Places) -> None:
    sweep_return(answering, every=True)
