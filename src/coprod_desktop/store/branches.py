# SPDX-License-Identifier: MIT
"""Two revisions that follow the same one: both are kept, one is shown until a person chooses.

Within one epoch a record's revisions follow each other. Only the first one of a new epoch, after a
disk was restored or copied, may stand elsewhere than on the newest that is known here. All of this
is computed from the log in its order of arrival, so a replay comes to the same end.
"""

from collections.abc import Collection

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.engine import Connection

from coprod_desktop.domain.canonical import unb64
from coprod_desktop.domain.change import ChoiceChange, PutChange
from coprod_desktop.store import tables

_IN_BATCH = 500

_b, _c = tables.branch.c, tables.change.c
_TIPS = select(_b.leaf, _b.arrival, _b.rev, _b.shown, _b.decided_at, _b.decided_by).where(
    _b.record == bindparam("the_record")
)
_AT = select(_c.leaf, _c.arrival, _c.rev).where(_c.arrival == bindparam("the_arrival"))
_UNDECIDED = select(_b.record).where(_b.arrival > bindparam("the_arrival"), _b.decided_at.is_(None))
_EARLIER = select(_c.rev).where(
    _c.record == bindparam("the_record"),
    _c.leaf == bindparam("the_leaf"),
    _c.arrival < bindparam("the_arrival"),
)


class Tip(Struct, frozen=True):
    """The newest revision of one branch, and whether lists show it."""

    leaf: bytes
    arrival: int
    rev: int
    shown: bool = True
    decided_at: int | None = None
    decided_by: str = ""


def tips(connection: Connection, record: str) -> list[Tip]:
    """A record's branches, the one that wins by itself first; none while it has never forked."""
    rows = connection.execute(_TIPS, {"the_record": record})
    return sorted((Tip(*row) for row in rows), key=_rank, reverse=True)


def forked(connection: Connection, records: Collection[str]) -> set[str]:
    """Which of some records have branches."""
    found: set[str] = set()
    ordered = sorted(records)
    for start in range(0, len(ordered), _IN_BATCH):
        some = ordered[start : start + _IN_BATCH]
        found.update(connection.execute(select(_b.record).where(_b.record.in_(some))).scalars())
    return found


def undecided(connection: Connection, after: int) -> set[str]:
    """Records with branches that nobody has chosen between, of which one came after `after`."""
    return set(connection.execute(_UNDECIDED, {"the_arrival": after}).scalars())


def _rank(tip: Tip) -> tuple[int, bytes]:
    """Which branch is shown while nobody has chosen: the same one in every store."""
    return tip.rev, tip.leaf


def follow(connection: Connection, shown: int, arrival: int, change: PutChange, leaf: bytes) -> int:
    """Put a revision in its place among a record's branches.

    `shown` and the result are orders of arrival: of the revision that lists showed before, and of
    the one that they show now.
    """
    record = change.id
    before = tips(connection, record)
    standing = before or [Tip(*connection.execute(_AT, {"the_arrival": shown}).one())]
    on = _stands_on(connection, standing, arrival, change)
    now = [tip for tip in standing if tip is not on]
    if on is not None and on.shown:
        now.append(msgspec.structs.replace(on, leaf=leaf, arrival=arrival, rev=change.rev))
    else:
        # News on a branch that was not chosen, or a new branch: to be chosen between anew.
        now.append(Tip(leaf, arrival, change.rev, shown=False))
        now = [msgspec.structs.replace(tip, decided_at=None, decided_by="") for tip in now]
    if len(now) == 1:
        return arrival
    if all(tip.decided_at is None for tip in now):
        best = max(now, key=_rank)
        now = [msgspec.structs.replace(tip, shown=tip is best) for tip in now]
    _put(connection, record, now)
    return next(tip.arrival for tip in now if tip.shown)


def _stands_on(
    connection: Connection, standing: list[Tip], arrival: int, change: PutChange
) -> Tip | None:
    """The branch that a revision goes on with, or None when it begins one."""
    parent = unb64(change.parent)
    for tip in standing:
        if tip.leaf == parent:
            return tip
    shown = next(tip for tip in standing if tip.shown)
    keys = {"the_record": change.id, "the_leaf": parent, "the_arrival": arrival}
    known = connection.execute(_EARLIER, keys).first()
    # What it follows was lost with the disk, or stands on a copy of it. If that was a higher
    # revision than ours it is taken to come after ours; else it cannot.
    return shown if known is None and change.rev - 1 > shown.rev else None


def choose(connection: Connection, change: ChoiceChange) -> int | None:
    """Show the branch that a person chose; its order of arrival, or None when there is no such."""
    chosen = unb64(change.data.leaf)
    now = tips(connection, change.id)
    if all(tip.leaf != chosen for tip in now):
        return None
    decided = [
        msgspec.structs.replace(
            tip, shown=tip.leaf == chosen, decided_at=change.at, decided_by=change.by
        )
        for tip in now
    ]
    _put(connection, change.id, decided)
    return next(tip.arrival for tip in decided if tip.shown)


def _put(connection: Connection, record: str, now: list[Tip]) -> None:
    connection.execute(delete(tables.branch).where(_b.record == record))
    connection.execute(
        insert(tables.branch),
        [{"record": record, **msgspec.structs.asdict(tip)} for tip in now],
    )
