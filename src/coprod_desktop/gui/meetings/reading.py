# SPDX-License-Identifier: MIT
"""A meeting's notes to be read: beside the list, and in place of the form once they are agreed."""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from coprod_desktop.domain import coproduction, vocabulary
from coprod_desktop.domain.records import AgendaItem, Meeting
from coprod_desktop.gui.dates import iso, long_date
from coprod_desktop.gui.forms import words
from coprod_desktop.gui.furniture import discard, rule
from coprod_desktop.gui.meetings.calls import Shown
from coprod_desktop.services.recording.lists import ActionRow


def plain(text: str, say: str = "") -> QLabel:
    """Words shown exactly as they are, never read as markup, and free to be copied."""
    label = words(text, say)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


class MeetingText(QWidget):
    """When, who, what was said and decided, and what came of it."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "canvas")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    def clear(self) -> None:
        """Show nothing."""
        while (item := self._column.takeAt(0)) is not None:
            discard(item.widget())

    def show_meeting(self, shown: Shown) -> None:
        """Show a meeting in place of the last one."""
        self.clear()
        meeting = cast("Meeting", shown.notes.stored.record)
        self._about(meeting, shown)
        comments = {each.id: each for each in shown.notes.comments}
        records = {each.id: getattr(each.record, "agenda_item", 0) for each in shown.notes.actions}
        for number, item in enumerate(meeting.agenda, 1):
            self._item(number, item)
            for said in item.feedback:
                comment = comments.get(said)
                if comment is not None and not comment.gone:
                    quoted = f"“{comment.words}”"
                    self._add(f"{comment.slip_code} {quoted}".strip(), "hint")
            for action in shown.actions:
                if records.get(action.id) == number:
                    self._action(action)
        loose = [
            each
            for each in shown.actions
            if not 1 <= records.get(each.id, 0) <= len(meeting.agenda)
        ]
        if loose:
            self._add(self.tr("Other actions"), "subheading")
        for action in loose:
            self._action(action)
        self._around(meeting, shown)

    def _about(self, meeting: Meeting, shown: Shown) -> None:
        times = "–".join(each for each in (meeting.start, meeting.end) if each)
        kind = vocabulary.say(vocabulary.MEETING_KINDS, meeting.kind)
        where = (long_date(meeting.date), times, meeting.wing, meeting.place, kind)
        self._add(" · ".join(each for each in where if each), "soft")
        came = ", ".join(
            f"{each.count} {each.role} {each.wing}".strip() for each in meeting.attendance
        )
        regime = vocabulary.say(vocabulary.REGIMES, meeting.regime) if meeting.regime else ""
        regime = " – ".join(each for each in (regime, meeting.regime_note) if each)
        agreed_at = shown.notes.agreed_at
        agreed = ""
        if meeting.status == "agreed":
            day = long_date(meeting.agreed_on)
            agreed = self.tr("Agreed on {date}").format(date=day) if day else self.tr("Agreed")
            if agreed_at is not None and agreed_at.title != meeting.title:
                agreed = f"{agreed}, {agreed_at.title}"
        facts = (
            (self.tr("Notes"), agreed),
            (self.tr("Corrected"), meeting.corrected),
            (self.tr("Came"), came),
            (self.tr("Apologies"), ", ".join(meeting.apologies)),
            (self.tr("Nobody from"), ", ".join(meeting.wings_not_represented)),
            (self.tr("Regime"), regime),
            (self.tr("Led by"), meeting.chair_role),
            (self.tr("Notes by"), meeting.note_taker_role),
            (self.tr("Interpreter"), meeting.interpreter),
        )
        for name, value in facts:
            if value:
                self._add(f"{name}: {value}")

    def _item(self, number: int, item: AgendaItem) -> None:
        self._column.addWidget(rule())
        private = self.tr(" (private)") if item.confidential else ""
        self._add(f"{number}. {item.title}{private}", "subheading")
        if item.notes.strip():
            self._add(item.notes.strip())
        for decision in item.decisions:
            self._add(self.tr("Decided: {what}").format(what=decision))
        if item.hands:
            counts = ", ".join(f"{each.choice} {each.count}" for each in item.hands)
            asked = item.hands_question or self.tr("Show of hands")
            self._add(f"{asked}: {counts}")

    def _action(self, action: ActionRow) -> None:
        due = iso(action.due)
        state = vocabulary.say(vocabulary.ACTION_STATES, action.status)
        when = self.tr("by {date}").format(date=long_date(due)) if due else ""
        joint = self.tr("we said, we did") if action.joint else ""
        parts = (action.owner_role, action.with_role, when, joint, state)
        rest = ", ".join(each for each in parts if each)
        self._add(self.tr("Action: {what} ({rest})").format(what=action.text, rest=rest))

    def _around(self, meeting: Meeting, shown: Shown) -> None:
        data = coproduction.words()
        states = vocabulary.ACTION_STATES
        carried = [
            " – ".join(
                part
                for part in (each.text, vocabulary.say(states, each.status), each.outcome)
                if part
            )
            for each in shown.notes.before.carried
            if each.id in meeting.carried
        ]
        since = [f"{each.said} → {each.did}" for each in meeting.fed_back]
        cannot = [f"{each.what} – {each.why}" for each in meeting.could_not]
        thanks = [
            coproduction.label(data.recognition_types, each.type) for each in meeting.recognition
        ]
        rung = [each.name for each in data.ladder.rungs if each.number == meeting.ladder_rung]
        close = [meeting.safe_close] if meeting.safe_close else []
        following = [long_date(meeting.next_date)] if meeting.next_date else []
        parts: tuple[tuple[str, list[str]], ...] = (
            (self.tr("Carried over from before, as it stands now"), carried),
            (self.tr("Fed back since last time"), since),
            (self.tr("What cannot be done, and why"), cannot),
            (self.tr("Thanks"), thanks),
            (self.tr("How we worked together"), rung),
            (self.tr("At the close"), close),
            (self.tr("Easy Read"), list(meeting.easy_read)),
            (self.tr("Next meeting"), following),
        )
        for heading, lines in parts:
            if lines:
                self._column.addWidget(rule())
                self._add(heading, "subheading")
                for line in lines:
                    self._add(line)

    def _add(self, text: str, say: str = "") -> None:
        self._column.addWidget(plain(text, say))


def meeting_of(shown: Any) -> Meeting:
    """The meeting that is shown."""
    return cast("Meeting", shown.notes.stored.record)
