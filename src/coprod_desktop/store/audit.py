# SPDX-License-Identifier: MIT
"""Who did what in this store: a list that only grows, each line chained to the one before.

It stands beside the log of records and not in it: it belongs to this PC alone, never travels, and
must not shift the order in which records arrived. How far it goes stands in a setting, so that
lines cut off its end are missed; and the chain's end goes into every signed bundle, so that whoever
holds the store's key cannot write it anew unnoticed.
"""

from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from msgspec import Struct
from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection

from coprod_desktop.domain import canonical
from coprod_desktop.domain import change as changes
from coprod_desktop.domain.translating import Filled
from coprod_desktop.store import numbering, tables
from coprod_desktop.store.rows import together

_t = tables.audit.c
_LAST = select(_t.n, _t.chain).order_by(_t.n.desc()).limit(1)
_BATCH = 2000
_END = "audit_end"
# Made once: an import notes a line for each bundle.
_ADD = insert(tables.audit)
_MOVE_END = update(tables.setting).where(tables.setting.c.name == _END)
_PUT_END = insert(tables.setting)

Kind = Literal[
    "set_up",
    "sign_in",
    "wrong_password",
    "sign_out",
    "refused",
    "person",
    "password",
    "recovery",
    "export",
    "request",
    "receive",
    "receipt",
    "import",
    "alarm",
    "enrolment",
    "approve",
    "revoke",
    "trust",
    "keys",
    "return",
    "answer",
    "complaint",
    "notice",
    "poster",
    "harm",
    "route",
    "erase",
    "choice",
    "medium",
    "reference",
    "backup",
    "restore",
    "rebuild",
    "spreadsheet",
    "report",
    "audit",
]
"""What is noted. Permanent: an audit that was exported must be readable for good."""


class Line(Struct, frozen=True):
    """One thing that somebody did or was refused. `at` is in UTC milliseconds.

    `about` is what it was done to (a bundle's number,
    a person, a record's id), and `detail` says more. No line holds what a patient said.
    """

    n: int
    at: int
    by: str
    kind: Kind
    about: str = ""
    detail: str = ""


class Noted(Struct, frozen=True):
    """What a line is to say, before it has its number: fields as in `Line`."""

    at: int
    by: str
    kind: Kind
    about: str = ""
    detail: str = ""


def genesis(store: str) -> bytes:
    """The chain value before a store's first line: 32 bytes."""
    return changes.genesis(store, "audit")


def append(
    connection: Connection, store: str, *, at: int, by: str, kind: Kind, about: str, detail: str
) -> Line:
    """Add a line in the caller's transaction, which from then on has the list for itself."""
    (line,) = append_all(connection, store, [Noted(at, by, kind, about, detail)])
    return line


def append_all(connection: Connection, store: str, noted: Sequence[Noted]) -> list[Line]:
    """Add several lines in their order, as `append` does."""
    if not noted:
        return []
    stands = numbering.alone(connection, "audit", (_LAST, {})).rows
    last, chain = stands[0] if stands else (0, genesis(store))
    lines: list[Line] = []
    rows: list[dict[str, Any]] = []
    for n, each in enumerate(noted, last + 1):
        line = Line(n, each.at, each.by, each.kind, each.about, each.detail)
        chain = changes.link(chain, _leaf(line))
        lines.append(line)
        rows.append({**msgspec.structs.asdict(line), "chain": chain})
    written = {"value": _written(lines[-1].n, chain)}
    adding = [(_ADD, row) for row in rows]
    moved = together(connection, *adding, (_MOVE_END, written))[-1]
    if not moved.touched:
        connection.execute(_PUT_END, {"name": _END, **written})
    return lines


def end(connection: Connection, store: str) -> tuple[int, bytes]:
    """The number of the last line, 0 for none, and the chain value after it."""
    last = connection.execute(_LAST).one_or_none()
    return (last.n, last.chain) if last else (0, genesis(store))


def chain_at(connection: Connection, n: int) -> bytes:
    """The chain value after line `n`; nothing for 0 or where there is no such line."""
    return connection.execute(select(_t.chain).where(_t.n == n)).scalar() or b""


def fault(connection: Connection, store: str) -> str:
    """What is wrong with the list in words, computed from its first line on; else nothing."""
    chain, expected = genesis(store), 1
    while block := _block(connection, expected):
        for row in block:
            line = Line(row.n, row.at, row.by, row.kind, row.about, row.detail)
            chain = changes.link(chain, _leaf(line))
            if row.n != expected or row.chain != chain:
                return Filled("line {n} is not what was written", n=expected)
            expected += 1
    if length(connection) != expected - 1:
        return "a line was put in before the first"
    t = tables.setting.c
    noted = connection.execute(select(t.value).where(t.name == _END)).scalar()
    if (noted or _written(0, genesis(store))) != _written(expected - 1, chain):
        return Filled("it ends at line {n}, not where it did", n=expected - 1)
    return ""


def _written(n: int, chain: bytes) -> str:
    return f"{n} {chain.hex()}"


def _block(connection: Connection, first: int) -> Sequence[Any]:
    query = select(tables.audit).where(_t.n >= first).order_by(_t.n).limit(_BATCH)
    return connection.execute(query).all()


def length(connection: Connection) -> int:
    """How many lines there are."""
    return connection.execute(select(func.count()).select_from(tables.audit)).scalar_one()


def _leaf(line: Line) -> bytes:
    return changes.leaf(canonical.encode(line))
