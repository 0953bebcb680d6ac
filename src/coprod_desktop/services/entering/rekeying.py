# SPDX-License-Identifier: MIT
"""Blind re-keying: a sample of a stack is typed again, and how far both typings agree is kept.

A check is shared by all who sign in on this PC, so that a second person can type it. Nobody sees
the first typing before the second is done. Its words are dropped once every difference is settled;
the rates stay, for the head to see.
"""

import secrets
from typing import Any, Final, Literal, cast

import msgspec
from msgspec import Struct

from coprod_desktop.domain import agreeing, canonical
from coprod_desktop.domain.agreeing import Agreement, Rate
from coprod_desktop.domain.errors import UserError
from coprod_desktop.domain.records import Escalation, Feedback
from coprod_desktop.services.entering.stacks import Stack
from coprod_desktop.services.loop import guarding
from coprod_desktop.services.recording import keeping, records
from coprod_desktop.services.recording.records import Saved
from coprod_desktop.services.session import SignedIn

_KIND: Final = "rekey"
Which = Literal["first", "second"]


class Sampled(Struct, frozen=True):
    """A slip to be typed again: its number in the stack, its record, and the second typing."""

    number: int
    id: str
    second: dict[str, Any] | None = None


class Check(Struct, frozen=True):
    """One check of one stack, which it is named after. `first` and `second` are who typed.

    `rates` are by question, and stand when all of the sample is typed; `at` is in UTC ms.
    """

    id: str
    date: str
    wing: str
    form: str
    slips: int
    first: str
    state: Literal["waiting", "typed", "settled"] = "waiting"
    second: str = ""
    sample: tuple[Sampled, ...] = ()
    rates: dict[str, Rate] = {}
    settled: tuple[str, ...] = ()
    at: int = 0

    @property
    def next(self) -> Sampled | None:
        """The slip that is typed next, in the order of the stack."""
        return next((each for each in self.sample if each.second is None), None)


canonical.ready(Check)


class Difference(Struct, frozen=True):
    """Two typings of one answer that do not agree."""

    slip: int
    id: str
    question: str
    first: int | str
    second: int | str


class Standing(Struct, frozen=True):
    """All checks on this PC together: how many, of how many slips, and how far they agree."""

    checks: int
    slips: int
    rates: dict[str, Rate]

    @property
    def overall(self) -> Rate:
        """All questions together."""
        return agreeing.overall(self.rates)


def begin(s: SignedIn, stack: Stack) -> Check:
    """Draw a sample of a stack and keep it for whoever types it again."""
    chosen = secrets.SystemRandom().sample(
        range(len(stack.slips)), agreeing.sample_size(len(stack.slips))
    )
    sample = tuple(Sampled(place + 1, stack.slips[place].id) for place in sorted(chosen))
    check = Check(
        id=stack.id,
        date=stack.date.isoformat(),
        wing=stack.wing,
        form=stack.form,
        slips=len(stack.slips),
        first=s.person.name,
        sample=sample,
    )
    return _keep(s, check)


def listed(s: SignedIn) -> tuple[Check, ...]:
    """Every check on this PC, the newest first."""
    found = [_read(each.value, each.at) for each in keeping.listed(s, _KIND, shared=True)]
    known = [each for each in found if each is not None]
    return tuple(sorted(known, key=lambda check: check.at, reverse=True))


def drop(s: SignedIn, check: Check) -> None:
    """Give a check up; nothing of it counts."""
    keeping.drop(s, _KIND, check.id, shared=True)


def bring_back(s: SignedIn, check: Check) -> Check:
    """Keep a check that was given up once more, with what was typed of it."""
    return _keep(s, check)


def standing(checks: tuple[Check, ...]) -> Standing:
    """What all checks that were typed come to."""
    done = [check for check in checks if check.state != "waiting"]
    rates: dict[str, Rate] = {}
    for check in done:
        for question, rate in check.rates.items():
            rates[question] = rates.get(question, Rate()) + rate
    return Standing(len(done), sum(len(check.sample) for check in done), rates)


