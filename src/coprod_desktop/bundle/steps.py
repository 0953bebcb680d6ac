# SPDX-License-Identifier: MIT
"""Steps of the trust list: each leads from one version to the next, as in TUF.

A step is taken when it follows exactly the list that is here and enough root keys of the old
**and** of the new set have signed what it leads to. So a stolen old root set cannot bring back what
it lost, and a forged new one cannot put itself in the place of the old. Nothing here does I/O.
"""

from collections.abc import Sequence
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from coprod_desktop.bundle import keys, trust
from coprod_desktop.bundle.errors import (
    TrustForeign,
    TrustForked,
    TrustNotSigned,
    TrustRolledBack,
    TrustSkipped,
    WeakKey,
)
from coprod_desktop.bundle.header import Sha256
from coprod_desktop.bundle.keys import SigningKey
from coprod_desktop.bundle.trust import (
    OfficeKeys,
    Policy,
    RootSignature,
    TrustDevice,
    TrustList,
)
from coprod_desktop.domain import canonical
from coprod_desktop.domain.canonical import b64, unb64
from coprod_desktop.domain.change import Milliseconds, Number
from coprod_desktop.domain.records import Line

MOST_DEVICES: Final = 1000


class Step(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What changes from one version of a trust list to the next.

    What is absent stays as it was; ``devices`` are the new and the altered ones. ``previous`` is
    the hash of the version before; the signatures are over the whole list that comes of it.
    """

    type: Literal["trust_step"]
    version: Number
    previous: Sha256
    at: Milliseconds
    expires_at: Milliseconds
    name: Line | None = None
    policy: Policy | None = None
    keys: OfficeKeys | None = None
    former: Annotated[tuple[OfficeKeys, ...], Meta(max_length=trust.MOST_FORMER)] | None = None
    devices: Annotated[tuple[TrustDevice, ...], Meta(max_length=MOST_DEVICES)]
    signatures: Annotated[tuple[RootSignature, ...], Meta(max_length=2 * trust.MOST_ROOTS)]

    def encode(self) -> bytes:
        """The canonical bytes in which a step travels and is kept."""
        return canonical.encode(self)


_STEP = msgspec.json.Decoder(Step)


def decode(raw: bytes) -> Step:
    """A step from its canonical bytes. Raises `canonical.NotCanonical`, `canonical.NotOfType`."""
    return canonical.decode(_STEP, raw)


def following(
    listed: TrustList,
    *,
    at: int,
    devices: Sequence[TrustDevice] = (),
    name: str | None = None,
    policy: Policy | None = None,
    keys: OfficeKeys | None = None,
    former: tuple[OfficeKeys, ...] | None = None,
) -> Step:
    """The step that makes these changes to a list. Nobody has signed it yet."""
    return Step(
        type="trust_step",
        version=listed.version + 1,
        previous=b64(listed.digest),
        at=at,
        expires_at=at + trust.LIFE_MS,
        name=name,
        policy=policy,
        keys=keys,
        former=former,
        devices=tuple(sorted(devices, key=lambda each: each.device)),
        signatures=(),
    )


def outcome(listed: TrustList, step: Step) -> TrustList:
    """The list that a step leads to; that it may be taken is not checked."""
    known = {each.device: each for each in listed.devices}
    known.update({each.device: each for each in step.devices})
    return TrustList(
        office=listed.office,
        name=listed.name if step.name is None else step.name,
        env=listed.env,
        version=step.version,
        previous=step.previous,
        policy=step.policy or listed.policy,
        keys=step.keys or listed.keys,
        former=listed.former if step.former is None else step.former,
        devices=tuple(known[device] for device in sorted(known)),
        at=step.at,
        expires_at=step.expires_at,
    )


def signed(listed: TrustList, step: Step, root: SigningKey) -> Step:
    """The step with a root key's signature on what it leads to."""
    signature = trust.signature(outcome(listed, step), root)
    others = [each for each in step.signatures if each.keyid != signature.keyid]
    ordered = sorted([*others, signature], key=lambda each: unb64(each.keyid))
    return msgspec.structs.replace(step, signatures=tuple(ordered))


def lacking(listed: TrustList, step: Step) -> int:
    """How many more root keys, at the least, have to sign a step before it can be taken."""
    new = outcome(listed, step)
    good = trust.signers(new, step.signatures, (*listed.root_keys, *new.root_keys))
    old_set, new_set = set(listed.root_keys), set(new.root_keys)
    old = max(listed.policy.threshold - len(good & old_set), 0)
    left = max(new.policy.threshold - len(good & new_set), 0)
    return old + left - min(old, left, len((old_set & new_set) - good))


def take(listed: TrustList, step: Step) -> tuple[TrustList, bytes]:
    """The next list, and its file, when a step may be taken from `listed`.

    Raises `TrustRolledBack`, `TrustSkipped`, `TrustForked`, `TrustNotSigned`, or `TrustForked` for
    a list that breaks the rules of lists.
    """
    check_follows(listed, version=step.version, previous=step.previous)
    new = outcome(listed, step)
    check_signed(listed, new, step.signatures)
    ours = {b64(keys.sign_key_id(public)) for public in new.root_keys}
    kept = tuple(each for each in step.signatures if each.keyid in ours)
    return new, trust.envelope(new, kept)


def check_successor(listed: TrustList, new: TrustList, signatures: Sequence[RootSignature]) -> None:
    """Whether a whole list may take the place of `listed`.

    Raises `TrustForeign`, and as `take`.
    """
    if (new.office, new.env) != (listed.office, listed.env):
        raise TrustForeign
    check_follows(listed, version=new.version, previous=new.previous)
    check_signed(listed, new, signatures)


def check_follows(listed: TrustList, *, version: int, previous: str) -> None:
    """A list follows another when it is the next one and names it.

    Raises `TrustRolledBack`, `TrustSkipped` or `TrustForked`.
    """
    if version <= listed.version:
        raise TrustRolledBack(theirs=version, ours=listed.version)
    if version > listed.version + 1:
        raise TrustSkipped(theirs=version, ours=listed.version)
    if previous != b64(listed.digest):
        raise TrustForked(version=version)


def check_signed(listed: TrustList, new: TrustList, signatures: Sequence[RootSignature]) -> None:
    """Enough root keys of both lists signed the new one, and nobody else did.

    Raises `TrustNotSigned`, or `TrustForked` for a list that breaks the rules of lists.
    """
    try:
        trust.check(new)
        good = trust.signers(new, signatures, (*listed.root_keys, *new.root_keys))
    except (canonical.NotCanonical, canonical.NotOfType, WeakKey):
        raise TrustForked(version=new.version) from None
    if len(good) != len(signatures) or len(good & set(listed.root_keys)) < listed.policy.threshold:
        raise TrustNotSigned(which="former")
    if len(good & set(new.root_keys)) < new.policy.threshold:
        raise TrustNotSigned(which="new")
