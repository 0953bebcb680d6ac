# SPDX-License-Identifier: MIT
"""Pieces every page is made of: cards, headings, buttons with icon and word, empty states."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QMargins, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from coprod_desktop.gui.flow import FlowLayout
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.theme import GAP, ICON, Theme

_SETTLED_MS: Final = 60
WIDEST: Final = 1160
"""Pixels, at 100 per cent, to which a column of words and fields grows."""
MARGIN: Final = 32
"""Pixels kept in view above and below what has the focus."""


class Button(QPushButton):
    """A button with a word and, where it helps, an icon that follows the theme."""

    def __init__(
        self,
        text: str,
        *,
        kind: str = "",
        icon: str = "",
        ink: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._icon = icon
        self._ink = ink or {
            "primary": "on_primary",
            "danger": "on_danger",
            "quiet": "link",
            "header": "on_header",
        }.get(kind, "text")
        if kind:
            self.setProperty("kind", kind)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Redraw the icon when the colours or the text size change."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange}:
            self._draw()

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self._draw()

    def _draw(self) -> None:
        if self._icon:
            theme = Theme.of_app()
            self.setIcon(theme.icon(self._icon, self._ink))
            self.setIconSize(QSize(round(theme.px(ICON) * GAP), theme.px(ICON)))


class Tile(QPushButton):
    """A large button that holds a heading and a line of detail, and grows with them."""

    def __init__(
        self, icon: str, title: str, text: str, *, kind: str = "row", ink: str = "accent"
    ) -> None:
        super().__init__()
        self.setProperty("kind", kind)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 10, 16, 10)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(0)
        picture = Picture(icon, ink, 24 if kind == "row" else 32)
        heading, detail = words(title, "subheading"), words(text, "soft")
        for part in (heading, detail, picture):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        grid.addWidget(picture, 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(heading, 0, 1)
        if text:
            grid.addWidget(detail, 1, 1)
        else:
            discard(detail)
        grid.setColumnStretch(1, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """Narrower is taller: the words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As tall as the words at this width."""
        layout = self.layout()
        return layout.heightForWidth(width) if layout is not None else super().heightForWidth(width)

    def sizeHint(self) -> QSize:
        """As large as the words."""
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """As small as the words can be."""
        layout = self.layout()
        return layout.minimumSize() if layout is not None else super().minimumSizeHint()


class Picture(QLabel):
    """An icon that is only decoration: the words beside it say the same."""

    def __init__(self, icon: str, ink: str = "soft", size: int = 24) -> None:
        super().__init__()
        self._name, self._ink, self._size = icon, ink, size
        self._draw()

    def show_icon(self, icon: str, ink: str) -> None:
        """Show another icon."""
        if (icon, ink) != (self._name, self._ink):
            self._name, self._ink = icon, ink
            self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Redraw when the colours or the text size change."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange}:
            self._draw()

    def _draw(self) -> None:
        theme = Theme.of_app()
        self.setPixmap(theme.pixmap(self._name, self._ink, theme.px(self._size)))


class Card(QFrame):
    """A white surface with an optional heading; add to its `body`."""

    def __init__(self, heading: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 14, 16, 16)
        self.body.setSpacing(12)
        self.heading = words(heading, "heading")
        self.body.addWidget(self.heading)
        self.heading.setVisible(bool(heading))

    def empty(self) -> None:
        """Take everything but the heading out of the card."""
        while (item := self.body.takeAt(1)) is not None:
            discard(item.widget())


def discard(widget: QWidget | None) -> None:
    """Take a widget off the screen now, and delete it when Qt is ready."""
    if widget is not None:
        widget.hide()
        widget.setParent(None)
        widget.deleteLater()


def rule() -> QFrame:
    """A thin line between parts."""
    line = QFrame()
    line.setProperty("part", "rule")
    return line


def flowing(*widgets: QWidget) -> QWidget:
    """Widgets in a row from the left that goes on in another line where there is no room."""
    holder = QWidget()
    holder.setProperty("part", "canvas")
    flow = FlowLayout(holder)
    for widget in widgets:
        flow.addWidget(widget)
    return holder


def bar(*widgets: QWidget | None) -> QWidget:
    """Widgets in a row from the left; None is a gap that takes the room that is left."""
    holder = QWidget()
    holder.setProperty("part", "canvas")
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget)
    if None not in widgets:
        row.addStretch(1)
    return holder


def fact(icon: str, ink: str, text: str) -> QWidget:
    """A line of words with an icon before it."""
    holder = QWidget()
    holder.setProperty("part", "canvas")
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    row.addWidget(Picture(icon, ink), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(words(text), 1)
    return holder


class Scroll(QScrollArea):
    """A column that scrolls up and down only; add to its `body`.

    On a wide screen it stops at `widest` pixels (at 100 %), for lines that the eye can follow and
    fields that look like what belongs in them; 0 takes all there is.
    """

    def __init__(
        self, *, margins: tuple[int, int, int, int] = (24, 20, 24, 24), widest: int = WIDEST
    ) -> None:
        super().__init__()
        self._edges, self._widest = QMargins(*margins), widest
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        inner = QWidget()
        inner.setProperty("part", "canvas")
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(*margins)
        self.body.setSpacing(16)
        self.setWidget(inner)
        inner.installEventFilter(self)
        self.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrower is taller: words wrap."""
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is in the column has changed, and with it the height that it needs.

        Another style while it is hidden is not looked at: Qt would measure, and so dress, all that
        is in it each time that one of its parents gets a parent, a third of making a page.
        """
        if watched is self:
            return event.type() == QEvent.Type.StyleChange and not self.isVisible()
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        # Qt gives the column the least height of its parts, as if no words wrapped, and squeezes
        # what is under them.
        column = self.widget()
        if column is not None and self._widest:
            room = self.viewport().width() - self._edges.left() - Theme.of_app().px(self._widest)
            edges = QMargins(self._edges)
            edges.setRight(max(edges.right(), room))
            if self.body.contentsMargins() != edges:
                self.body.setContentsMargins(edges)
        if column is not None and self.body.hasHeightForWidth():
            needed = self.body.totalHeightForWidth(self.viewport().width())
            column.setMinimumHeight(needed)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Bring what has the focus into view: Qt does so for Tab only."""
        if new is not None and self.isAncestorOf(new):
            # What was only just added has no place yet: look again when the layout is done.
            for later in (0, _SETTLED_MS):
                QTimer.singleShot(later, new, partial(self._reveal, new))

    def _reveal(self, widget: QWidget) -> None:
        if not widget.hasFocus():
            return  # it has gone on meanwhile, and the view should not stay behind
        self.ensureWidgetVisible(widget, 0, MARGIN)


