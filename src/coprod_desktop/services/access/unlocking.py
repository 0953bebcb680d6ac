# SPDX-License-Identifier: MIT
"""What a password opens, how long after a wrong one, and changing what stands in the key file."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import Connection

from coprod_desktop.domain.errors import PersonUnknown, TooSoon, WeakPassword, WrongPassword
from coprod_desktop.services import session
from coprod_desktop.services.access.slowing import Tries
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import slots, tables, tries
from coprod_desktop.store.slots import Cost, KeyFile, Slot

_TRIES = Tries()
_SALTS = "passwords since let in again: "
"""Before a person's name, in the settings."""


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


def let_in(
    s: SignedIn, name: str, password: str, cost: Cost | None = None, *, anew: bool = False
) -> None:
    """Let a person in by this password on this PC, in place of the one they had here.

    When they are let in `anew`, no password that was set before opens the store any more: not on
    another PC of the office, nor with an old copy of the key file.
    """
    slot = slots.seal(s.vault.key(), s.store, name, password, cost)
    with s.vault.write() as connection:
        known = _salts(connection, name)
        if anew or known:
            salts = (() if anew else known) + (slot.salt,)
            session.put_setting(connection, _SALTS + name, " ".join(salts))
    change_keys(s, lambda keys: keys.with_slot(slot))


def lets_in(connection: Connection, slot: Slot) -> bool:
    """Whether a password was set since its person was last let in."""
    known = _salts(connection, slot.name)
    return not known or slot.salt in known


def check_slot(s: SignedIn) -> None:
    """Raise `WrongPassword` when the person was let in anew since their password was set."""
    slot = slots.read(s.folder).slot(s.person.name)
    with s.vault.read() as connection:
        if not lets_in(connection, slot):
            raise WrongPassword(wait=0)


def _salts(connection: Connection, name: str) -> tuple[str, ...]:
    """What tells the passwords apart by which a person was let in anew; none if never anew."""
    t = tables.setting.c
    query = select(t.value).where(t.name == _SALTS + name)
    return tuple((connection.execute(query).scalar() or "").split())
