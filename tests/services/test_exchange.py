# SPDX-License-Identifier: MIT
"""Sending: what goes, to whom, and that it arrived."""

import datetime

import pytest

from coprod_desktop.domain.errors import (
    CannotWrite,
    InvalidValue,
    NotAllowed,
    NothingToExport,
    WrongKindOfStore,
    WrongPassword,
)
from coprod_desktop.domain.records import AgendaItem, Meeting
from coprod_desktop.services.exchanging import exchange
from coprod_desktop.services.recording import lists, records
from coprod_desktop.services.session import SignedIn
from tests.stores import (
    PASSWORD,
    Folders,
    action,
    feedback,
    meeting,
    send,
    take_in,
)


def head(s: SignedIn) -> tuple[int, bytes]:
    with s.vault.read() as connection:
        stream = s.own_stream(connection)
    return stream.head, stream.chain


# --- preview --------------------------------------------------------------------------------


def test_a_preview_counts_what_will_go(wing: SignedIn) -> None:
    records.save(wing, feedback("One", date=datetime.date(2026, 2, 1)))
    again = records.save(wing, feedback("Two", date=datetime.date(2026, 2, 9)))
    records.save(wing, feedback("Two, better", date=datetime.date(2026, 2, 20)), id=again.id)
    no_day, due = action("No day"), action("By a day", due=datetime.date(2030, 1, 1))
    records.save_meeting(wing, meeting(), [(no_day, None), (due, None)])
    preview = exchange.preview(wing)
    assert (preview.first, preview.last) == (1, 6)
    assert preview.counts == {"feedback": 2, "meeting": 1, "action": 2}
    assert (preview.oldest, preview.newest) == ("2026-02-01", "2026-03-02")
    assert 6 * 100 < preview.size < 200_000


def test_a_preview_of_actions_alone_has_no_days(wing: SignedIn) -> None:
    records.save(wing, action())
    preview = exchange.preview(wing)
    assert preview.counts == {"action": 1}
    assert (preview.oldest, preview.newest) == ("", "")


def test_nothing_recorded_is_nothing_to_send(wing: SignedIn, folders: Folders) -> None:
    with pytest.raises(NothingToExport):
        exchange.preview(wing)
    with pytest.raises(NothingToExport):
        exchange.export(wing, PASSWORD, folders.stick)
    assert list(folders.stick.iterdir()) == []


def test_the_size_in_a_preview_is_about_right(wing: SignedIn, folders: Folders) -> None:
    records.save_many(wing, [feedback("w" * 500) for _ in range(2_000)])
    size = exchange.preview(wing).size
    real = send(wing, folders.stick).stat().st_size
    assert real * 0.8 < size < real * 1.3


# --- export ----------------------------------------------------------------------------------


def test_an_export_says_what_it_wrote(wing: SignedIn, folders: Folders) -> None:
    records.save_many(wing, [feedback(f"n{n}") for n in range(3)])
    done = exchange.export(wing, PASSWORD, folders.stick)
    assert (done.seq, done.changes) == (1, 3)
    assert done.path.parent == folders.stick
    assert done.path.stat().st_size == done.size
    (row,) = exchange.history(wing)
    assert (row.seq, row.first, row.last, row.state) == (1, 1, 3, "verified")
    assert (row.by, row.place, row.size) == ("Hal", str(folders.stick), done.size)
    assert row.acknowledged_at is None


def test_the_name_of_a_bundle_tells_no_stranger_anything(wing: SignedIn, folders: Folders) -> None:
    records.save(wing, feedback("Marmalade"))
    path = send(wing, folders.stick)
    for telling in ("HMP", "Example", "Hal", "2026", wing.device):
        assert telling.lower() not in path.name.lower()
    assert b"Marmalade" not in path.read_bytes()
    assert b"HMP Example" not in path.read_bytes()


def test_a_bundle_carries_all_that_is_not_confirmed(wing: SignedIn, folders: Folders) -> None:
    for n in range(3):
        records.save(wing, feedback(f"n{n}"))
        send(wing, folders.stick)
    assert [(row.seq, row.first, row.last) for row in exchange.history(wing)] == [
        (3, 1, 3),
        (2, 1, 2),
        (1, 1, 1),
    ]
    # A stick used again is not cleared of what lies on it.
    assert len(list(folders.stick.iterdir())) == 3


