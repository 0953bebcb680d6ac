# SPDX-License-Identifier: MIT
"""Who did what: noted with the deed, searched, given out, and found out when it was altered."""

import csv
import datetime
import io
import re
from pathlib import Path

import pytest
from sqlalchemy import text

from coprod_desktop.domain.errors import (
    CannotWrite,
    NotAllowed,
    UserError,
    WrongPassword,
)
from coprod_desktop.services.access import auditing, care, people, recovery, unlocking
from coprod_desktop.services.access.auditing import AuditQuery
from coprod_desktop.services.exchanging import exchange
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import audit, slots, tables, tries
from tests.stores import COST, PASSWORD, Folders, closing, content, feedback, send, start

NEW = "four loud pelicans"


def lines(s: SignedIn) -> list[tuple[str, str, str, str]]:
    """All of the audit, oldest first, read without being noted."""
    t = tables.audit.c
    with s.vault.read() as connection:
        query = tables.audit.select().order_by(t.n)
        return [(row.by, row.kind, row.about, row.detail) for row in connection.execute(query)]


def since(s: SignedIn, before: int) -> list[tuple[str, str, str, str]]:
    return lines(s)[before:]


# --- what is noted -----------------------------------------------------------------------------


def test_a_store_begins_with_who_set_it_up_and_every_visit_is_noted(folders: Folders) -> None:
    with closing(folders.open("wing", "Nia")) as nurse:
        first = lines(nurse)
        assert first[0] == ("Hal", "set_up", "HMP Example, B", "")
        assert first[1] == ("Hal", "sign_in", "head", "")
        assert first[2] == ("Hal", "person", "Nia", "added as staff")
        assert first[-1] == ("Nia", "sign_in", "staff", "")
    wing = folders.open("wing")
    assert since(wing, len(first)) == [("Nia", "sign_out", "", ""), ("Hal", "sign_in", "head", "")]


def test_wrong_passwords_at_the_door_are_noted_once_somebody_is_in(folders: Folders) -> None:
    for name in ("Hal", "nia", "Hal"):
        with pytest.raises(WrongPassword):
            folders.open("wing", name, "wrong password")
        unlocking.forgiven(folders.wing)
    with pytest.raises(WrongPassword):
        folders.open("wing", PASSWORD, "typed into the wrong field")
    unlocking.forgiven(folders.wing)
    assert PASSWORD not in (folders.wing / tries.FILE).read_text()
    with closing(folders.open("wing", "Nia")) as nurse:
        found = [line for line in lines(nurse) if line[1] == "wrong_password"]
        assert sorted(found) == [
            ("", "wrong_password", "", "1 before this sign-in"),
            ("", "wrong_password", "Hal", "2 before this sign-in"),
            ("", "wrong_password", "Nia", "1 before this sign-in"),
        ]
    wing = folders.open("wing")
    assert [line for line in lines(wing) if line[1] == "wrong_password"] == found


def test_wrong_passwords_of_another_process_are_noted_too(folders: Folders) -> None:
    program = """
import sys
from pathlib import Path
from coprod_desktop.domain.errors import WrongPassword
from coprod_desktop.services.access import opening
try:
    opening.unlock(Path(sys.argv[1]), "Hal", "wrong password")
except WrongPassword:
    pass
"""
    for _ in range(2):
        with start(program, folders.wing) as child:
            assert child.wait(timeout=60) == 0
    assert ("", "wrong_password", "Hal", "2 before this sign-in") in lines(folders.open("wing"))


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"Hal":0}', b'{"Hal":"x"}', b"\xff"])
def test_a_spoilt_count_keeps_nobody_out(folders: Folders, raw: bytes) -> None:
    (folders.wing / tries.FILE).write_bytes(raw)
    folders.open("wing").close()
    assert not (folders.wing / tries.FILE).exists()


def test_a_wrong_password_inside_is_noted_at_once(wing: SignedIn, folders: Folders) -> None:
    before = len(lines(wing))
    records.save(wing, feedback())
    with pytest.raises(WrongPassword):
        exchange.export(wing, "wrong password", folders.stick)
    with pytest.raises(WrongPassword):
        people.change_password(wing, "Hal", "wrong password", NEW, COST)
    assert since(wing, before) == 2 * [("Hal", "wrong_password", "Hal", "while signed in")]


def test_every_change_to_who_may_come_in_is_noted(wing: SignedIn) -> None:
    before = len(lines(wing))
    people.add(wing, "Zoë", "staff", NEW, COST)
    people.set_role(wing, "Zoë", "head")
    people.change_password(wing, "Zoë", None, PASSWORD, COST)
    people.disable(wing, "Zoë")
    recovery.sheet(wing)
    assert since(wing, before) == [
        ("Hal", "person", "Zoë", "added as staff"),
        ("Hal", "person", "Zoë", "role changed from staff to head"),
        ("Hal", "password", "Zoë", ""),
        ("Hal", "person", "Zoë", "disabled"),
        ("Hal", "recovery", "sheet", "a recovery sheet was made"),
    ]


