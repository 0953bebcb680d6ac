# SPDX-License-Identifier: MIT
"""Looking after a store: check-up, backup, and computing the projections again."""

import contextlib
import shutil
from pathlib import Path

from msgspec import Struct

from coprod_desktop import files
from coprod_desktop.domain.errors import StorageFull
from coprod_desktop.domain.errors_server import NotHere
from coprod_desktop.domain.progress import Progress, silent
from coprod_desktop.domain.translating import known, translate
from coprod_desktop.services import session
from coprod_desktop.services.access import escrowing, recovery
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import audit, integrity, log, slots
from coprod_desktop.store import backup as backups
from coprod_desktop.store.indexing import index_all
from coprod_desktop.store.lock import make_private
from coprod_desktop.store.vault import DATABASE_FILE, Vault, connect

LAST_BACKUP = "last_backup_at"
REHEARSAL = "rehearsal"
_DAY_MS = 86_400_000


class CheckLine(Struct, frozen=True):
    """One thing that was checked, and what was found in words."""

    name: str
    ok: bool
    detail: str


class CheckReport(Struct, frozen=True):
    """The outcome of a check-up."""

    ok: bool
    lines: tuple[CheckLine, ...]


class _Undo(Exception):
    """Ends the rehearsal of a rebuild: there is no need to write it."""


def check(s: SignedIn, progress: Progress = silent) -> CheckReport:
    """Check pages, chains, projections against the log, and the ways back in; changes nothing.

    May be cancelled.
    """
    lines = [_pages(s, progress)]
    # Each stands on the one before: where that does not hold, the next cannot tell anything.
    if lines[0].ok:
        lines.append(_log(s, progress))
    if lines[-1].ok:
        lines.append(_projections(s, progress))
    if lines[0].ok:
        lines += [_audit(s), _backup_age(s), _sheet(s), _recovery_key(s)]
    return CheckReport(all(line.ok for line in lines), tuple(lines))


def _pages(s: SignedIn, progress: Progress) -> CheckLine:
    if s.vault.on_server:
        said = translate("Care", "The records lie on a server, whose own tools check its pages.")
        return _advice("file", said)
    progress(0, 1, "pages")
    # The file is read as it lies there: a page that was being folded back when the power went is
    # whole in the log, and no damage.
    s.vault.fold()
    connection = connect(s.vault.path, s.vault.key())
    try:
        fault = integrity.pages(connection)
    finally:
        connection.close()
    progress(1, 1, "pages")
    said = known(fault) if fault else translate("Care", "Every page of the file holds.")
    return CheckLine("file", not fault, said)


def _log(s: SignedIn, progress: Progress) -> CheckLine:
    with s.vault.read() as connection:
        faults = list(integrity.chains(connection, progress))
    said = "; ".join(map(known, faults)) or translate("Care", "Every change is as it was written.")
    return CheckLine("log", not faults, said)


def _projections(s: SignedIn, progress: Progress) -> CheckLine:
    """Replay the log in a copy of the store: whoever types meanwhile waits for nothing.

    The copy is as encrypted as the store. That it opens is a rehearsal of restoring a backup.
    """
    place = s.folder / REHEARSAL
    _remove(place)
    if s.vault.on_server:
        same = _replays_the_same(s.vault, progress)
        return _lists(same=same)
    try:
        make_private(place)
        backups.copy(s.vault, place / DATABASE_FILE, progress)
        with contextlib.closing(Vault(place, s.vault.key())) as copy:
            same = _replays_the_same(copy, progress)
    except StorageFull:
        # No room for a copy: then in the store itself, where nothing of it is kept either.
        _remove(place)
        same = _replays_the_same(s.vault, progress)
    finally:
        _remove(place)
    return _lists(same=same)


def _lists(*, same: bool) -> CheckLine:
    agree = translate("Care", "Lists and search agree with the log.")
    differ = translate("Care", "Lists differ from the log: rebuild them.")
    return CheckLine("lists", same, agree if same else differ)


def _replays_the_same(vault: Vault, progress: Progress) -> bool:
    same = False
    with contextlib.suppress(_Undo), vault.write() as connection:
        # Search may still be behind an import: that is no damage.
        index_all(connection)
        before = integrity.fingerprint(connection)
        total = log.length(connection)
        for done in log.replay(connection):
            progress(done, total, "records")
        same = integrity.fingerprint(connection) == before
        raise _Undo
    return same


