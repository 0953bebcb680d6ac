# SPDX-License-Identifier: MIT
"""What the stack's screens ask of the services, on a worker."""

from __future__ import annotations

from typing import Any, NamedTuple

from coprod_desktop.domain.records import Escalation, Feedback
from coprod_desktop.services.entering import rekeying, stacks
from coprod_desktop.services.entering.rekeying import Check, Difference, Which
from coprod_desktop.services.entering.stacks import Form, Slip, Stack
from coprod_desktop.services.recording import binning, keeping
from coprod_desktop.services.recording.records import Saved

USUAL = "stack"


class Around(NamedTuple):
    """What there is to begin, to go on with, and to check."""

    forms: tuple[Form, ...]
    stacks: tuple[tuple[Stack, int], ...]
    checks: tuple[Check, ...]
    usual: dict[str, Any]


class Settling(NamedTuple):
    """A check with what its two typings differ in."""

    check: Check
    differences: tuple[Difference, ...]


def around(session: Any) -> Around:
    """What the first face shows."""
    kept = keeping.listed(session, "usual")
    usual = next((each.value for each in kept if each.name == USUAL), dict[str, Any]())
    offered = stacks.offered_forms(session)
    return Around(offered, stacks.mine(session), rekeying.listed(session), usual)


def begin(session: Any, stack: Stack, usual: dict[str, Any]) -> Stack:
    """Keep a new stack, and what the next one is likely to share with it."""
    stacks.keep(session, stack)
    keeping.keep(session, "usual", USUAL, usual)
    return stack


def save(session: Any, after: Stack, made: Feedback) -> Saved:
    """Save a slip."""
    return stacks.save(session, after, made)


def take_back(session: Any, before: Stack) -> Stack:
    """Take the last slip back; returns the stack with its words on screen again."""
    last: Slip = before.slips[-1]
    after = stacks.without_last(before, stacks.typed_before(session, last))
    stacks.take_back(session, last, after)
    return after


def put_away(session: Any, slip: str) -> Saved:
    """Put one slip into the bin."""
    return binning.put_away(session, slip)


def end(session: Any, stack: Stack) -> None:
    """The stack is done."""
    stacks.end(session, stack)


def keep(session: Any, stack: Stack) -> None:
    """Keep the stack as it stands."""
    stacks.keep(session, stack)


def begin_check(session: Any, stack: Stack) -> Check:
    """Draw a sample of an ended stack, and close the stack."""
    check = rekeying.begin(session, stack)
    stacks.end(session, stack)
    return check


def type_again(
    session: Any, check: Check, answers: dict[str, Any], escalations: tuple[Escalation, ...]
) -> Settling:
    """Keep a second typing, and what it tells of harm."""
    return settling(session, rekeying.type_again(session, check, answers, escalations))


def settling(session: Any, check: Check) -> Settling:
    """What is left to settle."""
    found = rekeying.differences(session, check) if check.state == "typed" else ()
    return Settling(check, found)


def settle(session: Any, check: Check, difference: Difference, right: Which) -> Settling:
    """Say which typing is right."""
    return settling(session, rekeying.settle(session, check, difference, right))


def drop_check(session: Any, check: Check) -> None:
    """Give a check up."""
    rekeying.drop(session, check)


def bring_back(session: Any, check: Check) -> Check:
    """Keep a check that was given up once more."""
    return rekeying.bring_back(session, check)


def undo(session: Any, record: str) -> Saved:
    """Let a slip say again what it said before."""
    return binning.undo(session, record)
