# SPDX-License-Identifier: MIT
"""Where the way on is when something went wrong: a place in the window for the code of a fault.

A security alarm leads nowhere: there is nothing to press but to keep the stick apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QPushButton, QWidget

from coprod_desktop.gui.desk import Desk, Page


class Lead(NamedTuple):
    """What a button says, and the page and target that it goes to."""

    text: str
    page: str
    target: str


def of(code: str, kind: str) -> Lead | None:
    """The way on from a fault, in a wing's or an office's window."""
    translate = QCoreApplication.translate
    if kind == "wing":
        known = {
            "UnknownSigner": Lead(
                translate("Leads", "Go to Settings, Recovery"), "settings", "recovery:list"
            ),
            "TrustSkipped": Lead(
                translate("Leads", "Go to Settings, Recovery"), "settings", "recovery:list"
            ),
        }
    else:
        two = Lead(translate("Leads", "Go to Settings, Recovery"), "settings", "recovery:life")
        known = {
            "OfficeBehind": two,
            "OfficeReplaced": two,
            "OfficeRestored": Lead(translate("Leads", "Go to the Inbox"), "inbox", ""),
            "TrustListTooOld": Lead(
                translate("Leads", "Go to Sites, Trust"), "sites", "trust:list"
            ),
            "UnknownSigner": Lead(
                translate("Leads", "Was it for an office that was lost?"),
                "settings",
                "recovery:lost",
            ),
        }
    return known.get(code)


def way_on(codes: Iterable[str | None], widget: QWidget) -> tuple[Desk, Lead] | None:
    """The way on from the first of some faults that has one, for whoever is at this widget."""
    place: QWidget | None = widget
    while place is not None and not isinstance(place, Page):
        place = place.parentWidget()
    if place is None or not place.desk.who.manages:
        return None
    kind = place.desk.who.kind
    lead = next((lead for code in codes if code and (lead := of(code, kind))), None)
    return (place.desk, lead) if lead is not None else None


def button(codes: Iterable[str | None], widget: QWidget) -> QPushButton | None:
    """A button for that way, to be put on the widget."""
    found = way_on(codes, widget)
    if found is None:
        return None
    desk, lead = found
    made = QPushButton(lead.text)
    made.clicked.connect(partial(desk.go, lead.page, lead.target))
    return made
