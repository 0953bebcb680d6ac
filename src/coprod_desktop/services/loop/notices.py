# SPDX-License-Identifier: MIT
"""Short notices: the office gives them to wings, a wing's people read them and put them away.

A notice stands once in the office's own log, with those it is for. Each return brings what it says
for its wing up to it, as a copy in the log that the office keeps for that wing: so a wing that is
approved later has it too, and what was put right or withdrawn follows by itself. Who has read it
is remembered on the wing's PC for each person, and never sent.
"""

import datetime
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from coprod_desktop.bundle.returns import kept_for
from coprod_desktop.domain import change as changes
from coprod_desktop.domain import days, ids
from coprod_desktop.domain.change import Entry, NoticeChange
from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.records import Notice
from coprod_desktop.services.books import lives
from coprod_desktop.services.recording import keeping, records
from coprod_desktop.services.recording.records import Saved
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import log, tables

NOBODY = "no wing PC of that name has asked to be let in"
_WHAT = "The notice"
_n, _s, _d, _r = tables.notice.c, tables.stream.c, tables.device.c, tables.returned.c
_SAYS = (_n.date, _n.until, _n.site, _n.wing, _n.title, _n.text)


class Given(Struct, frozen=True):
    """A notice in the office's list: how many `wings` it is for, was `sent` to and was `seen` by.

    A wing has seen it once a bundle said that it took in the return with it. `at` is in UTC ms.
    """

    id: str
    date: datetime.date
    until: datetime.date
    site: str
    wing: str
    title: str
    text: str
    at: int
    by: str
    wings: int
    sent: int
    seen: int


class Posted(Struct, frozen=True):
    """A notice as a wing's person sees it; `mark` names this wording of it. `at` is in UTC ms."""

    id: str
    date: datetime.date
    until: datetime.date
    title: str
    text: str
    at: int
    by: str
    mark: str
    unread: bool


def give(
    s: SignedIn,
    notice: Notice,
    *,
    id: str | None = None,  # noqa: A002  as `records.save`
    draft: str | None = None,
) -> Saved:
    """Give a notice, or say one better; it goes to wings with what goes back next.

    `draft` names the draft that it came from, which goes in the same transaction.
    Raises `WrongKindOfStore`, `NotAllowed`, `InvalidValue`, and as `records.save`.
    """
    s.must_be("office", "giving notice")
    s.needs("admin", "head", what="giving notice")
    if notice.wing and not notice.site:
        raise InvalidValue(what=_WHAT, why="it names a wing without its site")
    with s.vault.read() as connection:
        if notice.site and not _addressed(connection, notice.site, notice.wing):
            raise InvalidValue(what=_WHAT, why=NOBODY)
    return records.save(s, msgspec.structs.replace(notice, of=""), id=id, draft=draft)


def audience(s: SignedIn) -> tuple[tuple[str, str], ...]:
    """The sites and wings that a notice can be for, in alphabetical order."""
    s.must_be("office", "the notices")
    query = select(_d.site, _d.wing).distinct().order_by(_d.site, _d.wing)
    with s.vault.read() as connection:
        return tuple((row.site, row.wing) for row in connection.execute(query))


def given(s: SignedIn) -> tuple[Given, ...]:
    """The office's notices, the one that began last first; what was withdrawn is left out."""
    s.must_be("office", "the notices")
    query = select(_n.id, *_SAYS, _n.at, _n.by).where(_n.stream.in_(_own(s)))
    with s.vault.read() as connection:
        rows = connection.execute(query.order_by(_n.pos.desc())).all()
        reached = _reached(s, connection)
        wings = connection.execute(select(_d.id, _d.site, _d.wing).where(_d.state == "active"))
        active = [(row.id, row.site, row.wing) for row in wings]
    found: list[Given] = []
    for row in rows:
        who = [d for d, site, wing in active if _is_for(row, site, wing)]
        sent = [device for device in who if (row.id, device) in reached]
        seen = [device for device in sent if reached[row.id, device]]
        days = (datetime.date.fromisoformat(row.date), datetime.date.fromisoformat(row.until))
        numbers = (len(who), len(sent), len(seen))
        found.append(Given(row.id, *days, *row[3:], *numbers))
    return tuple(found)


def bring_up(s: SignedIn, connection: Connection, device: Any) -> int:
    """Have what goes back to a device say of notices what the office says now; returns the changes.

    `device` is its row. Called in the transaction that seals a return. What is over is not sent
    any more, and stays where it was sent.
    """
    stream = lives.stream(s, connection, device.id)
    today = _day(s).isoformat()
    query = select(_n.id, *_SAYS, _n.at, _n.by).where(_n.stream.in_(_own(s)), _n.until >= today)
    wanted = {
        row.id: row
        for row in connection.execute(query.order_by(_n.pos))
        if _is_for(row, device.site, device.wing)
    }
    entries: list[Entry] = []
    for copy_id, copy in _copies(connection, lives.streams(s, connection, device.id)):
        row = wanted.pop(copy.of, None)
        now = _copy(row) if row is not None else msgspec.structs.replace(copy, binned=True)
        over = copy.until.isoformat() < today and row is None
        if now != copy and not over:
            entries.append(_entry(s, connection, stream, len(entries), now, copy_id, row))
    for row in wanted.values():
        entries.append(_entry(s, connection, stream, len(entries), _copy(row), "", row))
    if entries:
        log.append(connection, stream, entries)
    return len(entries)


