# SPDX-License-Identifier: MIT
"""What the exchange screens ask of the services, on a worker."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from coprod_desktop.domain.errors import MediumGone, NothingToExport, UserError
from coprod_desktop.services.books import sticks
from coprod_desktop.services.books.sticks import Carried, Known, Stick
from coprod_desktop.services.exchanging import exchange, receipts, receiving, rounds, trusting
from coprod_desktop.services.exchanging.exchange import Exported, Preview, SentBundle
from coprod_desktop.services.exchanging.receipts import Confirmed
from coprod_desktop.services.exchanging.receiving import Received
from coprod_desktop.services.exchanging.rounds import Round, Verified

Place = Stick | Path


class Told(NamedTuple):
    """What came of looking for news of the office.

    `receipts` are the wing's bundles whose fate is now known, or known better, oldest first;
    `trust` is the version of the trust list when that is new, else 0.
    """

    received: tuple[Received, ...]
    receipts: tuple[SentBundle, ...]
    trust: int


class History(NamedTuple):
    """The bundles of this wing; `sticks` names media by their ids, `now` is in UTC ms."""

    sent: tuple[SentBundle, ...]
    sticks: dict[str, str]
    now: int


class Found(NamedTuple):
    """What the first half of a round found: news, and what would leave or why nothing would.

    `strange` says that nobody has authorised the stick; `settled` counts the files on it that have
    done their work (confirmed bundles, returns that were taken in), and their bytes.
    """

    told: Told
    preview: Preview | None
    why_not: str
    strange: bool
    settled: tuple[int, int]


class Sent(NamedTuple):
    """A bundle that was written, read back and verified; and what became of the stick after it.

    `removed` counts files that made room; `ejected` says that the system let go of the
    stick; `left_in` is why it could not be made safe to remove, or None.
    """

    exported: Exported | None
    removed: int
    ejected: bool
    left_in: UserError | None


def drives(session: Any) -> tuple[Stick, ...]:
    """The sticks that are in."""
    return tuple(each for each in sticks.drives(session) if each.removable)


def books(session: Any) -> tuple[tuple[Known, ...], tuple[Carried, ...]]:
    """Every stick that was ever used, and what they carried."""
    return sticks.known(session), sticks.journal(session)


def authorise(session: Any, stick: str) -> None:
    """Let a stick carry bundles."""
    sticks.authorise(session, stick)


def withdraw(session: Any, stick: str) -> None:
    """Let a stick carry bundles no longer."""
    sticks.withdraw(session, stick)


def history(session: Any) -> History:
    """Every bundle this wing made, newest first, and what the sticks are called."""
    names = {each.id: each.name for each in sticks.known(session)}
    return History(exchange.history(session), names, session.now())


def take_in(session: Any, paths: tuple[Path, ...], progress: Any) -> Told:
    """Take in what the office sent, from files or folders."""
    before, version = _fates(session), trusting.status(session).version
    received = receiving.receive(session, paths, progress)
    return _told(session, received, before, version)


def round_receive(session: Any, place: Place, progress: Any) -> Found:
    """The first half of a round: take in what came, and look at what would leave."""
    before, version = _fates(session), trusting.status(session).version
    this = Round(session, place)
    told = _told(session, this.receive(progress), before, version)
    preview, why_not = None, ""
    try:
        preview = this.preview()
    except NothingToExport as nothing:
        why_not = nothing.title
    settled = this.settled()
    room = sum(each.size for each in settled)
    return Found(told, preview, why_not, not this.authorised, (len(settled), room))


def leaving(session: Any) -> Preview:
    """What would leave now."""
    return exchange.preview(session)


def round_export(
    session: Any,
    place: Place,
    password: str,
    clear: bool,  # noqa: FBT001 - a job's positional value
    progress: Any,
) -> Sent:
    """The second half: write, read back, make room if asked, and let go of the stick.

    The medium is that of the first half, or this raises: a stick is known by its serial number.
    """
    this = Round(session, place)
    exported = this.export(password, progress, authorise=True)
    return _let_go(this, exported, clear=clear)


def round_end(session: Any, place: Place, clear: bool) -> Sent:  # noqa: FBT001 - as above
    """End a round in which nothing was written."""
    return _let_go(Round(session, place), None, clear=clear)


def _let_go(this: Round, exported: Exported | None, *, clear: bool) -> Sent:
    # What is written and verified stays so, whatever becomes of the stick from here on.
    removed = 0
    try:
        if clear:
            removed = this.remove([each.path for each in this.settled()])
        return Sent(exported, removed, this.release(), None)
    except UserError as error:
        return Sent(exported, removed, ejected=False, left_in=error)


def verify(session: Any, place: Place, progress: Any) -> tuple[Verified, ...]:
    """Read once more what was written to a stick or folder, after it was out."""
    return rounds.verify_again(session, place, progress)


def verify_stick(session: Any, stick: Known, progress: Any) -> tuple[Verified, ...]:
    """As `verify`, for a stick of the books. Raises `MediumGone` when it is not in."""
    place = next((each for each in sticks.drives(session) if each.id == stick.id), None)
    if place is None:
        raise MediumGone(where=stick.name)
    return rounds.verify_again(session, place, progress)


def telephone(session: Any, code: str) -> Confirmed:
    """Take note of a receipt that was read out over the telephone."""
    return receipts.confirm(session, code)


def _told(
    session: Any, received: tuple[Received, ...], before: dict[int, Any], version: int
) -> Told:
    news = tuple(
        each for each in reversed(exchange.history(session)) if before.get(each.seq) != _fate(each)
    )
    newer = trusting.status(session).version
    return Told(received, news, newer if newer != version else 0)


def _fates(session: Any) -> dict[int, Any]:
    return {each.seq: _fate(each) for each in exchange.history(session)}


def _fate(sent: SentBundle) -> tuple[Any, ...]:
    return sent.acknowledged_at, sent.outcome, sent.outcome_at
