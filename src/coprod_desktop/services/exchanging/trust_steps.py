# SPDX-License-Identifier: MIT
"""The trust list's steps in the store: taken at once, or proposed until enough holders signed.

What a step does when it takes effect is read from the step itself. Who may take one, and what else
is to be done then, is for whoever calls this.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from msgspec import Struct
from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from coprod_desktop.bundle import steps
from coprod_desktop.bundle.keys import SigningKey
from coprod_desktop.bundle.steps import Step
from coprod_desktop.bundle.trust import TrustList
from coprod_desktop.domain.errors_trust import ChangeWaiting
from coprod_desktop.services.books import keyring, rooting
from coprod_desktop.services.exchanging import enrolment
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables

_PROPOSAL: Final = "trust-proposal"


class Proposal(Struct, frozen=True):
    """A step that waits for signatures, and the private keys that come with it."""

    step: bytes
    what: str
    secrets: dict[str, bytes]


_PROPOSED = msgspec.json.Decoder(Proposal)


def change(
    s: SignedIn,
    connection: Connection,
    step: Step,
    what: str,
    secrets: Mapping[str, bytes] | None = None,
    signers: Sequence[SigningKey] = (),
) -> tuple[str, ...] | None:
    """Take a step of the trust list, or propose it where its holders have to sign first.

    Returns the devices that are let in by it, or None when it waits. Raises `ChangeWaiting`.
    """
    check_nothing_waits(connection)
    listed = keyring.listed(connection)
    for key in (*rooting.stored(connection), *signers):
        step = steps.signed(listed, step, key)
    proposal = Proposal(step.encode(), what, dict(secrets or {}))
    if not steps.lacking(listed, step):
        return take_effect(s, connection, listed, proposal)
    propose(connection, proposal)
    s.note(connection, "trust", step.version, f"proposed: {what}")
    return None


def waits(connection: Connection) -> bool:
    """Whether a change waits for signatures."""
    return proposal_of(connection) is not None


def drop_waiting(s: SignedIn, connection: Connection) -> None:
    """Drop a change that waits, when the list that it was to follow is not the present one."""
    if proposal := proposal_of(connection):
        forget_proposal(connection)
        s.note(connection, "trust", "", f"dropped: {proposal.what}")


def withdraw_devices(s: SignedIn, connection: Connection) -> None:
    """Tell the wings, by a step of the list, of devices that were revoked here meanwhile."""
    listed = keyring.listed(connection)
    gone = enrolment.withdrawn(connection, listed)
    if gone and not waits(connection):
        names = "; ".join(f"{each.site}, {each.wing}" for each in gone)
        step = steps.following(listed, at=s.now(), devices=gone)
        change(s, connection, step, f"withdrawing {names}")


def proposal_of(connection: Connection) -> Proposal | None:
    """The change that waits for signatures."""
    raw = keyring.found(connection, _PROPOSAL)
    return _PROPOSED.decode(raw) if raw else None


def propose(connection: Connection, proposal: Proposal) -> None:
    """Have a change wait for signatures, with those that it has."""
    keyring.put(connection, _PROPOSAL, msgspec.json.encode(proposal))


def forget_proposal(connection: Connection) -> None:
    """Let no change wait any longer."""
    keyring.forget(connection, _PROPOSAL)


def check_nothing_waits(connection: Connection) -> None:
    """Raise `ChangeWaiting` when a change waits for signatures."""
    if proposal := proposal_of(connection):
        raise ChangeWaiting(what=proposal.what)


def take_effect(
    s: SignedIn, connection: Connection, listed: TrustList, proposal: Proposal
) -> tuple[str, ...]:
    """What a step that is signed well enough does to the office's store; all in one transaction."""
    step = steps.decode(proposal.step)
    new, raw = steps.take(listed, step)
    forget_proposal(connection)
    keep(connection, step, raw, s.now())
    keyring.exchange(connection, proposal.secrets)
    if step.former == ():
        keyring.retire(connection)
    for key in rooting.stored(connection):
        if key.public not in new.root_keys:
            keyring.forget(connection, keyring.ROOT)
    fresh = enrolment.settle(s, connection, step.devices)
    s.note(connection, "trust", new.version, proposal.what)
    withdraw_devices(s, connection)
    return tuple(fresh)


def keep(connection: Connection, step: Step, raw: bytes, at: int) -> None:
    """Keep a step that was taken, and the file of the list that it leads to."""
    keyring.put(connection, keyring.TRUST, raw)
    connection.execute(
        insert(tables.trust_step).values(version=step.version, step=step.encode(), at=at)
    )


def steps_since(connection: Connection, version: int) -> tuple[bytes, ...]:
    """The steps that lead from a version of the list to the present one, in order."""
    t = tables.trust_step.c
    query = select(t.step).where(t.version > version).order_by(t.version)
    return tuple(connection.execute(query).scalars())