def _remove(folder: Path) -> None:
    with files.writing(folder):
        if folder.exists():
            shutil.rmtree(folder)


def _audit(s: SignedIn) -> CheckLine:
    with s.vault.read() as connection:
        fault = audit.fault(connection, s.store)
        count = audit.length(connection)
    if fault:
        said = translate("Care", "The audit does not hold: {fault}.").format(fault=known(fault))
    else:
        said = translate("Care", "All {number} lines of it hold.").format(number=count)
    return CheckLine("audit", not fault, said)


def _backup_age(s: SignedIn) -> CheckLine:
    at = _settings(s).get(LAST_BACKUP)
    if at is None:
        return _advice("backup", translate("Care", "No backup was made yet."))
    said = translate("Care", "The last backup was made {when}.").format(when=_ago(s, at))
    return _advice("backup", said)


def last_backup(s: SignedIn) -> int | None:
    """When the last backup was made, in UTC milliseconds; None when there was none."""
    at = _settings(s).get(LAST_BACKUP)
    return int(at) if at else None


def _sheet(s: SignedIn) -> CheckLine:
    """Whether there is a recovery sheet that opens, and since when."""
    known = _settings(s)
    if recovery.SHEET not in known:
        said = translate(
            "Care", "No recovery sheet was made yet: make one, print it, and lock it away."
        )
        return _advice("recovery sheet", said)
    if not recovery.is_newest(s, slots.read(s.folder)):
        said = translate(
            "Care", "The recovery sheet was not finished, or its slot was altered: make a new one."
        )
        return CheckLine("recovery sheet", ok=False, detail=said)
    at, _, by = known[recovery.SHEET_MADE].partition(" ")
    rehearsed = _rehearsed(s, known.get(recovery.SHEET_REHEARSED))
    said = translate("Care", "Made by {name} {when}, {rehearsed}.").format(
        name=by, when=_ago(s, at), rehearsed=rehearsed
    )
    return _advice("recovery sheet", said)


def _recovery_key(s: SignedIn) -> CheckLine:
    """Whether the office could open this store with the recovery key that is in use."""
    if not escrowing.sealed_to_present(s, slots.read(s.folder)):
        said = translate(
            "Care", "The copy for the office is not sealed to its recovery key: sign in again."
        )
        return CheckLine("recovery key", ok=False, detail=said)
    rehearsed = _rehearsed(s, _settings(s).get(recovery.KEY_REHEARSED))
    said = translate("Care", "The office's recovery key opens this store, {rehearsed}.")
    return _advice("recovery key", said.format(rehearsed=rehearsed))


def _rehearsed(s: SignedIn, at: str | None) -> str:
    if at is None:
        return translate("Care", "never rehearsed")
    return translate("Care", "rehearsed {when}").format(when=_ago(s, at))


def _ago(s: SignedIn, at: str) -> str:
    days = (s.now() - int(at)) // _DAY_MS
    if days > 1:
        return translate("Care", "{number} days ago").format(number=days)
    return translate("Care", "yesterday") if days == 1 else translate("Care", "today")


def _settings(s: SignedIn) -> dict[str, str]:
    with s.vault.read() as connection:
        return session.settings(connection)


def _advice(name: str, detail: str) -> CheckLine:
    """Nothing is wrong; what it says is worth knowing."""
    return CheckLine(name, ok=True, detail=detail)


def rebuild(s: SignedIn, progress: Progress = silent) -> int:
    """Drop the projections and compute them again from the log; returns the changes replayed."""
    s.needs("head", "admin", what="rebuilding the lists")
    done = 0
    with s.alone(), s.vault.write() as connection:
        total = log.length(connection)
        for done in log.replay(connection):
            progress(done, total, "records")
        s.note(connection, "rebuild", f"{done} changes")
    return done


def backup(s: SignedIn, file: Path, progress: Progress = silent) -> int:
    """Write an encrypted, checked copy of the store to `file`; returns its size in bytes.

    Raises `NotAllowed`, `NotHere` (on a server), `Cancelled`, `StorageFull`, `CannotWrite` or
    `StoreDamaged`.
    """
    s.needs("head", "admin", what="making a backup")
    if s.vault.on_server:
        raise NotHere(what="A backup of what lies on a server")
    size = backups.write(s.vault, file, progress)
    with s.vault.write() as connection:
        session.put_setting(connection, LAST_BACKUP, str(s.now()))
        s.note(connection, "backup", file.name)
    return size
