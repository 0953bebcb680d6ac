# SPDX-License-Identifier: MIT
"""Bundles carried from a wing to the office, and whether the office then agrees with the wing."""

from pathlib import Path

from coprod_desktop.services.access import care
from coprod_desktop.services.recording import lists, records
from coprod_desktop.services.session import SignedIn
from tests.stores import action, feedback, meeting, records_of, send


def bundles(wing: SignedIn, folder: Path, count: int) -> list[Path]:
    """Bundles of a wing that records between them, revisions too; each holds all before it."""
    made: list[Path] = []
    first = records.save(wing, feedback("Round 0"))
    for n in range(count):
        records.save(wing, feedback(f"Round {n} again"), id=first.id)
        records.save_meeting(wing, meeting(f"Forum {n}"), [(action(f"Do {n}"), None)])
        made.append(send(wing, folder))
    return made


def agrees(central: SignedIn, wing: SignedIn) -> None:
    """The office holds exactly what the wing recorded, and shows it."""
    assert records_of(central, wing.device) == records_of(wing, wing.device)
    assert care.check(central).ok
    for kind in ("feedback", "meeting", "action"):
        here, there = (lists.page(s, kind, limit=500) for s in (central, wing))
        shown = [{row.id: (row.rev, row.at, row.by) for row in rows} for rows in (here, there)]
        assert shown[0] == shown[1]
