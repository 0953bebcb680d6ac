# SPDX-License-Identifier: MIT
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli

FIRST = {
    "date": "2026-03-02",
    "form": "feedback-1",
    "wing": "House 4",
    "answers": {"what_better": "No officer for the queue", "fft_overall": 4},
    "themes": ["MED.HATCH"],
    "status": "new",
}
SECOND = {**FIRST, "date": "2026-03-09", "answers": {"what_good": "Żółty plaster – kind nurse"}}


def line(kind: str, record: Any, **more: str) -> bytes:
    return json.dumps({"type": kind, "record": record, **more}).encode() + b"\n"


@pytest.fixture
def ids(cli: Cli, wing: Path) -> list[str]:
    given = line("feedback", FIRST) + line("feedback", SECOND)
    return cli("record", wing, user="Nia", stdin=given).out.split()


def test_a_table_newest_first(cli: Cli, wing: Path, ids: list[str]) -> None:
    rows = cli("list", wing, user="Nia").out.splitlines()
    assert [row.split()[0] for row in rows] == ["2026-03-09", "2026-03-02"]
    assert "House 4" in rows[0]
    assert "Żółty plaster" in rows[0]
    assert rows[1].endswith(ids[0])


def test_json_holds_whole_records(cli: Cli, wing: Path, ids: list[str]) -> None:
    found = cli("list", wing, "--json", user="Nia").json
    assert found["type"] == "feedback"
    assert [record["id"] for record in found["records"]] == [ids[1], ids[0]]
    assert found["records"][1]["record"] == FIRST
    assert "pos" not in found["records"][0]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--search", "officer"), [0]),
        (("--search", "zebra"), []),
        (("--from", "2026-03-03"), [1]),
        (("--to", "2026-03-03"), [0]),
        (("--limit", "1"), [1]),
        (("--limit", "0"), [1, 0]),
    ],
)
def test_narrowing(
    cli: Cli, wing: Path, ids: list[str], options: tuple[str, ...], expected: list[int]
) -> None:
    found = cli("list", wing, *options, "--json", user="Nia").json["records"]
    assert [record["id"] for record in found] == [ids[at] for at in expected]


def test_other_types(cli: Cli, wing: Path, ids: list[str]) -> None:
    meeting = {"date": "2026-03-02", "kind": "patient_forum", "title": "Forum", "place": "Gym"}
    action = {"text": "Put up a clock", "due": "2026-04-01"}
    cli("record", wing, user="Nia", stdin=line("meeting", meeting) + line("action", action))
    assert "Forum (0 patients, 0 actions open)" in cli("list", wing, "meeting", user="Nia").out
    assert "open: Put up a clock" in cli("list", wing, "action", user="Nia").out


def test_nothing_found(cli: Cli, wing: Path) -> None:
    assert cli("list", wing, "action", user="Nia").out == "There is no such record.\n"


def test_a_story_in_words(cli: Cli, wing: Path, ids: list[str]) -> None:
    changed = {
        **FIRST,
        "answers": {"what_better": "No officer for the queue"},
        "themes": ["MED.HATCH", "REG.STAFF"],
        "status": "answered",
        "wants_reply": True,
    }
    cli("record", wing, user="Hal", stdin=line("feedback", changed, id=ids[0]))
    said = cli("log", wing, ids[0], user="Nia").out
    assert "Nia recorded this feedback (revision 1)" in said
    assert "  What could we do better: No officer for the queue" in said
    assert "Hal changed it (revision 2)" in said
    assert "  status: new → answered" in said
    assert "  themes, added: REG.STAFF" in said
    assert "  wants reply: (nothing) → yes" in said
    assert "  Overall, how was your experience of our service: 4 → (nothing)" in said


def test_a_story_as_json(cli: Cli, wing: Path, ids: list[str]) -> None:
    cli(
        "record",
        wing,
        user="Hal",
        stdin=line("feedback", {**FIRST, "status": "answered"}, id=ids[0]),
    )
    found = cli("log", wing, ids[0], "--json", user="Nia").json
    assert [event["by"] for event in found["events"]] == ["Nia", "Hal"]
    assert found["events"][1]["changed"] == [
        {"field": "status", "before": "new", "after": "answered"}
    ]
    assert found["events"][0]["record"] == FIRST


def test_a_meetings_agenda_changes_in_words(cli: Cli, wing: Path) -> None:
    item = {"title": "Queue", "decisions": ["Two sessions"]}
    meeting = {"date": "2026-03-02", "kind": "patient_forum", "title": "Forum", "agenda": [item]}
    made = cli("record", wing, user="Nia", stdin=line("meeting", meeting)).out.strip()
    later = {**meeting, "agenda": [{"title": "Glasses"}, item]}
    cli("record", wing, user="Nia", stdin=line("meeting", later, id=made))
    cli(
        "record",
        wing,
        user="Nia",
        stdin=line("meeting", {**later, "agenda": later["agenda"][::-1]}, id=made),
    )
    cli(
        "record",
        wing,
        user="Nia",
        stdin=line("meeting", {**later, "agenda": later["agenda"][::-1]}, id=made),
    )
    said = cli("log", wing, made, user="Nia").out
    assert "  agenda:\n    - title: Queue, decisions: Two sessions\n" in said
    assert "agenda, added: title: Glasses" in said
    assert "agenda: put in another order" in said
    assert "nothing in it differs" in said


def test_the_story_of_an_unknown_record(cli: Cli, wing: Path) -> None:
    ran = cli("log", wing, "01890000-0000-7000-8000-000000000000", user="Nia")
    assert ran.status == 3
    assert "[RecordNotFound]" in ran.err
