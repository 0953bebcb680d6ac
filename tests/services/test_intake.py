# SPDX-License-Identifier: MIT
"""Each bundle is taken in once, whole or not at all, whatever happened to it on the way."""

import contextlib
import itertools
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from coprod_desktop.domain import ids
from coprod_desktop.domain.errors import Cancelled, CannotRead, StorageFull
from coprod_desktop.services import care, exchange, intake, lists, office, records
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import integrity
from tests.services.hostile import Forger
from tests.stores import (
    PASSWORD,
    Folders,
    action,
    closing,
    content,
    feedback,
    fill,
    kill,
    meeting,
    records_of,
    send,
    small_disk,
    start,
    stop_at,
    take_in,
)


def bundles(wing: SignedIn, folder: Path, count: int) -> list[Path]:
    """Bundles of a wing that records between them, revisions too; each holds all before it."""
    made: list[Path] = []
    first = records.save(wing, feedback("Round 0"))
    for n in range(count):
        records.save(wing, feedback(f"Round {n} again"), id=first.id)
        records.save_meeting(wing, meeting(f"Forum {n}"), [(action(f"Do {n}"), None)])
        made.append(send(wing, folder))
    return made


def agrees(central: SignedIn, wing: SignedIn) -> None:
    """The office holds exactly what the wing recorded, and shows it."""
    assert records_of(central, wing.device) == records_of(wing, wing.device)
    assert care.check(central).ok
    for kind in ("feedback", "meeting", "action"):
        here, there = (lists.page(s, kind, limit=500) for s in (central, wing))
        shown = [{row.id: (row.rev, row.at, row.by) for row in rows} for rows in (here, there)]
        assert shown[0] == shown[1]


# --- honest bundles ---------------------------------------------------------------------------


