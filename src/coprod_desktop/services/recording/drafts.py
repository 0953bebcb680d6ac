# SPDX-License-Identifier: MIT
"""Drafts: what is being typed, kept encrypted in the store, per person, until it is saved."""

from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.engine import Connection

from coprod_desktop.domain import ids, text
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables


class Draft(Struct, frozen=True):
    """An unfinished entry. `form` is the screen's own state; `record` is set for a revision.

    `at` is set when it is kept: UTC milliseconds.
    """

    id: str
    kind: str
    form: dict[str, Any]
    record: str = ""
    at: int = 0


def new_id() -> str:
    """An id for a draft that begins."""
    return ids.new_id()


_t = tables.draft.c
_DROP = delete(tables.draft).where(
    _t.id == bindparam("the_id"), _t.person == bindparam("the_person")
)
_KEEP = insert(tables.draft)


def drop(connection: Connection, s: SignedIn, draft_id: str) -> None:
    """Remove one of the person's drafts, in the transaction that saves what it held."""
    connection.execute(_DROP, {"the_id": draft_id, "the_person": s.person.name})


def keep(s: SignedIn, draft: Draft) -> int:
    """Write the draft in place of its last state; on the disk when this returns. Returns `at`."""
    with s.vault.write() as connection:
        return put(connection, s, draft)


def put(connection: Connection, s: SignedIn, draft: Draft) -> int:
    """As `keep`, in the transaction that saves something along with it."""
    at = s.now()
    drop(connection, s, draft.id)
    connection.execute(
        _KEEP,
        {
            "id": draft.id,
            "person": s.person.name,
            "kind": draft.kind,
            "record": draft.record,
            "at": at,
            "form": msgspec.json.encode(text.without_surrogates(draft.form)),
        },
    )
    return at


def mine(s: SignedIn) -> tuple[Draft, ...]:
    """The signed-in person's own drafts, newest first; nobody else's are shown."""
    query = select(_t.id, _t.kind, _t.form, _t.record, _t.at).where(_t.person == s.person.name)
    with s.vault.read() as connection:
        rows = connection.execute(query.order_by(_t.at.desc())).all()
    return tuple(
        Draft(row.id, row.kind, msgspec.json.decode(row.form), row.record, row.at) for row in rows
    )


def discard(s: SignedIn, draft_id: str) -> None:
    """Throw one of the signed-in person's drafts away."""
    with s.vault.write() as connection:
        drop(connection, s, draft_id)
