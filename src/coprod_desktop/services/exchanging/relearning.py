# SPDX-License-Identifier: MIT
"""At an office that was restored: its own lost history, as its wings give it back.

Nothing of it is believed on a wing's word. Steps of the trust list are signed by root keys, and
answers lead to the chain value in the head of a return that this office signed. What does not fit
is left out with a remark; it keeps no patient's words from coming in.
"""

import io
from collections.abc import Iterator, Sequence

from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.engine import Connection

from coprod_desktop.bundle import authenticity, container, header, keys, manifest, steps
from coprod_desktop.bundle.content import FROM_OFFICE, Content
from coprod_desktop.bundle.errors_inside import OfficeHistoryDiffers
from coprod_desktop.bundle.fault import BundleError
from coprod_desktop.bundle.header import Header
from coprod_desktop.bundle.returns import Handed, kept_for
from coprod_desktop.bundle.steps import Step
from coprod_desktop.domain import change as changes
from coprod_desktop.domain.canonical import NotCanonical, NotOfType, unb64
from coprod_desktop.domain.change import Entry, Erased
from coprod_desktop.domain.translating import Filled
from coprod_desktop.services.books import keyring, lives
from coprod_desktop.services.exchanging import enrolment, trust_steps
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import log, tables

_t = tables.trust_step.c


def take(
    s: SignedIn, connection: Connection, device: str, opened: Content
) -> tuple[BundleError, ...]:
    """Take what a wing gives back, in the transaction that takes its bundle in; what was left out.

    A remark for each kind of thing that does not fit, and none otherwise.
    """
    remarks: list[BundleError] = []
    try:
        if opened.trust_steps:
            take_steps(s, connection, opened.trust_steps)
    except BundleError as error:
        remarks.append(OfficeHistoryDiffers(why=Filled("trust list: {code}", code=error.code)))
    for handed in _stretches(opened.handed):
        if why := _take_handed(s, connection, device, handed):
            remarks.append(OfficeHistoryDiffers(why=why))
            break
    for remark in remarks:
        s.note(connection, "alarm", device, f"{remark.code} {remark.fields['why']}")
    return tuple(remarks[:1])


def take_steps(s: SignedIn, connection: Connection, taken: Sequence[Step]) -> int:
    """Follow steps of the trust list that this office once made and has lost; its version then.

    A change that waits for signatures is dropped by them: it follows another list. Raises
    `TrustSkipped`, `TrustForked` or `TrustNotSigned`; nothing is taken of what comes after.
    """
    listed = keyring.listed(connection)
    # All of them are tried before one is kept.
    follows, reached = list[tuple[Step, bytes]](), listed
    for step in taken:
        if step.version <= listed.version:
            known = connection.execute(select(_t.step).where(_t.version == step.version)).scalar()
            if known is not None and known != step.encode():
                raise steps.TrustForked(version=step.version)
            continue
        reached, raw = steps.take(reached, step)
        follows.append((step, raw))
    for step, raw in follows:
        trust_steps.keep(connection, step, raw, s.now())
        if s.kind == "office":
            enrolment.relearn(s, connection, step.devices)
        s.note(connection, "trust", step.version, "given back")
    if follows and s.kind == "office":
        trust_steps.drop_waiting(s, connection)
    return reached.version


def _stretches(handed: Sequence[Handed]) -> Iterator[Handed]:
    """What leads to the head of one return stands in as many frames as it needs."""
    whole: Handed | None = None
    for each in handed:
        if whole is not None and (each.life, each.head, each.first) == (
            *(whole.life, whole.head, whole.first + len(whole.places)),
        ):
            whole = replace(whole, places=(*whole.places, *each.places))
            continue
        if whole is not None:
            yield whole
        whole = each
    if whole is not None:
        yield whole


def _take_handed(s: SignedIn, connection: Connection, device: str, handed: Handed) -> str:
    """Take a stretch of a log that this office kept; else why not, in words."""
    try:
        head = _head(connection, unb64(handed.head))
        read = [_read(each.kind, unb64(each.raw)) for each in handed.places]
    except (BundleError, NotCanonical, NotOfType):
        return "an answer is not what this office signed"
    core, life = head.core, head.core.life
    if (core.office, core.env, core.device) != (s.office, s.env, device):
        return "it is of another office or wing"
    if life is header.UNSET or life.id != handed.life or life.id == lives.present(connection):
        return "it is of another life"
    stream = log.open_stream(connection, s.office, kept_for(life.id, device), own=True)
    new = read[max(stream.head + 1 - handed.first, 0) :]
    chain = stream.chain
    for n, entry in enumerate(new, stream.head + 1):
        if (entry.change.n if isinstance(entry, Entry) else entry.n) != n:
            return "numbers are missing"
        chain = changes.link(chain, entry.leaf)
    if new and chain != unb64(life.chain):
        return "it does not follow what is here"
    log.append(connection, stream, new)
    if new:
        s.note(connection, "return", device, f"{len(new)} changes given back")
    return ""


def _head(connection: Connection, raw: bytes) -> Header:
    """The header of a return that a key of this office signed. Raises a `BundleError`."""
    outer = container.read(io.BytesIO(raw))
    entry = authenticity.only_signature(outer)
    listed = keyring.listed(connection)
    known = {keys.sign_key_id(public): public for public in listed.sign_keys}
    known |= {key.key_id: key.public for key in keyring.sign_keys(connection)}
    public = known.get(entry.key_id)
    if public is None or not keys.verify(public, header.pae(outer.header), entry.value):
        raise authenticity.BadSignature
    found = header.decode(outer.header)
    header.check(found, "return")
    return found


def _read(kind: str, raw: bytes) -> Entry | Erased:
    if kind == "erased":
        return manifest.decode_erased(raw)
    entry = changes.read(raw)
    if not isinstance(entry.change, FROM_OFFICE):
        raise NotOfType("not what an office sends to a wing")
    return entry
