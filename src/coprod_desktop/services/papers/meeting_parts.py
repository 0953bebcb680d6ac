# SPDX-License-Identifier: MIT
"""What both papers of a meeting are made of, and the words that stand in both."""

from msgspec import Struct

from coprod_desktop.domain import days, suppression
from coprod_desktop.domain.records import Action, Meeting
from coprod_desktop.domain.translating import translate


class Line(Struct, frozen=True):
    """An action of a meeting, or one carried over. `private`: it came of a private item."""

    action: Action
    private: bool = False


class Source(Struct, frozen=True):
    """A meeting with its actions and those that it carried over, the oldest first."""

    meeting: Meeting
    actions: tuple[Line, ...] = ()
    carried: tuple[Line, ...] = ()

    @property
    def private(self) -> int:
        """How many agenda items are private."""
        return sum(item.confidential for item in self.meeting.agenda)


class Choice(Struct, frozen=True):
    """What a paper is to be like. `exact`: small numbers of patients are shown as they are."""

    easy_read: bool = False
    large: bool = False
    confidential: bool = False
    exact: bool = False


def draft(meeting: Meeting) -> str:
    """That the notes are not agreed yet, in words; nothing where they are."""
    return "" if meeting.status == "agreed" else translate("Minutes", "Draft, not yet agreed")


def status_of(meeting: Meeting) -> str:
    """Whether the notes are agreed, in words."""
    if meeting.status != "agreed" or meeting.agreed_on is None:
        return draft(meeting) or translate("Minutes", "Agreed")
    on = days.in_words(meeting.agreed_on)
    return translate("Minutes", "Agreed on {day}").format(day=on)


def left_out(number: int) -> str:
    """What stands in the place of private items."""
    if number == 1:
        return translate("Minutes", "1 private item is left out.")
    return translate("Minutes", "{number} private items are left out.").format(number=number)


def about(meeting: Meeting) -> str:
    """The meeting in one line, for the foot of each page and the name of a file."""
    place = ", ".join(part for part in (meeting.wing, meeting.site) if part)
    return ", ".join(part for part in (meeting.title, days.in_words(meeting.date), place) if part)


def number(count: int, *, exact: bool) -> str:
    """How many patients, in words that hide a small number (`suppression.NHS_DIGITAL`)."""
    if exact or not count:
        return str(count)
    shown = suppression.shown(count)
    if shown == suppression.HIDDEN:
        least = suppression.NHS_DIGITAL.least
        return translate("Minutes", "fewer than {number}").format(number=least)
    if shown == str(count):
        return shown
    return translate("Minutes", "about {number}").format(number=shown)


def who(action: Action) -> str:
    """Who does an action, with whom."""
    if action.owner_role and action.with_role:
        return translate("Minutes", "{who}, with {others}").format(
            who=action.owner_role, others=action.with_role
        )
    return action.owner_role or action.with_role or translate("Minutes", "Not decided")


def wing_of(wing: str) -> str:
    """A wing as it is said: "B wing", or its name where it has one."""
    return translate("Minutes", "{letter} wing").format(letter=wing) if len(wing) == 1 else wing