def test_a_password_that_could_not_be_written_is_noted_as_not_done(
    wing: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(folder: Path, key_file: slots.KeyFile) -> None:
        raise CannotWrite(where=str(folder), why="it is write-protected")

    before = len(lines(wing))
    with monkeypatch.context() as patch:
        patch.setattr(slots, "write", fails)
        with pytest.raises(CannotWrite):
            people.change_password(wing, "Hal", PASSWORD, NEW, COST)
    assert [line[3] for line in since(wing, before)] == [
        "",
        "not done: the key file was not written",
    ]
    people.change_password(wing, "Hal", PASSWORD, NEW, COST)


def test_what_leaves_and_what_is_refused_is_noted(folders: Folders, tmp_path: Path) -> None:
    with closing(folders.open("wing")) as wing:
        before = len(lines(wing))
        records.save(wing, feedback())
        send(wing, folders.stick)
        care.backup(wing, tmp_path / "copy.db")
        care.rebuild(wing)
        assert [line[1] for line in since(wing, before)] == ["export", "backup", "rebuild"]
        before = len(lines(wing))
    nurse = folders.open("wing", "Nia")
    for refused in (
        lambda: care.backup(nurse, tmp_path / "another.db"),
        lambda: auditing.page(nurse),
        lambda: auditing.export(nurse, tmp_path / "audit.csv"),
        lambda: people.set_role(nurse, "Nia", "head"),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert since(nurse, before)[2:] == [
        ("Nia", "refused", what, "role staff")
        for what in (
            *("making a backup", "reading the audit"),
            *("exporting the audit", "changing roles"),
        )
    ]
    assert not (tmp_path / "audit.csv").exists()


def test_a_note_stands_or_falls_with_its_deed(wing: SignedIn) -> None:
    before = lines(wing)

    class Stop(Exception):
        pass

    def deed() -> None:
        with wing.vault.write() as connection:
            wing.note(connection, "backup", "never made")
            raise Stop

    with pytest.raises(Stop):
        deed()
    assert lines(wing) == before
    assert care.check(wing).ok


def test_closing_twice_signs_out_once(folders: Folders) -> None:
    wing = folders.open("wing")
    wing.close()
    wing.close()
    assert [line[1] for line in lines(folders.open("wing"))[-2:]] == ["sign_out", "sign_in"]


def test_nobody_comes_in_who_cannot_be_noted(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise CannotWrite(where="the store", why="it is write-protected")

    with monkeypatch.context() as patch:
        patch.setattr(audit, "append", full)
        with pytest.raises(CannotWrite):
            folders.open("wing")
    # It was let go again.
    folders.open("wing")


def test_what_is_noted_does_not_change_what_the_store_holds(wing: SignedIn) -> None:
    before = content(wing)
    auditing.page(wing)
    with pytest.raises(UserError):
        people.change_password(wing, "Hal", "wrong password", NEW, COST)
    assert content(wing) == before


# --- reading -----------------------------------------------------------------------------------


def test_pages_come_newest_first_and_go_on_where_the_last_one_ended(wing: SignedIn) -> None:
    for n in range(7):
        people.add(wing, f"Person {n}", "staff", NEW, COST)
    query = AuditQuery(kind="person", words="person")
    found = auditing.page(wing, query, limit=3)
    assert [line.about for line in found] == ["Person 6", "Person 5", "Person 4"]
    more = auditing.page(wing, query, limit=3, before=found[-1].n)
    assert [line.about for line in more] == ["Person 3", "Person 2", "Person 1"]
    assert auditing.page(wing, query, limit=0) == ()
    assert auditing.page(wing, query, before=1) == ()


def test_lines_are_found_by_words_kind_person_and_day(folders: Folders) -> None:
    with closing(folders.open("wing", "Nia")):
        pass
    folders.clock.days(2)
    wing = folders.open("wing")
    people.add(wing, "50% Zoë", "staff", NEW, COST)

    def abouts(**query: object) -> list[str]:
        return [line.about for line in auditing.page(wing, AuditQuery(**query))]  # pyright: ignore[reportArgumentType]

    assert abouts(words="ADDED zoë") == ["50% Zoë"]
    assert abouts(words="50%") == ["50% Zoë"]
    assert abouts(words="%_") == []
    assert abouts(words="nobody added") == []
    assert set(abouts(by="Nia")) == {"staff", ""}
    assert abouts(by="nia") == []
    assert abouts(kind="set_up") == ["HMP Example, B"]
    day = datetime.datetime.fromtimestamp(folders.clock() / 1000).astimezone().date()
    assert "50% Zoë" in abouts(date_from=day, date_to=day)
    before = day - datetime.timedelta(days=1)
    assert "50% Zoë" not in abouts(date_to=before, date_from=before - datetime.timedelta(days=1))
    assert "staff" in abouts(date_to=before, date_from=before - datetime.timedelta(days=1))
    assert abouts(date_from=day, date_to=before) == []


def test_reading_is_noted_once_until_something_else_happens(wing: SignedIn) -> None:
    before = len(lines(wing))
    found = auditing.page(wing)
    auditing.page(wing, AuditQuery(words="Hal"))
    auditing.page(wing, before=found[-1].n)
    assert since(wing, before) == [("Hal", "audit", "read", "")]
    assert found[0].kind == "audit"
    people.add(wing, "Zoë", "staff", NEW, COST)
    auditing.page(wing)
    assert [line[1] for line in since(wing, before)] == ["audit", "person", "audit"]


def test_the_whole_list_is_given_out_as_a_table_that_computes_nothing(
    wing: SignedIn, tmp_path: Path
) -> None:
    people.add(wing, "=cmd|' /C calc'!A0", "staff", NEW, COST)
    people.add(wing, 'Zoë "the nurse", B', "staff", NEW, COST)
    file = tmp_path / "audit.csv"
    count = auditing.export(wing, file)
    raw = file.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert len(rows) == count == len(lines(wing))
    assert [int(row["number"]) for row in rows] == list(range(1, count + 1))
    assert rows[-1]["kind"] == "audit"
    assert (rows[-1]["about"], rows[-1]["detail"]) == ("exported", "audit.csv")
    assert {row["about"] for row in rows} >= {"'=cmd|' /C calc'!A0", 'Zoë "the nurse", B'}
    assert re.fullmatch(r"2026-03-03T\d\d:\d\d:\d\d\.\d{3}\+00:00", rows[-1]["at"])
    with wing.vault.read() as connection:
        assert rows[-1]["chain"] == audit.end(connection, wing.store)[1].hex()
    assert auditing.export(wing, file, AuditQuery(kind="set_up")) == 1


def test_a_table_that_cannot_be_written_leaves_nothing(wing: SignedIn, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite):
        auditing.export(wing, tmp_path / "gone" / "audit.csv")
    assert list(tmp_path.glob("*.csv*")) == []


# --- altered -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit SET by = 'Nia' WHERE n = 2",
        "UPDATE audit SET kind = 'backup' WHERE n = 2",
        "UPDATE audit SET about = 'x' WHERE n = 2",
        "UPDATE audit SET detail = 'x' WHERE n = 2",
        "UPDATE audit SET at = at + 1 WHERE n = 2",
        "UPDATE audit SET chain = x'00' WHERE n = 2",
        "DELETE FROM audit WHERE n = 1",
        "DELETE FROM audit WHERE n = 2",
        "DELETE FROM audit WHERE n = (SELECT max(n) FROM audit)",
        "DELETE FROM audit",
        "INSERT INTO audit SELECT n + 100, at, by, kind, about, detail, chain FROM audit",
        "INSERT INTO audit SELECT 0, at, by, kind, about, detail, chain FROM audit WHERE n = 1",
        "DELETE FROM setting WHERE name = 'audit_end'",
    ],
)
def test_a_line_that_was_altered_removed_or_put_in_is_found(wing: SignedIn, sql: str) -> None:
    assert care.check(wing).ok
    with wing.vault.write() as connection:
        connection.execute(text(sql))
    report = care.check(wing)
    assert [line.name for line in report.lines if not line.ok] == ["audit"]


def test_two_lines_that_changed_places_are_found(wing: SignedIn) -> None:
    with wing.vault.write() as connection:
        for step in ("SET n = -1 WHERE n = 1", "SET n = 1 WHERE n = 2", "SET n = 2 WHERE n = -1"):
            connection.execute(text(f"UPDATE audit {step}"))
    assert not care.check(wing).ok


def test_a_list_written_anew_has_another_end_than_the_bundle_says(wing: SignedIn) -> None:
    with wing.vault.read() as connection:
        sent = audit.end(connection, wing.store)
        rows = connection.execute(tables.audit.select().order_by(tables.audit.c.n)).all()
    # Whoever holds the key writes all of it again, but for one line.
    with wing.vault.write() as connection:
        connection.execute(tables.audit.delete())
        for row in rows:
            said = "nothing" if row.n == 3 else row.detail
            audit.append(
                connection,
                wing.store,
                at=row.at,
                by=row.by,
                kind=row.kind,
                about=row.about,
                detail=said,
            )
        forged = audit.end(connection, wing.store)
    assert care.check(wing).ok
    assert forged[0] == sent[0]
    assert forged[1] != sent[1]
