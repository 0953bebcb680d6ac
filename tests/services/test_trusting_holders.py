# SPDX-License-Identifier: MIT
"""Others sign for the office: root keys in files on their holders' sticks."""

from pathlib import Path

import msgspec
import pytest

from coprod_desktop.bundle import trust
from coprod_desktop.domain.errors import (
    CannotWrite,
    InvalidValue,
    WeakPassword,
)
from coprod_desktop.domain.errors_trust import (
    ChangeWaiting,
    NotARootKey,
    NotASigner,
    NothingToSign,
    RootKeyNotKept,
    WrongPassphrase,
)
from coprod_desktop.services.access import setup
from coprod_desktop.services.books import keyring
from coprod_desktop.services.books.rooting import RootHolder, RootPlan
from coprod_desktop.services.exchanging import office, trusting
from coprod_desktop.services.session import SignedIn
from tests.services.holders import SECRETS, file_of, plan, sign
from tests.services.returns import bring, returned
from tests.stores import COST, PASSWORD, Folders, closing


def test_root_keys_go_to_holders_and_come_back(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    card = office.card(central).words
    status = trusting.change_roots(central, plan(folders.root))
    assert (status.threshold, sorted(status.roots), status.proposed) == (
        2,
        ["Ann", "Bo", "Cy"],
        False,
    )
    assert office.card(central).words != card
    with central.vault.read() as connection:
        assert keyring.found(connection, keyring.ROOT) is None
    returned(central, wing, folders.stick)
    assert trusting.status(wing).threshold == 2

    waiting = trusting.rotate_keys(central)
    assert (waiting.proposed, waiting.signatures_missing, waiting.former) == (True, 2, 0)
    with pytest.raises(ChangeWaiting):
        trusting.rotate_keys(central)
    half = sign(central, folders.root, "Bo")
    assert (half.signatures_missing, half.signed) == (1, ("Bo",))
    assert sign(central, folders.root, "Bo").signatures_missing == 1
    done = sign(central, folders.root, "Cy")
    assert (done.proposed, done.former, done.version) == (False, 1, status.version + 1)
    returned(central, wing, folders.stick)
    assert bring(wing, central, folders.stick) == "imported"

    assert trusting.change_roots(central, None).proposed
    back = sign(central, folders.root, "Ann", "Bo")
    assert (back.threshold, back.proposed) == (1, False)
    assert not trusting.rotate_keys(central).proposed
    returned(central, wing, folders.stick)


def test_one_lost_root_key_is_replaced(wing: SignedIn, central: SignedIn, folders: Folders) -> None:
    status = trusting.change_roots(central, plan(folders.root))
    keep = [i for i, name in zip(status.root_ids, status.roots, strict=True) if name != "Cy"]
    (folders.root / "root-Di").mkdir()
    holder = RootHolder("Di", folders.root / "root-Di", SECRETS[0])
    trusting.change_roots(central, RootPlan(2, (holder,), COST), keep=keep)
    with pytest.raises(NotASigner):
        trusting.sign_proposal(central, _strange(folders), SECRETS[0])
    done = sign(central, folders.root, "Ann", "Bo")
    assert sorted(done.roots) == ["Ann", "Bo", "Di"]
    returned(central, wing, folders.stick)
    trusting.rotate_keys(central)
    with pytest.raises(NotASigner):
        trusting.sign_proposal(central, file_of(folders.root, "Cy"), SECRETS[2])
    assert sign(central, folders.root, "Di", "Bo").former == 1
    returned(central, wing, folders.stick)


def _strange(folders: Folders) -> Path:
    from coprod_desktop.bundle import roots
    from coprod_desktop.bundle.keys import SigningKey

    place = folders.root / "strange"
    place.mkdir()
    return roots.write(place, roots.Root(SigningKey.generate(), "office-2", "X"), SECRETS[0], COST)


def test_an_office_is_set_up_with_holders(folders: Folders) -> None:
    made = setup.OfficeSetup("Another", "Ada", PASSWORD, "practice", COST, roots=plan(folders.root))
    with closing(setup.create_office(folders.root / "another", made)) as another:
        status = trusting.status(another)
        assert (status.threshold, sorted(status.roots)) == (2, ["Ann", "Bo", "Cy"])
        listed = trust.read(office.write_card(another, folders.stick))
        assert listed.policy.threshold == 2
        trusting.rotate_keys(another)
        assert sign(another, folders.root, "Ann", "Cy").former == 1


def test_a_set_up_that_fails_leaves_no_root_keys(folders: Folders) -> None:
    made = setup.OfficeSetup("Another", "Ada", PASSWORD, "practice", COST)
    wanted = plan(folders.root)
    gone = msgspec.structs.replace(wanted.holders[2], folder=folders.root / "gone")
    bad = msgspec.structs.replace(wanted, holders=(*wanted.holders[:2], gone))
    with pytest.raises(CannotWrite):
        setup.create_office(folders.root / "x", msgspec.structs.replace(made, roots=bad))
    assert list(folders.root.glob("root-*/root-key*")) == []
    assert not (folders.root / "x" / "keys.json").exists()


@pytest.mark.parametrize(
    ("edit", "error"),
    [
        ({"threshold": 0}, InvalidValue),
        ({"threshold": 4}, InvalidValue),
        ({"holders": ()}, InvalidValue),
    ],
)
def test_plans_that_cannot_be(
    central: SignedIn, folders: Folders, edit: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        trusting.change_roots(central, msgspec.structs.replace(plan(folders.root), **edit))
    short = RootHolder("Ann", folders.root, "short")
    with pytest.raises(WeakPassword):
        trusting.change_roots(central, RootPlan(1, (short,), COST))
    nameless = RootHolder(" ", folders.root, SECRETS[0])
    with pytest.raises(InvalidValue):
        trusting.change_roots(central, RootPlan(1, (nameless,), COST))
    with pytest.raises(InvalidValue):
        trusting.change_roots(central, plan(folders.root), keep=["00"])
    assert trusting.status(central).threshold == 1


def test_root_key_files_that_are_none(central: SignedIn, folders: Folders) -> None:
    with pytest.raises(NothingToSign):
        trusting.sign_proposal(central, folders.root / "x", SECRETS[0])
    with pytest.raises(NothingToSign):
        trusting.withdraw(central)
    trusting.change_roots(central, plan(folders.root))
    trusting.rotate_keys(central)
    ann = file_of(folders.root, "Ann")
    with pytest.raises(WrongPassphrase):
        trusting.sign_proposal(central, ann, SECRETS[1])
    whole = ann.read_bytes()
    for junk in (b"", b"{}", whole[:-9], whole.replace(b"Ann", b"Bob"), b"\xff" * 99):
        ann.write_bytes(junk)
        with pytest.raises((NotARootKey, WrongPassphrase)):
            trusting.sign_proposal(central, ann, SECRETS[0])
    assert trusting.status(central).signatures_missing == 2
    # Private halves stand in no file in clear.
    assert b"passphrase" not in whole
    ann.write_bytes(whole)
    assert sign(central, folders.root, "Ann").signatures_missing == 1
    assert not trusting.withdraw(central).proposed
    assert trusting.status(central).former == 0


def test_a_stick_that_does_not_keep_a_root_key(
    central: SignedIn, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    from coprod_desktop import files

    def lying(path: Path, data: bytes) -> None:
        path.write_bytes(data.replace(b'"wrapped":"', b'"wrapped":"A'))

    monkeypatch.setattr(files, "replace", lying)
    with pytest.raises(RootKeyNotKept):
        trusting.change_roots(central, plan(folders.root))
    assert list(folders.root.glob("root-*/root-key*")) == []
    assert trusting.status(central).threshold == 1
