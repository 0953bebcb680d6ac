# SPDX-License-Identifier: MIT
"""What the office sends back: a sealed file for each wing with all that this wing should now have.

A return is a full statement: the receipt of now, the steps of the trust list that the wing has not
said it has seen, every form, and the answers, notices and orders to erase that stand in what is
kept for this wing since the last return that it has said it has taken in. So a return that is lost
costs nothing, and each is told apart from an older one by its number.
"""

import contextlib
import shutil
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct
from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection

from coprod_desktop import __version__, files
from coprod_desktop.bundle import container, frames, writer
from coprod_desktop.bundle.delivery import Watched
from coprod_desktop.bundle.header import Life
from coprod_desktop.bundle.keys import SigningKey
from coprod_desktop.bundle.manifest import NO_RECEIPT_KEY, Manifest
from coprod_desktop.bundle.returns import Receipt, Settled, newest
from coprod_desktop.bundle.writer import Outgoing, Staged
from coprod_desktop.domain import canonical, ids
from coprod_desktop.domain.canonical import b64
from coprod_desktop.domain.change import SCHEMA, genesis
from coprod_desktop.domain.errors import StoreDamaged
from coprod_desktop.domain.errors_trust import (
    NotActive,
    OfficeBehind,
    OfficeReplaced,
    OfficeRestored,
    TrustListTooOld,
)
from coprod_desktop.domain.progress import Progress, silent
from coprod_desktop.services import session
from coprod_desktop.services.books import keyring, lives, sticks
from coprod_desktop.services.exchanging import enrolment, trust_steps
from coprod_desktop.services.loop import notices
from coprod_desktop.services.recording import reference
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import audit, log, tables
from coprod_desktop.store.lock import make_private

STAGING: Final = "returning"
RESTORED_AT: Final = "restored_at"
"""The setting that says when this office was restored from a backup, in UTC milliseconds."""
_LEFT_OVER_S = 86_400
_d, _r, _v = tables.device.c, tables.returned.c, tables.verdict.c


class Returned(Struct, frozen=True):
    """A return that was written and read back: for whom, and what it says beside the receipt.

    With a `code`, none could be made for this wing: `title` and `advice` say why in words.
    """

    device: str
    short: str
    site: str
    wing: str
    seq: int = 0
    path: Path = Path()
    answers: int = 0
    notices: int = 0
    erasures: int = 0
    trust_version: int = 0
    code: str | None = None
    title: str = ""
    advice: str = ""


class _Made(Struct, frozen=True):
    staged: Staged
    key: SigningKey
    returned: Returned


def write(
    s: SignedIn,
    folder: Path,
    device: str | None = None,
    progress: Progress = silent,
    *,
    authorise: bool = False,
    told: Callable[[Returned], None] = lambda _: None,
) -> tuple[Returned, ...]:
    """Write a return for each wing that is let in, or for one, and read it back from `folder`.

    Files of several wings lie side by side; only its own wing can open each. One wing for which
    none can be made keeps no other waiting. A stick has to be authorised, or is with `authorise`.
    `told` hears of each as it is done, for whoever stops in the middle.
    Raises `WrongKindOfStore`, `NotAllowed`, `DeviceUnknown`, `NotActive`, `MediumNotAuthorised`,
    `MediumNameless`, `StorageFull`, `CannotWrite` and its kinds, `ReadBackFailed` or `Cancelled`.
    """
    s.must_be("office", "writing return bundles")
    s.needs("admin", "head", what="writing return bundles")
    wanted = _wanted(s, device)
    medium = sticks.board(s, folder, authorise_it=authorise)
    done: list[Returned] = []
    with _staging(s) as staging:
        for number, row in enumerate(wanted, 1):
            progress(number - 1, len(wanted), f"{row.site}, {row.wing}")
            done.append(_write_one(s, row, medium, staging, progress))
            told(done[-1])
    return tuple(done)


