# SPDX-License-Identifier: MIT
"""Finding and reading records for `screenshots.py`: chips, views, stories, bin, search, export."""

from typing import Any

from PySide6.QtWidgets import QApplication


def take(studio: Any, shell: Any) -> None:
    """From the filtered list through a comment's story to the bin, the search and the file."""
    shell.desk.go("feedback")
    studio.settle()
    page = shell.page("feedback")
    if not page.on_list():
        page._form.leave_form()  # noqa: SLF001
        studio.settle()
    _filters(studio, page)
    _answers(studio, page)
    _story(studio, page)
    _bin(studio, shell, page)
    shell.desk.go("search")
    studio.take("search-everywhere-empty")
    shell.search_for_everywhere("queue")
    studio.take("search-everywhere")
    shell.search_for_everywhere("")
    shell.desk.go("feedback")
    studio.settle()
    page._export()  # noqa: SLF001
    studio.take("export")
    page.export.said.setChecked(True)
    studio.take("export-words")
    page.export.cancel.click()


def _filters(studio: Any, page: Any) -> None:
    if page.filters_button.isVisible():
        page.filters_button.setChecked(True)
    page.filters.show_state({"kind": "concern", "period": "2026-01-01..2026-12-31"})
    studio.take("filters")
    chip = page.filters.chips["theme"]
    chip.open()
    studio.settle()
    popup = QApplication.activePopupWidget()
    if popup is not None:
        studio.take("filter-menu", popup)
        popup.close()
    page.filters.chips["period"].asked.emit()
    studio.take("filter-dates")
    page.filters._shut_dates()  # noqa: SLF001
    page.views._name_new()  # noqa: SLF001
    page.views.name.setText("Concerns of this year")
    studio.take("view-name")
    page.views.keep()
    studio.settle()
    page.views.open()
    studio.settle()
    popup = QApplication.activePopupWidget()
    if popup is not None:
        studio.take("view-menu", popup)
        popup.close()
    page.filters.clear_all()
    studio.settle()
    if page.filters_button.isVisible():
        page.filters_button.setChecked(False)


def _answers(studio: Any, page: Any) -> None:
    page.table.choose(1)
    studio.settle()
    page._split.show_side()  # noqa: SLF001
    page.detail.answer.click()
    page.detail.answering.lever.set_value(2)
    page.detail.answering.text.setPlainText("The inmates get a clock by the hatch on Monday.")
    page.detail.answering.text.setFocus()
    studio.take("answer")
    page.detail.answering.keep()
    studio.settle()
    studio.take("comment")


def _story(studio: Any, page: Any) -> None:
    stored = page.detail.stored()
    page._revise(stored)  # noqa: SLF001
    studio.settle()
    note = page.entry.form.values()
    page.entry.form.fill({**note, "staff_note": "Told the pharmacy on Tuesday", "kind": "mixed"})
    page.entry.save_and_close()
    studio.settle()
    page._split.show_side()  # noqa: SLF001
    bar = page.detail._scroll.verticalScrollBar()  # noqa: SLF001
    bar.setValue(bar.maximum())
    studio.take("story")


def _bin(studio: Any, shell: Any, page: Any) -> None:
    page.arrive("")
    page._split.show_main()  # noqa: SLF001
    page.table.choose(4)
    studio.settle()
    page.put_away(4)
    studio.take("undo")
    shell.desk.go("bin")
    studio.take("bin")
    bin_page = shell.page("bin")
    bin_page._open(0)  # noqa: SLF001
    studio.take("bin-one")
    bin_page.erase.click()
    studio.take("bin-erase")
    bin_page.erasing.keep.click()
    bin_page._put_back()  # noqa: SLF001
    studio.take("bin-empty")
