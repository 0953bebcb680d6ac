# SPDX-License-Identifier: MIT
"""The lives of an office's store, and the log that it keeps in each for what it returns to a wing.

An office that comes back from a backup has lost what it did since, and may number other returns
alike. So it begins a new life: its own epoch, and with it a new log for each wing. What a wing has
not said it has of a former life is put into the new one once more. `bundle.returns.judge` says
which life a wing follows.
"""

import contextlib
import json
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.engine import Connection

from coprod_desktop.bundle.header import MOST_FORMER, Life
from coprod_desktop.bundle.returns import HeldLife, kept_for
from coprod_desktop.domain.canonical import b64
from coprod_desktop.domain.errors_trust import OfficeBehind, OfficeReplaced
from coprod_desktop.services import session
from coprod_desktop.services.books import resaying
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import log, tables

_FORMER: Final = "former_lives"
_FOLLOWED: Final = "office_life"
_PAST: Final = "office_lives_past"
_r, _c, _d, _s = tables.returned.c, tables.change.c, tables.device.c, tables.stream.c


def present(connection: Connection) -> str:
    """The present life of this office."""
    return session.settings(connection)["epoch"]


def former(connection: Connection) -> tuple[str, ...]:
    """The lives whose place the present one takes, the oldest first."""
    return tuple(json.loads(session.settings(connection).get(_FORMER, "[]")))


def end(s: SignedIn, connection: Connection) -> None:
    """Before another life begins, note all that wings have said they have of the present one."""
    for row in connection.execute(select(tables.device)).all():
        with contextlib.suppress(OfficeBehind, OfficeReplaced):
            note_seen(s, connection, row)


def begin(connection: Connection, ended: str, heard: Iterable[str] = ()) -> None:
    """Note that the present life takes the place of one that ended here, and of others."""
    known = dict.fromkeys((*former(connection), *heard, ended))
    kept = [life for life in known if life != present(connection)][-MOST_FORMER:]
    session.put_setting(connection, _FORMER, json.dumps(kept))


def heard(connection: Connection) -> tuple[str, ...]:
    """Lives of this office, neither present nor former, in which wings say that it wrote to them.

    There is, or was, a second copy of this store.
    """
    query = select(_d.return_life).where(_strange(connection)).distinct()
    return tuple(connection.execute(query.order_by(_d.return_life)).scalars())


def elsewhere(s: SignedIn) -> tuple[str, ...]:
    """The wings that say so, each by its site and name."""
    s.must_be("office", "the lives of the office")
    with s.vault.read() as connection:
        query = select(_d.site, _d.wing).where(_strange(connection)).order_by(_d.site, _d.wing)
        return tuple(f"{row.site}, {row.wing}" for row in connection.execute(query))


def _strange(connection: Connection) -> ColumnElement[bool]:
    return _d.return_life.not_in(("", present(connection), *former(connection)))


def stream(s: SignedIn, connection: Connection, device: str) -> log.Stream:
    """The log that this office keeps for a wing in its present life."""
    return log.open_stream(connection, s.office, kept_for(present(connection), device), own=True)


def find(s: SignedIn, connection: Connection, device: str) -> log.Stream | None:
    """That log, when there is anything in it."""
    return log.find_stream(connection, s.office, kept_for(present(connection), device))


def streams(s: SignedIn, connection: Connection, device: str) -> list[int]:
    """The numbers of all logs that this office kept for a wing, in all its lives."""
    query = select(_s.id).where(_s.device == s.office, _s.epoch.endswith(f"/{device}"))
    return list(connection.execute(query).scalars())


def wing_of(connection: Connection, number: int) -> str:
    """The device of the wing for which one of these logs is kept."""
    epoch = connection.execute(select(_s.epoch).where(_s.id == number)).scalar_one()
    return epoch.rpartition("/")[2]


