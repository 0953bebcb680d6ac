# SPDX-License-Identifier: MIT
"""One bundle's way in: copied, proven authentic, read elsewhere, and applied in one transaction.

`prepare` does what needs no turn: it copies, verifies, and lets a process begin to read. `finish`
does the rest, so that the next bundle is read while this one is applied. What the order of a
device's bundles decides is judged in the transaction that applies, since another process may have
been quicker.
"""

import datetime
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from sqlalchemy import bindparam, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from coprod_desktop import files
from coprod_desktop.bundle import authenticity, container, content, freshness, header
from coprod_desktop.bundle import intake as media
from coprod_desktop.bundle.authenticity import Authentic
from coprod_desktop.bundle.content import Content
from coprod_desktop.bundle.errors import (
    AlreadyImported,
    ApplyFailed,
    AuditRewritten,
    ChainBroken,
    ClockSuspect,
    ConcurrentImport,
    DeviceNotEnrolled,
    ErasedContentDropped,
    ForkDetected,
    HeaderMismatch,
    HistoryRewritten,
    Superseded,
    TooManyHeld,
)
from coprod_desktop.bundle.fault import BundleError
from coprod_desktop.bundle.freshness import Standing
from coprod_desktop.bundle.header import Core
from coprod_desktop.bundle.intake import Quarantined
from coprod_desktop.bundle.media import Drive
from coprod_desktop.domain import ids
from coprod_desktop.domain.progress import Progress
from coprod_desktop.services.books import (
    applying,
    audits,
    holding,
    keyring,
    reading,
    sticks,
    verdicts,
)
from coprod_desktop.services.books.grouping import LARGE, Group
from coprod_desktop.services.books.holding import Bundle
from coprod_desktop.services.books.reading import Begun, Readers
from coprod_desktop.services.books.roster import Roster
from coprod_desktop.services.books.verdicts import Outcome, Result
from coprod_desktop.services.exchanging import enrolment, relearning
from coprod_desktop.services.recording import erasing
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import audit, log, tables

EVIDENCE = (ForkDetected, ChainBroken, HistoryRewritten, AuditRewritten)
"""Both bundles are kept, and a person finds out which PC is which."""
_FIRST_CREDIBLE = 1_577_836_800_000
_DAY_MS = 86_400_000

# Built once: building a statement costs more than running it, and each bundle runs these twice.
_r, _d = tables.received.c, tables.device.c
_SAME_SEQ = select(_r.bundle).where(
    _r.device == bindparam("the_device"),
    _r.epoch == bindparam("the_epoch"),
    _r.seq == bindparam("the_seq"),
)
_DEVICE = select(
    *(_d.epoch, _d.last_seq, _d.last_bundle),
    _SAME_SEQ.limit(1).scalar_subquery().label("same_seq"),
).where(_d.id == bindparam("the_device"))


class Tools(Struct, frozen=True):
    """What all bundles of one import share."""

    s: SignedIn
    place: Path
    readers: Readers
    group: Group
    """Whatever an import writes goes through it."""
    keeps_up: bool
    """Whether the search follows meanwhile, and is told the words of small bundles."""


class Source(Struct, frozen=True):
    """Where a bundle comes from: a file, the stick it lies on, and whether a person named it."""

    path: Path
    drive: Drive | None = None
    named: bool = True


