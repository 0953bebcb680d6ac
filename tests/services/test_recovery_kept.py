# SPDX-License-Identifier: MIT
"""Ways back in that hold: rehearsed, mended, finished after a power cut, secret on every disk."""

import shutil
from pathlib import Path

import msgspec
import pytest

from coprod_desktop.bundle import escrow
from coprod_desktop.domain import words
from coprod_desktop.domain.canonical import b64
from coprod_desktop.domain.errors import CannotWrite, StoreDamaged
from coprod_desktop.domain.errors_recovery import WrongPaper
from coprod_desktop.services.access import care, escrowing, people, recovery
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import asked, slots
from tests.services.locked_out import (
    NEW,
    OTHER_WORDS,
    answers,
    asks,
    by_sheet,
    finishes,
    made,
    noted,
)
from tests.stores import (
    COST,
    PASSWORD,
    RECOVERY_WORDS,
    Folders,
    closing,
    make_wing,
    start,
)


def test_both_papers_are_rehearsed_and_the_check_up_says_so(folders: Folders) -> None:
    sheet = made(folders)
    wing = folders.open("wing")
    before = {line.name: line for line in care.check(wing).lines}
    assert before["recovery sheet"].ok
    assert "never" in before["recovery sheet"].detail
    recovery.rehearse_sheet(wing, sheet)
    recovery.rehearse_key(wing, RECOVERY_WORDS)
    folders.clock.days(3)
    after = {line.name: line.detail for line in care.check(wing).lines}
    assert "Made by Hal" in after["recovery sheet"]
    assert "3 days ago" in after["recovery sheet"]
    assert "3 days ago" in after["recovery key"]
    assert len(noted(wing, "recovery")) == 3
    for typed in (OTHER_WORDS, RECOVERY_WORDS):
        with pytest.raises(WrongPaper):
            recovery.rehearse_sheet(wing, typed)
    for typed in (OTHER_WORDS, sheet):
        with pytest.raises(WrongPaper):
            recovery.rehearse_key(wing, typed)
    recovery.rehearse_key(folders.open("office"), RECOVERY_WORDS)


def test_a_store_without_a_sheet_is_whole_but_gets_the_advice(wing: SignedIn) -> None:
    report = care.check(wing)
    assert report.ok
    (line,) = [line for line in report.lines if line.name == "recovery sheet"]
    assert "No recovery sheet was made yet" in line.detail


@pytest.mark.parametrize("field", ["suite", "kid", "wrapped", "whole"])
def test_an_altered_copy_for_the_office_is_made_anew_when_somebody_signs_in(
    folders: Folders, field: str
) -> None:
    key_file = slots.read(folders.wing)
    assert key_file.escrow is not None
    altered = None
    if field != "whole":
        value = getattr(key_file.escrow, field)
        altered = msgspec.structs.replace(key_file.escrow, **{field: "a" * len(value)})
    slots.write(folders.wing, msgspec.structs.replace(key_file, escrow=altered))
    if field == "whole":
        with pytest.raises(StoreDamaged):
            asks(folders)
    with closing(folders.open("wing", "Nia")) as nurse:
        assert slots.read(folders.wing).escrow not in (altered, None)
        assert not escrowing.wrap_anew(nurse)
    finishes(folders, answers(folders, *asks(folders))).close()


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b'{"question":1}', b"[]"])
def test_a_question_that_was_spoilt_keeps_nobody_out(folders: Folders, raw: bytes) -> None:
    asks(folders)
    (folders.wing / asked.FILE).write_bytes(raw)
    with closing(folders.open("wing")) as s:
        people.change_password(s, "Hal", PASSWORD, NEW, COST)
    assert not (folders.wing / asked.FILE).exists()
    folders.open("wing", "Hal", NEW)


