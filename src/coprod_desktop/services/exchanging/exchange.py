# SPDX-License-Identifier: MIT
"""A wing's side of the exchange: the enrol request, and bundles with all the office lacks."""

import contextlib
import io
import secrets
from pathlib import Path
from typing import Any, Literal

import sqlalchemy
from msgspec import Struct
from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection

from coprod_desktop import __version__, files
from coprod_desktop.bundle import authenticity, container, header, trust, writer
from coprod_desktop.bundle.fault import BundleError
from coprod_desktop.bundle.keys import SealKey, SealPublic, SigningKey
from coprod_desktop.bundle.manifest import Manifest
from coprod_desktop.bundle.writer import Outgoing, Staged
from coprod_desktop.domain import ids
from coprod_desktop.domain.canonical import b64
from coprod_desktop.domain.change import SCHEMA, RecordType
from coprod_desktop.domain.errors import NothingToExport, StoreDamaged
from coprod_desktop.domain.progress import Progress, silent
from coprod_desktop.services import session
from coprod_desktop.services.access import unlocking
from coprod_desktop.services.books import acknowledging, lives, sticks
from coprod_desktop.services.exchanging import giving_back
from coprod_desktop.services.loop import guarding
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import audit, log, tables
from coprod_desktop.store.lock import make_private

STAGING = "staging"
RECEIPT_KEY = "receipt-key"
"""The secret with which the office makes its receipts by telephone; it travels in each bundle."""
_RECEIPT_KEY_BYTES = 32
_REQUEST = "enrol-request"
_PER_CHANGE = 24
_OVERHEAD = 1 << 16

SentState = Literal["staged", "verified"]


class Request(Struct, frozen=True):
    """An enrol request that was written, and the words to read out over the telephone."""

    path: Path
    words: tuple[str, ...]


class Preview(Struct, frozen=True):
    """What the next bundle will hold: changes `first` to `last`, by record type, over which days.

    `oldest` and `newest` are ISO dates of the records; `size` is about how many bytes. As long as
    comments are `unresolved` (`guarding.open_ones`), none of it can leave.
    """

    first: int
    last: int
    counts: dict[RecordType, int]
    oldest: str
    newest: str
    size: int
    unresolved: int = 0


class Exported(Struct, frozen=True):
    """A bundle that was written, read back and found whole."""

    seq: int
    path: Path
    changes: int
    size: int
    bundle_id: bytes


class SentBundle(Struct, frozen=True):
    """A bundle in the history of this wing; times are UTC milliseconds.

    `outcome` is what became of it at the office, `code` why it was not taken in, both by the newest
    return; `acknowledged_by` says whether a return or the telephone confirmed it.
    """

    seq: int
    first: int
    last: int
    at: int
    by: str
    place: str
    size: int
    state: SentState
    acknowledged_at: int | None
    acknowledged_by: str = ""
    outcome: str = ""
    outcome_at: int | None = None
    code: str = ""
    medium: str = ""


def request(s: SignedIn, folder: Path) -> Request:
    """Write this PC's enrol request into `folder`; the same request each time.

    Raises `WrongKindOfStore`, `NotAllowed`, `StorageFull` or `CannotWrite`.
    """
    s.needs("head", "admin", what="asking the office to enrol this PC")
    raw = _request_bytes(s)
    found = _header_of(raw)
    path = folder / header.file_name(header.decode(found).core)
    with s.vault.write() as connection:
        s.note(connection, "request", folder, "the enrol request was written")
    files.replace(path, raw)
    return Request(path, writer.enrol_words(header.bundle_id(found)))


def request_words(s: SignedIn) -> tuple[str, ...]:
    """This PC's twelve words, to be read out to the office. Raises `WrongKindOfStore`."""
    return writer.enrol_words(header.bundle_id(_header_of(_request_bytes(s))))


def _request_bytes(s: SignedIn) -> bytes:
    """The enrol request, made once and kept: made anew, it would have other words."""
    s.must_be("wing", "asking an office to enrol a PC")
    with s.vault.write() as connection:
        try:
            return session.secret(connection, _REQUEST)
        except KeyError:
            pass
        raw = writer.enrol_request(
            office=s.office,
            env=s.env,
            device=s.device,
            epoch=s.epoch,
            site=s.site,
            wing=s.wing,
            signing_key=SigningKey.from_private(session.secret(connection, "device-sign")),
            receive_key=SealPublic.from_bytes(
                SealKey.from_private(session.secret(connection, "device-receive")).public
            ),
            schema=SCHEMA,
            at=s.now(),
            trust_version=trust.read(session.secret(connection, "trust")).version,
        )
        connection.execute(insert(tables.secret).values(name=_REQUEST, value=raw))
    return raw


def _header_of(raw: bytes) -> bytes:
    return container.read(io.BytesIO(raw)).header


