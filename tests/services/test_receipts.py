# SPDX-License-Identifier: MIT
"""Ten characters over the telephone, for when no stick may come back."""

from unittest import mock

import pytest

from coprod_desktop.domain.errors import (
    DeviceUnknown,
    NotAllowed,
    NothingToExport,
    TooSoon,
    WrongKindOfStore,
)
from coprod_desktop.domain.errors_trust import (
    NoReceiptYet,
    ReceiptCodeOld,
    ReceiptCodeWrong,
    TooManyCodes,
)
from coprod_desktop.services.access.slowing import Tries
from coprod_desktop.services.exchanging import exchange, receipts
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from tests.services.carrying import agrees
from tests.stores import PASSWORD, Folders, feedback, send, take_in


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipts, "_TRIES", Tries())


def sent(wing: SignedIn, central: SignedIn, folders: Folders, words: str = "One") -> None:
    records.save(wing, feedback(words))
    take_in(central, send(wing, folders.stick))


def test_the_code_has_known_values() -> None:
    epoch, device = "0192f0c1-2b3a-7c4d-9e5f-60718293a4b6", "0192f0c1-2b3a-7c4d-8e5f-60718293a4b5"
    assert receipts.made(bytes(32), device, epoch, 12, bytes(32)) == "NY1BQY29MX"


def test_a_code_settles_what_the_office_has(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    sent(wing, central, folders)
    code = receipts.code(central, wing.device)
    assert (len(code.code), code.seq, code.high_water) == (10, 1, 1)
    done = receipts.confirm(wing, code.code)
    assert (done.high_water, done.bundles) == (1, 1)
    (row,) = exchange.history(wing)
    assert (row.acknowledged_by, row.acknowledged_at) == ("telephone", folders.clock())
    with pytest.raises(NothingToExport):
        exchange.preview(wing)
    sent(wing, central, folders, "Two")
    assert receipts.code(central, wing.device).code != code.code
    agrees(central, wing)


def test_a_code_is_taken_however_it_is_typed(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    sent(wing, central, folders)
    code = receipts.code(central, wing.device).code
    typed = f" {code[:5].lower()} – {code[5:]} ".replace("1", "l").replace("0", "o")
    assert receipts.confirm(wing, typed).high_water == 1
    assert receipts.normal("iIlLoO") == "111100"


def test_a_code_confirms_a_bundle_that_left_before_a_crash(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    records.save(wing, feedback())
    cut = mock.patch.object(exchange.writer, "deliver", side_effect=KeyboardInterrupt)
    with cut, pytest.raises(KeyboardInterrupt):
        send(wing, folders.stick)
    # It was on the stick already when the power went.
    (staged,) = (wing.folder / exchange.STAGING).glob("*.coprod")
    assert take_in(central, staged).outcome == "imported"
    assert receipts.confirm(wing, receipts.code(central, wing.device).code).bundles == 1


def test_a_code_for_an_early_bundle_leaves_the_later_ones_open(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    sent(wing, central, folders)
    early = receipts.code(central, wing.device).code
    sent(wing, central, folders, "Two")
    records.save(wing, feedback("Three"))
    send(wing, folders.stick)
    assert receipts.confirm(wing, early).high_water == 1
    assert exchange.preview(wing).first == 2
    assert receipts.confirm(wing, receipts.code(central, wing.device).code).high_water == 2
    assert exchange.preview(wing).first == 3
    with pytest.raises(ReceiptCodeOld):
        receipts.confirm(wing, early)
    assert exchange.preview(wing).first == 3


def test_a_code_for_another_wing_or_a_guess_is_refused(
    wing: SignedIn, other: SignedIn, central: SignedIn, folders: Folders
) -> None:
    sent(wing, central, folders)
    sent(other, central, folders)
    with pytest.raises(ReceiptCodeWrong):
        receipts.confirm(wing, receipts.code(central, other.device).code)
    for guess in ("", "0" * 10, "ü" * 10, "\ud800"[:0] + "A" * 500):
        receipts._TRIES.passed(wing.folder.resolve())
        with pytest.raises(ReceiptCodeWrong):
            receipts.confirm(wing, guess)
    assert exchange.history(wing)[0].acknowledged_at is None


def test_wrong_codes_wait_longer_each_time(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    sent(wing, central, folders)
    for _ in range(3):
        with pytest.raises(ReceiptCodeWrong):
            receipts.confirm(wing, "0000000000")
    with pytest.raises(TooManyCodes) as caught:
        receipts.confirm(wing, receipts.code(central, wing.device).code)
    assert isinstance(caught.value, TooSoon)
    assert "codes" in caught.value.title


def test_nothing_received_is_nothing_to_confirm(central: SignedIn, wing: SignedIn) -> None:
    with pytest.raises(NoReceiptYet):
        receipts.code(central, wing.device)
    with pytest.raises(DeviceUnknown):
        receipts.code(central, "NOBODY00")
    with pytest.raises(ReceiptCodeWrong):
        receipts.confirm(wing, "0000000000")


def test_whose_task_it_is(folders: Folders, wing: SignedIn, central: SignedIn) -> None:
    with pytest.raises(WrongKindOfStore):
        receipts.code(wing, wing.device)
    with pytest.raises(WrongKindOfStore):
        receipts.confirm(central, "0000000000")
    folders.close()
    with pytest.raises(NotAllowed):
        receipts.confirm(folders.open("wing", "Nia", PASSWORD), "0000000000")
