# SPDX-License-Identifier: MIT
"""Opening a store: who may come in, how long after a wrong password, and in what state it is."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.engine import Connection

from coprod_desktop import files
from coprod_desktop.domain.errors import (
    StoreDamaged,
    StoreTooNew,
    UserError,
    WrongPassword,
)
from coprod_desktop.services import session, storecard
from coprod_desktop.services.access import escrowing, unlocking
from coprod_desktop.services.session import Person, SignedIn
from coprod_desktop.store import (
    asked,
    audit,
    backup,
    lock,
    migrate,
    slots,
    tables,
    tombstones,
    tries,
)
from coprod_desktop.store.slots import KeyFile
from coprod_desktop.store.vault import DATABASE_FILE, Vault, connect

if TYPE_CHECKING:
    from coprod_desktop.store.server import ServerVault

DATABASE = "database"
"""The setting, in the encrypted file, that holds the address of the server with the records."""


def unlock(
    folder: Path, name: str, password: str, now: Callable[[], int] = session.utc_ms
) -> SignedIn:
    """Open the store in `folder` as `name`; upgrades it first when it is older than the program.

    Raises `WrongPassword`, `TooSoon`, `StoreInUse`, `StoreTooNew`, `StoreDamaged`,
    `StoreRolledBack`, `NotAStore`, `CannotRead`, `StorageFull` or `CannotWrite`: nobody comes in
    who cannot be noted.
    """
    try:
        key = unlocking.check_password(folder, name, password)
    except WrongPassword:
        unlocking.count_wrong(folder, name)
        raise
    s = enter(folder, key, name, now)
    if s is None:
        raise WrongPassword(wait=0)
    try:
        unlocking.check_slot(s)
    except BaseException:
        s.abandon()
        raise
    return admitted(s)


def admitted(s: SignedIn) -> SignedIn:
    """Note that somebody came in, and who failed before; mend what stands beside the store.

    The store is closed again when that cannot be written.
    """
    try:
        with s.noting() as connection:
            for name, count in tries.read(s.folder).items():
                audit.append(
                    connection,
                    s.store,
                    at=s.now(),
                    by="",
                    kind="wrong_password",
                    about=name,
                    detail=f"{count} before this sign-in",
                )
            s.note(connection, "sign_in", s.person.role)
        tries.forget(s.folder)
        # What cannot be mended keeps nobody out: a check-up names it.
        with contextlib.suppress(UserError):
            _mend(s)
    except BaseException:
        s.abandon()
        raise
    return s


def _mend(s: SignedIn) -> None:
    """Make good what a crash or somebody's hand left beside the store."""
    if asked.forget_of(s.folder, s.person.name):
        # They are in. If they never asked, somebody else did in their name.
        with s.vault.write() as connection:
            s.note(connection, "recovery", s.person.name, "a question to the office was withdrawn")
    if s.vault.on_server:
        _forget_disabled(s)
    if not escrowing.is_ours(s):
        escrowing.wrap_anew(s)
    with s.vault.read() as connection:
        known = session.settings(connection)
    if tombstones.SWEEP_DUE in known:
        from coprod_desktop.services.recording import erasing

        erasing.sweep(s)


def _forget_disabled(s: SignedIn) -> None:
    """Take from this PC the passwords of people who were disabled on another PC of the office."""
    with s.vault.read() as connection:
        gone = [
            slot.name
            for slot in slots.read(s.folder).slots
            if not active(connection, slot.name) or not unlocking.lets_in(connection, slot)
        ]
    for name in gone:
        unlocking.change_keys(s, lambda keys, name=name: keys.without(name))
        asked.forget_of(s.folder, name)


def opens(folder: Path, key: bytes) -> bool:
    """Whether the store's pages open with this key. Raises `StoreDamaged` when there are none."""
    _check_database(folder)
    try:
        connect(folder / DATABASE_FILE, key).close()
    except StoreDamaged:
        return False
    return True


