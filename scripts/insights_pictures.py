# SPDX-License-Identifier: MIT
"""Pictures of the insights: a measure by month, with its numbers, and what was said most."""

from typing import Any


def take(studio: Any, shell: Any) -> None:
    """By month, of a share with a target, of waits, and what stands further down."""
    shell.desk.go("insights")
    page = shell.page("insights")
    studio.wait(lambda: page._drawn is not None)  # noqa: SLF001  a script may look
    studio.take("insights")
    page.choosing.measure.setCurrentIndex(page.choosing.measure.findData("positive"))
    page.choosing.target.field.setText("50")
    page.choosing.changed.emit()
    studio.settle()
    studio.take("insights-positive")
    page.choosing.target.field.setText("")
    page.choosing.measure.setCurrentIndex(page.choosing.measure.findData("harm_waits"))
    page.choosing.changed.emit()
    studio.settle()
    studio.take("insights-waits")
    page.unheard.number.field.setText("60")
    page.unheard.keep.click()
    studio.settle()
    page.unheard.keep.setFocus()
    studio.settle()
    studio.take("insights-heard")
    page.rebases.add.setFocus()
    studio.settle()
    studio.take("insights-limits")
