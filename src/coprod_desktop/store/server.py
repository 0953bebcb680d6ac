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
import functools
import time
import zlib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import sqlalchemy
from sqlalchemy import TextClause, event, text
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    DisconnectionError,
    NoSuchModuleError,
    OperationalError,
)

from coprod_desktop.domain.errors import StoreDamaged, StoreTooNew, UserError
from coprod_desktop.domain.errors_server import (
    OfficeBusy,
    OfficeOpenElsewhere,
    ServerAddressWrong,
    ServerFull,
    ServerGone,
    ServerRefused,
)
from coprod_desktop.domain.translating import Filled
from coprod_desktop.store import tally
from coprod_desktop.store.rows import together
from coprod_desktop.store.sealing import Sealer
from coprod_desktop.store.vault import Vault

DRIVER: Final = "postgresql+psycopg"
_CONNECT_SECONDS: Final = 10
_IDLE_SECONDS: Final = 2
_LOCK_MS: Final = 30_000
_GLANCE_MS: Final = 250
_OFFICE: Final = 0x434F5052
"""The first half of every advisory lock of this program: "COPR"."""
_WHOLE: Final = 0
_GONE: Final = frozenset({"08000", "08001", "08003", "08006", "57P01", "57P02", "57P03"})
_NO_ENTRY: Final = frozenset(
    {"28000", "28P01", "42501", "3D000", "3F000", "53200", "53300", "25006", "57014"}
)
"""Who, password, permission, no such database or schema; no memory, too many connections; read
only; somebody stopped a statement that took long."""
_FULL: Final = "53100"
_DAMAGED: Final = frozenset({"XX001", "XX002"})
_LOCKED: Final = frozenset({"55P03", "40P01"})
_NAME: Final = "coprod"
_OTHERS: Final = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND application_name = 'coprod' "
    "AND pid <> pg_backend_pid()"
)


def address(url: str) -> URL:
    """The address of a server as it was typed. Raises `ServerAddressWrong`."""
    try:
        found = make_url(url)
    except (ArgumentError, ValueError):
        raise ServerAddressWrong(why="it cannot be read as an address") from None
    if found.drivername not in {DRIVER, "postgresql"}:
        raise ServerAddressWrong(why=Filled("it does not begin with {driver}://", driver=DRIVER))
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
        made = sqlalchemy.create_engine(
            url,
            pool_size=3,
            max_overflow=2,
            connect_args={"connect_timeout": _CONNECT_SECONDS, "application_name": _NAME},
        )
    except (ImportError, NoSuchModuleError):
        raise ServerAddressWrong(why="this build has no PostgreSQL driver") from None
    _ask_when_idle(made)
    _give_bytes_as_they_are(made)
    return made


def _give_bytes_as_they_are(made: Engine) -> None:
    """Let COPY take bytes by the driver's compiled code, and not by its wrapper for them."""

    def connected(raw: Any, _record: object) -> None:
        from psycopg.types.string import BytesBinaryDumper

        raw.adapters.register_dumper(bytes, BytesBinaryDumper)

    event.listen(made, "connect", connected)


def _ask_when_idle(made: Engine) -> None:
    """Ask whether a connection still lives, if nobody used it for a while.

    Asking each time, as the pool would, costs every import some more ways to the server.
    """

    def left(_raw: Any, record: Any) -> None:
        record.info[_NAME] = time.monotonic()

    def taken(raw: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get(_NAME, time.monotonic()) < _IDLE_SECONDS:
            return
        try:
            made.dialect.do_ping(raw)
        except made.dialect.loaded_dbapi.Error:
            raise DisconnectionError from None

    event.listen(made, "checkin", left)
    event.listen(made, "checkout", taken)


def translated(error: DBAPIError, place: str) -> Exception:
    """The `UserError` for what the server reports of the world, or the error itself, a bug."""
    code = str(getattr(error.orig, "sqlstate", "") or "")
    text = str(error.orig).lower()
    if code in _NO_ENTRY or "authentication failed" in text or "does not exist" in text[:200]:
        return ServerRefused(where=place, why=_first_line(text))
    if code == _FULL:
        return ServerFull(where=place)
    if code in _LOCKED:
        return OfficeBusy()
    if code in _DAMAGED:
        return StoreDamaged(what="the pages of its tables on the server do not hold")
    if code in _GONE or error.connection_invalidated or isinstance(error, OperationalError):
        return ServerGone(where=place)
    return error


def _first_line(text: str) -> str:
    """The end of the first line of what a server said, where the reason stands."""
    line = text.strip().splitlines()[0] if text.strip() else "it gave no reason"
    return line.rpartition("fatal:")[2].strip() or line


@functools.lru_cache(maxsize=1024)
def _turn(statement: str) -> TextClause:
    return text(statement)


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
        Raises `ServerGone`, `ServerRefused`, `OfficeBusy`, `ServerFull` or `StoreDamaged`.
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
        # One statement, one way to the server and back, the transaction's beginning included: its
        # columns are computed in their order.
        wanted = ", ".join(f"{name}({_OFFICE}, {number})" for name, number in locks)
        statement = _turn(
            f"SELECT set_config('lock_timeout', '{glance}', true), {wanted}, "
            "set_config('lock_timeout', '0', true)"
        )
        while True:
            try:
                together(connection, (statement, {}))
            except DBAPIError as error:
                if waiting is None or getattr(error.orig, "sqlstate", "") not in _LOCKED:
                    raise
                connection.rollback()
                waiting()
            else:
                return

    @contextmanager
    def migrating(self) -> Generator[Connection]:
        """A connection on which tables may be made anew: all of it, or nothing.

        Raises `OfficeOpenElsewhere`: what other PCs know of the tables would no longer be true.
        """
        with self.write() as connection:
            self._nobody_else(connection)
            yield connection
            self._nobody_else(connection)

    def _nobody_else(self, connection: Connection) -> None:
        connection.exec_driver_sql("SELECT pg_stat_clear_snapshot()")
        if connection.exec_driver_sql(_OTHERS).scalar():
            raise OfficeOpenElsewhere(where=self._place)

    def stay_with(self, version: str) -> None:
        """Refuse tables of another version on each connection from now on.

        Another PC upgrades them when none is connected, and this program may sleep meanwhile.
        """
        driver: Any = self.engine.dialect.loaded_dbapi

        def check(raw: Any, _record: object) -> None:
            # A server that stops answering here says so with the next statement.
            with contextlib.suppress(driver.Error), raw.cursor() as cursor:
                found = cursor.execute("SELECT version_num FROM alembic_version").fetchone()
                raw.rollback()
                if found != (version,):
                    raw.close()
                    raise StoreTooNew

        event.listen(self.engine, "connect", check)

    @contextmanager
    def translating(self) -> Generator[None]:
        """Turn what the server reports of the world inside the block into a `UserError`."""
        driver: Any = self.engine.dialect.loaded_dbapi
        try:
            yield
        except DBAPIError as error:
            if not isinstance(error.orig, driver.Error):
                raise  # of the office's file, while it moves: whoever reads that knows its faults
            known = translated(error, self._place)
            if isinstance(known, UserError):
                raise known from error
            raise

    def fold(self) -> None:
        """Nothing: the server folds its own log."""

    def close(self) -> None:
        """Let go of the connections."""
        self.engine.dispose()
