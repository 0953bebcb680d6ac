# SPDX-License-Identifier: MIT
"""Carrying an office from its encrypted file to a PostgreSQL server, and upgrading it there.

The server is filled in one transaction and compared row by row before that stands. Only then does
the file let its records go and keep the server's address instead, in one transaction of its own. A
crash before that leaves the office in its file; doing it again finds the server filled and equal.
"""

import contextlib
import hashlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from msgspec import Struct
from sqlalchemy import Table, delete, func, insert, inspect, select, text
from sqlalchemy.engine import Connection

from coprod_desktop.domain.errors import NotAllowed
from coprod_desktop.domain.errors_server import (
    NotEmpty,
    NotHere,
    NotOnServer,
    ServerAddressWrong,
)
from coprod_desktop.domain.progress import Progress, silent
from coprod_desktop.services import session
from coprod_desktop.services.access import opening, unlocking
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import backup, lock, migrate, numbering, server, tables
from coprod_desktop.store.lock import make_private
from coprod_desktop.store.rows import insert_rows
from coprod_desktop.store.server import ServerVault
from coprod_desktop.store.vault import Vault

BEFORE = "before-move.db"
"""The backup of the file as it was, in the folder for backups."""
_BATCH = 2000
_LEFT_BEHIND = frozenset({"unindexed"})
"""What each database has of its own: how far its index has come."""


class Moved(Struct, frozen=True):
    """What was carried: how many rows of each table, the server, and the backup that was made."""

    where: str
    rows: dict[str, int]
    backup: Path


def address(url: str, password: str = "") -> str:
    """The address of a server as it is kept, from what was typed and a password from elsewhere.

    Raises `ServerAddressWrong`, also for a password in what was typed: it would stand in the list
    of processes, and in the terminal's history, for everybody on the PC to read.
    """
    found = server.address(url)
    if found.password:
        raise ServerAddressWrong(why="it holds a password, which belongs in a file of its own")
    if password:
        found = found.set(password=password)
    return found.render_as_string(hide_password=False)


def move(s: SignedIn, url: str, progress: Progress = silent) -> Moved:
    """Carry an office that lies in its file to the empty database at `url`.

    The session ends with it: whoever is signed in has to sign in again. Raises `NotAllowed`,
    `NotHere` (it is on a server already), `StoreInUse`, `ServerAddressWrong`, `ServerRefused`,
    `ServerGone`, `NotEmpty`, `Cancelled` or a storage fault; the office is then as it was.
    """
    s.must_be("office", "moving to a database server")
    s.needs("admin", what="moving the office to a database server")
    if s.vault.on_server:
        raise NotHere(what="Moving from one server to another")
    kept = s.folder / backup.BACKUP_FOLDER / BEFORE
    with s.alone():
        target = ServerVault(s.folder, s.vault.key(), url)
        try:
            make_private(kept.parent)
            backup.write(s.vault, kept, progress)
            rows = _fill(s, target, progress)
        finally:
            target.close()
        _let_go(s.vault, target)
    s.abandon()
    return Moved(server.shown(target.url), rows, kept)


def upgrade(folder: Path, name: str, password: str) -> bool:
    """Bring an office's tables on its server to this version; whether there was anything to do.

    Nobody else may have the office open. Whoever runs the server has made a backup. Raises
    `WrongPassword`, `TooSoon`, `StoreInUse`, `OfficeOpenElsewhere`, `NotAllowed`, `StoreTooNew`,
    `WrongOffice`, `NotOnServer`, and what the server does.
    """
    key = unlocking.check_password(folder, name, password)
    with contextlib.closing(lock.StoreLock(folder)):
        with contextlib.closing(Vault(folder, key)) as vault, vault.read() as connection:
            known = session.settings(connection)
        if opening.DATABASE not in known:
            raise NotOnServer
        with contextlib.closing(ServerVault(folder, key, known[opening.DATABASE])) as there:
            opening.settings_there(there, known["store"])
            with there.read() as connection:
                person = opening.active(connection, name)
            if person is None or person.role != "admin":
                raise NotAllowed(role=person.role if person else "", what="upgrading the office")
            return migrate.upgrade(there, lambda: None)


