# SPDX-License-Identifier: MIT
"""A process that is killed at any of its steps, and started again, comes to the same end."""

from collections.abc import Callable
from pathlib import Path

import pytest

from coprod_desktop.services.exchanging import returning, trusting
from coprod_desktop.services.loop import answers
from coprod_desktop.services.recording import erasing, records
from tests.journeys import killed
from tests.kills import Scenario, sweep
from tests.stores import Folders, action, closing, feedback, meeting, send, take_in

SAMPLE = 2
"""So many steps are a kill here, apart from each other; `make soak` takes every one."""


def before_export(folders: Folders) -> None:
    with closing(folders.open("wing")) as wing:
        first = records.save(wing, feedback("Round 0"))
        records.save(wing, feedback("Round 0 again"), id=first.id)
        records.save_meeting(wing, meeting(), [(action(), None)])


def nothing_before(folders: Folders) -> None:
    pass


def before_import(folders: Folders) -> None:
    before_export(folders)
    with closing(folders.open("wing")) as wing:
        send(wing, folders.stick)
        records.save_many(wing, [feedback(f"n{n}") for n in range(600)])
        send(wing, folders.stick)


def before_return(folders: Folders) -> None:
    """The office has answered one comment and ordered another to be erased."""
    with closing(folders.open("wing")) as wing:
        first, second = (records.save(wing, feedback(f"n{n}")).id for n in range(2))
        send(wing, folders.stick)
    with closing(folders.open("office")) as central:
        take_in(central, folders.stick)
        answers.answer(central, first, "tell", "Thank you")
        erasing.erase(central, second, "patient_asked")
    clear(folders.stick)


def before_receive(folders: Folders) -> None:
    before_return(folders)
    with closing(folders.open("office")) as central:
        trusting.rotate_keys(central)
        returning.write(central, folders.stick)


def clear(stick: Path) -> None:
    for path in stick.iterdir():
        path.unlink()


BEFORE: dict[Scenario, Callable[[Folders], None]] = {
    killed.export: before_export,
    killed.take_in: before_import,
    killed.rotate: nothing_before,
    killed.write_return: before_return,
    killed.receive: before_receive,
    killed.erase: before_export,
}


def cut_off(scenario: Scenario, folders: Folders, kills: int = 0) -> int:
    """How many steps were a kill."""
    BEFORE[scenario](folders)
    folders.close()
    end = killed.received if scenario is killed.write_return else killed.end
    return len(list(sweep(scenario, folders.root, end, kills)))


@pytest.mark.parametrize("scenario", BEFORE, ids=lambda scenario: scenario.__name__)
def test_killed_at_some_steps_and_again(scenario: Scenario, folders: Folders) -> None:
    assert 0 < cut_off(scenario, folders, SAMPLE) <= SAMPLE


@pytest.mark.soak
@pytest.mark.parametrize("scenario", BEFORE, ids=lambda scenario: scenario.__name__)
def test_killed_at_every_step_and_again(
    scenario: Scenario, folders: Folders, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = cut_off(scenario, folders)
    with capsys.disabled():
        print(f"\n{scenario.__name__}: killed at each of {steps} steps")
