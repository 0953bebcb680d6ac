# SPDX-License-Identifier: MIT
"""The end of a stick round: what was written, whether the stick may go, and a second look at it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from coprod_desktop.gui.exchange import calls
from coprod_desktop.gui.exchange.receipts import Sentence
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import Button, Card, fact, flowing
from coprod_desktop.gui.messages import announce
from coprod_desktop.gui.progress import size
from coprod_desktop.services.exchanging.rounds import Verified

_MOST: Final = 8
"""So many bundles of a stick are named after it was read once more."""


class Ending(Card):
    """Done, in sentences."""

    def __init__(self) -> None:
        super().__init__()
        self.again = Button(self.tr("Start another round"))
        self.once_more = Button(self.tr("Read the stick once more"), icon="shield")

    def show_sent(self, sent: calls.Sent, *, folder: bool) -> None:
        """Say what was written to a stick or a folder."""
        lines: list[Sentence] = []
        if sent.exported is None:
            lines.append(Sentence("tick", "success", self.tr("Nothing had to be written.")))
        else:
            made = sent.exported
            text = self.tr("Bundle {number} was written, read back and verified.")
            lines.append(Sentence("tick", "success", text.format(number=made.seq)))
            what = {"changes": f"{made.changes:,}", "size": size(made.size), "path": made.path}
            text = self.tr("{changes} changes, {size}, as {path}").format(**what)
            lines.append(Sentence("tick", "success", text))
            text = self.tr("It counts as received once the office says so.")
            lines.append(Sentence("clock", "soft", text))
        if sent.removed:
            text = self.tr("Files removed that had done their work: {number}")
            lines.append(Sentence("tick", "success", text.format(number=sent.removed)))
        if sent.left_in is not None:
            text = self.tr("Use “safely remove” of the system before you pull the stick out.")
            lines.append(Sentence("warning", "warning", text))
        if folder:
            title = self.tr("Done")
        elif sent.left_in is None:
            title = self.tr("Done. The stick is safe to remove.")
        else:
            title = self.tr("Done, but the stick is still in use.")
        self._show(title, lines, offer=sent.exported is not None and not folder)

    def show_verified(self, found: Sequence[Verified]) -> None:
        """Say what a stick still holds."""
        lines: list[Sentence] = []
        for each in found[:_MOST]:
            if each.state == "whole":
                text = self.tr("Bundle {number} is there, whole.")
            elif each.state == "missing":
                text = self.tr("Bundle {number} is not there. It will be sent again.")
            else:
                text = self.tr("Bundle {number} is damaged. It will be sent again.")
            icon = "success" if each.state == "whole" else "error"
            lines.append(Sentence(icon, icon, text.format(number=each.seq)))
        if not found:
            lines.append(Sentence("info", "soft", self.tr("No bundle was written to it.")))
            title = self.tr("Nothing to compare")
        elif all(each.state == "whole" for each in found):
            title = self.tr("Everything is there")
        else:
            title = self.tr("Do not use this stick again")
        self._show(title, lines, offer=False)

    def _show(self, title: str, lines: list[Sentence], *, offer: bool) -> None:
        for button in (self.again, self.once_more):
            button.setParent(None)  # they outlive what is shown around them
        self.empty()
        self.heading.setText(title)
        self.heading.show()
        for line in lines:
            self.body.addWidget(fact(line.icon, line.ink, line.text))
        if offer:
            hint = self.tr(
                "For certainty, take the stick out, put it in again and read it once more: a stick "
                "that is failing may have kept nothing."
            )
            self.body.addWidget(words(hint, "soft"))
        self.body.addWidget(flowing(self.again, self.once_more))
        self.again.show()
        self.once_more.setVisible(offer)
        self.again.setFocus()
        announce(self, title, at_once=True)
