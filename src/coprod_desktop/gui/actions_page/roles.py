# SPDX-License-Identifier: MIT
"""Who an action belongs to: a role, chosen or typed, because no names are needed."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QComboBox

OWNERS: Final = (
    "Head of healthcare",
    "Pharmacy lead",
    "Primary care lead",
    "Mental health lead",
    "Dental lead",
    "Health rep",
    "Wing manager",
    "Governor’s office",
    "Co-production facilitator",
)


def owner_box() -> QComboBox:
    """A role, chosen or typed: no names are needed."""
    box = QComboBox()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.addItems(["", *OWNERS])
    return box