class Prepared:
    """A bundle on its way, with what is known of it by now."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.copy: Quarantined | None = None
        self.bundle: Bundle | None = None
        self.found: Authentic | None = None
        self.device = self.site = self.wing = ""
        self.seq = 0
        self.begun: Begun | None = None
        self.fault: BundleError | None = None
        """What was found in advance and is due after its order was judged."""
        self.outcome: Outcome | None = None
        """What became of it, if that is settled already."""
        self.skipped = False

    def is_of(self, core: Core, bundle_id: bytes) -> None:
        """What its signature proves: which bundle it is, and whose."""
        self.bundle = Bundle(core, bundle_id)
        self.device, self.seq = core.device, core.seq

    def close(self) -> None:
        """Leave nothing behind: no process, and no copy."""
        if self.begun is not None:
            self.begun.close()
        if self.copy is not None:
            with suppress(OSError):
                self.copy.path.unlink(missing_ok=True)

    def became(
        self,
        result: Result,
        *,
        changes: int = 0,
        error: BundleError | None = None,
        remarks: tuple[BundleError, ...] = (),
    ) -> Outcome:
        """The outcome, in words too: those of the error, or else of the first remark."""
        said = error or next(iter(remarks), None)
        return Outcome(
            path=self.source.path,
            outcome=result,
            device=self.device,
            short=ids.short(self.device) if self.device else "",
            seq=self.seq,
            site=self.site,
            wing=self.wing,
            changes=changes,
            code=error.code if error else None,
            security=error.SECURITY if error else False,
            title=said.title if said else "",
            advice=said.advice if said else "",
            remarks=tuple(remark.code for remark in remarks),
        )


def prepare(tools: Tools, source: Source) -> Prepared:
    """Stages A to C, and everything that needs no turn. Whoever calls this closes what it gives."""
    on_its_way = Prepared(source)
    try:
        _prepare(tools, on_its_way)
    except BundleError as error:
        on_its_way.outcome = _refused(tools, on_its_way, error)
    except BaseException:
        on_its_way.close()
        raise
    return on_its_way


def _prepare(tools: Tools, its: Prepared) -> None:
    s = tools.s
    its.copy = copy = media.intake(its.source.path, tools.place)
    claim = authenticity.claimed(copy)
    if claim and claim.type == "enrol_request":
        its.outcome = _enrol(tools, its, copy)
        return
    if claim and claim.type == "return":
        if its.source.named:
            raise HeaderMismatch(why="it is what an office returns to a wing")
        its.skipped = True
        return
    with s.vault.read() as connection:
        try:
            found = authenticity.authenticate(copy, Roster(s, connection))
        except DeviceNotEnrolled:
            # The signature was found true before this was raised, so what the header says holds.
            if claim:
                its.is_of(claim, _name(copy))
                its.site, its.wing = _place(connection, claim.device)
            raise
        its.is_of(found.header.core, found.bundle_id)
        its.site, its.wing = found.signer.site, found.signer.wing
        its.found = found
        standing = _standing(connection, found)
        if standing.known:
            raise AlreadyImported
        _begin(tools, its, found, copy, connection, standing)


def _name(copy: Quarantined) -> bytes:
    with files.reading(copy.path), copy.path.open("rb") as stream:
        return header.bundle_id(container.read(stream).header)


def _place(connection: Connection, device: str) -> tuple[str, str]:
    t = tables.device.c
    row = connection.execute(select(t.site, t.wing).where(t.id == device)).one_or_none()
    return (row.site, row.wing) if row else ("", "")


def finish(tools: Tools, its: Prepared, progress: Progress) -> Outcome | None:
    """Stages D to G in this bundle's turn; None for what is none of this office's business."""
    if its.skipped or its.outcome is not None:
        return its.outcome
    found, copy = its.found, its.copy
    if found is None or copy is None:
        raise AssertionError("a bundle that is neither settled nor prepared")
    try:
        return _apply(tools, its, found, copy, progress)
    except BundleError as error:
        return _refused(tools, its, error)
    except applying.Gap as gap:
        return _refused(tools, its, gap.fault, gap_from=gap.expected)


def _apply(
    tools: Tools, its: Prepared, found: Authentic, copy: Quarantined, progress: Progress
) -> Outcome:
    s, core = tools.s, found.header.core
    opened = _opened(tools, its, found, copy)
    try:
        with tools.group.bundle(core.device, copy.size) as connection:
            fresh = freshness.judge(core, found.bundle_id, _standing(connection, found))
            if opened is None or its.begun is None:
                # What was due before its content is in order by now: somebody else saw to it.
                raise its.fault if its.fault and its.fault.STAGE != "D" else ConcurrentImport
            stream = log.open_stream(connection, core.device, core.epoch, own=False)
            applied = applying.apply(
                *(connection, stream, opened, its.begun.batches(), progress),
                words=tools.group.words,
            )
            audits.check(connection, core, opened.manifest)
            changes = applied.stream.head - stream.head
            given_back = relearning.take(s, connection, core.device, opened)
            remarks = (*applied.remarks, *given_back, *_clock(s, opened.manifest.at))
            stands = verdicts.enter(s, connection, found, copy, opened.manifest, changes)
            medium = sticks.carried(s, connection, its.source.drive, found.bundle_id, "in")
            bundle = Bundle(core, found.bundle_id)
            verdicts.settle(s, connection, bundle, stands, medium=medium)
            detail = " ".join((f"{changes} changes", *(remark.code for remark in remarks)))
            tools.group.note(verdicts.line(s, bundle, stands, detail=detail))
            _keep(s, connection, found, copy, applied)
    except log.StreamMoved:
        raise ConcurrentImport from None
    except DBAPIError as error:
        raise ApplyFailed(why=type(error.orig).__name__) from error
    if fresh == "overlap_only" and not changes:
        return its.became("superseded", error=Superseded())
    return its.became("imported", changes=changes, remarks=remarks)


def _opened(tools: Tools, its: Prepared, found: Authentic, copy: Quarantined) -> Content | None:
    """The content's beginning; None where something else is the matter, now or by its order."""
    if its.fault is not None and its.fault.STAGE == "D":
        with tools.group.read() as connection:
            _begin(tools, its, found, copy, connection, _standing(connection, found))
    if its.begun is None:
        return None
    if not its.begun.is_there(tools.group.left):
        # Nobody who writes should wait for a slow reader on behalf of bundles that are in.
        tools.group.commit()
    try:
        return its.begun.content()
    except BundleError as error:
        its.fault = error
        return None


