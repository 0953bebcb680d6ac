# SPDX-License-Identifier: MIT
"""Making a store: all of it, or a folder in which it can simply be made again."""

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from sqlalchemy import insert
from sqlalchemy.engine import Connection

from coprod_desktop.domain.errors import StoreExists
from coprod_desktop.services import session, storecard
from coprod_desktop.services.access import escrowing, unlocking
from coprod_desktop.services.session import Person, Role, SignedIn
from coprod_desktop.services.storecard import Env, Kind
from coprod_desktop.store import audit, lock, log, migrate, slots, tables
from coprod_desktop.store.slots import Cost, KeyFile
from coprod_desktop.store.vault import Vault


class NewStore(Struct, frozen=True):
    """What a new store begins with. `settings` and `secrets` are its kind's own.

    `recovery` is the office's public recovery key, to which the store's key is sealed.
    """

    store: str
    kind: Kind
    env: Env
    title: str
    person: str
    role: Role
    password: str
    settings: dict[str, str]
    secrets: dict[str, bytes]
    recovery: bytes
    cost: Cost | None = None


def check_free(folder: Path) -> None:
    """Raise `StoreExists` when a store cannot be made in this folder."""
    if (folder / slots.KEYS_FILE).exists() or _in_use(folder):
        raise StoreExists(folder=str(folder))


def create(folder: Path, new: NewStore, now: Callable[[], int] = session.utc_ms) -> SignedIn:
    """Make a store in an empty or new folder, and sign its first person in.

    The key file is written last: until it stands, the folder holds no store, and a set-up that
    was cut off can simply be done again. Raises `StoreExists`, `WeakPassword`, `StorageFull` or
    `CannotWrite`.
    """
    unlocking.check_new_password(new.password)
    check_free(folder)
    lock.make_private(folder)
    held = lock.StoreLock(folder)
    try:
        for left_over in folder.glob("store.db*"):
            left_over.unlink()
        key = slots.new_key()
        vault = Vault(folder, key)
        try:
            migrate.upgrade(vault, lambda: None)
            sealed = escrowing.escrowed(key, new, new.recovery)
            settings = {**new.settings, **storecard.said(new), escrowing.ESCROW: sealed.digest}
            with vault.write() as connection:
                connection.execute(
                    insert(tables.setting),
                    [{"name": name, "value": value} for name, value in settings.items()],
                )
                for name, value in new.secrets.items():
                    connection.execute(insert(tables.secret).values(name=name, value=value))
                connection.execute(
                    insert(tables.person).values(
                        name=new.person, role=new.role, active=True, since=now()
                    )
                )
                log.open_stream(connection, settings["device"], settings["epoch"], own=True)
                _note_begun(connection, new, now())
            slot = slots.seal(key, new.store, new.person, new.password, new.cost)
            slots.write(
                folder,
                KeyFile(
                    slots.FORMAT,
                    new.store,
                    new.kind,
                    new.env,
                    new.title,
                    (slot,),
                    escrow=sealed,
                ),
            )
        except BaseException:
            vault.close()
            raise
        return SignedIn(
            vault,
            held,
            Person(new.person, new.role),
            store=new.store,
            kind=new.kind,
            env=new.env,
            settings=settings,
            now=now,
        )
    except BaseException:
        held.close()
        raise


def _note_begun(connection: Connection, new: NewStore, at: int) -> None:
    begun: tuple[tuple[audit.Kind, str], ...] = (("set_up", new.title), ("sign_in", new.role))
    for kind, about in begun:
        audit.append(connection, new.store, at=at, by=new.person, kind=kind, about=about, detail="")


def _in_use(folder: Path) -> bool:
    """Whether the folder holds anything but what a cut-off set-up leaves behind."""
    if not folder.exists():
        return False
    ours = ("store.db", "lock", slots.KEYS_FILE + ".new")
    return not folder.is_dir() or any(not f.name.startswith(ours) for f in folder.iterdir())
