# SPDX-License-Identifier: MIT
"""The search index on a server: its own full text, fed the same words and asked the same way.

Words are set apart and folded here, as the file's index does it, so that both find the same
records; the server's own parser would keep a slip code such as K7-42 together.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import String
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType, TypeDecorator

from coprod_desktop.store.rows import by_hand

_WORD_RE = re.compile(r"[^\W_]+")
_PART_RE = re.compile(r'"([^"]*)"(\*?)')
_INSERT = (
    "INSERT INTO search(rowid, body) SELECT arrival, to_tsvector('simple', words) "
    "FROM unnest(%s::bigint[], %s::text[]) AS given(arrival, words)"
)
_DELETE = "DELETE FROM search WHERE rowid = ANY(%s)"
_ALL = "SELECT rowid, body::text FROM search ORDER BY rowid"
_LONGEST = 500
"""Letters of a word that are indexed: a server takes no longer than 2 KiB, and says so."""


def words(text: str) -> list[str]:
    """The words of a text as the index has them: lower case, and without marks over letters."""
    if text.isascii():
        return [word[:_LONGEST] for word in _WORD_RE.findall(text.lower())]
    parted = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in parted if not unicodedata.combining(letter))
    return [word.lower()[:_LONGEST] for word in _WORD_RE.findall(bare)]


def index(connection: Connection, rows: Sequence[tuple[int, str]]) -> None:
    """Add rows of (arrival, text)."""
    bodies = [" ".join(words(text)) for _, text in rows]
    with by_hand(connection, _INSERT) as cursor:
        cursor.execute(_INSERT, ([arrival for arrival, _ in rows], bodies))


def unindex(connection: Connection, arrivals: Iterable[int]) -> None:
    """Take rows out of the index; their words go from its pages when the server tidies up."""
    connection.exec_driver_sql(_DELETE, (list(arrivals),))


def clear(connection: Connection) -> None:
    """Empty the index."""
    connection.exec_driver_sql("DELETE FROM search")


def fingerprint(connection: Connection) -> str:
    """A hash over every row of the index and its words."""
    hashed = hashlib.sha256()
    for row in connection.exec_driver_sql(_ALL):
        hashed.update(repr(tuple(row)).encode())
    return hashed.hexdigest()


def query(asked: str) -> str:
    """What `search.query` made for the file's index, in the server's words."""
    found: list[str] = []
    for phrase, begun in _PART_RE.findall(asked):
        several = words(phrase)
        if several:
            last = f"{several[-1]}:*" if begun else several[-1]
            found.append(" <-> ".join([*several[:-1], last]))
    return " & ".join(found)


class Asked(TypeDecorator[str]):
    """What is searched for: each database takes it in its own words."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Say it as the database understands it."""
        return value if value is None or dialect.name == "sqlite" else query(value)


class Matches(FunctionElement[Any]):
    """The condition that a row of the index holds what is asked, its one argument."""

    inherit_cache = True
    type: Any = NullType()  # as a truth value SQLite would be asked to compare it with 1


@compiles(Matches, "sqlite")
def _in_the_file(element: Matches, compiler: Any, **options: Any) -> str:
    return f"search MATCH {compiler.process(element.clauses, **options)}"


@compiles(Matches, "postgresql")
def _on_a_server(element: Matches, compiler: Any, **options: Any) -> str:
    asked = compiler.process(element.clauses, **options)
    return f"search.body @@ to_tsquery('simple', {asked})"
