# SPDX-License-Identifier: MIT
"""History that was rewritten, forked or erased, as it comes in through the office's importer."""

from pathlib import Path

import pytest
from sqlalchemy import insert, text, update

from coprod_desktop.domain import change, ids
from coprod_desktop.domain.canonical import b64
from coprod_desktop.domain.change import Entry, Erased
from coprod_desktop.domain.errors import (
    InvalidValue,
    NotAllowed,
    RecordErased,
    WrongKindOfStore,
)
from coprod_desktop.domain.records import Choice, Erasure
from coprod_desktop.services import (
    answers,
    binning,
    care,
    erasing,
    forks,
    indexing,
    lists,
    receiving,
    records,
    returning,
)
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import search, tables
from tests.services.hostile import Forger
from tests.stores import NOW, Folders, action, content, feedback, meeting, send, take_in


@pytest.fixture
def forger(wing: SignedIn, folders: Folders) -> Forger:
    return Forger(wing, folders.root / "forged")


def refused(central: SignedIn, path: Path, code: str, *, alarm: bool) -> None:
    before = content(central)
    outcome = take_in(central, path)
    assert (outcome.outcome, outcome.code, outcome.security) == ("refused", code, alarm)
    assert content(central) == before


def anew(central: SignedIn, forger: Forger) -> None:
    """The forger's PC was restored, and the office has let its new epoch in."""
    forger.epoch, forger.log = ids.new_id(), []
    with central.vault.write() as connection:
        named = {"device": forger.device, "epoch": forger.epoch}
        connection.execute(text("UPDATE epoch SET state = 'past' WHERE device = :device"), named)
        connection.execute(
            insert(tables.epoch).values(state="active", request=b"", requested_at=NOW, **named)
        )
        begun = {"epoch": forger.epoch, "last_seq": 0, "last_bundle": b""}
        t = tables.device
        connection.execute(update(t).where(t.c.id == forger.device).values(**begun))


def erasure(forger: Forger, of: Entry, **other: object) -> Entry:
    fields = {
        "n": len(forger.log) + 1,
        "record_id": of.change.id,
        "rev": of.change.rev + 1,
        "parent": of.leaf,
        "at": NOW,
        "by": "Mallory",
        **other,
    }
    made = change.make_erasure(Erasure(of="feedback", reason="law"), **fields)  # type: ignore[arg-type]
    forger.log.append(made)
    return made


# --- rewritten -----------------------------------------------------------------------------------


def test_an_altered_old_note_is_an_alarm(forger: Forger, central: SignedIn) -> None:
    """Only one old note differs; everything else, the newest included, is as it was."""
    first = forger.put(feedback("The nurse was rude"))
    forger.put()
    sent = forger.stage()
    assert take_in(central, sent.path).outcome == "imported"
    forger.log[0] = change.make(
        feedback("The nurse was kind"),
        n=1,
        record_id=first.change.id,
        rev=1,
        parent=b"",
        at=NOW,
        by="Mallory",
    )
    forger.put()
    refused(central, forger.stage(seq=2, prev=sent.bundle_id).path, "HistoryRewritten", alarm=True)


def test_an_altered_note_before_what_is_sent_is_an_alarm(forger: Forger, central: SignedIn) -> None:
    forger.put(feedback("The nurse was rude"))
    forger.put()
    sent = forger.stage()
    assert take_in(central, sent.path).outcome == "imported"
    forger.log.pop(0)
    forger.log.insert(0, forger.put(feedback("The nurse was kind"), n=1))
    forger.log.pop()
    forger.put()
    late = forger.stage(seq=2, prev=sent.bundle_id, first=3)
    refused(central, late.path, "HistoryRewritten", alarm=True)


def test_an_erased_place_with_another_leaf_is_an_alarm(forger: Forger, central: SignedIn) -> None:
    first = forger.put()
    sent = forger.stage()
    assert take_in(central, sent.path).outcome == "imported"
    gone = Erased(n=1, id=first.change.id, type="feedback", rev=1, leaf=bytes(32))
    forger.log[0] = Entry(change=first.change, raw=first.raw, leaf=bytes(32))
    forger.put()
    raws = [gone, forger.log[1].raw]
    late = forger.stage(seq=2, prev=sent.bundle_id, raws=raws)
    refused(central, late.path, "HistoryRewritten", alarm=True)


# --- erased --------------------------------------------------------------------------------------


