# SPDX-License-Identifier: MIT
"""A record with two versions: both are kept and one is shown, until a person chooses."""

import pytest

from coprod_desktop.domain import change, ids
from coprod_desktop.domain.canonical import b64
from coprod_desktop.domain.change import Entry
from coprod_desktop.domain.errors import (
    InvalidValue,
    NotAllowed,
    WrongKindOfStore,
)
from coprod_desktop.domain.records import Choice
from coprod_desktop.services.access import care, people
from coprod_desktop.services.books import forks, indexing
from coprod_desktop.services.recording import binning, lists, records
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import search
from tests.services.histories import anew, forger, refused
from tests.services.hostile import Forger
from tests.stores import COST, NOW, PASSWORD, action, feedback, take_in

__all__ = ["forger"]


def test_two_revisions_of_one_are_both_kept_and_remarked(forger: Forger, central: SignedIn) -> None:
    first = forger.put(feedback("One"))
    record = first.change.id
    ours = forger.put(feedback("Lost with the disk"), record_id=record, rev=2, parent=first.leaf)
    assert take_in(central, forger.stage().path).outcome == "imported"
    anew(central, forger)
    theirs = forger.put(feedback("After restoring"), record_id=record, rev=2, parent=first.leaf)
    outcome = take_in(central, forger.stage().path)
    assert (outcome.outcome, outcome.changes) == ("imported", 1)
    assert outcome.remarks == ("RevisionConflict",)
    (conflict,) = forks.conflicts(central)
    best, second = sorted((ours, theirs), key=lambda entry: entry.leaf, reverse=True)
    assert (conflict.record, conflict.type, conflict.site) == (record, "feedback", "HMP Example")
    assert (conflict.shown.leaf, conflict.other.leaf) == (b64(best.leaf), b64(second.leaf))
    assert records.get(central, record).record == best.change.data
    assert len(lists.page(central, "feedback")) == 1

    forks.choose(central, record, conflict.other.leaf)
    assert records.get(central, record).record == second.change.data
    assert forks.conflicts(central) == ()
    told = records.story(central, record)
    assert [event.rev for event in told] == [1, 2, 2, 3]
    assert (told[-1].by, told[-1].record) == ("Ada", Choice(leaf=conflict.other.leaf))
    assert care.check(central).ok
    care.rebuild(central)
    assert records.get(central, record).record == second.change.data
    shown = lists.page(central, "feedback", lists.Query(words="restoring disk"))
    assert shown == ()


@pytest.mark.parametrize("first_binned", [True, False])
def test_put_away_on_one_side_and_written_on_the_other(
    forger: Forger, central: SignedIn, first_binned: bool
) -> None:
    first = forger.put(feedback("One"))
    record = first.change.id
    sides: dict[bool, Entry] = {}
    for binned in (first_binned, not first_binned):
        said = feedback("One" if binned else "One, said better", binned=binned)
        sides[binned] = forger.put(said, record_id=record, rev=2, parent=first.leaf)
        assert take_in(central, forger.stage().path).outcome == "imported"
        anew(central, forger)
    (conflict,) = forks.conflicts(central)
    versions = (conflict.shown, conflict.other)
    assert all(side.change.data in [each.record for each in versions] for side in sides.values())

    def stands(*, in_bin: bool) -> None:
        assert [each.id for each in binning.listed(central)] == [record] * in_bin
        assert [row.id for row in lists.page(central, "feedback")] == [record] * (not in_bin)
        found = lists.page(central, "feedback", lists.Query(words="better"))
        assert len(found) == (not in_bin)
        assert records.get(central, record).record == sides[in_bin].change.data
        assert care.check(central).ok

    shown = conflict.shown.leaf == b64(sides[True].leaf)
    stands(in_bin=shown)
    # Chosen, and chosen back.
    for binned in (not shown, shown):
        forks.choose(central, record, b64(sides[binned].leaf))
        assert forks.conflicts(central) == ()
        stands(in_bin=binned)
    care.rebuild(central)
    stands(in_bin=shown)


def test_choosing_while_the_search_is_behind(forger: Forger, central: SignedIn) -> None:
    first = forger.put(feedback("One"))
    for words in ("Lost with the disk", "After restoring"):
        forger.put(feedback(words), record_id=first.change.id, rev=2, parent=first.leaf)
        assert take_in(central, forger.stage().path).outcome == "imported"
        anew(central, forger)
    with central.vault.write() as connection:
        # As an import leaves it whose catching up was cut off.
        search.unindex(connection, range(1, 4))
        search.leave_out(connection, [(arrival, None) for arrival in range(1, 4)])
    (conflict,) = forks.conflicts(central)
    forks.choose(central, first.change.id, conflict.other.leaf)
    indexing.catch_up(central)
    assert care.check(central).ok
    said = records.get(central, first.change.id).record
    found = lists.page(central, "feedback", lists.Query(words="restoring"))
    assert len(found) == ("restoring" in str(said))


