# SPDX-License-Identifier: MIT
"""Pictures of the insights: a measure by month, with its numbers, and what was said most."""

from typing import Any


def take(studio: Any, shell: Any) -> None:
    """By month, and by week of one theme."""
    shell.desk.go("insights")
    page = shell.page("insights")
    studio.wait(lambda: page._drawn is not None)  # noqa: SLF001  a script may look
    studio.take("insights")
    page.measure.setCurrentIndex(page.measure.findData("positive"))
    page.measure.activated.emit(0)
    studio.settle()
    studio.take("insights-positive")