class Stack(QWidget):
    """Widgets that take turns, as tall as the one on screen (a QStackedWidget is the tallest)."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._widgets: list[QWidget] = []
        self._now: QWidget | None = None

    def add(self, widget: QWidget) -> None:
        """Add a widget; the first is shown."""
        self._widgets.append(widget)
        self._column.addWidget(widget)
        if self._now is None:
            self._now = widget  # shown with the page: by itself Qt would dress it twice
        else:
            widget.hide()

    def turn(self, widget: QWidget) -> None:
        """Show one widget in place of the others; a focus that was inside stays inside."""
        focus = QApplication.focusWidget()
        inside = focus is not None and self.isAncestorOf(focus)
        # Hidden first: two faces at once would make the window taller, and it would stay so.
        for each in self._widgets:
            if each is not widget:
                each.hide()
        widget.show()
        self._now = widget
        self.updateGeometry()
        if inside and isinstance(widget, EmptyState):
            widget.take_focus()

    def now(self) -> QWidget | None:
        """The widget on screen."""
        return self._now


class Heading(QWidget):
    """A page's title with a line under it and its actions at the right."""

    def __init__(self, title: str, lead: str = "", *actions: QWidget) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        column = QVBoxLayout()
        column.setSpacing(2)
        self.title = words(title, "title")
        column.addWidget(self.title)
        self.lead = words(lead, "soft")
        column.addWidget(self.lead)
        row.addLayout(column, 1)
        self.lead.setVisible(bool(lead))
        for action in actions:
            row.addWidget(action, 0, Qt.AlignmentFlag.AlignTop)


class EmptyState(Scroll):
    """What a screen is for, and its first action, shown while there is nothing in it."""

    def __init__(
        self,
        icon: str,
        title: str,
        text: str,
        action: str = "",
        act: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(margins=(32, 24, 32, 24), widest=0)
        column = self.body
        column.setSpacing(12)
        column.addStretch(1)
        middle = Qt.AlignmentFlag.AlignHCenter
        self._picture = Picture(icon, "soft", 48)
        column.addWidget(self._picture, 0, middle)
        self.title = words(title, "heading")
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.title)
        self.text = words(text, "soft")
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.text)
        self.button: Button | None = None
        if act is not None:
            self.button = Button(action, kind="primary")
            self.button.clicked.connect(act)
            column.addWidget(self.button, 0, middle)
        column.addStretch(2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def _fit(self) -> None:
        """Where there is little height, the words and the action are worth more than a picture."""
        spare = self.body.spacing() + self._picture.sizeHint().height()
        shown = self._picture.isVisibleTo(self)
        needed = self.body.totalHeightForWidth(self.viewport().width()) + (0 if shown else spare)
        self._picture.setVisible(needed <= self.viewport().height())
        super()._fit()

    def take_focus(self) -> None:
        """Put the focus on the first action: where the list stood, there is nothing to stand on."""
        if self.button is not None:
            self.button.setFocus()
