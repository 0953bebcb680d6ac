# SPDX-License-Identifier: MIT
"""What is remembered between starts: looks and the last folder, nothing about people."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import cast

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

from coprod_desktop.gui.palette import PALETTES
from coprod_desktop.gui.theme import Choice

LOCK_MINUTES = 10
PRACTICE_PASSWORD = "practice makes good"  # noqa: S105 - shown on screen: it guards nothing


class Preferences:
    """A thin, typed face on the settings file."""

    def __init__(self, file: Path | None = None) -> None:
        if file is None:
            self._settings = QSettings(
                QSettings.Format.IniFormat, QSettings.Scope.UserScope, "Coprod", "Coprod Desktop"
            )
        else:
            self._settings = QSettings(str(file), QSettings.Format.IniFormat)

    @property
    def theme(self) -> Choice:
        """The chosen colours."""
        name = str(self._settings.value("look/theme", "system"))
        return cast("Choice", name) if name in PALETTES else "system"

    @theme.setter
    def theme(self, choice: Choice) -> None:
        self._settings.setValue("look/theme", choice)

    @property
    def percent(self) -> int:
        """The text size, 100 to 200 per cent."""
        return self._number("look/percent", 100, 100, 200)

    @percent.setter
    def percent(self, percent: int) -> None:
        self._settings.setValue("look/percent", percent)

    @property
    def lock_minutes(self) -> int:
        """After how many idle minutes the window locks itself."""
        return self._number("lock/minutes", LOCK_MINUTES, 1, 60)

    @lock_minutes.setter
    def lock_minutes(self, minutes: int) -> None:
        self._settings.setValue("lock/minutes", minutes)

    @property
    def store(self) -> Path | None:
        """The folder of the store that was open last."""
        text = str(self._settings.value("store/folder", ""))
        return Path(text) if text else None

    @store.setter
    def store(self, folder: Path) -> None:
        self._settings.setValue("store/folder", str(folder))

    def watched(self, store: Path) -> tuple[Path | None, bool]:
        """The folder that this PC watches for an office's store, and whether it is to be now."""
        key = _of_store(store)
        folder = str(self._settings.value(f"watch/{key}/folder", ""))
        on = str(self._settings.value(f"watch/{key}/on", "")) == "yes"
        return (Path(folder), on) if folder else (None, False)

    def watch(self, store: Path, folder: Path, *, on: bool) -> None:
        """Remember which folder is watched for a store, and whether it is."""
        key = _of_store(store)
        self._settings.setValue(f"watch/{key}/folder", str(folder))
        self._settings.setValue(f"watch/{key}/on", "yes" if on else "no")

    @property
    def board_order(self) -> str:
        """How an office's board of wing PCs is sorted, as its chip has it."""
        return str(self._settings.value("board/order", ""))

    @board_order.setter
    def board_order(self, chosen: str) -> None:
        self._settings.setValue("board/order", chosen)

    @property
    def geometry(self) -> QByteArray:
        """Where the window was, as Qt saved it; empty at the first start."""
        value = self._settings.value("window/geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._settings.setValue("window/geometry", value)

    def _number(self, key: str, otherwise: int, least: int, most: int) -> int:
        try:
            return max(least, min(most, int(str(self._settings.value(key, otherwise)))))
        except ValueError:
            return otherwise


def _of_store(store: Path) -> str:
    """A name for a store in the settings: a path has characters that mean something there."""
    return hashlib.sha256(str(store).encode()).hexdigest()[:16]


def practice_folder() -> Path:
    """Where the wing's store to practise in lies, once it was made."""
    return home() / "practice" / "wing"


def home() -> Path:
    """Where new stores are offered a place: the account's own data folder."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    return Path(place or Path.home()) / "Coprod"
