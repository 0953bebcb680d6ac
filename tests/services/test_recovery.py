# SPDX-License-Identifier: MIT
"""The recovery sheet: a lost password set anew by paper, and every refusal on the way."""

import msgspec
import pytest

from coprod_desktop.domain.errors import (
    NotAllowed,
    StoreDamaged,
    StoreInUse,
    TooSoon,
    WeakPassword,
    WrongPassword,
)
from coprod_desktop.domain.errors_recovery import NoRecoverySheet, NotAManager, WrongPaper
from coprod_desktop.services.access import care, people, recovery
from coprod_desktop.services.recording import records
from coprod_desktop.store import slots
from tests.services.locked_out import NEW, OTHER_WORDS, by_sheet, made, noted
from tests.stores import (
    COST,
    PASSWORD,
    RECOVERY_WORDS,
    Folders,
    closing,
    feedback,
)


def test_a_recovery_sheet_gives_a_lost_head_a_new_password(folders: Folders) -> None:
    sheet = made(folders)
    with closing(by_sheet(folders, sheet, " hal ")) as s:
        assert (s.person.name, s.person.role) == ("Hal", "head")
        records.save(s, feedback())
        assert noted(s, "recovery")[0] == ("Hal", "Hal", "a new password by the recovery sheet")
        assert noted(s, "sign_in")[0][0] == "Hal"
    with pytest.raises(WrongPassword):
        folders.open("wing")
    folders.open("wing", "Hal", NEW).close()
    # Everybody else's way in is as it was, and the sheet is not used up.
    folders.open("wing", "Nia").close()
    by_sheet(folders, sheet, "Hal", PASSWORD).close()
    folders.open("wing")


def test_a_sheet_waits_for_nobody_who_mistyped_a_password(folders: Folders) -> None:
    sheet = made(folders)
    for _ in range(3):
        with pytest.raises(WrongPassword):
            folders.open("wing", "Hal", "wrong password")
    with pytest.raises(TooSoon):
        folders.open("wing")
    by_sheet(folders, sheet).close()
    folders.open("wing", "Hal", NEW)


def test_a_new_sheet_ends_the_one_before_even_with_the_old_key_file(folders: Folders) -> None:
    old = made(folders)
    before = (folders.wing / slots.KEYS_FILE).read_bytes()
    new = made(folders)
    assert old != new
    with pytest.raises(WrongPaper):
        by_sheet(folders, old)
    (folders.wing / slots.KEYS_FILE).write_bytes(before)
    with pytest.raises(WrongPaper):
        by_sheet(folders, old)
    with pytest.raises(WrongPaper):
        by_sheet(folders, new)
    with closing(folders.open("wing")) as s:
        with pytest.raises(WrongPaper):
            recovery.rehearse_sheet(s, old)
        assert not next(line for line in care.check(s).lines if line.name == "recovery sheet").ok


def test_a_store_without_a_sheet_says_so(folders: Folders) -> None:
    with pytest.raises(NoRecoverySheet):
        by_sheet(folders, OTHER_WORDS)
    with pytest.raises(NoRecoverySheet):
        recovery.rehearse_sheet(folders.open("wing"), OTHER_WORDS)


def test_words_of_another_paper_open_nothing(folders: Folders) -> None:
    made(folders)
    foreign = made(folders, "other")
    before = (folders.wing / slots.KEYS_FILE).read_bytes()
    for typed in (OTHER_WORDS, RECOVERY_WORDS, foreign):
        with pytest.raises(WrongPaper):
            by_sheet(folders, typed)
    assert (folders.wing / slots.KEYS_FILE).read_bytes() == before


@pytest.mark.parametrize("person", ["Nia", "Nobody", ""])
def test_a_sheet_is_for_heads_and_administrators(folders: Folders, person: str) -> None:
    sheet = made(folders)
    before = (folders.wing / slots.KEYS_FILE).read_bytes()
    with pytest.raises(NotAManager):
        by_sheet(folders, sheet, person)
    assert (folders.wing / slots.KEYS_FILE).read_bytes() == before
    # The store is let go, and a refusal of somebody whom it knows is noted.
    wing = folders.open("wing")
    assert (("Nia", "a way back in", "role staff") in noted(wing, "refused")) == (person == "Nia")


def test_a_sheet_brings_no_disabled_head_back(folders: Folders) -> None:
    sheet = made(folders)
    with closing(folders.open("wing")) as s:
        people.add(s, "Zoë", "head", NEW, COST)
        people.disable(s, "Hal")
    with pytest.raises(NotAManager):
        by_sheet(folders, sheet)
    by_sheet(folders, sheet, "Zoë").close()


def test_a_sheet_opens_no_store_that_somebody_has_open(folders: Folders) -> None:
    sheet = made(folders)
    folders.open("wing")
    with pytest.raises(StoreInUse):
        by_sheet(folders, sheet)


def test_a_weak_password_is_refused_before_anything_is_opened(folders: Folders) -> None:
    sheet = made(folders)
    with pytest.raises(WeakPassword):
        by_sheet(folders, sheet, "Hal", "short")
    with pytest.raises(WeakPassword):
        recovery.ask(folders.wing, "Hal", "short", folders.stick / "q", cost=COST)
    assert not (folders.stick / "q").exists()


def test_a_nurse_makes_no_sheet_and_rehearses_none(folders: Folders) -> None:
    nurse = folders.open("wing", "Nia")
    with pytest.raises(NotAllowed):
        recovery.sheet(nurse)
    with pytest.raises(NotAllowed):
        recovery.rehearse_sheet(nurse, OTHER_WORDS)
    with pytest.raises(NotAllowed):
        recovery.rehearse_key(nurse, RECOVERY_WORDS)


@pytest.mark.parametrize("field", ["salt", "nonce", "wrapped"])
def test_an_altered_sheet_slot_opens_nothing(folders: Folders, field: str) -> None:
    sheet = made(folders)
    key_file = slots.read(folders.wing)
    assert key_file.sheet is not None
    value = getattr(key_file.sheet, field)
    for other in ("A" * len(value), value[:-4], "", value + "AAAA", "!"):
        altered = msgspec.structs.replace(key_file.sheet, **{field: other})
        slots.write(folders.wing, key_file.with_sheet(altered))
        with pytest.raises((WrongPaper, StoreDamaged)):
            by_sheet(folders, sheet)


def test_a_slot_of_another_store_opens_nothing_here(folders: Folders) -> None:
    made(folders)
    foreign = made(folders, "other")
    theirs = slots.read(folders.other).sheet
    assert theirs is not None
    slots.write(folders.wing, slots.read(folders.wing).with_sheet(theirs))
    with pytest.raises(WrongPaper):
        by_sheet(folders, foreign)
