# SPDX-License-Identifier: MIT
"""Lists and search are what the log says, whether they grew with it or were made from it anew."""

import datetime
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coprod_desktop.domain.records import (
    Action,
    Answer,
    Complaint,
    Feedback,
    Meeting,
    Notice,
    Record,
    RecordType,
    Roll,
)
from coprod_desktop.services.access import care, opening
from coprod_desktop.services.access.opening import SignedIn
from coprod_desktop.services.recording import lists, records
from coprod_desktop.services.recording.lists import Query
from coprod_desktop.store import integrity, search
from tests.stores import NOW, PASSWORD, action, feedback, meeting

KINDS: tuple[RecordType, ...] = ("feedback", "meeting", "action")
WORDS = ["tea", "Team", "steam", "nurse", "night", "hatch", "9am", "café", "naïve", "the"]
words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
days = st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 1, 8))
feedbacks = st.builds(
    feedback,
    words,
    date=days,
    wing=st.sampled_from(["", "A", "B"]),
    kind=st.sampled_from(["", "concern", "compliment"]),
    themes=st.lists(st.sampled_from(["ACC", "ACC.WAIT", "COM"]), max_size=2).map(tuple),
    status=st.sampled_from(["", "new", "answered"]),
    answers=st.sampled_from([{}, {"fft_overall": 1}, {"fft_overall": 5}]),
)
meetings = st.builds(meeting, words, date=days, wing=st.sampled_from(["", "A", "B"]))
actions = st.builds(
    action,
    words,
    due=st.none() | days,
    status=st.sampled_from(["open", "done"]),
    wing=st.sampled_from(["", "A", "B"]),
)
# What people do, one after the other: a record is new, or (0 to 99) the next version of an old one.
steps = st.lists(
    st.tuples(st.none() | st.integers(0, 99), feedbacks | meetings | actions),
    min_size=1,
    max_size=24,
)
# hypothesis runs a test many times in one fixture: each run gets a store of its own below.
many = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)


@pytest.fixture
def empty(wing: SignedIn) -> SignedIn:
    return wing


def forget(s: SignedIn) -> None:
    """Empty a store between the examples of one test."""
    with s.vault.write() as connection:
        for table in ("change", "feedback", "meeting", "action", "stream"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        search.clear(connection)


def follow(s: SignedIn, did: Sequence[tuple[int | None, Record]]) -> dict[str, Record]:
    """Do the steps; the records as they stand then."""
    stand: dict[str, Record] = {}
    for which, record in did:
        same = [each for each, old in stand.items() if type(old) is type(record)]
        chosen = same[which % len(same)] if which is not None and same else None
        saved = records.save(s, record, id=chosen)
        stand[saved.id] = records.accepted(record)
    return stand


def answers(s: SignedIn) -> dict[str, Any]:
    """What each list shows, unfiltered and for many searches."""
    searches = ["", *WORDS, "te", "tea team", '"tea team"', "nothing", "caf", "naive "]
    return {
        f"{kind} {typed}": lists.page(s, kind, Query(words=typed), limit=100)
        for kind in KINDS
        for typed in searches
    }


@many
@given(steps)
def test_replaying_the_log_changes_nothing_that_can_be_seen(
    empty: SignedIn, did: list[tuple[int | None, Record]]
) -> None:
    forget(empty)
    follow(empty, did)
    with empty.vault.read() as connection:
        before = integrity.fingerprint(connection)
    seen = answers(empty)
    assert care.rebuild(empty) == len(did)
    with empty.vault.read() as connection:
        assert integrity.fingerprint(connection) == before
    assert answers(empty) == seen


@many
@given(steps)
def test_one_transaction_or_many_give_the_same_lists(
    empty: SignedIn, did: list[tuple[int | None, Record]]
) -> None:
    fresh = [record for _, record in did]

    def shown() -> list[list[tuple[Any, ...]]]:
        unlike = {"id", "at"}
        return [
            [
                tuple(getattr(row, f) for f in row.__struct_fields__ if f not in unlike)
                for row in lists.page(empty, kind, limit=100)
            ]
            for kind in KINDS
        ]

    forget(empty)
    for record in fresh:
        records.save(empty, record)
    singly = shown()
    forget(empty)
    records.save_many(empty, fresh)
    assert shown() == singly


# --- a brute-force model of lists and search ------------------------------------------------


def folded(text: str) -> list[str]:
    """Words as a person compares them: no case, no accents."""
    plain = unicodedata.normalize("NFD", text.lower())
    return re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c)))


def holds(typed: str, said: list[str]) -> bool:
    """Whether a text holds every word that was typed, the last perhaps unfinished."""
    wanted = folded(typed)
    *whole, last = wanted
    unfinished = not typed.endswith(" ") and len(last) > 1
    found = any(w.startswith(last) if unfinished else w == last for w in said)
    return found and all(word in said for word in whole)


