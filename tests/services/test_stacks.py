# SPDX-License-Identifier: MIT
"""A stack of paper slips is never lost, doubled or misread, and a sample of it is typed again."""

import json
from typing import Any

import msgspec
import pytest

from coprod_desktop.domain.errors import SlipCodeTaken, WrongKindOfStore
from coprod_desktop.domain.records import Feedback
from coprod_desktop.services.entering import rekeying, stacks
from coprod_desktop.services.entering.stacks import Slip, Stack
from coprod_desktop.services.recording import binning, codes, drafts, lists, records
from coprod_desktop.services.session import SignedIn
from tests.stores import DAY, Folders, closing, feedback

WORDS = ("Pain clinic ran on time", "Hatch queue was long today", "More books please", "Thank you")


def typed(s: SignedIn, stack: Stack, *words: str) -> Stack:
    """Save slips with these words, each with an answer to the number question."""
    for place, text in enumerate(words):
        made = stacks.record(stack, s.site, {"what_better": text, "fft_overall": place % 6 + 1})
        stack = stacks.with_slip(stack, Slip(f"{_id(len(stack.slips))}", place % 6 + 1))
        stacks.save(s, stack, made)
    return stack


def _id(place: int) -> str:
    return f"01a20906-abaf-7000-8d6a-{place:012x}"


def begun(**shared: Any) -> Stack:
    return stacks.begin(DAY, wing="B", service="Pharmacy and medicines", **shared)


def answers(s: SignedIn, slip: Slip) -> dict[str, Any]:
    record = records.get(s, slip.id).record
    assert isinstance(record, Feedback)
    return dict(record.answers)


def test_each_slip_becomes_a_comment_that_shares_what_was_fixed(wing: SignedIn) -> None:
    stack = typed(wing, begun(), *WORDS[:2])
    record = records.get(wing, stack.slips[0].id).record
    assert record == Feedback(
        date=DAY,
        form="feedback-1",
        answers={"what_better": WORDS[0], "fft_overall": 1},
        site="HMP Example",
        wing="B",
        service="Pharmacy and medicines",
        channel="paper_slip",
        status="new",
    )
    assert lists.counts(wing).feedback == 2
    assert [slip.choice for slip in stack.slips] == [1, 2]


def test_a_stack_is_its_typists_and_waits_where_it_was_left(folders: Folders) -> None:
    with closing(folders.open("wing", "Nia")) as nurse:
        stack = typed(nurse, begun(), *WORDS[:2])
        stacks.keep(nurse, _half(stack, "Half a wo"))
    with closing(folders.open("wing", "Hal")) as head:
        assert stacks.mine(head) == ()
    again = folders.open("wing", "Nia")
    ((found, at),) = stacks.mine(again)
    assert found.typed == {"answers": {"what_better": "Half a wo"}}
    assert (found.number, at) == (3, folders.clock.now)


def _half(stack: Stack, words: str) -> Stack:
    return msgspec.structs.replace(stack, typed={"answers": {"what_better": words}})


def test_slips_are_taken_back_one_by_one_and_come_again_in_order(wing: SignedIn) -> None:
    stack = _half(typed(wing, begun(), *WORDS[:2]), "Half a wo")
    for number in (2, 1):
        last = stack.slips[-1]
        stack = stacks.without_last(stack, stacks.typed_before(wing, last))
        stacks.take_back(wing, last, stack)
        assert stack.number == number
        assert stack.typed["answers"]["what_better"] == WORDS[number - 1]
    assert lists.counts(wing).feedback == 0
    assert len(binning.listed(wing)) == 2
    ((kept, _),) = stacks.mine(wing)
    assert kept == stack
    stack = stacks.with_slip(stack, Slip(_id(9)))
    assert stack.typed["answers"]["what_better"] == WORDS[1]
    stack = stacks.with_slip(stack, Slip(_id(10)))
    assert stack.typed["answers"]["what_better"] == "Half a wo"
    assert stack.waiting == ()


def test_a_slip_that_cannot_be_saved_leaves_the_stack_as_it_was(wing: SignedIn) -> None:
    stack = typed(wing, begun(), WORDS[0])
    with pytest.raises(Exception, match="no question was answered"):
        stacks.save(
            wing, stacks.with_slip(stack, Slip(_id(9))), stacks.record(stack, wing.site, {})
        )
    assert [kept for kept, _ in stacks.mine(wing)] == [stack]


def test_an_ended_stack_is_no_draft_any_more(wing: SignedIn) -> None:
    stack = typed(wing, begun(), WORDS[0])
    stacks.end(wing, stack)
    assert drafts.mine(wing) == ()
    assert lists.counts(wing).feedback == 1


