# SPDX-License-Identifier: MIT
"""What the fuzzing aims at: each layer of a bundle, damaged after everything outside it was mended.

A damage that only breaks the outermost hash never reaches the strict parser inside. So each layer
is damaged by somebody who has the wing's keys: they seal and sign it again.
"""

import contextlib
import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from coprod_desktop.bundle import frames, inspect, reader, steps, suite, trust, writer
from coprod_desktop.bundle import header as headers
from coprod_desktop.bundle.container import read as read_container
from coprod_desktop.bundle.header import Header, Wrap
from coprod_desktop.bundle.keys import SealKey, SealPublic, SigningKey
from coprod_desktop.bundle.manifest import Erased, encode_erased
from coprod_desktop.domain import change
from coprod_desktop.domain.canonical import NotCanonical, NotOfType, b64, unb64
from coprod_desktop.domain.errors import NotATrustList, UserError
from tests.bundle import golden
from tests.bundle.making import OFFICE, Office, Wing, body_info, quarantined, signed, whole
from tests.bundle.mutating import Mutator, Tally

GOLDEN: Final = Path(__file__).parents[1] / "golden" / "v1"
HONEST: Final = "another honest bundle"
_RANGES = ((0, 10), (11, 32), (0x7F, 0xA0), (0x2028, 0x202F), (0x2066, 0x206A), (0xD800, 0xE000))
_FORBIDDEN = {code for first, end in _RANGES for code in range(first, end)} | {
    0xFEFF,
    0xFFFE,
    0xFFFF,
}
_OPTIONAL: Final = {"name", "policy", "keys", "former"}
_FIELDS = {"at", "by", "data", "id", "n", "op", "rev", "salt", "type", "v"}

Case = Callable[[], object]


class Back:
    """The frozen return, the office's key that signs it again, and the wing that takes it in."""

    office, env, schema_min, schema_max = OFFICE, "practice", 1, change.SCHEMA

    def __init__(self, folder: Path) -> None:
        self.office = OFFICE
        self.env: headers.Env = "practice"
        self.schema_min = self.schema_max = 1
        self.folder = folder
        facts = json.loads((GOLDEN / "bundle.json").read_text("utf-8"))
        with (GOLDEN / "return.coprod").open("rb") as stream:
            self.header = headers.decode(read_container(stream).header)
        self.file_key = bytes.fromhex(facts["return"]["file_key"])
        self.parts = [(k, d.encode()) for k, d in facts["return"]["frames"] if isinstance(d, str)]
        del self.parts[-1]
        self.key = golden.signing("office-sign")
        self.seal = golden.sealing("device-receive")

    def signer(self, _: bytes, /) -> reader.Signer:
        core = self.header.core
        return reader.Signer(
            device=core.device, epoch=core.epoch, public=self.key.public, state="active"
        )

    def sealed(self, parts: list[tuple[int, bytes]]) -> bytes:
        """The return with other parts; chain, manifest and end mark fit them where they can."""
        manifest = json.loads(self.parts[0][1])
        chain, count = unb64(manifest["chain_before"]), 0
        for kind, data in parts[1:]:
            if kind == frames.CHANGE:
                chain, count = change.link(chain, change.leaf(data)), count + 1
        if parts[0] == self.parts[0]:
            fitted = spelt(manifest | {"chain_after": b64(chain)})
            parts = [(frames.MANIFEST, fitted), *parts[1:]]
        body = [frames.frame(kind, data) for kind, data in parts]
        encryptor = suite.NEWEST.encryptor(self.file_key, self.header.ch)
        sealed = encryptor.update(whole(body, count, chain)) + encryptor.finalize()
        header = Header(core=self.header.core, wraps=self.header.wraps, body=body_info(sealed))
        return signed(header.encode(), self.key) + sealed

    def take_in(self, data: bytes) -> None:
        file = quarantined(data, self.folder)
        authentic = reader.authenticate(file, self, "return")
        list(reader.open_content(file, authentic, [self.seal]).entries())