def posted(s: SignedIn, today: datetime.date) -> tuple[Posted, ...]:
    """The office's notices that stand today and that this person has not put away, newest first."""
    if s.kind != "wing":
        return ()  # an office has the copies that it sends
    day = today.isoformat()
    query = (
        select(_n.id, _n.rev, _n.of, _n.date, _n.until, _n.title, _n.text, _n.at, _n.by)
        .where(_n.of != "", _n.date <= day, _n.until >= day)
        .order_by(_n.arrival.desc())
    )
    with s.vault.read() as connection:
        rows = connection.execute(query).all()
    known = {each.name: each.value for each in keeping.listed(s, "notice")} if rows else {}
    found: list[Posted] = []
    newest = {row.of: row for row in reversed(rows)}
    for row in newest.values():
        mark, said = f"{row.id}:{row.rev}", known.get(row.of, {})
        if said.get("away") != mark:
            days = (datetime.date.fromisoformat(row.date), datetime.date.fromisoformat(row.until))
            found.append(Posted(row.of, *days, *row[5:], mark, said.get("read") != mark))
    return tuple(sorted(found, key=lambda each: (each.date, each.at), reverse=True))


def mark(s: SignedIn, notice: Posted, *, read: bool = True, away: bool = False) -> None:
    """Remember for this person that a notice was read, or put away; or that it was not."""
    value = {
        "read": notice.mark if read or away else "",
        "away": notice.mark if away else "",
    }
    keeping.keep(s, "notice", notice.id, value)


def _own(s: SignedIn) -> Any:
    return select(_s.id).where(_s.device == s.device)


def _day(s: SignedIn) -> datetime.date:
    return days.here(s.now()).date()


def _addressed(connection: Connection, site: str, wing: str) -> bool:
    query = select(func.count()).where(_d.site == site, *([_d.wing == wing] if wing else []))
    return bool(connection.execute(query).scalar())


def _is_for(row: Any, site: str, wing: str) -> bool:
    return row.site in {"", site} and row.wing in {"", wing}


def _copy(row: Any) -> Notice:
    return Notice(
        date=datetime.date.fromisoformat(row.date),
        until=datetime.date.fromisoformat(row.until),
        site=row.site,
        wing=row.wing,
        title=row.title,
        text=row.text,
        of=row.id,
    )


def _copies(connection: Connection, streams: Sequence[int]) -> list[tuple[str, Notice]]:
    """What was said of notices in some streams, withdrawn or not, each by its id."""
    b = tables.binned.c
    found: list[str] = []
    for query in (
        select(_n.id).where(_n.stream.in_(streams), _n.of != ""),
        select(b.id).where(b.stream.in_(streams), b.type == "notice"),
    ):
        found += connection.execute(query.order_by("id")).scalars()
    copies: list[tuple[str, Notice]] = []
    for record_id in found:
        head = log.head(connection, record_id)
        change = log.read(head.raw).change if head is not None and head.raw else None
        if isinstance(change, NoticeChange) and change.data.of:
            copies.append((record_id, change.data))
    return copies


def _entry(
    s: SignedIn,
    connection: Connection,
    stream: log.Stream,
    before: int,
    said: Notice,
    copy_id: str,
    row: Any,
) -> Entry:
    """A change for a wing: what the office said, when and by whom it was said."""
    head = log.head(connection, copy_id) if copy_id else None
    return changes.make(
        said,
        n=stream.head + before + 1,
        record_id=copy_id or ids.new_id(),
        rev=head.rev + 1 if head else 1,
        parent=head.leaf if head else b"",
        at=row.at if row is not None else s.now(),
        by=row.by if row is not None else s.person.name,
    )


def _reached(s: SignedIn, connection: Connection) -> dict[tuple[str, str], bool]:
    """Which notice a return brought to which device, and whether that has taken the return in."""
    c = tables.change.c
    copies = (
        select(_n.of, _s.epoch, c.n)
        .join(tables.stream, _s.id == _n.stream)
        .join(tables.change, c.arrival == _n.arrival)
        .where(_s.device == s.office, _n.of != "")
    )
    of_life = select(_r.device, _r.life, func.max(_r.last).label("last"))
    of_life = of_life.group_by(_r.device, _r.life)
    written = of_life.where(_r.place != "")
    told = (_r.life == _d.return_life) & (_r.seq <= _d.return_seq)
    taken = of_life.join(tables.device, _d.id == _r.device).where(
        told | _r.acknowledged_at.is_not(None)
    )
    sent, seen = (
        {kept_for(row.life, row.device): row.last for row in connection.execute(query)}
        for query in (written, taken)
    )
    return {
        (row.of, row.epoch.partition("/")[2]): row.n <= seen.get(row.epoch, 0)
        for row in connection.execute(copies)
        if row.n <= sent.get(row.epoch, 0)
    }
