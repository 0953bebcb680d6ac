# SPDX-License-Identifier: MIT
"""The open, encrypted database: how connections are made, and the two ways to use one."""

import contextlib
import shutil
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy
import sqlcipher3.dbapi2 as driver
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from coprod_desktop.domain.errors import (
    CannotWrite,
    StorageFull,
    StoreBusy,
    StoreDamaged,
    UserError,
)
from coprod_desktop.store.slots import KEY_BYTES

DATABASE_FILE = "store.db"
_CACHE_KIB = 16 * 1024
_PAGE = 8192
_CHECKPOINT = 16 << 20
_CIPHER = (
    # A file opens only with what it was made with (docs/decisions/0018).
    f"cipher_page_size={_PAGE}",
    "cipher_hmac_algorithm=HMAC_SHA256",
)
_BUSY_MS = 30_000
_GLANCE_MS = 250
"""How often somebody who waits on is asked whether they still want to."""
_MOMENT_MS = 8
"""So long SQLite waits by itself: it asks after 1, 2 and 5 ms, and then ever less often."""
_PRAGMAS = (
    "journal_mode=WAL",
    # An acknowledged save survives a power cut, not only a crash of the program.
    "synchronous=FULL",
    "foreign_keys=ON",
    f"busy_timeout={_BUSY_MS}",
    # Anything but MEMORY writes sorted rows to the temporary folder in clear.
    "temp_store=MEMORY",
    f"cache_size=-{_CACHE_KIB}",
    "trusted_schema=OFF",
    "recursive_triggers=ON",
    # What is erased is overwritten, and so is what only stood in a draft or an older row.
    "secure_delete=ON",
    # Many small bundles write the same pages again and again.
    f"wal_autocheckpoint={_CHECKPOINT // _PAGE}",
)
_NEED_MB = 64
# With less, SQLite cannot make its shared memory file, and calls that a fault of the drive.
_LEAST_FREE = 1 << 16
# The last is what a page of the search index that does not hold is reported as.
_DAMAGE = ("not a database", "malformed", "corrupt", "vtable constructor failed")


def connect(path: Path, key: bytes) -> Any:
    """A driver connection to the encrypted database `path`, keyed, checked and set up.

    Raises `StoreDamaged` when the file is not a database under this key, `StorageFull` or
    `CannotWrite`.
    """
    if len(key) != KEY_BYTES:
        # The driver would silently take anything else as a passphrase.
        msg = f"a store key has {KEY_BYTES} bytes"
        raise ValueError(msg)
    try:
        connection = driver.connect(str(path), isolation_level=None, check_same_thread=False)
    except driver.DatabaseError as error:
        raise translated(error, path) from None
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in _CIPHER:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except driver.DatabaseError as error:
        connection.close()
        raise translated(error, path) from None
    return connection


def translated(error: Exception, path: Path) -> Exception:
    """The `UserError` for what the driver reports of the world, or the error itself, a bug."""
    text = str(error).lower()
    if "database is locked" in text:
        return StoreBusy()
    fault = "disk i/o" in text
    if ("full" in text and "disk" in text) or (fault and _free(path.parent) < _LEAST_FREE):
        return StorageFull(where=str(path.parent), need=_NEED_MB)
    if fault:
        return CannotWrite(where=str(path.parent), why="the drive reported a fault")
    if "readonly" in text or "read-only" in text or "unable to open" in text:
        return CannotWrite(where=str(path.parent), why="it is write-protected, or not there")
    if any(sign in text for sign in _DAMAGE):
        return StoreDamaged(what="its pages do not hold")
    return error


