# SPDX-License-Identifier: MIT
"""Taking bundles in at the office: each exactly once, whole or not at all, with its outcome."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from msgspec import Struct
from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from coprod_desktop import files
from coprod_desktop.bundle import authenticity, content, freshness
from coprod_desktop.bundle import intake as media
from coprod_desktop.bundle.authenticity import Authentic
from coprod_desktop.bundle.content import Content
from coprod_desktop.bundle.errors import DeviceNotEnrolled, Superseded
from coprod_desktop.bundle.errors_inside import ApplyFailed, ConcurrentImport, ErasedContentDropped
from coprod_desktop.bundle.fault import BundleError
from coprod_desktop.bundle.freshness import Standing
from coprod_desktop.bundle.header import Core
from coprod_desktop.bundle.intake import Quarantined
from coprod_desktop.domain import ids
from coprod_desktop.domain.progress import Progress, silent
from coprod_desktop.services import applying, enrolment, erasing, keyring, office
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import log, search, tables
from coprod_desktop.store.lock import make_private

QUARANTINE = "quarantine"
SUFFIX = ".coprod"
_BULK = 5000
_NUMBER_RE = re.compile(r"(\d+)")

Result = Literal[
    "imported", "already_imported", "superseded", "held", "refused", "enrolment_waiting"
]


class Outcome(Struct, frozen=True):
    """What became of one file. `code` names the fault; `title` and `advice` are for people."""

    path: Path
    outcome: Result
    device: str = ""
    short: str = ""
    seq: int = 0
    site: str = ""
    wing: str = ""
    changes: int = 0
    code: str | None = None
    security: bool = False
    title: str = ""
    advice: str = ""


class ReceivedBundle(Struct, frozen=True):
    """A bundle in the office's books; times are UTC milliseconds."""

    device: str
    short: str
    site: str
    wing: str
    seq: int
    first: int
    last: int
    changes: int
    outcome: str
    at: int
    by: str


def take_in(s: SignedIn, paths: Sequence[Path], progress: Progress = silent) -> tuple[Outcome, ...]:
    """Take in files, and all bundles in folders; one outcome for each, in the order taken.

    A bundle is committed by itself: `Cancelled`, raised from `progress`, loses only the one that
    was in work, and the next try goes on from there. Raises `WrongKindOfStore`, `NotAllowed`,
    `CannotRead` for a folder, `StorageFull` or `CannotWrite` for the store itself.
    """
    s.must_be("office", "taking in bundles")
    s.needs("admin", "head", what="taking in bundles")
    quarantine = s.folder / QUARANTINE
    make_private(quarantine)
    for left_over in quarantine.iterdir():
        left_over.unlink(missing_ok=True)
    found = list(_files(paths))
    outcomes: list[Outcome] = []
    for number, path in enumerate(found, 1):
        progress(number - 1, len(found), path.name)
        outcomes.append(_one(s, path, quarantine, progress))
    erasing.sweep(s)
    return tuple(outcomes)


def take_held(s: SignedIn, device: str, progress: Progress = silent) -> tuple[Outcome, ...]:
    """Take in what waited for a device that is let in now."""
    return ()


def inbox(s: SignedIn, most: int = 500) -> tuple[ReceivedBundle, ...]:
    """The bundles that were taken in, newest first."""
    s.must_be("office", "the inbox")
    t, d = tables.received.c, tables.device.c
    query = (
        select(t.device, d.site, d.wing, t.seq, t.first, t.last, t.changes, t.outcome, t.at, t.by)
        .join(tables.device, d.id == t.device)
        .order_by(t.at.desc(), t.seq.desc())
        .limit(most)
    )
    with s.vault.read() as connection:
        return tuple(
            ReceivedBundle(row.device, ids.short(row.device), *row[1:])
            for row in connection.execute(query)
        )


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            with files.reading(path):
                inside = [file for file in path.iterdir() if file.suffix == SUFFIX]
            yield from sorted(inside, key=_natural)
        else:
            yield path


def _natural(path: Path) -> tuple[bool, list[str | int]]:
    """Requests first, then "-9" before "-10": bundles come in the order in which they were made.

    So a new wing's bundles are found to wait for approval, and not to be by a stranger.
    """
    parts = _NUMBER_RE.split(path.name)
    order = [int(part) if i % 2 else part for i, part in enumerate(parts)]
    return not path.stem.endswith("-enrol"), order