def test_a_draft_that_is_no_stack_is_none(wing: SignedIn) -> None:
    drafts.keep(wing, drafts.Draft("x", stacks.KIND, {"id": 4}))
    assert stacks.mine(wing) == ()


def test_an_office_types_no_slips(central: SignedIn) -> None:
    with pytest.raises(WrongKindOfStore):
        typed(central, begun(), WORDS[0])


def test_the_usual_form_is_offered_first(wing: SignedIn) -> None:
    assert stacks.offered_forms(wing)[0].id == "feedback-1"


# --- typing a sample again --------------------------------------------------------------------


def checked(s: SignedIn, stack: Stack, change: dict[int, dict[str, Any]]) -> rekeying.Check:
    """Type the whole sample again as it was, but for these changes by the slip's number."""
    check = rekeying.begin(s, stack)
    while (now := check.next) is not None:
        again = answers(s, Slip(now.id)) | change.get(now.number, {})
        check = rekeying.type_again(s, check, again)
    return check


def test_the_sample_is_a_tenth_and_at_least_three_in_the_stacks_order(wing: SignedIn) -> None:
    few = typed(wing, begun(), *WORDS)
    check = rekeying.begin(wing, few)
    numbers = [each.number for each in check.sample]
    assert len(numbers) == 3
    assert numbers == sorted(set(numbers))
    assert all(few.slips[each.number - 1].id == each.id for each in check.sample)


def test_what_is_kept_for_the_second_person_holds_no_words(folders: Folders) -> None:
    with closing(folders.open("wing", "Nia")) as nurse:
        rekeying.begin(nurse, typed(nurse, begun(), *WORDS[:3]))
    head = folders.open("wing", "Hal")
    (check,) = rekeying.listed(head)
    assert (check.state, check.first, check.slips) == ("waiting", "Nia", 3)
    assert not any(words in str(check) for words in WORDS)


def test_typings_that_agree_settle_by_themselves(wing: SignedIn) -> None:
    stack = typed(wing, begun(), *WORDS[:3])
    check = checked(wing, stack, {1: {"what_better": "pain clinic ran on time."}})
    assert check.state == "settled"
    rates = {name: rate.share for name, rate in check.rates.items()}
    assert rates == {"what_better": 1.0, "fft_overall": 1.0}
    assert not any(words in json.dumps(str(check)) for words in WORDS)


def test_a_difference_is_settled_by_saying_which_is_right(wing: SignedIn) -> None:
    stack = typed(wing, begun(), *WORDS[:3])
    check = checked(
        wing, stack, {1: {"fft_overall": 5}, 2: {"what_better": "Something else altogether"}}
    )
    assert check.state == "typed"
    assert (check.rates["fft_overall"].agree, check.rates["fft_overall"].of) == (2, 3)
    first, second = rekeying.differences(wing, check)
    assert (first.slip, first.first, first.second) == (1, 1, 5)
    check = rekeying.settle(wing, check, first, "second")
    check = rekeying.settle(wing, check, second, "first")
    assert check.state == "settled"
    assert answers(wing, stack.slips[0])["fft_overall"] == 5
    assert len(records.story(wing, stack.slips[0].id)) == 2
    assert answers(wing, stack.slips[1])["what_better"] == WORDS[1]
    (kept,) = rekeying.listed(wing)
    assert "altogether" not in str(kept)
    standing = rekeying.standing((kept,))
    assert (standing.checks, standing.slips) == (1, 3)
    assert (standing.overall.agree, standing.overall.of) == (4, 6)


def test_a_check_that_is_given_up_counts_nothing(wing: SignedIn) -> None:
    check = rekeying.begin(wing, typed(wing, begun(), *WORDS[:3]))
    rekeying.drop(wing, check)
    assert rekeying.listed(wing) == ()


# --- codes on reply slips -----------------------------------------------------------------------


def test_an_open_slips_code_is_refused_and_a_free_one_named(wing: SignedIn) -> None:
    waits = feedback(wants_reply=True, slip_code="K7-42", reply_by="slip_code")
    saved = records.save(wing, waits)
    codes.check(wing, waits, saved.id)
    with pytest.raises(SlipCodeTaken) as caught:
        codes.check(wing, waits)
    free = str(caught.value.fields["free"])
    assert not codes.taken(wing, free)
    assert free != "K7-42"


def test_a_code_is_free_again_when_its_patient_has_heard(wing: SignedIn) -> None:
    saved = records.save(wing, feedback(wants_reply=True, slip_code="K7-42", heard_on=DAY))
    assert not codes.taken(wing, "K7-42")
    records.save(wing, feedback(wants_reply=True, slip_code="K7-42"), id=saved.id)
    assert codes.taken(wing, "K7-42")
    binning.put_away(wing, saved.id)
    assert not codes.taken(wing, "K7-42")