def test_what_cannot_be_mended_keeps_nobody_out(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(folder: Path, _key_file: slots.KeyFile) -> None:
        raise CannotWrite(where=str(folder), why="it is write-protected")

    slots.write(folders.wing, msgspec.structs.replace(slots.read(folders.wing), escrow=None))
    with monkeypatch.context() as patch:
        patch.setattr(slots, "write", fails)
        wing = folders.open("wing")
        assert [line.name for line in care.check(wing).lines if not line.ok] == ["recovery key"]
    assert escrowing.wrap_anew(wing)
    assert care.check(wing).ok


def test_a_check_up_notices_a_copy_for_the_office_that_was_exchanged(wing: SignedIn) -> None:
    key_file = slots.read(wing.folder)
    assert key_file.escrow is not None
    other = msgspec.structs.replace(key_file.escrow, wrapped="A" * 100)
    slots.write(wing.folder, key_file.with_escrow(other))
    report = care.check(wing)
    assert not report.ok
    assert [line.name for line in report.lines if not line.ok] == ["recovery key"]
    assert escrowing.wrap_anew(wing)
    assert care.check(wing).ok


def test_another_recovery_key_in_the_trust_list_is_sealed_to(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    wing = folders.open("wing")
    assert not escrowing.wrap_anew(wing)
    theirs = escrow.recovery_key(words.secret(OTHER_WORDS))
    monkeypatch.setattr(escrowing, "present_key", lambda _s: theirs.public)
    assert not escrowing.sealed_to_present(wing, slots.read(wing.folder))
    assert escrowing.wrap_anew(wing)
    assert not escrowing.wrap_anew(wing)
    with pytest.raises(WrongPaper):
        recovery.rehearse_key(wing, RECOVERY_WORDS)
    recovery.rehearse_key(wing, OTHER_WORDS)


# --- cut off, and looked for -------------------------------------------------------------------

CUT_OFF = """
import os, sys
from pathlib import Path
from coprod_desktop.services.access import opening, recovery
from coprod_desktop.store import asked, slots
from tests.stores import COST, PASSWORD, RECOVERY_WORDS
what, moment, root = sys.argv[1], sys.argv[2], Path(sys.argv[3])
new, stick = "four loud pelicans", root / "stick"
def dies(*_, **__): os.kill(os.getpid(), 9)
def after(module, name):
    real = getattr(module, name)
    def wrapped(*a, **k):
        real(*a, **k)
        dies()
    setattr(module, name, wrapped)
wing = opening.unlock(root / "wing", "Hal", PASSWORD) if what == "sheet" else None
match moment:
    case "before the keys": slots.write = dies
    case "after the keys": after(slots, "write")
    case "before it is kept": asked.write = dies
    case "after it is kept": after(asked, "write")
    case "before it is forgotten": asked.forget = dies
    case "after it is forgotten": after(asked, "forget")
    case "before it is noted": recovery.opening.admitted = dies
if what == "sheet": recovery.sheet(wing)
if what == "ask": recovery.ask(root / "wing", "Hal", new, stick / "again", cost=COST)
if what == "finish":
    (file,) = stick.glob("answer*")
    recovery.finish(root / "wing", "Hal", new, file, cost=COST)
if what == "paper":
    typed = (root / "typed").read_text().split()
    recovery.with_sheet(root / "wing", typed, "Hal", new, cost=COST)
"""


def cut_off(folders: Folders, what: str, moment: str) -> None:
    with start(CUT_OFF, what, moment, folders.root) as child:
        child.wait(timeout=60)
    assert child.returncode not in {0, 1}


@pytest.mark.parametrize("moment", ["before the keys", "after the keys"])
def test_a_sheet_that_was_cut_off_leaves_none_that_opens(folders: Folders, moment: str) -> None:
    old = made(folders)
    cut_off(folders, "sheet", moment)
    with pytest.raises(WrongPaper):
        by_sheet(folders, old)
    by_sheet(folders, made(folders)).close()


@pytest.mark.parametrize("moment", ["before it is kept", "after it is kept"])
def test_a_question_that_was_cut_off_is_asked_again(folders: Folders, moment: str) -> None:
    cut_off(folders, "ask", moment)
    assert not (folders.stick / "again").exists()
    finishes(folders, answers(folders, *asks(folders))).close()


@pytest.mark.parametrize(
    "moment",
    ["before the keys", "after the keys", "before it is forgotten", "after it is forgotten"],
)
def test_an_answer_that_was_cut_off_is_finished_or_has_let_them_in(
    folders: Folders, moment: str
) -> None:
    answer = answers(folders, *asks(folders))
    cut_off(folders, "finish", moment)
    if asked.read(folders.wing) is not None:
        finishes(folders, answer).close()
    with closing(folders.open("wing", "Hal", NEW)) as s:
        assert "a new password by the office's recovery key" in str(noted(s, "recovery"))
        assert care.check(s).ok
    assert asked.read(folders.wing) is None


@pytest.mark.parametrize("moment", ["before the keys", "after the keys", "before it is noted"])
def test_a_sheet_used_when_the_power_went_works_again_and_is_noted(
    folders: Folders, moment: str
) -> None:
    sheet = made(folders)
    (folders.root / "typed").write_text(" ".join(sheet))
    cut_off(folders, "paper", moment)
    with closing(by_sheet(folders, sheet)) as s:
        assert "a new password by the recovery sheet" in str(noted(s, "recovery"))


def test_no_secret_of_a_way_back_lies_in_the_store_or_on_the_stick(folders: Folders) -> None:
    sheet = made(folders)
    answer = answers(folders, *asks(folders))
    with closing(folders.open("wing", "Nia")) as s:
        key = s.vault.key()
    waiting = asked.read(folders.wing)
    assert waiting is not None
    secret = asked.unseal(waiting, slots.read(folders.wing).store, NEW)
    assert secret is not None
    secrets = [key, words.secret(sheet), words.secret(RECOVERY_WORDS), secret]
    secrets += [escrow.recovery_key(secrets[2]).private_bytes()]
    secrets += [escrow.question_key(secret).private_bytes()]
    looked_for = [spelt for each in secrets for spelt in (each, b64(each).encode())]
    looked_for += [each.hex().encode() for each in secrets]
    looked_for += [" ".join(each).encode() for each in (sheet[:2], RECOVERY_WORDS[:2])]
    looked_for += [NEW.encode(), PASSWORD.encode()]
    files = [file for file in folders.root.rglob("*") if file.is_file()]
    assert answer in files
    for file in files:
        raw = file.read_bytes()
        assert not [spelt for spelt in looked_for if spelt in raw], file
    assert any(key in file.read_bytes() for file in [planted(folders, key)])


def planted(folders: Folders, secret: bytes) -> Path:
    """The scan would find what is there."""
    file = folders.root / "planted"
    file.write_bytes(b"..." + secret)
    return file


def test_the_offices_store_holds_nothing_that_opens_a_wing(folders: Folders) -> None:
    from sqlalchemy import select

    from coprod_desktop.store import tables

    private = escrow.recovery_key(words.secret(RECOVERY_WORDS)).private_bytes()
    with folders.open("office").vault.read() as connection:
        kept = {row.name: row.value for row in connection.execute(select(tables.secret))}
    assert "recovery" not in kept
    for value in kept.values():
        assert private not in value
        assert words.secret(RECOVERY_WORDS) not in value


def test_a_copied_wing_folder_and_its_question_are_no_way_in_without_the_office(
    folders: Folders,
) -> None:
    question, _said = asks(folders)
    stolen = folders.root / "stolen"
    shutil.copytree(folders.wing, stolen)
    key = slots.read(stolen).escrow
    assert key is not None
    found = escrow.read_question(question)
    waiting = asked.read(stolen)
    assert waiting is not None
    secret = asked.unseal(waiting, slots.read(stolen).store, NEW)
    assert secret is not None
    with pytest.raises(escrow.NotOpened):
        escrow.unseal(found.sealed, found.whose, escrow.question_key(secret))


def test_a_new_wing_can_be_brought_back_from_its_first_day(folders: Folders) -> None:
    make_wing(folders.office, folders.root / "new").close()
    file = folders.stick / "q"
    said = recovery.ask(folders.root / "new", "Hal", NEW, file, now=folders.clock, cost=COST)
    answer = answers(folders, file, said)
    recovery.finish(folders.root / "new", "Hal", NEW, answer, now=folders.clock, cost=COST).close()
