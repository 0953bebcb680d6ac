# SPDX-License-Identifier: MIT
"""What looks at words while they are typed: offers and reminders, never a change unasked."""

from coprod_desktop.gui.guards.patient import PatientGuard
from coprod_desktop.gui.guards.staff import StaffGuard

__all__ = ["PatientGuard", "StaffGuard"]