def said(record: Record) -> list[str]:
    match record:
        case Feedback():
            spoken = [a for a in record.answers.values() if isinstance(a, str)]
            return folded(" ".join([*spoken, record.wing]))
        case Meeting():
            agenda = [part for i in record.agenda for part in (i.title, i.notes)]
            return folded(" ".join([record.title, *agenda, record.wing]))
        case Action() | Answer():
            return folded(record.text)
        case Complaint():
            return folded(f"{record.summary} {record.wing}")
        case Roll() | Notice():
            return []  # not searched


def expected(record: Record, query: Query) -> bool:
    match record:
        case Action():
            date = record.due
        case Complaint():
            date = record.received
        case _:
            date = record.date
    day = (date or datetime.datetime.fromtimestamp(NOW / 1000, datetime.UTC).date()).isoformat()
    checks = [
        not query.words.strip() or holds(query.words, said(record)),
        not query.date_from or day >= query.date_from,
        not query.date_to or day <= query.date_to,
        not query.wing or getattr(record, "wing", "") == query.wing,
        not query.status or getattr(record, "status", "") == query.status,
    ]
    if isinstance(record, Feedback):
        checks += [
            not query.kind or record.kind == query.kind,
            not query.fft or record.answers.get("fft_overall") == query.fft,
            not query.theme or any(t.startswith(query.theme) for t in record.themes),
        ]
    return all(checks)


typed = words | words.map(lambda w: w[:-1]) | words.map(lambda w: w + " ")
iso = st.just("") | days.map(datetime.date.isoformat)
queries = st.builds(
    Query,
    words=st.just("") | typed,
    date_from=iso,
    date_to=iso,
    wing=st.sampled_from(["", "A"]),
    status=st.sampled_from(["", "", "new", "open"]),
    fft=st.sampled_from([0, 0, 1]),
    theme=st.sampled_from(["", "", "ACC", "COM"]),
    kind=st.sampled_from(["", "", "concern"]),
)


@many
@given(steps, st.lists(queries, min_size=4, max_size=8))
def test_lists_agree_with_a_model_that_looks_at_every_record(
    empty: SignedIn, did: list[tuple[int | None, Record]], asked: list[Query]
) -> None:
    forget(empty)
    stand = follow(empty, did)
    for query in asked:
        for kind in KINDS:
            wanted = {i for i, r in stand.items() if kind == type(r).__name__.lower()}
            if kind == "meeting" and query.kind:
                continue  # a meeting's kind is another thing, and has a test of its own
            wanted = {each for each in wanted if expected(stand[each], query)}
            positions = lists.positions(empty, kind, query)
            rows = lists.rows(empty, kind, positions)
            assert {row.id for row in rows} == wanted, (kind, query)
            assert list(positions) == sorted(positions, reverse=True)
            assert [row.pos for row in rows] == list(positions)
            assert lists.page(empty, kind, query, limit=100) == rows
            assert lists.page(empty, kind, query, limit=3) == rows[:3]


# --- single cases ---------------------------------------------------------------------------


def found(s: SignedIn, typed: str, kind: RecordType = "feedback") -> list[str]:
    return [row.id for row in lists.page(s, kind, Query(words=typed))]


def test_a_revision_that_changes_the_day_moves_the_record(wing: SignedIn) -> None:
    first, second, third = (
        records.save(wing, feedback(f"n{n}", date=datetime.date(2026, 3, n))).id for n in (1, 2, 3)
    )
    records.save(wing, feedback("n1", date=datetime.date(2026, 3, 9)), id=first)
    assert [row.id for row in lists.page(wing, "feedback")] == [first, third, second]
    records.save(wing, feedback("n1 again", date=datetime.date(2026, 3, 9)), id=first)
    assert [row.id for row in lists.page(wing, "feedback")] == [first, third, second]
    assert len(lists.positions(wing, "feedback")) == 3


def test_a_revision_on_the_same_day_keeps_its_place(wing: SignedIn) -> None:
    made = [records.save(wing, feedback(f"n{n}")).id for n in range(3)]
    records.save(wing, feedback("n0 put better"), id=made[0])
    assert [row.id for row in lists.page(wing, "feedback")] == made[::-1]


def test_words_that_a_revision_took_out_are_no_longer_found(wing: SignedIn) -> None:
    saved = records.save(wing, feedback("Mr Brown was rude"))
    assert found(wing, "Brown") == [saved.id]
    records.save(wing, feedback("A nurse was rude"), id=saved.id)
    assert found(wing, "Brown") == []
    assert found(wing, "rude") == [saved.id]


