# SPDX-License-Identifier: MIT
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli
from tests.stores import fill, small_disk

SAID = {"date": "2026-03-02", "form": "feedback-1", "answers": {"what_good": "The nurse listened"}}


def lines(*items: Any) -> bytes:
    return "\n".join(i if isinstance(i, str) else json.dumps(i) for i in items).encode()


def feedback(words: str = "The nurse listened", **more: Any) -> dict[str, Any]:
    return {"type": "feedback", "record": {**SAID, "answers": {"what_good": words}}, **more}


def test_ids_of_what_was_recorded_are_printed(cli: Cli, wing: Path) -> None:
    ran = cli("record", wing, user="Nia", stdin=lines(feedback(), feedback("So did the doctor")))
    assert ran.status == 0
    ids = ran.out.split()
    assert len(ids) == 2
    assert "So did the doctor" in cli("log", wing, ids[1], user="Nia").out


def test_a_meeting_its_actions_and_their_later_story_in_one_file(cli: Cli, wing: Path) -> None:
    meeting = {"date": "2026-03-02", "kind": "patient_forum", "title": "Forum"}
    item = {"title": "Queue"}
    ran = cli(
        "record",
        wing,
        "--json",
        user="Nia",
        stdin=lines(
            feedback(**{"as": "said"}),
            {"type": "meeting", "as": "first", "record": {**meeting, "agenda": [item]}},
            {"type": "action", "as": "clock", "record": {"text": "Clock", "meeting": "@first"}},
            {
                "type": "meeting",
                "record": {
                    **meeting,
                    "date": "2026-04-02",
                    "carried": ["@clock"],
                    "agenda": [{**item, "feedback": ["@said"]}],
                },
            },
            {
                "type": "action",
                "id": "@clock",
                "record": {"text": "Clock", "meeting": "@first", "status": "done"},
            },
        ),
    )
    assert ran.status == 0
    said, first, clock, second, again = ran.json["recorded"]
    assert (again["id"], again["rev"]) == (clock["id"], 2)
    story = cli("log", wing, clock["id"], "--json", user="Nia").json
    assert [event["record"].get("status", "open") for event in story["events"]] == ["open", "done"]
    assert story["events"][0]["record"]["meeting"] == first["id"]
    later = cli("log", wing, second["id"], "--json", user="Nia").json["events"][0]["record"]
    assert later["carried"] == [clock["id"]]
    assert later["agenda"][0]["feedback"] == [said["id"]]


def test_a_revision_of_a_record_in_the_store(cli: Cli, wing: Path) -> None:
    made = cli("record", wing, user="Nia", stdin=lines(feedback())).out.strip()
    ran = cli("record", wing, "--json", user="Nia", stdin=lines(feedback("Twice", id=made)))
    assert [(s["id"], s["rev"]) for s in ran.json["recorded"]] == [(made, 2)]


