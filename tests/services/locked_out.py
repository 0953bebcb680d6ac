# SPDX-License-Identifier: MIT
"""What tests of the ways back in share: papers, questions and answers, as a person makes them."""

from pathlib import Path

from coprod_desktop.domain import words
from coprod_desktop.services.access import auditing, recovery
from coprod_desktop.services.session import SignedIn
from tests.stores import (
    COST,
    RECOVERY_WORDS,
    Folders,
    closing,
)

NEW = "four loud pelicans"
OTHER_WORDS = words.of_secret(bytes(32))


def made(folders: Folders, store: str = "wing") -> tuple[str, ...]:
    """A new recovery sheet's words."""
    with closing(folders.open(store)) as s:
        return recovery.sheet(s).words


def by_sheet(
    folders: Folders, typed: tuple[str, ...], person: str = "Hal", password: str = NEW
) -> SignedIn:
    return recovery.with_sheet(folders.wing, typed, person, password, now=folders.clock, cost=COST)


def noted(s: SignedIn, kind: auditing.Kind) -> list[tuple[str, str, str]]:
    found = auditing.page(s, auditing.AuditQuery(kind=kind))
    return [(line.by, line.about, line.detail) for line in found]


def asks(
    folders: Folders, person: str = "Hal", password: str = NEW
) -> tuple[Path, tuple[str, ...]]:
    """A question of the locked wing, on the stick, and its words."""
    file = folders.stick / recovery.QUESTION_FILE
    said = recovery.ask(folders.wing, person, password, file, now=folders.clock, cost=COST)
    return file, said


def answers(folders: Folders, question: Path, said: tuple[str, ...]) -> Path:
    with closing(folders.open("office")) as central:
        return recovery.answer(central, question, RECOVERY_WORDS, folders.stick, said=said)


def finishes(folders: Folders, file: Path, person: str = "Hal", password: str = NEW) -> SignedIn:
    return recovery.finish(folders.wing, person, password, file, now=folders.clock, cost=COST)
