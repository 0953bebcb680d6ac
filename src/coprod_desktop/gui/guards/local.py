# SPDX-License-Identifier: MIT
"""What a site says of the prison's routes, in words, and the roles that pass things on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox

from coprod_desktop.domain import vocabulary

_CONTEXT: Final = "Guards"


def asked(session: Any) -> dict[str, Any]:
    """The site's own details of every route; runs on a worker."""
    from coprod_desktop.services.loop import guarding

    return guarding.site_routes(session)


def here(details: Mapping[str, str]) -> str:
    """Whom to tell at this site, and how, each on a line; nothing where nothing was written."""
    translate = QCoreApplication.translate
    said = {
        "who": translate("Guards", "Here, tell: {text}"),
        "phone": translate("Guards", "Phone or radio: {text}"),
        "form": translate("Guards", "Form or system: {text}"),
        "out_of_hours": translate("Guards", "Out of hours: {text}"),
    }
    lines = [said[name].format(text=details[name]) for name in said if details.get(name)]
    return "\n".join(lines)


def role_box() -> QComboBox:
    """A line for a role, with the usual ones on offer."""
    box = QComboBox()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.addItems(["", *(words for _, words in vocabulary.options(vocabulary.PASSING_ROLES))])
    line = box.lineEdit()
    if line is not None:
        line.setMaxLength(200)
    return box