def _write_one(
    s: SignedIn, row: Any, medium: Watched, staging: Path, progress: Progress
) -> Returned:
    try:
        made = _make(s, row.id, staging, progress)
    except (OfficeBehind, OfficeReplaced, OfficeRestored, TrustListTooOld) as error:
        return Returned(
            device=row.id,
            short=ids.short(row.id),
            site=row.site,
            wing=row.wing,
            code=error.code,
            title=error.title,
            advice=error.advice,
        )
    folder = medium.identity.folder
    path = writer.deliver(made.staged.path, folder, made.key.public, progress, medium)
    _note_written(s, made, medium)
    return msgspec.structs.replace(made.returned, path=path)


@contextlib.contextmanager
def _staging(s: SignedIn) -> Generator[Path]:
    """A folder of one's own: another process may be writing returns too."""
    place = s.folder / STAGING
    make_private(place)
    with files.writing(place):
        for left_over in place.iterdir():
            if time.time() - left_over.stat().st_mtime > _LEFT_OVER_S:
                shutil.rmtree(left_over, ignore_errors=True)
        mine = place / ids.new_id()
        mine.mkdir()
    try:
        yield mine
    finally:
        shutil.rmtree(mine, ignore_errors=True)


def _wanted(s: SignedIn, device: str | None) -> list[Any]:
    with s.vault.read() as connection:
        if device is None:
            query = select(tables.device).where(_d.state == "active")
            return list(connection.execute(query.order_by(_d.site, _d.wing, _d.id)))
        row = enrolment.find(connection, device)
        if row.state != "active":
            raise NotActive(wing=f"{row.site}, {row.wing}")
        return [row]


def _make(s: SignedIn, device: str, staging: Path, progress: Progress) -> _Made:
    """Seal a return on this PC; its number is taken before anything of it leaves."""
    with s.vault.write() as connection, files.writing(staging):
        row = connection.execute(select(tables.device).where(_d.id == device)).one()
        key = keyring.sign_key(connection, row.trust_version)
        if key is None:
            raise TrustListTooOld(wing=f"{row.site}, {row.wing}")
        notices.bring_up(s, connection, row)
        outgoing, stream = _outgoing(s, connection, row)
        span = outgoing.manifest.first, outgoing.manifest.last
        with contextlib.closing(log.raws(connection, stream, *span)) as raws:
            staged = writer.stage(outgoing, key, raws, staging, progress)
        connection.execute(
            insert(tables.returned).values(
                device=row.id,
                life=outgoing.manifest.return_life,
                seq=outgoing.seq,
                bundle=staged.bundle_id,
                first=span[0],
                last=span[1],
                trust_version=outgoing.manifest.trust_version,
                at=outgoing.manifest.at,
                by=s.person.name,
                place="",
                head=_head(staged.path),
            )
        )
        answers, given, erasures = _counted(connection, stream, *span)
    returned = Returned(
        device=row.id,
        short=ids.short(row.id),
        site=row.site,
        wing=row.wing,
        seq=outgoing.seq,
        path=staged.path,
        answers=answers,
        notices=given,
        erasures=erasures,
        trust_version=outgoing.manifest.trust_version,
    )
    return _Made(staged, key, returned)


def _outgoing(s: SignedIn, connection: Connection, row: Any) -> tuple[Outgoing, int]:
    restored_at = int(session.settings(connection).get(RESTORED_AT, "0"))
    if (row.last_at or 0) < restored_at:
        raise OfficeRestored(wing=f"{row.site}, {row.wing}")
    lives.note_seen(s, connection, row)
    life = lives.present(connection)
    last = _last(connection, row.id, life)
    seq = last.seq + 1 if last else 1
    stream = lives.carry_over(s, connection, row)
    first = lives.seen(connection, row.id, life) + 1 if row.return_life == life else 1
    before, after = (log.chain_at(connection, stream, n) for n in (first - 1, stream.head))
    if before is None or after is None:
        raise StoreDamaged(what="what it returns to a wing has a gap")
    listed = keyring.listed(connection)
    audit_n, audit_chain = audit.end(connection, s.store)
    outgoing = Outgoing(
        type="return",
        env=s.env,
        office=s.office,
        device=row.id,
        epoch=row.epoch,
        seq=seq,
        prev=last.bundle if last else b"",
        schema=SCHEMA,
        recipients=(row.receive_key,),
        manifest=Manifest(
            site=row.site,
            wing=row.wing,
            by=s.person.name,
            app=__version__,
            first=first,
            last=stream.head,
            chain_before=before,
            chain_after=after,
            trust_version=listed.version,
            return_seq=seq,
            return_life=life,
            receipt_key=NO_RECEIPT_KEY,
            audit_n=audit_n,
            audit_chain=audit_chain,
            at=s.now(),
        ),
        parts=_parts(s, connection, row),
        life=Life(id=life, chain=b64(after), former=lives.former(connection)),
    )
    return outgoing, stream.id


