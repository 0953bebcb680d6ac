# SPDX-License-Identifier: MIT
"""People come and go and change passwords; the store is never rewritten for it."""

from itertools import zip_longest
from pathlib import Path

import pytest

from coprod_desktop.domain.errors import (
    InvalidValue,
    LastHead,
    NoLongerIn,
    NotAllowed,
    PersonExists,
    PersonUnknown,
    WeakPassword,
    WrongPassword,
)
from coprod_desktop.services.access import auditing, people
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import Person
from tests.stores import COST, PASSWORD, Folders, closing, feedback

ANOTHER = "four loud pelicans"


def test_everyone_is_listed_by_name(folders: Folders) -> None:
    wing = folders.open("wing")
    assert people.everyone(wing) == (Person("Hal", "head"), Person("Nia", "staff"))


def test_somebody_new_can_sign_in_with_their_role(folders: Folders) -> None:
    with closing(folders.open("wing")) as wing:
        assert people.add(wing, "  Zoë ", "staff", ANOTHER, COST) == Person("Zoë", "staff")
    assert folders.open("wing", "zoë", ANOTHER).person == Person("Zoë", "staff")


@pytest.mark.parametrize("name", ["Nia", "nia", " NIA "])
def test_a_name_is_given_once(folders: Folders, name: str) -> None:
    with pytest.raises(PersonExists):
        people.add(folders.open("wing"), name, "staff", ANOTHER, COST)


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 61])
def test_a_name_has_to_be_one(folders: Folders, name: str) -> None:
    with pytest.raises(InvalidValue):
        people.add(folders.open("wing"), name, "staff", ANOTHER, COST)


def test_a_short_password_changes_nothing(folders: Folders) -> None:
    wing = folders.open("wing")
    with pytest.raises(WeakPassword):
        people.add(wing, "Zoë", "staff", "nine char", COST)
    with pytest.raises(WeakPassword):
        people.change_password(wing, "Hal", PASSWORD, "nine char", COST)
    assert len(people.everyone(wing)) == 2
    wing.close()
    folders.open("wing")


def test_a_nurse_manages_nobody(folders: Folders) -> None:
    nurse = folders.open("wing", "Nia")
    with pytest.raises(NotAllowed):
        people.add(nurse, "Zoë", "staff", ANOTHER, COST)
    with pytest.raises(NotAllowed):
        people.disable(nurse, "Hal")
    with pytest.raises(NotAllowed):
        people.change_password(nurse, "Hal", None, ANOTHER, COST)


def test_whoever_is_disabled_comes_back_under_the_same_name_and_another_role(
    folders: Folders,
) -> None:
    with closing(folders.open("wing")) as wing:
        people.disable(wing, "nia")
        assert Person("Nia", "staff", active=False) in people.everyone(wing)
        with pytest.raises(PersonUnknown):
            people.disable(wing, "Nia")
        assert people.add(wing, "NIA", "head", ANOTHER, COST) == Person("Nia", "head")
        assert len(people.everyone(wing)) == 2
    with pytest.raises(WrongPassword):
        folders.open("wing", "Nia")
    assert folders.open("wing", "Nia", ANOTHER).person.role == "head"


def test_somebody_is_left_who_can_manage(folders: Folders) -> None:
    wing = folders.open("wing")
    with pytest.raises(LastHead):
        people.disable(wing, "Hal")
    people.add(wing, "Zoë", "head", ANOTHER, COST)
    people.disable(wing, "Hal")
    wing.close()
    with pytest.raises(WrongPassword):
        folders.open("wing")
    with pytest.raises(LastHead):
        people.disable(folders.open("wing", "Zoë", ANOTHER), "Zoë")


def test_a_role_changes_from_the_next_sign_in_on_and_somebody_is_left_who_manages(
    folders: Folders,
) -> None:
    with closing(folders.open("wing")) as wing:
        assert people.set_role(wing, "nia", "head") == Person("Nia", "head")
        assert people.set_role(wing, "Hal", "staff") == Person("Hal", "staff")
    with closing(folders.open("wing")) as nobody, pytest.raises(NotAllowed):
        people.set_role(nobody, "Hal", "head")
    with closing(folders.open("wing", "Nia")) as head:
        with pytest.raises(LastHead):
            people.set_role(head, "Nia", "staff")
        with pytest.raises(NotAllowed):
            people.set_role(head, "Nia", "admin")
        with pytest.raises(PersonUnknown):
            people.set_role(head, "Nobody", "staff")


