# SPDX-License-Identifier: MIT
"""The office's private keys: the present ones, and those in grace beside them.

A key in grace is kept under its purpose and its id: what was sealed to it opens, and a wing that
has not seen the new keys yet still gets returns that the old one signed.
"""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.engine import Connection

from coprod_desktop.bundle import steps, trust
from coprod_desktop.bundle.keys import SealKey, SigningKey
from coprod_desktop.bundle.trust import TrustList
from coprod_desktop.domain.canonical import b64
from coprod_desktop.services import session
from coprod_desktop.store import tables

ROOT: Final = "root"
SIGN: Final = "office-sign"
SEAL: Final = "office-seal"
TRUST: Final = "trust"
_IN_GRACE = (SIGN, SEAL)

_t = tables.secret.c
_step = tables.trust_step.c


_FORMER = select(_t.value).where(_t.name.startswith(bindparam("begins"))).order_by(_t.name)


def listed(connection: Connection) -> TrustList:
    """The trust list that this store holds."""
    return trust.read(session.secret(connection, TRUST))


def put(connection: Connection, name: str, value: bytes) -> None:
    """Keep a secret in the place of the one that has this name."""
    forget(connection, name)
    connection.execute(insert(tables.secret).values(name=name, value=value))


def forget(connection: Connection, name: str) -> None:
    """Remove a secret for good."""
    connection.execute(delete(tables.secret).where(_t.name == name))


def found(connection: Connection, name: str) -> bytes | None:
    """A secret, or None."""
    return connection.execute(select(_t.value).where(_t.name == name)).scalar_one_or_none()


def exchange(connection: Connection, new: Mapping[str, bytes]) -> None:
    """Put new private keys in place; those that sign and seal stay beside them, in grace."""
    for name, value in new.items():
        if name in _IN_GRACE:
            old = session.secret(connection, name)
            put(connection, f"{name}:{b64(_key_id(name, old))}", old)
        put(connection, name, value)


def retire(connection: Connection) -> None:
    """Remove the private keys in grace for good."""
    for name in _IN_GRACE:
        connection.execute(delete(tables.secret).where(_t.name.startswith(f"{name}:")))


def seal_keys(connection: Connection) -> list[SealKey]:
    """The keys that open bundles here: the present one, then those in grace."""
    return [SealKey.from_private(value) for value in _all(connection, SEAL)]


def sign_keys(connection: Connection) -> list[SigningKey]:
    """The keys that sign returns here: the present one, then those in grace."""
    return [SigningKey.from_private(value) for value in _all(connection, SIGN)]


def sign_key(connection: Connection, trust_version: int) -> SigningKey | None:
    """The newest key for returns that a trust list of this version knows; None when none is left.

    Version 0 stands for a wing that never said what it has seen.
    """
    since = _since(connection)
    known = [
        key
        for key in sign_keys(connection)
        if since.get(b64(key.public), 1) <= max(trust_version, 1)
    ]
    return max(known, key=lambda key: since.get(b64(key.public), 1), default=None)


def rotated_at(connection: Connection) -> int:
    """The version of the trust list that brought the present key for returns; 1 for the first."""
    return _since(connection).get(listed(connection).keys.sign, 1)


def _since(connection: Connection) -> dict[str, int]:
    """With which version of the trust list each public key for returns came."""
    since: dict[str, int] = {}
    for raw in connection.execute(select(_step.step).order_by(_step.version)).scalars():
        step = steps.decode(raw)
        # A step that brings another recovery key alone leaves the former keys as they are.
        if step.keys and step.former:
            since.setdefault(step.keys.sign, step.version)
    return since


def _all(connection: Connection, name: str) -> list[bytes]:
    former = connection.execute(_FORMER, {"begins": f"{name}:"}).scalars()
    return [session.secret(connection, name), *former]


def _key_id(name: str, private: bytes) -> bytes:
    maker = SigningKey if name == SIGN else SealKey
    return maker.from_private(private).key_id
