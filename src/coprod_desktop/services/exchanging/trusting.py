# SPDX-License-Identifier: MIT
"""Changing what wings trust: the office's keys, who signs for it, and which devices it knows.

Every change is one step of the trust list. Where the one root key is in the store, a step takes
effect at once; where root keys are in files on their holders' sticks, it is *proposed* first, and
takes effect when enough holders have signed. What it then does is read from the step itself.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.engine import Connection

from coprod_desktop.bundle import escrow, roots, steps
from coprod_desktop.bundle.keys import SealKey, SigningKey, sign_key_id
from coprod_desktop.bundle.roots import Root
from coprod_desktop.bundle.steps import Step
from coprod_desktop.bundle.trust import OfficeKeys, Policy, TrustList
from coprod_desktop.domain import words
from coprod_desktop.domain.canonical import b64, unb64
from coprod_desktop.domain.errors_trust import (
    NoFormerKeys,
    NotASigner,
    NothingToSign,
    WingsNotInformed,
)
from coprod_desktop.domain.progress import Progress, silent
from coprod_desktop.services.access import escrowing
from coprod_desktop.services.books import keyring, rooting
from coprod_desktop.services.books.rooting import RootPlan
from coprod_desktop.services.exchanging import intake, trust_steps
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables

_MANAGERS: Final = ("admin",)
_d = tables.device.c


class TrustStatus(Struct, frozen=True):
    """How the trust list stands here, at the office or on a wing.

    `roots` are the holders of root keys, and `threshold` how many of them must sign. `what` says
    which change is `proposed`; `signed` who has signed it and `signatures_missing` how many more
    must. `former` counts the sets of keys in grace, and `uninformed` names the wings that have not
    seen the present ones. From `expires_at` (UTC ms) on people are told to ask for a newer list.
    """

    version: int
    threshold: int
    roots: tuple[str, ...]
    root_ids: tuple[str, ...]
    proposed: bool
    what: str
    signed: tuple[str, ...]
    signatures_missing: int
    expires_at: int
    expired: bool
    former: int
    uninformed: tuple[str, ...]


def status(s: SignedIn) -> TrustStatus:
    """How the trust list stands; the same for a wing, which proposes nothing."""
    with s.vault.read() as connection:
        listed = keyring.listed(connection)
        proposal = trust_steps.proposal_of(connection)
        step = steps.decode(proposal.step) if proposal else None
        names = rooting.holders(connection)
        ids = tuple(sign_key_id(public).hex() for public in listed.root_keys)
        return TrustStatus(
            version=listed.version,
            threshold=listed.policy.threshold,
            roots=tuple(names.get(each, each) for each in ids),
            root_ids=ids,
            proposed=proposal is not None,
            what=proposal.what if proposal else "",
            signed=_who_signed(step, names) if step else (),
            signatures_missing=steps.lacking(listed, step) if step else 0,
            expires_at=listed.expires_at,
            expired=s.now() > listed.expires_at,
            former=len(listed.former),
            uninformed=_uninformed(connection) if listed.former and s.kind == "office" else (),
        )


def _who_signed(step: Step, names: Mapping[str, str]) -> tuple[str, ...]:
    ids = [unb64(each.keyid).hex() for each in step.signatures]
    return tuple(names.get(each, each) for each in ids)


# --- the changes ---------------------------------------------------------------------------------


def rotate_keys(s: SignedIn) -> TrustStatus:
    """Give the office new keys; the present ones go on working beside them until they are retired.

    Raises `WrongKindOfStore`, `NotAllowed` or `ChangeWaiting`.
    """
    _check(s, "changing the office's keys")
    sign, seal = SigningKey.generate(), SealKey.generate()
    with s.vault.write() as connection:
        listed = keyring.listed(connection)
        new = OfficeKeys(
            sign=b64(sign.public), seal=b64(seal.public), recovery=listed.keys.recovery
        )
        step = steps.following(listed, at=s.now(), keys=new, former=(*listed.former, listed.keys))
        secrets = {keyring.SIGN: sign.private_bytes(), keyring.SEAL: seal.private_bytes()}
        trust_steps.change(s, connection, step, "new keys for the office", secrets)
        s.note(connection, "keys", step.version, "rotated")
    return status(s)


def retire_keys(s: SignedIn) -> TrustStatus:
    """Let the former keys go, once every wing that is let in has seen the present ones.

    What was sealed to them and has not come in can then be opened with the recovery key alone.
    Raises `NoFormerKeys`, `WingsNotInformed`, and as `rotate_keys`.
    """
    _check(s, "retiring keys")
    with s.vault.write() as connection:
        listed = keyring.listed(connection)
        if not listed.former:
            raise NoFormerKeys
        if late := _uninformed(connection):
            raise WingsNotInformed(wings="; ".join(late))
        step = steps.following(listed, at=s.now(), former=())
        trust_steps.change(s, connection, step, "retiring the former keys")
        s.note(connection, "keys", step.version, "retired")
    return status(s)


def rotate_recovery(s: SignedIn, recovery_words: Sequence[str]) -> TrustStatus:
    """Take the key of these 24 words, which are on paper by now, as the office's recovery key.

    Raises `WordsMisspelt`, and as `rotate_keys`.
    """
    _check(s, "changing the recovery key")
    key = escrow.recovery_key(words.secret(recovery_words))
    with s.vault.write() as connection:
        listed = keyring.listed(connection)
        new = msgspec.structs.replace(listed.keys, recovery=b64(key.public))
        step = steps.following(listed, at=s.now(), keys=new)
        trust_steps.change(s, connection, step, "a new recovery key")
        s.note(connection, "recovery", step.version, "new recovery key for the office")
    escrowing.wrap_anew(s)
    return status(s)


def change_roots(s: SignedIn, plan: RootPlan | None, keep: Sequence[str] = ()) -> TrustStatus:
    """Have others sign for the office: `plan` says who, None one key in the store.

    `keep` are the ids of present root keys (`TrustStatus.root_ids`) that stay beside the new ones,
    as when one of three was lost. The new holders' files are written at once; enough of the present
    holders have to sign too. The words of the office card change with the keys. Raises
    `InvalidValue`, `WeakPassword`, `RootKeyNotKept`, `StorageFull`, `CannotWrite`, and as
    `rotate_keys`.
    """
    _check(s, "changing the root keys")
    with s.vault.read() as connection:
        trust_steps.check_nothing_waits(connection)
        listed = keyring.listed(connection)
    kept = rooting.kept(listed, keep) if plan else []
    with rooting.made(s.office, plan, kept=len(kept)) as new:
        publics = sorted([*kept, *(root.key.public for root in new)])
        policy = Policy(threshold=plan.threshold if plan else 1, root_keys=tuple(map(b64, publics)))
        with s.vault.write() as connection:
            listed = keyring.listed(connection)
            step = steps.following(listed, at=s.now(), policy=policy)
            secrets = {} if plan else {keyring.ROOT: new[0].key.private_bytes()}
            rooting.name(connection, new)
            trust_steps.change(
                s, connection, step, "other root keys", secrets, [root.key for root in new]
            )
            s.note(connection, "keys", step.version, "root keys")
    return status(s)


def _check(s: SignedIn, what: str) -> None:
    s.must_be("office", what)
    s.needs(*_MANAGERS, what=what)


def _uninformed(connection: Connection) -> tuple[str, ...]:
    """The wings that are let in and have not seen the present keys."""
    query = (
        select(_d.site, _d.wing)
        .where(_d.state == "active", _d.trust_version < keyring.rotated_at(connection))
        .order_by(_d.site, _d.wing)
    )
    return tuple(f"{row.site}, {row.wing}" for row in connection.execute(query))


def sign_proposal(
    s: SignedIn, root_file: Path, passphrase: str, progress: Progress = silent
) -> TrustStatus:
    """Sign the change that waits with a holder's root key; it takes effect when enough have.

    Bundles that waited for a device that is let in by it are taken in then. Raises
    `NothingToSign`, `NotARootKey`, `WrongPassphrase`, `NotASigner`, and as `rotate_keys`.
    """
    _check(s, "signing a change to the trust list")
    with s.vault.read() as connection:
        if not trust_steps.waits(connection):
            raise NothingToSign
    root = roots.read(root_file, passphrase)
    with s.vault.write() as connection:
        proposal = trust_steps.proposal_of(connection)
        if proposal is None:
            raise NothingToSign
        listed, step = keyring.listed(connection), steps.decode(proposal.step)
        _check_signer(s, listed, step, root, root_file)
        step = steps.signed(listed, step, root.key)
        signed = msgspec.structs.replace(proposal, step=step.encode())
        s.note(connection, "trust", step.version, f"signed by {root.holder}: {proposal.what}")
        fresh: tuple[str, ...] = ()
        if steps.lacking(listed, step):
            trust_steps.propose(connection, signed)
        else:
            fresh = trust_steps.take_effect(s, connection, listed, signed)
    escrowing.wrap_anew(s)
    intake.take_held(s, fresh, progress)
    return status(s)


def _check_signer(s: SignedIn, listed: TrustList, step: Step, root: Root, file: Path) -> None:
    asked = {*listed.root_keys, *steps.outcome(listed, step).root_keys}
    if root.office != s.office or root.key.public not in asked:
        raise NotASigner(file=file.name)


def withdraw(s: SignedIn) -> TrustStatus:
    """Give up the change that waits for signatures. Raises `NothingToSign`, and as `rotate_keys`.

    New root key files that were written for it are worth nothing then.
    """
    _check(s, "withdrawing a change to the trust list")
    with s.vault.write() as connection:
        proposal = trust_steps.proposal_of(connection)
        if proposal is None:
            raise NothingToSign
        trust_steps.forget_proposal(connection)
        s.note(connection, "trust", "", f"withdrawn: {proposal.what}")
        trust_steps.withdraw_devices(s, connection)
    return status(s)
