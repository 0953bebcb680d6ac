# SPDX-License-Identifier: MIT
"""Taking bundles in at the office: each exactly once, whole or not at all, with its outcome."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

from msgspec import Struct
from sqlalchemy import select

from coprod_desktop import files
from coprod_desktop.bundle.media import Drive
from coprod_desktop.domain import ids
from coprod_desktop.domain.errors import Cancelled, StoreBusy
from coprod_desktop.domain.progress import Progress, silent
from coprod_desktop.services.books import ahead, holding, indexing, quarantine, sticks
from coprod_desktop.services.books.grouping import Group
from coprod_desktop.services.books.holding import HeldBundle
from coprod_desktop.services.books.reading import Readers
from coprod_desktop.services.books.verdicts import Outcome
from coprod_desktop.services.exchanging import importing
from coprod_desktop.services.exchanging.importing import EVIDENCE, Prepared, Source, Tools
from coprod_desktop.services.recording import erasing
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables

__all__ = [
    "QUARANTINE",
    "SUFFIX",
    "TRY_AGAIN",
    "HeldBundle",
    "Outcome",
    "ReceivedBundle",
    "inbox",
    "take_held",
    "take_in",
    "waiting",
]

SUFFIX = ".coprod"
QUARANTINE = quarantine.FOLDER
_WAITING = "waiting"
_NUMBER_RE = re.compile(r"(\d+)")
TRY_AGAIN = ("ApplyFailed", "ConcurrentImport", "ReaderFailed", "WorkerLimitExceeded")
"""Codes by which nothing was found out about the bundle itself: it goes on waiting."""
_EVIDENCE = tuple(kind.__name__ for kind in EVIDENCE)


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

    What waited for an approval that was given meanwhile comes first. What an office returns to a
    wing is passed over in a folder. A bundle is committed by itself: `Cancelled`, raised from
    `progress`, loses only the one that was in work, and the next try goes on from there. At the
    end the search catches up; cancelling that loses nothing either. Raises `WrongKindOfStore`,
    `NotAllowed`, `CannotRead` for a folder, `StorageFull` or `CannotWrite` for the store itself.
    """
    _check(s)
    waiting = _patience(progress)
    holding.tidy(s, waiting)
    sources = list(_sources(paths))
    with s.vault.read() as connection:
        free = holding.released(connection)
    held = _release(s, free, progress) if free else ()
    outcomes = _all(s, sources, progress)
    _note_repeated(s, outcomes, waiting)
    _sweep(s)
    _catch_up(s, progress)
    return (*held, *outcomes)


def take_held(
    s: SignedIn, devices: Sequence[str], progress: Progress = silent
) -> tuple[Outcome, ...]:
    """Take in what waited for the approval of devices, or of their new epochs.

    Raises as `take_in`.
    """
    if not devices:
        return ()
    _check(s)
    with s.vault.read() as connection:
        free = [name for device in devices for name in holding.released(connection, device)]
    outcomes = _release(s, free, progress)
    _sweep(s)
    _catch_up(s, progress)
    return outcomes


def _sweep(s: SignedIn) -> None:
    """Take the words of what was erased out of the search; while another writes it stays due."""
    with suppress(StoreBusy):
        erasing.sweep(s)


def waiting(s: SignedIn) -> tuple[HeldBundle, ...]:
    """The bundles that are held, sealed: `code` says why."""
    s.must_be("office", "the bundles that are held")
    with s.vault.read() as connection:
        return holding.waiting(connection)


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


def _patience(progress: Progress) -> Callable[[], None]:
    """Asks, while another process writes, whether to go on waiting."""
    return lambda: progress(0, 1, _WAITING)


def _check(s: SignedIn) -> None:
    s.must_be("office", "taking in bundles")
    s.needs("admin", "head", what="taking in bundles")


def _catch_up(s: SignedIn, progress: Progress) -> None:
    """Whoever stops now has everything taken in: the search goes on the next time."""
    with suppress(Cancelled):
        indexing.catch_up(s, progress)


