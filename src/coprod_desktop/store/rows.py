# SPDX-License-Identifier: MIT
"""Inserting many rows at the driver's speed: SQLAlchemy writes the statement, once, and no more.

Handing each row through its compiler and type processors costs as much as the encrypted insert.
"""

import functools
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.engine import Connection, Dialect


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
    connection.exec_driver_sql(_statement(table, connection.dialect), list(rows))


def _copy(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """As a server takes them in most quickly: COPY (psycopg 3)."""
    cursor = connection.connection.cursor()
    names = ", ".join(f'"{name}"' for name in table.columns.keys())  # noqa: SIM118  not a dict
    with cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)
    cursor.close()
