# SPDX-License-Identifier: MIT
"""A meeting on one page in Easy Read: one idea a line, large letters, a drawing beside each line.

The lines are those that the note-taker wrote for it; where there are none, they are the decisions,
actions and reasons of the notes. Follows the Department of Health's "Making written information
easier to understand for people with learning disabilities" (2010): short lines, 14 points or more,
pictures at the left.
"""

import re
from collections.abc import Iterator
from typing import Final

from coprod_desktop.domain import days
from coprod_desktop.domain.document import Block, Document, Heading, Pictured, said
from coprod_desktop.domain.records import Meeting
from coprod_desktop.domain.translating import translate
from coprod_desktop.services.papers import meeting_parts as parts
from coprod_desktop.services.papers.meeting_parts import Choice, Source

_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=\S)")
_SIGNS: Final = (
    ("cross", r"\bcannot\b|\bcan not\b|\bcan['’]t\b|\bnot able\b|\bnot possible\b"),
    ("calendar", r"\bnext meeting\b|\bmeet again\b|\bmeet on\b"),
    ("actions", r"\bwe will\b|\bwill\b|\bgoing to\b"),
    ("tick", r"\bwe (?:now|have|did|changed|agreed|decided|asked|got)\b|\bdone\b|\bthere is now\b"),
    ("feedback", r"\btalked\b|\bsaid\b|\btold\b|\basked\b|\bspoke\b|\bthink\b|\bwant\b"),
    ("user", r"\bpeople\b|\bnurse\b|\bdoctor\b|\bdentist\b|\bstaff\b|\bofficer\b"),
)
"""Which drawing stands for a line: the first whose words are in it."""


def made(found: Source, choice: Choice) -> Document:
    """The page; whether it is one is seen when it is drawn."""
    meeting = found.meeting
    blocks: list[Block] = [Heading(meeting.title, 1), *_opening(meeting)]
    if meeting.easy_read:
        lines = [each for text in meeting.easy_read for each in split(text)]
        blocks += [Pictured(picture_for(each), each) for each in lines]
        told = any("next meeting" in each.lower() for each in lines)
    else:
        blocks += _from_notes(found, choice)
        told = False
    blocks += _ending(meeting, told=told)
    if found.private and not choice.confidential:
        blocks.append(said(parts.left_out(found.private), voice="note"))
    return Document(
        title=translate("EasyRead", "{meeting}, Easy Read").format(meeting=parts.about(meeting)),
        blocks=tuple(blocks),
        size="easy_read",
        mark=parts.draft(meeting),
        footer=parts.about(meeting),
        numbered=False,
    )


def split(text: str) -> list[str]:
    """A text as lines of one idea each: its lines, and in them its sentences."""
    lines = (line.strip() for line in text.splitlines())
    return [each for line in lines if line for each in _SENTENCE.split(line)]


def picture_for(line: str) -> str:
    """The drawing that means what a line says; "info" where none does."""
    return next((name for name, sign in _SIGNS if re.search(sign, line, re.IGNORECASE)), "info")


def _opening(meeting: Meeting) -> Iterator[Block]:
    if meeting.status != "agreed":
        yield said(parts.draft(meeting), bold=True)
    when = days.with_weekday(meeting.date)
    place = meeting.place or parts.wing_of(meeting.wing)
    if meeting.regime == "cancelled":
        text = translate("EasyRead", "The meeting on {day} did not happen.").format(day=when)
        yield Pictured("cross", text, bold=True)
        return
    yield Pictured("calendar", translate("EasyRead", "We met on {day}.").format(day=when))
    if place:
        yield Pictured("sites", translate("EasyRead", "We met in: {place}.").format(place=place))


def _from_notes(found: Source, choice: Choice) -> Iterator[Block]:
    meeting = found.meeting
    shown = [each for each in meeting.agenda if choice.confidential or not each.confidential]
    if topics := [each.title.rstrip(".") for each in shown if each.title]:
        text = translate("EasyRead", "We talked about: {topics}.").format(topics="; ".join(topics))
        yield Pictured("feedback", text)
    for item in shown:
        for decision in item.decisions:
            yield from (Pictured("tick", line) for line in split(decision))
    for each in found.actions:
        if choice.confidential or not each.private:
            due = days.in_words(each.action.due)
            text = f"{each.action.text.strip().rstrip('.')}."
            if due:
                text = translate("EasyRead", "{what}, by {day}.").format(what=text[:-1], day=due)
            yield Pictured("actions", text)
    for each in meeting.could_not:
        what, why = each.what.rstrip("."), each.why.rstrip(".")
        cannot = translate("EasyRead", "We cannot do this: {what}.").format(what=what)
        yield Pictured("cross", cannot)
        yield Pictured("info", translate("EasyRead", "This is why: {why}.").format(why=why))


def _ending(meeting: Meeting, *, told: bool) -> Iterator[Block]:
    if meeting.next_date and not told:
        when = days.with_weekday(meeting.next_date)
        text = translate("EasyRead", "The next meeting is on {day}.").format(day=when)
        yield Pictured("calendar", text, bold=True)
    more = translate("EasyRead", "Do you want to know more? Ask healthcare staff or a health rep.")
    yield Pictured("reply", more)
