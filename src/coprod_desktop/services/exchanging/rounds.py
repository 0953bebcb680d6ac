# SPDX-License-Identifier: MIT
"""The weekly stick round at a wing: what the office sent comes in, what is new goes out."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import select, update

from coprod_desktop import files
from coprod_desktop.bundle import container, delivery, header, media
from coprod_desktop.bundle.drive import Drive
from coprod_desktop.bundle.fault import BundleError
from coprod_desktop.bundle.keys import SigningKey
from coprod_desktop.domain import ids
from coprod_desktop.domain.errors import MediumGone, MediumSwapped
from coprod_desktop.domain.progress import Progress, silent
from coprod_desktop.services import session
from coprod_desktop.services.books import sticks
from coprod_desktop.services.books.sticks import Stick, Way
from coprod_desktop.services.exchanging import exchange, receiving
from coprod_desktop.services.exchanging.exchange import Exported, Preview
from coprod_desktop.services.exchanging.receiving import Received
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables

Found = Literal["whole", "missing", "damaged"]


class Settled(Struct, frozen=True):
    """A file on the stick that has done its work and may go.

    A bundle of this wing that the office has confirmed ("out"), or a return from the office that
    was taken in ("in").
    """

    path: Path
    seq: int
    size: int
    way: Way


class Verified(Struct, frozen=True):
    """What a stick still holds of one bundle. ``path`` is None when it is missing."""

    seq: int
    state: Found
    path: Path | None = None


class Round:
    """One round with one stick, or with a folder in its place.

    Each step first makes sure that the same medium is still in, and raises `MediumGone` or
    `MediumSwapped` otherwise. Each can be done again after a fault or a crash: what was staged is
    sent as it is, under the number that it has.
    """

    def __init__(self, s: SignedIn, place: Stick | Drive | Path) -> None:
        """Begin. Staff may use an authorised stick alone.

        Raises `WrongKindOfStore`, `NotAllowed`, `CannotWrite`, `MediumGone` or `MediumSwapped`
        when `place` is a stick that is not in any more.
        """
        s.must_be("wing", "a stick round")
        self._s = s
        self.folder = place if isinstance(place, Path) else place.path
        self._identity = media.identify(self.folder)
        drive = self._identity.drive
        if not isinstance(place, Path):
            if drive is None:
                raise MediumGone(where=str(self.folder))
            if drive.id != place.id:
                raise MediumSwapped(where=str(self.folder))
        self.authorised = drive is None or sticks.is_authorised(s, drive)
        if not self.authorised:
            s.needs("head", "admin", what="using a stick that nobody authorised")

    def receive(self, progress: Progress = silent) -> tuple[Received, ...]:
        """Take in what the office sent to this PC; what is for other wings is passed over.

        Raises what `receiving.receive` raises.
        """
        media.check(self._identity)
        received = receiving.receive(self._s, [self.folder], progress)
        media.check(self._identity)
        return received

    def preview(self) -> Preview:
        """What will leave. Raises `NothingToExport`."""
        media.check(self._identity)
        return exchange.preview(self._s)

    def export(
        self, password: str, progress: Progress = silent, *, authorise: bool = False
    ) -> Exported:
        """Write what is new, read it back, and force it out of every cache.

        With `authorise` the one who gives the password authorises the stick in the same step.
        Raises what `exchange.export` raises.
        """
        media.check(self._identity)
        made = exchange.export(
            self._s, password, self.folder, authorise=authorise, progress=progress
        )
        media.check(self._identity)
        return made

    def release(self) -> bool:
        """Make the stick safe to remove: it is when this returns.

        Returns whether the system has ejected it; where that takes more rights than a program
        has, all is flushed and nothing is left to be written. Raises `CannotWrite` or a kind.
        """
        media.check(self._identity)
        drive = self._identity.drive
        return media.release(drive) if drive is not None else False

    def settled(self) -> tuple[Settled, ...]:
        """What of this wing's own need not stay on the stick. Nothing goes by itself."""
        media.check(self._identity)
        out, back = tables.sent.c, tables.returned.c
        sent = select(out.bundle, out.seq).where(out.acknowledged_at.is_not(None))
        taken = select(back.bundle, back.seq).where(back.device == self._s.device)
        done: dict[bytes, tuple[int, Way]] = {}
        with self._s.vault.read() as connection:
            done |= {row.bundle: (row.seq, "in") for row in connection.execute(taken)}
            done |= {row.bundle: (row.seq, "out") for row in connection.execute(sent)}
        named = [(path, _bundle_id(path)) for path in _own(self._s, self.folder)]
        with files.reading(self.folder):
            return tuple(
                Settled(path, done[name][0], path.stat().st_size, done[name][1])
                for path, name in named
                if name in done
            )

    def remove(self, paths: Sequence[Path]) -> int:
        """Remove settled files from the stick; returns how many. Others are left alone.

        Raises `CannotWrite` or a kind.
        """
        settled = [each for each in self.settled() if each.path in paths]
        with files.writing(self.folder):
            for each in settled:
                each.path.unlink(missing_ok=True)
            files.sync_folder(self.folder)
        with self._s.vault.write() as connection:
            for each in settled:
                self._s.note(connection, "medium", each.path.name, "removed, it has done its work")
        return len(settled)


