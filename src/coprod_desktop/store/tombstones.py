# SPDX-License-Identifier: MIT
"""What was erased, and stays so: content goes from log, lists and search; its place remains."""

from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct
from sqlalchemy import bindparam, delete, exists, insert, select, update
from sqlalchemy.engine import Connection

from coprod_desktop.domain import change as changes
from coprod_desktop.domain.change import AnswerChange, Entry, Erased, PutChange
from coprod_desktop.domain.records import Reason, RecordType
from coprod_desktop.domain.translating import Filled
from coprod_desktop.store import search, tables, tally

SWEEP_DUE = "erased_words_due"
_IN_BATCH = 500

_t, _c, _d = tables.tombstone.c, tables.change.c, tables.draft.c
_ANY = select(exists().select_from(tables.tombstone))
_STANDS = select(_t.type, _t.at, _t.by, _t.reason).where(_t.record == bindparam("the_record"))
_CONTENT = select(_c.arrival, _c.raw).where(
    _c.record == bindparam("the_record"), _c.raw.is_not(None)
)
_EMPTY = update(tables.change).where(_c.arrival == bindparam("the_arrival")).values(raw=None)
_DUE = select(tables.setting.c.value).where(tables.setting.c.name == SWEEP_DUE)
_BINNED_ANSWERS = select(tables.binned.c.id).where(tables.binned.c.type == "answer")
_ANSWERS = select(tables.answer.c.id).where(tables.answer.c.feedback == bindparam("the_record"))


class Tombstone(Struct, frozen=True):
    """That a record was erased: when (UTC ms), by whom, and why.

    `by` is empty as long as only erased places have come, and not yet the erasure itself.
    """

    type: RecordType
    at: int
    by: str
    reason: Reason


def of(connection: Connection, record: str) -> Tombstone | None:
    """A record's tombstone, or None while it lives."""
    row = connection.execute(_STANDS, {"the_record": record}).one_or_none()
    return Tombstone(*row) if row else None


def standing(connection: Connection, records: Collection[str]) -> set[str]:
    """Which of some records are erased."""
    if not records or not connection.execute(_ANY).scalar_one():
        return set()
    found: set[str] = set()
    ordered = sorted(records)
    for start in range(0, len(ordered), _IN_BATCH):
        some = ordered[start : start + _IN_BATCH]
        found.update(connection.execute(select(_t.record).where(_t.record.in_(some))).scalars())
    return found


def gone(connection: Connection, entries: Iterable[Entry | Erased]) -> set[str]:
    """Which records of some changes are erased, answers to an erased comment among them."""
    if not connection.execute(_ANY).scalar_one():
        return set()
    ids: set[str] = set()
    answers: dict[str, str] = {}
    for entry in entries:
        if isinstance(entry, Entry) and isinstance(entry.change, AnswerChange):
            answers[entry.change.id] = entry.change.data.feedback
        ids.add(entry.change.id if isinstance(entry, Entry) else entry.id)
    dead = standing(connection, ids | set(answers.values()))
    return (dead & ids) | {answer for answer, comment in answers.items() if comment in dead}


def content_of(connection: Connection, record: str) -> list[tuple[int, Entry]]:
    """Every put of a record whose content is still here, with its order of arrival."""
    rows = connection.execute(_CONTENT, {"the_record": record}).all()
    read = [(row.arrival, changes.read(row.raw)) for row in rows]
    return [(arrival, entry) for arrival, entry in read if isinstance(entry.change, PutChange)]


def erase(connection: Connection, record: str, stone: Tombstone) -> None:
    """Erase a record: the content of all its puts, its row, its words, its drafts, its branches.

    Answers to it and their drafts go with it, since they tell of it. The first tombstone that
    names somebody stands for good.
    """
    answers = connection.execute(_ANSWERS, {"the_record": record}).scalars().all()
    for answer in (*answers, *_binned_answers(connection, record)):
        _erase(connection, answer, Tombstone("answer", stone.at, stone.by, stone.reason))
    _erase(connection, record, stone)
    drafted = connection.execute(select(_d.id, _d.form).where(_d.kind == "answer")).all()
    if about := [row.id for row in drafted if record.encode() in row.form]:
        connection.execute(delete(tables.draft).where(_d.id.in_(about)))


def _binned_answers(connection: Connection, record: str) -> list[str]:
    """The answers to a comment that lie in the bin."""
    return [
        answer
        for answer in connection.execute(_BINNED_ANSWERS).scalars().all()
        for _, entry in content_of(connection, answer)[-1:]
        if isinstance(entry.change, AnswerChange) and entry.change.data.feedback == record
    ]


def _erase(connection: Connection, record: str, stone: Tombstone) -> None:
    _mark(connection, record, stone)
    held = [{"the_arrival": arrival} for arrival, _ in content_of(connection, record)]
    if held:
        connection.execute(_EMPTY, held)
    for table in tables.PLACES:
        columns = table.c.pos, table.c.arrival
        row = connection.execute(select(*columns).where(table.c.id == record)).first()
        if row:
            connection.execute(delete(table).where(table.c.id == record))
            search.unindex(connection, [row.arrival])
            tally.mark(connection, [row.pos])
            _set_due(connection, due=True)
    connection.execute(delete(tables.branch).where(tables.branch.c.record == record))
    connection.execute(delete(tables.draft).where(_d.record == record))


def _mark(connection: Connection, record: str, stone: Tombstone) -> None:
    old = of(connection, record)
    if old and (old.by or not stone.by):
        return
    connection.execute(delete(tables.tombstone).where(_t.record == record))
    connection.execute(
        insert(tables.tombstone).values(
            record=record, type=stone.type, at=stone.at, by=stone.by, reason=stone.reason
        )
    )


def keep_places(connection: Connection, entries: Sequence[Erased]) -> None:
    """Let erased places stand that came before, or without, the erasure that they are due to."""
    kinds: dict[str, RecordType] = {entry.id: entry.type for entry in entries}
    for record in kinds.keys() - standing(connection, kinds.keys()):
        erase(connection, record, Tombstone(kinds[record], 0, "", "other"))


def is_sweep_due(connection: Connection) -> bool:
    """Whether words of something erased may still stand in pages of the search index."""
    return connection.execute(_DUE).first() is not None


def sweep(connection: Connection) -> None:
    """Rewrite the search index without the words of what was erased.

    Erasing takes a row out of every search at once, but a contentless index only marks it: the
    words stay in its pages until they are merged (FTS5's documentation, section 4.4.3).
    """
    search.rewrite(connection)
    _set_due(connection, due=False)


def _set_due(connection: Connection, *, due: bool) -> None:
    connection.execute(delete(tables.setting).where(tables.setting.c.name == SWEEP_DUE))
    if due:
        connection.execute(insert(tables.setting).values(name=SWEEP_DUE, value="1"))


def faults(connection: Connection) -> list[str]:
    """What contradicts the tombstones, in words: content that should be gone."""
    held = select(_c.record, _c.raw).join(tables.tombstone, _t.record == _c.record)
    return [
        Filled("record {record} was erased, and its content is still here", record=row.record)
        for row in connection.execute(held.where(_c.raw.is_not(None)))
        if isinstance(changes.read(row.raw).change, PutChange)
    ]
