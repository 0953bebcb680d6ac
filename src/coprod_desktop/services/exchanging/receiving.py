# SPDX-License-Identifier: MIT
"""At a wing: taking in what the office sent back, each return whole or not at all.

Receipt, trust list, forms, answers and orders to erase come into force in one transaction. Files of
other wings that lie beside are left alone: this PC could not open them.
"""

import contextlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from msgspec import UNSET, Struct
from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from coprod_desktop import files
from coprod_desktop.bundle import authenticity, container, content, header, returns, steps
from coprod_desktop.bundle import intake as media
from coprod_desktop.bundle.authenticity import Authentic, Signer
from coprod_desktop.bundle.content import Content
from coprod_desktop.bundle.errors import (
    ApplyFailed,
    ChainMismatch,
    ConcurrentImport,
    MalformedFrame,
    TrustForked,
    TrustRolledBack,
    TrustSkipped,
)
from coprod_desktop.bundle.fault import BundleError
from coprod_desktop.bundle.header import Core, Env, Life
from coprod_desktop.bundle.intake import LIMITS
from coprod_desktop.bundle.keys import SealKey, sign_key_id
from coprod_desktop.bundle.returns import Result, Taken
from coprod_desktop.bundle.steps import Step
from coprod_desktop.domain import ids
from coprod_desktop.domain.canonical import b64
from coprod_desktop.domain.change import SCHEMA
from coprod_desktop.domain.errors import UserError
from coprod_desktop.domain.progress import Progress, silent
from coprod_desktop.services import session
from coprod_desktop.services.access import escrowing
from coprod_desktop.services.books import acknowledging, applying, keyring, lives, reading, sticks
from coprod_desktop.services.books.reading import Begun
from coprod_desktop.services.exchanging import giving_back, trust_steps, trusting
from coprod_desktop.services.recording import erasing, reference
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import log, tables
from coprod_desktop.store.lock import make_private

QUARANTINE: Final = "quarantine"
SUFFIX: Final = ".coprod"
_NUMBER_RE = re.compile(r"(\d+)")
_r = tables.returned.c


class Received(Struct, frozen=True):
    """What became of one file from the office.

    `receipts` counts bundles of this wing whose fate is new, `answers` new answers, `notices` new
    notices, `erased` records that were erased by order; `trust_version` is that of the trust list
    from now on. `code` names a fault; `title` and `advice` are for people.
    """

    path: Path
    outcome: Result
    seq: int = 0
    code: str | None = None
    security: bool = False
    title: str = ""
    advice: str = ""
    receipts: int = 0
    answers: int = 0
    notices: int = 0
    erased: int = 0
    forms: int = 0
    trust_version: int = 0


class Roster:
    """Who may sign what this wing takes in: the office, with a key that its trust list knows."""

    def __init__(self, s: SignedIn, connection: Connection) -> None:
        self.office = s.office
        self.env: Env = s.env
        self.schema_min = 1
        self.schema_max = SCHEMA
        self._device, self._epoch = s.device, s.epoch
        listed = keyring.listed(connection)
        self._keys = {sign_key_id(public): public for public in listed.sign_keys}

    def signer(self, key_id: bytes, /) -> Signer | None:
        """The office's key with this id; what it signs has to be for this PC."""
        public = self._keys.get(key_id)
        if public is None:
            return None
        return Signer(device=self._device, epoch=self._epoch, public=public, state="active")


def receive(
    s: SignedIn, paths: Sequence[Path], progress: Progress = silent
) -> tuple[Received, ...]:
    """Take in returns, from files or folders; one outcome for each that is for this PC.

    In a folder, what is for others or no return is passed over; a file that was named is always
    answered for. Raises `WrongKindOfStore`, `CannotRead` for a folder, `StorageFull` or
    `CannotWrite` for the store itself.
    """
    s.must_be("wing", "taking in what the office sent")
    quarantine = s.folder / QUARANTINE
    make_private(quarantine)
    with files.writing(quarantine):
        for left_over in quarantine.iterdir():
            left_over.unlink(missing_ok=True)
    found = list(_ours(s, paths))
    done: list[Received] = []
    for number, path in enumerate(found, 1):
        progress(number - 1, len(found), path.name)
        done.append(_one(s, path, quarantine, progress))
    return tuple(done)


