# SPDX-License-Identifier: MIT
"""Bundles that are not honest are refused for what they are, and leave no trace."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from coprod_desktop.domain import ids
from coprod_desktop.services.access import care
from coprod_desktop.services.exchanging import intake
from coprod_desktop.services.recording import lists, records
from coprod_desktop.services.session import SignedIn
from tests.services.hostile import Forger
from tests.stores import (
    Folders,
    action,
    content,
    feedback,
    meeting,
    send,
    take_in,
)


@pytest.fixture
def forger(wing: SignedIn, folders: Folders) -> Forger:
    return Forger(wing, folders.root / "forged")


def refused(central: SignedIn, path: Path, code: str, *, alarm: bool) -> None:
    """Refused for this reason, and nothing in the office is any different."""
    before = content(central)
    outcome = take_in(central, path)
    assert (outcome.outcome, outcome.code, outcome.security) == ("refused", code, alarm)
    assert outcome.changes == 0
    assert content(central) == before
    assert list((central.folder / intake.QUARANTINE).iterdir()) == []


def test_the_forger_can_make_honest_bundles(forger: Forger, central: SignedIn) -> None:
    first = forger.put()
    forger.put(feedback("Again"), record_id=first.change.id, rev=2, parent=first.leaf)
    assert take_in(central, forger.stage().path).changes == 2
    assert care.check(central).ok


@pytest.mark.parametrize("place", [1, 2, 3])
def test_an_altered_past_is_an_alarm(forger: Forger, central: SignedIn, place: int) -> None:
    for _ in range(3):
        forger.put()
    one = forger.stage()
    take_in(central, one.path)
    old = forger.log[place - 1].change
    forged = Forger.put(forger, feedback("It was all fine"), n=place, record_id=old.id)
    forger.log.pop()
    forger.log[place - 1] = forged
    forger.put()
    refused(central, forger.stage(2, one.bundle_id).path, "HistoryRewritten", alarm=True)
    # Nor can the altered part be left out.
    refused(central, forger.stage(2, one.bundle_id, first=4).path, "HistoryRewritten", alarm=True)


def test_a_chain_that_does_not_add_up(
    forger: Forger, central: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from coprod_desktop.bundle import manifest, writer

    forger.put()
    wrong = lambda end: manifest.encode_end(  # noqa: E731
        manifest.End(changes=end.changes, chain=bytes(32), sha256=end.sha256)
    )
    with monkeypatch.context() as patch:
        patch.setattr(writer, "encode_end", wrong)
        staged = forger.stage()
    refused(central, staged.path, "ChainMismatch", alarm=False)


def test_another_wings_record_is_out_of_reach(
    forger: Forger, other: SignedIn, central: SignedIn, folders: Folders
) -> None:
    theirs = records.save(other, feedback("Our own words"))
    take_in(central, send(other, folders.stick))
    with central.vault.read() as connection:
        find = text("SELECT leaf FROM change WHERE record = :id")
        leaf = connection.execute(find, {"id": theirs.id}).scalar_one()
    forger.put()
    forger.put(feedback("Improved"), record_id=theirs.id, rev=2, parent=leaf)
    refused(central, forger.stage().path, "ScopeViolation", alarm=True)
    forger.log.pop()
    forger.put(feedback("Taken over"), record_id=theirs.id)
    refused(central, forger.stage().path, "ScopeViolation", alarm=True)
    assert records.get(central, theirs.id).record == feedback("Our own words")


def test_the_offices_own_record_is_out_of_reach(forger: Forger, central: SignedIn) -> None:
    ours = records.save(central, action("Ring the provider"))
    forger.put(action("Never mind"), record_id=ours.id)
    refused(central, forger.stage().path, "ScopeViolation", alarm=True)


@pytest.mark.parametrize("case", ["no first", "skip", "wrong parent", "no parent", "first again"])
def test_revisions_that_hang_in_the_air(forger: Forger, central: SignedIn, case: str) -> None:
    first = forger.put()
    known = first.change.id
    match case:
        case "no first":
            forger.put(rev=2, parent=first.leaf)
        case "skip":
            forger.put(record_id=known, rev=3, parent=first.leaf)
        case "wrong parent":
            forger.put(record_id=known, rev=2, parent=bytes(32))
        case "no parent":
            forger.put(record_id=known, rev=2)
        case _:
            forger.put(record_id=known)
    refused(central, forger.stage().path, "DanglingReference", alarm=False)


@pytest.mark.parametrize("together", [True, False])
def test_a_record_does_not_change_its_kind(
    forger: Forger, central: SignedIn, together: bool
) -> None:
    first = forger.put()
    prev = b""
    if not together:
        staged = forger.stage()
        prev = staged.bundle_id
        assert take_in(central, staged.path).outcome == "imported"
    forger.put(meeting(), record_id=first.change.id, rev=2, parent=first.leaf)
    refused(
        central, forger.stage(1 if together else 2, prev).path, "RecordSchemaError", alarm=False
    )


def test_one_number_twice_is_a_fork(forger: Forger, central: SignedIn) -> None:
    forger.put()
    take_in(central, forger.stage().path)
    forger.put()
    refused(central, forger.stage().path, "ForkDetected", alarm=True)


def test_a_fork_is_found_even_among_older_bundles(forger: Forger, central: SignedIn) -> None:
    prev = b""
    for seq in (1, 2, 3):
        forger.put()
        staged = forger.stage(seq, prev)
        prev = staged.bundle_id
        take_in(central, staged.path)
    forger.put()
    refused(central, forger.stage(2, prev).path, "ForkDetected", alarm=True)


@pytest.mark.parametrize(
    ("fields", "code", "alarm"),
    [
        ({"office": "01a20906-abaf-7000-8d6a-30e76e695198"}, "NotForThisOffice", False),
        ({"env": "live"}, "WrongEnvironment", False),
        ({"schema": 2}, "SchemaTooNew", False),
        ({"seq": 2_000, "prev": bytes(32)}, "SequenceJump", True),
        ({"seq": 2**53 - 1, "prev": bytes(32)}, "SequenceJump", True),
    ],
    ids=str,
)
def test_headers_that_do_not_fit(
    forger: Forger, central: SignedIn, fields: dict[str, Any], code: str, alarm: bool
) -> None:
    forger.put()
    refused(central, forger.stage(**fields).path, code, alarm=alarm)


def test_a_bundle_that_follows_another_than_the_last(forger: Forger, central: SignedIn) -> None:
    forger.put()
    take_in(central, forger.stage().path)
    forger.put()
    refused(central, forger.stage(2, bytes(32)).path, "ChainBroken", alarm=True)


def test_a_store_made_anew_is_not_silently_taken_for_the_old(
    forger: Forger, central: SignedIn
) -> None:
    forger.epoch = ids.new_id()
    forger.put()
    before = content(central)
    outcome = take_in(central, forger.stage().path)
    assert (outcome.outcome, outcome.code) == ("held", "UnknownEpoch")
    assert content(central) == before


def test_a_bundle_in_another_devices_name(
    forger: Forger, other: SignedIn, central: SignedIn
) -> None:
    forger.device, forger.epoch = other.device, other.epoch
    forger.put()
    refused(central, forger.stage().path, "SignerDeviceMismatch", alarm=True)


def test_a_withdrawn_device(forger: Forger, central: SignedIn) -> None:
    with central.vault.write() as connection:
        gone = text("UPDATE device SET state = 'revoked', last_good = 0 WHERE id = :id")
        connection.execute(gone, {"id": forger.device})
    forger.put()
    refused(central, forger.stage().path, "DeviceRevoked", alarm=True)


def test_a_bundle_for_other_keys(forger: Forger, central: SignedIn, other: SignedIn) -> None:
    from coprod_desktop.bundle.keys import SealKey

    forger.put()
    forger.recipients = (SealKey.generate().public,)
    refused(central, forger.stage().path, "NoMatchingRecipient", alarm=False)


def test_changes_out_of_order(forger: Forger, central: SignedIn) -> None:
    for _ in range(3):
        forger.put()
    forger.log[1:] = reversed(forger.log[1:])
    refused(central, forger.stage().path, "ChangeSequenceError", alarm=False)


def test_a_change_that_is_not_canonical_or_no_record(forger: Forger, central: SignedIn) -> None:
    from coprod_desktop.domain import change

    good = forger.put()
    for raw, code in (
        (good.raw + b" ", "NonCanonicalRecord"),
        (good.raw.replace(b'"feedback-1"', b'"feedback/1"'), "RecordSchemaError"),
        (good.raw.replace(b"Forged 0", b"Forged \\u202e"), "NonCanonicalRecord"),
        (good.raw.replace(b"Forged 0", "Forged \u202e".encode()), "NonCanonicalRecord"),
        (b"{}", "RecordSchemaError"),
    ):
        forger.log = [change.Entry(good.change, raw, change.leaf(raw))]
        refused(central, forger.stage().path, code, alarm=False)


def test_an_erased_place_is_kept_as_one(forger: Forger, central: SignedIn) -> None:
    from coprod_desktop.bundle.manifest import Erased

    entry = forger.put()
    gone = Erased(n=1, id=entry.change.id, type="feedback", rev=1, leaf=entry.leaf)
    assert take_in(central, forger.stage(raws=[gone]).path).outcome == "imported"
    assert lists.page(central, "feedback") == ()
    assert care.check(central).ok


def test_an_erased_place_for_another_wings_record(
    forger: Forger, other: SignedIn, central: SignedIn, folders: Folders
) -> None:
    from coprod_desktop.bundle.manifest import Erased

    theirs = records.save(other, feedback("Theirs"))
    assert take_in(central, send(other, folders.stick)).outcome == "imported"
    entry = forger.put()
    gone = Erased(n=1, id=theirs.id, type="feedback", rev=1, leaf=entry.leaf)
    refused(central, forger.stage(raws=[gone]).path, "ScopeViolation", alarm=True)


@pytest.mark.parametrize("at", [0, 315_532_800_000, 4_323_456_000_000, 2**53 - 1])
def test_an_odd_clock_is_no_reason_to_refuse(forger: Forger, central: SignedIn, at: int) -> None:
    forger.put(action("No day"), at=at)
    forger.put(at=at)
    assert take_in(central, forger.stage().path).outcome == "imported"
    assert len(lists.page(central, "action")) == 1
    assert care.check(central).ok


@pytest.mark.parametrize(
    "words",
    [
        "'); DROP TABLE feedback; --",
        "../../../etc/passwd",
        "\\\\server\\share\\CON",
        "=cmd|' /C calc'!A0",
        "<script>alert(1)</script>",
        "%s %d {0} {x}",
        '"' * 500,
        "\u200f\u200e" * 50,
        "Z\u0351\u036b\u0343a\u0323\u0310" * 200,
    ],
)
def test_hostile_words_are_words(forger: Forger, central: SignedIn, words: str) -> None:
    from coprod_desktop.domain import text as texts

    said = texts.clean(words)
    entry = forger.put(feedback(said, wing=said[:200], reference=said[:200]))
    assert take_in(central, forger.stage().path).outcome == "imported"
    assert records.get(central, entry.change.id).record == entry.change.data
    lists.page(central, "feedback", lists.Query(words=said))
    assert care.check(central).ok
