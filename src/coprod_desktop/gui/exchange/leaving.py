# SPDX-License-Identifier: MIT
"""What will leave, before it leaves: counts by kind, over which days, about how large."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QLabel

from coprod_desktop.domain import vocabulary
from coprod_desktop.gui.dates import iso, long_date
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Card, discard
from coprod_desktop.gui.progress import size
from coprod_desktop.services.exchange import Preview


class LeavingCard(Card):
    """The next bundle, in figures."""

    def __init__(self) -> None:
        super().__init__()
        self.heading.setText(self.tr("What will leave"))
        self.heading.show()
        self._counts = QGridLayout()
        self._counts.setHorizontalSpacing(28)
        self._counts.setVerticalSpacing(4)
        self._span = words("", "soft")
        self.body.addLayout(self._counts)
        self.body.addWidget(self._span)
        self.body.addStretch(1)

    def show_preview(self, preview: Preview) -> None:
        """Show what a bundle would hold."""
        self._clear()
        counts: dict[str, int] = {**preview.counts}
        named = vocabulary.options(vocabulary.RECORD_TYPES)
        if not any(counts.values()):
            named = []  # erasures alone: what was erased is no longer of a kind
        for place, (kind, label) in enumerate(named):
            number = QLabel(f"{counts.get(kind, 0):,}")
            number.setProperty("say", "figure")
            self._counts.addWidget(number, 0, place)
            self._counts.addWidget(words(label, "soft"), 1, place)
        self._counts.setColumnStretch(len(vocabulary.RECORD_TYPES), 1)
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
