# SPDX-License-Identifier: MIT
"""What was erased is gone from every page, here and at the office, and never comes back."""

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from coprod_desktop.domain import ids
from coprod_desktop.domain.errors import (
    InvalidValue,
    NotAllowed,
    RecordErased,
    RecordNotFound,
)
from coprod_desktop.domain.records import Erasure
from coprod_desktop.services.access import care
from coprod_desktop.services.exchanging import exchange
from coprod_desktop.services.recording import drafts, erasing, lists, records
from coprod_desktop.services.recording.drafts import Draft
from coprod_desktop.services.recording.lists import Query
from coprod_desktop.services.session import SignedIn
from tests.stores import Folders, closing, feedback, meeting, send, take_in

MARKER = "Zyxomarquet"
PAGE, RESERVED, SALT = 8192, 48, 16


def plain_pages(s: SignedIn) -> bytes:
    """Every page of the store's file as SQLite sees it, free ones too, decrypted one by one.

    SQLCipher 4: AES-256-CBC; a page ends in its initialisation vector and authentication code.
    """
    s.vault.fold()
    assert s.vault.path.with_name("store.db-wal").stat().st_size == 0
    raw, plain = s.vault.path.read_bytes(), bytearray()
    for start in range(0, len(raw), PAGE):
        page = raw[start : start + PAGE]
        begin, end = (SALT if start == 0 else 0), PAGE - RESERVED
        cipher = Cipher(algorithms.AES(s.vault.key()), modes.CBC(page[end : end + 16]))
        plain += cipher.decryptor().update(page[begin:end])
    return bytes(plain)


def holds(s: SignedIn, word: str = MARKER) -> bool:
    """Whether any page still holds the word, as it was typed or as the index folds it."""
    pages = plain_pages(s)
    # The index keeps only what differs from the term before it: look for its tail.
    return any(part.encode() in pages for part in (word, word.lower(), word.lower()[2:]))


def found(s: SignedIn, word: str = MARKER) -> int:
    return len(lists.page(s, "feedback", Query(words=word)))


def test_an_erased_word_is_in_no_page_any_more(wing: SignedIn) -> None:
    records.save_many(wing, [feedback(f"Comment {n} about the hatch") for n in range(400)])
    drafts.keep(wing, Draft(drafts.new_id(), "feedback", {"what_good": f"{MARKER} was rude"}))
    saved = records.save(wing, feedback(f"{MARKER} was rude"), draft=drafts.mine(wing)[0].id)
    records.save(wing, feedback(f"{MARKER} was very rude"), id=saved.id)
    records.save_many(wing, [feedback(f"Later {n} about the queue") for n in range(400)])
    assert holds(wing)
    erasing.erase(wing, saved.id, "patient_asked")
    assert not holds(wing)
    assert found(wing) == 0
    assert found(wing, "hatch") == 50
    assert care.check(wing).ok