def _ours(s: SignedIn, paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            with files.reading(path):
                inside = [file for file in path.iterdir() if file.suffix == SUFFIX]
            yield from (file for file in sorted(inside, key=_natural) if _is_for(s, file))
        else:
            yield path


def _natural(path: Path) -> list[str | int]:
    parts = _NUMBER_RE.split(path.name)
    return [int(part) if i % 2 else part for i, part in enumerate(parts)]


def _is_for(s: SignedIn, path: Path) -> bool:
    """Whether a file says that it is a return to this PC, or is named so and says nothing."""
    core = _claimed(path)
    if core is None:
        return path.name.startswith(f"{ids.short(s.device)}-r")
    return core.type == "return" and core.device == s.device


def _claimed(path: Path) -> Core | None:
    with contextlib.suppress(UserError), media.opened(path, LIMITS) as (stream, _):
        return header.decode(container.read(stream).header).core
    return None


def _one(s: SignedIn, path: Path, quarantine: Path, progress: Progress) -> Received:
    quarantined: media.Quarantined | None = None
    seq = 0
    try:
        quarantined = media.intake(path, quarantine)
        with s.vault.read() as connection:
            found = authenticity.authenticate(quarantined, Roster(s, connection), "return")
            seq = found.header.core.seq
            _judge(s, connection, found)
            key = SealKey.from_private(session.secret(connection, "device-receive"))
        file_key = content.unwrap(found, [key])
        with reading.opened(found, quarantined, file_key) as begun:
            head = _head(quarantined, found)
            received = _take(s, path, found, begun, head, progress)
    except BundleError as error:
        _note_refused(s, path, error)
        return Received(
            path=path,
            outcome=error.OUTCOME,
            seq=seq,
            code=error.code,
            security=error.SECURITY,
            title=error.title,
            advice=error.advice,
            trust_version=trusting.status(s).version,
        )
    finally:
        if quarantined is not None:
            with contextlib.suppress(OSError):  # the next time removes it
                quarantined.path.unlink()
    reference.forget_known(s)
    erasing.sweep(s)
    escrowing.wrap_anew(s)
    return received


def _note_refused(s: SignedIn, path: Path, error: BundleError) -> None:
    with s.vault.write() as connection:
        kind = "alarm" if error.SECURITY else "receive"
        s.note(connection, kind, media.shown(path), f"{error.OUTCOME} {error.code}")


def _judge(s: SignedIn, connection: Connection, found: Authentic) -> None:
    core, life = found.header.core, lives.followed(connection)
    last = lives.newest(connection, s.device)
    same = select(_r.bundle).where(
        _r.device == s.device, _r.life == _life(found).id, _r.seq == core.seq
    )
    returns.judge(
        core,
        found.bundle_id,
        Taken(
            epoch=s.epoch,
            life=life,
            past=lives.past(connection),
            last_seq=last.seq if last else 0,
            last_bundle_id=last.bundle if last else b"",
            same_seq=connection.execute(same).scalar_one_or_none(),
        ),
    )


def _life(found: Authentic) -> Life:
    life = found.header.core.life
    if life is UNSET:
        raise AssertionError("a return without a life, which its header's checks refuse")
    return life


def _take(
    s: SignedIn,
    path: Path,
    found: Authentic,
    begun: Begun,
    head: bytes,
    progress: Progress,
) -> Received:
    """Everything that a return says, in one transaction."""
    opened, life = begun.content(), _life(found)
    try:
        with s.vault.write() as connection:
            _judge(s, connection, found)
            anew = life.id != lives.followed(connection)
            kept_for = returns.kept_for(life.id, s.device)
            stream = log.open_stream(connection, s.office, kept_for, own=False)
            before = _counted(connection, stream.id)
            # Read to its end first: until then nothing that it says is proven.
            batches = begun.batches()
            applied = applying.apply(connection, stream, opened, batches, progress, orders=True)
            if b64(opened.manifest.chain_after) != life.chain:
                raise ChainMismatch
            if opened.receipt is None:
                raise MalformedFrame(why="it has no receipt")
            receipts = acknowledging.take(s, connection, opened.receipt, anew=anew)
            giving_back.note(connection, opened.receipt)
            version = _take_steps(s, connection, opened)
            forms = reference.take(s, connection, opened.references)
            erased = erasing.obey(s, connection, applied.erased)
            _book(s, connection, path, found, opened, head)
            answers, given = _counted(connection, stream.id)
            return Received(
                path=path,
                outcome="imported",
                seq=found.header.core.seq,
                receipts=receipts,
                answers=answers - before[0],
                notices=given - before[1],
                erased=erased,
                forms=forms,
                trust_version=version,
            )
    except log.StreamMoved:
        raise ConcurrentImport from None
    except applying.Gap as gap:
        raise gap.fault from None
    except DBAPIError as error:
        raise ApplyFailed(why=type(error.orig).__name__) from error


def _head(quarantined: media.Quarantined, found: Authentic) -> bytes:
    with files.reading(quarantined.path), quarantined.path.open("rb") as copy:
        return copy.read(found.body_at)


def _counted(connection: Connection, stream: int) -> tuple[int, int]:
    """How many answers and notices of the office stand here."""
    answers, given = (
        connection.execute(select(func.count()).where(table.c.stream == stream)).scalar_one()
        for table in (tables.answer, tables.notice)
    )
    return answers, given


def _take_steps(s: SignedIn, connection: Connection, opened: Content) -> int:
    """Follow the trust list step by step to the version that the office has.

    Steps that were taken before must be the same ones. Within a life of the office its list never
    goes back; in a new life it may have lost its newest steps, and this PC keeps them and sends
    them to it. Raises `TrustRolledBack`, `TrustSkipped`, `TrustForked` or `TrustNotSigned`.
    """
    listed = keyring.listed(connection)
    theirs, life = opened.manifest.trust_version, opened.manifest.return_life
    shown = select(func.max(_r.trust_version)).where(_r.device == s.device, _r.life == life)
    least = connection.execute(shown).scalar() or 0
    if theirs < least:
        raise TrustRolledBack(theirs=theirs, ours=least)
    for step in opened.trust_steps:
        if step.version <= listed.version:
            _check_known(connection, step)
            continue
        listed, raw = steps.take(listed, step)
        trust_steps.keep(connection, step, raw, s.now())
        s.note(connection, "trust", listed.version, "from the office")
    if listed.version < theirs:
        raise TrustSkipped(theirs=theirs, ours=listed.version)
    return listed.version


def _check_known(connection: Connection, step: Step) -> None:
    t = tables.trust_step.c
    known = connection.execute(select(t.step).where(t.version == step.version)).scalar()
    if known is not None and known != step.encode():
        raise TrustForked(version=step.version)


def _book(
    s: SignedIn,
    connection: Connection,
    path: Path,
    found: Authentic,
    opened: Content,
    head: bytes,
) -> None:
    core, manifest = found.header.core, opened.manifest
    connection.execute(
        insert(tables.returned).values(
            device=s.device,
            life=manifest.return_life,
            seq=core.seq,
            bundle=found.bundle_id,
            first=manifest.first,
            last=manifest.last,
            trust_version=manifest.trust_version,
            at=s.now(),
            by=s.person.name,
            place=str(path.parent),
            head=head,
        )
    )
    lives.follow(connection, _life(found))
    sticks.carried(s, connection, sticks.of(path), found.bundle_id, "in")
    s.note(connection, "receive", core.seq, "imported")
