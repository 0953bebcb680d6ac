# SPDX-License-Identifier: MIT
"""What is half typed is kept, for the one who typed it and for nobody else."""

import pytest

from coprod_desktop.services.recording import drafts
from coprod_desktop.services.recording.drafts import Draft
from coprod_desktop.services.session import SignedIn
from tests.stores import NOW, Folders, closing


def test_a_draft_is_kept_as_it_was_typed(wing: SignedIn) -> None:
    form = {"what_good": "  half a wo", "themes": ["ACC"], "wants_reply": True, "n": None, "o": {}}
    draft = Draft("one", "feedback", form, "01a20906-abaf-7000-8d6a-30e76e695198")
    assert drafts.keep(wing, draft) == NOW
    (kept,) = drafts.mine(wing)
    assert kept == Draft(draft.id, draft.kind, form, draft.record, NOW)


def test_the_last_state_counts_and_the_newest_comes_first(wing: SignedIn, folders: Folders) -> None:
    drafts.keep(wing, Draft("one", "feedback", {"a": 1}))
    folders.clock.days(1)
    drafts.keep(wing, Draft("two", "meeting", {"b": 1}))
    folders.clock.days(1)
    drafts.keep(wing, Draft("one", "feedback", {"a": 2}))
    assert [(draft.id, draft.form) for draft in drafts.mine(wing)] == [
        ("one", {"a": 2}),
        ("two", {"b": 1}),
    ]


def test_a_draft_outlives_closing(folders: Folders) -> None:
    with closing(folders.open("wing")) as wing:
        drafts.keep(wing, Draft("one", "feedback", {"a": "b"}))
    assert [draft.form for draft in drafts.mine(folders.open("wing"))] == [{"a": "b"}]


def test_nobody_sees_or_drops_another_persons_draft(folders: Folders) -> None:
    with closing(folders.open("wing")) as wing:
        drafts.keep(wing, Draft("hals", "feedback", {}))
    with closing(folders.open("wing", "Nia")) as nurse:
        assert drafts.mine(nurse) == ()
        drafts.discard(nurse, "hals")
        drafts.keep(nurse, Draft("nias", "feedback", {}))
    assert [draft.id for draft in drafts.mine(folders.open("wing"))] == ["hals"]


def test_a_discarded_draft_is_gone_and_discarding_again_is_harmless(wing: SignedIn) -> None:
    drafts.keep(wing, Draft(drafts.new_id(), "feedback", {}))
    (kept,) = drafts.mine(wing)
    drafts.discard(wing, kept.id)
    drafts.discard(wing, kept.id)
    assert drafts.mine(wing) == ()


@pytest.mark.parametrize("typed", ["\ud83d", "a\0b", "\u202e", "e\u0301", "x" * 300_000])
def test_a_draft_keeps_even_what_a_record_may_not_hold(wing: SignedIn, typed: str) -> None:
    drafts.keep(wing, Draft("one", "feedback", {"what_good": typed}))
    (kept,) = drafts.mine(wing)
    assert kept.form["what_good"] == typed.replace("\ud83d", "\N{REPLACEMENT CHARACTER}")
