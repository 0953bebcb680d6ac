# SPDX-License-Identifier: MIT
"""Stores to measure: an office and an enrolled wing that holds as many records as asked for."""

from pathlib import Path

from coprod_desktop.services.access import setup
from coprod_desktop.services.exchanging import exchange, intake, office
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store.slots import Cost
from tests.bench.workload import Texts

PASSWORD = "bench bench bench"
COST = Cost(memory_kib=8192, iterations=1, lanes=1)
_BATCH = 5000


def pair(folder: Path, count: int) -> tuple[SignedIn, SignedIn]:
    """An office and a wing that trust each other; the wing holds `count` records."""
    folder.mkdir()
    head = setup.create_office(
        folder / "office", setup.OfficeSetup("Office", "Admin", PASSWORD, "practice", COST)
    )
    words = dict(enumerate(office.card(head).words, 1))
    wing = setup.create_wing(
        folder / "wing",
        setup.WingSetup(
            office.write_card(head, folder), words, "HMP Oakmere", "A", "Head", PASSWORD, COST
        ),
    )
    request = exchange.request(wing, folder)
    intake.take_in(head, [request.path])
    office.approve(head, wing.device, request.words)
    fill(wing, count)
    return head, wing


def fill(wing: SignedIn, count: int, seed: int = 1) -> None:
    """Record `count` made-up comments."""
    source = Texts(seed).records(count)
    records.save_many(wing, source)
