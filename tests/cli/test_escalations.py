# SPDX-License-Identifier: MIT
from pathlib import Path

import pytest

from coprod_desktop.domain.records import Escalation, Feedback
from coprod_desktop.services.recording import records
from tests.cli.conftest import Cli
from tests.stores import Folders, closing, feedback


@pytest.fixture
def waiting(folders: Folders) -> str:
    with closing(folders.open("wing")) as wing:
        told = feedback("I feel suicidal", escalations=(Escalation(route="acct", state="open"),))
        return records.save(wing, told).id


def held(folders: Folders, record: str) -> tuple[Escalation, ...]:
    with closing(folders.open("wing")) as wing:
        found = records.get(wing, record).record
    assert isinstance(found, Feedback)
    return found.escalations


def test_what_is_open_is_listed_and_stops_a_bundle(
    cli: Cli, wing: Path, stick: Path, waiting: str
) -> None:
    ran = cli("escalations", wing, user="Nia")
    assert ran.status == 0
    assert waiting in ran.out
    assert "acct" in ran.out
    (one,) = cli("escalations", wing, "--json", user="Nia").json["open"]
    assert (one["feedback"], one["routes"]) == (waiting, ["acct"])

    ran = cli("round", wing, "--drive", stick, "--authorise", user="Hal")

    assert ran.status == 3
    assert "HarmNotPassedOn" in ran.err
    assert "coprod escalations" in ran.out
    assert list(stick.iterdir()) == []


def test_it_is_resolved_by_who_passed_it_on(
    cli: Cli, wing: Path, stick: Path, folders: Folders, waiting: str
) -> None:
    how = ("--route", "acct", "--passed-on-by", "Nurse", "--on", "2026-03-02")
    assert cli("escalations", wing, waiting, *how, user="Nia").status == 0

    (answer,) = held(folders, waiting)
    assert (answer.state, answer.by_role, str(answer.on)) == ("done", "Nurse", "2026-03-02")
    assert "Nothing waits" in cli("escalations", wing, user="Nia").out
    assert cli("round", wing, "--drive", stick, "--authorise", user="Hal").status == 0


def test_a_reason_never_stands_among_the_arguments(
    cli: Cli, wing: Path, folders: Folders, waiting: str
) -> None:
    how = ("--route", "acct", "--no-concern")
    said = "Said as a joke, à propos – of “Zoë”"
    ran = cli("escalations", wing, waiting, *how, user="Nia", stdin=f"{said}\n".encode())

    assert ran.status == 0
    (answer,) = held(folders, waiting)
    assert (answer.state, answer.reason) == ("not_needed", said)


def test_words_in_a_code_page_are_refused_and_not_garbled(
    cli: Cli, wing: Path, folders: Folders, waiting: str
) -> None:
    how = ("--route", "acct", "--no-concern")
    ran = cli("escalations", wing, waiting, *how, user="Nia", stdin="Zoë".encode("cp1252"))

    assert ran.status == 3
    assert "it is not UTF-8" in ran.err
    (answer,) = held(folders, waiting)
    assert answer.state == "open"


@pytest.mark.parametrize(
    "wrong",
    [
        ("--route", "acct"),
        ("ID",),
        ("ID", "--route", "tea", "--no-concern"),
        ("ID", "--route", "acct"),
        ("ID", "--route", "acct", "--no-concern", "--passed-on-by", "Nurse"),
    ],
)
def test_half_an_answer_is_wrong_usage(cli: Cli, wing: Path, wrong: tuple[str, ...]) -> None:
    assert cli("escalations", wing, *wrong, user="Nia").status == 2
