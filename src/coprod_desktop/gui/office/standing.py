# SPDX-License-Identifier: MIT
"""How a wing PC stands, in words: for its line on the board and the card beside it."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from coprod_desktop.gui.dates import local, long_date, moment, short_date
from coprod_desktop.services.exchanging import board
from coprod_desktop.services.exchanging.office import DeviceRow


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
    """What of ours the wing has said it has, and what it has not."""
    translate = QCoreApplication.translate
    if device.returns_unseen == 1:
        return translate("Sites", "1 not seen yet")
    if device.returns_unseen:
        text = translate("Sites", "{number} not seen yet")
        return text.format(number=device.returns_unseen)
    if not device.return_seq:
        return translate("Sites", "None yet")
    return translate("Sites", "No. {number} seen").format(number=device.return_seq)


def last(device: DeviceRow) -> str:
    """The day on which the newest bundle came."""
    if device.last_at is None:
        return "–"
    return short_date(local(device.last_at).date())


def expected(device: DeviceRow) -> str:
    """The day by which its next bundle is expected."""
    if device.expected_at is None:
        return "–"
    return short_date(local(device.expected_at).date())


def conditions() -> dict[str, str]:
    """How PCs can stand, as a filter says it."""
    translate = QCoreApplication.translate
    return {
        "somebody": translate("Sites", "Needs somebody"),
        "waiting": translate("Sites", "Waits for approval"),
        "restored": translate("Sites", "Restored: waits"),
        "gap": translate("Sites", "A bundle is missing"),
        "late": translate("Sites", "Late"),
        "unseen": translate("Sites", "Return not seen yet"),
        "current": translate("Sites", "Up to date"),
        "revoked": translate("Sites", "No longer taken in"),
    }


def shown_by(device: DeviceRow, wanted: str) -> bool:
    """Whether a filter by how PCs stand lets this one through."""
    now = board.condition(device)
    if wanted == "somebody":
        return now in board.NEEDS_SOMEBODY
    if wanted == "unseen":
        return device.returns_unseen > 0
    if wanted == "current":
        return now in {"current", "unseen"}
    return not wanted or now == wanted


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
    if device.expected_at is not None:
        day = long_date(local(device.expected_at).date())
        lines.append(translate("Sites", "Next bundle expected by {day}").format(day=day))
    if device.returns_unseen and device.returned_at is not None:
        lines.append(
            translate("Sites", "What went back on {day} is not seen yet").format(
                day=long_date(local(device.returned_at).date())
            )
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