@pytest.mark.parametrize(
    ("typed", "hit"),
    [
        ("medic", True),
        ("medication", True),
        ("MEDICATION", True),
        ("edication", False),
        ("medic ", False),
        ("m", False),
        ("queue medication", True),
        ("medication the", True),
        ('"medication queue"', True),
        ('"queue medication"', False),
        ('"the medic', True),
        ("café", True),
        ("cafe", True),
        ("CAFE\u0301", True),
        ("re\u0301sume\u0301", True),
        ("o'clock", True),
        ("8", True),
        ("zzz", False),
        ("medication zzz", False),
        ("AND", False),
        ("medication OR zzz", False),
        ("NEAR(medication)", False),
        ("medication*", True),
        ("-medication", True),
        ("body:medication", False),
        ('"', True),
        ("'; DROP TABLE search; --", False),
        ("^medication", True),
        ("\0medication", True),
        ("(medication", True),
    ],
)
def test_what_finds_a_comment(wing: SignedIn, typed: str, hit: bool) -> None:
    said = "The medication queue at the café starts at 8 o'clock, said his résumé."
    saved = records.save(wing, feedback(said))
    assert found(wing, typed) == ([saved.id] if hit else [])


@pytest.mark.parametrize(
    ("said", "typed"),
    [
        ("الانتظار طويل جدا", "طويل"),
        ("ਉਡੀਕ ਬਹੁਤ ਲੰਬੀ ਹੈ", "ਬਹੁਤ"),
        ("czekałem długo w kolejce", "DŁUGO"),
        ("Я долго ждал", "ДОЛГО"),
        ("straße", "straße"),
    ],
)
def test_other_languages_are_found(wing: SignedIn, said: str, typed: str) -> None:
    saved = records.save(wing, feedback(said))
    assert found(wing, typed) == [saved.id]


def test_every_part_of_a_meeting_and_an_action_is_found(wing: SignedIn) -> None:
    done = records.save_meeting(
        wing, meeting("Forum about dentistry", place="Chapel"), [(action("Buy a kettle"), None)]
    )
    for typed in ("dentistry", "hatch", "Chapel", "waiting"):
        assert found(wing, typed, "meeting") == [done[0].id]
    assert found(wing, "kettle", "action") == [done[1].id]
    assert found(wing, "kettle") == []


def test_a_search_gives_the_newest_thousand(wing: SignedIn) -> None:
    records.save_many(wing, [feedback(f"Queue number {n}") for n in range(search.NEWEST + 50)])
    positions = lists.positions(wing, "feedback", Query(words="queue"))
    assert len(positions) == search.NEWEST
    assert len(lists.positions(wing, "feedback", Query(words="?"))) == search.NEWEST + 50
    assert list(positions) == list(lists.positions(wing, "feedback"))[: search.NEWEST]


def test_newer_records_of_another_kind_or_wing_do_not_hide_the_older(wing: SignedIn) -> None:
    forum = records.save(wing, meeting("Queue at the hatch")).id
    first = records.save(wing, feedback("Queue", wing="A", date=datetime.date(2026, 1, 1))).id
    records.save_many(wing, [feedback(f"Queue {n}", wing="B") for n in range(search.NEWEST + 50)])
    assert found(wing, "queue", "meeting") == [forum]
    assert len(lists.positions(wing, "meeting", Query(words="queue"))) == 1
    query = Query(words="queue", wing="A")
    assert [row.id for row in lists.page(wing, "feedback", query)] == [first]
    assert len(lists.positions(wing, "feedback", query)) == 1
    assert len(lists.positions(wing, "feedback", Query(words="queue"))) == search.NEWEST


def test_rows_come_in_the_order_asked_for_and_gaps_are_left_out(wing: SignedIn) -> None:
    records.save_many(wing, [feedback(f"n{n}") for n in range(1_200)])
    positions = list(lists.positions(wing, "feedback"))
    asked = [positions[5], 1, positions[700], positions[2], positions[1_100]]
    rows = lists.rows(wing, "feedback", asked)
    assert [row.pos for row in rows] == [asked[0], *asked[2:]]
    assert len(lists.rows(wing, "feedback", positions)) == 1_200


def test_two_stores_of_the_same_changes_have_the_same_lists(wing: SignedIn, tmp_path: Path) -> None:
    records.save_many(wing, [feedback(f"n{n}") for n in range(10)])
    care.backup(wing, tmp_path / "copy.db")
    folder = tmp_path / "copy"
    folder.mkdir()
    (tmp_path / "copy.db").rename(folder / "store.db")
    (tmp_path / "copy.db.keys.json").rename(folder / "keys.json")
    copy = opening.unlock(folder, "Hal", PASSWORD)
    assert lists.page(copy, "feedback") == lists.page(wing, "feedback")
    copy.close()