def _parts(s: SignedIn, connection: Connection, row: Any) -> tuple[tuple[int, bytes], ...]:
    """The frames before the changes: receipt, steps of the trust list, forms."""
    receipt = canonical.encode(receipt_of(s, connection, row))
    known = trust_steps.steps_since(connection, row.trust_version)
    forms = reference.outgoing(connection)
    return (
        (frames.RECEIPT, receipt),
        *((frames.TRUST, raw) for raw in known),
        *((frames.REFERENCE, canonical.encode(each)) for each in forms),
    )


def receipt_of(s: SignedIn, connection: Connection, row: Any) -> Receipt:
    """How far the office holds a device's log, and what became of its bundles."""
    stream = log.find_stream(connection, row.id, row.epoch)
    query = (
        select(_v.seq, _v.bundle, _v.outcome, _v.code, _v.at)
        .where(_v.device == row.id, _v.epoch == row.epoch)
        .order_by(_v.seq.desc(), _v.at.desc())
        .limit(1000)
    )
    bundles = [
        Settled(
            seq=each.seq, bundle=b64(each.bundle), outcome=each.outcome, code=each.code, at=each.at
        )
        for each in connection.execute(query)
    ]
    return Receipt(
        epoch=row.epoch,
        high_water=stream.head if stream else 0,
        chain=b64(stream.chain if stream else genesis(row.id, row.epoch)),
        bundles=newest(bundles),
        gap_from=row.gap_from or 0,
        lives=lives.held(s, connection, row.id),
    )


def _last(connection: Connection, device: str, life: str) -> Any:
    query = select(tables.returned).where(_r.device == device, _r.life == life)
    return connection.execute(query.order_by(_r.seq.desc()).limit(1)).one_or_none()


def _head(path: Path) -> bytes:
    """The signed head of a bundle: all that comes before its body."""
    with files.reading(path), path.open("rb") as stream:
        at = container.read(stream).body_at
        stream.seek(0)
        return stream.read(at)


def _counted(connection: Connection, stream: int, first: int, last: int) -> tuple[int, int, int]:
    """How many answers, notices and orders to erase stand in a slice of what goes back."""
    c = tables.change.c
    answers, given = (
        select(func.count()).where(
            c.stream == stream, c.n.between(first, last), c.record.in_(select(table.c.id))
        )
        for table in (tables.answer, tables.notice)
    )
    orders = select(func.count()).where(
        c.stream == stream,
        c.n.between(first, last),
        c.raw.is_not(None),
        c.record.in_(select(tables.tombstone.c.record)),
    )
    counted = [connection.execute(each).scalar_one() for each in (answers, given, orders)]
    return counted[0], counted[1], counted[2]


def _note_written(s: SignedIn, made: _Made, medium: Watched) -> None:
    said = made.returned
    with s.vault.write() as connection:
        connection.execute(
            update(tables.returned)
            .where(_r.bundle == made.staged.bundle_id)
            .values(place=str(medium.identity.folder))
        )
        sticks.carried(s, connection, medium.drive, made.staged.bundle_id, "out")
        s.note(connection, "return", said.seq, f"{said.site}, {said.wing}")
