# SPDX-License-Identifier: MIT
"""Inserting many rows at the driver's speed: SQLAlchemy writes the statement, once, and no more.

Handing each row through its compiler and type processors costs as much as the encrypted insert.
"""

import contextlib
import functools
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any, Final, NamedTuple

from sqlalchemy import BigInteger, Boolean, Executable, Integer, LargeBinary, Table, Text, insert
from sqlalchemy.engine import Compiled, Connection, Dialect
from sqlalchemy.exc import DBAPIError

TOGETHER: Final = 500
"""So many rows go in with one statement: meanwhile another thread has the interpreter."""


@functools.cache
def _statement(table: Table, dialect: Dialect) -> str:
    compiled = insert(table).compile(dialect=dialect)
    if tuple(compiled.positiontup or ()) != tuple(table.columns.keys()):
        raise AssertionError(f"columns of {table.name} out of order")
    return str(compiled)


def insert_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows of plain values, one for each column in the table's order."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        _copy(connection, table, rows)
        return
    one = _statement(table, connection.dialect)
    left = len(rows) % TOGETHER
    for start in range(0, len(rows) - left, TOGETHER):
        flat = tuple(chain.from_iterable(rows[start : start + TOGETHER]))
        connection.exec_driver_sql(_of_many(one), flat)
    if left:
        connection.exec_driver_sql(one, list(rows[-left:]))


@functools.cache
def _of_many(one: str) -> str:
    """The statement that inserts `TOGETHER` rows, made of the one that inserts a row."""
    begin, values, marks = one.partition(" VALUES ")
    return begin + values + ", ".join([marks] * TOGETHER)


_BINARY: Final = (
    *((BigInteger, "int8"), (Integer, "int4"), (Boolean, "bool")),
    *((Text, "text"), (LargeBinary, "bytea")),
)
"""Types of columns, the narrower first, and what a server calls them."""


@functools.cache
def _copying(table: Table) -> tuple[str, tuple[str, ...]]:
    names = ", ".join(f'"{name}"' for name in table.columns.keys())  # noqa: SIM118  not a dict
    types = tuple(
        next(name for kind, name in _BINARY if isinstance(column.type, kind))
        for column in table.columns
    )
    return f'COPY "{table.name}" ({names}) FROM STDIN (FORMAT BINARY)', types


def _copy(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """As a server takes them in most quickly: COPY (psycopg 3), bytes as they are."""
    statement, types = _copying(table)
    with by_hand(connection, statement) as cursor, cursor.copy(statement) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)


Asked = tuple[Executable, Mapping[str, Any]]
"""A statement that was built once, and its values."""


class Given(NamedTuple):
    """What a statement gave: its rows, and to how many it did something."""

    rows: Sequence[Sequence[Any]]
    touched: int


def together(connection: Connection, *asked: Asked) -> tuple[Given, ...]:
    """Run statements one after the other; on a server with one way there and back for all of them.

    None may need what another gives; columns are of plain types, and every column has its value.
    """
    if connection.dialect.name != "postgresql":
        return tuple(_one(connection, *each) for each in asked)
    if not connection.in_transaction():
        connection.begin()
    made = [_made(each, connection.dialect, tuple(values)) for each, values in asked]
    with by_hand(connection, str(made[0])) as cursor:
        plain = cursor.connection
        cursors = [cursor, *(plain.cursor() for _ in made[1:])]
        with plain.pipeline():
            for each, compiled, (_, values) in zip(cursors, made, asked, strict=True):
                each.execute(str(compiled), compiled.construct_params(dict(values)))
        return tuple(
            Given(each.fetchall() if each.description else (), each.rowcount) for each in cursors
        )


def _one(connection: Connection, statement: Executable, values: Mapping[str, Any]) -> Given:
    result = connection.execute(statement, values)
    return Given(result.fetchall() if result.returns_rows else (), result.rowcount)


@functools.lru_cache(maxsize=256)
def _made(statement: Any, dialect: Dialect, names: tuple[str, ...]) -> Compiled:
    return statement.compile(dialect=dialect, column_keys=list(names))


@contextmanager
def by_hand(connection: Connection, statement: str) -> Generator[Any]:
    """A cursor of the driver's own, whose faults are raised as SQLAlchemy raises them."""
    driver: Any = connection.dialect.loaded_dbapi
    with contextlib.closing(connection.connection.cursor()) as cursor:
        try:
            yield cursor
        except driver.Error as error:
            raise DBAPIError.instance(statement, None, error, driver.Error) from error
