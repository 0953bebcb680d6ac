# SPDX-License-Identifier: MIT
"""A record's story tells what each revision changed, and any earlier one can be brought back."""

import msgspec
import pytest

from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.services.recording import binning, erasing, history, records
from coprod_desktop.services.session import SignedIn
from tests.stores import action, feedback


def test_each_step_says_who_did_what_and_which_words_differ(wing: SignedIn) -> None:
    first = feedback("The nurse listened")
    saved = records.save(wing, first)
    records.save(wing, feedback("The nurse listened to me", kind="compliment"), id=saved.id)
    binning.put_away(wing, saved.id)
    binning.take_back(wing, saved.id)
    told = history.told(wing, saved.id)
    assert [step.did for step in told.steps] == ["taken_back", "binned", "changed", "written"]
    assert (told.type, told.mine, told.steps[0].by) == ("feedback", True, "Hal")
    changed = told.steps[2].changed
    assert [(each.field, each.runs[-1].text) for each in changed] == [
        ("answers", " to me"),
        ("kind", "compliment"),
    ]
    assert told.steps[1].changed == ()


def test_an_earlier_version_comes_back_as_a_new_one_and_can_be_undone(wing: SignedIn) -> None:
    saved = records.save(wing, action("Put up a clock"))
    records.save(wing, action("Put up two clocks"), id=saved.id)
    back = history.bring_back(wing, saved.id, 0)
    assert back.rev == 3
    assert records.get(wing, saved.id).record == action("Put up a clock")
    binning.undo(wing, saved.id)
    assert records.get(wing, saved.id).record == action("Put up two clocks")
    with pytest.raises(InvalidValue):
        history.bring_back(wing, saved.id, 9)


def test_what_is_out_of_the_bin_stays_out(wing: SignedIn) -> None:
    saved = records.save(wing, action())
    binning.put_away(wing, saved.id)
    binning.take_back(wing, saved.id)
    records.save(wing, action("Put up two clocks"), id=saved.id)
    history.bring_back(wing, saved.id, 1)
    record = records.get(wing, saved.id).record
    assert record == action()
    assert not msgspec.structs.asdict(record)["binned"]


def test_what_was_erased_says_so_and_no_more(wing: SignedIn) -> None:
    saved = records.save(wing, action())
    erasing.erase(wing, saved.id, "other")
    told = history.told(wing, saved.id)
    assert (told.type, told.mine) == ("action", False)
    assert [step.did for step in told.steps] == ["erased"]
    with pytest.raises(InvalidValue):
        history.bring_back(wing, saved.id, 0)
