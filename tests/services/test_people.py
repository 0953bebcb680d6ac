# SPDX-License-Identifier: MIT
"""People come and go and change passwords; the store is never rewritten for it."""

from pathlib import Path

import pytest

from coprod_desktop.domain.errors import (
    InvalidValue,
    LastHead,
    NotAllowed,
    PersonExists,
    PersonUnknown,
    WeakPassword,
    WrongPassword,
)
from coprod_desktop.services import people
from coprod_desktop.services.session import Person
from tests.stores import COST, PASSWORD, Folders, closing

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


def test_nobody_unknown_is_disabled_or_given_a_password(folders: Folders) -> None:
    wing = folders.open("wing")
    with pytest.raises(PersonUnknown):
        people.disable(wing, "Nobody")
    with pytest.raises(PersonUnknown):
        people.change_password(wing, "Nobody", None, ANOTHER, COST)


def database(folder: Path) -> bytes:
    return (folder / "store.db").read_bytes()


def test_a_changed_password_replaces_the_old_one_and_no_page_of_the_store(
    folders: Folders,
) -> None:
    folders.open("wing", "Nia").close()
    before = database(folders.wing)
    nurse = folders.open("wing", "Nia")
    with pytest.raises(WrongPassword):
        people.change_password(nurse, "Nia", "not my password", ANOTHER, COST)
    with pytest.raises(WrongPassword):
        people.change_password(nurse, "Nia", None, ANOTHER, COST)
    people.change_password(nurse, "nia", PASSWORD, ANOTHER, COST)
    nurse.close()
    assert database(folders.wing) == before
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
