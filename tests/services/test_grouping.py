# SPDX-License-Identifier: MIT
"""Small bundles share a transaction, and nobody can tell: each is in, whole, or not at all."""

import shutil
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from coprod_desktop.bundle.errors import HeaderMismatch
from coprod_desktop.domain import ids
from coprod_desktop.domain.errors import Cancelled, CannotWrite
from coprod_desktop.services.access import auditing, care
from coprod_desktop.services.books import grouping, indexing, reading
from coprod_desktop.services.books.grouping import LARGE, Group
from coprod_desktop.services.books.verdicts import Outcome
from coprod_desktop.services.exchanging import exchange, intake
from coprod_desktop.services.recording import lists, records
from coprod_desktop.services.recording.lists import Query
from coprod_desktop.services.session import SignedIn, put_setting, settings
from coprod_desktop.store import indexing as words
from coprod_desktop.store import log, tables
from coprod_desktop.store.audit import Noted
from tests.services.apart import edited, sent
from tests.services.carrying import agrees, bundles
from tests.stores import Folders, closing, content, feedback, send


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A group has all the time that it wants: the tests do not depend on how fast they run."""
    monkeypatch.setattr(grouping, "LONGEST", 600.0)


def said(outcomes: Sequence[Outcome]) -> list[tuple[str, str | None, int]]:
    return [(each.outcome, each.code, each.changes) for each in outcomes]


def commits(central: SignedIn, paths: Sequence[Path]) -> int:
    """Take bundles in, and count how often something was committed meanwhile."""
    count = 0

    def counted(_: object) -> None:
        nonlocal count
        count += 1

    event.listen(central.vault.engine, "commit", counted)
    try:
        intake.take_in(central, paths)
    finally:
        event.remove(central.vault.engine, "commit", counted)
    return count


def lines(s: SignedIn) -> list[tuple[str, str, str]]:
    """What the audit says of bundles, the oldest first."""
    found = reversed(auditing.page(s, limit=500))
    kinds = ("import", "alarm")
    return [(line.kind, line.about, line.detail) for line in found if line.kind in kinds]


def test_they_share_commits_and_come_in_as_if_each_had_come_alone(
    wing: SignedIn, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = bundles(wing, folders.stick, 6)
    ends: list[object] = []
    counts: list[int] = []
    for name, longest in (("alone", 0.0), ("together", 600.0)):
        monkeypatch.setattr(grouping, "LONGEST", longest)
        shutil.copytree(folders.office, folders.root / name)
        with closing(folders.open(name, "Ada")) as central:
            counts.append(commits(central, made))
            assert [row.seq for row in intake.inbox(central)] == [6, 5, 4, 3, 2, 1]
            assert len(list((central.folder / "archive").iterdir())) == 6
            agrees(central, wing)
            ends.append((content(central), lines(central)))
    assert ends[0] == ends[1]
    assert counts[0] - counts[1] == 5


@pytest.mark.parametrize("order", [(0, 1, 1, 2), (2, 0, 2, 1)])
def test_what_the_group_holds_counts_as_taken_in(
    wing: SignedIn,
    folders: Folders,
    order: tuple[int, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = bundles(wing, folders.stick, 3)
    paths = [made[n] for n in order]
    ends: list[object] = []
    for name, longest in (("alone", 0.0), ("together", 600.0)):
        monkeypatch.setattr(grouping, "LONGEST", longest)
        shutil.copytree(folders.office, folders.root / name)
        with closing(folders.open(name, "Ada")) as central:
            outcomes = said(intake.take_in(central, paths))
            ends.append((outcomes, content(central), lines(central)))
    assert ends[0] == ends[1]


def bad(path: Path, wing: SignedIn, central: SignedIn, place: int, **fields: object) -> Path:
    """A copy of a bundle with another change at a place, signed by whoever has the wing's keys."""
    copy = path.with_stem(f"{path.stem}-bad")
    copy.write_bytes(sent(path, wing, central).with_change(place, edited(**fields)))
    return copy


@pytest.mark.parametrize(
    ("place", "fields", "code"),
    [
        (-1, {"v": 2}, "RecordSchemaError"),
        (1, {"salt": "A" * 22}, "HistoryRewritten"),
        (-1, {"rev": 2}, "DanglingReference"),
    ],
)
def test_a_bad_one_is_taken_back_and_its_neighbours_stay(
    wing: SignedIn,
    central: SignedIn,
    folders: Folders,
    place: int,
    fields: dict[str, object],
    code: str,
) -> None:
    one, two, three, four = bundles(wing, folders.stick, 4)
    third = bad(three, wing, central, place, **fields)
    outcomes = intake.take_in(central, [one, two, third, four])
    assert [(each.outcome, each.code) for each in outcomes] == [
        ("imported", None),
        ("imported", None),
        ("refused", code),
        ("imported", None),
    ]
    assert [row.seq for row in intake.inbox(central)] == [4, 2, 1]
    about = ids.short(wing.device)
    assert [line[1] for line in lines(central)][-4:] == [f"{about}-{n}" for n in (1, 2, 3, 4)]
    assert code in lines(central)[-2][2]
    assert code in {row.code for row in verdicts_of(central)}
    agrees(central, wing)


def verdicts_of(s: SignedIn) -> Sequence[Any]:
    with s.vault.read() as connection:
        return connection.execute(select(tables.verdict)).all()


