# SPDX-License-Identifier: MIT
"""Whatever is put, erased, forked and chosen: a rebuild comes to the same lists, to the byte."""

import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.engine import Connection

from coprod_desktop.domain import change, ids
from coprod_desktop.domain.canonical import b64
from coprod_desktop.domain.change import Entry
from coprod_desktop.domain.records import Choice, Erasure, Record
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import branches, integrity, log, tables
from coprod_desktop.store.log import Stream
from tests.stores import DAY, NOW, action, feedback, meeting

DEVICE = "0192f0c1-2b3a-7c4d-8e5f-60718293a4b5"
EPOCHS = ("first", "second", "third")


class World:
    """A device in several epochs, and an office that chooses; what the log is told of them."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.streams: dict[str, Stream] = {}
        self.device = ids.new_id()
        self.lines: dict[str, list[Entry]] = {}
        """Every revision of each record, whichever epoch it is of."""
        self.erased: set[str] = set()

    def stream(self, epoch: str) -> Stream:
        device = self.device if epoch in EPOCHS else "office"
        return self.streams.get(epoch) or log.open_stream(
            self.connection, device, epoch, own=epoch not in EPOCHS
        )

    def add(self, epoch: str, *entries: Entry) -> None:
        self.streams[epoch] = log.append(self.connection, self.stream(epoch), entries)

    def put(self, epoch: str, record: Record, which: int | None, parent: int) -> None:
        """A new record (None), or a revision that stands on an earlier one, or on one not known."""
        stream, at = self.stream(epoch), NOW + len(self.lines)
        if which is None or not self.lines:
            record_id, rev, leaf = ids.new_id(), 1, b""
        else:
            record_id = sorted(self.lines)[which % len(self.lines)]
            line = self.lines[record_id]
            if type(line[0].change.data) is not type(record):
                return
            if parent % 7 == 6:
                rev, leaf = max(parent % 4, 2), secrets.token_bytes(32)
            else:
                follows = line[-1 - parent % len(line)]
                rev, leaf = follows.change.rev + 1, follows.leaf
        entry = change.make(
            record, n=stream.head + 1, record_id=record_id, rev=rev, parent=leaf, at=at, by="Nia"
        )
        self.lines.setdefault(record_id, []).append(entry)
        self.add(epoch, entry)

    def erase(self, epoch: str, which: int) -> None:
        if not self.lines:
            return
        record_id = sorted(self.lines)[which % len(self.lines)]
        last, stream = self.lines[record_id][-1], self.stream(epoch)
        kind = change.type_of(last.change)  # type: ignore[arg-type]
        entry = change.make_erasure(
            Erasure(of=kind, reason="law"),
            n=stream.head + 1,
            record_id=record_id,
            rev=last.change.rev + 1,
            parent=last.leaf,
            at=NOW,
            by="Hal",
        )
        self.erased.add(record_id)
        self.add(epoch, entry)

    def choose(self, which: int, tip: int) -> None:
        forked = sorted(self.connection.execute(select(tables.branch.c.record)).scalars())
        if not forked:
            return
        record_id = forked[which % len(forked)]
        tips = branches.tips(self.connection, record_id)
        chosen, stream = tips[tip % len(tips)], self.stream("office")
        entry = change.make_choice(
            Choice(leaf=b64(chosen.leaf)),
            n=stream.head + 1,
            record_id=record_id,
            rev=chosen.rev + 1,
            parent=chosen.leaf,
            at=NOW,
            by="Ada",
        )
        self.add("office", entry)
        head = log.head(self.connection, record_id)
        assert head is not None
        assert head.leaf == chosen.leaf


@pytest.fixture
def connection(wing: SignedIn) -> Iterator[Connection]:
    with wing.vault.write() as writing:
        yield writing


kinds = st.sampled_from(
    [
        feedback("A"),
        feedback("B", date=DAY.replace(day=9)),
        feedback("In the bin", binned=True),
        meeting(),
        action(),
    ]
)
numbers = st.integers(0, 40)
puts = st.tuples(st.just("put"), st.sampled_from(EPOCHS), kinds, st.none() | numbers, numbers)
erasures = st.tuples(st.just("erase"), st.sampled_from(EPOCHS), numbers)
choices = st.tuples(st.just("choose"), numbers, numbers)
steps = st.lists(puts | puts | puts | erasures | choices, min_size=1, max_size=30)


def settled(world: World) -> None:
    """What must hold at any time."""
    c = world.connection
    assert list(integrity.chains(c, lambda *_: None)) == []
    shown = {
        row.id: row.arrival
        for table in tables.PLACES
        for row in c.execute(
            select(table.c.id, table.c.arrival).where(
                table.c.stream.in_([stream.id for stream in world.streams.values()])
            )
        )
    }
    assert shown.keys() == world.lines.keys() - world.erased
    for record_id, arrival in shown.items():
        head = log.head(c, record_id)
        assert head is not None
        assert head.leaf in [entry.leaf for entry in world.lines[record_id]]
        tips = branches.tips(c, record_id)
        assert len(tips) != 1
        if tips:
            (best,) = [tip for tip in tips if tip.shown]
            assert (best.arrival, best.leaf) == (arrival, head.leaf)
            if best.decided_at is None:
                assert best is tips[0]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(steps)
def test_a_rebuild_comes_to_the_same_after_anything(
    connection: Connection, did: list[tuple[Any, ...]]
) -> None:
    connection.exec_driver_sql("SAVEPOINT example")
    world = World(connection)
    for what, *details in did:
        getattr(world, what)(*details)
    settled(world)
    before = integrity.fingerprint(connection)
    for _ in log.replay(connection):
        pass
    assert integrity.fingerprint(connection) == before
    settled(world)
    connection.exec_driver_sql("ROLLBACK TO example")


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None
)
@given(steps)
def test_one_by_one_or_all_at_once_is_the_same(
    connection: Connection, did: list[tuple[Any, ...]]
) -> None:
    """What a device sent in one bundle, and what it sent in many, ends alike."""
    connection.exec_driver_sql("SAVEPOINT example")
    world = World(connection)
    for what, *details in did:
        getattr(world, what)(*details)
    rows = connection.execute(
        select(tables.change.c.stream, tables.change.c.n, tables.change.c.leaf, tables.change.c.raw)
        .where(tables.change.c.stream.in_([s.id for s in world.streams.values()]))
        .order_by(tables.change.c.arrival)
    ).all()
    leaves = [row.leaf for row in rows]
    one_by_one = _lists(connection, world)
    connection.exec_driver_sql("ROLLBACK TO example")
    if any(row.raw is None for row in rows):
        return  # what was erased cannot be told a second time
    by_id = {stream.id: epoch for epoch, stream in world.streams.items()}
    again = World(connection)
    again.device = world.device
    runs: list[tuple[str, list[Entry]]] = []
    for row in rows:
        epoch = by_id[row.stream]
        if not runs or runs[-1][0] != epoch:
            runs.append((epoch, []))
        runs[-1][1].append(change.read(row.raw))
    for epoch, entries in runs:
        again.add(epoch, *entries)
    assert _lists(connection, again) == one_by_one
    assert leaves == [
        row.leaf
        for row in connection.execute(
            select(tables.change.c.leaf)
            .where(tables.change.c.stream.in_([s.id for s in again.streams.values()]))
            .order_by(tables.change.c.arrival)
        )
    ]
    connection.exec_driver_sql("ROLLBACK TO example")


def _lists(connection: Connection, world: World) -> list[tuple[Any, ...]]:
    numbers = {stream.id for stream in world.streams.values()}
    return [
        (table.name, *row[:3], *row[4:])
        for table in tables.PLACES
        for row in connection.execute(select(table).order_by(table.c.pos))
        if row.stream in numbers
    ] + [tuple(row) for row in connection.execute(select(tables.branch).order_by("record", "leaf"))]


# --- single cases ---------------------------------------------------------------------------------


def test_the_same_branch_is_shown_whichever_came_first(connection: Connection) -> None:
    """Higher revision, then larger leaf: no clock and no order has a part in it."""
    first = change.make(
        feedback("One"), n=1, record_id=ids.new_id(), rev=1, parent=b"", at=NOW, by="Nia"
    )
    forks = [
        change.make(
            feedback(text), n=n, record_id=first.change.id, rev=2, parent=first.leaf, at=at, by="N"
        )
        for n, text, at in ((2, "Old", NOW + 9), (1, "New", NOW))
    ]
    world = World(connection)
    world.add("first", first, forks[0])
    world.add("second", forks[1])
    best = max(forks, key=lambda entry: entry.leaf)
    tips = branches.tips(connection, first.change.id)
    assert [tip.leaf for tip in tips if tip.shown] == [best.leaf]
    assert len(tips) == 2
    assert branches.undecided(connection, 0) == {first.change.id}


def test_news_on_the_branch_that_was_not_chosen_opens_the_question_again(
    connection: Connection,
) -> None:
    world = World(connection)
    world.put("first", feedback("One"), None, 0)
    world.put("first", feedback("Old line"), 0, 0)
    world.put("second", feedback("New line"), 0, 1)
    (record_id,) = world.lines
    chosen = world.lines[record_id][1]
    tips = branches.tips(connection, record_id)
    world.choose(0, [tip.leaf for tip in tips].index(chosen.leaf))
    assert branches.undecided(connection, 0) == set()
    world.put("second", feedback("New line goes on"), 0, 0)
    assert branches.undecided(connection, 0) == {record_id}
    head = log.head(connection, record_id)
    assert head is not None
    assert head.leaf == world.lines[record_id][-1].leaf
