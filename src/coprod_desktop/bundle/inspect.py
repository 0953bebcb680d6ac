# SPDX-License-Identifier: MIT
"""What a bundle says of itself, and which checks hold, without any store: `coprod verify FILE`."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from coprod_desktop.bundle import authenticity, container, header, keys, steps, suite, trust
from coprod_desktop.bundle.container import Container, Stream
from coprod_desktop.bundle.errors import (
    BadSignature,
    BundleError,
    DeviceNotEnrolled,
    DeviceRevoked,
    NotForThisOffice,
    SignerDeviceMismatch,
    UnknownSigner,
    WrongEnvironment,
)
from coprod_desktop.bundle.header import Header, Kind
from coprod_desktop.bundle.intake import LIMITS, opened, shown
from coprod_desktop.bundle.trust import TrustDevice, TrustList
from coprod_desktop.domain import ids, words
from coprod_desktop.domain.canonical import b64, unb64

CHECKS: Final = ("container", "header", "suite", "body", "signature", "enrolled")
"""The checks, in the order in which they are reported."""


class Check(Struct, frozen=True):
    """One check: held, failed with a code, or (`ok` None) impossible with what is at hand."""

    name: str
    ok: bool | None
    code: str | None = None
    detail: str = ""


class Description(Struct, frozen=True, kw_only=True):
    """What could be read of a bundle. Nothing of it is proven but by the checks that hold.

    Without a trust list nobody says whose key signed, so a signature can be checked only in an
    enrol request, which brings its key. ``words`` are those of an enrol request.
    """

    name: str
    size: int
    ok: bool
    checks: tuple[Check, ...]
    type: Kind | None = None
    bundle_id: str = ""
    signer: str = ""
    env: str = ""
    office: str = ""
    device: str = ""
    short: str = ""
    epoch: str = ""
    seq: int = 0
    prev: str = ""
    suite: str = ""
    schema: int = 0
    recipients: tuple[str, ...] = ()
    body_size: int = 0
    site: str = ""
    wing: str = ""
    words: tuple[str, ...] = ()


class ListDescription(Struct, frozen=True, kw_only=True):
    """A trust list whose own root keys signed it. Only its ``words`` tell whose it is.

    ``follows`` says whether it is the trust list that it was compared with, or the next one after
    it; None where there was nothing to compare with.
    """

    name: str
    ok: bool
    office: str
    office_name: str
    env: str
    version: int
    threshold: int
    roots: int
    devices: int
    former: int
    expires_at: int
    words: tuple[str, ...]
    follows: Check | None


def is_list(path: Path) -> bool:
    """Whether a file may be a trust list, and is no bundle. Raises the errors of stage A."""
    with opened(path, LIMITS) as (stream, _):
        return stream.read(1) == b"{"


def describe_list(path: Path, known: TrustList | None = None) -> ListDescription:
    """Describe a trust list. Raises `NotATrustList` or `CannotRead`."""
    listed, signatures = trust.read_signed(path)
    follows: Check | None = None
    if known is not None and listed != known:
        follows = Check(name="follows", ok=True)
        try:
            steps.check_successor(known, listed, signatures)
        except BundleError as error:
            follows = Check(name="follows", ok=False, code=error.code, detail=error.title)
    elif known is not None:
        follows = Check(name="follows", ok=True)
    return ListDescription(
        name=shown(path),
        ok=follows is None or bool(follows.ok),
        office=listed.office,
        office_name=listed.name,
        env=listed.env,
        version=listed.version,
        threshold=listed.policy.threshold,
        roots=len(listed.policy.root_keys),
        devices=len(listed.devices),
        former=len(listed.former),
        expires_at=listed.expires_at,
        words=trust.root_words(listed),
        follows=follows,
    )


def describe(path: Path, trust_list: TrustList | None = None) -> Description:
    """Describe a file. Raises the errors of stage A; all others end up in the checks.

    ``ok`` is true when no check failed; checks that were impossible do not count.
    """
    with opened(path, LIMITS) as (stream, state):
        found = _Findings(trust_list)
        found.examine(stream, state.st_size)
        return found.describe(shown(path), state.st_size)


class _Findings:
    """What has been found out so far, check by check."""

    def __init__(self, trust_list: TrustList | None) -> None:
        self.trust_list = trust_list
        self.checks = {name: Check(name=name, ok=None) for name in CHECKS}
        self.outer: Container | None = None
        self.header: Header | None = None
        self.device: TrustDevice | None = None
        self.key_known = False

    def examine(self, stream: Stream, size: int) -> None:
        with self.check("container"):
            self.outer = outer = container.read(stream)
        if self.outer is None:
            return
        with self.check("header"):
            inner = header.decode(outer.header)
            header.check(inner, inner.core.type)
            self.header = inner
        if self.header is None:
            return
        with self.check("suite"):
            suite.named(inner.core.suite)
        with self.check("body"):
            authenticity.check_body(stream, inner, outer, size)
        if public := self.public_key(outer, inner):
            with self.check("signature"):
                entry = authenticity.only_signature(outer)
                if not keys.verify(public, header.pae(outer.header), entry.value):
                    raise BadSignature
        if self.trust_list:
            with self.check("enrolled"):
                self.check_enrolled(self.trust_list, inner)

    @contextmanager
    def check(self, name: str) -> Generator[None, None, None]:
        """Note how a check went; the others go on."""
        try:
            yield
        except BundleError as error:
            self.checks[name] = Check(name=name, ok=False, code=error.code, detail=error.title)
        else:
            self.checks[name] = Check(name=name, ok=True)

    def public_key(self, outer: Container, inner: Header) -> bytes:
        """The key that should have signed, as far as it is known here; else nothing."""
        if inner.enrol:
            return unb64(inner.enrol.sign_key)
        if not self.trust_list:
            return b""
        signer = outer.signatures[0].key_id
        if inner.core.type == "return":
            named = {each.device: each for each in self.trust_list.devices}
            self.device = named.get(inner.core.device)
            known = self.trust_list.sign_keys
            found = next((key for key in known if keys.sign_key_id(key) == signer), b"")
            self.key_known = bool(found)
            return found
        for device in self.trust_list.devices:
            if keys.sign_key_id(unb64(device.sign_key)) == signer:
                self.device = device
                return unb64(device.sign_key)
        return b""

    def check_enrolled(self, trust_list: TrustList, inner: Header) -> None:
        if inner.core.office != trust_list.office:
            raise NotForThisOffice
        if inner.core.env != trust_list.env:
            raise WrongEnvironment(theirs=inner.core.env, ours=trust_list.env)
        if inner.core.type == "return" and not self.key_known:
            raise UnknownSigner
        if inner.core.type != "changes":
            return
        if self.device is None:
            raise UnknownSigner
        if self.device.device != inner.core.device:
            raise SignerDeviceMismatch
        if self.device.state == "revoked":
            raise DeviceRevoked
        if self.device.state == "pending":
            raise DeviceNotEnrolled

    def describe(self, name: str, size: int) -> Description:
        checks = tuple(self.checks.values())
        ok = all(check.ok is not False for check in checks)
        base = Description(name=name, size=size, ok=ok, checks=checks)
        if self.outer is None or self.header is None:
            return base
        core, enrol = self.header.core, self.header.enrol
        identity = header.bundle_id(self.outer.header)
        place = enrol or self.device
        return msgspec.structs.replace(
            base,
            type=core.type,
            bundle_id=b64(identity),
            signer=b64(self.outer.signatures[0].key_id),
            env=core.env,
            office=core.office,
            device=core.device,
            short=ids.short(core.device),
            epoch=core.epoch,
            seq=core.seq,
            prev=core.prev,
            suite=core.suite,
            schema=core.schema,
            recipients=core.recipients,
            body_size=self.header.body.len,
            site=place.site if place else "",
            wing=place.wing if place else "",
            words=words.of(identity) if enrol else (),
        )
