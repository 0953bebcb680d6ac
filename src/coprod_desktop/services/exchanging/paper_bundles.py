# SPDX-License-Identifier: MIT
"""Bundles of an office that was lost, read with its recovery key on paper.

They were signed by wings that the lost office's trust list names, so they pass every check that
that office would have made, and its list is known by the words of its card. What follows without a
gap is taken in by a new office, as records of PCs that it knows as withdrawn. What does not can be
given out as text. The same serves an office that was restored and lost the keys it had by then.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from coprod_desktop import files
from coprod_desktop.bundle import authenticity, content, escrow, trust
from coprod_desktop.bundle import intake as media
from coprod_desktop.bundle.authenticity import Authentic, Signer
from coprod_desktop.bundle.errors import (
    AlreadyImported,
    ApplyFailed,
    ConcurrentImport,
    ForkDetected,
    WrongEnvironment,
)
from coprod_desktop.bundle.fault import BundleError, Result
from coprod_desktop.bundle.header import Env
from coprod_desktop.bundle.keys import SealKey, sign_key_id
from coprod_desktop.bundle.manifest import encode_erased
from coprod_desktop.bundle.trust import TrustDevice, TrustList
from coprod_desktop.domain import ids, words
from coprod_desktop.domain.canonical import unb64
from coprod_desktop.domain.change import SCHEMA, Entry
from coprod_desktop.domain.errors import Cancelled
from coprod_desktop.domain.progress import Progress, silent
from coprod_desktop.services.access import setup
from coprod_desktop.services.books import applying, audits, indexing, quarantine, reading, verdicts
from coprod_desktop.services.recording import erasing
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import log, tables

SUFFIX: Final = ".coprod"
_NUMBER_RE = re.compile(r"(\d+)")
_d, _r = tables.device.c, tables.received.c


class Opened(Struct, frozen=True):
    """What became of one file. `text` is where its changes were given out, if anywhere.

    `changes` counts what was taken in; `first` and `last` say which changes it holds, and `wanted`
    from which one on changes are missing before it, 0 for none. `code` names a fault; `title` and
    `advice` are for people.
    """

    path: Path
    outcome: Result
    site: str = ""
    wing: str = ""
    short: str = ""
    epoch: str = ""
    seq: int = 0
    first: int = 0
    last: int = 0
    wanted: int = 0
    changes: int = 0
    code: str | None = None
    security: bool = False
    title: str = ""
    advice: str = ""
    text: Path | None = None


class Lost(Struct, frozen=True):
    """The lost office: its trust list, proven by words of its card, and its recovery key."""

    listed: TrustList
    key: SealKey


class _Roster:
    """Whose bundles the lost office took in, by its trust list."""

    def __init__(self, listed: TrustList) -> None:
        self.office = listed.office
        self.env: Env = listed.env
        self.schema_min = 1
        self.schema_max = SCHEMA
        self._devices = {sign_key_id(unb64(each.sign_key)): each for each in listed.devices}

    def signer(self, key_id: bytes, /) -> Signer | None:
        """The device that owns a signing key."""
        found = self._devices.get(key_id)
        if found is None:
            return None
        return Signer(
            device=found.device,
            epoch=found.epoch,
            public=unb64(found.sign_key),
            state=found.state,
            last_good=found.last_good,
            site=found.site,
            wing=found.wing,
        )


def lost(trust_file: Path, card: Mapping[int, str], paper: Sequence[str]) -> Lost:
    """The office that was lost: `card` maps places on its card to words, `paper` are the 24 words.

    Raises `NotATrustList`, `CannotRead`, `InvalidValue`, `WordsDoNotMatch` or `WordsMisspelt`.
    """
    listed = trust.read(trust_file)
    setup.check_words(trust.root_words(listed), card)
    return Lost(listed, escrow.recovery_key(words.secret(paper)))


def _nobody(_opened: Opened) -> None:
    """Nobody wants to hear of each."""


def take_in(
    s: SignedIn,
    office: Lost,
    paths: Sequence[Path],
    texts: Path | None = None,
    progress: Progress = silent,
    told: Callable[[Opened], None] = _nobody,
) -> tuple[Opened, ...]:
    """Take in bundles of a lost office, from files or folders, those of each PC in their order.

    Each is committed by itself, whole or not at all, and `told` of then: `Cancelled`, raised from
    `progress`, leaves the later ones where they are. Into the folder `texts`, if one is named, the
    changes of every bundle that proves sound are written, one in each line: they are in clear then.
    Raises `WrongKindOfStore`, `NotAllowed`, `WrongEnvironment`, `CannotRead` for a folder,
    `StorageFull` or `CannotWrite`.
    """
    s.must_be("office", "reading bundles with the recovery key")
    s.needs("admin", what="reading bundles with the recovery key")
    if office.listed.env != s.env:
        raise WrongEnvironment(theirs=office.listed.env, ours=s.env)
    found = list(_files(paths))
    done: list[Opened] = []
    with s.vault.write() as connection:
        about = f"of {office.listed.name}: {len(found)} files"
        s.note(connection, "recovery", "bundles", f"{about}{', given out' if texts else ''}")
    try:
        with quarantine.place(s.folder) as place:
            for number, path in enumerate(found):
                progress(number, len(found), path.name)
                done.append(_one(s, office, path, place, texts, progress))
                told(done[-1])
            # The first files' names may not come first: what lacked something may have it by now.
            while late := [at for at, each in enumerate(done) if _may_follow(each, done)]:
                for at in late:
                    done[at] = _one(s, office, done[at].path, place, texts, progress)
                    told(done[at])
    finally:
        erasing.sweep(s)
    with suppress(Cancelled):  # all of it is in; the search goes on the next time
        indexing.catch_up(s, progress)
    return tuple(done)


def _may_follow(each: Opened, done: Sequence[Opened]) -> bool:
    """Whether what was missing before a bundle has come in since."""
    own = (other for other in done if (other.short, other.epoch) == (each.short, each.epoch))
    return bool(each.wanted) and any(
        other.outcome == "imported" and other.last >= each.first - 1 for other in own
    )


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            with files.reading(path):
                inside = [file for file in path.rglob(f"*{SUFFIX}") if file.is_file()]
            yield from sorted(inside, key=_natural)
        else:
            yield path


def _natural(path: Path) -> list[str | int]:
    parts = _NUMBER_RE.split(path.name)
    return [int(part) if i % 2 else part for i, part in enumerate(parts)]


def _one(
    s: SignedIn, office: Lost, path: Path, place: Path, texts: Path | None, progress: Progress
) -> Opened:
    said = Opened(path=path, outcome="refused")
    with ExitStack() as after:
        try:
            copy = media.intake(path, place)
            after.callback(_forget, copy.path)
            found = authenticity.authenticate(copy, _Roster(office.listed))
            core, signer = found.header.core, found.signer
            short = ids.short(core.device)
            said = replace(said, site=signer.site, wing=signer.wing, short=short, seq=core.seq)
            said = replace(said, epoch=core.epoch)
            file_key = content.unwrap(found, [office.key])
            if texts is not None:
                said = _given_out(said, found, copy, file_key, texts)
            with reading.opened(found, copy, file_key) as begun:
                manifest = begun.content().manifest
                said = replace(said, first=manifest.first, last=manifest.last)
                return _take(s, office, said, found, copy, begun, progress)
        except BundleError as error:
            return _refused(s, said, error)
        except applying.Gap as gap:
            return _refused(s, replace(said, wanted=gap.expected), gap.fault)


def _forget(copy: Path) -> None:
    with suppress(OSError):
        copy.unlink()


def _refused(s: SignedIn, said: Opened, error: BundleError) -> Opened:
    outcome = verdicts.result(error)
    if error.SECURITY:
        with s.vault.write() as connection:
            s.note(connection, "alarm", media.shown(said.path), error.code)
    return replace(
        said,
        outcome=outcome,
        code=error.code,
        security=error.SECURITY,
        title=error.title,
        advice=error.advice,
    )


def _take(
    s: SignedIn,
    office: Lost,
    said: Opened,
    found: Authentic,
    copy: media.Quarantined,
    begun: reading.Begun,
    progress: Progress,
) -> Opened:
    opened, core = begun.content(), found.header.core
    try:
        with s.vault.write() as connection:
            _check_new(connection, found)
            _know(s, connection, office.listed, core.device)
            stream = log.open_stream(connection, core.device, core.epoch, own=False)
            applied = applying.apply(connection, stream, opened, begun.batches(), progress)
            audits.check(connection, core, opened.manifest)
            changes = applied.stream.head - stream.head
            stands = verdicts.enter(s, connection, found, copy, opened.manifest, changes)
            detail = f"{stands} {changes} changes, with the recovery key"
            s.note(connection, "import", f"{said.short}-{core.seq}", detail)
    except log.StreamMoved:
        raise ConcurrentImport from None
    except DBAPIError as error:
        raise ApplyFailed(why=type(error.orig).__name__) from error
    return replace(said, outcome=stands, changes=changes)


def _check_new(connection: Connection, found: Authentic) -> None:
    core = found.header.core
    here = (_r.device == core.device) & (_r.epoch == core.epoch) & (_r.seq == core.seq)
    same = connection.execute(select(_r.bundle).where(here)).scalar()
    if same == found.bundle_id:
        raise AlreadyImported
    if same is not None:
        raise ForkDetected(seq=core.seq)


def _know(s: SignedIn, connection: Connection, listed: TrustList, device: str) -> None:
    """A PC of the lost office is known here by name, as withdrawn: it trusts another office."""
    if connection.execute(select(_d.id).where(_d.id == device)).first():
        return
    (entry,) = [each for each in listed.devices if each.device == device]
    connection.execute(insert(tables.device).values(**_row(s, entry)))
    # Whether its store was ever restored went with the lost office: its records need not begin.
    lives = {"device": device, "state": "past", "request": b"", "requested_at": s.now()}
    connection.execute(insert(tables.epoch).values(epoch=device, **lives))
    s.note(connection, "enrolment", device, f"{entry.site}, {entry.wing}: of a lost office")


def _row(s: SignedIn, entry: TrustDevice) -> dict[str, object]:
    public = unb64(entry.sign_key)
    return {
        "id": entry.device,
        "epoch": entry.epoch,
        "site": entry.site,
        "wing": entry.wing,
        "sign_key": public,
        "sign_key_id": sign_key_id(public),
        "receive_key": b"",
        "request": bytes(32),
        "state": "revoked",
        "last_good": 0,
        "requested_at": s.now(),
        "approved_by": "",
        "last_seq": 0,
        "last_bundle": b"",
        "return_bundle": b"",
        "app_version": "",
    }


def _given_out(
    said: Opened, found: Authentic, copy: media.Quarantined, file_key: bytes, texts: Path
) -> Opened:
    """Write a bundle's changes as text, once all of it has proven sound. Raises as reading does."""
    # Two epochs of a PC have the same numbers.
    target = texts / f"{said.short}-{said.seq}-{found.bundle_id[:4].hex()}.ndjson"
    with (
        reading.opened(found, copy, file_key) as begun,
        files.writing(target),
        files.removed_on_failure(target),
    ):
        target.unlink(missing_ok=True)
        with files.create(target) as made:
            for batch in begun.batches():
                for each in batch:
                    raw = each.raw if isinstance(each, Entry) else encode_erased(each)
                    made.write(raw + b"\n")
            files.sync(made)
    return replace(said, text=target)
