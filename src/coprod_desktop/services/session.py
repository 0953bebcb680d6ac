# SPDX-License-Identifier: MIT
"""A person signed in to an unlocked store: what every service is given first."""

import contextlib
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct
from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.engine import Connection

from coprod_desktop.domain.errors import NoLongerIn, NotAllowed, UserError, WrongKindOfStore
from coprod_desktop.services.storecard import Env, Kind
from coprod_desktop.store import audit, backup, log, tables
from coprod_desktop.store.lock import StoreLock
from coprod_desktop.store.vault import Vault

Role = Literal["staff", "head", "admin"]
_AUDIT: Final = "audit"
"""In place of a device's id, which is longer: those who only write into the audit."""

_PERSON: Final = select(tables.person.c.role, tables.person.c.active).where(
    tables.person.c.name == bindparam("the_name")
)


class Person(Struct, frozen=True):
    """Someone who signs in. `here`: there is a password of theirs on this PC.

    It is only missing where an office's records are on a server, and several PCs know its people.
    """

    name: str
    role: Role
    active: bool = True
    here: bool = True


class SignedIn:
    """An open store and who opened it. Screens hand it on; only services look inside."""

    def __init__(  # noqa: PLR0913  the parts of an opened store
        self,
        vault: Vault,
        lock: StoreLock,
        person: Person,
        *,
        store: str,
        kind: Kind,
        env: Env,
        settings: dict[str, str],
        now: Callable[[], int],
    ) -> None:
        self.vault = vault
        self.person = person
        self.store = store
        self.kind: Kind = kind
        self.env: Env = env
        self.device = settings["device"]
        self.epoch = settings["epoch"]
        self.office = settings["office"]
        self.office_name = settings.get("office_name", "")
        self.site = settings.get("site", "")
        self.wing = settings.get("wing", "")
        self.now = now
        self._lock = lock
        self._closed = False

    @property
    def folder(self) -> Path:
        """The store's folder."""
        return self.vault.folder

    def own_stream(self, connection: Connection) -> log.Stream:
        """This store's own log, as it stands in the transaction."""
        return log.open_stream(connection, self.device, self.epoch, own=True)

    def note(
        self, connection: Connection, kind: audit.Kind, about: object = "", detail: str = ""
    ) -> None:
        """Write into the audit what this person does, in the transaction that does it."""
        audit.append(
            connection,
            self.store,
            at=self.now(),
            by=self.person.name,
            kind=kind,
            about=str(about),
            detail=detail,
        )

    def noting(self) -> AbstractContextManager[Connection]:
        """A transaction that writes lines into the audit, and nothing else.

        On a server it need not wait for imports, as all else does that writes.
        """
        return self.vault.write(device=_AUDIT)

    def needs(self, *roles: Role, what: str) -> None:
        """Raise `NotAllowed` unless the person has one of `roles`; that it was asked is noted.

        What counts is what the store says now: in another window, or on another PC of an office,
        somebody may have taken the role, or the person's way in (`NoLongerIn`), meanwhile.
        Called before any transaction is begun: the note is one of its own.
        """
        with self.vault.read() as connection:
            now = connection.execute(_PERSON, {"the_name": self.person.name}).one_or_none()
        role = now.role if now is not None and now.active else ""
        if role in roles:
            return
        # A disk that is full makes nothing allowed.
        with contextlib.suppress(UserError), self.noting() as connection:
            self.note(connection, "refused", what, f"role {role}" if role else "no longer let in")
        if not role:
            raise NoLongerIn(name=self.person.name, what=what)
        raise NotAllowed(role=role, what=what)

    def must_be(self, kind: Kind, what: str) -> None:
        """Raise `WrongKindOfStore` unless this is a store of that kind."""
        if self.kind != kind:
            raise WrongKindOfStore(kind=self.kind, other=kind, what=what)

    def alone(self) -> AbstractContextManager[None]:
        """Nobody else has the store open in the block; raises `StoreInUse` when somebody has."""
        return self._lock.alone()

    def close(self) -> None:
        """Lock the store: note it, fold the log back, forget the key, let the lock go."""
        if self._closed:
            return
        # What cannot be written (the disk is full) is no reason to fail. How far the store had
        # come only guards against an older copy, and the last note still does.
        with contextlib.suppress(UserError), self.noting() as connection:
            self.note(connection, "sign_out")
        with contextlib.suppress(UserError):
            backup.note_seen(self.vault, self.device, self.epoch)
        self.abandon()

    def abandon(self) -> None:
        """Let go of the store without a word: for whoever was not let in after all."""
        self._closed = True
        self.vault.close()
        self._lock.close()


def utc_ms() -> int:
    """Now, in UTC milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def settings(connection: Connection) -> dict[str, str]:
    """All of the store's settings."""
    t = tables.setting.c
    return {row.name: row.value for row in connection.execute(select(t.name, t.value))}


def put_setting(connection: Connection, name: str, value: str) -> None:
    """Set one of the store's settings."""
    connection.execute(delete(tables.setting).where(tables.setting.c.name == name))
    connection.execute(insert(tables.setting).values(name=name, value=value))


_SECRET = select(tables.secret.c.value).where(tables.secret.c.name == bindparam("the_name"))


def secret(connection: Connection, name: str) -> bytes:
    """One of the store's private keys. Raises `KeyError` when it is not there."""
    value = connection.execute(_SECRET, {"the_name": name}).scalar_one_or_none()
    if value is None:
        raise KeyError(name)
    return value
