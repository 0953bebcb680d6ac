# SPDX-License-Identifier: MIT
"""The store to practise in: a wing and its office side by side, with made-up records."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from coprod_desktop import files, paths
from coprod_desktop.gui.preferences import PRACTICE_PASSWORD as PASSWORD
from coprod_desktop.services import exchange, intake, ndjson, office, setup
from coprod_desktop.services.session import SignedIn

PERSON: Final = "Practice head"


def create(folder: Path) -> SignedIn:
    """Make both stores in `folder` and sign in to the wing's; runs on a worker.

    Raises what `setup` raises, `StoreExists` above all.
    """
    main = setup.create_office(
        folder / "office",
        setup.OfficeSetup("Practice office", "Practice administrator", PASSWORD, "practice"),
    )
    try:
        stick = folder / "stick"
        with files.writing(stick):
            stick.mkdir(exist_ok=True)
        card = office.card(main)
        trust = office.write_card(main, stick)
        asked = setup.read_trust(trust).asked
        wing = setup.create_wing(
            folder / "wing",
            setup.WingSetup(
                trust_file=trust,
                words={place: card.words[place - 1] for place in asked},
                site="HMP Oakmere",
                wing="House 4",
                head=PERSON,
                password=PASSWORD,
            ),
        )
        request = exchange.request(wing, stick)
        (outcome,) = intake.take_in(main, [request.path])
        office.approve(main, outcome.device, request.words)
    finally:
        main.close()
    for name in ("feedback.ndjson", "meetings.ndjson"):
        with (paths.resource("samples") / name).open("rb") as lines:
            ndjson.record(wing, lines)
    return wing
