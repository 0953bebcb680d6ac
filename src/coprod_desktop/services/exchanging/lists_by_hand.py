# SPDX-License-Identifier: MIT
"""The trust list as a file: the way on where no return can be trusted any more.

A wing whose list knows no living key of the office takes no return, and a restored office may have
lost its newest list. Root keys sign the list and its steps, and nothing else has to: so a file may
bring them, from either side and by any hand.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct
from sqlalchemy import delete
from sqlalchemy.engine import Connection

from coprod_desktop import files
from coprod_desktop.bundle import steps, trust
from coprod_desktop.bundle.errors import TrustForeign, TrustForked, TrustNotSigned, TrustRolledBack
from coprod_desktop.bundle.fault import BundleError
from coprod_desktop.bundle.steps import Step
from coprod_desktop.bundle.trust import RootSignature, TrustList
from coprod_desktop.domain import canonical
from coprod_desktop.domain.canonical import b64, unb64
from coprod_desktop.domain.errors import NotATrustList
from coprod_desktop.services import session
from coprod_desktop.services.access import escrowing
from coprod_desktop.services.books import keyring
from coprod_desktop.services.exchanging import relearning, trust_steps, trusting
from coprod_desktop.services.exchanging.trusting import TrustStatus
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables

FILE_NAME: Final = "trust-history.json"
_REQUEST: Final = "enrol-request"


_Encoded = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]+\Z")]


class _History(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    type: Literal["trust_history"] = "trust_history"
    format: Literal[1] = 1
    list: _Encoded
    steps: tuple[_Encoded, ...]


_HISTORY = msgspec.json.Decoder(_History)


def give(s: SignedIn, folder: Path) -> Path:
    """Write this store's trust list, with every step that it holds, into `folder`; its path.

    The list by itself stands beside it, as for setting up a wing. Nothing in it is secret, but it
    names every wing. Raises `StorageFull` or `CannotWrite`.
    """
    with s.vault.read() as connection:
        listed = session.secret(connection, keyring.TRUST)
        known = trust_steps.steps_since(connection, 0)
    path = folder / FILE_NAME
    made = _History(list=b64(listed), steps=tuple(map(b64, known)))
    files.replace(folder / trust.FILE_NAME, listed)
    files.replace(path, canonical.encode(made))
    return path


def follow(s: SignedIn, file: Path) -> TrustStatus:
    """Follow the trust list in a file as far as root keys that are trusted here signed the way.

    Step by step, as in a return. Where steps are missing or lists have parted, a wing takes a later
    list whole when enough of the root keys that it trusts now have signed it; an office never does.
    An enrol request is made anew, since it says which list it follows. Raises `NotAllowed`,
    `NotATrustList`, `CannotRead`, `TrustForeign`, `TrustRolledBack`, `TrustSkipped`, `TrustForked`,
    `TrustNotSigned`, `StorageFull` or `CannotWrite`.
    """
    s.needs("head", "admin", what="following a trust list from a file")
    new, signatures, known = _read(file)
    try:
        with s.vault.write() as connection:
            _take(s, connection, new, signatures, known)
    except BundleError as error:
        with s.vault.write() as connection:
            s.note(connection, "alarm" if error.SECURITY else "trust", file.name, error.code)
        raise
    escrowing.wrap_anew(s)
    return trusting.status(s)


def _read(file: Path) -> tuple[TrustList, tuple[RootSignature, ...], tuple[Step, ...]]:
    with files.reading(file), file.open("rb") as stream:
        raw = stream.read(2 * trust.MAX_FILE)
    try:
        found = canonical.decode(_HISTORY, raw)
        listed, signatures = trust.read_signed(unb64(found.list))
        return listed, signatures, tuple(steps.decode(unb64(each)) for each in found.steps)
    except (canonical.NotCanonical, canonical.NotOfType):
        raise NotATrustList(file=file.name, why="it is something else") from None


def _take(
    s: SignedIn,
    connection: Connection,
    new: TrustList,
    signatures: Sequence[RootSignature],
    known: Sequence[Step],
) -> None:
    listed = keyring.listed(connection)
    if (new.office, new.env) != (listed.office, listed.env):
        raise TrustForeign
    if new.version < listed.version:
        raise TrustRolledBack(theirs=new.version, ours=listed.version)
    if new == listed:
        return
    later = [step for step in known if listed.version < step.version <= new.version]
    try:
        reached = listed
        for step in later:
            reached, _ = steps.take(reached, step)
        if reached != new:
            raise TrustForked(version=new.version)
    except BundleError:
        if s.kind == "office" or new.version == listed.version:
            raise
        _take_whole(s, connection, listed, new, signatures)
    else:
        relearning.take_steps(s, connection, later)
    if s.kind == "wing":
        keyring.forget(connection, _REQUEST)


def _take_whole(
    s: SignedIn,
    connection: Connection,
    listed: TrustList,
    new: TrustList,
    signatures: Sequence[RootSignature],
) -> None:
    """A later list that the present root keys signed says all that the versions between did."""
    good = trust.signers(new, signatures, listed.root_keys)
    if len(good) < listed.policy.threshold:
        raise TrustNotSigned(which="former")
    keyring.put(connection, keyring.TRUST, trust.envelope(new, signatures))
    # What led to the list before is no way to this one.
    connection.execute(delete(tables.trust_step))
    s.note(connection, "trust", new.version, "from a file, whole")