class _About:
    """What is known of a file by now, for its outcome."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.device = self.site = self.wing = ""
        self.seq = 0

    def outcome(
        self, result: Result, changes: int = 0, error: BundleError | None = None
    ) -> Outcome:
        return Outcome(
            path=self.path,
            outcome=result,
            device=self.device,
            short=ids.short(self.device) if self.device else "",
            seq=self.seq,
            site=self.site,
            wing=self.wing,
            changes=changes,
            code=error.code if error else None,
            security=error.SECURITY if error else False,
            title=error.title if error else "",
            advice=error.advice if error else "",
        )


def _one(s: SignedIn, path: Path, quarantine: Path, progress: Progress) -> Outcome:
    about = _About(path)
    quarantined: Quarantined | None = None
    core: Core | None = None
    try:
        quarantined = media.intake(path, quarantine)
        core = authenticity.claimed(quarantined)
        if core and core.type == "enrol_request":
            return _enrol(s, quarantined, about)
        with s.vault.read() as connection:
            found = authenticity.authenticate(quarantined, office.Roster(s, connection))
            about.device, about.seq = found.header.core.device, found.header.core.seq
            about.site, about.wing = found.signer.site, found.signer.wing
            standing = _standing(connection, found)
            seal_keys = keyring.seal_keys(connection)
        fresh = freshness.judge(found.header.core, found.bundle_id, standing)
        opened = content.open_content(quarantined, found, seal_keys)
        changes = _apply(s, found, opened, quarantined, progress)
        if fresh == "overlap_only" and not changes:
            raise Superseded
    except DeviceNotEnrolled as error:
        # The signature was found true before this was raised, so what the header says holds.
        if core:
            about.device, about.seq = core.device, core.seq
        return about.outcome(_result(error), error=error)
    except BundleError as error:
        return about.outcome(_result(error), error=error)
    finally:
        if quarantined is not None:
            quarantined.path.unlink(missing_ok=True)
    return about.outcome("imported", changes)


def _result(error: BundleError) -> Result:
    return error.OUTCOME if error.OUTCOME != "imported" else "refused"


def _enrol(s: SignedIn, quarantined: Quarantined, about: _About) -> Outcome:
    with s.vault.write() as connection:
        asked = authenticity.read_enrol(quarantined, office.Roster(s, connection))
        about.device, about.site, about.wing = asked.device, asked.site, asked.wing
        new = enrolment.note_request(s, connection, asked)
    waiting = new or enrolment.is_pending(s, asked.device)
    return about.outcome("enrolment_waiting" if waiting else "already_imported")


def _standing(connection: Connection, found: Authentic) -> Standing:
    core = found.header.core
    t, d = tables.received.c, tables.device.c
    device = connection.execute(
        select(d.epoch, d.last_seq, d.last_bundle).where(d.id == core.device)
    ).one()
    same_seq = connection.execute(
        select(t.bundle).where(t.device == core.device, t.epoch == core.epoch, t.seq == core.seq)
    ).scalar()
    return Standing(
        last_seq=device.last_seq,
        last_bundle_id=device.last_bundle,
        epoch=device.epoch,
        known=same_seq == found.bundle_id,
        same_seq=same_seq,
        past_epochs=enrolment.past_epochs(connection, core.device),
    )


def _apply(
    s: SignedIn,
    found: Authentic,
    opened: Content,
    quarantined: Quarantined,
    progress: Progress,
) -> int:
    """Append what is new, in one transaction; returns the number of changes that were."""
    core, manifest = found.header.core, opened.manifest
    total = manifest.last - manifest.first + 1
    bulk = total > _BULK
    try:
        with s.vault.write() as connection:
            if bulk:
                search.loading(connection, bulk=True)
            stream = log.open_stream(connection, core.device, core.epoch, own=False)
            before = stream.head
            applied = applying.apply(connection, stream, opened, progress)
            stream = applied.stream
            if any(isinstance(remark, ErasedContentDropped) for remark in applied.remarks):
                erasing.remind(s, connection, core.device)
            _book(s, connection, found, opened, quarantined, stream.head - before)
            if bulk:
                search.loading(connection, bulk=False)
    except log.StreamMoved:
        raise ConcurrentImport from None
    except applying.Gap as gap:
        _note_gap(s, core.device, gap.expected)
        raise gap.fault from None
    except DBAPIError as error:
        raise ApplyFailed(why=type(error.orig).__name__) from error
    return stream.head - before


def _note_gap(s: SignedIn, device: str, expected: int) -> None:
    t = tables.device
    with s.vault.write() as connection:
        connection.execute(update(t).where(t.c.id == device).values(gap_from=expected))


def _book(
    s: SignedIn,
    connection: Connection,
    found: Authentic,
    opened: Content,
    quarantined: Quarantined,
    changes: int,
) -> None:
    core, manifest, at = found.header.core, opened.manifest, s.now()
    with files.reading(quarantined.path), quarantined.path.open("rb") as handle:
        head = handle.read(found.body_at)
    t, d = tables.received, tables.device
    device = update(d).where(d.c.id == core.device)
    if changes:
        connection.execute(device.values(gap_from=None))
    # An old bundle that turns up says nothing of how the wing fares now.
    newer = connection.execute(
        device.where(d.c.last_seq < core.seq).values(
            last_seq=core.seq,
            last_bundle=found.bundle_id,
            last_at=at,
            app_version=manifest.app,
        )
    )
    connection.execute(delete(t).where(t.c.bundle == found.bundle_id))
    connection.execute(
        insert(t).values(
            bundle=found.bundle_id,
            device=core.device,
            epoch=core.epoch,
            seq=core.seq,
            first=manifest.first,
            last=manifest.last,
            changes=changes,
            outcome="imported" if changes or newer.rowcount else "superseded",
            at=at,
            by=s.person.name,
            head=head,
        )
    )
