# SPDX-License-Identifier: MIT
"""A wing PC in the wrong hands, whose history tests rewrite, fork and erase."""

from pathlib import Path

import pytest
from sqlalchemy import insert, text, update

from coprod_desktop.domain import change, ids
from coprod_desktop.domain.change import Entry
from coprod_desktop.domain.records import Erasure
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables
from tests.services.hostile import Forger
from tests.stores import NOW, Folders, content, take_in


@pytest.fixture
def forger(wing: SignedIn, folders: Folders) -> Forger:
    return Forger(wing, folders.root / "forged")


def refused(central: SignedIn, path: Path, code: str, *, alarm: bool) -> None:
    before = content(central)
    outcome = take_in(central, path)
    assert (outcome.outcome, outcome.code, outcome.security) == ("refused", code, alarm)
    assert content(central) == before


def anew(central: SignedIn, forger: Forger) -> None:
    """The forger's PC was restored, and the office has let its new epoch in."""
    forger.epoch, forger.log = ids.new_id(), []
    with central.vault.write() as connection:
        named = {"device": forger.device, "epoch": forger.epoch}
        connection.execute(text("UPDATE epoch SET state = 'past' WHERE device = :device"), named)
        connection.execute(
            insert(tables.epoch).values(state="active", request=b"", requested_at=NOW, **named)
        )
        begun = {"epoch": forger.epoch, "last_seq": 0, "last_bundle": b""}
        t = tables.device
        connection.execute(update(t).where(t.c.id == forger.device).values(**begun))


def erasure(forger: Forger, of: Entry, **other: object) -> Entry:
    fields = {
        "n": len(forger.log) + 1,
        "record_id": of.change.id,
        "rev": of.change.rev + 1,
        "parent": of.leaf,
        "at": NOW,
        "by": "Mallory",
        **other,
    }
    made = change.make_erasure(Erasure(of="feedback", reason="law"), **fields)  # type: ignore[arg-type]
    forger.log.append(made)
    return made