def test_what_was_confirmed_is_not_sent_again(wing: SignedIn, folders: Folders) -> None:
    records.save(wing, feedback("One"))
    send(wing, folders.stick)
    n, chain = head(wing)
    assert exchange.confirm(wing, n, chain) == 1
    with pytest.raises(NothingToExport):
        send(wing, folders.stick)
    with pytest.raises(NothingToExport):
        exchange.preview(wing)
    records.save(wing, feedback("Two"))
    assert exchange.preview(wing).first == 2
    send(wing, folders.stick)
    assert exchange.preview(wing, everything=True).first == 1
    send(wing, folders.stick, everything=True)
    assert [(row.first, row.last) for row in exchange.history(wing)] == [(1, 2), (2, 2), (1, 1)]
    assert exchange.history(wing)[2].acknowledged_at is not None


def test_only_the_wings_own_chain_value_confirms(wing: SignedIn, folders: Folders) -> None:
    records.save(wing, feedback("One"))
    send(wing, folders.stick)
    records.save(wing, feedback("Two"))
    n, chain = head(wing)
    for high_water, value in ((n - 1, chain), (n, b""), (n, bytes(32)), (n + 1, chain), (-1, b"")):
        assert exchange.confirm(wing, high_water, value) == 0
    assert exchange.confirm(wing, 0, chain) == 0
    assert exchange.history(wing)[0].acknowledged_at is None
    assert exchange.confirm(wing, n, chain) == 1
    assert exchange.confirm(wing, n, chain) == 0
    # What was recorded after the last bundle has not been sent, so it cannot have been settled.
    assert lists.counts(wing).unsent == 1


def test_confirming_an_early_bundle_leaves_the_later_ones_open(
    wing: SignedIn, folders: Folders
) -> None:
    records.save(wing, feedback("One"))
    send(wing, folders.stick)
    one = head(wing)
    records.save(wing, feedback("Two"))
    send(wing, folders.stick)
    assert exchange.confirm(wing, *one) == 1
    assert [row.acknowledged_at is None for row in exchange.history(wing)] == [True, False]
    assert exchange.preview(wing).first == 2


def test_a_wrong_password_sends_nothing(wing: SignedIn, folders: Folders) -> None:
    records.save(wing, feedback())
    with pytest.raises(WrongPassword):
        exchange.export(wing, "wrong password", folders.stick)
    assert exchange.history(wing) == ()
    assert list(folders.stick.iterdir()) == []


def test_who_may_send(folders: Folders) -> None:
    with pytest.raises(NotAllowed):
        exchange.export(folders.open("wing", "Nia"), PASSWORD, folders.stick)
    with pytest.raises(WrongKindOfStore):
        exchange.export(folders.open("office"), PASSWORD, folders.stick)


def test_the_longest_record_that_can_be_saved_can_be_sent(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    def minutes(items: int) -> Meeting:
        # Three bytes a letter: as long as text gets for its number of letters.
        return meeting(agenda=tuple([AgendaItem(title="T", notes="字" * 20_000)] * items))

    with pytest.raises(InvalidValue) as caught:
        records.save(wing, minutes(18))
    assert "longer" in caught.value.title
    saved = records.save(wing, minutes(17))
    assert take_in(central, send(wing, folders.stick)).outcome == "imported"
    assert records.get(central, saved.id).record == minutes(17)


# --- asking to be enrolled -------------------------------------------------------------------


def test_an_enrol_request_is_the_same_each_time(wing: SignedIn, folders: Folders) -> None:
    first = exchange.request(wing, folders.stick)
    raw = first.path.read_bytes()
    folders.clock.days(1)
    again = exchange.request(wing, folders.stick)
    assert again == first
    assert again.path.read_bytes() == raw
    assert exchange.request_words(wing) == first.words
    assert len(first.words) == 12


def test_an_enrol_request_has_its_place(folders: Folders) -> None:
    with pytest.raises(NotAllowed):
        exchange.request(folders.open("wing", "Nia"), folders.stick)
    with pytest.raises(CannotWrite):
        exchange.request(folders.open("other"), folders.root / "gone")
    with pytest.raises(WrongKindOfStore):
        exchange.request(folders.open("office"), folders.stick)
