# SPDX-License-Identifier: MIT
"""Stage G: what the store itself refuses, and another importer, leave nothing half-applied.

Triggers in the office's own database stand for a constraint that is hurt and for a log that another
importer has moved on: SQLite alone never lets two write at once.
"""

from pathlib import Path

import pytest
from sqlalchemy import text

from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from tests.stores import content, feedback, send, take_in

_HURTS = "BEFORE INSERT ON feedback BEGIN SELECT RAISE(ABORT, 'a constraint'); END"
_MOVED = "BEFORE UPDATE ON stream BEGIN SELECT RAISE(IGNORE); END"


@pytest.mark.parametrize(
    ("trigger", "code"), [(_HURTS, "ApplyFailed"), (_MOVED, "ConcurrentImport")]
)
def test_what_cannot_be_applied_is_rolled_back_and_can_be_tried_again(
    wing: SignedIn, central: SignedIn, tmp_path: Path, trigger: str, code: str
) -> None:
    records.save(wing, feedback())
    sent, before = send(wing, tmp_path), content(central)
    with central.vault.write() as connection:
        connection.execute(text(f"CREATE TRIGGER in_the_way {trigger}"))
    outcome = take_in(central, sent)
    assert (outcome.outcome, outcome.code, outcome.changes) == ("refused", code, 0)
    assert content(central) == before
    with central.vault.write() as connection:
        connection.execute(text("DROP TRIGGER in_the_way"))
    again = take_in(central, sent)
    assert (again.outcome, again.changes) == ("imported", 1)