def test_who_may_choose_and_between_what(forger: Forger, wing: SignedIn, central: SignedIn) -> None:
    first = forger.put(feedback("One"))
    assert take_in(central, forger.stage().path).outcome == "imported"
    with pytest.raises(WrongKindOfStore):
        forks.choose(wing, first.change.id, b64(first.leaf))
    with pytest.raises(InvalidValue, match="nothing has to be chosen"):
        forks.choose(central, first.change.id, b64(first.leaf))
    anew(central, forger)
    two = forger.put(feedback("Two"), record_id=first.change.id, rev=2, parent=first.leaf)
    assert take_in(central, forger.stage().path).outcome == "imported"
    anew(central, forger)
    forger.put(feedback("Other"), record_id=first.change.id, rev=2, parent=first.leaf)
    assert take_in(central, forger.stage().path).outcome == "imported"
    with pytest.raises(InvalidValue, match="no such version"):
        forks.choose(central, first.change.id, b64(first.leaf))
    central.person = people.add(central, "Nia", "staff", PASSWORD, COST)
    with pytest.raises(NotAllowed):
        forks.choose(central, first.change.id, b64(two.leaf))


def test_what_follows_something_lost_goes_on_when_it_is_higher(
    forger: Forger, central: SignedIn
) -> None:
    first = forger.put(feedback("One"))
    assert take_in(central, forger.stage().path).outcome == "imported"
    anew(central, forger)
    forger.put(feedback("Three"), record_id=first.change.id, rev=3, parent=b"\1" * 32)
    outcome = take_in(central, forger.stage().path)
    assert (outcome.outcome, outcome.remarks) == ("imported", ())
    assert records.get(central, first.change.id).record == forger.log[0].change.data
    assert care.check(central).ok


def test_what_follows_something_unknown_and_is_no_later_than_ours_is_a_branch(
    forger: Forger, central: SignedIn
) -> None:
    first = forger.put(feedback("One"))
    record = first.change.id
    forger.put(feedback("Two, at the first"), record_id=record, rev=2, parent=first.leaf)
    assert take_in(central, forger.stage().path).outcome == "imported"
    anew(central, forger)
    forger.put(feedback("Two, at the copy"), record_id=record, rev=3, parent=bytes(32))
    outcome = take_in(central, forger.stage().path)
    assert (outcome.outcome, outcome.remarks) == ("imported", ("RevisionConflict",))
    (conflict,) = forks.conflicts(central)
    assert (conflict.shown.rev, conflict.other.rev) == (3, 2)
    assert care.check(central).ok


@pytest.mark.parametrize(("rev", "parent"), [(1, ""), (3, "first"), (4, "second"), (2, "second")])
def test_a_new_epoch_is_no_licence_to_miscount(
    forger: Forger, central: SignedIn, rev: int, parent: str
) -> None:
    first = forger.put(feedback("One"))
    second = forger.put(feedback("Two"), record_id=first.change.id, rev=2, parent=first.leaf)
    assert take_in(central, forger.stage().path).outcome == "imported"
    anew(central, forger)
    leaf = {"": b"", "first": first.leaf, "second": second.leaf}[parent]
    forger.put(feedback("Odd"), record_id=first.change.id, rev=rev, parent=leaf)
    refused(central, forger.stage().path, "DanglingReference", alarm=False)


def test_within_an_epoch_revisions_follow_each_other(forger: Forger, central: SignedIn) -> None:
    first = forger.put(feedback("One"))
    assert take_in(central, forger.stage().path).outcome == "imported"
    anew(central, forger)
    forger.put(feedback("Two"), record_id=first.change.id, rev=2, parent=first.leaf)
    forger.put(feedback("Also two"), record_id=first.change.id, rev=2, parent=first.leaf)
    refused(central, forger.stage().path, "DanglingReference", alarm=False)


def test_a_wing_does_not_choose(forger: Forger, central: SignedIn) -> None:
    first = forger.put()
    forger.log.append(
        change.make_choice(
            Choice(leaf=b64(first.leaf)),
            n=2,
            record_id=first.change.id,
            rev=2,
            parent=first.leaf,
            at=NOW,
            by="Mallory",
        )
    )
    refused(central, forger.stage().path, "RecordSchemaError", alarm=False)


def test_a_link_may_lead_to_what_comes_later_in_the_bundle(
    forger: Forger, central: SignedIn
) -> None:
    """What was put again after restoring may name what was put again after it."""
    later = ids.new_id()
    forger.put(action("Do it", feedback=later))
    for _ in range(600):
        forger.put()
    forger.put(record_id=later)
    assert take_in(central, forger.stage().path).outcome == "imported"


def test_a_link_that_leads_nowhere(forger: Forger, central: SignedIn) -> None:
    forger.put(action("Do it", feedback=ids.new_id()))
    for _ in range(600):
        forger.put()
    refused(central, forger.stage().path, "DanglingReference", alarm=False)
