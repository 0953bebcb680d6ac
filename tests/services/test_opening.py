# SPDX-License-Identifier: MIT
"""Who gets in, who waits, and what a set-up that was cut off leaves behind."""

import shutil
import time
from pathlib import Path

import pytest

from coprod_desktop.domain.errors import (
    CannotRead,
    InvalidValue,
    NotAStore,
    NotATrustList,
    StoreDamaged,
    StoreExists,
    TooSoon,
    UserError,
    WeakPassword,
    WordsDoNotMatch,
    WrongPassword,
)
from coprod_desktop.domain.errors_recovery import WordsMisspelt
from coprod_desktop.services.access import opening, people, setup
from coprod_desktop.services.exchanging import office
from coprod_desktop.services.recording import records
from coprod_desktop.services.storecard import describe
from coprod_desktop.store import slots
from tests.stores import (
    COST,
    PASSWORD,
    RECOVERY_WORDS,
    Folders,
    closing,
    kill,
    make_office,
    make_wing,
    start,
)


def test_a_store_says_what_it_is_before_it_is_unlocked(folders: Folders) -> None:
    card = describe(folders.wing)
    assert (card.kind, card.env, card.title) == ("wing", "practice", "HMP Example, B")
    assert card.people == ("Hal", "Nia")
    assert describe(folders.office).kind == "office"


@pytest.mark.parametrize("name", ["Hal", "hal", " HAL "])
def test_the_right_password_opens_whatever_the_case_of_the_name(
    folders: Folders, name: str
) -> None:
    wing = folders.open("wing", name)
    assert (wing.person.name, wing.person.role) == ("Hal", "head")
    assert (wing.kind, wing.env, wing.site, wing.wing) == ("wing", "practice", "HMP Example", "B")


@pytest.mark.parametrize(
    ("name", "password"),
    [("Hal", "wrong"), ("Hal", ""), ("Hal", PASSWORD.title()), ("Nobody", PASSWORD), ("", "")],
)
def test_a_wrong_name_or_password_is_not_told_apart(
    folders: Folders, name: str, password: str
) -> None:
    with pytest.raises(WrongPassword) as caught:
        folders.open("wing", name or " ", password)
    assert "Nobody" not in str(caught.value)
    folders.open("wing")


def test_wrong_passwords_wait_longer_each_time(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now)
    waits: list[int] = []
    for _ in range(12):
        with pytest.raises(WrongPassword) as caught:
            folders.open("wing", "Hal", "wrong password")
        waits.append(int(caught.value.fields["wait"]))
        if waits[-1]:
            # Until the time has passed not even the right password is looked at.
            with pytest.raises(TooSoon):
                folders.open("wing")
            now += waits[-1] - 0.5
            with pytest.raises(TooSoon):
                folders.open("wing")
            now += 0.6
    assert waits[:4] == [0, 0, 2, 4]
    assert waits == sorted(waits)
    assert waits[-1] == 300
    folders.open("wing").close()
    # A right one wipes the slate.
    with pytest.raises(WrongPassword) as caught:
        folders.open("wing", "Hal", "wrong password")
    assert caught.value.fields["wait"] == 0


def test_waiting_for_one_store_does_not_hold_up_another(folders: Folders) -> None:
    for _ in range(3):
        with pytest.raises(WrongPassword):
            folders.open("wing", "Hal", "wrong password")
    with pytest.raises(TooSoon):
        folders.open("wing")
    folders.open("office")


def test_another_way_of_writing_the_folder_is_no_way_round_the_wait(folders: Folders) -> None:
    for _ in range(3):
        with pytest.raises(WrongPassword):
            folders.open("wing", "Hal", "wrong password")
    with pytest.raises(TooSoon):
        folders.open("office/../wing")


def test_a_disabled_person_stays_out_even_with_an_old_key_file(folders: Folders) -> None:
    old = folders.root / "old-keys.json"
    shutil.copy(folders.wing / slots.KEYS_FILE, old)
    with closing(folders.open("wing")) as wing:
        people.disable(wing, "Nia")
    with pytest.raises(WrongPassword):
        folders.open("wing", "Nia")
    shutil.copy(old, folders.wing / slots.KEYS_FILE)
    with pytest.raises(WrongPassword):
        folders.open("wing", "Nia")
    # Nor when the same person is let in again, under another password.
    with closing(folders.open("wing")) as wing:
        people.add(wing, "Nia", "staff", "four loud herons", COST)
    now = folders.root / "new-keys.json"
    shutil.copy(folders.wing / slots.KEYS_FILE, now)
    shutil.copy(old, folders.wing / slots.KEYS_FILE)
    with pytest.raises(WrongPassword):
        folders.open("wing", "Nia")
    shutil.copy(now, folders.wing / slots.KEYS_FILE)
    folders.open("wing", "Nia", "four loud herons").close()


