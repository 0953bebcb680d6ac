# SPDX-License-Identifier: MIT
"""The board of wing PCs outside the program: how each stands by a code, and all as a table."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Literal

from coprod_desktop import files
from coprod_desktop.domain import days, table
from coprod_desktop.services.exchanging.office import DeviceRow
from coprod_desktop.services.papers import giving_out
from coprod_desktop.services.session import SignedIn

Condition = Literal["waiting", "restored", "revoked", "gap", "late", "unseen", "current"]
NEEDS_SOMEBODY: Final[frozenset[Condition]] = frozenset({"waiting", "restored", "gap", "late"})
"""How a PC stands where a person at the office has something to do."""

GRAVEST_FIRST: Final[tuple[Condition, ...]] = (
    *("gap", "late", "restored", "waiting"),
    *("unseen", "current", "revoked"),
)


def condition(device: DeviceRow) -> Condition:
    """How a PC stands, by what is gravest: ``unseen`` when all that lacks is word of a return."""
    if device.state == "pending":
        return "restored" if device.last_seq else "waiting"
    if device.state != "active":
        return "revoked"
    if device.gap_from is not None:
        return "gap"
    if device.overdue_days > 0:
        return "late"
    return "unseen" if device.returns_unseen else "current"


def write(s: SignedIn, devices: Sequence[DeviceRow], file: Path) -> int:
    """Save wing PCs as a table (CSV); returns how many. No line holds what anybody said.

    Noted in the audit. Raises `WrongKindOfStore`, `NotAllowed`, `StorageFull` or `CannotWrite`.
    """
    s.must_be("office", "the list of wing PCs")
    s.needs("admin", "head", what="saving the list of wing PCs")
    rows = ([read(device) for _, read in _COLUMNS] for device in devices)
    files.replace(file, table.lines([name for name, _ in _COLUMNS], rows))
    giving_out.note(s, "csv", f"{len(devices)} wing PCs")
    return len(devices)


def _day(at: int | None) -> str:
    if at is None:
        return ""
    return days.here(at).date().isoformat()


_COLUMNS: Final[tuple[tuple[str, Callable[[DeviceRow], object]], ...]] = (
    ("site", lambda d: d.site),
    ("wing", lambda d: d.wing),
    ("pc", lambda d: d.short),
    ("state", condition),
    ("last_bundle", lambda d: d.last_seq),
    ("last_bundle_on", lambda d: _day(d.last_at)),
    ("expected_by", lambda d: _day(d.expected_at)),
    ("days_late", lambda d: d.overdue_days),
    ("missing_from_change", lambda d: d.gap_from or ""),
    ("changes_held", lambda d: d.high_water),
    ("version", lambda d: d.app_version),
    ("trust_list_seen", lambda d: d.trust_version),
    ("return_seen", lambda d: d.return_seq),
    ("returns_not_seen", lambda d: d.returns_unseen),
    ("last_return_on", lambda d: _day(d.returned_at)),
)