@pytest.mark.parametrize(
    ("bad", "code", "why"),
    [
        ("{not json", "InvalidValue", "not one JSON object"),
        ("[]", "InvalidValue", "array"),
        ({"type": "biscuit", "record": SAID}, "InvalidValue", "enum value"),
        ({"type": "feedback"}, "InvalidValue", "record"),
        ({**feedback(), "more": 1}, "InvalidValue", "unknown field"),
        ({"type": "feedback", "record": {**SAID, "date": "soon"}}, "InvalidValue", "date"),
        ({"type": "feedback", "record": {**SAID, "answers": {}}}, "InvalidValue", "answered"),
        ({"type": "feedback", "record": {**SAID, "form": "none"}}, "InvalidValue", "no form"),
        ({"type": "meeting", "record": {"carried": ["@who"]}}, "RecordNotFound", "@who"),
        (feedback(id="@who"), "RecordNotFound", "@who"),
        (feedback(id="01890000-0000-7000-8000-000000000000"), "RecordNotFound", "01890000"),
        (
            {"type": "action", "id": "@said", "record": {"text": "T"}},
            "InvalidValue",
            "another kind",
        ),
        (feedback(**{"as": "said"}), "InvalidValue", "given before"),
        (feedback(**{"as": "no spaces"}), "InvalidValue", "regex"),
        ('{"type":"feedback","record":"@said"}', "InvalidValue", "Expected"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_recorded(
    cli: Cli, wing: Path, bad: Any, code: str, why: str
) -> None:
    given = lines(feedback(**{"as": "said"}), "", bad, feedback("Last"))
    ran = cli("record", wing, "--json", user="Nia", stdin=given)
    assert ran.status == 1
    assert len(ran.json["recorded"]) == 2
    (refused,) = ran.json["refused"]
    assert (refused["line"], refused["code"]) == (3, code)
    assert why in refused["why"]
    assert len(cli("list", wing, "--json", user="Nia").json["records"]) == 2


def test_refused_lines_for_people_go_to_standard_error(cli: Cli, wing: Path) -> None:
    ran = cli("record", wing, user="Nia", stdin=lines("?", feedback()))
    assert ran.status == 1
    assert ran.err == "line 1: it is not one JSON object [InvalidValue]\n"
    assert len(ran.out.split()) == 1


def test_a_record_of_another_pc_is_not_revised(cli: Cli, folders: Any) -> None:
    made = cli("record", folders.wing, user="Hal", stdin=lines(feedback())).out.strip()
    ran = cli("record", folders.other, user="Hal", stdin=lines(feedback(id=made)))
    assert ran.status == 1
    assert "[RecordNotFound]" in ran.err


def test_an_office_does_not_record(cli: Cli, office: Path) -> None:
    ran = cli("record", office, stdin=lines(feedback()))
    assert ran.status == 3
    assert "[WrongKindOfStore]" in ran.err


def test_a_byte_order_mark_and_windows_line_ends(cli: Cli, wing: Path) -> None:
    given = b"\xef\xbb\xbf" + lines(feedback(), feedback("Two")).replace(b"\n", b"\r\n")
    assert cli("record", wing, user="Nia", stdin=given).status == 0


def test_a_full_disk_records_nothing(cli: Cli, wing: Path, tmp_path: Path) -> None:
    import shutil

    with small_disk(tmp_path / "small", 4096) as disk:
        store = disk / "wing"
        shutil.copytree(wing, store)
        fill(disk, leave=150_000)
        many = lines(*(feedback("word " * 200) for _ in range(2000)))
        ran = cli("record", store, user="Nia", stdin=many)
        (disk / "filler").unlink()
        assert ran.status == 3
        assert "[StorageFull]" in ran.err
        assert cli("list", store, "--json", user="Nia").json["records"] == []


# --- what may tell who somebody is, or of harm ----------------------------------------------

NAMING = "I told nurse Smith on B2-14"


def test_a_comment_that_may_identify_is_refused_and_the_others_are_recorded(
    cli: Cli, wing: Path
) -> None:
    ran = cli("record", wing, user="Nia", stdin=lines(feedback(NAMING), feedback("All well")))
    assert ran.status == 1
    assert len(ran.out.split()) == 1
    said = ran.err.splitlines()
    assert said[0] == "line 1: what_good: a name, what_good: a cell [MayIdentify]"
    assert "--identifying mask" in said[1]
    assert "Smith" not in ran.err


@pytest.mark.parametrize(
    ("rule", "words", "done"),
    [("mask", "I told nurse [name] on [cell number]", "masked"), ("keep", NAMING, "kept")],
)
def test_a_comment_that_may_identify_is_masked_or_kept_when_somebody_says_so(
    cli: Cli, wing: Path, rule: str, words: str, done: str
) -> None:
    given = lines(feedback("All well"), feedback(NAMING))
    ran = cli("record", wing, "--identifying", rule, user="Nia", stdin=given)
    assert ran.status == 0
    last = ran.out.split()[1]
    assert ran.err == f"line 2: it may tell who somebody is (a name, a cell), {done}: {last}\n"
    record = cli("log", wing, last, "--json", user="Nia").json["events"][0]["record"]
    assert record["answers"] == {"what_good": words}


def test_what_may_tell_of_harm_is_said_and_stops_the_bundle(
    cli: Cli, wing: Path, tmp_path: Path
) -> None:
    given = lines(feedback(**{"as": "said"}), feedback("I feel suicidal"))
    ran = cli("record", wing, "--json", user="Nia", stdin=given)
    assert ran.status == 0
    (flag,) = ran.json["flagged"]
    assert (flag["line"], flag["id"]) == (2, ran.json["recorded"][1]["id"])
    assert flag["harm"] == ["acct"]
    assert flag["id"] in cli("escalations", wing, user="Nia").out
    (tmp_path / "out").mkdir()
    assert "HarmNotPassedOn" in cli("export", wing, "--to", tmp_path / "out", user="Hal").err

    given = lines(feedback("I feel suicidal"))
    ran = cli("record", wing, "--harm-dealt-with", user="Nia", stdin=given)
    assert "line 1: it may tell of harm and was dealt with before" in ran.err
    assert ran.out.strip() not in cli("escalations", wing, user="Nia").out
    (noted,) = cli("audit", wing, "--kind", "harm", "--json", user="Hal").json["lines"]
    assert noted["by"] == "Nia"
    assert noted["detail"] == "1 in 1 comments: said to be passed on before"

    answer = {"route": "acct", "state": "done", "on": "2026-03-02", "by_role": "Nurse"}
    told = feedback("I feel suicidal")
    told["record"]["escalations"] = [answer]
    ran = cli("record", wing, user="Nia", stdin=lines(told))
    assert (ran.status, ran.err) == (0, "")


def test_a_name_of_a_refused_line_stands_for_nothing(cli: Cli, wing: Path) -> None:
    given = lines(feedback(NAMING, **{"as": "x"}), feedback("Twice", id="@x"))
    ran = cli("record", wing, user="Nia", stdin=given)
    assert "[MayIdentify]" in ran.err
    assert "[RecordNotFound]" in ran.err


# --- import-csv ------------------------------------------------------------------------------

MAP = {
    "form": "feedback-1",
    "date": {"column": "When", "format": "%d/%m/%Y"},
    "answers": {
        "what_good": {"column": "Good"},
        "fft_overall": {"column": "FFT", "values": {"1": 1, "5": 5, "7": None, "": None}},
    },
}


@pytest.fixture
def mapped(cli: Cli) -> Path:
    return cli.file("map.json", json.dumps(MAP))


def test_good_rows_are_recorded_and_others_named(cli: Cli, wing: Path, mapped: Path) -> None:
    sheet = cli.file(
        "comments.csv",
        "When,Good,FFT\n"
        '02/03/2026,"Kind,\nand quick",1\n'
        "31/02/2026,No such day,1\n"
        "03/03/2026,,7\n"
        "03/03/2026,Too short\n"
        "03/03/2026,Odd answer,9\n"
        "03/03/2026,Fine,7\n",
    )
    ran = cli("import-csv", wing, sheet, "--map", mapped, "--json", user="Nia")
    assert ran.status == 1
    assert len(ran.json["recorded"]) == 2
    assert [(r["line"], r["code"]) for r in ran.json["refused"]] == [
        (4, "InvalidValue"),
        (5, "InvalidValue"),
        (6, "BrokenRow"),
        (7, "InvalidValue"),
    ]
    listed = cli("list", wing, "--json", user="Nia").json["records"]
    assert listed[0]["record"]["answers"] == {"what_good": "Fine"}
    assert listed[1]["record"]["answers"] == {"what_good": "Kind,\nand quick", "fft_overall": 1}


def test_rows_that_may_identify_or_tell_of_harm_are_never_silent(
    cli: Cli, wing: Path, mapped: Path
) -> None:
    sheet = cli.file(
        "comments.csv",
        f"When,Good,FFT\n02/03/2026,{NAMING},1\n02/03/2026,I feel suicidal,1\n",
    )
    ran = cli("import-csv", wing, sheet, "--map", mapped, user="Nia")
    assert ran.status == 1
    assert "Recorded: 1. Refused: 1." in ran.out
    assert "line 2: what_good: a name, what_good: a cell [MayIdentify]" in ran.err
    assert "line 3: it may tell of harm and is still to be passed on" in ran.err
    args = (sheet, "--map", mapped, "--identifying", "mask", "--json")
    ran = cli("import-csv", wing, *args, user="Nia")
    assert ran.status == 0
    assert [flag["identifying"] for flag in ran.json["flagged"]] == [["name", "cell"], []]


def test_a_sheet_without_a_column(cli: Cli, wing: Path, mapped: Path) -> None:
    sheet = cli.file("comments.csv", "When,Good\n")
    ran = cli("import-csv", wing, sheet, "--map", mapped, user="Nia")
    assert ran.status == 3
    assert "no column “FFT”" in ran.err


def test_a_map_that_is_none(cli: Cli, wing: Path) -> None:
    ran = cli("import-csv", wing, wing, "--map", cli.file("map.json", "{}"), user="Nia")
    assert ran.status == 3
    assert "[InvalidValue]" in ran.err


def test_files_that_are_not_there(cli: Cli, wing: Path, mapped: Path) -> None:
    none = wing / "none.csv"
    assert "[CannotRead]" in cli("import-csv", wing, none, "--map", none, user="Nia").err
    assert "[CannotRead]" in cli("import-csv", wing, none, "--map", mapped, user="Nia").err
