# SPDX-License-Identifier: MIT
"""What will leave, before it leaves: counts by kind, over which days, about how large."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from coprod_desktop.domain import vocabulary
from coprod_desktop.gui.dates import iso, long_date
from coprod_desktop.gui.flow import FlowLayout
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Card, discard
from coprod_desktop.gui.label import Label
from coprod_desktop.gui.progress import size
from coprod_desktop.services.exchanging.exchange import Preview

_ALWAYS: Final = ("feedback", "meeting", "action")
"""What people look for, even where there is none; other kinds only where there is some."""


class LeavingCard(Card):
    """The next bundle, in figures."""

    def __init__(self) -> None:
        super().__init__()
        self.heading.setText(self.tr("What will leave"))
        self.heading.show()
        holder = QWidget()
        holder.setProperty("part", "canvas")
        self._counts = FlowLayout(holder, 24)
        self._span = words("", "soft")
        self.body.addWidget(holder)
        self.body.addWidget(self._span)
        self.body.addStretch(1)

    def show_preview(self, preview: Preview) -> None:
        """Show what a bundle would hold."""
        self._clear()
        counts: dict[str, int] = {**preview.counts}
        named = vocabulary.options(vocabulary.RECORD_TYPES)
        if not any(counts.values()):
            named = []  # erasures alone: what was erased is no longer of a kind
        for kind, label in named:
            if kind in _ALWAYS or counts.get(kind):
                self._counts.addWidget(_count(counts.get(kind, 0), label))
        self._span.setText(self._said(preview))
        self.setAccessibleName(self.heading.text())
        self.setAccessibleDescription(self._span.text())

    def show_nothing(self, why: str) -> None:
        """Say why nothing would leave."""
        self._clear()
        self._span.setText(why)

    def _said(self, preview: Preview) -> str:
        changes = preview.last - preview.first + 1
        oldest, newest = iso(preview.oldest), iso(preview.newest)
        number = (
            self.tr("1 change in all")
            if changes == 1
            else self.tr("{number} changes in all").format(number=f"{changes:,}")
        )
        parts = [number]
        if oldest and newest and oldest == newest:
            parts.append(self.tr("of {day}").format(day=long_date(oldest)))
        elif oldest and newest:
            span = self.tr("from {first} to {last}")
            parts.append(span.format(first=long_date(oldest), last=long_date(newest)))
        parts.append(self.tr("about {size}").format(size=size(preview.size)))
        return self.tr("{parts}. Encrypted: only the office can read it.").format(
            parts=", ".join(parts)
        )

    def _clear(self) -> None:
        while (item := self._counts.takeAt(0)) is not None:
            discard(item.widget())


def _count(number: int, label: str) -> QWidget:
    """A number with what it counts under it."""
    holder = QWidget()
    holder.setProperty("part", "canvas")
    figure, named = Label(f"{number:,}"), Label(label)
    figure.setProperty("say", "figure")
    named.setProperty("say", "soft")
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(figure)
    column.addWidget(named)
    return holder