def _all(s: SignedIn, sources: Sequence[Source], progress: Progress) -> tuple[Outcome, ...]:
    """Take in one after the other; while one is applied, the next is being read."""
    outcomes: list[Outcome] = []
    keeps_up = not s.vault.on_server and not indexing.behind(s)
    following: Prepared | None = None
    with (
        ahead.in_bulk(),
        quarantine.place(s.folder) as place,
        closing(Readers()) as readers,
        Group(s, _patience(progress)) as group,
    ):
        tools = Tools(s, place, readers, group, keeps_up)
        try:
            for number, source in enumerate(sources):
                progress(number, len(sources), source.path.name)
                group.rest()
                turn, following = following or importing.prepare(tools, source), None
                with closing(turn):
                    if number + 1 < len(sources):
                        following = importing.prepare(tools, sources[number + 1])
                    outcome = importing.finish(tools, turn, progress)
                if outcome is not None:
                    outcomes.append(outcome)
                if len(group.told) + len(group.words) >= indexing.STEP:
                    _follow(s, group, _as(progress, number, len(sources), source.path.name))
            if keeps_up:
                with suppress(Cancelled):
                    _follow(s, group, progress)
        finally:
            if following is not None:
                following.close()
    return tuple(outcomes)


def _follow(s: SignedIn, group: Group, progress: Progress) -> None:
    """Tell the search of the group's bundles while their words are at hand."""
    group.commit()
    words, group.told = group.told, {}
    indexing.catch_up(s, progress, words)


def _as(progress: Progress, *at: int | str) -> Progress:
    """Lets a bundle stay what is in work, whatever else is done meanwhile."""
    return lambda _done, _total, _what: progress(*at)  # pyright: ignore[reportArgumentType]


def _release(s: SignedIn, free: Iterable[bytes], progress: Progress) -> tuple[Outcome, ...]:
    """Take in what is held and waits no longer."""
    kept = {holding.file(s, holding.HELD, bundle_id): bundle_id for bundle_id in free}
    outcomes = _all(s, [Source(path) for path in kept if path.is_file()], progress)
    settled = {o.path for o in outcomes if o.code not in (*TRY_AGAIN, *_EVIDENCE)}
    # What another PC of the office holds lies in that PC's folder, and waits there.
    lost = not s.vault.on_server
    done = [
        bundle_id
        for path, bundle_id in kept.items()
        if path in settled or (lost and not path.exists())
    ]
    if done:
        with s.vault.write(_patience(progress)) as connection:
            for bundle_id in done:
                holding.let_go(s, connection, bundle_id)
    return outcomes


def _note_repeated(s: SignedIn, outcomes: Sequence[Outcome], waiting: Callable[[], None]) -> None:
    """One line in the audit for all that was taken in before: each has its own already."""
    repeated = sum(outcome.code == "AlreadyImported" for outcome in outcomes)
    if repeated:
        with s.vault.write(waiting) as connection:
            s.note(connection, "import", "", f"already_imported {repeated} bundles")


def _sources(paths: Iterable[Path]) -> Iterator[Source]:
    drives: dict[Path, Drive | None] = {}
    for path in paths:
        named = not path.is_dir() or path.is_symlink()
        folder = path.parent if named else path
        if folder not in drives:
            drives[folder] = sticks.of(folder) if folder.is_dir() else None
        if named:
            yield Source(path, drives[folder])
            continue
        with files.reading(path):
            inside = [file for file in path.iterdir() if file.suffix == SUFFIX]
        for file in sorted(inside, key=_natural):
            yield Source(file, drives[folder], named=False)


def _natural(path: Path) -> tuple[bool, list[str | int]]:
    """Requests first, then "-9" before "-10": bundles come in the order in which they were made.

    So a new wing's bundles are found to wait for approval, and not to be by a stranger.
    """
    parts = _NUMBER_RE.split(path.name)
    order = [int(part) if i % 2 else part for i, part in enumerate(parts)]
    return not path.stem.endswith("-enrol"), order
