# SPDX-License-Identifier: MIT
"""What a password opens, how long after a wrong one, and changing what stands in the key file."""

from collections.abc import Callable
from pathlib import Path

from coprod_desktop.domain.errors import PersonUnknown, TooSoon, WeakPassword, WrongPassword
from coprod_desktop.services.session import SignedIn
from coprod_desktop.services.slowing import Tries
from coprod_desktop.store import slots, tries
from coprod_desktop.store.slots import KeyFile

_TRIES = Tries()


def check_password(folder: Path, name: str, password: str) -> bytes:
    """The store's key, when `password` opens the slot of `name`.

    Raises `WrongPassword` (also for a name that has no slot), `TooSoon`, `NotAStore`,
    `StoreTooNew`, `StoreDamaged` or `CannotRead`.
    """
    key_file = slots.read(folder)

    def opened() -> bytes | None:
        try:
            return slots.unseal(key_file.slot(name), key_file.store, password)
        except PersonUnknown:
            return None

    return guarded(folder, opened)


def guarded(folder: Path, opened: Callable[[], bytes | None]) -> bytes:
    """What a password opens; each wrong one (None) makes the wait before the next try longer.

    Raises `TooSoon` or `WrongPassword`.
    """
    place = folder.resolve()
    if wait := _TRIES.wait(place):
        raise TooSoon(wait=wait)
    key = opened()
    if key is None:
        raise WrongPassword(wait=_TRIES.failed(place))
    _TRIES.passed(place)
    return key


def forgiven(folder: Path) -> None:
    """Begin counting anew: somebody came in by another way."""
    _TRIES.passed(folder.resolve())


def confirm_password(s: SignedIn, password: str) -> None:
    """Ask whoever is signed in for their password once more; a wrong one is noted at once.

    Raises `WrongPassword` or `TooSoon`.
    """
    try:
        check_password(s.folder, s.person.name, password)
    except WrongPassword:
        with s.noting() as connection:
            s.note(connection, "wrong_password", s.person.name, "while signed in")
        raise


def count_wrong(folder: Path, name: str) -> None:
    """Count a wrong password, to be noted when somebody is in.

    A name that nobody has is not kept: people type passwords there by mistake.
    """
    known = [each.name for each in slots.read(folder).slots]
    same = [each for each in known if each.casefold() == name.strip().casefold()]
    tries.add(folder, same[0] if same else "")


def check_new_password(password: str) -> None:
    """Raise `WeakPassword` for a password that is too short."""
    if len(password) < slots.LEAST_PASSWORD:
        raise WeakPassword(least=slots.LEAST_PASSWORD)


def change_keys(s: SignedIn, change: Callable[[KeyFile], KeyFile]) -> None:
    """Write the store's key file anew. Of two processes that do so, one waits for the other."""
    with s.vault.write():
        slots.write(s.folder, change(slots.read(s.folder)))
