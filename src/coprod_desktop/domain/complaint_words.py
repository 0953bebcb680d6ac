# SPDX-License-Identifier: MIT
"""The codes of complaints in words, and the duties and places that the data file has with sources.

What `resources/data/complaints.json` calls something is what screens and papers call it.
"""

import functools
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from coprod_desktop import paths
from coprod_desktop.domain import translating
from coprod_desktop.domain.records import Code
from coprod_desktop.domain.translating import QT_TRANSLATE_NOOP

Evidence = Literal["S", "S-secondary", "GK", "own", "computed"]


class Status(Struct, frozen=True):
    """One of the places where a complaint can stand. `final`: nobody has anything to do."""

    code: Code
    label: str
    clock: Literal["", "next_working_day", "acknowledge", "respond"]
    final: bool
    evidence: Evidence


class Term(Struct, frozen=True):
    """An outcome, a subject or a kind of complainant, by its code, and where it comes from."""

    code: Code
    label: str
    source: str
    evidence: Evidence
    plain: str = ""


class Duty(Struct, frozen=True):
    """What has to be done within a time, and which rule says so."""

    code: Code
    label: str
    duty: str
    regulation: str
    source: str
    evidence: Evidence


class Place(Struct, frozen=True):
    """Where a person can turn, in which order, and what to know about it."""

    order: int
    who: str
    note: str = ""


class Route(Struct, frozen=True):
    """All places, in their order, and how well that order is known."""

    steps: tuple[Place, ...]
    source: str
    evidence: Evidence
    note: str


class _Return(Struct, frozen=True):
    subjects: tuple[Term, ...]
    complainants: tuple[Term, ...]


class Facts(Struct, frozen=True):
    """What `resources/data/complaints.json` holds, as far as the program uses it."""

    clocks: tuple[Duty, ...]
    statuses: Annotated[tuple[Status, ...], Meta(min_length=1)]
    outcomes: tuple[Term, ...]
    ko41a: _Return
    route: Route


_FACTS = msgspec.json.Decoder(Facts)


@functools.cache
def facts() -> Facts:
    """The codes and duties that came with the program."""
    raw = paths.resource("data/complaints.json").read_bytes()
    return _FACTS.decode(raw)


def _labels(terms: tuple[Status | Term, ...]) -> dict[str, str]:
    return {each.code: each.label for each in terms}


STATUSES: Final = _labels(facts().statuses)
OUTCOMES: Final = _labels(facts().outcomes)
OUTCOMES_PLAIN: Final = {each.code: each.plain for each in facts().outcomes}
SUBJECTS: Final = _labels(facts().ko41a.subjects)
COMPLAINANTS: Final = _labels(facts().ko41a.complainants)
HOW: Final = {
    "spoken": QT_TRANSLATE_NOOP("Vocabulary", "Spoken"),
    "written": QT_TRANSLATE_NOOP("Vocabulary", "Written"),
}
STEPS: Final = {
    "settle": QT_TRANSLATE_NOOP("Vocabulary", "Put right straight away"),
    "acknowledge": QT_TRANSLATE_NOOP("Vocabulary", "Acknowledge"),
    "agree": QT_TRANSLATE_NOOP("Vocabulary", "Agree a day for the reply"),
    "investigate": QT_TRANSLATE_NOOP("Vocabulary", "Start looking into it"),
    "consent": QT_TRANSLATE_NOOP("Vocabulary", "Wait for consent"),
    "draft": QT_TRANSLATE_NOOP("Vocabulary", "Reply is written"),
    "reply": QT_TRANSLATE_NOOP("Vocabulary", "Give the reply"),
    "delay": QT_TRANSLATE_NOOP("Vocabulary", "Tell why it takes longer"),
    "pass_on": QT_TRANSLATE_NOOP("Vocabulary", "Pass it to another body"),
    "withdraw": QT_TRANSLATE_NOOP("Vocabulary", "The person withdraws it"),
    "ombudsman": QT_TRANSLATE_NOOP("Vocabulary", "It went to the ombudsman"),
    "reopen": QT_TRANSLATE_NOOP("Vocabulary", "Open it again"),
    "close": QT_TRANSLATE_NOOP("Vocabulary", "Close it with what was learned"),
}
DONE: Final = {
    "settle": QT_TRANSLATE_NOOP("Vocabulary", "Settled straight away"),
    "acknowledge": QT_TRANSLATE_NOOP("Vocabulary", "Complaint acknowledged"),
    "agree": QT_TRANSLATE_NOOP("Vocabulary", "Day for the reply agreed"),
    "investigate": QT_TRANSLATE_NOOP("Vocabulary", "It is being looked into"),
    "consent": QT_TRANSLATE_NOOP("Vocabulary", "Waiting for consent"),
    "draft": QT_TRANSLATE_NOOP("Vocabulary", "The reply waits for sign-off"),
    "reply": QT_TRANSLATE_NOOP("Vocabulary", "Reply given"),
    "delay": QT_TRANSLATE_NOOP("Vocabulary", "The person was told why"),
    "pass_on": QT_TRANSLATE_NOOP("Vocabulary", "Passed to another body"),
    "withdraw": QT_TRANSLATE_NOOP("Vocabulary", "Complaint withdrawn"),
    "ombudsman": QT_TRANSLATE_NOOP("Vocabulary", "With the ombudsman"),
    "reopen": QT_TRANSLATE_NOOP("Vocabulary", "Complaint opened again"),
    "close": QT_TRANSLATE_NOOP("Vocabulary", "Complaint closed"),
}


def spoken() -> Facts:
    """The same as `facts`, in the reader's words."""
    return translating.spoken(facts(), "label", "plain", "duty", "who", "note")
