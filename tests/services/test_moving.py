# SPDX-License-Identifier: MIT
"""An office on a real PostgreSQL server: carried there, compared, and used as before."""

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import select

from coprod_desktop.domain.errors import NotAllowed, StoreDamaged, StoreTooNew
from coprod_desktop.domain.errors_server import (
    NotEmpty,
    NotHere,
    ServerAddressWrong,
    ServerGone,
    ServerRefused,
    WrongOffice,
)
from coprod_desktop.services.access import care, moving, people
from coprod_desktop.services.books import indexing
from coprod_desktop.services.exchanging import intake, receiving, returning
from coprod_desktop.services.loop import answers
from coprod_desktop.services.recording import erasing, lists, records
from coprod_desktop.services.recording.lists import FeedbackRow, Query
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables
from tests.servers import Server, server
from tests.stores import (
    COST,
    PASSWORD,
    Folders,
    action,
    content,
    feedback,
    make_office,
    meeting,
    send,
    start,
    take_in,
)

__all__ = ["server"]

LOST_IN_BETWEEN = {"search", "unindexed"}
"""What is each database's own, and is made anew."""


@pytest.fixture
def filled(folders: Folders) -> SignedIn:
    """An office with a comment and a meeting of each wing."""
    central = folders.open("office")
    for name in ("wing", "other"):
        wing = folders.open(name)
        records.save(wing, feedback(f"The tea was cold in {name}", slip_code="K7-42"))
        records.save_meeting(wing, meeting(), [(action(), None)])
        send(wing, folders.stick)
        wing.close()
    intake.take_in(central, [folders.stick])
    return central


@pytest.fixture
def moved(server: Server, folders: Folders, filled: SignedIn) -> SignedIn:
    """The same office on a server, signed in to again."""
    moving.move(filled, server.database())
    return folders.open("office")


def visible(s: SignedIn) -> dict[str, Any]:
    return {name: held for name, held in content(s).items() if name not in LOST_IN_BETWEEN}


def rows_on(url: str, query: str) -> list[Any]:
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        found = connection.exec_driver_sql(query).all()
    engine.dispose()
    return list(found)


def test_an_office_that_moved_shows_the_same(
    server: Server, folders: Folders, filled: SignedIn
) -> None:
    before = visible(filled)
    done = moving.move(filled, server.database())
    s = folders.open("office")
    assert s.vault.on_server
    assert visible(s) == before
    assert done.rows["change"] == 6
    assert done.backup.is_file()
    assert all(line.ok for line in care.check(s).lines), care.check(s)


def test_search_on_the_server_finds_what_the_file_found(moved: SignedIn) -> None:
    assert lists.search_behind(moved) > 0
    indexing.catch_up(moved)
    assert lists.search_behind(moved) == 0
    for words, count in (
        ("tea", 2),
        ("te", 2),
        ("TEA was", 2),
        ('"tea was cold"', 2),
        ('"was tea"', 0),
        ("cold other", 1),
        ("K7-42", 2),
        ("coffee", 0),
        ("ea", 0),
    ):
        found = lists.page(moved, "feedback", Query(words=words))
        assert len(found) == count, words


def test_bundles_come_in_once_and_answers_go_back(folders: Folders, moved: SignedIn) -> None:
    wing = folders.open("wing")
    saved = records.save(wing, feedback("The bell was answered"))
    path = send(wing, folders.stick)
    assert take_in(moved, path).outcome == "imported"
    assert take_in(moved, path).outcome == "already_imported"
    answers.answer(moved, saved.id, "change", "There is a second bell now")
    returning.write(moved, folders.stick)
    receiving.receive(wing, [folders.stick])
    assert [a.text for a in answers.to(wing, saved.id)] == ["There is a second bell now"]
    assert lists.counts(moved).feedback == 3


def test_what_is_erased_is_erased_on_the_server_too(folders: Folders, moved: SignedIn) -> None:
    (row, _) = lists.page(moved, "feedback")
    erasing.erase(moved, row.id, "patient_asked")
    words = row.excerpt.encode() if isinstance(row, FeedbackRow) else b""
    indexing.catch_up(moved)
    assert lists.counts(moved).feedback == 1
    c = tables.change.c
    with moved.vault.read() as connection:
        held = connection.execute(select(c.raw).where(c.record == row.id)).scalars().all()
    assert [raw for raw in held if raw and words in raw] == []
    assert None in held


def test_private_keys_do_not_lie_open_on_the_server(
    server: Server, folders: Folders, filled: SignedIn
) -> None:
    with filled.vault.read() as connection:
        plain = dict(connection.execute(select(tables.secret)).all())
    url = server.database()
    moving.move(filled, url)
    sealed = dict(rows_on(url, "SELECT name, value FROM secret"))
    assert sealed.keys() == plain.keys()
    assert all(value not in bytes(sealed[name]) for name, value in plain.items())
    with folders.open("office").vault.read() as connection:
        assert dict(connection.execute(select(tables.secret)).all()) == plain


