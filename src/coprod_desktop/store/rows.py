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
def _statement(table: Table, dialect: Dialect) -> tuple[str, bool]:
    compiled = insert(table).compile(dialect=dialect)
    names = tuple(table.columns.keys())
    if compiled.positiontup is not None and tuple(compiled.positiontup) != names:
        raise AssertionError(f"columns of {table.name} out of order")
    return str(compiled), compiled.positiontup is not None


def insert_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows of plain values, one for each column in the table's order."""
    if not rows:
        return
    sql, positional = _statement(table, connection.dialect)
    if positional:
        connection.exec_driver_sql(sql, list(rows))
    else:
        names = table.columns.keys()
        connection.exec_driver_sql(sql, [dict(zip(names, row, strict=True)) for row in rows])
