# SPDX-License-Identifier: MIT
"""Who did what: every line of the audit, narrowed by words, kind, person and date, and exported."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtWidgets import QComboBox, QFileDialog, QVBoxLayout, QWidget

from coprod_desktop.domain import vocabulary
from coprod_desktop.gui.dates import moment
from coprod_desktop.gui.desk import Desk
from coprod_desktop.gui.flow import FlowLayout
from coprod_desktop.gui.furniture import Button, EmptyState, Scroll, Stack, bar
from coprod_desktop.gui.label import Label, tip
from coprod_desktop.gui.listing import choices
from coprod_desktop.gui.messages import Banner, Message, announce
from coprod_desktop.gui.rows import Titled
from coprod_desktop.gui.search_field import SearchField
from coprod_desktop.gui.tables import Table
from coprod_desktop.gui.typed import DateField
from coprod_desktop.services.access import auditing, people
from coprod_desktop.services.access.auditing import AuditQuery, Line
from coprod_desktop.services.session import Person

_PAGE: Final = 200
_TYPING_MS: Final = 150
Index = QModelIndex | QPersistentModelIndex
_NONE: Final = QModelIndex()


def _page(
    session: Any, query: AuditQuery, before: int | None
) -> tuple[AuditQuery, tuple[Line, ...]]:
    return query, auditing.page(session, query, limit=_PAGE, before=before)


def _export(session: Any, file: Path, query: AuditQuery) -> int:
    return auditing.export(session, file, query)


class AuditLines(Titled):
    """Lines of the audit, newest first; older ones are fetched when the list's end is near."""

    more_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._lines: list[Line] = []
        self._more = False

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        """Show these from the newest on."""
        self.beginResetModel()
        self._lines = list(lines)
        self._more = len(lines) == _PAGE
        self.endResetModel()

    def add_lines(self, lines: tuple[Line, ...]) -> None:
        """Add older ones."""
        self._more = len(lines) == _PAGE
        if lines:
            first = len(self._lines)
            self.beginInsertRows(QModelIndex(), first, first + len(lines) - 1)
            self._lines += lines
            self.endInsertRows()

    def oldest(self) -> int | None:
        """The number of the oldest line that is here."""
        return self._lines[-1].n if self._lines else None

    def complete(self) -> bool:
        """Whether there are no older ones."""
        return not self._more

    def rowCount(self, parent: Index = _NONE) -> int:
        """As many as were fetched."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _NONE) -> int:
        """As many as there are titles."""
        return 0 if parent.isValid() else len(self.titles())

    def canFetchMore(self, parent: Index) -> bool:
        """Whether older lines may be there."""
        return not parent.isValid() and self._more

    def fetchMore(self, parent: Index) -> None:
        """Ask for older lines."""
        if not parent.isValid() and self._more:
            self._more = False  # until they are here
            self.more_wanted.emit()

    def titles(self) -> tuple[str, ...]:
        """The columns."""
        return (
            self.tr("When"),
            self.tr("Who"),
            self.tr("What"),
            self.tr("About"),
            self.tr("Detail"),
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows and a screen reader says."""
        if not index.isValid() or role not in {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        }:
            return None
        line = self._lines[index.row()]
        text = (
            moment(line.at),
            line.by,
            vocabulary.say(vocabulary.AUDIT_KINDS, line.kind),
            line.about,
            line.detail,
        )[index.column()]
        return tip(text) if role == Qt.ItemDataRole.ToolTipRole else text