def spelt(tree: object) -> bytes:
    text = json.dumps(tree, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return text.encode()


class Target:
    """A small honest bundle, request and trust list, and the office that takes them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.office = Office()
        self.wing = Wing(self.office)
        self.wing.record(3)
        self.office.enrol(self.wing)
        self.core = self.wing.core()
        self.file_key = suite.NEWEST.file_key()
        empty = Header(core=self.core, wraps=(), body=body_info(b""))
        self.ch = empty.ch
        seal = SealPublic.from_bytes(self.office.seal.public)
        wrapped = suite.NEWEST.wrap(self.file_key, seal, self.ch)
        self.wraps = (Wrap(kid=b64(self.office.seal.key_id), enc_key=b64(wrapped)),)
        self.plaintext = self.wing.plaintext()
        self.parts = list(frames.FrameReader([self.plaintext]))
        erased = self.wing.log[1]
        self.place = Erased(n=2, id=erased.change.id, type="feedback", rev=1, leaf=erased.leaf)
        self.data = self.sealed(self.plaintext)
        with quarantined(self.data, folder).path.open("rb") as stream:
            outer = read_container(stream)
        self.header, self.body_at = outer.header, outer.body_at
        receive = SealKey.generate()
        self.request = writer.enrol_request(
            office=OFFICE,
            env="practice",
            device=self.wing.device,
            epoch=self.wing.epoch,
            site="HMP Example",
            wing="B",
            signing_key=self.wing.key,
            receive_key=SealPublic.from_bytes(receive.public),
            schema=1,
            at=1,
        )
        roots = [SigningKey.generate() for _ in range(2)]
        listing = trust.create(
            office=OFFICE,
            name="Example office",
            env="practice",
            root_keys=[root.public for root in roots],
            threshold=2,
            sign_key=SigningKey.generate().public,
            seal_key=self.office.seal.public,
            recovery_key=self.office.recovery.public,
            at=1,
        )
        self.trust = trust.sign(listing, roots)
        self.back = Back(folder)
        first = golden.first_list()
        one, two = golden.two_steps(first)
        self.second, _ = steps.take(first, one)
        self.step = two.encode()

    def sealed(self, plaintext: bytes) -> bytes:
        """A bundle with this plaintext, sealed and signed by somebody who has the wing's keys."""
        encryptor = suite.NEWEST.encryptor(self.file_key, self.ch)
        sealed = encryptor.update(plaintext) + encryptor.finalize()
        header = Header(core=self.core, wraps=self.wraps, body=body_info(sealed))
        return signed(header.encode(), self.wing.key) + sealed

    def take_in(self, data: bytes) -> list[bytes]:
        """Stages B, C and E; the bytes of the changes that come out."""
        file = quarantined(data, self.folder)
        authentic = reader.authenticate(file, self.office)
        opened = reader.open_content(file, authentic, [self.office.seal])
        raws = [b"" if isinstance(e, Erased) else e.raw for e in opened.entries()]
        # Many changes are read faster than one, and must not be read less strictly.
        for raw in filter(None, raws):
            change.read(raw)
        return raws

    def look(self, data: bytes) -> None:
        """Stages B and C; what `coprod inspect` says of it may be anything but a bug."""
        file = quarantined(data, self.folder)
        with contextlib.suppress(UserError):
            inspect.describe(file.path)
        reader.authenticate(file, self.office)

    def ask(self, data: bytes) -> None:
        reader.read_enrol(quarantined(data, self.folder), self.office)


def _outer(target: Target, mutator: Mutator) -> Case | None:
    def damage(data: bytes) -> bytes:
        if mutator.chance.random() < 0.3:
            with contextlib.suppress(Exception):
                return mutator.head(data, target.body_at)
        if mutator.chance.random() < 0.4:
            return mutator.raw(data[: target.body_at]) + data[target.body_at :]
        return mutator.raw(data)

    data = mutator.several(damage, target.data)
    return None if data == target.data else lambda: target.look(data)


def _header(target: Target, mutator: Mutator) -> Case | None:
    how = mutator.chance.choice((mutator.raw, mutator.spelling, mutator.tree, mutator.tree))
    header = how(target.header)
    if header == target.header:
        return None
    data = signed(header, target.wing.key) + target.data[target.body_at :]
    return lambda: target.take_in(data)


def _plaintext(target: Target, mutator: Mutator) -> Case | None:
    # All but the first kilobytes is padding: most damage goes where something stands.
    end = target.plaintext.rindex(b"\x7e") + 8 if mutator.chance.random() < 0.9 else None
    said = target.plaintext[:end]
    plaintext = mutator.several(mutator.raw, said) + target.plaintext[len(said) :]
    if plaintext == target.plaintext:
        return None
    data = target.sealed(plaintext)
    return lambda: target.take_in(data)


def _frames(target: Target, mutator: Mutator) -> Case | None:
    """Frames moved about, with an end mark whose hash and count fit what now comes before it."""
    parts = [part for part in target.parts if part[0] not in {frames.END, frames.PAD}]
    found = mutator.frames(parts)
    if found == parts or found[0] != parts[0]:
        return None
    chain = change.genesis(target.wing.device, target.wing.epoch)
    for kind, data in found[1:]:
        if kind == frames.CHANGE:
            chain = change.link(chain, change.leaf(data))
    body = [frames.frame(kind, data[: frames.MAX_FRAME]) for kind, data in found]
    data = target.sealed(whole(body, len(found) - 1, chain))
    return lambda: target.take_in(data)


def _records(target: Target, mutator: Mutator) -> Case | None:
    """One change or the manifest in another spelling or shape; all that vouches for it is mended.

    Some of these are honest: another name of the exporter, say. A second opinion decides.
    """
    at = mutator.chance.randrange(len(target.wing.log) + 1)
    how = mutator.chance.choice((mutator.raw, mutator.spelling, mutator.tree, mutator.tree))
    raws = [entry.raw for entry in target.wing.log]
    chain = change.genesis(target.wing.device, target.wing.epoch)
    wrong = how(raws[at - 1]) if at else b""
    if at:
        if wrong == raws[at - 1]:
            return None
        raws[at - 1] = wrong
    for raw in raws:
        chain = change.link(chain, change.leaf(raw))
    manifest = json.loads(target.parts[0][1]) | {"chain_after": b64(chain)}
    first = spelt(manifest)
    if not at:
        first = how(first)
    body = [frames.frame(frames.MANIFEST, first)]
    body += [frames.frame(frames.CHANGE, raw) for raw in raws]
    data = target.sealed(whole(body, len(raws), chain))

    def read() -> str:
        assert target.take_in(data) == raws
        return HONEST if is_honest(wrong if at else first, _FIELDS if at else set(manifest)) else ""

    return read


def _erased(target: Target, mutator: Mutator) -> Case | None:
    """An erased place in another spelling or shape. The chain vouches for its leaf alone."""
    right = encode_erased(target.place)
    how = mutator.chance.choice((mutator.raw, mutator.spelling, mutator.tree))
    wrong = how(right)
    if wrong == right:
        return None
    body = [frames.frame(kind, data) for kind, data in target.parts[:4]]
    body[2] = frames.frame(frames.ERASED, wrong)
    data = target.sealed(whole(body, 3, target.wing.chain(3)))

    def read() -> str:
        target.take_in(data)
        return HONEST if is_honest(wrong, {"id", "leaf", "n", "rev", "type"}) else ""

    return read


def _return(target: Target, mutator: Mutator) -> Case | None:
    """A part of the frozen return in another spelling or shape, sealed and signed by the office."""
    back = target.back
    at = mutator.chance.randrange(len(back.parts))
    kind, right = back.parts[at]
    how = mutator.chance.choice((mutator.raw, mutator.spelling, mutator.tree, mutator.tree))
    wrong = how(right)
    if wrong == right:
        return None
    parts = [*back.parts]
    parts[at] = kind, wrong
    data = back.sealed(parts)

    def read() -> str:
        back.take_in(data)
        fields = set(json.loads(right)) - {"parent"}
        if kind == frames.TRUST:
            # A step says only what changes.
            fields = fields - _OPTIONAL | set(json.loads(wrong)) & _OPTIONAL
        return HONEST if is_honest(wrong, fields) else ""

    return read


def _step(target: Target, mutator: Mutator) -> Case | None:
    how = mutator.chance.choice((mutator.raw, mutator.spelling, mutator.tree, mutator.tree))
    wrong = how(target.step)
    if wrong == target.step:
        return None

    def read() -> None:
        try:
            found = steps.decode(wrong)
        except (NotCanonical, NotOfType) as error:
            raise NotATrustList(file="", why=str(error)) from None
        steps.take(target.second, found)

    return read


def _request(target: Target, mutator: Mutator) -> Case | None:
    data = mutator.several(mutator.raw, target.request)
    return None if data == target.request else lambda: target.ask(data)


def _trust(target: Target, mutator: Mutator) -> Case | None:
    how = mutator.chance.choice((mutator.raw, mutator.spelling, mutator.tree))
    data = mutator.several(how, target.trust) if how == mutator.raw else how(target.trust)
    return None if data == target.trust else lambda: trust.read(data)


LAYERS: Final[dict[str, Callable[[Target, Mutator], Case | None]]] = {
    "outer": _outer,
    "header": _header,
    "plaintext": _plaintext,
    "frames": _frames,
    "records": _records,
    "erased": _erased,
    "return": _return,
    "request": _request,
    "step": _step,
    "trust": _trust,
}


def sweep(target: Target, layer: str, seed: int, count: int) -> Tally:
    """Damage one layer `count` times and count what the readers say."""
    tally, make = Tally(), LAYERS[layer]
    number = 0
    while tally.tried < count:
        number += 1
        case = make(target, Mutator(seed, number))
        if case is None:
            tally.unchanged += 1
        else:
            tally.run(number, case)
    return tally


def is_honest(raw: bytes, fields: set[str]) -> bool:
    """A second opinion, by the standard library alone: the one spelling, and allowed text."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len(dict(pairs)) == len(pairs)
        return dict(pairs)

    tree = json.loads(raw.decode(), object_pairs_hook=once, parse_float=_none, parse_constant=_none)
    text = json.dumps(tree, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    allowed = not _FORBIDDEN.intersection(map(ord, text)) and unicodedata.is_normalized("NFC", text)
    return text.encode() == raw and allowed and set(tree) - {"parent"} == fields


def _none(_: str) -> None:
    raise AssertionError
