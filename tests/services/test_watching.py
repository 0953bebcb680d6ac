# SPDX-License-Identifier: MIT
"""A watched folder hands each bundle out once, and not before it is whole."""

from pathlib import Path

import pytest

from coprod_desktop.domain.errors import Cancelled, CannotRead
from coprod_desktop.services.exchanging import watching
from coprod_desktop.services.exchanging.watching import Watch
from coprod_desktop.services.recording import lists, records
from coprod_desktop.services.session import SignedIn
from tests.stores import Folders, feedback, send


def names(watch: Watch) -> list[str]:
    return [path.name for path in watch.fresh()]


def test_a_bundle_is_handed_out_once_it_has_stopped_growing(tmp_path: Path) -> None:
    watch = Watch([tmp_path])
    assert names(watch) == []
    bundle = tmp_path / "wing-1.coprod"
    bundle.write_bytes(b"half")
    assert names(watch) == []
    bundle.write_bytes(b"half and half")
    assert names(watch) == []
    assert names(watch) == ["wing-1.coprod"]
    assert names(watch) == []


def test_what_is_written_anew_under_its_old_name_is_new(tmp_path: Path) -> None:
    watch = Watch([tmp_path])
    bundle = tmp_path / "wing-1.coprod"
    bundle.write_bytes(b"one")
    assert [names(watch), names(watch)] == [[], ["wing-1.coprod"]]
    bundle.write_bytes(b"another")
    assert [names(watch), names(watch), names(watch)] == [[], ["wing-1.coprod"], []]


def test_a_bundle_that_went_away_and_came_back_is_looked_at_again(tmp_path: Path) -> None:
    watch = Watch([tmp_path])
    bundle = tmp_path / "wing-1.coprod"
    bundle.write_bytes(b"one")
    watch.fresh()
    assert names(watch) == ["wing-1.coprod"]
    kept = bundle.rename(tmp_path / "elsewhere.txt")
    assert names(watch) == []
    kept.rename(bundle)
    assert [names(watch), names(watch)] == [[], ["wing-1.coprod"]]


def test_other_files_are_none_of_its_business(tmp_path: Path) -> None:
    watch = Watch([tmp_path])
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "B.COPROD").write_bytes(b"x")
    (tmp_path / "a.coprod").write_bytes(b"x")
    watch.fresh()
    assert sorted(names(watch)) == ["B.COPROD", "a.coprod"]  # paths have an order on each system


def test_a_drive_that_was_taken_out_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(CannotRead):
        Watch([tmp_path / "gone"]).fresh()


def test_what_could_not_be_taken_in_for_a_moment_is_tried_again_and_not_for_ever(
    tmp_path: Path,
) -> None:
    watch = Watch([tmp_path])
    bundle = tmp_path / "wing-1.coprod"
    bundle.write_bytes(b"one")
    watch.fresh()
    handed_out = []
    for number in range(200):
        if watch.fresh():
            handed_out.append(number)
            watch.again([bundle])
    assert handed_out == [0, 1, 3, 7, 15, 31, 63]


def test_half_a_copy_is_not_touched_and_each_bundle_comes_in_once(
    central: SignedIn, wing: SignedIn, folders: Folders
) -> None:
    records.save(wing, feedback())
    made = send(wing, folders.root / "made")
    raw = made.read_bytes()
    watch = Watch([folders.stick])
    there = folders.stick / made.name
    seen = []
    for part in (raw[:1000], raw[:30_000], raw):
        there.write_bytes(part)
        seen.append(watching.look(central, watch))
    assert seen == [(), (), ()]
    (outcome,) = watching.look(central, watch)
    assert (outcome.outcome, outcome.changes) == ("imported", 1)
    assert watching.look(central, watch) == ()


def test_two_who_watch_one_folder_take_each_bundle_in_once(
    central: SignedIn, wing: SignedIn, folders: Folders
) -> None:
    second = folders.open("office")
    watches = [(central, Watch([folders.stick])), (second, Watch([folders.stick]))]
    records.save(wing, feedback())
    send(wing, folders.stick)
    found = [each.outcome for _ in range(3) for s, w in watches for each in watching.look(s, w)]
    assert sorted(found) == ["already_imported", "imported"]
    assert lists.counts(central).feedback == 1


def test_a_folder_that_went_away_is_watched_again_when_it_is_back(
    central: SignedIn, wing: SignedIn, folders: Folders
) -> None:
    records.save(wing, feedback())
    send(wing, folders.stick)
    watch = Watch([folders.stick])
    watching.look(central, watch)
    away = folders.stick.rename(folders.root / "away")
    with pytest.raises(CannotRead):
        watching.look(central, watch)
    away.rename(folders.stick)
    (outcome,) = watching.look(central, watch)
    assert outcome.outcome == "imported"


def test_who_is_stopped_comes_back_to_it(
    central: SignedIn, wing: SignedIn, folders: Folders
) -> None:
    def stop(_done: int, _total: int, _what: str) -> None:
        raise Cancelled

    records.save(wing, feedback())
    send(wing, folders.stick)
    watch = Watch([folders.stick])
    watch.fresh()
    with pytest.raises(Cancelled):
        watching.look(central, watch, stop)
    assert lists.counts(central).feedback == 0
    found = [each.outcome for _ in range(2) for each in watching.look(central, watch)]
    assert found == ["imported"]
