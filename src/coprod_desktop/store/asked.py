# SPDX-License-Identifier: MIT
"""A question to the office that waits for its answer: kept in the store's folder, sealed.

The secret that opens the answer is wrapped under the password that the person will have then, just
as the store's key is in their slot. Without the answer it opens nothing.
"""

from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from coprod_desktop import files
from coprod_desktop.domain import canonical
from coprod_desktop.domain.errors import StoreDamaged
from coprod_desktop.store import slots
from coprod_desktop.store.slots import Cost, Slot

FILE: Final = "asked.json"


class Asked(Struct, frozen=True, forbid_unknown_fields=True):
    """What waits: the question's digest, and the secret under the new password."""

    question: str
    slot: Slot


_ASKED = msgspec.json.Decoder(Asked)


def seal(
    secret: bytes, store: str, question: str, person: str, password: str, cost: Cost | None = None
) -> Asked:
    """Wrap the secret of a question under the person's new password."""
    return Asked(question, slots.seal(secret, _place(store, question), person, password, cost))


def unseal(asked: Asked, store: str, password: str) -> bytes | None:
    """The secret, or None when the password is not the one it was wrapped under."""
    return slots.unseal(asked.slot, _place(store, asked.question), password)


def _place(store: str, question: str) -> str:
    """What the secret is bound to; never a store's id alone, as a person's slot is."""
    return f"{store}/asked/{question}"


def read(folder: Path) -> Asked | None:
    """The question that waits, if one does. Raises `StoreDamaged` or `CannotRead`."""
    path = folder / FILE
    with files.reading(path):
        if not path.is_file():
            return None
        raw = path.read_bytes()
    try:
        return _ASKED.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise StoreDamaged(what="the question to the office cannot be read") from None


def write(folder: Path, asked: Asked) -> None:
    """Keep a question; the one before, and any answer to it, are then worth nothing."""
    files.replace(folder / FILE, canonical.encode(asked))


def forget(folder: Path) -> None:
    """Remove the question: it was answered, or is not to be."""
    path = folder / FILE
    with files.writing(path):
        path.unlink(missing_ok=True)
        files.sync_folder(folder)


def forget_of(folder: Path, person: str) -> bool:
    """Remove the question if it is this person's, or cannot be read; whether it was theirs."""
    try:
        waiting = read(folder)
    except StoreDamaged:
        forget(folder)
        return False
    if waiting is None or waiting.slot.name.casefold() != person.casefold():
        return False
    forget(folder)
    return True
