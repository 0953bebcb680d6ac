# SPDX-License-Identifier: MIT
"""The reply slip on paper: shown first, then printed; nothing of what was said stands on it."""

from __future__ import annotations

import datetime

from PySide6.QtWidgets import QWidget

from coprod_desktop.gui.desk import Desk
from coprod_desktop.services.papers import slips


def preview(
    desk: Desk,
    parent: QWidget,
    code: str,
    on: datetime.date,
    place: tuple[str, str],
    way: str,
) -> None:
    """Show the slip as it will print; `place` is the site and the wing, `way` how a reply comes."""
    from coprod_desktop.gui.paper_dialog import show_document

    site, wing = place
    show_document(desk.jobs, slips.reply_slip(code, on, site, wing, way), parent)
