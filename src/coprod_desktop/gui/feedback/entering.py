# SPDX-License-Identifier: MIT
"""What entering a comment asks of the services, on a worker."""

from __future__ import annotations

from typing import Any, NamedTuple

from coprod_desktop.domain.records import Feedback
from coprod_desktop.services.recording import binning, codes, drafts, keeping, records
from coprod_desktop.services.recording.records import Saved

USUAL = "feedback"


class Code(NamedTuple):
    """Whether a slip code is taken, and one that is free."""

    code: str
    taken: bool
    free: str


def usual(session: Any) -> dict[str, Any]:
    """What this person's comments on this PC usually share, as it was last kept."""
    for each in keeping.listed(session, "usual"):
        if each.name == USUAL:
            return each.value
    return {}


def save(
    session: Any,
    record: Feedback,
    record_id: str | None,
    draft: str | None,
    shared: dict[str, Any],
) -> Saved:
    """Save a comment, new or revised, and what the next one is likely to share with it.

    Its draft goes in the same transaction. Raises `SlipCodeTaken`, and as `records.save`.
    """
    codes.check(session, record, record_id or "")
    saved = records.save(session, record, id=record_id, draft=draft)
    if not record_id:
        keeping.keep(session, "usual", USUAL, shared)
    return saved


def undo(session: Any, record_id: str) -> Saved:
    """Take a save back: a new comment goes to the bin, a changed one says what it said before."""
    return binning.undo(session, record_id)


def bring_back(session: Any, thrown: dict[str, Any]) -> str:
    """Keep a draft that was thrown away once more; returns its new id."""
    draft = drafts.Draft(drafts.new_id(), "feedback", **thrown)
    drafts.keep(session, draft)
    return draft.id


def look_at_code(session: Any, code: str, record_id: str) -> Code:
    """Whether an open slip has this code, and which one is free."""
    return Code(code, codes.taken(session, code, record_id), codes.free(session))


def suggested(session: Any, text: str) -> tuple[Any, ...]:
    """Themes that the words suggest, the likeliest first."""
    del session
    from coprod_desktop.domain import suggesting

    return suggesting.suggest(text)
