# SPDX-License-Identifier: MIT
"""How a wing PC stands, in words: for its line on the board and the card beside it."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from coprod_desktop.gui.dates import moment
from coprod_desktop.services.office import DeviceRow


class Standing(NamedTuple):
    """An icon, the meaning of its colour, and the words."""

    icon: str
    ink: str
    text: str


def waits(device: DeviceRow) -> bool:
    """Whether somebody has to compare its words."""
    return device.state == "pending"


def restored(device: DeviceRow) -> bool:
    """Whether it was approved before and has begun a new history."""
    return waits(device) and device.last_seq > 0


def of(device: DeviceRow) -> Standing:
    """How a PC stands."""
    translate = QCoreApplication.translate
    if restored(device):
        return Standing("key", "accent", translate("Sites", "Restored: waits"))
    if waits(device):
        return Standing("key", "accent", translate("Sites", "Waits for approval"))
    if device.state != "active":
        return Standing("cross", "soft", translate("Sites", "No longer taken in"))
    return _of_active(device)


def _of_active(device: DeviceRow) -> Standing:
    translate = QCoreApplication.translate
    if device.gap_from is not None:
        return Standing("warning", "warning", translate("Sites", "A bundle is missing"))
    if device.overdue_days == 1:
        return Standing("clock", "warning", translate("Sites", "1 day late"))
    if device.overdue_days > 0:
        text = translate("Sites", "{days} days late").format(days=device.overdue_days)
        return Standing("clock", "warning", text)
    return Standing("success", "success", translate("Sites", "Up to date"))


def seen(device: DeviceRow) -> str:
    """What of ours the wing said, in its newest bundle, that it has seen."""
    translate = QCoreApplication.translate
    if not device.return_seq:
        return translate("Sites", "No return yet")
    return translate("Sites", "Return {number}, list {version}").format(
        number=device.return_seq, version=device.trust_version
    )


def facts(device: DeviceRow) -> tuple[str, ...]:
    """What is known of a PC, a line each."""
    translate = QCoreApplication.translate
    lines = [translate("Sites", "PC {short}").format(short=device.short)]
    if device.last_at is not None:
        lines.append(
            translate("Sites", "Last bundle: number {seq}, {when}").format(
                seq=device.last_seq, when=moment(device.last_at)
            )
        )
        lines.append(translate("Sites", "{n} changes held").format(n=f"{device.high_water:,}"))
        lines.append(
            translate("Sites", "It has seen trust list {version} and return {number}").format(
                version=device.trust_version, number=device.return_seq
            )
            if device.return_seq
            else translate("Sites", "It has seen no return yet")
        )
    if device.state == "revoked":
        lines.append(
            translate("Sites", "Believed up to change {n}").format(n=f"{device.last_good or 0:,}")
        )
    if device.app_version:
        lines.append(translate("Sites", "Version {version}").format(version=device.app_version))
    return tuple(lines)


def advice(device: DeviceRow) -> str:
    """What to do about it; nothing where all is well."""
    translate = QCoreApplication.translate
    if waits(device) or device.state != "active":
        return ""
    if device.gap_from is not None:
        return translate(
            "Sites",
            "Ask the wing for the bundle that is missing, or to send everything from change "
            "{number} again.",
        ).format(number=device.gap_from)
    if device.overdue_days > 0:
        return translate("Sites", "Ring the wing and ask for its weekly bundle.")
    return ""
