# SPDX-License-Identifier: MIT
"""Returns written at the office and carried to a wing, for tests."""

from pathlib import Path

from coprod_desktop.services.exchanging import receiving, returning
from coprod_desktop.services.exchanging.receiving import Received
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from tests.stores import feedback, send, take_in


def written(central: SignedIn, wing: SignedIn, folder: Path) -> Path:
    """The office writes a return for one wing; its path."""
    folder.mkdir(exist_ok=True)
    (made,) = returning.write(central, folder, wing.device)
    assert made.code is None, made.title
    return made.path


def received(wing: SignedIn, *paths: Path) -> Received:
    """The wing takes in files; the last one's outcome."""
    return receiving.receive(wing, paths)[-1]


def returned(central: SignedIn, wing: SignedIn, folder: Path) -> Received:
    """A return goes from the office to a wing, and is taken in."""
    done = received(wing, written(central, wing, folder))
    assert done.outcome == "imported", (done.code, done.title)
    return done


def bring(wing: SignedIn, central: SignedIn, folder: Path, words: str = "Brought") -> str:
    """A new comment goes to the office; what became of its bundle."""
    records.save(wing, feedback(words))
    found = take_in(central, send(wing, folder))
    return found.code or found.outcome
