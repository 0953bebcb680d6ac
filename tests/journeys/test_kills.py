# SPDX-License-Identifier: MIT
"""A process that is killed at any of its steps, and started again, comes to the same end."""

from collections.abc import Callable
from pathlib import Path

import pytest

from coprod_desktop.services import records
from tests.journeys import killed
from tests.kills import Scenario, sweep
from tests.stores import Folders, action, closing, feedback, meeting, send

SAMPLE = 9
"""Only every ninth step is a kill here; `make soak` takes every one."""


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


BEFORE: dict[Scenario, Callable[[Folders], None]] = {
    killed.export: before_export,
    killed.take_in: before_import,
    killed.rotate: nothing_before,
}


def cut_off(scenario: Scenario, folders: Folders, every: int = 1) -> int:
    """How many steps were a kill."""
    BEFORE[scenario](folders)
    folders.close()
    return len(list(sweep(scenario, folders.root, killed.end, every)))


@pytest.mark.parametrize("scenario", BEFORE, ids=lambda scenario: scenario.__name__)
def test_killed_at_some_steps_and_again(scenario: Scenario, folders: Folders) -> None:
    assert cut_off(scenario, folders, SAMPLE) > 1


@pytest.mark.soak
@pytest.mark.parametrize("scenario", BEFORE, ids=lambda scenario: scenario.__name__)
def test_killed_at_every_step_and_again(
    scenario: Scenario, folders: Folders, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = cut_off(scenario, folders)
    with capsys.disabled():
        print(f"\n{scenario.__name__}: killed at each of {steps} steps")
