# SPDX-License-Identifier: MIT
"""How new notes begin: with a template, as last time, or empty; and keeping a template."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.forms import Row, words
from coprod_desktop.gui.furniture import Button, bar, flowing
from coprod_desktop.gui.meetings import calls
from coprod_desktop.gui.messages import announce
from coprod_desktop.services.loop.agendas import Template


class BeginBar(QWidget):
    """A box of templates, "As last time", and a line to keep a template under a name."""

    template_chosen = Signal(object)
    last_asked = Signal()
    keep_asked = Signal(str)
    """The notes are to be kept as a template of this name."""
    named = Signal()
    """Something was typed into the name."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._desk = desk
        self._templates: tuple[Template, ...] = ()
        self.box = QComboBox()
        self.box.setAccessibleName(self.tr("Begin with a template"))
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.begin = Button(self.tr("Begin with it"))
        self.last = Button(self.tr("As last time"), icon="history")
        self.last.setToolTip(self.tr("When, where, who and the agenda of the last meeting"))
        self.keep = Button(self.tr("Keep as a template"), kind="quiet")
        self.drop = Button(self.tr("Delete this template"), kind="quiet")
        self.name = Row(self.tr("Name of the template"), QLineEdit())
        self._save = Button(self.tr("Keep it"))
        self._leave = Button(self.tr("Leave it"), kind="quiet")
        self._naming = QWidget()
        self._naming.setProperty("part", "canvas")
        naming = QVBoxLayout(self._naming)
        naming.setContentsMargins(0, 0, 0, 0)
        naming.setSpacing(8)
        naming.addWidget(self.name)
        naming.addWidget(words(self.tr("Everybody on this PC can begin with it."), "hint"))
        naming.addWidget(bar(self._save, self._leave))
        self._naming.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        buttons = flowing(self.box, self.begin, self.last, self.keep, self.drop)
        column.addWidget(buttons)
        column.addWidget(self._naming)
        self.box.currentIndexChanged.connect(self._own)
        self.begin.clicked.connect(self._begin)
        self.last.clicked.connect(self.last_asked)
        self.keep.clicked.connect(self._open_naming)
        self.drop.clicked.connect(self._drop)
        self._save.clicked.connect(self._keep)
        self.name.field.returnPressed.connect(self._keep)
        self.name.field.textEdited.connect(self.named)
        self._leave.clicked.connect(self._shut_naming)
        self._own()

    def ask(self) -> None:
        """Fetch the templates."""
        self._desk.jobs.run(calls.templates, owner=self, done=self.show_templates)

    def naming(self) -> str:
        """The name that is being typed, for the draft of the notes."""
        return self.name.field.text()

    def show_naming(self, name: str) -> None:
        """Show a name that was half typed, or none."""
        self.name.field.setText(name)
        self._naming.setVisible(bool(name))

    def say_last(self, *, there: bool) -> None:
        """Whether there is a last meeting to begin from."""
        self.last.setVisible(there)

    def show_templates(self, templates: tuple[Template, ...]) -> None:
        """List them."""
        self._templates = templates
        self.box.clear()
        for each in templates:
            text = self.tr("{name} (ours)").format(name=each.name) if each.own else each.name
            self.box.addItem(text)
        self._own()

    def keep_template(self, template: Template) -> None:
        """Keep one, and list it with the others."""
        self._desk.jobs.run(
            calls.keep_template, template, owner=self, done=self._kept, changes=("kept",)
        )

    def _kept(self, templates: tuple[Template, ...]) -> None:
        name = self.name.field.text().strip()
        self.show_templates(templates)
        self._shut_naming()
        announce(self, self.tr("Template kept: {name}").format(name=name))
        self._desk.note_saved()

    def _begin(self) -> None:
        template = self._chosen()
        if template is not None:
            self.template_chosen.emit(template)

    def _chosen(self) -> Template | None:
        place = self.box.currentIndex()
        return self._templates[place] if 0 <= place < len(self._templates) else None

    def _own(self) -> None:
        chosen = self._chosen()
        for widget in (self.box, self.begin):
            widget.setVisible(bool(self._templates))
        self.drop.setVisible(chosen is not None and chosen.own)

    def _drop(self) -> None:
        template = self._chosen()
        if template is None or not template.own:
            return
        self._desk.jobs.run(
            calls.drop_template,
            template.name,
            owner=self,
            done=self.show_templates,
            changes=("kept",),
        )
        text = self.tr("Template deleted: {name}").format(name=template.name)
        self._desk.offer_undo(text, lambda: self.keep_template(template))

    def _open_naming(self) -> None:
        self._naming.show()
        self.name.field.setFocus()

    def _shut_naming(self) -> None:
        self._naming.hide()
        self.name.set_error("")
        if self.naming():
            self.name.field.clear()
            self.named.emit()
        self.keep.setFocus()

    def _keep(self) -> None:
        name = self.name.field.text().strip()
        if name:
            self.keep_asked.emit(name)
        else:
            self.name.set_error(self.tr("Give the template a name"))
            self.name.field.setFocus()