def note_seen(s: SignedIn, connection: Connection, row: Any) -> None:
    """Note what a wing has said, in its newest bundle, that it has taken in.

    Raises `OfficeReplaced` when that is of a life that nobody here knows, and `OfficeBehind` for a
    return of the present life that was not written here.
    """
    wing = f"{row.site}, {row.wing}"
    if not row.return_life:
        return
    if row.return_life not in (present(connection), *former(connection)):
        raise OfficeReplaced(wing=wing)
    its = (_r.device == row.id) & (_r.life == row.return_life)
    written = select(_r.seq).where(its, _r.bundle == row.return_bundle)
    if connection.execute(written).scalar() is None:
        if row.return_life == present(connection):
            ours = connection.execute(select(func.max(_r.seq)).where(its)).scalar() or 0
            raise OfficeBehind(wing=wing, theirs=row.return_seq, ours=ours)
        return
    connection.execute(
        update(tables.returned)
        .where(its, _r.seq <= row.return_seq, _r.acknowledged_at.is_(None))
        .values(acknowledged_at=s.now())
    )


def seen(connection: Connection, device: str, life: str) -> int:
    """The last change of the log of a life that a wing has said it has; 0 for none."""
    query = select(func.max(_r.last)).where(
        _r.device == device, _r.life == life, _r.acknowledged_at.is_not(None)
    )
    return connection.execute(query).scalar() or 0


def held(s: SignedIn, connection: Connection, device: str) -> tuple[HeldLife, ...]:
    """How far this office holds what it returned to a wing in former lives."""
    names = [kept_for(each, device) for each in former(connection)]
    found = (log.find_stream(connection, s.office, name) for name in names)
    return tuple(
        HeldLife(life=each.epoch.partition("/")[0], n=each.head, chain=b64(each.chain))
        for each in found
        if each is not None
    )


def carry_over(s: SignedIn, connection: Connection, row: Any) -> log.Stream:
    """Put again, in the present life, what a wing may not have of a former one.

    Nothing, once the wing has gone over to the present life. Returns the log as it is then.
    """
    here = stream(s, connection, row.id)
    if row.return_life == present(connection):
        return here
    newest: dict[str, tuple[int, int, bool]] = {}
    for life in (*former(connection), present(connection)):
        of = log.find_stream(connection, s.office, kept_for(life, row.id))
        if of is None:
            continue
        # A wing that says it has nothing may have lost its disk.
        to = seen(connection, row.id, life) if row.return_life else 0
        query = select(_c.record, _c.rev, _c.arrival, _c.n).where(_c.stream == of.id)
        for record, rev, arrival, n in connection.execute(query):
            lacking = n > to and of.id != here.id
            newest[record] = max(newest.get(record, (0, 0, False)), (rev, arrival, lacking))
    lost = sorted((place[1], record) for record, place in newest.items() if place[2])
    if lost:
        records = [record for _, record in lost]
        here = log.append(connection, here, resaying.again(s, connection, here, records, s.office))
    return here


# --- at a wing ------------------------------------------------------------------------------------


def followed(connection: Connection) -> str:
    """The life of the office that this wing follows; empty before its first return."""
    return session.settings(connection).get(_FOLLOWED, "")


def newest(connection: Connection, device: str) -> Any:
    """The newest return of that life, as it was booked, or None."""
    query = select(tables.returned).where(_r.device == device, _r.life == followed(connection))
    return connection.execute(query.order_by(_r.seq.desc()).limit(1)).one_or_none()


def past(connection: Connection) -> tuple[str, ...]:
    """The lives of the office that were followed here, or that one followed here has replaced."""
    return tuple(json.loads(session.settings(connection).get(_PAST, "[]")))


def follow(connection: Connection, life: Life) -> None:
    """Follow this life of the office from now on, and those whose place it takes no more."""
    known = dict.fromkeys((*past(connection), *life.former, followed(connection)))
    ended = [each for each in known if each not in ("", life.id)]
    session.put_setting(connection, _PAST, json.dumps(ended))
    session.put_setting(connection, _FOLLOWED, life.id)