def test_nobody_unknown_is_disabled_or_given_a_password(folders: Folders) -> None:
    wing = folders.open("wing")
    with pytest.raises(PersonUnknown):
        people.disable(wing, "Nobody")
    with pytest.raises(PersonUnknown):
        people.change_password(wing, "Nobody", None, ANOTHER, COST)


def pages(folder: Path) -> list[bytes]:
    """The store's encrypted pages. One that is written anew has other bytes altogether."""
    raw = (folder / "store.db").read_bytes()
    return [raw[at : at + 8192] for at in range(0, len(raw), 8192)]


def changed(before: list[bytes], after: list[bytes]) -> int:
    return sum(old != new for old, new in zip_longest(before, after))


def test_people_come_and_go_and_the_store_is_not_rewritten(folders: Folders) -> None:
    with closing(folders.open("wing")) as wing:
        records.save_many(wing, [feedback(f"Number {n} " * 30) for n in range(500)])
        key = wing.vault.key()
    before = pages(folders.wing)
    assert len(before) > 150
    with closing(folders.open("wing")) as wing:
        people.add(wing, "Zoë", "head", ANOTHER, COST)
        people.set_role(wing, "Nia", "head")
        people.disable(wing, "Nia")
        people.change_password(wing, "Hal", PASSWORD, ANOTHER, COST)
    # The list of people, what was noted, and the page that says where the file ends.
    assert 0 < changed(before, pages(folders.wing)) < 16
    assert folders.open("wing", "Zoë", ANOTHER).vault.key() == key


def test_a_changed_password_replaces_the_old_one(folders: Folders) -> None:
    nurse = folders.open("wing", "Nia")
    with pytest.raises(WrongPassword):
        people.change_password(nurse, "Nia", "not my password", ANOTHER, COST)
    with pytest.raises(WrongPassword):
        people.change_password(nurse, "Nia", None, ANOTHER, COST)
    people.change_password(nurse, "nia", PASSWORD, ANOTHER, COST)
    nurse.close()
    with pytest.raises(WrongPassword):
        folders.open("wing", "Nia")
    folders.open("wing", "Nia", ANOTHER).close()
    folders.open("wing").close()


def test_a_head_gives_a_forgotten_password_anew(folders: Folders) -> None:
    with closing(folders.open("wing")) as wing:
        people.change_password(wing, "Nia", None, ANOTHER, COST)
    folders.open("wing", "Nia", ANOTHER)


def test_a_head_does_not_take_over_an_administrator(folders: Folders) -> None:
    with closing(folders.open("office")) as central:
        people.add(central, "Ben", "head", ANOTHER, COST)
    ben = folders.open("office", "Ben", ANOTHER)
    with pytest.raises(NotAllowed):
        people.change_password(ben, "Ada", None, ANOTHER, COST)
    with pytest.raises(NotAllowed):
        people.disable(ben, "Ada")
    with pytest.raises(NotAllowed):
        people.add(ben, "Cy", "admin", ANOTHER, COST)


def test_a_role_that_was_taken_meanwhile_is_no_longer_theirs(folders: Folders) -> None:
    here = folders.open("office")
    people.add(here, "Bea", "admin", ANOTHER, COST)
    there = folders.open("office", "Bea", ANOTHER)
    people.set_role(here, "Bea", "staff")
    with pytest.raises(NotAllowed, match="staff"):
        people.add(there, "Mal", "staff", ANOTHER, COST)
    people.set_role(here, "Bea", "admin")
    people.add(there, "Cy", "staff", ANOTHER, COST)


def test_who_was_stopped_meanwhile_does_nothing_that_needs_a_role(folders: Folders) -> None:
    here = folders.open("office")
    people.add(here, "Bea", "admin", ANOTHER, COST)
    there = folders.open("office", "Bea", ANOTHER)
    people.disable(here, "Bea")
    with pytest.raises(NoLongerIn, match="Bea"):
        people.add(there, "Mal", "staff", ANOTHER, COST)
    refused = [line for line in auditing.page(here) if line.kind == "refused"]
    assert [(line.by, line.detail) for line in refused] == [("Bea", "no longer let in")]
