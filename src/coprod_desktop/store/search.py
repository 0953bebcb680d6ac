# SPDX-License-Identifier: MIT
"""Full-text search: the words of every record, found as they are typed, newest first.

The index holds no copy of the text (FTS5, contentless) and its row numbers are the order of
arrival, so the newest matches come first without sorting. It never ranks over everything: at a
million records that takes seconds, and a list by date is what people expect.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Integer, bindparam, column, select, table, text
from sqlalchemy.engine import Connection

from coprod_desktop.store import search_server
from coprod_desktop.store.rows import together
from coprod_desktop.store.search_server import Asked, Matches

NEWEST = 1000
"""The most matches that a search returns: more are not read, and need another word."""
LOOKED_AT = 20_000
"""The most matches that are looked at for those of one kind, site or wing: about 20 ms."""
_LEAST_PREFIX = 2
_TERM_RE = re.compile(r'"([^"]*)"|(\S+)')
_WORD_RE = re.compile(r"\w+")
_INSERT = "INSERT INTO search(rowid, body) VALUES (?, ?)"
_HASH_SIZE = text("INSERT INTO search(search, rank) VALUES ('hashsize', :size)")
_CRISIS_MERGE = text("INSERT INTO search(search, rank) VALUES ('crisismerge', :parts)")
_AUTO_MERGE = text("INSERT INTO search(search, rank) VALUES ('automerge', :parts)")
_WORDS = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_words USING fts5vocab(main, search, instance)"
)
_WHERE_WORDS_STAND = (
    "SELECT term, count(*), sum(doc), sum((doc * 31 + offset) % 65521) FROM temp.search_words "
    "GROUP BY term ORDER BY term"
)
_FOLLOWS = text(
    "UPDATE unindexed SET last = :last WHERE last = :first - 1 AND NOT EXISTS "
    "(SELECT 1 FROM unindexed WHERE first <= :first AND last >= :last)"
)
_LEFT_OUT = text("SELECT 1 FROM unindexed WHERE first <= :first AND last >= :last")
_LEAVE_OUT = text("INSERT INTO unindexed(first, last) VALUES (:first, :last)")
_DELETE = text("DELETE FROM search WHERE rowid = :arrival")
_ROW = column("rowid", Integer)
_MATCH = (
    select(_ROW)
    .select_from(table("search"))
    .where(Matches(bindparam("the_words", type_=Asked())))
    .order_by(_ROW.desc())
    .limit(bindparam("newest", type_=Integer))
)


def index(connection: Connection, rows: Sequence[tuple[int, str]]) -> None:
    """Add rows of (arrival, text); rising numbers are by far the quickest."""
    if not rows:
        return
    if _on_a_server(connection):
        search_server.index(connection, rows)
    else:
        connection.exec_driver_sql(_INSERT, sorted(rows))


def _on_a_server(connection: Connection) -> bool:
    return connection.dialect.name != "sqlite"


def leave_out(connection: Connection, rows: Sequence[tuple[int, object]]) -> None:
    """Write down that rows, given by arrival without a gap, are to be indexed later on."""
    if not rows:
        return
    arrivals = [arrival for arrival, _ in rows]
    ends = {"first": min(arrivals), "last": max(arrivals)}
    left_out, follows = together(connection, (_LEFT_OUT, ends), (_FOLLOWS, ends))
    if not left_out.rows and not follows.touched:
        connection.execute(_LEAVE_OUT, ends)


def is_left_out(connection: Connection, arrival: int) -> bool:
    """Whether a row is to be indexed later on."""
    ends = {"first": arrival, "last": arrival}
    return connection.execute(_LEFT_OUT, ends).first() is not None


def unindex(connection: Connection, arrivals: Iterable[int]) -> None:
    """Take rows out of the index."""
    if _on_a_server(connection):
        search_server.unindex(connection, arrivals)
        return
    gone = [{"arrival": arrival} for arrival in arrivals]
    if gone:
        connection.execute(_DELETE, gone)


def clear(connection: Connection) -> None:
    """Empty the index, and forget what was left out of it."""
    connection.exec_driver_sql("DELETE FROM unindexed")
    if _on_a_server(connection):
        search_server.clear(connection)
    else:
        connection.exec_driver_sql("INSERT INTO search(search) VALUES ('delete-all')")


def rewrite(connection: Connection) -> None:
    """Merge all of the index into one part, which drops every word of rows that were taken out."""
    if not _on_a_server(connection):
        connection.exec_driver_sql("INSERT INTO search(search) VALUES ('optimize')")


def loading(connection: Connection, *, bulk: bool) -> None:
    """Let the index gather more in memory, and merge nothing, while many rows are loaded.

    What it leaves unmerged, a dozen parts for 100,000 records, or two where each week has words of
    its own, later saves merge bit by bit. Merging them at sixteen, as it would by itself, writes
    the whole index once more.
    """
    if _on_a_server(connection):
        return
    gather, merge, crisis = (8 << 20, 0, 64) if bulk else (1 << 20, 4, 16)
    connection.execute(_HASH_SIZE, {"size": gather})
    connection.execute(_AUTO_MERGE, {"parts": merge})
    connection.execute(_CRISIS_MERGE, {"parts": crisis})


def terms(typed: str) -> tuple[str, ...]:
    """The words and "quoted phrases" a person typed, without punctuation, in order."""
    found: list[str] = []
    for phrase, word in _TERM_RE.findall(unicodedata.normalize("NFC", typed)):
        words = _WORD_RE.findall(phrase or word)
        found.extend([" ".join(words)] if phrase else words)
    return tuple(term for term in found if term)


def query(typed: str) -> str:
    """The FTS5 query for what was typed: every term must be there, the last may be unfinished."""
    parts = [f'"{term}"' for term in terms(typed)]
    finished = typed[-1:].isspace() or typed.rstrip().endswith('"')
    if parts and not finished and len(parts[-1]) - 2 >= _LEAST_PREFIX:
        parts[-1] += "*"
    return " ".join(parts)


def fingerprint(connection: Connection) -> str:
    """A hash over every word of the index, how often and in which rows it stands."""
    if _on_a_server(connection):
        return search_server.fingerprint(connection)
    connection.exec_driver_sql(_WORDS)
    hashed = hashlib.sha256()
    for row in connection.exec_driver_sql(_WHERE_WORDS_STAND):
        hashed.update(repr(tuple(row)).encode())
    return hashed.hexdigest()


def matching(arrival: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that a row is among the newest that hold some words.

    The statement then takes ``the_words`` (from `query`) and ``newest`` (how many) as parameters.
    """
    return arrival.in_(_MATCH)
