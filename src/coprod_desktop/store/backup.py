# SPDX-License-Identifier: MIT
"""Backups of the encrypted store while it is in use, and the memory of how far it had come."""

import contextlib
import hashlib
import hmac
import os
from pathlib import Path

import msgspec
import sqlcipher3.dbapi2 as driver
from msgspec import Struct
from sqlalchemy import select

from coprod_desktop import files
from coprod_desktop.domain.errors import StoreDamaged, StoreRolledBack
from coprod_desktop.domain.progress import Progress, silent
from coprod_desktop.domain.translating import Filled
from coprod_desktop.store import integrity, slots, tables
from coprod_desktop.store.vault import Vault, connect, translated

BACKUP_FOLDER = "backups"
SEEN_FILE = "seen.json"
_PAGES_A_STEP = 2048


def keys_beside(file: Path) -> Path:
    """Where the key file of a backup stands: beside it, under its name."""
    return file.with_name(file.name + ".keys.json")


def write(vault: Vault, file: Path, progress: Progress) -> int:
    """Copy the store to `file`, encrypted under the same key, with its key file beside it.

    The copy is one moment's state. It is opened and checked, page by page, before it
    gets its name: `progress` may raise `Cancelled`, and then nothing is left. Returns
    the size in bytes. Raises `StorageFull`, `CannotWrite` or `StoreDamaged`.
    """
    partial = file.with_name(file.name + ".partial")
    with files.writing(file.parent, vault.path.stat().st_size):
        partial.unlink(missing_ok=True)
        try:
            copy(vault, partial, progress)
            _verify(partial, vault.key())
            with partial.open("rb+") as handle:
                os.fsync(handle.fileno())
            files.replace(keys_beside(file), (vault.folder / slots.KEYS_FILE).read_bytes())
            partial.replace(file)
            files.sync_folder(file.parent)
        except BaseException:
            for left in (partial, *(partial.with_name(partial.name + e) for e in _SIDE_FILES)):
                with contextlib.suppress(OSError):
                    left.unlink(missing_ok=True)
            raise
    return file.stat().st_size


_SIDE_FILES = ("-wal", "-shm", "-journal")


def copy(vault: Vault, partial: Path, progress: Progress) -> None:
    """Copy one moment's state of the store into a new file, encrypted under the same key.

    Saving goes on meanwhile. Raises `StorageFull`, `CannotWrite` or what `progress` raises.
    """

    def step(_status: int, left: int, total: int) -> None:
        progress(total - left, total, "pages")

    source = connect(vault.path, vault.key())
    try:
        target = connect(partial, vault.key())
        try:
            # A backup in a log of its own would be two files; this one is to be carried.
            target.execute("PRAGMA journal_mode=DELETE")
            # Held to one moment: else every save meanwhile would make the copy begin anew.
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(target, pages=_PAGES_A_STEP, progress=step)
        except driver.Error as error:
            raise translated(error, partial) from None
        finally:
            target.close()
    finally:
        source.close()


def _verify(file: Path, key: bytes) -> None:
    connection = connect(file, key)
    try:
        connection.execute("PRAGMA journal_mode=DELETE")
        if fault := integrity.pages(connection):
            raise StoreDamaged(what=Filled("the backup does not hold ({fault})", fault=fault))
    finally:
        connection.close()


def before_upgrade(vault: Vault) -> None:
    """Keep a copy of the store as it was, in its own folder, before its tables change."""
    folder = vault.folder / BACKUP_FOLDER
    with files.writing(folder):
        folder.mkdir(exist_ok=True)
    write(vault, folder / "before-upgrade.db", silent)


class _Seen(Struct, frozen=True):
    n: int
    epoch: str
    mac: str


_SEEN = msgspec.json.Decoder(_Seen)


def note_seen(vault: Vault, device: str, epoch: str) -> None:
    """Remember how far the store's own log goes, so that an older copy is noticed when opened."""
    head = _head(vault, device, epoch)
    seen = _Seen(head, epoch, _mac(vault, head, epoch))
    files.replace(vault.folder / SEEN_FILE, msgspec.json.encode(seen))


def check_seen(vault: Vault, device: str, epoch: str) -> None:
    """Raise `StoreRolledBack` when the store's log is shorter than this PC has seen it."""
    path = vault.folder / SEEN_FILE
    try:
        seen = _SEEN.decode(path.read_bytes())
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return
    genuine = hmac.compare_digest(seen.mac.encode(), _mac(vault, seen.n, seen.epoch).encode())
    if not genuine or seen.epoch != epoch:
        return
    found = _head(vault, device, epoch)
    if found < seen.n:
        raise StoreRolledBack(found=found, seen=seen.n)


def _head(vault: Vault, device: str, epoch: str) -> int:
    t = tables.stream.c
    with vault.read() as connection:
        query = select(t.head).where(t.device == device, t.epoch == epoch)
        return connection.execute(query).scalar() or 0


def _mac(vault: Vault, n: int, epoch: str) -> str:
    message = f"coprod/seen/v1\0{n}\0{epoch}".encode()
    return hmac.new(vault.key(), message, hashlib.sha256).hexdigest()
