# SPDX-License-Identifier: MIT
"""A wing, its honest bundle, and somebody who has its keys: whence every refusal is provoked."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from coprod_desktop.services.exchanging import intake
from coprod_desktop.services.recording import records
from tests.services.apart import sent
from tests.services.hostile import Forger
from tests.stores import Folders, feedback, send


class Scene:
    """A wing with two records, its honest bundle, and somebody who has its keys."""

    def __init__(self, folders: Folders, patch: pytest.MonkeyPatch) -> None:
        self.folders, self.patch = folders, patch
        self.wing, self.other = folders.open("wing"), folders.open("other")
        self.central = folders.open("office")
        self.forger = Forger(self.wing, folders.root / "forged")
        for n in range(2):
            records.save(self.wing, feedback(f"n{n}"))
        self.good = send(self.wing, folders.stick)
        self.apart = sent(self.good, self.wing, self.central)

    def file(self, data: bytes, name: str = "file.coprod") -> Path:
        path = self.folders.root / name
        path.write_bytes(data)
        return path

    def taken(self) -> Path:
        """The honest bundle, taken in already."""
        assert intake.take_in(self.central, [self.good])[0].outcome == "imported"
        return self.good

    def sql(self, statement: str, **values: Any) -> None:
        with self.central.vault.write() as connection:
            connection.execute(text(statement), values)


Provocation = Callable[[Scene], Path | bytes]
PROVOKED: dict[str, Provocation] = {}


def provokes(code: str) -> Callable[[Provocation], Provocation]:
    def noted(provocation: Provocation) -> Provocation:
        assert code not in PROVOKED
        PROVOKED[code] = provocation
        return provocation

    return noted
