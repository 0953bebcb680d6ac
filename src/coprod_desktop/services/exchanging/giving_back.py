# SPDX-License-Identifier: MIT
"""At a wing: what the office has lost, and this PC has, travels back to it in the next bundle.

An office that was restored says in its returns how far it holds what it once returned, and which
trust list it has. What this PC took in beyond that it sends: steps of the trust list, which root
keys signed, and answers with the signed head of the return that brought them.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.engine import Connection

from coprod_desktop.bundle import frames, manifest
from coprod_desktop.bundle.returns import Given, Handed, Place, Receipt, kept_for
from coprod_desktop.domain import canonical
from coprod_desktop.domain.canonical import b64
from coprod_desktop.services import session
from coprod_desktop.services.books import keyring, lives
from coprod_desktop.services.exchanging import trust_steps
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import log, tables

_HOLDS: Final = "office_holds"
_MOST_TEXT: Final = 800_000
"""Characters of changes in one frame: with the head of a return they fit."""
_AROUND: Final = 32
"""Characters that stand around a change in its list."""
_MOST_FRAMES: Final = 64
"""In one bundle, 38 MB; an office that has taken them in is given the rest with the next."""
_r = tables.returned.c


def note(connection: Connection, receipt: Receipt) -> None:
    """Note how far the office holds the logs of its former lives, by its newest return."""
    said = {each.life: [each.n, each.chain] for each in receipt.lives}
    session.put_setting(connection, _HOLDS, json.dumps(said))


def parts(s: SignedIn, connection: Connection) -> tuple[tuple[int, bytes], ...]:
    """The frames that give back to the office what it has lost; nearly always none."""
    last = lives.newest(connection, s.device)
    if last is None:
        return ()
    steps: tuple[bytes, ...] = ()
    if last.trust_version < keyring.listed(connection).version:
        steps = trust_steps.steps_since(connection, last.trust_version)
    given: list[bytes] = []
    for stretch in _stretches(s, connection):
        if len(given) + len(stretch) > _MOST_FRAMES:
            break  # the rest goes with a later bundle; part of a stretch proves nothing
        given += map(canonical.encode, stretch)
    return (
        *((frames.TRUST, step) for step in steps),
        *((frames.HANDED, each) for each in given),
    )


def _stretches(s: SignedIn, connection: Connection) -> Iterator[tuple[Handed, ...]]:
    """Stretches of former lives' logs, each up to the end of a return that was taken in."""
    holds: dict[str, Any] = json.loads(session.settings(connection).get(_HOLDS, "{}"))
    here = lives.followed(connection)
    query = select(_r.life, _r.last, _r.head).where(_r.device == s.device, _r.life != here)
    ends: dict[str, list[Any]] = {}
    for row in connection.execute(query.order_by(_r.seq)):
        ends.setdefault(row.life, []).append(row)
    for life, rows in ends.items():
        stream = log.find_stream(connection, s.office, kept_for(life, s.device))
        n, chain = holds.get(life, [0, ""])
        if stream is None or (n and b64(log.chain_at(connection, stream, n) or b"") != chain):
            continue  # its log went another way: both are kept, each where it is
        for row in rows:
            if row.last <= n:
                continue
            places = _places(connection, stream, n + 1, row.last)
            yield tuple(_frames(life, n + 1, b64(row.head), places))
            n = row.last


def _frames(life: str, first: int, head: str, places: Iterable[Place]) -> Iterator[Handed]:
    """A stretch, in as many frames as it needs: each goes on where the one before ended."""
    some, size = list[Place](), 0
    for place in places:
        room = len(place.raw) + _AROUND
        if some and size + room > _MOST_TEXT:
            yield Handed(life=life, first=first, head=head, places=tuple(some))
            first, some, size = first + len(some), [], 0
        some.append(place)
        size += room
    yield Handed(life=life, first=first, head=head, places=tuple(some))


def _places(connection: Connection, stream: log.Stream, first: int, last: int) -> Iterator[Place]:
    for raw in list(log.raws(connection, stream.id, first, last)):
        kind: Given = "change" if isinstance(raw, bytes) else "erased"
        data = raw if isinstance(raw, bytes) else manifest.encode_erased(raw)
        yield Place(kind=kind, raw=b64(data))