def _fill(s: SignedIn, target: ServerVault, progress: Progress) -> dict[str, int]:
    place = server.shown(target.url)
    with s.vault.read() as source:
        if not _is_empty(target) and not _was_stopped(target):
            if _is_this_office(s, target) and _same(source, target):
                return _counts(source)
            raise NotEmpty(where=place)
        migrate.upgrade(target, lambda: None)
        with target.write() as there:
            total, done = sum(_counts(source).values()), 0
            for table in tables.metadata.sorted_tables:
                for batch in _batches(source, table):
                    _put(there, table, batch)
                    done += len(batch)
                    progress(done, total, "rows")
            _count_on(there)
            for table in tables.metadata.sorted_tables:
                if fingerprint(source, table) != fingerprint(there, table):
                    # Nothing of it stands: the transaction ends here.
                    msg = f"the table {table.name} did not arrive as it was sent"
                    raise AssertionError(msg)
            _leave_out(there)
        return _counts(source)


def _is_empty(target: ServerVault) -> bool:
    with target.read() as connection:
        return not inspect(connection).get_table_names()


def _was_stopped(target: ServerVault) -> bool:
    """Whether a move that somebody stopped left its tables there, and nothing in them."""
    with target.read() as connection:
        expected = {*tables.metadata.tables, "search", "alembic_version"}
        if set(inspect(connection).get_table_names()) - expected:
            return False
        return migrate.version(connection) == migrate.NEWEST and not any(
            _counts(connection).values()
        )


def _is_this_office(s: SignedIn, target: ServerVault) -> bool:
    with target.read() as connection:
        if migrate.version(connection) != migrate.NEWEST:
            return False
        return session.settings(connection).get("store") == s.store


def _same(source: Connection, target: ServerVault) -> bool:
    with target.read() as there:
        carried = [table for table in tables.metadata.sorted_tables if _is_carried(table)]
        return all(fingerprint(source, each) == fingerprint(there, each) for each in carried)


def _is_carried(table: Table) -> bool:
    return table.name not in _LEFT_BEHIND


def _counts(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables.metadata.sorted_tables
        if _is_carried(table)
    }


def _batches(connection: Connection, table: Table) -> Iterator[list[tuple[object, ...]]]:
    if not _is_carried(table):
        return
    with connection.execute(select(table).execution_options(yield_per=_BATCH)) as rows:
        remaining = iter(rows)
        while batch := [tuple(row) for row in islice(remaining, _BATCH)]:
            yield batch


def _put(connection: Connection, table: Table, batch: list[tuple[object, ...]]) -> None:
    if table is not tables.secret:
        insert_rows(connection, table, batch)
        return
    # Private keys are sealed on their way into the table, which a plain copy would not do.
    names = table.columns.keys()
    connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in batch])


def _count_on(connection: Connection) -> None:
    """Have the server's own counters go on where the file's rows end."""
    last = connection.execute(select(func.max(tables.change.c.arrival))).scalar() or 0
    connection.execute(
        text("SELECT setval(:name, :last)"), {"name": numbering.SEQUENCE, "last": last}
    )
    streams = connection.execute(select(func.max(tables.stream.c.id))).scalar()
    if streams:
        counter = "SELECT setval(pg_get_serial_sequence('stream', 'id'), :last)"
        connection.execute(text(counter), {"last": streams})


def _leave_out(connection: Connection) -> None:
    """Let the search catch up with all that came, as after an import: bit by bit, resumed."""
    c = tables.change.c
    first, last = connection.execute(select(func.min(c.arrival), func.max(c.arrival))).one()
    if last:
        connection.execute(insert(tables.unindexed).values(first=first, last=last))


def fingerprint(connection: Connection, table: Table) -> str:
    """A hash over every row of a table, the same wherever the same values stand.

    Rows are put in order by a hash of each, since no two databases sort text alike.
    """
    leaves = sorted(
        hashlib.sha256(repr(row).encode()).digest()
        for batch in _batches(connection, table)
        for row in batch
    )
    return hashlib.sha256(b"".join(leaves)).hexdigest()


def _let_go(vault: Vault, target: ServerVault) -> None:
    """Have the file keep who it is and where its records are, and nothing else."""
    with vault.write() as connection:
        for table in reversed(tables.metadata.sorted_tables):
            if table is not tables.setting:
                connection.execute(delete(table))
        connection.exec_driver_sql("INSERT INTO search(search) VALUES ('delete-all')")
        address = target.url.render_as_string(hide_password=False)
        session.put_setting(connection, opening.DATABASE, address)
