# SPDX-License-Identifier: MIT
"""A check-up finds what differs and changes nothing; a rebuild is whole or not at all."""

import pytest
from sqlalchemy import text

from coprod_desktop.domain.errors import Cancelled, NotAllowed
from coprod_desktop.services.access import care
from coprod_desktop.services.recording import drafts, lists, records
from coprod_desktop.services.recording.lists import Query
from coprod_desktop.services.session import SignedIn
from tests.stores import Folders, content, feedback, stop_at


@pytest.fixture
def kept(wing: SignedIn) -> SignedIn:
    records.save_many(wing, [feedback(f"Comment {n} on the hatch") for n in range(20)])
    return wing


def failed(s: SignedIn) -> list[str]:
    return [line.name for line in care.check(s).lines if not line.ok]


def test_a_sound_store_passes(kept: SignedIn) -> None:
    report = care.check(kept)
    assert report.ok
    assert [line.name for line in report.lines] == [
        *("file", "log", "lists", "audit", "backup", "recovery sheet", "recovery key")
    ]
    assert all(line.detail for line in report.lines)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM search WHERE rowid = 7",
        "INSERT INTO search(rowid, body) VALUES (999, 'hatch')",
        "INSERT INTO search(search) VALUES ('delete-all')",
    ],
)
def test_an_index_that_differs_from_the_log_is_found_and_mended(kept: SignedIn, sql: str) -> None:
    before = lists.positions(kept, "feedback", Query(words="hatch"))
    with kept.vault.write() as connection:
        connection.execute(text(sql))
    assert failed(kept) == ["lists"]
    assert care.rebuild(kept) == 20
    assert failed(kept) == []
    assert lists.positions(kept, "feedback", Query(words="hatch")) == before


def test_words_that_moved_to_another_record_are_found(kept: SignedIn) -> None:
    with kept.vault.write() as connection:
        connection.execute(text("DELETE FROM search WHERE rowid IN (3, 4)"))
        put = text("INSERT INTO search(rowid, body) VALUES (:row, :said)")
        for row, said in ((3, "Comment 3 on the hatch"), (4, "Comment 2 on the hatch")):
            connection.execute(put, {"row": row, "said": said})
    assert failed(kept) == ["lists"]


def test_a_rebuild_that_is_cancelled_changes_nothing(kept: SignedIn) -> None:
    with kept.vault.write() as connection:
        connection.execute(text("DELETE FROM feedback WHERE arrival = 5"))
    before = content(kept)
    with pytest.raises(Cancelled):
        care.rebuild(kept, stop_at(1, Cancelled()))
    assert content(kept) == before
    assert care.rebuild(kept) == 20
    assert lists.counts(kept).feedback == 20


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_a_check_up_can_be_stopped(kept: SignedIn, step: int) -> None:
    before = content(kept)
    with pytest.raises(Cancelled):
        care.check(kept, stop_at(step, Cancelled()))
    assert content(kept) == before
    assert care.check(kept).ok


def test_anybody_may_check_but_not_rebuild(folders: Folders) -> None:
    nurse = folders.open("wing", "Nia")
    assert care.check(nurse).ok
    with pytest.raises(NotAllowed):
        care.rebuild(nurse)


def test_a_check_up_holds_up_nobody_who_types(wing: SignedIn) -> None:
    records.save(wing, feedback())
    typed: list[int] = []

    def while_replaying(_done: int, _total: int, what: str) -> None:
        if what == "records":
            typed.append(drafts.keep(wing, drafts.Draft(drafts.new_id(), "feedback", {"a": "b"})))

    before = content_of_folder(wing)
    assert care.check(wing, while_replaying).ok
    assert typed
    assert len(drafts.mine(wing)) == len(typed)
    assert content_of_folder(wing) == before


def content_of_folder(s: SignedIn) -> set[str]:
    return {path.name for path in s.folder.iterdir()}
