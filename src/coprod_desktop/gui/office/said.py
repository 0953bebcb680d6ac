# SPDX-License-Identifier: MIT
"""A record of any type as labelled words, so that two versions can be read side by side."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from coprod_desktop.domain import complaint_words as codes
from coprod_desktop.domain import forms, themes, vocabulary
from coprod_desktop.domain.errors import UserError
from coprod_desktop.domain.records import (
    Action,
    Answer,
    Complaint,
    Feedback,
    Meeting,
    Notice,
    Record,
    Roll,
)
from coprod_desktop.gui.dates import long_date, month_and_year
from coprod_desktop.gui.feedback.table import experience


class Said(NamedTuple):
    """A label, what stands there, and whether it is somebody's own words."""

    label: str
    text: str
    quote: bool = False


def read(record: Record) -> tuple[Said, ...]:
    """Everything in a record that a person would read; empty parts are left out."""
    match record:
        case Feedback():
            found = _feedback(record)
        case Meeting():
            found = _meeting(record)
        case Action():
            found = _action(record)
        case Answer():
            found = _answer(record)
        case Complaint():
            found = _complaint(record)
        case Roll():
            found = _roll(record)
        case Notice():
            found = _notice(record)
    return tuple(each for each in found if each.text)


def side_by_side(*versions: Record) -> tuple[tuple[Said, ...], ...]:
    """What each version says, and where it stands when one of them was put into the bin."""
    if not any(each.binned for each in versions):
        return tuple(read(each) for each in versions)
    translate = QCoreApplication.translate
    where = {
        True: translate("Said", "In the bin, in no list, count or search"),
        False: translate("Said", "In its list"),
    }
    label = translate("Said", "Where it stands")
    return tuple((Said(label, where[each.binned]), *read(each)) for each in versions)


def differing(one: tuple[Said, ...], *others: tuple[Said, ...]) -> tuple[str, ...]:
    """The labels under which versions say different things, in the same order for each of them."""
    tables = [{each.label: each.text for each in version} for version in (one, *others)]
    labels = dict.fromkeys(label for table in tables for label in table)
    return tuple(label for label in sorted(labels) if len({t.get(label) for t in tables}) > 1)


def _feedback(record: Feedback) -> list[Said]:
    translate = QCoreApplication.translate
    found = [
        Said(translate("Said", "Date"), long_date(record.date)),
        Said(translate("Said", "Where"), _place(record.site, record.wing, record.service)),
    ]
    try:
        questions = forms.load(record.form).questions
    except UserError:
        questions = ()
    names = {question.id: question.text for question in questions}
    for question, answer in record.answers.items():
        label = names.get(question, question)
        if isinstance(answer, int):
            found.append(Said(label, experience(answer)))
        else:
            found.append(Said(label, answer, quote=True))
    found += [
        Said(translate("Said", "Themes"), ", ".join(themes.label(t) for t in record.themes)),
        Said(translate("Said", "Kind"), vocabulary.say(vocabulary.FEEDBACK_KINDS, record.kind)),
        Said(
            translate("Said", "Who can fix it"),
            vocabulary.say(vocabulary.FIXERS, record.who_can_fix),
        ),
        Said(translate("Said", "State"), vocabulary.say(vocabulary.FEEDBACK_STATES, record.status)),
        Said(translate("Said", "Slip"), record.slip_code),
        Said(translate("Said", "Staff note"), record.staff_note),
    ]
    return found


def _meeting(record: Meeting) -> list[Said]:
    translate = QCoreApplication.translate
    found = [
        Said(translate("Said", "Title"), record.title),
        Said(translate("Said", "Date"), long_date(record.date)),
        Said(translate("Said", "Kind"), vocabulary.say(vocabulary.MEETING_KINDS, record.kind)),
        Said(translate("Said", "Where"), _place(record.site, record.wing, record.place)),
        Said(translate("Said", "Patients present"), str(record.patients_present or "")),
        Said(translate("Said", "State"), vocabulary.say(vocabulary.MEETING_STATES, record.status)),
    ]
    for number, item in enumerate(record.agenda, 1):
        label = translate("Said", "Item {number}: {title}").format(number=number, title=item.title)
        found.append(Said(label, "\n".join((item.notes, *item.decisions)).strip() or "–"))
    return found


def _action(record: Action) -> list[Said]:
    translate = QCoreApplication.translate
    return [
        Said(translate("Said", "What"), record.text),
        Said(translate("Said", "Who"), record.owner_role),
        Said(translate("Said", "By when"), long_date(record.due)),
        Said(translate("Said", "State"), vocabulary.say(vocabulary.ACTION_STATES, record.status)),
        Said(translate("Said", "What came of it"), record.outcome),
    ]


def _answer(record: Answer) -> list[Said]:
    translate = QCoreApplication.translate
    return [
        Said(translate("Said", "Date"), long_date(record.date)),
        Said(translate("Said", "What was done"), vocabulary.say(vocabulary.LEVERS, record.lever)),
        Said(translate("Said", "In words"), record.text, quote=True),
    ]


def _place(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _complaint(record: Complaint) -> list[Said]:
    translate = QCoreApplication.translate
    dates = (
        (translate("Said", "Date"), record.received),
        (translate("Said", "Acknowledged"), record.acknowledged_on),
        (translate("Said", "Reply promised by"), record.reply_by),
        (translate("Said", "Replied"), record.replied_on),
    )
    return [
        *(Said(label, long_date(day)) for label, day in dates if day is not None),
        Said(translate("Said", "Where"), _place(record.site, record.wing, record.service)),
        Said(translate("Said", "Complaint"), record.summary, quote=True),
        Said(translate("Said", "State"), vocabulary.say(codes.STATUSES, record.status)),
        Said(translate("Said", "Outcome"), vocabulary.say(codes.OUTCOMES, record.outcome)),
        Said(translate("Said", "What was learnt"), record.learning),
    ]


def _roll(record: Roll) -> list[Said]:
    translate = QCoreApplication.translate
    return [
        Said(translate("Said", "Month"), month_and_year(record.date)),
        Said(translate("Said", "Where"), _place(record.site, record.wing)),
        Said(translate("Said", "People on the roll"), str(record.number)),
    ]


def _notice(record: Notice) -> list[Said]:
    translate = QCoreApplication.translate
    return [
        Said(translate("Said", "From"), long_date(record.date)),
        Said(translate("Said", "Until"), long_date(record.until)),
        Said(translate("Said", "Where"), _place(record.site, record.wing)),
        Said(translate("Said", "Notice"), "\n".join(t for t in (record.title, record.text) if t)),
    ]
