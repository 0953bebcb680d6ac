# SPDX-License-Identifier: MIT
"""A wing and its office with made-up records, side by side: to practise in, and to show.

Both are in the practice environment: their bundles never mix with live ones.
"""

from pathlib import Path

from coprod_desktop import files, paths
from coprod_desktop.domain.progress import Progress, silent
from coprod_desktop.services.access import setup
from coprod_desktop.services.entering import ndjson
from coprod_desktop.services.exchanging import exchange, intake, office
from coprod_desktop.services.session import SignedIn

OFFICE, WING, STICK = "office", "wing", "stick"
ADMIN, HEAD = "Practice administrator", "Practice head"
_SAMPLES = ("feedback.ndjson", "meetings.ndjson")


def create(folder: Path, password: str) -> SignedIn:
    """Make both stores in `folder`, with records, and sign in to the wing's.

    Raises `StoreExists`, `WeakPassword`, `StorageFull` or `CannotWrite`.
    """
    main = make_office(folder, password)
    try:
        wing = make_wing(folder, main, password)
        enrol(main, wing)
    finally:
        main.close()
    fill(wing)
    return wing


def make_office(folder: Path, password: str) -> SignedIn:
    """The practice office, and beside it a folder that stands for the stick."""
    wanted = setup.OfficeSetup("Practice office", ADMIN, password, "practice")
    main = setup.create_office(folder / OFFICE, wanted)
    stick = folder / STICK
    with files.writing(stick):
        stick.mkdir(exist_ok=True)
    return main


def make_wing(folder: Path, main: SignedIn, password: str) -> SignedIn:
    """The practice wing, set up with the office's trust list and three words of its card."""
    trust = office.write_card(main, folder / STICK)
    card = office.card(main)
    return setup.create_wing(
        folder / WING,
        setup.WingSetup(
            trust_file=trust,
            words={place: card.words[place - 1] for place in setup.read_trust(trust).asked},
            site="HMP Oakmere",
            wing="House 4",
            head=HEAD,
            password=password,
        ),
    )


def enrol(main: SignedIn, wing: SignedIn) -> None:
    """Carry the wing's request to the office and approve it by its words."""
    asked = exchange.request(wing, main.folder.parent / STICK)
    (outcome,) = intake.take_in(main, [asked.path])
    office.approve(main, outcome.device, asked.words)


def fill(wing: SignedIn, progress: Progress = silent) -> int:
    """Record the made-up feedback, meetings and actions; returns how many lines were refused."""
    refused = 0
    for name in _SAMPLES:
        with (paths.resource("samples") / name).open("rb") as lines:
            refused += len(ndjson.record(wing, lines, progress).refused)
    return refused
