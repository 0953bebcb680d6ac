# SPDX-License-Identifier: MIT
"""Records of which two versions follow the same one: the office shows both, and a person chooses.

That happens when a wing's disk was copied, or restored from before a bundle left. Neither version
is lost: the choice is a change in the office's own log, and says which one lists and search show.
"""

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.engine import Connection

from coprod_desktop.domain import change as changes
from coprod_desktop.domain.canonical import b64
from coprod_desktop.domain.change import PutChange
from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.records import Choice, Record, RecordType
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import branches, log, tables
from coprod_desktop.store.branches import Tip

_b, _c, _d, _s = tables.branch.c, tables.change.c, tables.device.c, tables.stream.c


class Version(Struct, frozen=True):
    """One of the versions: `leaf` names it for good, `at` is in UTC milliseconds."""

    leaf: str
    rev: int
    at: int
    by: str
    record: Record


class Conflict(Struct, frozen=True):
    """A record with two versions, or more, that nobody has chosen between."""

    record: str
    type: RecordType
    site: str
    wing: str
    shown: Version
    other: Version
    more: tuple[Version, ...] = ()


def conflicts(s: SignedIn) -> tuple[Conflict, ...]:
    """The records that wait for somebody's choice, newest first. Raises `WrongKindOfStore`."""
    s.must_be("office", "the list of records with two versions")
    query = select(_b.record).where(_b.decided_at.is_(None)).distinct().order_by(_b.record.desc())
    with s.vault.read() as connection:
        found = connection.execute(query).scalars().all()
        return tuple(_conflict(connection, record) for record in found)


def _conflict(connection: Connection, record: str) -> Conflict:
    tips = branches.tips(connection, record)
    shown = next(tip for tip in tips if tip.shown)
    first, kind = _version(connection, shown)
    other, *more = (_version(connection, tip)[0] for tip in tips if tip is not shown)
    place = select(_d.site, _d.wing).join(tables.stream, _s.device == _d.id)
    place = place.join(tables.change, _c.stream == _s.id).where(_c.arrival == shown.arrival)
    row = connection.execute(place).one_or_none()
    site, wing = row or ("", "")
    return Conflict(record, kind, site, wing, first, other, tuple(more))


def _version(connection: Connection, tip: Tip) -> tuple[Version, RecordType]:
    raw = connection.execute(select(_c.raw).where(_c.arrival == tip.arrival)).scalar_one()
    change = log.read(raw).change
    if not isinstance(change, PutChange):
        msg = "a branch is made of revisions"
        raise TypeError(msg)
    version = Version(b64(tip.leaf), change.rev, change.at, change.by, change.data)
    return version, changes.type_of(change)


def choose(s: SignedIn, record_id: str, leaf: str) -> None:
    """Show the version with this leaf from now on; the others stay in the record's story.

    Raises `WrongKindOfStore`, `NotAllowed`, `InvalidValue` (no such version), `StorageFull` or
    `CannotWrite`.
    """
    s.must_be("office", "choosing between two versions of a record")
    s.needs("admin", "head", what="choosing between two versions of a record")
    with s.vault.write() as connection:
        tips = {b64(tip.leaf): tip for tip in branches.tips(connection, record_id)}
        if leaf not in tips:
            why = "the record has no such version" if tips else "nothing has to be chosen there"
            raise InvalidValue(what="The choice", why=why)
        stream = s.own_stream(connection)
        chosen = tips[leaf]
        entry = changes.make_choice(
            Choice(leaf=leaf),
            n=stream.head + 1,
            record_id=record_id,
            rev=chosen.rev + 1,
            parent=chosen.leaf,
            at=s.now(),
            by=s.person.name,
        )
        log.append(connection, stream, [entry])
        s.note(connection, "choice", record_id, f"revision {chosen.rev}")