def test_words_that_a_crash_left_in_the_pages_go_at_the_next_sign_in(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(folders.open("wing")) as wing:
        saved = records.save(wing, feedback(f"{MARKER} was rude"))
        with monkeypatch.context() as cut_off:
            cut_off.setattr(erasing, "sweep", lambda _: None)
            erasing.erase(wing, saved.id, "patient_asked")
        assert holds(wing)
    assert not holds(folders.open("wing"))


def test_an_erased_record_says_who_erased_it_and_when(wing: SignedIn) -> None:
    saved = records.save(wing, feedback("Mr Brown was rude"))
    erasing.erase(wing, saved.id, "wrong_person")
    with pytest.raises(RecordErased) as caught:
        records.get(wing, saved.id)
    assert "by Hal on 2026-03-03" in caught.value.title
    (event,) = records.story(wing, saved.id)
    assert (event.by, event.at) == ("Hal", wing.now())
    assert event.record == Erasure(of="feedback", reason="wrong_person")
    with pytest.raises(RecordErased):
        records.save(wing, feedback("Again"), id=saved.id)
    with pytest.raises(RecordErased):
        erasing.erase(wing, saved.id, "law")


def test_drafts_of_an_erased_record_go_with_it_and_others_stay(wing: SignedIn) -> None:
    saved = records.save(wing, feedback())
    drafts.keep(wing, Draft(drafts.new_id(), "feedback", {"what_good": "more"}, saved.id))
    drafts.keep(wing, Draft(drafts.new_id(), "meeting", {"agenda": [saved.id]}))
    erasing.erase(wing, saved.id, "patient_asked")
    assert [draft.kind for draft in drafts.mine(wing)] == ["meeting"]


def test_a_meeting_that_named_an_erased_comment_stays(wing: SignedIn) -> None:
    from coprod_desktop.domain.records import AgendaItem

    saved = records.save(wing, feedback())
    forum = meeting(agenda=(AgendaItem(title="Waiting", feedback=(saved.id,)),))
    held = records.save(wing, forum)
    erasing.erase(wing, saved.id, "patient_asked")
    assert records.get(wing, held.id).record == forum
    records.save(wing, forum, id=held.id)
    assert care.check(wing).ok


def test_who_may_not_erase_and_what_cannot_be(
    folders: Folders, wing: SignedIn, central: SignedIn
) -> None:
    saved = records.save(wing, feedback())
    with pytest.raises(RecordNotFound):
        erasing.erase(wing, ids.new_id(), "law")
    with pytest.raises(InvalidValue, match="its reason is one of"):
        erasing.erase(wing, saved.id, "because")  # type: ignore[arg-type]
    wing.close()
    nurse = folders.open("wing", "Nia")
    with pytest.raises(NotAllowed):
        erasing.erase(nurse, saved.id, "law")
    assert records.get(nurse, saved.id).rev == 1


def test_what_a_wing_erased_is_erased_at_the_office_too(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    kept = records.save(wing, feedback("The nurse listened"))
    gone = records.save(wing, feedback(f"{MARKER} was rude"))
    records.save(wing, feedback(f"{MARKER} was very rude"), id=gone.id)
    take_in(central, send(wing, folders.stick))
    assert found(central) == 1
    assert holds(central)
    erasing.erase(wing, gone.id, "patient_asked")
    outcome = take_in(central, send(wing, folders.stick))
    assert (outcome.outcome, outcome.changes) == ("imported", 1)
    assert not holds(central)
    assert found(central) == 0
    with pytest.raises(RecordErased):
        records.get(central, gone.id)
    assert records.story(central, gone.id) == records.story(wing, gone.id)
    assert records.get(central, kept.id).rev == 1
    assert care.check(central).ok
    assert care.check(wing).ok


def test_what_was_erased_before_it_was_ever_sent_travels_as_a_place(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    gone = records.save(wing, feedback(f"{MARKER} was rude"))
    records.save(wing, feedback("The nurse listened"))
    erasing.erase(wing, gone.id, "recorded_in_error")
    outcome = take_in(central, send(wing, folders.stick))
    assert (outcome.outcome, outcome.changes) == ("imported", 3)
    assert not holds(central)
    assert found(central, "nurse") == len(lists.positions(central, "feedback")) == 1
    assert records.story(central, gone.id) == records.story(wing, gone.id)
    assert care.check(central).ok


def test_a_bundle_from_before_the_erasure_brings_nothing_back(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    gone = records.save(wing, feedback(f"{MARKER} was rude"))
    old = send(wing, folders.stick)
    erasing.erase(wing, gone.id, "patient_asked")
    new = send(wing, folders.root / "stick-2")
    assert take_in(central, new).outcome == "imported"
    late = take_in(central, old)
    assert late.code in ("Superseded", None)
    assert late.changes == 0
    assert not holds(central)


def test_rebuilding_and_checking_a_store_with_erasures(wing: SignedIn) -> None:
    saved = [records.save(wing, feedback(f"Comment {n}")).id for n in range(6)]
    for each in saved[::2]:
        erasing.erase(wing, each, "law")
    before = [row.id for row in lists.page(wing, "feedback")]
    assert care.check(wing).ok
    assert care.rebuild(wing) == 9
    assert [row.id for row in lists.page(wing, "feedback")] == before == saved[5::-2]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE change SET raw = NULL WHERE n = 2", "change 2 is gone, and nobody erased it"),
        ("DELETE FROM tombstone", "change 1 is gone, and nobody erased it"),
        (
            "INSERT INTO tombstone SELECT record, 'feedback', 1, 'X', 'law' FROM change WHERE n=2",
            "was erased, and its content is still here",
        ),
    ],
)
def test_content_may_be_gone_only_where_it_was_erased(wing: SignedIn, sql: str, said: str) -> None:
    gone = records.save(wing, feedback("One"))
    records.save(wing, feedback("Two"))
    erasing.erase(wing, gone.id, "law")
    with wing.vault.write() as connection:
        connection.exec_driver_sql(sql)
    (line,) = [line for line in care.check(wing).lines if not line.ok]
    assert said in line.detail


def test_a_staged_bundle_that_holds_it_is_made_anew(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    """The sealed bundle stays in the store's folder until the next: it may be carried again."""
    gone = records.save(wing, feedback(f"{MARKER} was rude"))
    send(wing, folders.root / "lost")
    staging = wing.folder / exchange.STAGING
    assert list(staging.glob("*.coprod"))
    erasing.erase(wing, gone.id, "patient_asked")
    assert not list(staging.glob("*.coprod"))
    outcome = take_in(central, send(wing, folders.stick))
    assert (outcome.outcome, outcome.changes) == ("imported", 2)
    assert not holds(central)


def test_an_interrupted_sweep_is_still_due(wing: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """The power went after the erasure and before the index was rewritten."""
    gone = records.save(wing, feedback(f"{MARKER} was rude"))
    records.save_many(wing, [feedback(f"Comment {n}") for n in range(50)])
    monkeypatch.setattr(erasing, "sweep", lambda _: None)
    erasing.erase(wing, gone.id, "patient_asked")
    assert holds(wing)
    assert found(wing) == 0
    monkeypatch.undo()
    other = records.save(wing, feedback("Another"))
    erasing.erase(wing, other.id, "law")
    assert not holds(wing)
