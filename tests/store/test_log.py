# SPDX-License-Identifier: MIT
"""The log grows at its end only, and its chain is what its changes add up to."""

from collections.abc import Iterator

import pytest
from sqlalchemy.engine import Connection

from coprod_desktop.domain import change, ids
from coprod_desktop.domain.change import Entry
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import log
from coprod_desktop.store.log import Stream, StreamMoved
from tests.stores import NOW, action, feedback, meeting

DEVICE = "0192f0c1-2b3a-7c4d-8e5f-60718293a4b5"


def entry(n: int, record_id: str = "", rev: int = 1, parent: bytes = b"") -> Entry:
    record = (feedback(f"Comment {n}"), meeting(f"Forum {n}"), action(f"Do {n}"))[n % 3]
    record_id = record_id or ids.new_id()
    return change.make(record, n=n, record_id=record_id, rev=rev, parent=parent, at=NOW, by="Nia")


@pytest.fixture
def connection(wing: SignedIn) -> Iterator[Connection]:
    with wing.vault.write() as writing:
        yield writing


@pytest.fixture
def stream(connection: Connection) -> Stream:
    return log.open_stream(connection, DEVICE, "epoch", own=False)


def test_a_stream_begins_at_its_genesis_and_is_begun_once(
    connection: Connection, stream: Stream
) -> None:
    assert (stream.head, stream.chain) == (0, change.genesis(DEVICE, "epoch"))
    assert log.open_stream(connection, DEVICE, "epoch", own=False) == stream
    assert log.open_stream(connection, DEVICE, "other", own=False).id != stream.id
    assert log.find_stream(connection, "nobody", "epoch") is None


def test_appending_moves_head_and_chain(connection: Connection, stream: Stream) -> None:
    entries = [entry(n) for n in range(1, 8)]
    after = log.append(connection, stream, entries[:3])
    after = log.append(connection, after, entries[3:])
    chain = stream.chain
    for n, each in enumerate(entries, 1):
        assert log.chain_at(connection, after, n - 1) == chain
        chain = change.link(chain, each.leaf)
    assert (after.head, after.chain) == (7, chain)
    assert log.find_stream(connection, DEVICE, "epoch") == after
    assert log.chain_at(connection, after, 8) is None
    assert log.append(connection, after, []) == after


def test_what_goes_out_is_byte_for_byte_what_came_in(
    connection: Connection, stream: Stream
) -> None:
    entries = [entry(n) for n in range(1, 2_501)]
    log.append(connection, stream, entries)
    assert list(log.raws(connection, stream.id, 1, 2_500)) == [each.raw for each in entries]
    assert list(log.raws(connection, stream.id, 7, 9)) == [each.raw for each in entries[6:9]]
    assert list(log.raws(connection, stream.id, 2_501, 2_600)) == []


@pytest.mark.parametrize("numbers", [[2], [0 + 1, 3], [1, 1], [1, 2, 2], [3, 2, 1]])
def test_numbers_that_do_not_follow_are_a_bug(
    connection: Connection, stream: Stream, numbers: list[int]
) -> None:
    with pytest.raises(ValueError, match="does not follow"):
        log.append(connection, stream, [entry(n) for n in numbers])
    assert log.find_stream(connection, DEVICE, "epoch") == stream


def test_two_writers_cannot_both_go_on_from_one_place(
    connection: Connection, stream: Stream
) -> None:
    log.append(connection, stream, [entry(1)])
    with pytest.raises(StreamMoved):
        log.append(connection, stream, [entry(1)])


def test_streams_do_not_touch_each_other(connection: Connection, stream: Stream) -> None:
    second = log.open_stream(connection, DEVICE, "second", own=False)
    log.append(connection, stream, [entry(1), entry(2)])
    log.append(connection, second, [entry(1)])
    assert len(list(log.raws(connection, stream.id, 1, 9))) == 2
    assert len(list(log.raws(connection, second.id, 1, 9))) == 1


def test_the_head_of_a_record_is_its_newest_revision(
    connection: Connection, stream: Stream
) -> None:
    first = entry(3)
    second = entry(6, first.change.id, 2, first.leaf)
    others = [entry(n) for n in (1, 2)]
    stream = log.append(connection, stream, [*others, first])
    log.append(connection, stream, [entry(4), entry(5), second])
    head = log.head(connection, first.change.id)
    assert head is not None
    assert (head.n, head.rev, head.leaf, head.raw) == (6, 2, second.leaf, second.raw)
    assert log.head(connection, ids.new_id()) is None