def preview(s: SignedIn, *, everything: bool = False) -> Preview:
    """What an export would hold now. Raises `WrongKindOfStore` or `NothingToExport`."""
    s.must_be("wing", "sending a bundle")
    with s.vault.read() as connection:
        stream = s.own_stream(connection)
        first, last = _span(s, connection, stream, everything=everything)
        c = tables.change.c
        span = (c.stream == stream.id) & c.n.between(first, last)
        size = connection.execute(select(func.sum(func.length(c.raw))).where(span)).scalar()
        counts: dict[RecordType, int] = {}
        days: list[str] = []
        records = select(c.record).where(span)
        for kind, table in tables.PROJECTIONS.items():
            number = 0
            for t in (table.c, tables.binned.c):
                # An action's day lies ahead, and need not be set: it says nothing of what is sent.
                day = sqlalchemy.null() if kind == "action" else t.date
                within = select(func.count(), func.min(day), func.max(day)).where(t.id.in_(records))
                if t is tables.binned.c:
                    within = within.where(t.type == kind)
                some, *found = connection.execute(within).one()
                number += some
                days += [each for each in found if each]
            if number:
                counts[kind] = number
    about = (size or 0) + (last - first + 1) * _PER_CHANGE + _OVERHEAD
    span_of_days = (min(days, default=""), max(days, default=""))
    return Preview(first, last, counts, *span_of_days, about, guarding.number_open(s))


def export(
    s: SignedIn,
    password: str,
    folder: Path,
    *,
    everything: bool = False,
    authorise: bool = False,
    progress: Progress = silent,
) -> Exported:
    """Write one bundle with every change that the office has not confirmed, and read it back.

    The bundle is sealed into the store's own folder first. When it cannot be delivered, the next
    try sends the same file again as long as nothing new was recorded. A stick has to be authorised
    (`sticks`), or is with `authorise`. Raises `NotAllowed`, `HarmNotPassedOn` (nothing overrides
    it: it is resolved), `WrongPassword`, `NothingToExport`, `MediumNotAuthorised`,
    `MediumNameless`, `StorageFull`, `CannotWrite` and its kinds, `ReadBackFailed` or `Cancelled`.
    """
    s.must_be("wing", "sending a bundle")
    s.needs("head", "admin", what="sending a bundle")
    guarding.must_be_resolved(s)
    unlocking.confirm_password(s, password)
    medium = sticks.board(s, folder, authorise_it=authorise)
    staging = s.folder / STAGING
    make_private(staging)
    _make_receipt_key(s)
    with s.vault.read() as connection:
        signing_key = SigningKey.from_private(session.secret(connection, "device-sign"))
        ready = _ready(s, connection, staging, signing_key.public, everything=everything)
    if ready is None:
        ready = _stage(s, staging, signing_key, everything=everything, progress=progress)
    path = writer.deliver(ready.path, folder, signing_key.public, progress, medium)
    t = tables.sent
    with s.vault.write() as connection:
        stick = sticks.carried(s, connection, medium.drive, ready.bundle_id, "out")
        connection.execute(
            update(t)
            .where(t.c.epoch == s.epoch, t.c.seq == ready.seq)
            .values(state="verified", place=str(folder), medium=stick, at=s.now(), by=s.person.name)
        )
        s.note(connection, "export", ready.seq, str(folder))
    return Exported(ready.seq, path, ready.changes, ready.size, ready.bundle_id)


def _make_receipt_key(s: SignedIn) -> None:
    """Made once, and the same in every bundle: the office knows just one."""
    t = tables.secret
    with s.vault.write() as connection:
        known = select(t.c.name).where(t.c.name == RECEIPT_KEY)
        if connection.execute(known).one_or_none() is None:
            key = secrets.token_bytes(_RECEIPT_KEY_BYTES)
            connection.execute(insert(t).values(name=RECEIPT_KEY, value=key))


class _Ready(Struct, frozen=True):
    seq: int
    path: Path
    changes: int
    size: int
    bundle_id: bytes


def _ready(
    s: SignedIn, connection: Connection, staging: Path, public_key: bytes, *, everything: bool
) -> _Ready | None:
    """The staged bundle of a try that was cut off, when it still holds all that is to be sent."""
    row = _last_sent(connection, s.epoch)
    if row is None or row.state != "staged":
        return None
    first, last = _span(s, connection, s.own_stream(connection), everything=everything)
    path = staging / f"{ids.short(s.device)}-{row.seq}.coprod"
    listed = trust.read(session.secret(connection, "trust"))
    sealed_to = {b64(SealPublic.from_bytes(key).key_id) for key in _recipients(listed)}
    # It may begin earlier: what the office has confirmed since then does no harm.
    if row.first > first or row.last != last or not _is_whole(path, public_key, sealed_to):
        return None
    return _Ready(row.seq, path, row.last - row.first + 1, row.size, row.bundle)


def _recipients(listed: trust.TrustList) -> tuple[bytes, ...]:
    return (listed.seal_key, listed.recovery_key)


def _is_whole(path: Path, public_key: bytes, sealed_to: set[str]) -> bool:
    """Whether a staged bundle is still what was signed, for those who open bundles now.

    Else a new one takes its place. It may have left already, so the new one gets a number of its
    own.
    """
    try:
        with path.open("rb") as stream:
            found = authenticity.verify(stream, path.stat().st_size, public_key)
    except (OSError, BundleError):
        return False
    return set(found.core.recipients) == sealed_to


