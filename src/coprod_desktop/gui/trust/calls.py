# SPDX-License-Identifier: MIT
"""What pages about keys ask of the services, on a worker; they are loaded when first asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coprod_desktop.gui.trust.roots import NEEDED, Holder

if TYPE_CHECKING:
    from coprod_desktop.services.sheets import Page


def recovery_key(office: str) -> Page:
    """A new office's recovery key, which exists nowhere yet but on this page."""
    from coprod_desktop.services import sheets
    from coprod_desktop.services.access import setup

    return sheets.recovery_key(office, "live", setup.new_recovery_words())


def root_plan(holders: tuple[Holder, ...]) -> Any:
    """Two of these people have to sign; nobody of them where there are none."""
    from coprod_desktop.services.books.rooting import RootHolder, RootPlan

    return RootPlan(NEEDED, tuple(RootHolder(*each) for each in holders)) if holders else None
