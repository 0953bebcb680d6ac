# SPDX-License-Identifier: MIT
"""A record that could not leave in a bundle is refused when it is saved, not when it is sent."""

import datetime
from pathlib import Path

import pytest

from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.records import AgendaItem, Meeting
from coprod_desktop.services.exchanging import exchange
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from tests.stores import PASSWORD


def _meeting(items: int) -> Meeting:
    agenda = tuple(AgendaItem(title=f"Item {n}", notes="n" * 20_000) for n in range(items))
    return Meeting(
        date=datetime.date(2026, 6, 4), kind="patient_forum", title="Forum", agenda=agenda
    )


def test_a_record_longer_than_a_frame_is_refused(wing: SignedIn) -> None:
    with pytest.raises(InvalidValue, match="longer than a million"):
        records.save(wing, _meeting(60))


def test_the_longest_record_that_is_accepted_can_be_sent(wing: SignedIn, tmp_path: Path) -> None:
    saved = records.save(wing, _meeting(51))
    sent = exchange.export(wing, PASSWORD, tmp_path)
    assert (saved.n, sent.changes) == (1, 1)
