# SPDX-License-Identifier: MIT
"""What can be said of a store before it is unlocked; needs no database, so it is quick to load."""

from pathlib import Path
from typing import Literal, Protocol

from msgspec import Struct

from coprod_desktop.store import slots

Kind = Literal["wing", "office"]
Env = Literal["live", "practice"]


LEAST_PASSWORD = slots.LEAST_PASSWORD
"""The fewest characters that a new password may have."""


class Titled(Protocol):
    """What a store is called and what it is for: its key file's, or one that is to be made."""

    @property
    def store(self) -> str:
        """Its id (a UUID)."""
        ...

    @property
    def kind(self) -> Kind:
        """A wing's or an office's."""
        ...

    @property
    def env(self) -> Env:
        """For patients, or for practice."""
        ...

    @property
    def title(self) -> str:
        """What people call it."""
        ...


def said(of: Titled) -> dict[str, str]:
    """What the key file says in clear, kept in the store as well: a forger can alter but one."""
    return {"store": of.store, "kind": of.kind, "env": of.env, "title": of.title}


class StoreCard(Struct, frozen=True):
    """The kind of a store, whether it is for practice, its title, and who signs in to it."""

    kind: Kind
    env: Env
    title: str
    people: tuple[str, ...]


def describe(folder: Path) -> StoreCard:
    """What the store in `folder` is, and who signs in to it.

    Raises `NotAStore`, `StoreTooNew`, `StoreDamaged` or `CannotRead`.
    """
    key_file = slots.read(folder)
    people = tuple(slot.name for slot in key_file.slots)
    return StoreCard(key_file.kind, key_file.env, key_file.title, people)