def _begin(
    tools: Tools,
    its: Prepared,
    found: Authentic,
    copy: Quarantined,
    connection: Connection,
    standing: Standing,
) -> None:
    """Let the content be read, if by what is known now its turn has come or will come."""
    its.fault = None
    try:
        freshness.judge(found.header.core, found.bundle_id, standing)
        key = content.unwrap(found, keyring.seal_keys(connection))
        words = tools.keeps_up and copy.size < LARGE
        its.begun = reading.begin(tools.readers, found, copy, key, words=words)
    except BundleError as error:
        its.fault = error


def _clock(s: SignedIn, at: int) -> tuple[BundleError, ...]:
    if _FIRST_CREDIBLE <= at <= s.now() + _DAY_MS:
        return ()
    try:
        said = datetime.datetime.fromtimestamp(at / 1000, datetime.UTC).date().isoformat()
    except (OSError, OverflowError, ValueError):
        said = "no date at all"
    return (ClockSuspect(at=said),)


def _keep(
    s: SignedIn,
    connection: Connection,
    found: Authentic,
    copy: Quarantined,
    applied: applying.Applied,
) -> None:
    """Keep the sealed file, unless there is in it what was erased."""
    dropped = any(isinstance(remark, ErasedContentDropped) for remark in applied.remarks)
    if dropped:
        erasing.remind(s, connection, found.header.core.device)
    for erasure in applied.erased:
        holding.forget_record(s, connection, erasure.id)
    if not dropped and not applied.erased:
        holding.archive(s, found.bundle_id, copy)


def _refused(
    tools: Tools, its: Prepared, error: BundleError, gap_from: int | None = None
) -> Outcome:
    """Write down why a bundle does not come in; keep it where somebody has to decide about it."""
    s, result = tools.s, verdicts.result(error)
    if its.bundle is None or isinstance(error, AlreadyImported):
        if error.SECURITY:
            with tools.group.alone() as connection:
                s.note(connection, "alarm", media.shown(its.source.path), error.code)
        return its.became(result, error=error)
    remarks: tuple[BundleError, ...] = ()
    with tools.group.alone(its.bundle.core.device) as connection:
        if gap_from is not None:
            d = tables.device
            connection.execute(
                update(d).where(d.c.id == its.bundle.core.device).values(gap_from=gap_from)
            )
        medium = sticks.carried(s, connection, its.source.drive, its.bundle.bundle_id, "in")
        if its.copy is not None and (result == "held" or isinstance(error, EVIDENCE)):
            try:
                holding.hold(s, connection, its.bundle, its.copy, error.code)
            except TooManyHeld as full:
                if result == "held":
                    error, result = full, "refused"
                else:
                    remarks = (full,)
        verdicts.settle(s, connection, its.bundle, result, error=error, medium=medium)
        audit.append_all(connection, s.store, [verdicts.line(s, its.bundle, result, error=error)])
    return its.became(result, error=error, remarks=remarks)


def _enrol(tools: Tools, its: Prepared, copy: Quarantined) -> Outcome:
    s = tools.s
    with tools.group.alone() as connection:
        asked = authenticity.read_enrol(copy, Roster(s, connection))
        its.device, its.site, its.wing = asked.device, asked.site, asked.wing
        new = enrolment.note_request(s, connection, asked)
    waiting = new or enrolment.is_pending(s, asked.device)
    return its.became("enrolment_waiting" if waiting else "already_imported")


def _standing(connection: Connection, found: Authentic) -> Standing:
    core = found.header.core
    place = {"the_device": core.device, "the_epoch": core.epoch, "the_seq": core.seq}
    device = connection.execute(_DEVICE, place).one()
    present = core.epoch == device.epoch
    return Standing(
        last_seq=device.last_seq,
        last_bundle_id=device.last_bundle,
        epoch=device.epoch,
        known=device.same_seq == found.bundle_id,
        same_seq=device.same_seq,
        past_epochs=() if present else enrolment.past_epochs(connection, core.device),
    )
