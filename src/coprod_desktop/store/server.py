# SPDX-License-Identifier: MIT
"""An office's records on a PostgreSQL server: the same tables and services, several PCs at once.

What unlocks the office stays in the encrypted file beside it: the server's address, and the key
under which every private key that is kept in the server's tables is sealed. Records themselves lie
on the server as its tables hold them, so its disk and backups are for whoever runs it to encrypt.

Writers take turns as they do in the file, by locks that the server drops when a connection dies.
An import holds the lock of one device only, so imports of several devices run side by side; all
else has the office for itself while it writes.
"""

import contextlib
import zlib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from coprod_desktop.domain.errors import StorageFull, StoreBusy, UserError
from coprod_desktop.domain.errors_server import ServerAddressWrong, ServerGone, ServerRefused
from coprod_desktop.store import tally
from coprod_desktop.store.sealing import Sealer
from coprod_desktop.store.vault import Vault

DRIVER: Final = "postgresql+psycopg"
_CONNECT_SECONDS: Final = 10
_LOCK_MS: Final = 30_000
_GLANCE_MS: Final = 250
_OFFICE: Final = 0x434F5052
"""The first half of every advisory lock of this program: "COPR"."""
_WHOLE: Final = 0
_GONE: Final = frozenset({"08000", "08001", "08003", "08006", "57P01", "57P02", "57P03"})
_NO_ENTRY: Final = frozenset({"28000", "28P01", "42501", "3D000", "3F000", "53300", "25006"})
"""Who, password, permission, no such database or schema; too many connections; read only."""
_FULL: Final = frozenset({"53100", "53200"})
_LOCKED: Final = frozenset({"55P03", "40P01"})
_NEED_MB: Final = 64


def address(url: str) -> URL:
    """The address of a server as it was typed. Raises `ServerAddressWrong`."""
    try:
        found = make_url(url)
    except (ArgumentError, ValueError):
        raise ServerAddressWrong(why="it cannot be read as an address") from None
    if found.drivername not in {DRIVER, "postgresql"}:
        raise ServerAddressWrong(why=f"it does not begin with {DRIVER}://")
    if not found.database:
        raise ServerAddressWrong(why="it names no database")
    return found.set(drivername=DRIVER)


def shown(url: URL) -> str:
    """A server's address for people and for faults, without the password."""
    port = f":{url.port}" if url.port else ""
    return f"{url.host or 'this PC'}{port}/{url.database}"


def engine(url: URL) -> Engine:
    """How connections to a server are made."""
    try:
        return sqlalchemy.create_engine(
            url,
            pool_size=3,
            max_overflow=2,
            pool_pre_ping=True,
            connect_args={"connect_timeout": _CONNECT_SECONDS, "application_name": "coprod"},
        )
    except (ImportError, NoSuchModuleError):
        raise ServerAddressWrong(why="this build has no PostgreSQL driver") from None


def translated(error: DBAPIError, place: str) -> Exception:
    """The `UserError` for what the server reports of the world, or the error itself, a bug."""
    code = str(getattr(error.orig, "sqlstate", "") or "")
    text = str(error.orig).lower()
    if code in _NO_ENTRY or "authentication failed" in text or "does not exist" in text[:200]:
        return ServerRefused(where=place, why=_first_line(text))
    if code in _FULL:
        return StorageFull(where=place, need=_NEED_MB)
    if code in _LOCKED:
        return StoreBusy()
    if code in _GONE or error.connection_invalidated or isinstance(error, OperationalError):
        return ServerGone(where=place)
    return error


def _first_line(text: str) -> str:
    """The end of the first line of what a server said, where the reason stands."""
    line = text.strip().splitlines()[0] if text.strip() else "it gave no reason"
    return line.rpartition("fatal:")[2].strip() or line


class ServerVault(Vault):
    """An unlocked office whose records lie on a server. Its folder holds the rest."""

    on_server = True

    def __init__(self, folder: Path, key: bytes, url: str) -> None:
        """Connect. Raises `ServerAddressWrong`, `ServerRefused` or `ServerGone`."""
        self.url = address(url)
        self._place = shown(self.url)
        super().__init__(folder, key)

    def _engine(self) -> Engine:
        made = engine(self.url)
        Sealer(self.key()).attach(made.dialect)
        return made

    @contextmanager
    def read(self) -> Generator[Connection]:
        """A snapshot of the office to read from; writers do not disturb it."""
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self.translating(), self.engine.connect() as plain:
            connection = plain.execution_options(**options)
            with connection.begin():
                yield connection

    @contextmanager
    def write(
        self, waiting: Callable[[], None] | None = None, device: str = ""
    ) -> Generator[Connection]:
        """One transaction, as `Vault.write`.

        With `device` only other writers of that device wait, and those who write without one.
        Raises `ServerGone`, `ServerRefused`, `StoreBusy` or `StorageFull`.
        """
        with self.translating(), self.engine.connect() as plain:
            connection = plain.execution_options(**{tally.BESIDE: self.engine if device else None})
            try:
                self._take_turn(connection, waiting, device)
                yield connection
                connection.commit()
            except BaseException:
                with contextlib.suppress(DBAPIError):
                    connection.rollback()
                raise

    @staticmethod
    def _take_turn(connection: Connection, waiting: Callable[[], None] | None, device: str) -> None:
        locks = [("pg_advisory_xact_lock", _WHOLE)]
        if device:
            number = zlib.crc32(device.encode()) - (1 << 31) or 1
            locks = [("pg_advisory_xact_lock_shared", _WHOLE), ("pg_advisory_xact_lock", number)]
        glance = _LOCK_MS if waiting is None else _GLANCE_MS
        # One statement, one way to the server and back: its columns are computed in their order.
        wanted = ", ".join(f"{name}({_OFFICE}, {number})" for name, number in locks)
        statement = (
            f"SELECT set_config('lock_timeout', '{glance}', true), {wanted}, "
            "set_config('lock_timeout', '0', true)"
        )
        while True:
            try:
                connection.exec_driver_sql(statement)
            except DBAPIError as error:
                if waiting is None or getattr(error.orig, "sqlstate", "") not in _LOCKED:
                    raise
                connection.rollback()
                waiting()
            else:
                return

    @contextmanager
    def migrating(self) -> Generator[Connection]:
        """A connection on which tables may be made anew: all of it, or nothing."""
        with self.write() as connection:
            yield connection

    @contextmanager
    def translating(self) -> Generator[None]:
        """Turn what the server reports of the world inside the block into a `UserError`."""
        try:
            yield
        except DBAPIError as error:
            known = translated(error, self._place)
            if isinstance(known, UserError):
                raise known from error
            raise

    def fold(self) -> None:
        """Nothing: the server folds its own log."""

    def close(self) -> None:
        """Let go of the connections."""
        self.engine.dispose()