def type_again(
    s: SignedIn, check: Check, answers: dict[str, Any], escalations: tuple[Escalation, ...] = ()
) -> Check:
    """Keep the second typing of the check's `next` slip; after the last one the rates stand.

    What it tells of harm, and the first typing may have missed, stands with the comment at once.
    """
    now = check.next
    if now is None:
        return check
    guarding.found_again(s, now.id, escalations)
    given = {name: each for name, each in answers.items() if each not in {"", None}}
    typed = msgspec.structs.replace(now, second=given)
    sample = tuple(typed if each is now else each for each in check.sample)
    after = msgspec.structs.replace(check, sample=sample, second=s.person.name)
    if after.next is None:
        rates = agreeing.rates(slip for _, slip in _compared(s, after))
        after = msgspec.structs.replace(after, state="typed", rates=rates)
        if not differences(s, after):
            after = _without_words(after)
    return _keep(s, after)


def differences(s: SignedIn, check: Check) -> tuple[Difference, ...]:
    """What the typings of a check differ in and nobody has settled, in the order of the stack."""
    found: list[Difference] = []
    for slip, compared in _compared(s, check):
        first = _first(s, slip) or {}
        for each in compared:
            if not each.agrees and _key(slip, each.question) not in check.settled:
                texts = (first.get(each.question, ""), (slip.second or {}).get(each.question, ""))
                found.append(Difference(slip.number, slip.id, each.question, *texts))
    return tuple(found)


def settle(s: SignedIn, check: Check, difference: Difference, right: Which) -> Check:
    """Say which typing is right; where it is the second, the comment is revised to say so.

    Raises as `records.save`. With the last difference the second typing's words are dropped.
    """
    if right == "second":
        _revise(s, difference)
    slip = next(each for each in check.sample if each.id == difference.id)
    settled = (*check.settled, _key(slip, difference.question))
    after = msgspec.structs.replace(check, settled=settled)
    if not differences(s, after):
        after = _without_words(after)
    return _keep(s, after)


def _revise(s: SignedIn, difference: Difference) -> Saved | None:
    record = records.get(s, difference.id).record
    if not isinstance(record, Feedback):
        return None
    answers = {**record.answers, difference.question: difference.second}
    answers = {name: each for name, each in answers.items() if each != ""}
    return records.save(s, msgspec.structs.replace(record, answers=answers), id=difference.id)


def _compared(s: SignedIn, check: Check) -> list[tuple[Sampled, tuple[Agreement, ...]]]:
    """Every slip that can still be compared: what was erased meanwhile cannot."""
    found: list[tuple[Sampled, tuple[Agreement, ...]]] = []
    for slip in check.sample:
        first = _first(s, slip)
        if first is not None and slip.second is not None:
            found.append((slip, agreeing.compare(first, slip.second)))
    return found


def _first(s: SignedIn, slip: Sampled) -> dict[str, Any] | None:
    try:
        record = records.get(s, slip.id).record
    except UserError:
        return None
    return dict(record.answers) if isinstance(record, Feedback) else None


def _without_words(check: Check) -> Check:
    sample = tuple(msgspec.structs.replace(each, second={}) for each in check.sample)
    return msgspec.structs.replace(check, state="settled", sample=sample)


def _key(slip: Sampled, question: str) -> str:
    return f"{slip.number} {question}"


def _keep(s: SignedIn, check: Check) -> Check:
    kept = msgspec.structs.replace(check, at=s.now())
    value = cast("dict[str, Any]", msgspec.to_builtins(kept))
    keeping.keep(s, _KIND, check.id, value, shared=True)
    return kept


def _read(value: dict[str, Any], at: int) -> Check | None:
    try:
        return msgspec.structs.replace(msgspec.convert(value, Check), at=at)
    except msgspec.ValidationError:
        return None