def test_erased_content_that_comes_again_is_dropped_and_remarked(
    forger: Forger, central: SignedIn
) -> None:
    """The office erased it; the wing, which does not know yet, sends a newer revision of it."""
    first = forger.put(feedback("Mr Brown was rude"))
    sent = forger.stage()
    assert take_in(central, sent.path).outcome == "imported"
    erasing.erase(central, first.change.id, "patient_asked")
    forger.put(
        feedback("Mr Brown was very rude"), record_id=first.change.id, rev=2, parent=first.leaf
    )
    forger.put(feedback("Something else"))
    outcome = take_in(central, forger.stage(seq=2, prev=sent.bundle_id).path)
    assert (outcome.outcome, outcome.changes) == ("imported", 2)
    assert outcome.remarks == ("ErasedContentDropped",)
    assert [row.id for row in lists.page(central, "feedback")] == [forger.log[2].change.id]
    assert lists.page(central, "feedback", lists.Query(words="Brown")) == ()
    with pytest.raises(RecordErased):
        records.get(central, first.change.id)
    assert care.check(central).ok


def test_a_put_after_the_own_erasure_stays_erased(forger: Forger, central: SignedIn) -> None:
    first = forger.put()
    gone = erasure(forger, first)
    forger.put(record_id=first.change.id, rev=3, parent=gone.leaf)
    assert take_in(central, forger.stage().path).outcome == "imported"
    assert lists.page(central, "feedback") == ()
    assert care.check(central).ok


def test_a_wing_cannot_erase_what_another_recorded(
    forger: Forger, other: SignedIn, central: SignedIn, folders: Folders
) -> None:
    theirs = records.save(other, feedback("Theirs"))
    take_in(central, send(other, folders.stick))
    with central.vault.read() as connection:
        raw = connection.execute(text("SELECT raw FROM change")).scalar_one()
    erasure(forger, change.read(raw))
    refused(central, forger.stage().path, "ScopeViolation", alarm=True)
    assert records.get(central, theirs.id).rev == 1


def test_an_erasure_that_follows_nothing(forger: Forger, central: SignedIn) -> None:
    first = forger.put()
    erasure(forger, first, rev=3)
    refused(central, forger.stage().path, "DanglingReference", alarm=False)


def test_an_erasure_of_another_kind_of_record(forger: Forger, central: SignedIn) -> None:
    erasure(forger, forger.put(meeting()))
    refused(central, forger.stage().path, "RecordSchemaError", alarm=False)


# --- ordered by the office -----------------------------------------------------------------------


def test_an_order_to_erase_reaches_the_wing_and_comes_back_as_done(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    kept, gone = (records.save(wing, feedback(words)).id for words in ("Kept", "Mr Brown"))
    take_in(central, send(wing, folders.stick))
    answers.answer(central, gone, "tell", "We told Mr Brown")
    erasing.erase(central, gone, "patient_asked")
    assert lists.page(central, "answer") == ()
    (back,) = returning.write(central, folders.stick, wing.device)
    (taken,) = receiving.receive(wing, [back.path])
    assert (taken.outcome, taken.erased) == ("imported", 1)
    with pytest.raises(RecordErased) as caught:
        records.get(wing, gone)
    assert "Ada" in caught.value.title
    assert [row.id for row in lists.page(wing, "feedback")] == [kept]
    done = take_in(central, send(wing, folders.stick))
    assert (done.outcome, done.changes, done.remarks) == ("imported", 1, ())
    # Once more changes nothing.
    (back,) = returning.write(central, folders.stick, wing.device)
    (taken,) = receiving.receive(wing, [back.path])
    assert taken.erased == 0
    for s in (wing, central):
        assert care.check(s).ok


def test_an_answer_to_a_comment_that_was_erased_meanwhile_is_not_shown(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    gone = records.save(wing, feedback("Mr Brown"))
    take_in(central, send(wing, folders.stick))
    answers.answer(central, gone.id, "tell", "We told Mr Brown")
    (back,) = returning.write(central, folders.stick, wing.device)
    erasing.erase(wing, gone.id, "patient_asked")
    (taken,) = receiving.receive(wing, [back.path])
    assert (taken.outcome, taken.answers) == ("imported", 0)
    assert lists.page(wing, "answer") == ()
    assert take_in(central, send(wing, folders.stick)).outcome == "imported"
    assert lists.page(central, "answer") == ()
    (back,) = returning.write(central, folders.stick, wing.device)
    assert receiving.receive(wing, [back.path])[0].outcome == "imported"
    for s in (wing, central):
        assert care.check(s).ok


def test_an_office_erases_what_it_recorded_itself(central: SignedIn) -> None:
    own = records.save(central, feedback("Said at the office"))
    erasing.erase(central, own.id, "other")
    with pytest.raises(RecordErased):
        records.get(central, own.id)
    assert care.check(central).ok


# --- forked --------------------------------------------------------------------------------------


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
    central.person = type(central.person)("Nia", "staff")
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
