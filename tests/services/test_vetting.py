# SPDX-License-Identifier: MIT
"""What comes in with nobody before the screen is looked over, and nothing about it is silent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_desktop.domain import identifying
from coprod_desktop.domain.errors import MayIdentify
from coprod_desktop.domain.records import Escalation
from coprod_desktop.services.entering import vetting
from coprod_desktop.services.entering.vetting import Decision, Guard
from tests.stores import feedback

NAMING = feedback("I told nurse Smith", staff_note="ring 07700 900123", answers={"fft_overall": 1})


def test_spots_say_where_and_among_which_words() -> None:
    name, phone = vetting.spots(NAMING)
    assert (name.part, name.before, name.words, name.instead) == (
        *("what_good", "I told ", "nurse Smith", "nurse [name]"),
    )
    assert (phone.part, phone.kind, phone.before) == ("staff_note", "phone", "ring ")


def test_masking_takes_every_spot_and_nothing_else() -> None:
    masked = vetting.masked(NAMING)
    assert masked.answers == {"what_good": "I told nurse [name]", "fft_overall": 1}
    assert masked.staff_note == "ring [phone number]"
    assert vetting.spots(masked) == ()


def test_a_decision_holds_for_the_words_it_was_made_about() -> None:
    words = vetting.words_of(vetting.spots(NAMING))
    guard = Guard(decided={7: Decision("keep", words)})
    assert vetting.vet(NAMING, 7, guard).record == NAMING
    with pytest.raises(MayIdentify) as refused:
        vetting.vet(NAMING, 8, guard)
    assert "Smith" not in str(refused.value)
    with pytest.raises(MayIdentify):  # the file was changed since
        vetting.vet(feedback("I told nurse Jones"), 7, guard)


def test_harm_stands_with_the_comment_whatever_becomes_of_the_names() -> None:
    telling = feedback("nurse Smith knows I feel suicidal")
    vetted = vetting.vet(telling, 1, Guard("mask"))
    assert vetted.record.escalations == (Escalation(route="acct", state="open"),)
    assert vetted.record.answers == {"what_good": "nurse [name] knows I feel suicidal"}
    assert vetted.flag is not None
    assert (vetted.flag.harm, vetted.flag.identifying) == (("acct",), ("name",))
    answered = feedback("I feel suicidal", escalations=vetted.record.escalations)
    assert vetting.vet(answered, 1, Guard()).flag is None


@given(st.lists(st.sampled_from(["nurse Smith ", "A1234BC ", "the queue ", "🙂", "on B2-14. "])))
def test_a_masked_comment_is_never_refused(parts: list[str]) -> None:
    said = "".join(("It was ", *parts))
    record = vetting.vet(feedback(said), 1, Guard("mask")).record
    assert vetting.vet(record, 1, Guard()).record == record
    assert identifying.find(str(record.answers["what_good"])) == ()
