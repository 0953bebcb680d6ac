# SPDX-License-Identifier: MIT
"""What the wizard asks of the services, on a worker; they are loaded when first asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from coprod_desktop.gui.preferences import PRACTICE_PASSWORD
from coprod_desktop.gui.trust.calls import root_plan
from coprod_desktop.gui.trust.roots import Holder

if TYPE_CHECKING:
    from coprod_desktop.services.sheets import Page


def read_trust(file: Path) -> Any:
    """Look at an office's trust list."""
    from coprod_desktop.services.access import setup

    return setup.read_trust(file)


def create_wing(folder: Path, values: dict[str, Any]) -> Any:
    """Make a wing's store, and sign in."""
    from coprod_desktop.services.access import setup

    return setup.create_wing(folder, setup.WingSetup(**values))


def create_office(folder: Path, values: dict[str, Any], holders: tuple[Holder, ...]) -> Any:
    """Make an office's store, and sign in."""
    from coprod_desktop.services.access import setup

    return setup.create_office(folder, setup.OfficeSetup(**values, roots=root_plan(holders)))


def create_practice(folder: Path) -> Any:
    """Make stores to practise in, and sign in to the wing's."""
    from coprod_desktop.services import practice

    return practice.create(folder, PRACTICE_PASSWORD)


def sheet(session: Any) -> Page:
    """Make the store's recovery sheet."""
    from coprod_desktop.services import sheets
    from coprod_desktop.services.access import recovery

    return sheets.recovery_sheet(recovery.sheet(session))
