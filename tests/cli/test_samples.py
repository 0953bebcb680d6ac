# SPDX-License-Identifier: MIT
"""The practice records that come with the program: whole, strict and as their sources say."""

import csv
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from coprod_desktop import paths
from coprod_desktop.domain.records import RECORD_TYPES, Feedback
from coprod_desktop.services.entering import ndjson, spreadsheet
from coprod_desktop.services.recording import lists, records
from tests.cli.conftest import Cli
from tests.stores import Folders


def shipped(name: str) -> list[dict[str, Any]]:
    text = (paths.resource("samples") / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def source(shared_data: Path) -> list[dict[str, Any]]:
    found = json.loads((shared_data / "sample_meetings.json").read_text(encoding="utf-8"))
    return found["meetings"]


@pytest.fixture
def meetings() -> dict[str, dict[str, Any]]:
    """Each meeting as it stands in the end, by reference."""
    return {
        line["record"]["reference"]: line["record"]
        for line in shipped("meetings.ndjson")
        if line["type"] == "meeting"
    }


@pytest.fixture
def actions() -> dict[str, list[dict[str, Any]]]:
    """Every revision of each action, by reference."""
    found: dict[str, list[dict[str, Any]]] = {}
    for line in shipped("meetings.ndjson"):
        if line["type"] == "action":
            found.setdefault(line["record"]["reference"], []).append(line["record"])
    return found


def test_every_line_is_accepted_by_a_wing(folders: Folders) -> None:
    wing = folders.open("wing")
    for name, count in (("feedback.ndjson", 300), ("meetings.ndjson", 48)):
        with (paths.resource("samples") / name).open("rb") as lines:
            report = ndjson.record(wing, lines)
        assert report.refused == ()
        assert len(report.taken) == count


def test_lines_are_as_short_as_they_can_be() -> None:
    # Nothing that says only what its absence says: what a person reads is what counts.
    for line in shipped("feedback.ndjson"):
        kind = RECORD_TYPES[line["type"]]
        whole = msgspec.json.encode(msgspec.convert(line["record"], kind))
        assert json.loads(whole) == line["record"]


def test_feedback_is_what_the_source_holds(shared_data: Path, folders: Folders) -> None:
    mapping = spreadsheet.read_map(paths.resource("maps/sample-feedback.json"))
    wing = folders.open("wing")
    report = spreadsheet.import_csv(wing, shared_data / "sample_feedback.csv", mapping)
    assert report.refused == ()
    recorded = [records.get(wing, row.id).record for row in lists.page(wing, "feedback", limit=999)]
    held = [msgspec.convert(line["record"], Feedback) for line in shipped("feedback.ndjson")]
    assert len(recorded) == len(held)
    assert all(records.accepted(record) in recorded for record in held)


def test_the_map_names_every_column_of_the_source(shared_data: Path) -> None:
    mapping = spreadsheet.read_map(paths.resource("maps/sample-feedback.json"))
    with (shared_data / "sample_feedback.csv").open(encoding="utf-8", newline="") as handle:
        heading = next(csv.reader(handle))
    named = {mapping.date.column, *(c.column for c in mapping.fields.values())}
    named |= {column.column for column in mapping.answers.values()}
    assert set(heading) - named == {"source"}  # the same in every row: the README says it


def test_meetings_are_what_the_source_holds(
    source: list[dict[str, Any]], meetings: dict[str, dict[str, Any]]
) -> None:
    assert len(source) == len(meetings) == 8
    same = {
        **{name: name for name in ("date", "title", "site", "place", "start", "end", "called_by")},
        **{name: name for name in ("chair_role", "note_taker_role", "apologies", "easy_read")},
        **{name: name for name in ("patients_present", "wings_not_represented", "ladder_rung")},
        **{name: name for name in ("recognition", "next_date")},
        "type": "kind",
        "fed_back_since_last": "fed_back",
        "could_not_do": "could_not",
    }
    for given in source:
        held = meetings[given["id"]]
        for theirs, ours in same.items():
            assert held.get(ours, type(given[theirs])()) == given[theirs], ours
        for person, seen in zip(given["present"], held["attendance"], strict=True):
            assert {"count": 1, **seen} == person
        for item, seen in zip(given["agenda"], held["agenda"], strict=True):
            assert {"title", "themes", "notes", "decisions"} >= seen.keys()
            for name in ("title", "themes", "notes", "decisions"):
                assert seen.get(name, type(item[name])()) == item[name]
        assert held["safe_close"] == given["safe_close"]["outcome"]
        assert held["safe_close_asked"] is given["safe_close"]["asked_is_anyone_upset"]
        assert held["regime"] == given["regime"]["status"]
        assert held.get("regime_note", "") == given["regime"]["note"]
        used = given["interpreter"]
        spoken = f"{used['language']}, by {used['how']}" if used["used"] else ""
        assert held.get("interpreter", "") == spoken
        assert all(v in held["consent"] for v in given.get("consent", {}).values())
        agreed = {"accepted": "agreed", "draft": "draft"}
        assert held["status"] == agreed[given["status"]]


def test_actions_are_what_the_source_holds(
    source: list[dict[str, Any]],
    meetings: dict[str, dict[str, Any]],
    actions: dict[str, list[dict[str, Any]]],
) -> None:
    assert len(actions) == 26
    seen: dict[str, int] = {}
    for meeting in source:
        carried: list[str] = []
        for given in meeting["actions"]:
            held = actions[given["id"]][seen.get(given["id"], 0)]
            seen[given["id"]] = seen.get(given["id"], 0) + 1
            for name in ("text", "owner_role", "due", "lever"):
                assert held[name] == given[name]
            for name in ("with_role", "outcome"):
                assert held.get(name, "") == given.get(name, "")
            assert held.get("joint", False) is given["joint"]
            closed = {"closed": "done", "open": "open"}
            assert held.get("status", "open") == closed[given["status"]]
            assert held["site"] == meeting["site"]
            came_from = given.get("carried_from", meeting["id"])
            assert held["meeting"] == f"@{came_from}"
            if given.get("carried_from"):
                carried.append(f"@{given['id']}")
            else:
                numbers = {
                    i: item["number"] for item in meeting["agenda"] for i in item["action_ids"]
                }
                assert held["agenda_item"] == numbers[given["id"]]
        assert meetings[meeting["id"]].get("carried", []) == carried
    assert seen == {reference: len(revisions) for reference, revisions in actions.items()}
    still_open = [r for r, revisions in actions.items() if revisions[-1].get("status") != "done"]
    assert len(still_open) == 14


def test_overdue_actions_follow_from_the_records(
    source: list[dict[str, Any]], actions: dict[str, list[dict[str, Any]]]
) -> None:
    expected = {i for meeting in source for i in meeting["overdue_action_ids_on_2026_11_23"]}
    last = {reference: revisions[-1] for reference, revisions in actions.items()}
    late = {
        reference
        for reference, action in last.items()
        if action.get("status") != "done" and action["due"] < "2026-11-23"
    }
    assert late == expected


def test_every_one_of_the_nhs_comments_comes_in_as_it_stands(
    cli: Cli, wing: Path, shared_data: Path
) -> None:
    sheet, mapping = shared_data / "fft_comments.csv", paths.resource("maps/fft-comments.json")
    given = (sheet, "--map", mapping, "--identifying", "keep", "--json")
    ran = cli("import-csv", wing, *given, user="Nia")
    with sheet.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert (ran.status, ran.json["refused"]) == (0, [])
    assert len(ran.json["recorded"]) == len(rows) == 3938
    listed = cli("list", wing, "--limit", "0", "--json", user="Nia").json["records"]
    held = {item["record"]["reference"]: item["record"] for item in listed}
    for row in rows:
        answers = held[row["Comment ID"]]["answers"]
        code = int(row["FFT categorical answer"])
        assert answers["fft_overall"] == code
        words = [answer for answer in answers.values() if isinstance(answer, str)]
        if row["FFT answer"].strip():
            (said,) = words
            assert said.split() == row["FFT answer"].split()