def verify_again(
    s: SignedIn, place: Stick | Drive | Path, progress: Progress = silent
) -> tuple[Verified, ...]:
    """Read what this wing wrote to a medium once more, after it was out: newest first.

    A cache that lies about what it kept can only be found out like this. What is missing or
    damaged does not count as sent any more, so the next round sends it again; the office's
    confirmation stands whatever became of the stick. Raises `WrongKindOfStore`, `MediumGone`,
    `MediumSwapped`, `CannotWrite`, or what `progress` raises.
    """
    s.must_be("wing", "checking a stick")
    folder = place if isinstance(place, Path) else place.path
    medium = delivery.Watched(media.identify(folder))
    written = _written(s, folder, medium.drive)
    claimed = [(_bundle_id(path), path) for path in _own(s, folder)]
    with s.vault.read() as connection:
        key = SigningKey.from_private(session.secret(connection, "device-sign")).public
    found: list[Verified] = []
    for row in written:
        paths = [path for name, path in claimed if name == row.bundle]
        whole = (path for path in paths if delivery.holds(path, row.bundle, key, progress, medium))
        if path := next(whole, None):
            found.append(Verified(row.seq, "whole", path))
        else:
            found.append(Verified(row.seq, "damaged" if paths else "missing", *paths[:1]))
    medium.check()
    _note(s, folder, found)
    return tuple(found)


def _written(s: SignedIn, folder: Path, drive: Drive | None) -> Sequence[Any]:
    """The bundles that were last sent to this medium and count as sent, newest first."""
    t = tables.sent.c
    query = select(t.seq, t.bundle).where(t.epoch == s.epoch, t.state == "verified")
    here = t.medium == drive.id if drive and drive.id else t.place == str(folder)
    with s.vault.read() as connection:
        return connection.execute(query.where(here).order_by(t.seq.desc())).all()


def _note(s: SignedIn, folder: Path, found: Sequence[Verified]) -> None:
    lost = [each.seq for each in found if each.state != "whole"]
    t = tables.sent
    with s.vault.write() as connection:
        connection.execute(
            update(t)
            .where(t.c.epoch == s.epoch, t.c.seq.in_(lost), t.c.acknowledged_at.is_(None))
            .values(state="staged")
        )
        said = f"read again: {len(found) - len(lost)} whole, {len(lost)} lost"
        s.note(connection, "medium", folder, said)


def _own(s: SignedIn, folder: Path) -> list[Path]:
    """Files on a stick that are this wing's by name.

    A name proves nothing. It only keeps us off what belongs to others.
    """
    named = re.compile(rf"{ids.short(s.device)}-r?[0-9]+(-[0-9a-f]{{8}})?\.coprod")
    with files.reading(folder):
        inside = sorted(path for path in folder.iterdir() if named.fullmatch(path.name))
        return [path for path in inside if path.is_file() and not path.is_symlink()]


def _bundle_id(path: Path) -> bytes | None:
    """The id that a file on the stick claims; None when it is no bundle or cannot be read."""
    try:
        with path.open("rb") as stream:
            return header.bundle_id(container.read(stream).header)
    except (OSError, BundleError):
        return None
