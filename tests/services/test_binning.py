# SPDX-License-Identifier: MIT
"""The bin: what lies in it is nowhere else, comes back whole, and can still be erased."""

import msgspec
import pytest

from coprod_desktop.domain.errors import InvalidValue, NotAllowed, RecordErased
from coprod_desktop.domain.records import Answer, Complaint, Feedback, Record
from coprod_desktop.services.access import care
from coprod_desktop.services.loop import answers
from coprod_desktop.services.recording import binning, erasing, lists, records, searching
from coprod_desktop.services.recording.lists import Query
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import integrity
from tests.stores import DAY, Folders, action, feedback, meeting, send, take_in


def ids(s: SignedIn) -> list[str]:
    return [each.id for each in binning.listed(s)]


def fine(s: SignedIn) -> bool:
    """Whether a check-up finds the log and the lists well; a backup is no matter of the bin."""
    found = {line.name: line.ok for line in care.check(s).lines}
    return found["log"] and found["lists"]


@pytest.mark.parametrize(
    "made",
    [
        feedback("The zebra", site="HMP Example", wing="B"),
        meeting("The zebra"),
        action("The zebra"),
        Complaint(received=DAY, summary="The zebra"),
    ],
    ids=["feedback", "meeting", "action", "complaint"],
)
def test_what_is_put_away_is_in_no_list_count_or_search_and_comes_back(
    made: Record, wing: SignedIn
) -> None:
    before = lists.counts(wing)
    saved = records.save(wing, made)
    with_it = lists.counts(wing)
    kind = records.get(wing, saved.id).type
    binning.put_away(wing, saved.id)
    counted = lists.counts(wing)
    assert getattr(counted, kind) == getattr(before, kind)
    assert len(lists.positions(wing, kind)) == 0
    assert searching.everywhere(wing, "zebra").groups == ()
    (line,) = binning.listed(wing)
    assert (line.id, line.type, line.excerpt, line.by) == (saved.id, kind, "The zebra", "Hal")
    with pytest.raises(InvalidValue, match="in the bin already"):
        binning.put_away(wing, saved.id)
    binning.take_back(wing, saved.id)
    assert records.get(wing, saved.id).record == made
    assert getattr(lists.counts(wing), kind) == getattr(with_it, kind)
    assert [group.found for group in searching.everywhere(wing, "zebra").groups] == [1]
    assert ids(wing) == []
    with pytest.raises(InvalidValue, match="not in the bin"):
        binning.take_back(wing, saved.id)


def test_the_office_sees_the_same_after_an_import(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    kept, gone = records.save(wing, feedback("Kept")), records.save(wing, feedback("Put away"))
    take_in(central, send(wing, folders.stick / "1"))
    assert lists.counts(central).feedback == 2
    binning.put_away(wing, gone.id)
    take_in(central, send(wing, folders.stick / "2"))
    assert ids(central) == [gone.id]
    assert [row.id for row in lists.page(central, "feedback")] == [kept.id]
    with pytest.raises(NotAllowed):
        binning.take_back(central, gone.id)
    binning.take_back(wing, gone.id)
    take_in(central, send(wing, folders.stick / "3"))
    assert ids(central) == []
    assert lists.counts(central).feedback == 2


def test_an_answer_that_is_withdrawn_leaves_the_comment_unanswered(wing: SignedIn) -> None:
    said = records.save(wing, feedback())
    answer = answers.answer(wing, said.id, "tell", "There is a clock now")
    assert len(lists.positions(wing, "feedback", Query(answered="yes"))) == 1
    binning.put_away(wing, answer.id)
    assert answers.to(wing, said.id) == ()
    assert len(lists.positions(wing, "feedback", Query(answered="no"))) == 1
    binning.take_back(wing, answer.id)
    assert [each.text for each in answers.to(wing, said.id)] == ["There is a clock now"]


def test_what_lies_in_the_bin_can_be_erased(wing: SignedIn) -> None:
    saved = records.save(wing, feedback("The zebra"))
    binning.put_away(wing, saved.id)
    erasing.erase(wing, saved.id, "patient_asked")
    assert ids(wing) == []
    with pytest.raises(RecordErased):
        binning.take_back(wing, saved.id)
    assert fine(wing)


def test_an_answer_in_the_bin_goes_with_its_erased_comment(wing: SignedIn) -> None:
    said = records.save(wing, feedback())
    answer = records.save(wing, Answer(feedback=said.id, lever="tell", text="Zebra", date=DAY))
    binning.put_away(wing, answer.id)
    erasing.erase(wing, said.id, "patient_asked")
    assert ids(wing) == []
    with pytest.raises(RecordErased):
        records.get(wing, answer.id)
    assert fine(wing)


def test_lists_made_anew_have_the_same_bin(wing: SignedIn) -> None:
    made = records.save_many(wing, [feedback(f"Number {n}") for n in range(3)])
    for each in made:
        binning.put_away(wing, each.id)
    records.save(wing, action("Stays"))
    binning.take_back(wing, made[0].id)
    before = ids(wing)
    with wing.vault.read() as connection:
        prints = integrity.fingerprint(connection)
    care.rebuild(wing)
    assert ids(wing) == before
    with wing.vault.read() as connection:
        assert integrity.fingerprint(connection) == prints
    assert fine(wing)


def test_a_change_of_what_lies_in_the_bin_leaves_it_there(wing: SignedIn) -> None:
    saved = records.save(wing, feedback("First"))
    binning.put_away(wing, saved.id)
    record = records.get(wing, saved.id).record
    assert isinstance(record, Feedback)
    records.save(wing, msgspec.structs.replace(record, staff_note="Noted"), id=saved.id)
    assert ids(wing) == [saved.id]
    assert lists.counts(wing).feedback == 0


def test_the_newest_lies_on_top(wing: SignedIn, folders: Folders) -> None:
    saved = [records.save(wing, feedback(f"Number {n}")).id for n in range(3)]
    for each in (saved[1], saved[0], saved[2]):
        folders.clock.now += 1000
        binning.put_away(wing, each)
    assert ids(wing) == [saved[2], saved[0], saved[1]]


def test_undo_gives_what_was_said_before_and_puts_a_first_one_away(wing: SignedIn) -> None:
    saved = records.save(wing, action("One"))
    records.save(wing, action("Two"), id=saved.id)
    binning.undo(wing, saved.id)
    assert records.get(wing, saved.id).record == action("One")
    new = records.save(wing, action("New"))
    binning.undo(wing, new.id)
    assert ids(wing) == [new.id]
    binning.undo(wing, new.id)
    assert ids(wing) == []
