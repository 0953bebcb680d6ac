# SPDX-License-Identifier: MIT
"""What people keep on this PC alone: views of a list, templates, what a form remembers."""

from typing import Any, Literal

import msgspec
from msgspec import Struct
from sqlalchemy import delete, insert, select

from coprod_desktop.domain import text
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables

Kind = Literal["view", "template", "usual", "rekey", "route", "poster", "setting", "notice"]
_t = tables.kept.c


class Kept(Struct, frozen=True):
    """One thing that is kept, by its name; `at` is UTC milliseconds."""

    name: str
    value: dict[str, Any]
    at: int


def keep(
    s: SignedIn, kind: Kind, name: str, value: dict[str, Any], *, shared: bool = False
) -> None:
    """Keep a value in place of its last one: for oneself, or `shared` with all on this PC."""
    row = {"person": _whose(s, shared=shared), "kind": kind, "name": text.clean(name)}
    encoded = msgspec.json.encode(text.without_surrogates(value))
    with s.vault.write() as connection:
        connection.execute(delete(tables.kept).where(*(_t[each] == row[each] for each in row)))
        connection.execute(insert(tables.kept).values(**row, value=encoded, at=s.now()))


def listed(s: SignedIn, kind: Kind, *, shared: bool = False) -> tuple[Kept, ...]:
    """All that is kept of a kind, by name."""
    query = select(_t.name, _t.value, _t.at).where(
        _t.person == _whose(s, shared=shared), _t.kind == kind
    )
    with s.vault.read() as connection:
        rows = connection.execute(query.order_by(_t.name)).all()
    return tuple(Kept(row.name, msgspec.json.decode(row.value), row.at) for row in rows)


def drop(s: SignedIn, kind: Kind, name: str, *, shared: bool = False) -> None:
    """Keep it no longer; nothing happens where it is not kept."""
    gone = (_t.person == _whose(s, shared=shared), _t.kind == kind, _t.name == text.clean(name))
    with s.vault.write() as connection:
        connection.execute(delete(tables.kept).where(*gone))


def _whose(s: SignedIn, *, shared: bool) -> str:
    return "" if shared else s.person.name