def test_a_key_that_somebody_altered_on_the_server_is_told(
    server: Server, folders: Folders, filled: SignedIn
) -> None:
    url = server.database()
    moving.move(filled, url)
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE secret SET value = value || '\\x00'")
    engine.dispose()
    s = folders.open("office")
    with pytest.raises(StoreDamaged), s.vault.read() as connection:
        connection.execute(select(tables.secret.c.value)).all()


@pytest.mark.parametrize(
    "url",
    [
        "not an address",
        "mysql://somebody@here/office",
        "postgresql+psycopg://somebody@here",
        "postgresql+psycopg://somebody:secret@here/office",
    ],
)
def test_what_is_no_address_is_said_without_repeating_it(url: str) -> None:
    with pytest.raises(ServerAddressWrong) as caught:
        moving.address(url)
    assert "secret" not in str(caught.value)


def test_nothing_moves_where_nobody_answers_or_the_door_is_shut(
    server: Server, filled: SignedIn
) -> None:
    before = content(filled)
    with pytest.raises(ServerGone):
        moving.move(filled, "postgresql+psycopg://tester@127.0.0.1:1/office")
    with pytest.raises(ServerRefused):
        moving.move(filled, server.url("no_such_database"))
    with pytest.raises(ServerRefused):
        moving.move(filled, server.url("postgres", user="nobody_known"))
    assert content(filled) == before


def test_a_database_that_holds_something_is_left_alone(
    server: Server, filled: SignedIn, tmp_path: Path
) -> None:
    url = server.database()
    make_office(tmp_path / "second", "Second office")
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE theirs (id integer)")
    engine.dispose()
    with pytest.raises(NotEmpty):
        moving.move(filled, url)
    assert rows_on(url, "SELECT count(*) FROM theirs") == [(0,)]


def test_another_offices_database_and_a_newer_one_are_not_opened(
    server: Server, folders: Folders, filled: SignedIn
) -> None:
    url = server.database()
    moving.move(filled, url)
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreTooNew):
        folders.open("office")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
        connection.exec_driver_sql("UPDATE setting SET value = 'x' WHERE name = 'store'")
    engine.dispose()
    with pytest.raises(WrongOffice):
        folders.open("office")


def test_a_move_that_was_cut_off_before_the_file_let_go_is_finished(
    server: Server, folders: Folders, filled: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, before = server.database(), visible(filled)
    with monkeypatch.context() as patched:

        def cut_off(*_: object) -> None:
            raise KeyboardInterrupt

        patched.setattr(moving, "_let_go", cut_off)
        with pytest.raises(KeyboardInterrupt):
            moving.move(filled, url)
    assert visible(filled) == before
    moving.move(filled, url)
    assert visible(folders.open("office")) == before


def test_a_server_that_stops_in_the_middle_leaves_nothing_half_done(
    server: Server, folders: Folders, moved: SignedIn
) -> None:
    wing = folders.open("wing")
    records.save(wing, feedback("One more"))
    path, before = send(wing, folders.stick), visible(moved)

    def stop(_done: int, _total: int, what: str) -> None:
        if what == "changes":
            server.stop()

    try:
        with pytest.raises(ServerGone):
            intake.take_in(moved, [path], stop)
    finally:
        server.start()
    assert visible(moved) == before
    assert take_in(moved, path).outcome == "imported"


IMPORTER = """
import sys, time
from pathlib import Path
from coprod_desktop.services.access import opening
from coprod_desktop.services.exchanging import intake
s = opening.unlock(Path(sys.argv[1]), "Ada", sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
for outcome in intake.take_in(s, [Path(sys.argv[2])]):
    print(outcome.device, outcome.seq, outcome.outcome, flush=True)
s.close()
"""


def test_two_importers_on_one_server_take_each_bundle_in_once(
    folders: Folders, moved: SignedIn
) -> None:
    many = folders.root / "many"
    for name in ("wing", "other"):
        wing = folders.open(name)
        for number in range(3):
            records.save(wing, feedback(f"Comment {number} of {name}"))
            send(wing, many)
        wing.close()
    both = [start(IMPORTER, folders.office, many, PASSWORD) for _ in range(2)]
    for child in both:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "ready"
    said = [child.communicate("go\n", timeout=120)[0] for child in both]
    lines = [line.split() for text in said for line in text.splitlines()]
    assert len(lines) == 12
    newly = [(device, seq) for device, seq, outcome in lines if outcome == "imported"]
    assert len(newly) == len(set(newly)) == 6, json.dumps(lines)
    assert lists.counts(moved).feedback == 8
    assert all(line.ok for line in care.check(moved).lines)


def test_only_an_administrator_moves_an_office_and_only_once(
    server: Server, folders: Folders, filled: SignedIn, moved: SignedIn
) -> None:
    with pytest.raises(NotHere):
        moving.move(moved, server.database())
    with pytest.raises(NotHere):
        care.backup(moved, folders.root / "backup.db")
    people.add(moved, "Nell", "staff", PASSWORD, COST)
    with pytest.raises(NotAllowed):
        moving.move(folders.open("office", "Nell"), server.database())