def test_cancelled_in_the_middle_of_one_those_before_it_stay(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    made = bundles(wing, folders.stick, 3)
    seen: list[str] = []

    def progress(done: int, total: int, what: str) -> None:
        seen.append(what)
        if seen.count("changes") == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        intake.take_in(central, made, progress)
    assert [row.seq for row in intake.inbox(central)] == [2, 1]
    outcomes = intake.take_in(central, made)
    assert [each.outcome for each in outcomes] == ["already_imported"] * 2 + ["imported"]
    agrees(central, wing)


def weeks(wing: SignedIn, folder: Path, count: int) -> list[Path]:
    """Bundles of new comments alone, each confirmed before the next is made."""
    made: list[Path] = []
    for n in range(1, count + 1):
        records.save_many(wing, [feedback(f"Week{n} comment{m}") for m in range(5)])
        made.append(send(wing, folder))
        with wing.vault.read() as connection:
            stream = wing.own_stream(connection)
            chain = log.chain_at(connection, stream, stream.head)
        assert chain
        exchange.confirm(wing, stream.head, chain)
    return made


def test_the_search_follows_with_the_words_at_hand(
    wing: SignedIn, central: SignedIn, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a bundle that was taken back would have said is not found, and neither is it read."""
    monkeypatch.setattr(indexing, "STEP", 8)
    monkeypatch.setattr(reading, "BATCH", 2)
    monkeypatch.delattr(words, "recall")
    one, two, three, four = weeks(wing, folders.stick, 4)
    third = bad(three, wing, central, -1, v=2)
    behind: list[int] = []
    outcomes = intake.take_in(
        central,
        [one, two, third, three, four],
        lambda *_: behind.append(indexing.behind(central)),
    )
    assert [each.code for each in outcomes] == [None, None, "RecordSchemaError", None, None]
    assert max(behind) == 10
    assert indexing.behind(central) == 0
    for n in range(1, 5):
        assert len(lists.page(central, "feedback", Query(words=f"week{n}"))) == 5
    assert care.check(central).ok


# --- the group itself ---------------------------------------------------------------------------


def put(group: Group, name: str, size: int = 1, device: str = "a") -> None:
    with group.bundle(device, size) as connection:
        put_setting(connection, name, "is here")


def there(s: SignedIn) -> set[str]:
    """What others see."""
    with s.vault.read() as connection:
        return {name for name, value in settings(connection).items() if value == "is here"}


@pytest.fixture
def group(central: SignedIn) -> Iterator[Group]:
    with Group(central, lambda: None) as group:
        yield group


def test_nobody_sees_it_before_it_is_committed(central: SignedIn, group: Group) -> None:
    put(group, "one")
    put(group, "two")
    assert there(central) == set()
    with group.read() as connection:
        assert settings(connection)["one"] == "is here"
    group.rest()
    assert there(central) == set()
    group.commit()
    assert there(central) == {"one", "two"}


def test_it_ends_when_its_time_is_over(
    central: SignedIn, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "LONGEST", 0.0)
    put(group, "one")
    group.rest()
    assert there(central) == {"one"}
    put(group, "two")
    put(group, "three")
    assert there(central) == {"one", "two"}


def test_a_large_bundle_and_another_device_have_one_of_their_own(
    central: SignedIn, group: Group
) -> None:
    put(group, "one")
    put(group, "two", device="b")
    assert there(central) == {"one"}
    put(group, "three", LARGE, device="b")
    assert there(central) == {"one", "two", "three"}
    put(group, "four", device="b")
    with group.alone() as connection:
        put_setting(connection, "five", "is here")
        assert there(central) == {"one", "two", "three", "four"}


@pytest.mark.parametrize("error", [Cancelled(), HeaderMismatch(why="a test"), KeyError("a bug")])
def test_a_fault_takes_back_its_own_and_no_more(
    central: SignedIn, group: Group, error: Exception
) -> None:
    def fails(name: str) -> None:
        with group.bundle("a", 1) as connection:
            put_setting(connection, name, "is here")
            group.note(Noted(1, "Ada", "import", name))
            raise error

    with pytest.raises(type(error)):
        fails("first")
    put(group, "one")
    with pytest.raises(type(error)):
        fails("second")
    put(group, "two")
    group.commit()
    assert there(central) == {"one", "two"}
    assert auditing.page(central)[0].kind != "import"


def test_an_exception_that_ends_the_import_leaves_what_was_in(central: SignedIn) -> None:
    def fails() -> None:
        with Group(central, lambda: None) as group:
            put(group, "one")
            raise Cancelled

    with pytest.raises(Cancelled):
        fails()
    assert there(central) == {"one"}


def test_a_transaction_that_the_database_ended_is_not_said_to_be_in(
    central: SignedIn, group: Group
) -> None:
    """As SQLite does when a disk is full: whatever the bundle's own fault is, others are lost."""

    def fails() -> None:
        with group.bundle("a", 1) as connection:
            connection.exec_driver_sql("ROLLBACK")
            raise HeaderMismatch(why="a test")

    put(group, "one")
    with pytest.raises(CannotWrite):
        fails()
    assert there(central) == set()
    put(group, "two")
    group.commit()
    assert there(central) == {"two"}


def test_others_write_between_two_groups(central: SignedIn, group: Group) -> None:
    put(group, "one")
    began, ended = threading.Event(), threading.Event()

    def writes() -> None:
        began.set()
        with central.vault.write() as connection:
            put_setting(connection, "theirs", "is here")
        ended.set()

    writer = threading.Thread(target=writes)
    writer.start()
    assert began.wait(10)
    put(group, "two")
    assert not ended.is_set()
    group.commit()
    assert ended.wait(10)
    writer.join()
    assert there(central) == {"one", "two", "theirs"}
