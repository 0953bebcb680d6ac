# SPDX-License-Identifier: MIT
"""Looks words through: at once while they are few, on a worker when they are many.

A letter of 20,000 characters takes a tenth of a second and more, and the window must not wait that
long. What was looked through is remembered, so that only fields whose words changed cost anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.fields import WordsField

AT_ONCE: Final = 2_000
"""So many characters are looked through on the spot: some ten milliseconds on a slow PC."""
T = TypeVar("T")
Texts = dict[WordsField, str]


class Looking(QObject, Generic[T]):
    """What `find` finds in the words of some fields."""

    came = Signal()
    """A worker has looked through what `know` could not say at once."""

    def __init__(self, desk: Desk, find: Callable[[str], T], parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._find = find
        self._known: dict[WordsField, tuple[str, T]] = {}
        self._asked: Texts = {}

    def know(self, texts: Mapping[WordsField, str]) -> dict[WordsField, T] | None:
        """What stands in these texts; None while a worker is still at it: `came` tells."""
        self._known = {field: self._known[field] for field in texts if field in self._known}
        news = {field: text for field, text in texts.items() if not self._knows(field, text)}
        if sum(map(len, news.values())) > AT_ONCE:
            if news != self._asked:
                self._ask(news)
            return None
        self._asked = {}
        for field, text in news.items():
            self._known[field] = text, self._find(text)
        return {field: self._known[field][1] for field in texts}

    def _knows(self, field: WordsField, text: str) -> bool:
        return field in self._known and self._known[field][0] == text

    def _ask(self, texts: Texts) -> None:
        self._asked = texts
        run: Callable[..., Any] = self._desk.jobs.run
        key = f"looking {id(self)}"
        run(_all, self._find, texts, owner=self, done=self._came, failed=self._failed, key=key)

    def _came(self, found: dict[WordsField, tuple[str, T]]) -> None:
        self._asked = {}
        self._known |= found
        self.came.emit()

    def _failed(self, _error: Exception) -> None:
        """It is asked anew with the next key; a bug is told by the jobs."""
        self._asked = {}


def _all(
    _session: object, find: Callable[[str], T], texts: Texts
) -> dict[WordsField, tuple[str, T]]:
    """Look through all texts; runs on a worker, which does not touch the fields."""
    return {field: (text, find(text)) for field, text in texts.items()}
