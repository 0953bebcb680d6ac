# SPDX-License-Identifier: MIT
"""Saved views of a list: its filters under a name, one's own or shared by all on this PC."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QMenu, QWidget

from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.flow import FlowLayout
from coprod_desktop.gui.forms import restyle
from coprod_desktop.gui.furniture import Button
from coprod_desktop.gui.label import Label
from coprod_desktop.gui.messages import announce

_LONGEST: Final = 60


class View(NamedTuple):
    """A view by its name: whose it is, what it filters, and whether the list begins with it."""

    name: str
    shared: bool
    state: dict[str, str]
    first: bool


def _listed(session: Any, page: str) -> tuple[View, ...]:
    from coprod_desktop.services.recording import keeping

    found: list[View] = []
    for shared in (False, True):
        for each in keeping.listed(session, "view", shared=shared):
            if each.value.get("list") == page:
                name = each.name.removeprefix(f"{page}/")
                state = dict(each.value.get("state", {}))
                found.append(View(name, shared, state, bool(each.value.get("first"))))
    return tuple(found)


def _keep(session: Any, page: str, view: View, before: View | None) -> tuple[View, ...]:
    from coprod_desktop.services.recording import keeping

    if before is not None and (before.name, before.shared) != (view.name, view.shared):
        keeping.drop(session, "view", f"{page}/{before.name}", shared=before.shared)
    for other in _listed(session, page):
        if view.first and other.first and other.shared == view.shared and other.name != view.name:
            value = {"list": page, "state": other.state, "first": False}
            keeping.keep(session, "view", f"{page}/{other.name}", value, shared=other.shared)
    value = {"list": page, "state": view.state, "first": view.first}
    keeping.keep(session, "view", f"{page}/{view.name}", value, shared=view.shared)
    return _listed(session, page)


def _drop(session: Any, page: str, view: View) -> tuple[View, ...]:
    from coprod_desktop.services.recording import keeping

    keeping.drop(session, "view", f"{page}/{view.name}", shared=view.shared)
    return _listed(session, page)


class Views(QWidget):
    """A line to name a view in, there when asked for; its `button` opens the menu of views."""

    chosen = Signal(object)
    """A view is to be shown: its state."""
    failed = Signal(object)
    """The exception that keeping a view ended in."""

    def __init__(self, desk: Desk, page: str, read: Callable[[], Mapping[str, str]]) -> None:
        """`page` names the list; `read` gives the filters that are on."""
        super().__init__()
        self.setProperty("part", "canvas")
        self._desk, self._page, self._read = desk, page, read
        self.views: tuple[View, ...] = ()
        self._began = False
        self._changing: View | None = None
        self.button = Button(self.tr("Views ▾"), kind="filter")
        self.button.setAccessibleName(self.tr("Saved views"))
        self.button.setAccessibleDescription(self.tr("Opens a menu"))
        self.button.setToolTip(self.tr("Keep these filters under a name, or show kept ones"))
        self.button.clicked.connect(self.open)
        self.menu = QMenu(self)
        self.menu.aboutToHide.connect(self._shut_menu)
        self.name = QLineEdit()
        self.name.setMaxLength(_LONGEST)
        self.name.setAccessibleName(self.tr("Name of the view"))
        self.name.setPlaceholderText(self.tr("for example Unanswered concerns"))
        self.name.setMinimumWidth(desk.theme.px(240))
        self.name.returnPressed.connect(self.keep)
        self.shared = QCheckBox(self.tr("For everybody on this PC"))
        self.first = QCheckBox(self.tr("Open the list with it"))
        self.save = Button(self.tr("Keep this view"), kind="primary")
        self.save.clicked.connect(self.keep)
        self.cancel = Button(self.tr("Cancel"))
        self.cancel.clicked.connect(self._shut)
        self.wrong = Label("")
        self.wrong.setProperty("say", "error")
        flow = FlowLayout(self)
        parts = (Label(self.tr("Name")), self.name, self.shared, self.first, self.save)
        for widget in (*parts, self.cancel, self.wrong):
            flow.addWidget(widget)
        self.wrong.hide()
        self.hide()

    def begin(self) -> None:
        """Fetch the views; the first time, show the one that the list is to begin with."""
        self._desk.jobs.run(
            _listed, self._page, owner=self, done=self._came, failed=self.failed.emit
        )

    def open(self) -> None:
        """Open the menu under the button."""
        self.menu.clear()
        now = dict(self._read())
        if not self.views:
            none = self.menu.addAction(self.tr("No views are kept yet"))
            none.setEnabled(False)
        for view in self.views:
            action = self.menu.addAction(self._words(view))
            action.setCheckable(True)
            action.setChecked(view.state == now)
            action.triggered.connect(partial(self._choose, view))
        self.menu.addSeparator()
        keep = self.menu.addAction(self.tr("Keep these filters as a view…"))
        keep.setEnabled(bool(now))
        keep.triggered.connect(self._name_new)
        if self.views:
            change = self.menu.addMenu(self.tr("Rename or change"))
            delete = self.menu.addMenu(self.tr("Delete a view"))
            for view in self.views:
                words = self._words(view)
                change.addAction(words).triggered.connect(partial(self._change, view))
                delete.addAction(words).triggered.connect(partial(self._delete, view))
        self.menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height())))
        first = next((each for each in self.menu.actions() if each.isEnabled()), None)
        if first is not None:
            self.menu.setActiveAction(first)

    def keep(self) -> None:
        """Keep the view under the name that was typed."""
        name = " ".join(self.name.text().split())
        self.wrong.setText("" if name else self.tr("Give the view a name"))
        self.wrong.setVisible(not name)
        restyle(self.name, "wrong", "false" if name else "true")
        if not name:
            announce(self.name, self.wrong.text(), at_once=True)
            self.name.setFocus()
            return
        state = dict(self._changing.state if self._changing is not None else self._read())
        view = View(name, self.shared.isChecked(), state, self.first.isChecked())
        self._desk.jobs.run(
            _keep,
            self._page,
            view,
            self._changing,
            owner=self,
            done=partial(self._kept, name),
            failed=self.failed.emit,
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives up naming."""
        if event.key() == Qt.Key.Key_Escape and not self.isHidden():
            self._shut()
        else:
            super().keyPressEvent(event)

    def _words(self, view: View) -> str:
        text = view.name.replace("&", "&&")
        if view.shared:
            text = self.tr("{name} (everybody’s)").format(name=text)
        if view.first:
            text = self.tr("{name}, shown first").format(name=text)
        return text

    def _came(self, views: tuple[View, ...]) -> None:
        self.views = views
        if self._began:
            return
        self._began = True
        first = next((view for view in views if view.first), None)
        if first is not None and not self._read():
            self.chosen.emit(first.state)

    def _choose(self, view: View, _on: bool = False) -> None:  # noqa: FBT001, FBT002 - a slot
        announce(self.button, self.tr("View {name}").format(name=view.name))
        self.chosen.emit(view.state)

    def _name_new(self) -> None:
        self._ask(None)

    def _change(self, view: View, _on: bool = False) -> None:  # noqa: FBT001, FBT002 - a slot
        self._ask(view)

    def _ask(self, view: View | None) -> None:
        self._changing = view
        self.name.setText(view.name if view is not None else "")
        self.shared.setChecked(view is not None and view.shared)
        self.first.setChecked(view is not None and view.first)
        self.wrong.hide()
        restyle(self.name, "wrong", "false")
        self.show()
        self.name.setFocus()
        self.name.selectAll()

    def _delete(self, view: View, _on: bool = False) -> None:  # noqa: FBT001, FBT002 - a slot
        self._desk.jobs.run(
            _drop,
            self._page,
            view,
            owner=self,
            done=partial(self._deleted, view),
            failed=self.failed.emit,
        )

    def _deleted(self, view: View, views: tuple[View, ...]) -> None:
        self.views = views
        text = self.tr("The view {name} is deleted.").format(name=view.name)
        self._desk.offer_undo(text, partial(self._put_back, view))

    def _put_back(self, view: View) -> None:
        self._desk.jobs.run(
            _keep,
            self._page,
            view,
            None,
            owner=self,
            done=self._came,
            failed=self.failed.emit,
        )

    def _kept(self, name: str, views: tuple[View, ...]) -> None:
        self.views = views
        announce(self.button, self.tr("The view {name} is kept.").format(name=name))
        self._shut()

    def _shut(self) -> None:
        self.hide()
        self.button.setFocus()

    def _shut_menu(self) -> None:
        if self.isHidden():
            self.button.setFocus()
