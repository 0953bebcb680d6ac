# SPDX-License-Identifier: MIT
"""What became of a bundle of this wing, in words: received, by telephone, refused, no word yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QCoreApplication

from coprod_desktop.domain import vocabulary
from coprod_desktop.gui.dates import local, long_date
from coprod_desktop.services.exchanging.exchange import SentBundle

LATE_MS: Final = 28 * 86_400_000
"""Four weeks without a receipt: by then a return or a telephone call was due."""


class Sentence(NamedTuple):
    """A line to show: an icon, the meaning of its colour, and the words."""

    icon: str
    ink: str
    text: str


def receipt(sent: SentBundle) -> Sentence:
    """What is known of a bundle's fate, in a few words for a column."""
    translate = QCoreApplication.translate
    day = long_date(local(sent.outcome_at or sent.acknowledged_at or 0).date())
    if sent.acknowledged_at is not None:
        if sent.acknowledged_by == "telephone":
            day = long_date(local(sent.acknowledged_at).date())
            text = translate("Receipts", "By telephone, {day}").format(day=day)
        else:
            text = translate("Receipts", "Received {day}").format(day=day)
        return Sentence("success", "success", text)
    if sent.outcome == "refused":
        text = translate("Receipts", "Refused: {why}").format(why=refused(sent.code))
        return Sentence("error", "error", text)
    if sent.outcome == "held":
        return Sentence("clock", "warning", translate("Receipts", "Waits there for approval"))
    if sent.state != "verified":
        return Sentence("warning", "warning", translate("Receipts", "Not delivered: send again"))
    return Sentence("clock", "text", translate("Receipts", "No word yet"))


def refused(code: str) -> str:
    """Why the office took a bundle not in, in words; a code that has none stands for itself."""
    return vocabulary.say(vocabulary.REFUSALS, code)


def late(sent: Sequence[SentBundle], now: int) -> SentBundle | None:
    """The oldest bundle that nobody has confirmed for four weeks, at `now` in UTC ms; or None."""
    waiting = [each for each in sent if each.state == "verified" and not each.acknowledged_at]
    oldest = min(waiting, key=lambda each: each.at, default=None)
    return oldest if oldest is not None and now - oldest.at >= LATE_MS else None
