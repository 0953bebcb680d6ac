# SPDX-License-Identifier: MIT
"""`coprod complaints` lists what is due; `coprod complaint` begins one and takes it further."""

import datetime
from pathlib import Path
from typing import get_args

import pytest

from coprod_desktop.cli import complaints as commands
from coprod_desktop.domain.complaints import StepCode
from coprod_desktop.services.access import opening
from coprod_desktop.services.recording import records
from tests.cli.conftest import Cli
from tests.stores import PASSWORD, closing, feedback

TODAY = datetime.datetime.now().astimezone().date()


@pytest.fixture
def comment(wing: Path) -> str:
    with closing(opening.unlock(wing, "Hal", PASSWORD)) as s:
        return records.save(s, feedback("Nobody came", channel="letter", wing="B")).id


def test_a_comment_is_begun_acknowledged_and_undone(cli: Cli, wing: Path, comment: str) -> None:
    assert "No complaint is open." in cli("complaints", wing, user="Hal").out
    begun = cli("complaint", wing, comment, "begin", "--on", "2026-04-02", "--json", user="Hal")
    assert begun.status == 0, begun.err
    complaint = begun.json["id"]
    (line,) = cli("complaints", wing, user="Hal").out.splitlines()
    assert "acknowledge by 2026-04-09" in line
    assert "working days late" in line
    assert complaint in line
    acknowledge = (complaint, "acknowledge", "--on", "2026-04-07", "--how", "written")
    told = cli("complaint", wing, *acknowledge, "--reply-by", "2026-05-01", user="Hal")
    assert "plan_agreed" in told.out
    assert "acknowledge: 2026-04-07, in time" in told.out
    words = b"We wait for the hospital"
    late = cli("complaint", wing, complaint, "delay", "--words", user="Hal", stdin=words)
    assert "delayed_told_why" in late.out
    shown = cli("complaint", wing, complaint, "--json", user="Hal").json
    assert shown["record"]["delay_reason"] == "We wait for the hospital"
    assert cli("complaint", wing, complaint, "undo", user="Hal").out == "Undone.\n"
    (due,) = cli("complaints", wing, "--json", user="Hal").json["complaints"]
    assert (due["status"], due["clock"]["by"]) == ("plan_agreed", "2026-05-01")


def test_a_step_that_does_not_fit_is_refused_in_words(cli: Cli, wing: Path, comment: str) -> None:
    complaint = cli("complaint", wing, comment, "begin", "--json", user="Hal").json["id"]
    ran = cli("complaint", wing, complaint, "close", "--outcome", "upheld", user="Hal")
    assert ran.status == 3
    assert "does not follow where the complaint stands" in ran.err
    assert cli("complaint", wing, complaint, "withdraw", user="Nia").status == 3
    assert cli("complaint", wing, comment, "begin", user="Hal").status == 3


def test_the_commands_know_every_step() -> None:
    assert set(commands._STEPS) == {"show", "begin", "undo", *get_args(StepCode)}
