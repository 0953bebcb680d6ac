# SPDX-License-Identifier: MIT
"""Notices to wings from a terminal."""

from pathlib import Path

from tests.cli.conftest import Cli


def test_a_notice_goes_to_the_wing_and_is_withdrawn(
    cli: Cli, wing: Path, office: Path, stick: Path
) -> None:
    said = ("--title", "The hatch is closed", "--text", "Until the flood is dry.")
    ran = cli("office notice", office, *said, "--json")
    assert ran.status == 0
    notice = ran.json["saved"]["id"]
    ran = cli("return", office, "--to", stick)
    assert "1 notices" in ran.out
    assert "1 notices" in cli("receive", wing, stick, user="Hal").out
    ran = cli("notices", wing, user="Hal")
    assert "NEW  The hatch is closed" in ran.out
    assert "with 2 of 2 wings, seen by 0" in cli("office notice", office).out
    assert cli("office notice", office, "--withdraw", notice).status == 0
    assert "No notice stands." in cli("office notice", office).out
    cli("return", office, "--to", stick)
    cli("receive", wing, stick, user="Hal")
    assert "nothing to say" in cli("notices", wing, user="Hal").out


def test_what_cannot_be_said_is_refused_in_words(cli: Cli, wing: Path, office: Path) -> None:
    assert cli("office notice", wing, "--title", "No", user="Hal").status == 3
    ran = cli("office notice", office, "--title", "No", "--site", "HMP Nowhere")
    assert ran.status == 3
    assert "no wing PC of that name" in ran.err
    assert cli("office notice", office, "--title", "No", "--withdraw", "x").status == 2
    assert cli("office notice", office, "--title", "No", "--until", "soon").status == 2
