# SPDX-License-Identifier: MIT
"""A store brought back from a backup, or told apart from its copy: it begins a new epoch.

What was recorded after a backup is lost with the disk, and bundles may have carried it away before.
So a store that comes back never goes on where it stood: it would number other changes alike. It
begins a new log, puts everything again that the office has not confirmed, and asks the office to
let it in again.
"""

import contextlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sqlalchemy import delete, func, select
from sqlalchemy.engine import Connection

from coprod_desktop import files
from coprod_desktop.domain import ids
from coprod_desktop.domain.errors import (
    KeyFileMissing,
    StoreDamaged,
    StoreExists,
    WrongPassword,
)
from coprod_desktop.domain.progress import Progress, silent
from coprod_desktop.domain.translating import Filled
from coprod_desktop.services import session
from coprod_desktop.services.access import opening, unlocking
from coprod_desktop.services.books import acknowledging, lives, resaying
from coprod_desktop.services.exchanging import exchange, returning
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import backup, integrity, log, slots, tables
from coprod_desktop.store.lock import StoreLock, make_private
from coprod_desktop.store.vault import DATABASE_FILE, connect

_PLACE = "restoring"
_REQUEST = "enrol-request"
_WAL = "-wal"
_IN_BATCH = 500

_c = tables.change.c


def restore(
    file: Path,
    folder: Path,
    person: str,
    password: str,
    progress: Progress = silent,
    now: Callable[[], int] = session.utc_ms,
) -> SignedIn:
    """Make a store in the empty `folder` from the backup `file`, in a new epoch, and sign in.

    `file` may also be the database of an older copy of a store. The key file is put in place last:
    until it stands there is no store, and what was cut off is simply done again. Raises
    `KeyFileMissing`, `WrongPassword`, `NotAllowed`, `StoreExists`, `StoreDamaged`, `StoreTooNew`,
    `Cancelled`, `CannotRead`, `StorageFull` or `CannotWrite`.
    """
    keys = _keys_of(file)
    if _in_use(folder):
        raise StoreExists(folder=str(folder))
    make_private(folder)
    held = StoreLock(folder)
    try:
        place = folder / _PLACE
        _remove(folder)
        make_private(place)
        _copy(keys, place / slots.KEYS_FILE, silent)
        key = unlocking.check_password(place, person, password)
        _copy(file, place / DATABASE_FILE, progress)
        wal = file.with_name(file.name + _WAL)
        if wal.exists():
            _copy(wal, place / (DATABASE_FILE + _WAL), silent)
        _check_pages(place, key)
        _begin_in(place, key, person, file.name, now)
        _move(place, folder)
    finally:
        held.close()
    return opening.unlock(folder, person, password, now)


def _keys_of(file: Path) -> Path:
    beside = (backup.keys_beside(file), file.with_name(slots.KEYS_FILE))
    for keys in beside:
        if keys.is_file():
            return keys
    raise KeyFileMissing(file=beside[0].name)


def _in_use(folder: Path) -> bool:
    """Whether the folder holds anything but what a restoring that was cut off leaves behind."""
    if not folder.exists():
        return False
    ours = (DATABASE_FILE, "lock", _PLACE, backup.SEEN_FILE, slots.KEYS_FILE + ".new")
    return not folder.is_dir() or any(not f.name.startswith(ours) for f in folder.iterdir())


def _remove(folder: Path) -> None:
    with files.writing(folder):
        for left_over in (*folder.glob(DATABASE_FILE + "*"), folder / backup.SEEN_FILE):
            left_over.unlink(missing_ok=True)
        if (folder / _PLACE).exists():
            shutil.rmtree(folder / _PLACE)


def _copy(source: Path, target: Path, progress: Progress) -> None:
    with files.reading(source), source.open("rb") as coming:
        size, done = source.stat().st_size, 0
        with files.writing(target.parent, size), files.create(target) as made:
            while piece := coming.read(files.PIECE):
                made.write(piece)
                done += len(piece)
                progress(done, size, "bytes")
            files.sync(made)


