# SPDX-License-Identifier: MIT
"""Bundles that the office keeps, sealed as they came.

`held/` has those that wait for an approval, and those that raised an alarm, which are evidence.
`archive/` has what was taken in, for ninety days. Headers, signatures and leaves stay in the
store's own books for good.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec import Struct
from sqlalchemy import delete, func, insert, select
from sqlalchemy.engine import Connection

from coprod_desktop import files
from coprod_desktop.bundle.errors import DeviceNotEnrolled, TooManyHeld, UnknownEpoch
from coprod_desktop.bundle.header import Core
from coprod_desktop.bundle.intake import Quarantined
from coprod_desktop.domain import ids
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables
from coprod_desktop.store.lock import make_private

HELD: Final = "held"
ARCHIVE: Final = "archive"
MOST_FILES: Final = 64
MOST_BYTES: Final = 1 << 30
"""What is held of one device at most: more than a year of weekly bundles."""
KEPT_MS: Final = 90 * 86_400_000
WAITING: Final = (DeviceNotEnrolled.__name__, UnknownEpoch.__name__)
"""Why a bundle waits. Whatever else is held raised an alarm, and is never taken in."""
_SUFFIX: Final = ".coprod"

_h, _d, _r = tables.held.c, tables.device.c, tables.received.c


class HeldBundle(Struct, frozen=True):
    """A bundle that is held: whose, its number and size, since when (UTC ms), and why."""

    device: str
    short: str
    site: str
    wing: str
    seq: int
    size: int
    at: int
    code: str


class Bundle(Struct, frozen=True):
    """What is known of a bundle whose signature holds."""

    core: Core
    bundle_id: bytes


def file(s: SignedIn, folder: str, bundle_id: bytes) -> Path:
    """Where a bundle is kept, whether it is there or not."""
    return s.folder / folder / f"{bundle_id.hex()}{_SUFFIX}"


def hold(s: SignedIn, connection: Connection, bundle: Bundle, copy: Quarantined, code: str) -> None:
    """Move a bundle from quarantine to what is held, in the caller's transaction.

    Raises `TooManyHeld` when this device fills its share.
    """
    core = bundle.core
    query = select(func.count(), func.coalesce(func.sum(_h.size), 0))
    count, size = connection.execute(
        query.where(_h.device == core.device, _h.bundle != bundle.bundle_id)
    ).one()
    if count >= MOST_FILES or size + copy.size > MOST_BYTES:
        raise TooManyHeld(count=count)
    connection.execute(delete(tables.held).where(_h.bundle == bundle.bundle_id))
    connection.execute(
        insert(tables.held).values(
            bundle=bundle.bundle_id,
            device=core.device,
            epoch=core.epoch,
            seq=core.seq,
            size=copy.size,
            code=code,
            at=s.now(),
            by=s.person.name,
        )
    )
    _move(copy.path, file(s, HELD, bundle.bundle_id), forced=True)


def archive(s: SignedIn, bundle_id: bytes, copy: Quarantined) -> None:
    """Keep a bundle that is taken in; called in the transaction that does so."""
    _move(copy.path, file(s, ARCHIVE, bundle_id), forced=False)


def _move(source: Path, target: Path, *, forced: bool) -> None:
    make_private(target.parent)
    with files.writing(target.parent):
        if forced:
            # Somebody may wipe the stick now: this copy must outlast a power cut.
            with source.open("rb+") as copy:
                files.sync(copy)
        source.replace(target)
        if forced:
            files.sync_folder(target.parent)


def waiting(connection: Connection) -> tuple[HeldBundle, ...]:
    """All that is held, the newest first."""
    query = (
        select(_h.device, _d.site, _d.wing, _h.seq, _h.size, _h.at, _h.code)
        .outerjoin(tables.device, _d.id == _h.device)
        .order_by(_h.at.desc(), _h.seq.desc())
    )
    return tuple(
        HeldBundle(row.device, ids.short(row.device), row.site or "", row.wing or "", *row[3:])
        for row in connection.execute(query)
    )


def released(connection: Connection, device: str = "") -> tuple[bytes, ...]:
    """Ids of bundles whose wait is over: their device and epoch are approved now, in order."""
    query = (
        select(_h.bundle)
        .join(tables.device, (_d.id == _h.device) & (_d.epoch == _h.epoch))
        .where(_d.state == "active", _h.code.in_(WAITING))
        .order_by(_h.device, _h.seq)
    )
    if device:
        query = query.where(_h.device == device)
    return tuple(connection.execute(query).scalars())


def let_go(s: SignedIn, connection: Connection, bundle_id: bytes) -> None:
    """Hold a bundle no longer."""
    connection.execute(delete(tables.held).where(_h.bundle == bundle_id))
    with files.writing(s.folder / HELD):
        file(s, HELD, bundle_id).unlink(missing_ok=True)


def tidy(s: SignedIn, waiting: Callable[[], None]) -> None:
    """Remove what was taken in ninety days ago, and files that no book knows of.

    Done while writing: nobody else is just moving a file that the books do not know yet.
    `waiting` is called as in `Vault.write`.
    """
    with s.vault.read() as connection:
        if not _stray(s, connection):
            return
    with s.vault.write(waiting) as connection, files.writing(s.folder):
        for path in _stray(s, connection):
            path.unlink(missing_ok=True)


def _stray(s: SignedIn, connection: Connection) -> list[Path]:
    recent = select(_r.bundle).where(_r.at >= s.now() - KEPT_MS)
    stray: list[Path] = []
    for name, query in ((ARCHIVE, recent), (HELD, select(_h.bundle))):
        folder = s.folder / name
        if not folder.is_dir():
            continue
        known = {found.hex() for found in connection.execute(query).scalars()}
        with files.reading(folder):
            stray += [path for path in folder.iterdir() if path.stem not in known]
    return stray


def forget(
    s: SignedIn, connection: Connection, device: str, epoch: str, first: int, last: int
) -> int:
    """Remove at once every kept bundle that may hold one of some changes; how many that were.

    What waits for an approval is left: it was never opened, and what is erased is dropped from it
    when it comes in. Called in the transaction that erases.
    """
    query = select(_r.bundle).where(
        _r.device == device, _r.epoch == epoch, _r.first <= last, _r.last >= first
    )
    gone = 0
    for bundle_id in connection.execute(query).scalars():
        kept = file(s, ARCHIVE, bundle_id)
        with files.writing(kept.parent):
            if kept.exists():
                kept.unlink()
                gone += 1
    evidence = select(_h.bundle).where(
        _h.device == device, _h.epoch == epoch, _h.code.not_in(WAITING)
    )
    for bundle_id in connection.execute(evidence).scalars().all():
        let_go(s, connection, bundle_id)
        gone += 1
    return gone


def forget_record(s: SignedIn, connection: Connection, record: str) -> int:
    """Remove at once every kept bundle that may hold a record; how many that were."""
    c, t = tables.change.c, tables.stream.c
    query = (
        select(t.device, t.epoch, func.min(c.n), func.max(c.n))
        .join(tables.change, c.stream == t.id)
        .where(c.record == record)
        .group_by(t.id)
    )
    places = connection.execute(query).all()
    return sum(forget(s, connection, *place) for place in places)