def test_a_key_file_of_another_store_is_refused(folders: Folders) -> None:
    shutil.copy(folders.other / slots.KEYS_FILE, folders.wing / slots.KEYS_FILE)
    with pytest.raises(StoreDamaged):
        folders.open("wing")


def test_a_store_without_its_key_file_is_none(folders: Folders) -> None:
    (folders.wing / "keys.json").unlink()
    with pytest.raises(NotAStore):
        folders.open("wing")


@pytest.mark.parametrize("size", [None, 0])
def test_a_store_without_its_database_is_damaged_and_gets_no_empty_one(
    folders: Folders, size: int | None
) -> None:
    file = folders.wing / "store.db"
    file.unlink()
    if size is not None:
        file.write_bytes(bytes(size))
    for _ in range(2):
        with pytest.raises(StoreDamaged):
            folders.open("wing")
    assert not file.exists() or file.stat().st_size == 0


def test_a_store_that_was_opened_is_locked_again_when_opening_fails(folders: Folders) -> None:
    keys = (folders.wing / slots.KEYS_FILE).read_bytes()
    (folders.wing / slots.KEYS_FILE).write_bytes(keys.replace(b"HMP Example", b"HMP Elsehow"))
    with pytest.raises(StoreDamaged):
        folders.open("wing")
    (folders.wing / slots.KEYS_FILE).write_bytes(keys)
    folders.open("wing")


# --- setting up -----------------------------------------------------------------------------


def office_setup(**other: str) -> setup.OfficeSetup:
    chosen = {"name": "Central office", "admin": "Ada", "password": PASSWORD, **other}
    paper = tuple(chosen.pop("paper", " ".join(RECOVERY_WORDS)).split())
    who = chosen["name"], chosen["admin"], chosen["password"]
    return setup.OfficeSetup(*who, "live", COST, recovery_words=paper)


def test_an_office_begins_with_its_administrator_and_a_card(tmp_path: Path) -> None:
    with closing(setup.create_office(tmp_path / "office", office_setup())) as central:
        assert (central.kind, central.env, central.person.role) == ("office", "live", "admin")
        card = office.card(central)
        assert len(card.words) == 12
        assert card.name == "Central office"
    with closing(opening.unlock(tmp_path / "office", "Ada", PASSWORD)) as central:
        assert office.card(central) == card


def test_two_offices_have_different_words(tmp_path: Path) -> None:
    cards = set()
    for n in range(2):
        with closing(setup.create_office(tmp_path / str(n), office_setup())) as central:
            cards.add(office.card(central).words)
    assert len(cards) == 2


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"password": "short"}, WeakPassword),
        ({"password": ""}, WeakPassword),
        ({"name": ""}, InvalidValue),
        ({"name": "x" * 61}, InvalidValue),
        ({"name": "two\nlines"}, InvalidValue),
        ({"admin": " \t "}, InvalidValue),
        ({"paper": ""}, InvalidValue),
        ({"paper": " ".join(RECOVERY_WORDS[:12])}, WordsMisspelt),
    ],
    ids=str,
)
def test_a_set_up_that_lacks_something_leaves_nothing(
    tmp_path: Path, wrong: dict[str, str], error: type[UserError]
) -> None:
    with pytest.raises(error):
        setup.create_office(tmp_path / "office", office_setup(**wrong))
    assert not (tmp_path / "office").exists()


@pytest.mark.parametrize("inside", ["letter.txt", "keys.json", "backups/old.db"])
def test_a_folder_in_use_is_left_alone(tmp_path: Path, inside: str) -> None:
    (tmp_path / inside).parent.mkdir(exist_ok=True)
    (tmp_path / inside).write_text("mine")
    with pytest.raises(StoreExists):
        make_office(tmp_path)
    assert (tmp_path / inside).read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_store_is_not_made_over_another(folders: Folders) -> None:
    with pytest.raises(StoreExists):
        make_office(folders.office)
    folders.open("office")


CUT_OFF = """
import os, sys
from pathlib import Path
from coprod_desktop import files
from coprod_desktop.store import migrate, slots
from tests.stores import make_office
def dies(*_): os.kill(os.getpid(), 9)
match sys.argv[2]:
    case "tables": migrate._run = dies
    case "people": slots.seal = dies
    case "keys": slots.write = dies
    case "rename": os.replace = dies
make_office(Path(sys.argv[1]))
"""