def _stage(
    s: SignedIn,
    staging: Path,
    signing_key: SigningKey,
    *,
    everything: bool,
    progress: Progress,
) -> _Ready:
    with s.vault.read() as connection, files.writing(staging):
        stream = s.own_stream(connection)
        first, last = _span(s, connection, stream, everything=everything)
        before, after = (log.chain_at(connection, stream, n) for n in (first - 1, last))
        if before is None or after is None:
            raise StoreDamaged(what="its log has a gap")
        previous = _last_sent(connection, s.epoch)
        listed = trust.read(session.secret(connection, "trust"))
        receipt_key = session.secret(connection, RECEIPT_KEY)
        audit_n, audit_chain = audit.end(connection, s.store)
        before_n = _audit_confirmed(connection, s.epoch)
        seen = lives.newest(connection, s.device)
        at = s.now()
        outgoing = Outgoing(
            type="changes",
            env=s.env,
            office=s.office,
            device=s.device,
            epoch=s.epoch,
            seq=previous.seq + 1 if previous else 1,
            prev=previous.bundle if previous else b"",
            schema=SCHEMA,
            recipients=_recipients(listed),
            manifest=Manifest(
                site=s.site,
                wing=s.wing,
                by=s.person.name,
                app=__version__,
                first=first,
                last=last,
                chain_before=before,
                chain_after=after,
                trust_version=listed.version,
                return_life=lives.followed(connection),
                return_seq=seen.seq if seen else 0,
                return_bundle=seen.bundle if seen else b"",
                receipt_key=receipt_key,
                audit_n=audit_n,
                audit_chain=audit_chain,
                audit_before_n=before_n,
                audit_before=audit.chain_at(connection, before_n),
                at=at,
            ),
            parts=giving_back.parts(s, connection),
        )
        # Closed at once when it is not read to its end: its cursor belongs to this connection.
        with contextlib.closing(log.raws(connection, stream.id, first, last)) as raws:
            staged = writer.stage(outgoing, signing_key, raws, staging, progress)
    _record_staged(s, outgoing, staged, first, last, at)
    with contextlib.suppress(OSError):  # the next one tries again
        for old in staging.glob("*.coprod"):
            if old != staged.path:
                old.unlink(missing_ok=True)
    return _Ready(outgoing.seq, staged.path, staged.changes, staged.size, staged.bundle_id)


def _record_staged(
    s: SignedIn, outgoing: Outgoing, staged: Staged, first: int, last: int, at: int
) -> None:
    with s.vault.write() as connection:
        connection.execute(
            insert(tables.sent).values(
                epoch=s.epoch,
                seq=outgoing.seq,
                bundle=staged.bundle_id,
                first=first,
                last=last,
                chain=staged.chain,
                at=at,
                by=s.person.name,
                place="",
                size=staged.size,
                state="staged",
                audit_n=outgoing.manifest.audit_n,
            )
        )


def history(s: SignedIn) -> tuple[SentBundle, ...]:
    """Every bundle this wing made, newest first."""
    t = tables.sent.c
    query = select(
        *(t.seq, t.first, t.last, t.at, t.by, t.place, t.size, t.state, t.acknowledged_at),
        *(t.acknowledged_by, t.outcome, t.outcome_at, t.code, t.medium),
    ).where(t.epoch == s.epoch)
    with s.vault.read() as connection:
        return tuple(SentBundle(*row) for row in connection.execute(query.order_by(t.seq.desc())))


def confirm(s: SignedIn, high_water: int, chain: bytes) -> int:
    """Take note that the office holds all changes up to `high_water`, under this chain value.

    What was confirmed is not sent again. Returns how many bundles that settles; none when the
    chain value is not this wing's own.
    """
    with s.vault.write() as connection:
        stream = s.own_stream(connection)
        if log.chain_at(connection, stream, high_water) != chain:
            return 0
        return acknowledging.settle(s, connection, high_water, "telephone")


def _span(
    s: SignedIn, connection: Connection, stream: log.Stream, *, everything: bool
) -> tuple[int, int]:
    first = 1 if everything else acknowledging.acknowledged(connection, s.epoch) + 1
    if stream.head < first and not giving_back.parts(s, connection):
        raise NothingToExport
    return first, stream.head


def _audit_confirmed(connection: Connection, epoch: str) -> int:
    """How far the audit went in the newest bundle that the office has confirmed; 0 for none."""
    t = tables.sent.c
    query = select(t.audit_n).where(t.epoch == epoch, t.acknowledged_at.is_not(None))
    return connection.execute(query.order_by(t.seq.desc()).limit(1)).scalar() or 0


def _last_sent(connection: Connection, epoch: str) -> Any:
    t = tables.sent
    query = select(t).where(t.c.epoch == epoch).order_by(t.c.seq.desc()).limit(1)
    return connection.execute(query).one_or_none()
