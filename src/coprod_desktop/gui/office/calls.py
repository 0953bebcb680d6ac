# SPDX-License-Identifier: MIT
"""What the office's screens ask of several services at once, on a worker."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from coprod_desktop.domain.records import Notice
from coprod_desktop.services.books import sticks
from coprod_desktop.services.exchanging import intake, watching
from coprod_desktop.services.exchanging.intake import Outcome, ReceivedBundle
from coprod_desktop.services.exchanging.office import DeviceRow
from coprod_desktop.services.exchanging.watching import Watch
from coprod_desktop.services.loop import notices as noticing
from coprod_desktop.services.loop.notices import Given
from coprod_desktop.services.recording import drafts
from coprod_desktop.services.recording.drafts import Draft
from coprod_desktop.services.recording.records import Saved

Brought = dict[tuple[str, int], str]
"""The name of the stick that brought a bundle, by its PC's short id and its number."""


class Taken(NamedTuple):
    """What became of each file, and which stick brought it."""

    outcomes: tuple[Outcome, ...]
    brought: Brought


class Books(NamedTuple):
    """Every bundle that was taken in, and which stick brought it."""

    bundles: tuple[ReceivedBundle, ...]
    brought: Brought


class Notices(NamedTuple):
    """The office's notices, whom one can be for, and one that was not finished."""

    given: tuple[Given, ...]
    audience: tuple[tuple[str, str], ...]
    draft: Draft | None


def notices(session: Any) -> Notices:
    """What the tab of notices shows."""
    unfinished = [each for each in drafts.mine(session) if each.kind == "notice"]
    return Notices(
        noticing.given(session), noticing.audience(session), unfinished[0] if unfinished else None
    )


def give_notice(session: Any, notice: Notice, record: str | None, draft: str | None) -> Saved:
    """Give a notice, or say one better."""
    return noticing.give(session, notice, id=record, draft=draft)


def save_board(session: Any, devices: Sequence[DeviceRow], file: Path) -> int:
    """Save wing PCs as a table."""
    from coprod_desktop.services.exchanging import board

    return board.write(session, devices, file)


def take_in(session: Any, paths: Sequence[Path], progress: Any) -> Taken:
    """Take in files, and all bundles in folders."""
    outcomes = intake.take_in(session, paths, progress)
    return Taken(outcomes, _brought(session))


def watch(session: Any, watched: Watch, progress: Any) -> Taken:
    """Look into a watched folder once, and take in what is new and whole."""
    outcomes = watching.look(session, watched, progress)
    return Taken(outcomes, _brought(session) if outcomes else {})


def books(session: Any) -> Books:
    """The bundles in the books, newest first."""
    return Books(intake.inbox(session), _brought(session))


def _brought(session: Any) -> Brought:
    carried = [each for each in sticks.journal(session) if each.way == "in"]
    # The newest first: of a bundle that came twice, the last stick is meant.
    return {(each.device, each.seq): each.name for each in reversed(carried)}