@pytest.mark.parametrize("moment", ["tables", "people", "keys", "rename"])
def test_a_set_up_that_was_cut_off_can_simply_be_done_again(tmp_path: Path, moment: str) -> None:
    folder = tmp_path / "office"
    with start(CUT_OFF, folder, moment) as child:
        child.wait(timeout=60)
    assert child.returncode != 0
    assert folder.exists()
    with pytest.raises(NotAStore):
        describe(folder)
    make_office(folder)
    opening.unlock(folder, "Ada", PASSWORD).close()


def test_a_store_whose_holder_was_killed_opens_with_all_that_was_saved(folders: Folders) -> None:
    program = """
import sys
from pathlib import Path
from coprod_desktop.services.access import opening
from coprod_desktop.services.recording import records
from tests.stores import PASSWORD, feedback
wing = opening.unlock(Path(sys.argv[1]), "Hal", PASSWORD)
print(records.save(wing, feedback("Kept")).id, flush=True)
sys.stdin.read()
"""
    with start(program, folders.wing) as child:
        assert child.stdout
        saved = child.stdout.readline().strip()
        kill(child)
    assert records.get(folders.open("wing"), saved).rev == 1


# --- a wing that trusts an office -----------------------------------------------------------


def wing_setup(folders: Folders, trust_file: Path, words: dict[int, str]) -> setup.WingSetup:
    return setup.WingSetup(trust_file, words, "HMP New", "C", "Hal", PASSWORD, COST)


def test_a_wing_needs_three_right_words_of_the_card(folders: Folders) -> None:
    central = folders.open("office")
    trust_file = office.write_card(central, folders.stick)
    card = office.card(central).words
    summary = setup.read_trust(trust_file)
    # Two wings were approved since the first version.
    assert (summary.office_name, summary.env, summary.version) == ("Central office", "practice", 3)
    assert len(set(summary.asked)) == 3
    assert all(1 <= place <= 12 for place in summary.asked)
    right = {place: card[place - 1] for place in summary.asked}

    folder = folders.root / "new"
    for place in summary.asked:
        wrong = {**right, place: "zoo" if right[place] != "zoo" else "abandon"}
        with pytest.raises(WordsDoNotMatch):
            setup.create_wing(folder, wing_setup(folders, trust_file, wrong))
    some = dict(list(right.items())[:2])
    for typed in ({}, some, {**some, 0: card[0]}, {**some, 13: card[0]}):
        with pytest.raises(InvalidValue):
            setup.create_wing(folder, wing_setup(folders, trust_file, typed))
    assert not folder.exists()
    with closing(setup.create_wing(folder, wing_setup(folders, trust_file, right))) as wing:
        assert (wing.site, wing.wing, wing.office, wing.env) == (
            "HMP New",
            "C",
            central.office,
            "practice",
        )
        assert wing.person.role == "head"


def test_words_of_another_office_do_not_match(folders: Folders) -> None:
    make_office(folders.root / "forger", "Central office")
    with closing(opening.unlock(folders.root / "forger", "Ada", PASSWORD)) as forger:
        forged = office.write_card(forger, folders.stick)
    card = office.card(folders.open("office")).words
    typed = {place: card[place - 1] for place in setup.read_trust(forged).asked}
    with pytest.raises(WordsDoNotMatch):
        setup.create_wing(folders.root / "new", wing_setup(folders, forged, typed))


def test_no_flipped_byte_of_a_trust_list_is_taken(folders: Folders) -> None:
    trust_file = office.write_card(folders.open("office"), folders.stick)
    whole = trust_file.read_bytes()
    for place in range(0, len(whole), 7):
        raw = bytearray(whole)
        raw[place] ^= 1
        trust_file.write_bytes(raw)
        with pytest.raises(NotATrustList):
            setup.read_trust(trust_file)


def test_a_trust_list_that_is_gone_is_a_fault_of_the_world(folders: Folders) -> None:
    with pytest.raises(CannotRead):
        setup.read_trust(folders.stick / "gone.json")


def test_two_wings_share_no_key(folders: Folders) -> None:
    with (
        closing(make_wing(folders.office, folders.root / "one")) as one,
        closing(make_wing(folders.office, folders.root / "two")) as two,
    ):
        assert one.device != two.device
        assert one.vault.key() != two.vault.key()
