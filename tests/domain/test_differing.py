# SPDX-License-Identifier: MIT
"""What two revisions differ in, word by word."""

import datetime
import itertools

from hypothesis import given
from hypothesis import strategies as st

from coprod_desktop.domain import differing
from coprod_desktop.domain.differing import Difference, Run
from coprod_desktop.domain.records import Action, AgendaItem, Escalation, Feedback, Meeting

DAY = datetime.date(2026, 3, 2)


def said(words: str, **other: object) -> Feedback:
    return Feedback(date=DAY, form="feedback-1", answers={"what_good": words}, **other)  # type: ignore[arg-type]


def test_the_words_that_changed_stand_between_those_that_stayed() -> None:
    (found,) = differing.differences(said("The nurse was kind"), said("The doctor was very kind"))
    assert (found.field, found.part, found.whole) == ("answers", "what_good", False)
    assert found.runs == (
        Run("kept", "The "),
        Run("removed", "nurse"),
        Run("added", "doctor"),
        Run("kept", " was"),
        Run("added", " very"),
        Run("kept", " kind"),
    )


def test_words_that_have_nothing_in_common_are_not_mixed() -> None:
    assert differing.runs("My letters come opened", "Nobody tells us why") == (
        Run("removed", "My letters come opened"),
        Run("added", "Nobody tells us why"),
    )


def test_a_code_and_a_date_are_whole_values() -> None:
    before = Action(text="Put up a clock", status="open")
    after = Action(text="Put up a clock", status="done", due=DAY, joint=True)
    assert differing.differences(before, after) == (
        Difference("due", (Run("added", "2026-03-02"),), whole=True),
        Difference("status", (Run("removed", "open"), Run("added", "done")), whole=True),
        Difference("joint", (Run("added", "yes"),), whole=True),
    )


def test_themes_are_told_one_by_one() -> None:
    found = differing.differences(
        said("x", themes=("MED", "PRV")), said("x", themes=("MED", "HCP.KIND"))
    )
    assert found == (
        Difference("themes", (Run("removed", "PRV"), Run("added", "HCP.KIND")), whole=True),
    )


def meeting(*agenda: AgendaItem) -> Meeting:
    return Meeting(date=DAY, kind="patient_forum", title="Forum", agenda=agenda)


def test_an_item_put_in_between_leaves_the_others_alone() -> None:
    first, last = AgendaItem(title="Hatch", notes="Long queue"), AgendaItem(title="Food")
    new = AgendaItem(title="Letters", decisions=("Ask the post room",))
    found = differing.differences(meeting(first, last), meeting(first, new, last))
    assert [(each.field, each.item, each.part) for each in found] == [
        ("agenda", 2, "title"),
        ("agenda", 2, "decisions"),
    ]


def test_a_note_that_grew_is_told_at_its_item() -> None:
    before = meeting(AgendaItem(title="Hatch", notes="Long queue"))
    after = meeting(AgendaItem(title="Hatch", notes="Long queue in the rain"))
    (found,) = differing.differences(before, after)
    assert (found.item, found.part) == (1, "notes")
    assert found.runs == (Run("kept", "Long queue"), Run("added", " in the rain"))


def test_what_was_passed_on_tells_its_state() -> None:
    before = said("x", escalations=(Escalation(route="acct", state="open"),))
    after = said("x", escalations=(Escalation(route="acct", by_role="Nurse"),))
    found = differing.differences(before, after)
    assert [(each.part, each.runs[-1]) for each in found] == [
        ("state", Run("added", "done")),
        ("by_role", Run("added", "Nurse")),
    ]


def test_two_alike_differ_in_nothing_and_a_first_one_in_all_it_says() -> None:
    assert differing.differences(said("x"), said("x")) == ()
    named = {each.field for each in differing.differences(None, said("x"))}
    assert named == {"date", "form", "answers"}


WORDS = st.lists(st.sampled_from(["a", "b", "nurse", ", ", " ", "\n", "é", "!"]), max_size=12)


@given(WORDS.map("".join), WORDS.map("".join))
def test_both_texts_can_be_read_off_the_runs(before: str, after: str) -> None:
    found = differing.runs(before, after)
    assert "".join(run.text for run in found if run.kind != "added") == before
    assert "".join(run.text for run in found if run.kind != "removed") == after
    assert all(left.kind != right.kind for left, right in itertools.pairwise(found))


def test_the_longest_words_are_told_at_once() -> None:
    before = " ".join(str(n) for n in range(4000))
    after = " ".join(str(n * 7 % 4001) for n in range(4000))
    found = differing.runs(before, after)
    assert {run.kind for run in found} >= {"added", "removed"}
