# SPDX-License-Identifier: MIT
"""The floor: the same rows through the same encrypted driver, in a bare loop without the program.

Same file settings, same tables and indexes, same full-text index; no validation, no hashing.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from coprod_desktop.store.vault import connect

_TABLES = ("change", "feedback")


class Raw:
    """A store's own rows in a file of their own, written and read without its code."""

    def __init__(self, file: Path, source: Any, *, rows: bool = True) -> None:
        """Copy schema, and mostly rows, from `source`, a driver connection to a store."""
        self.connection = connect(file, bytes(32))
        schema = source.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'search_%' "
            "AND tbl_name IN ('change', 'feedback', 'stream', 'search') "
            "ORDER BY type DESC"
        ).fetchall()
        for (sql,) in schema:
            self.connection.execute(sql)
        (part,) = source.execute("SELECT v FROM search_config WHERE k = 'pgsz'").fetchone()
        self.connection.execute("INSERT INTO search(search, rank) VALUES ('pgsz', ?)", (part,))
        self.connection.execute("PRAGMA foreign_keys=OFF")
        if not rows:
            return
        self.connection.execute("BEGIN")
        for table in (*_TABLES, "stream"):
            self._insert(table, source.execute(f"SELECT * FROM {table}").fetchall())
        self.connection.execute("COMMIT")
        self.next = self.connection.execute("SELECT max(arrival) FROM change").fetchone()[0] + 1

    def _insert(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        marks = ",".join("?" * len(rows[0]))
        self.connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

    def load(
        self,
        changes: Sequence[Sequence[Any]],
        feedback: Sequence[Sequence[Any]],
        words: Sequence[tuple[int, str]],
    ) -> None:
        """All of an import's rows in one transaction, five hundred at a time."""
        self.connection.execute("INSERT INTO search(search, rank) VALUES ('hashsize', 8388608)")
        self.connection.execute("INSERT INTO search(search, rank) VALUES ('automerge', 0)")
        self.connection.execute("BEGIN IMMEDIATE")
        for start in range(0, len(changes), 500):
            part = slice(start, start + 500)
            self._insert("change", changes[part])
            self._insert("feedback", feedback[part])
            self.connection.executemany(
                "INSERT INTO search(rowid, body) VALUES (?, ?)", words[part]
            )
        self.connection.execute("COMMIT")

    def index(self, rows: Sequence[tuple[int, str]]) -> None:
        self.connection.execute("BEGIN")
        self.connection.executemany("INSERT INTO search(rowid, body) VALUES (?, ?)", rows)
        self.connection.execute("COMMIT")

    def save(self, change: Sequence[Any], feedback: Sequence[Any], body: str) -> None:
        """One record, committed: the change, its list row, its words, the head of the log."""
        c = self.connection
        c.execute("BEGIN IMMEDIATE")
        c.execute("INSERT INTO change VALUES (?,?,?,?,?,?,?,?)", change)
        marks = ",".join("?" * len(feedback))
        c.execute(f"INSERT INTO feedback VALUES ({marks})", feedback)
        c.execute("INSERT INTO search(rowid, body) VALUES (?, ?)", (change[0], body))
        c.execute("UPDATE stream SET head=?, chain=? WHERE id=1", (change[2], change[6]))
        c.execute("COMMIT")

    def page(self) -> list[Any]:
        """The newest fifty rows of the list."""
        return self.connection.execute(
            "SELECT * FROM feedback ORDER BY pos DESC LIMIT 50"
        ).fetchall()

    def search(self, prefix: str) -> list[Any]:
        """The newest fifty rows with a word that begins so."""
        return self.connection.execute(
            "SELECT f.* FROM (SELECT rowid FROM search WHERE search MATCH ? "
            "ORDER BY rowid DESC LIMIT 50) AS m JOIN feedback f ON f.arrival = m.rowid",
            (f'"{prefix}"*',),
        ).fetchall()