def test_a_bundle_is_taken_in_and_said_to_be(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    (path,) = bundles(wing, folders.stick, 1)
    outcome = take_in(central, path)
    assert (outcome.outcome, outcome.code, outcome.security) == ("imported", None, False)
    assert (outcome.device, outcome.short) == (wing.device, ids.short(wing.device))
    assert (outcome.seq, outcome.site, outcome.wing) == (1, "HMP Example", "B")
    assert outcome.changes == 4
    assert path.exists()
    (row,) = intake.inbox(central)
    assert (row.seq, row.first, row.last, row.changes, row.outcome) == (1, 1, 4, 4, "imported")
    assert (row.by, row.at, row.site) == ("Ada", folders.clock(), "HMP Example")
    agrees(central, wing)
    assert list((central.folder / intake.QUARANTINE).iterdir()) == []


def test_again_and_again_is_harmless(wing: SignedIn, central: SignedIn, folders: Folders) -> None:
    (path,) = bundles(wing, folders.stick, 1)
    take_in(central, path)
    before = content(central)
    copy = folders.stick / "renamed by somebody.coprod"
    shutil.copy(path, copy)
    for each in (path, copy) * 10:
        outcome = take_in(central, each)
        assert (outcome.outcome, outcome.code) == ("already_imported", "AlreadyImported")
        assert not outcome.security
    assert content(central) == before


def test_an_overlap_brings_what_is_new_and_no_more(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    one, two = bundles(wing, folders.stick, 2)
    assert [take_in(central, path).changes for path in (one, two)] == [4, 3]
    agrees(central, wing)


def test_everything_sent_again_is_a_bundle_like_another(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    records.save(wing, feedback())
    take_in(central, send(wing, folders.stick))
    again = take_in(central, send(wing, folders.stick, everything=True))
    assert (again.outcome, again.changes) == ("imported", 0)
    assert [(row.seq, row.outcome) for row in intake.inbox(central)] == [
        (2, "imported"),
        (1, "imported"),
    ]


def test_bundles_two_to_four_are_lost(wing: SignedIn, central: SignedIn, folders: Folders) -> None:
    made = bundles(wing, folders.stick, 5)
    assert take_in(central, made[0]).changes == 4
    assert take_in(central, made[4]).changes == 12
    agrees(central, wing)
    # Found at last behind a radiator: compared, and nothing changes.
    before = integrity_of(central)
    for late in made[1:4]:
        assert take_in(central, late).outcome == "superseded"
        assert take_in(central, late).outcome == "already_imported"
    assert integrity_of(central) == before
    records.save(wing, feedback("And so on"))
    assert take_in(central, send(wing, folders.stick)).outcome == "imported"
    agrees(central, wing)


def integrity_of(s: SignedIn) -> dict[str, str]:
    with s.vault.read() as connection:
        return integrity.fingerprint(connection)


def test_three_bundles_in_any_order_give_the_same_records(wing: SignedIn, folders: Folders) -> None:
    made = bundles(wing, folders.stick, 3)
    seen: list[list[bytes]] = []
    for n, order in enumerate(itertools.permutations(made)):
        copy = folders.root / f"office-{n}"
        shutil.copytree(folders.office, copy)
        with closing(folders.open(copy.name, "Ada")) as central:
            outcomes = [take_in(central, path).outcome for path in order]
            assert set(outcomes) <= {"imported", "superseded"}
            agrees(central, wing)
            seen.append(records_of(central, wing.device))
    assert len(seen) == 6


def test_two_wings_share_an_office(
    wing: SignedIn, other: SignedIn, central: SignedIn, folders: Folders
) -> None:
    for _ in range(3):
        for each in (wing, other):
            records.save(each, feedback(f"From {each.site}"))
            assert take_in(central, send(each, folders.stick)).outcome == "imported"
    agrees_with = {row.site for row in lists.page(central, "feedback")}
    assert len(lists.positions(central, "feedback")) == 6
    assert records_of(central, wing.device) == records_of(wing, wing.device)
    assert records_of(central, other.device) == records_of(other, other.device)
    assert agrees_with == {""}
    assert care.check(central).ok


def test_a_folder_is_taken_in_in_the_order_of_its_numbers(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    bundles(wing, folders.stick, 11)
    (folders.stick / "notes.txt").write_text("not a bundle")
    outcomes = intake.take_in(central, [folders.stick])
    assert [outcome.seq for outcome in outcomes] == list(range(1, 12))
    assert {outcome.outcome for outcome in outcomes} == {"imported"}
    agrees(central, wing)


def test_one_bad_file_does_not_stop_the_others(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    (good,) = bundles(wing, folders.stick, 1)
    bad = folders.root / "bad"
    bad.mkdir()
    (bad / "a folder.coprod").mkdir()
    (bad / "empty.coprod").write_bytes(b"")
    (bad / "short.coprod").write_bytes(good.read_bytes()[:500])
    (bad / "text.coprod").write_bytes(b"hello " * 100)
    (bad / "crlf.coprod").write_bytes(good.read_bytes().replace(b"\r\n", b"\n"))
    (bad / "CON.coprod").write_bytes(good.read_bytes())
    if hasattr(os, "mkfifo"):
        (bad / "link.coprod").symlink_to(good)
        os.mkfifo(bad / "pipe.coprod")
    (bad / f"{'x' * 240}.coprod").write_bytes(good.read_bytes()[:-1])
    (bad / "newline\n\u202e.coprod").write_bytes(b"")
    outcomes = intake.take_in(central, [bad, folders.root / "gone.coprod", good])
    assert [outcome.outcome for outcome in outcomes[:-1]] == ["refused"] * (len(outcomes) - 1)
    assert len(outcomes) >= 10
    assert all(outcome.title and outcome.advice for outcome in outcomes[:-1])
    assert not any("\n" in outcome.title or "\u202e" in outcome.title for outcome in outcomes)
    assert outcomes[-1].outcome == "imported"
    agrees(central, wing)


def test_a_gap_is_refused_with_the_number_to_export_from(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    for n in range(2):
        records.save(wing, feedback(f"n{n}"))
        take_in(central, send(wing, folders.stick))
    # Changes 3 and 4 count as received, though the office (restored from a backup) lacks them.
    records.save_many(wing, [feedback("n2"), feedback("n3")])
    send(wing, folders.stick)
    with wing.vault.read() as connection:
        stream = wing.own_stream(connection)
    exchange.confirm(wing, stream.head, stream.chain)
    records.save(wing, feedback("n4"))
    before = records_of(central, wing.device)
    outcome = take_in(central, send(wing, folders.stick))
    assert (outcome.outcome, outcome.code, outcome.security) == ("refused", "GapDetected", False)
    assert "from change 3" in outcome.advice
    assert records_of(central, wing.device) == before
    assert next(d for d in office.devices(central) if d.device == wing.device).gap_from == 3

    assert take_in(central, send(wing, folders.stick, everything=True)).changes == 3
    assert next(d for d in office.devices(central) if d.device == wing.device).gap_from is None
    agrees(central, wing)


def test_an_old_bundle_that_turns_up_settles_neither_a_gap_nor_a_delay(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    def row() -> office.DeviceRow:
        return next(d for d in office.devices(central) if d.device == wing.device)

    old, newer = bundles(wing, folders.stick, 2)
    take_in(central, newer)
    with wing.vault.read() as connection:
        stream = wing.own_stream(connection)
    records.save(wing, feedback("Counts as received, but is not"))
    send(wing, folders.stick)
    with wing.vault.read() as connection:
        lost = wing.own_stream(connection)
    exchange.confirm(wing, lost.head, lost.chain)
    records.save(wing, feedback("After the gap"))
    assert take_in(central, send(wing, folders.stick)).code == "GapDetected"
    assert row().gap_from == stream.head + 1
    folders.clock.days(10)
    late = row()
    assert late.overdue_days == 3
    assert take_in(central, old).outcome == "superseded"
    assert row() == late


# --- bundles that are not honest ---------------------------------------------------------------


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
    refused(central, forger.stage().path, "UnknownEpoch", alarm=False)


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


def test_an_erased_place_cannot_be_kept_yet_and_is_refused(
    forger: Forger, central: SignedIn
) -> None:
    from coprod_desktop.bundle.manifest import Erased

    entry = forger.put()
    gone = Erased(n=1, id=entry.change.id, type="feedback", rev=1, leaf=entry.leaf)
    refused(central, forger.stage(raws=[gone]).path, "RecordSchemaError", alarm=False)


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


# --- damage ------------------------------------------------------------------------------------


def damaged(whole: bytes, stride: int, body_stride: int) -> list[tuple[str, bytes]]:
    """Copies of a bundle with one byte flipped or the end cut off, closest at its beginning."""
    header = whole.index(b"}", whole.rindex(b'"wraps"', 0, 8_000)) + 200
    places = [*range(64), *range(64, header, stride), *range(header, len(whole), body_stride)]
    made = [(f"flip {p}", whole[:p] + bytes([whole[p] ^ 0x20]) + whole[p + 1 :]) for p in places]
    return made + [(f"cut {p}", whole[:p]) for p in places]


def test_a_damaged_copy_never_gets_in(wing: SignedIn, central: SignedIn, folders: Folders) -> None:
    (path,) = bundles(wing, folders.stick, 1)
    before = content(central)
    whole = path.read_bytes()
    copy = folders.stick / "copy.coprod"
    for what, raw in damaged(whole, 61, 2_503):
        copy.write_bytes(raw)
        assert take_in(central, copy).outcome == "refused", what
    for what, raw in (("added", whole + b"\0"), ("twice", whole + whole)):
        copy.write_bytes(raw)
        assert take_in(central, copy).outcome == "refused", what
    assert content(central) == before
    assert take_in(central, path).outcome == "imported"


def test_the_body_of_one_bundle_under_the_header_of_another(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    one, two = (path.read_bytes() for path in bundles(wing, folders.stick, 2))
    body = 65_536 + 100
    before = content(central)
    copy = folders.stick / "copy.coprod"
    copy.write_bytes(one[:-body] + two[-body:])
    assert take_in(central, copy).outcome == "refused"
    assert content(central) == before


def test_a_folder_that_cannot_be_read(central: SignedIn, folders: Folders) -> None:
    assert intake.take_in(central, []) == ()
    try:
        outcomes = intake.take_in(central, [folders.root / "gone"])
    except CannotRead:
        return
    assert [outcome.outcome for outcome in outcomes] == ["refused"]


# --- stopped in the middle ----------------------------------------------------------------------


def test_cancelled_at_any_step_nothing_is_half_applied(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    records.save_many(wing, [feedback(f"n{n}") for n in range(1_600)])
    path = send(wing, folders.stick)
    before = content(central)
    taken, steps = 0, 0
    while not taken:
        steps += 1
        try:
            (outcome,) = intake.take_in(central, [path], stop_at(steps, Cancelled()))
        except Cancelled:
            assert content(central) == before
        else:
            taken = outcome.changes
    assert steps > 3
    assert taken == 1_600
    agrees(central, wing)


def test_cancelled_between_two_bundles_the_first_stays(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    one, two = bundles(wing, folders.stick, 2)
    with pytest.raises(Cancelled):
        intake.take_in(central, [one, two], stop_at(3, Cancelled()))
    assert [row.seq for row in intake.inbox(central)] == [1]
    assert [outcome.outcome for outcome in intake.take_in(central, [one, two])] == [
        "already_imported",
        "imported",
    ]
    agrees(central, wing)


KILLED = """
import os, sys
from pathlib import Path
from coprod_desktop.services import intake, opening
from tests.stores import NOW, PASSWORD
office, bundle, step = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
central = opening.unlock(office, "Ada", PASSWORD, lambda: NOW)
told = 0
def progress(done, total, what):
    global told
    told += 1
    if told == step:
        os.kill(os.getpid(), 9)
if step == 0:
    commit = intake._book
    def late(*arguments):
        commit(*arguments)
        os.kill(os.getpid(), 9)
    intake._book = late
intake.take_in(central, [bundle], progress)
print("done", flush=True)
sys.stdin.read()
"""


def test_killed_at_any_step_and_again_gives_the_same_end(wing: SignedIn, folders: Folders) -> None:
    records.save_many(wing, [feedback(f"n{n}") for n in range(1_200)])
    path = send(wing, folders.stick)
    with closing(folders.open("office")) as central:
        before = content(central)
    ends: list[dict[str, object]] = []
    for step in (0, 1, 2, 3, 99):
        copy = folders.root / f"office-{step}"
        shutil.copytree(folders.office, copy)
        with start(KILLED, copy, path, step) as child:
            assert child.stdout
            said = child.stdout.readline()
            kill(child)
        assert (said == "done\n") == (step == 99)
        with closing(folders.open(copy.name, "Ada")) as central:
            if step != 99:
                assert content(central) == before
            outcome = take_in(central, path).outcome
            assert outcome == ("already_imported" if step == 99 else "imported")
            agrees(central, wing)
            assert list((copy / intake.QUARANTINE).iterdir()) == []
            ends.append(content(central))
    assert all(end == ends[0] for end in ends)


def test_a_full_disk_at_the_office_takes_in_nothing_half(
    wing: SignedIn, folders: Folders, tmp_path: Path
) -> None:
    records.save_many(wing, [feedback(f"{n} " * 200) for n in range(1_500)])
    path = send(wing, folders.stick)
    with small_disk(tmp_path / "disk", 12_288) as disk, contextlib.closing(Folders(disk)) as small:
        shutil.copytree(folders.office, disk / "office")
        central = small.open("office")
        before = content(central)
        size = path.stat().st_size
        # Room for nothing; for half a copy; for the copy, but not for all that it brings.
        faults: list[str] = []
        for leave in (0, size // 2, size + (1 << 20) + 16_384):
            fill(disk, leave)
            try:
                faults.append(str(take_in(central, path).code))
            except StorageFull as error:
                faults.append(error.code)
            assert content(central) == before
            assert list((central.folder / intake.QUARANTINE).iterdir()) == []
        assert faults == ["InsufficientSpace", "InsufficientSpace", "StorageFull"]
        (disk / "filler").unlink()
        assert take_in(central, path).changes == 1_500
        agrees(central, wing)


def test_left_overs_in_quarantine_are_swept(central: SignedIn, folders: Folders) -> None:
    quarantine = central.folder / intake.QUARANTINE
    quarantine.mkdir(exist_ok=True)
    (quarantine / "left.coprod").write_bytes(b"from a crash")
    intake.take_in(central, [folders.stick])
    assert list(quarantine.iterdir()) == []


def test_the_wings_password_has_no_part_in_it(wing: SignedIn, folders: Folders) -> None:
    records.save(wing, feedback())
    raw = send(wing, folders.stick).read_bytes()
    assert PASSWORD.encode() not in raw
