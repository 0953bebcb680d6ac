# SPDX-License-Identifier: MIT
"""Beside a paper: the words in it that may tell who somebody is, to be looked at first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from coprod_desktop.domain import vocabulary
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Card, fact
from coprod_desktop.gui.messages import announce
from coprod_desktop.services.papers.looking_over import Concern

_MOST: Final = 12


class Concerns(Card):
    """Hidden as long as nothing was found."""

    def __init__(self, hint: str) -> None:
        """`hint` says where the words can be changed."""
        super().__init__()
        self.heading.setText(self.tr("Look at these first"))
        self.heading.show()
        self._hint = hint
        self.hide()

    def show_concerns(self, concerns: Sequence[Concern]) -> None:
        """Show what was found, and say so aloud."""
        self.empty()
        self.setVisible(bool(concerns))
        if not concerns:
            return
        self.body.addWidget(words(self._hint, "hint"))
        for each in concerns[:_MOST]:
            self.body.addWidget(fact("flag", "warning", self._said(each)))
        if len(concerns) > _MOST:
            more = self.tr("And {number} more.").format(number=len(concerns) - _MOST)
            self.body.addWidget(words(more))
        announce(self, self.tr("Look at these first"))

    def _said(self, concern: Concern) -> str:
        if concern.kind == "private":
            return self.tr("Check that no Easy Read line tells of what was private.")
        return self.tr("{kind} under “{where}”: {words}").format(
            kind=vocabulary.say(vocabulary.IDENTIFYING, concern.kind),
            where=concern.where,
            words=concern.words,
        )
