# SPDX-License-Identifier: MIT
"""Dresses the application: palette, typeface, text size, and the one style sheet."""

from __future__ import annotations

import math
import re
from typing import Any, Final, Literal

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetrics,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
    QTransform,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QStyleFactory

from coprod_desktop import paths
from coprod_desktop.gui.palette import CONTRAST, DARK, LIGHT, PALETTES, Palette

_STYLE: Final = "fusion"
FAMILY: Final = "Atkinson Hyperlegible Next"
BASE_PIXELS: Final = 16
ICON: Final = 20
"""Height of a button's icon, in pixels at 100 per cent."""
GAP: Final = 1.3
"""Width of a button's icon over its height: Qt leaves too little room before the words."""
_DIRECTED: Final = frozenset({"back", "right", "reply", "undo"})
"""Icons that point along the line, and so the other way where it is read from the right."""
_MIRROR: Final = QTransform(-1, 0, 0, 1, 0, 0)
# Qt takes these names as text, though its stubs say bytes.
_OWN_FONT: Final[tuple[Any, ...]] = ("QAbstractItemView", "QMenu", "QMessageBox", "QTipLabel")
AFTER_PAINT_MS: Final = 20
"""When a new window has been painted: what is not needed to paint it waits as long."""
SIZES: Final = (100, 115, 130, 150, 175, 200)
"""Text sizes on offer, in per cent of the base."""

Choice = Literal["system", "light", "dark", "contrast"]

_NAME: Final = re.compile(r"@([a-z_]+)")
_UNIT: Final = re.compile(r"(\d+(?:\.\d+)?)([uv])\b")


def style_sheet(template: str, palette: Palette, percent: int, art: str) -> str:
    """Fill a style template.

    ``@name`` is a colour, ``8u`` eight pixels at 100 %, ``8v`` eight that grow half as fast as the
    text, ``@art`` the folder of drawn parts.
    """

    def colour(match: re.Match[str]) -> str:
        name = match.group(1)
        return art if name == "art" else str(getattr(palette, name))

    def size(match: re.Match[str]) -> str:
        grown = percent if match.group(2) == "u" else (percent + 100) / 2
        return f"{round(float(match.group(1)) * grown / 100)}px"

    return _UNIT.sub(size, _NAME.sub(colour, template))


