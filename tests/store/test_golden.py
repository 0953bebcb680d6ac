# SPDX-License-Identifier: MIT
"""A store of every released version opens, is brought up to date, and holds what it held."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from coprod_desktop.domain.errors import RecordErased
from coprod_desktop.domain.records import Feedback
from coprod_desktop.services.access import care, opening
from coprod_desktop.services.exchanging import exchange
from coprod_desktop.services.loop import answers
from coprod_desktop.services.recording import lists, records
from tests.stores import NOW, closing, feedback

GOLDEN = Path(__file__).parents[1] / "golden"
STORES = sorted(path.parent for path in GOLDEN.glob("v*/*/keys.json"))


@pytest.mark.parametrize("store", STORES, ids=lambda path: path.relative_to(GOLDEN).as_posix())
def test_a_frozen_store_opens_and_holds_what_it_held(store: Path, tmp_path: Path) -> None:
    facts: dict[str, Any] = json.loads((store.parent / "stores.json").read_text("utf-8"))
    copy = tmp_path / store.name
    shutil.copytree(store, copy)
    at_office = store.name == "office"
    with closing(
        opening.unlock(copy, "Ada" if at_office else "Hal", facts["password"], lambda: NOW)
    ) as s:
        assert care.check(s).ok
        comment = records.get(s, facts["comment"])
        assert isinstance(comment.record, Feedback)
        assert (comment.rev, comment.record.answers) == (2, {"what_good": "The nurse listened"})
        assert [each.text for each in answers.to(s, facts["comment"])] == ["We told the team"]
        with pytest.raises(RecordErased):
            records.get(s, facts["erased"])
        for kind in ("feedback", "meeting", "action", "roll"):
            assert len(lists.page(s, kind)) == 1
        assert {getattr(row, "title", "") for row in lists.page(s, "notice")} == {"New hatch"}
        found = lists.page(s, "feedback", lists.Query(words="listened"))
        assert [row.id for row in found] == [facts["comment"]]
        if not at_office:
            (sent,) = exchange.history(s)
            assert (sent.outcome, sent.acknowledged_by) == ("imported", "return")
            assert records.save(s, feedback("And so it goes on")).rev == 1
        care.rebuild(s)
        assert care.check(s).ok


def test_there_are_frozen_stores() -> None:
    assert {path.name for path in STORES} == {"office", "wing"}
