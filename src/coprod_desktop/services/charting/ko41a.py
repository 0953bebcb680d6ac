# SPDX-License-Identifier: MIT
"""Complaints of a year as the KO41a collection counts them: one complaint once in the totals.

It touches several subjects, and counts under each. One that was settled by the end of the next
working day is none (regulation 8), and one that another body deals with is counted there.
"""

import datetime
from collections import Counter
from typing import Final

from msgspec import Struct

from coprod_desktop.domain import complaint_words as codes
from coprod_desktop.domain import complaints as rules
from coprod_desktop.domain import suppression
from coprod_desktop.domain.records import Complaint
from coprod_desktop.domain.suppression import NHS_DIGITAL, Rule
from coprod_desktop.services.recording import each
from coprod_desktop.services.session import SignedIn

_NOT_COUNTED: Final = frozenset({"settled_quickly", "passed_on", "withdrawn"})


class Line(Struct, frozen=True):
    """A figure as it may be shown, with its code and its words."""

    code: str
    label: str
    count: str


class Summary(Struct, frozen=True):
    """Complaints between two days, both included; figures are hidden by `rule` where small."""

    first: datetime.date
    last: datetime.date
    rule: str
    why: str
    brought_forward: str
    received: str
    resolved: str
    carried_forward: str
    acknowledged_in_time: str
    outcomes: tuple[Line, ...]
    subjects: tuple[Line, ...]
    complainants: tuple[Line, ...]


def summary(
    s: SignedIn, first: datetime.date, last: datetime.date, rule: Rule = NHS_DIGITAL
) -> Summary:
    """The figures of a period. Raises `NotAllowed` for anybody but heads and administrators."""
    s.needs("head", "admin", what="making the summary of complaints")
    every = [held.record for held in each.complaints(s)]
    counted = [record for record in every if rules.status(record) not in _NOT_COUNTED]
    received = [record for record in counted if first <= record.received <= last]
    before = [record for record in counted if record.received < first and _open_on(record, first)]
    resolved = [
        record for record in counted if (end := _ended(record)) is not None and first <= end <= last
    ]
    carried = len(before) + len(received) - len(resolved)
    in_time = sum(_acknowledged_in_time(record) for record in received)
    facts = codes.spoken()
    outcomes = Counter(record.outcome for record in resolved)
    subjects = Counter(subject for record in received for subject in record.subjects)
    complainants = Counter(record.complainant for record in received)
    return Summary(
        first,
        last,
        rule.name,
        suppression.why(rule),
        suppression.shown(len(before), rule),
        suppression.shown(len(received), rule),
        suppression.shown(len(resolved), rule),
        suppression.shown(carried, rule),
        suppression.shown(in_time, rule),
        _lines(facts.outcomes, outcomes, rule),
        _lines(facts.ko41a.subjects, subjects, rule),
        _lines(facts.ko41a.complainants, complainants, rule),
    )


def _open_on(record: Complaint, day: datetime.date) -> bool:
    end = _ended(record)
    return end is None or end >= day


def _ended(record: Complaint) -> datetime.date | None:
    return record.replied_on or record.closed_on


def _acknowledged_in_time(record: Complaint) -> bool:
    done = record.acknowledged_on
    return done is not None and done <= rules.acknowledge_by(record.received)


def _lines(terms: tuple[codes.Term, ...], counts: Counter[str], rule: Rule) -> tuple[Line, ...]:
    """A line for each term. Parts are not shown with a total that gives a hidden one away."""
    numbers = [counts[term.code] for term in terms]
    found = suppression.listed(numbers, rule)
    shown = found[0] if found else tuple(suppression.HIDDEN if n else "0" for n in numbers)
    return tuple(
        Line(term.code, term.label, count) for term, count in zip(terms, shown, strict=True)
    )
