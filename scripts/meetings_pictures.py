# SPDX-License-Identifier: MIT
"""The meetings' screens for `screenshots.py`: the list, the notes as they are typed, the forum."""

from typing import Any

from PySide6.QtWidgets import QApplication


def take(studio: Any, shell: Any) -> None:
    """From the list through a forum's notes to the projector."""
    shell.desk.go("meetings")
    studio.take("meetings")
    page = shell.page("meetings")
    shell.desk.go("meetings", "new")
    studio.take("meeting")
    editor = page.editor
    form = editor.form
    form.about.wing.field.setText("")
    form.about.series_changed.emit()
    studio.settle()
    editor.column.verticalScrollBar().setValue(0)
    studio.take("meeting-carried")
    form.came.set_open(on=True)
    form.came.attendance.quick.setText("3 patients B wing, 2 health reps, head of healthcare")
    form.came.attendance.take()
    form.came.attendance.quick.setFocus()
    studio.take("meeting-came")
    form.came.set_open(on=False)
    form.about.set_open(on=False)
    _write(form)
    studio.take("meeting-item")
    _comments(studio, form)
    _around(form)
    studio.take("meeting-end")
    form.agenda.go(1)
    editor.show_forum()
    forum = QApplication.activeModalWidget()
    if forum is not None:
        studio.take("forum", forum)
        forum.close()
    editor.leave_form()
    studio.settle()
    page.show_record(_agreed(page))
    studio.take("meeting-agreed")
    editor.correct.click()
    studio.take("meeting-correct")
    editor.leave_form()


def _comments(studio: Any, form: Any) -> None:
    """A comment is looked for, and one is written."""
    form.agenda.editor.link_comment()
    studio.settle()
    form.agenda.editor.said.search.line.setText("hatch")
    form.agenda.editor.said.search.line.textEdited.emit("hatch")
    studio.wait(lambda: not form.agenda.editor.said.search._soon.isActive())  # noqa: SLF001
    studio.take("meeting-comment")
    form.agenda.editor.said.search.write_new()
    studio.take("meeting-comment-new")
    form.agenda.editor.said.close_search()


def _around(form: Any) -> None:
    """What stands around the agenda, opened."""
    for section in (form.since, form.cannot, form.together, form.end):
        section.set_open(on=True)
    form.since.pairs.add_line()
    form.cannot.pairs.add_line()
    form.together.thanks.add_line()
    form.together.rung.set_value(5)
    form.end.set_easy_read(form.easy_read())


def _write(form: Any) -> None:
    """A forum half way through its agenda."""
    agenda = form.agenda
    agenda.editor.title.setText("What happened since last time")
    agenda.editor.title.textEdited.emit("")
    agenda.obey("next")
    item = agenda.editor
    item.title.setText("Medicines on B wing")
    item.title.textEdited.emit("")
    item.notes.setPlainText("The queue takes over an hour.\nPeople miss work and education.")
    item.add_decision("Try two shorter sessions for four weeks")
    line = item.add_action()
    line.what.setPlainText("Count how long people wait")
    line.who.setText("Pharmacy technician")
    line.due.line.setText("+14")
    line.due.line.editingFinished.emit()
    line.more.setChecked(True)
    item.hands.show()
    item.hands.question.setText("When should the second session be?")
    item.hands.question.textEdited.emit("When should the second session be?")
    for choice, hands in (("Before lunch", 7), ("After tea", 4)):
        item.hands.add_choice()
        last = item.hands.lines[-1]
        last.choice.setText(choice)
        last.count.set_number(hands)
        last.choice.textEdited.emit(choice)
    agenda.obey("insert")
    agenda.editor.title.setText("Waiting for glasses")
    agenda.editor.title.textEdited.emit("")
    agenda.go(len(agenda.rows) - 2)


def _agreed(page: Any) -> str:
    """An agreed meeting's id."""
    rows = [page.model.row(place) for place in range(page.model.rowCount())]
    return next(row.id for row in rows if row is not None and row.status == "agreed")
