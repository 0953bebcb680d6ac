# SPDX-License-Identifier: MIT
"""What a comment is about, what it is, and who can fix it: all for a person to say."""

from __future__ import annotations

from typing import Any

from coprod_desktop.domain import themes, vocabulary
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.feedback.offers import ThemeOffers
from coprod_desktop.gui.feedback.parts import Part, choose, choosing
from coprod_desktop.gui.fields import ChipsField
from coprod_desktop.gui.responsive import Columns


class SortingPart(Part):
    """Themes with what the words suggest under them, then kind and fixer."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.themes = self.row(self.tr("Themes"), ChipsField(list(themes.labels().items())))
        self.offers = ThemeOffers(desk)
        self.kind = self.row(
            self.tr("Kind"), choosing(vocabulary.options(vocabulary.FEEDBACK_KINDS))
        )
        self.who_can_fix = self.row(
            self.tr("Who can fix it"), choosing(vocabulary.options(vocabulary.FIXERS))
        )
        self.column.addWidget(self.themes)
        self.column.addWidget(self.offers)
        pair = ((self.kind, 1), (self.who_can_fix, 1))
        self.column.addWidget(Columns(pair, wide=2, narrow=1, least=300))
        self.themes.field.edited.connect(self._themes_changed)
        self.themes.field.numbered.connect(self.offers.take)
        self.offers.taken.connect(self.themes.field.add)
        self.offers.changed.connect(self._say_offers)
        for row in (self.kind, self.who_can_fix):
            row.field.currentIndexChanged.connect(self.edited)

    def look(self, text: str) -> None:
        """Suggest themes from these words."""
        self.offers.look(text)

    def values(self) -> dict[str, Any]:
        """As `Part.values`."""
        return {
            "themes": list(self.themes.field.value()),
            "who_can_fix": self.who_can_fix.field.currentData() or "",
            "kind": self.kind.field.currentData() or "",
        }

    def fill(self, values: dict[str, Any]) -> None:
        """As `Part.fill`."""
        self.themes.field.set_value([str(code) for code in values.get("themes", ())])
        self.offers.leave_out(self.themes.field.value())
        choose(self.who_can_fix.field, values.get("who_can_fix", ""))
        choose(self.kind.field, values.get("kind", ""))

    def _themes_changed(self) -> None:
        self.offers.leave_out(self.themes.field.value())
        self.edited.emit()

    def _say_offers(self, said: str) -> None:
        offered = self.tr("Suggested: {offers}").format(offers=said) if said else ""
        self.themes.field.line.setAccessibleDescription(offered)
