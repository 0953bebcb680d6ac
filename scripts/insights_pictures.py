# SPDX-License-Identifier: MIT
"""Pictures of the insights: a measure by month, with its numbers, and what was said most."""

from typing import Any

from PySide6.QtWidgets import QScrollArea


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
    column = page.findChild(QScrollArea)
    column.ensureWidgetVisible(page.unheard.keep)
    studio.settle()
    studio.take("insights-heard")
    column.ensureWidgetVisible(page.rebases.add)
    studio.settle()
    studio.take("insights-limits")
    shell.desk.go("reports")
    studio.settle()
    studio.take("reports")
    reports = shell.page("reports")
    reports.show_pack.click()
    studio.wait(lambda: reports.__dict__.get("_paper") is not None)
    studio.settle()
    studio.take("reports-pack", reports._paper)  # noqa: SLF001
    reports._paper.reject()  # noqa: SLF001
