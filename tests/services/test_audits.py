# SPDX-License-Identifier: MIT
"""A wing whose audit was cut off or written anew is found out by its own next bundle."""

import itertools
from pathlib import Path

import pytest
from sqlalchemy import text

from coprod_desktop.services.exchanging import intake, restoring
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import audit
from tests.services.carrying import bundles
from tests.services.returns import returned
from tests.stores import Folders, feedback, send, take_in


def rewrite(wing: SignedIn, *statements: str) -> None:
    """Alter the audit as somebody with the store's key would: its chain holds afterwards."""
    with wing.vault.write() as connection:
        for statement in statements:
            connection.execute(text(statement))
        rows = connection.execute(
            text("SELECT at, by, kind, about, detail FROM audit ORDER BY n")
        ).all()
        connection.execute(text("DELETE FROM audit"))
        for row in rows:
            fields = dict(zip(("at", "by", "kind", "about", "detail"), row, strict=True))
            audit.append(connection, wing.store, **fields)
        assert audit.fault(connection, wing.store) == ""


def sent(wing: SignedIn, folders: Folders) -> Path:
    records.save(wing, feedback("Another"))
    return send(wing, folders.stick)


def refused(central: SignedIn, path: Path) -> None:
    found = take_in(central, path)
    assert (found.outcome, found.code, found.security) == ("refused", "AuditRewritten", True)
    assert found.changes == 0
    # It is kept as evidence, and nothing gets it in.
    assert [held.code for held in intake.waiting(central)] == ["AuditRewritten"]
    assert take_in(central, path).outcome == "refused"


def test_an_audit_that_only_grows_is_never_an_alarm(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    made = bundles(wing, folders.stick, 3)
    for order in itertools.permutations(made):
        for path in order:
            assert not take_in(central, path).security
    returned(central, wing, folders.root / "down")
    assert take_in(central, sent(wing, folders)).outcome == "imported"


def test_an_audit_that_was_cut_off_is_an_alarm(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    assert take_in(central, sent(wing, folders)).outcome == "imported"
    rewrite(wing, "DELETE FROM audit WHERE n > 2")
    refused(central, sent(wing, folders))


def test_an_audit_that_was_written_anew_is_an_alarm(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    """Nothing is missing and the chain holds, but it is not what it was when it was confirmed."""
    assert take_in(central, sent(wing, folders)).outcome == "imported"
    returned(central, wing, folders.root / "down")
    assert take_in(central, sent(wing, folders)).outcome == "imported"
    rewrite(wing, "UPDATE audit SET by = 'Somebody else' WHERE n = 2")
    refused(central, sent(wing, folders))


def test_an_older_bundle_that_says_more_is_an_alarm(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    late = sent(wing, folders)
    rewrite(wing, "DELETE FROM audit WHERE n > 2")
    assert take_in(central, sent(wing, folders)).outcome == "imported"
    refused(central, late)


def test_a_new_history_is_the_way_on(wing: SignedIn, central: SignedIn, folders: Folders) -> None:
    from coprod_desktop.services.exchanging import exchange, office

    assert take_in(central, sent(wing, folders)).outcome == "imported"
    rewrite(wing, "DELETE FROM audit WHERE n > 2")
    refused(central, sent(wing, folders))
    restoring.new_history(wing)
    asked = exchange.request(wing, folders.root)
    take_in(central, asked.path)
    office.approve(central, wing.device, asked.words)
    assert take_in(central, sent(wing, folders)).outcome == "imported"


@pytest.mark.parametrize("name", ["Hal", "Nia"])
def test_signing_in_and_out_is_no_alarm(name: str, folders: Folders) -> None:
    for _ in range(2):
        folders.open("wing", name)
        folders.close()
    wing, central = folders.open("wing"), folders.open("office")
    assert take_in(central, sent(wing, folders)).outcome == "imported"
