# SPDX-License-Identifier: MIT
"""Meetings and actions as an iCalendar file (RFC 5545), for whatever calendar a PC has."""

import datetime
import importlib
from typing import Any, Final

from coprod_desktop import __version__
from coprod_desktop.domain import days
from coprod_desktop.services.recording import each
from coprod_desktop.services.recording.lists import Query
from coprod_desktop.services.session import SignedIn

_HOUR: Final = datetime.timedelta(hours=1)
_TITLE: Final = 200
"""Letters of an action's text that stand in its title."""


def icalendar(s: SignedIn, query: Query | None = None) -> bytes:
    """Meetings, the next ones that were agreed, and open actions with a date, as a file's bytes.

    Nothing that was said stands in it: titles, places, roles and days alone. Times are those of the
    place, without a zone ("floating"), since that is how they were written down.
    """
    # Components take whatever value a property has, which no type says.
    rfc5545: Any = importlib.import_module("icalendar")
    wanted = query or Query()
    made = rfc5545.Calendar()
    made.add("prodid", f"-//Coprod Desktop//{__version__}//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    stamp = days.here(s.now()).astimezone(datetime.UTC)
    for held in each.meetings(s, wanted):
        meeting = held.record
        event = rfc5545.Event()
        _begin(event, held.id, stamp, meeting.title)
        _when(event, meeting.date, meeting.start, meeting.end)
        place = ", ".join(part for part in (meeting.place, meeting.wing, meeting.site) if part)
        if place:
            event.add("location", place)
        event.add("status", "CANCELLED" if meeting.regime == "cancelled" else "CONFIRMED")
        made.add_component(event)
        if meeting.next_date:
            following = rfc5545.Event()
            _begin(following, f"{held.id}-next", stamp, meeting.title)
            _when(following, meeting.next_date, meeting.start, meeting.end)
            following.add("status", "TENTATIVE")
            made.add_component(following)
    for held in each.actions(s, wanted):
        action = held.record
        if action.status != "open" or action.due is None:
            continue
        task = rfc5545.Todo()
        _begin(task, held.id, stamp, action.text.splitlines()[0][:_TITLE])
        task.add("due", action.due)
        task.add("status", "NEEDS-ACTION")
        if action.owner_role:
            task.add("comment", action.owner_role)
        made.add_component(task)
    return made.to_ical()


def _begin(component: Any, uid: str, stamp: datetime.datetime, title: str) -> None:
    component.add("uid", f"{uid}@coprod-desktop")
    component.add("dtstamp", stamp)
    component.add("summary", title)


def _when(component: Any, date: datetime.date, start: str, end: str) -> None:
    if not start:
        component.add("dtstart", date)
        return
    begins = datetime.datetime.combine(date, datetime.time.fromisoformat(start))
    ends = datetime.datetime.combine(date, datetime.time.fromisoformat(end)) if end else None
    component.add("dtstart", begins)
    component.add("dtend", ends if ends and ends > begins else begins + _HOUR)