class AuditTab(QWidget):
    """Filters over a list."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        px = desk.theme.px
        self.banner = Banner()
        self.words = SearchField()
        self.words.setAccessibleName(self.tr("Search the audit"))
        self.words.setPlaceholderText(self.tr("Search the audit"))
        self.words.textChanged.connect(self._typed)
        self.kind = choices(
            self.tr("What was done"),
            [("", self.tr("Everything")), *vocabulary.options(vocabulary.AUDIT_KINDS)],
        )
        self.kind.currentIndexChanged.connect(self.ask)
        self.person = choices(self.tr("Who"), [("", self.tr("Everybody"))])
        self.person.currentIndexChanged.connect(self.ask)
        self.first = self._date(self.tr("From"))
        self.last = self._date(self.tr("To"))
        self.save = Button(self.tr("Export as CSV"), icon="download")
        self.save.clicked.connect(self._choose)
        self.count = Label()
        self.count.setProperty("say", "soft")
        self.model = AuditLines(self)
        self.model.more_wanted.connect(self._older)
        self.table = Table(self.tr("Audit"), px(38))
        self.table.setModel(self.model)
        self.table.columns((px(232), px(140), px(200), px(170), 0), 4)
        self._rest = self.table.give_way(3, 4, 1)
        self._none = EmptyState(
            "search",
            self.tr("Nothing matches"),
            self.tr("Try fewer words, or clear the filters."),
            self.tr("Clear the filters"),
            self.clear,
        )
        self._stack = Stack()
        self._stack.add(self.table)
        self._stack.add(self._none)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self.ask)
        self._lay_out()

    def ask(self) -> None:
        """Fetch the newest lines that match, and who there is."""
        for field in (self.first, self.last):
            if field.unreadable():
                return
        self._typing.stop()
        self._desk.jobs.run(
            _page,
            self.query(),
            None,
            owner=self,
            done=self._show,
            failed=self.banner.show_error,
            key="audit",
        )
        if self.person.count() == 1:
            self._desk.jobs.run(people.everyone, owner=self, done=self._people)

    def query(self) -> AuditQuery:
        """What is looked for."""
        return AuditQuery(
            words=self.words.text().strip(),
            kind=self.kind.currentData() or None,
            by=self.person.currentData(),
            date_from=self.first.date(),
            date_to=self.last.date(),
        )

    def clear(self) -> None:
        """Look at everything."""
        for box in (self.kind, self.person):
            box.blockSignals(True)
            box.setCurrentIndex(0)
            box.blockSignals(False)
        self.words.blockSignals(True)
        self.words.clear()
        self.words.blockSignals(False)
        for field in (self.first, self.last):
            field.set_date(None)
        self.ask()

    def export_to(self, file: Path) -> None:
        """Write what is looked for into a CSV file."""
        self._file = file
        self.save.setEnabled(False)
        self._desk.jobs.run(
            _export,
            file,
            self.query(),
            owner=self,
            done=self._exported,
            failed=self._not_exported,
            lane="long",
            changes=("audit",),
        )

    def _date(self, name: str) -> DateField:
        field = DateField(self._desk.today)
        field.line.setAccessibleName(name)
        field.line.setPlaceholderText("")
        field.edited.connect(self._typing_soon)
        return field

    def _lay_out(self) -> None:
        filters = QWidget()
        filters.setProperty("part", "canvas")
        flow = FlowLayout(filters)
        px = self._desk.theme.px
        self.words.setMinimumWidth(px(170))
        for box in (self.kind, self.person):
            policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            box.setSizeAdjustPolicy(policy)
            box.setMinimumContentsLength(10)
        for widget in (self.words, self.kind, self.person):
            flow.addWidget(widget)
        for field in (self.first, self.last):
            field.line.setFixedWidth(px(150))
            flow.addWidget(bar(Label(field.line.accessibleName()), field))
        self.table.setMinimumHeight(px(38) * 6)
        scroll = Scroll(margins=(0, 16, 0, 0), widest=0)
        scroll.body.setSpacing(12)
        for widget in (self.banner, filters, bar(self.count, None, self.save)):
            scroll.body.addWidget(widget)
        scroll.body.addWidget(self._stack, 1)
        scroll.body.addWidget(self._rest)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

    def _typing_soon(self) -> None:
        self._typing.start()

    def _typed(self, _text: str) -> None:
        self._typing.start()

    def _show(self, answer: tuple[AuditQuery, tuple[Line, ...]]) -> None:
        query, lines = answer
        self.model.show_lines(lines)
        self._stack.turn(self.table if lines else self._none)
        self.save.setEnabled(bool(lines))
        number = f"{len(lines):,}"
        if not lines:
            text = ""
        elif self.model.complete():
            one = len(lines) == 1
            text = self.tr("1 line") if one else self.tr("{number} lines").format(number=number)
        else:
            text = self.tr("The newest {number} lines; older ones follow as you scroll").format(
                number=number
            )
        self.count.setText(text)
        if query != AuditQuery():
            announce(self.count, text or self._none.title.text())

    def _people(self, everyone: tuple[Person, ...]) -> None:
        self.person.blockSignals(True)
        for person in everyone:
            self.person.addItem(person.name, person.name)
        self.person.blockSignals(False)

    def _older(self) -> None:
        self._desk.jobs.run(
            _page,
            self.query(),
            self.model.oldest(),
            owner=self,
            done=self._add,
            failed=self.banner.show_error,
            key="audit-more",
        )

    def _add(self, answer: tuple[AuditQuery, tuple[Line, ...]]) -> None:
        query, lines = answer
        if query == self.query():
            self.model.add_lines(lines)

    def _choose(self) -> None:
        stamp = datetime.datetime.now().astimezone().strftime("%Y-%m-%d")
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Where to save the audit"),
            str(Path.home() / f"coprod-audit-{stamp}.csv"),
        )
        if chosen:
            self.export_to(Path(chosen))

    def _exported(self, lines: int) -> None:
        self.save.setEnabled(True)
        self.banner.show_message(
            Message(
                "success",
                self.tr("{number} lines were saved to {file}.").format(
                    number=f"{lines:,}", file=self._file
                ),
                advice=self.tr("The file is not encrypted. It holds no patient’s words."),
            )
        )

    def _not_exported(self, error: Exception) -> None:
        self.save.setEnabled(True)
        self.banner.show_error(error)