def bring_fonts() -> None:
    """Let Qt know the program's own typefaces."""
    for file in sorted(paths.resource("fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))


class Theme(QObject):
    """The look now worn; a child of the application, so that it is found without a global."""

    changed = Signal(object)
    """Sent with the new `Palette` after every change of colours or text size."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._choice: Choice = "system"
        self._percent = 100
        self.palette: Palette = LIGHT
        self._icons: dict[tuple[str, str, bool], QIcon] = {}
        self._pixmaps: dict[tuple[str, str, int], QPixmap] = {}
        bring_fonts()
        self._template = paths.resource("style/coprod.qss").read_text("utf-8")
        if app.style().name() != _STYLE:
            app.setStyle(QStyleFactory.create(_STYLE))
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._follow_system)
        hints.accessibility().contrastPreferenceChanged.connect(self._follow_system)

    @staticmethod
    def of_app() -> Theme:
        """Find the theme of the running application."""
        app = QApplication.instance()
        theme = app.findChild(Theme) if app is not None else None
        if theme is None:
            message = "no theme has been made for this application"
            raise RuntimeError(message)
        return theme

    @property
    def choice(self) -> Choice:
        """What was chosen: a palette by name, or the system's."""
        return self._choice

    @property
    def percent(self) -> int:
        """Text size in per cent of the base."""
        return self._percent

    def px(self, units: float) -> int:
        """Pixels for a length that grows with the text."""
        return round(units * self._percent / 100)

    def wear(self, choice: Choice, percent: int) -> None:
        """Put on a palette and a text size (100 to 200 per cent)."""
        self._choice = choice
        self._percent = max(100, min(200, percent))
        self.palette = self._resolve()
        self._icons.clear()
        self._pixmaps.clear()
        self._dress()
        self.changed.emit(self.palette)

    def icon(self, name: str, ink: str = "text") -> QIcon:
        """An icon in the colour named `ink`, with room at its right for words to follow."""
        key = (name, ink, self._rightwards())
        if key not in self._icons:
            self._icons[key] = self._drawn(name, ink)
        return self._icons[key]

    def _drawn(self, name: str, ink: str) -> QIcon:
        icon = QIcon()
        size = self.px(ICON)
        finest = math.ceil(size * self._app.devicePixelRatio())  # of all screens
        for pixels in sorted({size, finest}):
            for colour, mode in ((ink, QIcon.Mode.Normal), ("off", QIcon.Mode.Disabled)):
                wide = QPixmap(round(pixels * GAP), pixels)
                wide.fill(Qt.GlobalColor.transparent)
                painter = QPainter(wide)
                before = wide.width() - pixels if self._rightwards() else 0
                painter.drawPixmap(before, 0, self.pixmap(name, colour, pixels))
                painter.end()
                icon.addPixmap(wide, mode)
        return icon

    def pixmap(self, name: str, ink: str, pixels: int) -> QPixmap:
        """Draw an icon `pixels` wide in the colour named `ink`."""
        turned = name in _DIRECTED and self._rightwards()
        key = (name, ink, -pixels if turned else pixels)
        if key not in self._pixmaps:
            source = paths.resource(f"icons/{name}.svg").read_text("utf-8")
            drawing = source.replace("currentColor", str(getattr(self.palette, ink)))
            renderer = QSvgRenderer(QByteArray(drawing.encode()))
            picture = QPixmap(pixels, pixels)
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            renderer.render(painter, QRectF(0, 0, pixels, pixels))
            painter.end()
            self._pixmaps[key] = picture.transformed(_MIRROR) if turned else picture
        return self._pixmaps[key]

    def _rightwards(self) -> bool:
        """Whether the language is read from the right."""
        return self._app.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def _follow_system(self) -> None:
        if self._choice == "system" and self._resolve() is not self.palette:
            self.wear("system", self._percent)

    def _resolve(self) -> Palette:
        return self.of_system() if self._choice == "system" else PALETTES[self._choice]

    def of_system(self) -> Palette:
        """The palette that the system asks for."""
        hints = self._app.styleHints()
        if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
            return CONTRAST
        return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT

    def _dress(self) -> None:
        font = QFont(FAMILY)
        font.setPixelSize(self.px(BASE_PIXELS))
        font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
        self._app.setFont(font)
        self._app.setPalette(_qt_palette(self.palette))
        art = paths.resource(f"style/{'dark' if self.palette.dark else 'light'}").as_posix()
        # Taken off first: a sheet in place of another is put on each widget once for each of its
        # parents (five times as long), and none in place of one, or one of none, just once.
        self._app.setStyleSheet("")
        self._app.setStyleSheet(style_sheet(self._template, self.palette, self._percent, art))
        # Windows has fonts of its own for these, and a style sheet brings them back.
        for kind in _OWN_FONT:
            if self._app.font(kind) != font:
                self._app.setFont(font, kind)


def line_height(font: QFont) -> int:
    """Pixels from one line of `font` to the next."""
    return QFontMetrics(font).lineSpacing()


def _qt_palette(colours: Palette) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for part, colour in (
        (role.Window, colours.page),
        (role.WindowText, colours.text),
        (role.Base, colours.surface),
        (role.AlternateBase, colours.sunken),
        (role.Text, colours.text),
        (role.Button, colours.surface),
        (role.ButtonText, colours.text),
        (role.BrightText, colours.error),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Accent, colours.accent),
        (role.Link, colours.link),
        (role.LinkVisited, colours.link),
        (role.PlaceholderText, colours.soft),
        (role.ToolTipBase, colours.surface),
        (role.ToolTipText, colours.text),
        (role.Light, colours.surface),
        (role.Midlight, colours.line),
        (role.Mid, colours.line),
        (role.Dark, colours.edge),
        (role.Shadow, colours.edge),
    ):
        palette.setColor(part, QColor(colour))
    for part in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, part, QColor(colours.off))
    return palette
