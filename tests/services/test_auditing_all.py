# SPDX-License-Identifier: MIT
"""One story in which everything happens that an audit has to tell of, and it tells of all."""

import csv
import shutil
from pathlib import Path
from typing import get_args

import pytest
from sqlalchemy import select

from coprod_desktop import paths
from coprod_desktop.domain.errors import NotAllowed, WrongPassword
from coprod_desktop.domain.poster import Card, Poster
from coprod_desktop.domain.records import Complaint, Escalation, Notice
from coprod_desktop.services.access import auditing, care, people, recovery, unlocking
from coprod_desktop.services.books import forks
from coprod_desktop.services.entering import spreadsheet
from coprod_desktop.services.entering.spreadsheet import Column, CsvMap
from coprod_desktop.services.exchanging import (
    exchange,
    intake,
    office,
    receipts,
    restoring,
    trusting,
)
from coprod_desktop.services.loop import answers, guarding, notices
from coprod_desktop.services.papers import giving_out, posters
from coprod_desktop.services.recording import erasing, records, reference
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import audit, tables
from tests.services.returns import received, returned, written
from tests.stores import COST, DAY, Folders, feedback, send, take_in

NEW = "four loud pelicans"
# A stick's own tests say that it is noted when one is authorised, withdrawn or refused.
ELSEWHERE = {"medium"}


def kinds(*stores: SignedIn) -> set[str]:
    found: set[str] = set()
    for s in stores:
        with s.vault.read() as connection:
            found |= set(connection.execute(select(tables.audit.c.kind)).scalars())
    return found


def noted(s: SignedIn, kind: str) -> list[tuple[str, str, str]]:
    t = tables.audit.c
    with s.vault.read() as connection:
        query = tables.audit.select().where(t.kind == kind).order_by(t.n)
        return [(row.by, row.about, row.detail) for row in connection.execute(query)]


def test_all_that_has_to_be_noted_is_noted(folders: Folders, tmp_path: Path) -> None:
    central, wing = folders.open("office"), folders.open("wing")
    saved = records.save(wing, feedback("One"))
    doomed = records.save(wing, feedback("Two"))
    _from_a_table(wing, tmp_path)
    told = records.save(
        wing, feedback("Three", escalations=(Escalation(route="acct", state="open"),))
    )
    guarding.resolve(wing, told.id, [Escalation(route="acct", by_role="Nurse", on=DAY)])
    guarding.set_site_route(wing, "acct", {"who": "The wing manager"})
    giving_out.note(wing, "print", "Minutes")
    sent = send(wing, folders.stick)
    assert take_in(central, sent).outcome == "imported"
    assert noted(wing, "export")[-1] == ("Hal", "1", str(folders.stick))

    # What goes back, and the word of it over the telephone.
    answers.answer(central, saved.id, "change", "It will be mended.")
    records.save(central, Complaint(received=DAY, status="received"))
    notices.give(central, Notice(date=DAY, until=DAY, title="The hatch is closed"))
    erasing.erase(central, doomed.id, "wrong_person")
    trusting.rotate_keys(central)
    form = tmp_path / "form.json"
    shutil.copy(paths.resource("forms/feedback-1.json"), form)
    reference.publish(central, form)
    receipts.confirm(wing, receipts.code(central, wing.device).code)
    returned(central, wing, folders.stick)
    assert noted(wing, "erase")[-1][1] == doomed.id
    assert noted(wing, "trust")

    # A bundle that was altered, and an altered return.
    _altered(sent)
    assert take_in(central, sent).security
    back = written(central, wing, folders.stick)
    _altered(back)
    assert received(wing, back).security
    assert noted(wing, "alarm")
    assert noted(central, "alarm")

    _copied(folders, wing, central, saved.id)
    other = _managed(folders, central, tmp_path)

    stores = (central, folders.open("wing"), folders.open("copy", "Hal"), other)
    assert set(get_args(audit.Kind)) - kinds(*stores) - ELSEWHERE == set()
    for s in stores:
        assert next(line for line in care.check(s).lines if line.name == "audit").ok


def _from_a_table(wing: SignedIn, tmp_path: Path) -> None:
    with (tmp_path / "in.csv").open("w", newline="") as handle:
        csv.writer(handle).writerows([["Date", "Good"], ["2026-03-01", "Kind words"]])
    mapping = CsvMap(
        form="feedback-1",
        date=Column("Date", format="%Y-%m-%d"),
        fields={},
        answers={"what_good": Column("Good")},
    )
    assert spreadsheet.import_csv(wing, tmp_path / "in.csv", mapping).taken
    assert noted(wing, "spreadsheet") == [("Hal", "in.csv", "1 records")]


def _altered(file: Path) -> None:
    """A header that its signature does not fit."""
    raw = bytearray(file.read_bytes())
    raw[40] ^= 1
    file.write_bytes(raw)


def _copied(folders: Folders, wing: SignedIn, central: SignedIn, record: str) -> None:
    """Two PCs go on from one disk; the office lets the copy in anew, and chooses."""
    wing.close()
    shutil.copytree(folders.wing, folders.root / "copy")
    wing, copy = folders.open("wing"), folders.open("copy", "Hal")
    records.save(wing, feedback("One, revised"), id=record)
    assert take_in(central, send(wing, folders.root / "s1")).outcome == "imported"
    restoring.new_history(copy)
    records.save(copy, feedback("One, otherwise"), id=record)
    asked = exchange.request(copy, folders.root)
    intake.take_in(central, [asked.path])
    office.approve(central, copy.device, asked.words)
    assert take_in(central, send(copy, folders.root / "s2")).outcome == "imported"
    (conflict,) = forks.conflicts(central)
    forks.choose(central, conflict.record, conflict.other.leaf)
    assert noted(copy, "restore")
    wing.close()
    copy.close()
    assert noted(central, "choice")


def _managed(folders: Folders, central: SignedIn, tmp_path: Path) -> SignedIn:
    """People, passwords, papers, backups, devices; and what is not allowed."""
    wing = folders.open("other")
    people.add(wing, "Zoë", "head", NEW, COST)
    people.change_password(wing, "Nia", None, NEW, COST)
    with pytest.raises(WrongPassword):
        unlocking.confirm_password(wing, "wrong password")
    recovery.sheet(wing)
    late = Poster(cards=(Card("", "Late since 4 June 2008", "We start earlier"),))
    (said, *_) = (each for each in posters.findings(wing, late) if each.like)
    posters.vouch(wing, said)
    care.backup(wing, tmp_path / "backup.db")
    care.rebuild(wing)
    auditing.export(wing, tmp_path / "audit.csv")
    wing.close()
    nurse = folders.open("other", "Nia", NEW)
    with pytest.raises(NotAllowed):
        care.backup(nurse, tmp_path / "another.db")
    office.revoke(central, nurse.device, 0)
    return nurse
