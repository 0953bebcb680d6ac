# SPDX-License-Identifier: MIT
"""Root keys in files of their holders, and the files and passphrases by which tests sign."""

from collections.abc import Sequence
from pathlib import Path

from coprod_desktop.services.books.rooting import RootHolder, RootPlan
from coprod_desktop.services.exchanging import trusting
from coprod_desktop.services.session import SignedIn
from tests.stores import COST

SECRETS = ("first quiet heron", "second quiet heron", "third quiet heron", "fourth quiet heron")


def plan(root: Path, threshold: int = 2, names: Sequence[str] = ("Ann", "Bo", "Cy")) -> RootPlan:
    holders: list[RootHolder] = []
    for name, secret in zip(names, SECRETS, strict=False):
        folder = root / f"root-{name}"
        folder.mkdir(exist_ok=True)
        holders.append(RootHolder(name, folder, secret))
    return RootPlan(threshold, tuple(holders), COST)


def file_of(root: Path, name: str) -> Path:
    (found,) = (root / f"root-{name}").glob("root-key-*.json")
    return found


def sign(central: SignedIn, root: Path, *names: str) -> trusting.TrustStatus:
    places = {"Ann": 0, "Bo": 1, "Cy": 2, "Di": 0}
    for name in names:
        trusting.sign_proposal(central, file_of(root, name), SECRETS[places[name]])
    return trusting.status(central)
