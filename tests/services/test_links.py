# SPDX-License-Identifier: MIT
"""A record may only name records that are there, where it is saved and where it is taken in."""

from pathlib import Path

import pytest

from coprod_desktop.domain import ids
from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.records import AgendaItem
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import log
from tests.stores import action, content, feedback, meeting, send, take_in


def test_an_action_of_a_meeting_that_is_not_there_is_refused(wing: SignedIn) -> None:
    before = content(wing)
    with pytest.raises(InvalidValue, match="not in this store"):
        records.save(wing, action(meeting=ids.new_id()))
    assert content(wing) == before


def test_a_meeting_names_what_it_talked_about_and_what_it_carried_over(wing: SignedIn) -> None:
    said = records.save(wing, feedback()).id
    task = records.save(wing, action(feedback=said)).id
    talked = meeting(agenda=(AgendaItem(title="The hatch", feedback=(said,)),), carried=(task,))
    first, second = records.save_meeting(wing, talked, [(action("Ask"), None)])
    assert records.get(wing, second.id).record == action("Ask", meeting=first.id)
    with pytest.raises(InvalidValue, match="not in this store"):
        records.save_meeting(wing, meeting(carried=(ids.new_id(),)))


def test_a_bundle_that_names_what_nobody_holds_is_refused_whole(
    wing: SignedIn, central: SignedIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records.save(wing, feedback())
    with monkeypatch.context() as patched:  # a wing whose program was altered
        patched.setattr(log, "missing", lambda *_: None)
        records.save(wing, action(meeting=ids.new_id()))
    before = content(central)
    outcome = take_in(central, send(wing, tmp_path))
    assert (outcome.outcome, outcome.code) == ("refused", "DanglingReference")
    assert content(central) == before