def _free(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return _LEAST_FREE


class Vault:
    """An unlocked store's database. Values go in and out; connections stay inside `with`."""

    on_server = False
    """Whether the tables lie on a database server, which looks after its own files."""

    def __init__(self, folder: Path, key: bytes) -> None:
        """Open ``store.db`` in `folder`. Raises `StoreDamaged` or `CannotWrite`."""
        self.folder = folder
        self.path = folder / DATABASE_FILE
        self._key = key
        self.engine = self._engine()
        with self.read():
            pass

    def _engine(self) -> Engine:
        return sqlalchemy.create_engine(
            "sqlite+pysqlite://",
            module=driver,
            creator=lambda: connect(self.path, self._key),
            poolclass=QueuePool,
            pool_size=3,
            # The connection used last again: its page cache is warm.
            pool_use_lifo=True,
            max_overflow=2,
            pool_reset_on_return=None,
        )

    @contextmanager
    def read(self) -> Generator[Connection]:
        """A snapshot of the store to read from; writers do not disturb it."""
        with self.translating(), self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()

    @contextmanager
    def write(
        self,
        waiting: Callable[[], None] | None = None,
        device: str = "",  # noqa: ARG002  a file has one writer; a server one for each device
    ) -> Generator[Connection]:
        """One transaction: all of it is on the disk when the block ends, or none of it.

        While another process writes, `waiting` is called now and then, and may raise; without it
        that is `StoreBusy` after half a minute. `device` says that only what one device sent is
        written. Raises `StorageFull`, `CannotWrite` or
        `StoreDamaged` for what the disk does.
        """
        with self.translating(), self.engine.connect() as connection:
            self._begin(connection, waiting)
            try:
                yield connection
                connection.commit()
            except BaseException:
                with contextlib.suppress(DBAPIError):
                    connection.rollback()
                raise

    @staticmethod
    def _begin(connection: Connection, waiting: Callable[[], None] | None) -> None:
        """Begin to write; asks so often that the moment between two transactions is not missed."""
        raw = connection.connection.driver_connection
        if raw is None:
            raise AssertionError("a connection without a driver")
        began = asked = time.monotonic()
        raw.execute(f"PRAGMA busy_timeout={_MOMENT_MS}")
        try:
            while True:
                try:
                    connection.exec_driver_sql("BEGIN IMMEDIATE")
                except DBAPIError as error:
                    now = time.monotonic()
                    late = waiting is None and now - began > _BUSY_MS / 1000
                    if late or "locked" not in str(error.orig):
                        raise
                    if waiting is not None and now - asked > _GLANCE_MS / 1000:
                        asked = now
                        waiting()
                else:
                    return
        finally:
            raw.execute(f"PRAGMA busy_timeout={_BUSY_MS}")

    @contextmanager
    def migrating(self) -> Generator[Connection]:
        """A connection on which tables may be made anew: all of it, or nothing."""
        with self.translating(), self.engine.connect() as connection:
            # Off outside the transaction: recreating a table with it on deletes the rows that
            # refer to it. What the migration leaves is checked before it may stand.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise StoreDamaged(what="its records refer to records that are not there")
                connection.commit()
            finally:
                connection.rollback()
                connection.exec_driver_sql("PRAGMA foreign_keys=ON")
                connection.rollback()

    @contextmanager
    def translating(self) -> Generator[None]:
        """Turn what the driver reports of the world inside the block into a `UserError`."""
        try:
            yield
        except DBAPIError as error:
            known = translated(error.orig or error, self.path)  # pyright: ignore[reportArgumentType]
            if isinstance(known, UserError):
                raise known from error
            raise

    def key(self) -> bytes:
        """The store's key, for wrapping it under another person's password or for a backup."""
        return self._key

    def fold(self) -> None:
        """Fold the write-ahead log back into the file, as far as nobody is reading."""
        with contextlib.suppress(DBAPIError, UserError), self.engine.connect() as connection:
            # Another process that reads at length is not waited for.
            connection.exec_driver_sql(f"PRAGMA busy_timeout={_GLANCE_MS}")
            try:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.exec_driver_sql(f"PRAGMA busy_timeout={_BUSY_MS}")

    def close(self) -> None:
        """Let go of the files. The log is folded back so that one file is left."""
        self.fold()
        self.engine.dispose()
