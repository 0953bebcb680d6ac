# SPDX-License-Identifier: MIT
"""A watched folder hands each bundle out once, and not before it is whole."""

from pathlib import Path

import pytest

from coprod_desktop.domain.errors import CannotRead
from coprod_desktop.services.watching import Watch


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
    assert names(watch) == ["B.COPROD", "a.coprod"]


def test_a_drive_that_was_taken_out_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(CannotRead):
        Watch([tmp_path / "gone"]).fresh()