def _check_pages(place: Path, key: bytes) -> None:
    connection = connect(place / DATABASE_FILE, key)
    try:
        if fault := integrity.pages(connection):
            raise StoreDamaged(what=Filled("the backup does not hold ({fault})", fault=fault))
    finally:
        connection.close()


def _begin_in(place: Path, key: bytes, person: str, name: str, now: Callable[[], int]) -> None:
    """Begin the new epoch in the copy, before it becomes a store that anybody can open."""
    s = opening.enter(place, key, person, now)
    if s is None:
        raise WrongPassword(wait=0)
    with contextlib.closing(s):
        s.needs("head", "admin", what="restoring a store")
        _begin_anew(s, f"from {name}")


def _move(place: Path, folder: Path) -> None:
    with files.writing(folder):
        for name in (DATABASE_FILE, backup.SEEN_FILE, slots.KEYS_FILE):
            (place / name).replace(folder / name)
        files.sync_folder(folder)
        shutil.rmtree(place, ignore_errors=True)


def new_history(s: SignedIn) -> None:
    """Tell this store apart from its copy on another disk, which numbers its changes alike.

    The office takes nothing more from it until its new enrol request is approved. Raises
    `WrongKindOfStore`, `NotAllowed`, `StorageFull` or `CannotWrite`.
    """
    s.must_be("wing", "beginning a new history")
    s.needs("head", "admin", what="beginning a new history")
    _begin_anew(s, "told apart from a copy")
    backup.note_seen(s.vault, s.device, s.epoch)
    for staged in (s.folder / exchange.STAGING).glob("*.coprod"):
        with contextlib.suppress(OSError):
            staged.unlink(missing_ok=True)


def new_life(s: SignedIn) -> None:
    """Let this copy of the office's store take the place of every other one that wings tell of.

    For a person who has found out which copy goes on: whatever the others return from now on is an
    alarm at each wing that this one has written to. Raises `WrongKindOfStore`, `NotAllowed`,
    `StorageFull` or `CannotWrite`.
    """
    s.must_be("office", "beginning a new life of the office")
    s.needs("admin", what="beginning a new life of the office")
    epoch, ended = ids.new_id(), s.epoch
    with s.vault.write() as connection:
        others = lives.heard(connection)
        lives.end(s, connection)
        session.put_setting(connection, "epoch", epoch)
        log.open_stream(connection, s.device, epoch, own=True)
        lives.begin(connection, ended, others)
        s.note(connection, "restore", epoch, f"a new life; {len(others)} other copies")
    s.epoch = epoch
    backup.note_seen(s.vault, s.device, s.epoch)


def _begin_anew(s: SignedIn, why: str) -> None:
    """Begin a new epoch, in one transaction: all of it, or the store is as it was."""
    epoch = ids.new_id()
    with s.vault.write() as connection:
        old = s.own_stream(connection)
        if s.kind == "office":
            lives.end(s, connection)
        session.put_setting(connection, "epoch", epoch)
        stream = log.open_stream(connection, s.device, epoch, own=True)
        if s.kind == "wing":
            confirmed = acknowledging.acknowledged(connection, s.epoch)
            connection.execute(delete(tables.secret).where(tables.secret.c.name == _REQUEST))
            for batch in _unconfirmed(connection, old, confirmed):
                entries = resaying.again(s, connection, stream, batch, s.device)
                stream = log.append(connection, stream, entries)
        else:
            lives.begin(connection, s.epoch)
            session.put_setting(connection, returning.RESTORED_AT, str(s.now()))
        s.note(connection, "restore", epoch, f"{why}; {stream.head} records put again")
    s.epoch = epoch


def _unconfirmed(
    connection: Connection, old: log.Stream, confirmed: int
) -> Iterator[Sequence[str]]:
    """The records that were changed after what the office confirmed, in order, in batches."""
    query = (
        select(_c.record)
        .where(_c.stream == old.id, _c.n > confirmed)
        .group_by(_c.record)
        .order_by(func.min(_c.n))
    )
    found = connection.execute(query).scalars().all()
    for start in range(0, len(found), _IN_BATCH):
        yield found[start : start + _IN_BATCH]