def enter(folder: Path, key: bytes, name: str, now: Callable[[], int]) -> SignedIn | None:
    """The store opened with its `key` for the active person called `name`; None for nobody.

    Who calls this has established that the person may come in, and sees that it is noted.
    Raises as `unlock`.
    """
    key_file = slots.read(folder)
    held = lock.StoreLock(folder, shared=key_file.kind == "office")
    try:
        s = _signed_in(folder, key_file, key, held, name, now)
    except BaseException:
        held.close()
        raise
    if s is None:
        held.close()
    return s


def _signed_in(
    folder: Path,
    key_file: KeyFile,
    key: bytes,
    held: lock.StoreLock,
    name: str,
    now: Callable[[], int],
) -> SignedIn | None:
    _check_database(folder)
    vault = Vault(folder, key)
    try:
        if migrate.is_due(vault):
            _check_its_server(vault)
            with held.alone():
                migrate.upgrade(vault, lambda: backup.before_upgrade(vault))
        with vault.read() as connection:
            known = session.settings(connection)
        _check_belongs(key_file, known)
        if url := known.get(DATABASE):
            vault, known = _on_its_server(vault, url, known)
        with vault.read() as connection:
            person = active(connection, name)
        backup.check_seen(vault, known["device"], known["epoch"])
    except BaseException:
        vault.close()
        raise
    if person is None:
        vault.close()
        return None
    return SignedIn(
        vault,
        held,
        person,
        store=key_file.store,
        kind=key_file.kind,
        env=key_file.env,
        settings=known,
        now=now,
    )


def _on_its_server(vault: Vault, url: str, known: dict[str, str]) -> tuple[Vault, dict[str, str]]:
    """The server on which an office's records lie, in place of its file, and what it knows.

    Raises `ServerAddressWrong`, `ServerRefused`, `ServerGone`, `OfficeTooOld`, `StoreTooNew` or
    `WrongOffice`.
    """
    # Only an office that was moved there waits for the driver to load.
    from coprod_desktop.store.server import ServerVault

    there = ServerVault(vault.folder, vault.key(), url)
    try:
        settings = settings_there(there, known["store"], migrate.NEWEST)
        there.stay_with(migrate.NEWEST)
    except BaseException:
        there.close()
        raise
    vault.close()
    return there, settings


def _check_its_server(vault: Vault) -> None:
    """Raise `OfficeTooOld` before the file is upgraded, which an older program then cannot open."""
    with vault.read() as connection:
        known = session.settings(connection) if migrate.version(connection) else {}
    if url := known.get(DATABASE):
        from coprod_desktop.store.server import ServerVault

        with contextlib.closing(ServerVault(vault.folder, vault.key(), url)) as there:
            settings_there(there, known["store"], migrate.NEWEST)


def settings_there(there: "ServerVault", store: str, oldest: str = "") -> dict[str, str]:
    """What an office on a server knows of itself, if it is the one that is looked for.

    Raises `WrongOffice`, `StoreTooNew`, or `OfficeTooOld` where its tables are older than `oldest`.
    """
    from coprod_desktop.domain.errors_server import OfficeTooOld, WrongOffice
    from coprod_desktop.store.server import shown

    settings = dict[str, str]()
    with there.read() as connection:
        if found := migrate.version(connection):
            settings = session.settings(connection)
    if settings.get("store") != store:
        raise WrongOffice(where=shown(there.url))
    if found > migrate.NEWEST:
        raise StoreTooNew
    if found < oldest:
        raise OfficeTooOld(where=shown(there.url))
    return settings


def _check_database(folder: Path) -> None:
    """The driver would make an empty database in the place of one that is gone."""
    file = folder / DATABASE_FILE
    with files.reading(file):
        if not file.is_file() or not file.stat().st_size:
            raise StoreDamaged(what="its database file is missing")


def active(connection: Connection, name: str) -> Person | None:
    """The active person called `name`, or nobody."""
    t = tables.person.c
    for row in connection.execute(select(t.name, t.role, t.active).where(t.active)):
        if row.name.casefold() == name.strip().casefold():
            return Person(row.name, row.role, row.active)
    return None


def _check_belongs(key_file: KeyFile, known: dict[str, str]) -> None:
    if not storecard.said(key_file).items() <= known.items():
        raise StoreDamaged(what="its key file was altered, or belongs to another store")
