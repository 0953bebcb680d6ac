# SPDX-License-Identifier: MIT
"""History that was rewritten, forked or erased, as it comes in through the office's importer."""

import pytest
from sqlalchemy import text

from coprod_desktop.domain import change
from coprod_desktop.domain.change import Entry, Erased
from coprod_desktop.domain.errors import (
    RecordErased,
)
from coprod_desktop.services.access import care
from coprod_desktop.services.exchanging import receiving, returning
from coprod_desktop.services.loop import answers
from coprod_desktop.services.recording import erasing, lists, records
from coprod_desktop.services.session import SignedIn
from tests.services.histories import erasure, forger, refused
from tests.services.hostile import Forger
from tests.stores import NOW, Folders, feedback, meeting, send, take_in

__all__ = ["forger"]

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
