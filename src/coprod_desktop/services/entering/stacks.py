# SPDX-License-Identifier: MIT
"""A box of paper slips: what all share is fixed once, each slip is saved as it is typed.

A stack is a draft of the person who types it. It changes in the transaction that saves a slip or
takes one back, so that whatever happens, a slip is either typed or saved, and never both.
"""

import datetime
from typing import Any, Final, cast

import msgspec
from msgspec import Struct

from coprod_desktop.domain import canonical, forms, ids
from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.records import Channel, Escalation, Feedback
from coprod_desktop.services.recording import drafts, records, reference
from coprod_desktop.services.recording.drafts import Draft
from coprod_desktop.services.recording.records import Saved, Wanted
from coprod_desktop.services.session import SignedIn

KIND: Final = "stack"
"""The kind of draft that a stack is."""


class Slip(Struct, frozen=True):
    """One saved slip: its record, and the number of the answer to the form's first choice, or 0."""

    id: str
    choice: int = 0


class Stack(Struct, frozen=True):
    """A stack as it stands. What all slips share, the slips in their order, and what is half typed.

    `typed` is the slip on screen; `waiting` are those to come back to after it, the next first:
    what was on screen when earlier slips were taken back. Each is as the screen has it: the
    ``answers`` that were given, and what its guard knows.
    """

    id: str
    date: datetime.date
    wing: str = ""
    service: str = ""
    channel: Channel = "paper_slip"
    form: str = forms.DEFAULT_FORM
    slips: tuple[Slip, ...] = ()
    typed: dict[str, Any] = {}
    waiting: tuple[dict[str, Any], ...] = ()
    ended: bool = False

    @property
    def number(self) -> int:
        """The number of the slip on screen, from 1."""
        return len(self.slips) + 1


canonical.ready(Stack)


class Form(Struct, frozen=True):
    """A form that slips may be on."""

    id: str
    title: str


def begin(date: datetime.date, **shared: Any) -> Stack:
    """A stack with nothing in it yet; `shared` as the fields of `Stack`."""
    return Stack(ids.new_id(), date, **shared)


def offered_forms(s: SignedIn) -> tuple[Form, ...]:
    """The forms that this store knows, the usual one first."""
    names = dict.fromkeys([forms.DEFAULT_FORM, *(each.name for each in reference.all(s))])
    return tuple(Form(name, reference.form(s, name).title) for name in names)


def record(
    stack: Stack, site: str, answers: dict[str, Any], escalations: tuple[Escalation, ...] = ()
) -> Feedback:
    """The comment that a slip of the stack makes."""
    return Feedback(
        date=stack.date,
        form=stack.form,
        answers={name: each for name, each in answers.items() if each not in {"", None}},
        site=site,
        wing=stack.wing,
        service=stack.service,
        channel=stack.channel,
        escalations=escalations,
        status="new",
    )


def with_slip(stack: Stack, slip: Slip) -> Stack:
    """The stack once that slip is saved: the next that waits is on screen."""
    typed, *waiting = stack.waiting or ({},)
    return msgspec.structs.replace(
        stack, slips=(*stack.slips, slip), typed=typed, waiting=tuple(waiting)
    )


def without_last(stack: Stack, typed: dict[str, Any]) -> Stack:
    """The stack once its last slip is taken back and is on screen again, as `typed`.

    What was on screen before waits behind it.
    """
    waiting = (stack.typed, *stack.waiting) if stack.typed.get("answers") else stack.waiting
    return msgspec.structs.replace(
        stack, slips=stack.slips[:-1], typed=typed, waiting=waiting, ended=False
    )


def keep(s: SignedIn, stack: Stack) -> int:
    """Keep the stack as it stands; returns when, in UTC milliseconds."""
    return drafts.keep(s, _draft(stack))


def save(s: SignedIn, after: Stack, made: Feedback) -> Saved:
    """Save a slip; `after` is the stack with it (`with_slip`), whose last slip it is.

    Raises as `records.save`; neither the slip nor the stack has changed then.
    """
    s.must_be("wing", "recording patients' comments")
    wanted = Wanted(made, after.slips[-1].id)
    return records.save_along(s, wanted, lambda c: _put(c, s, after))


def take_back(s: SignedIn, slip: Slip, after: Stack) -> Saved:
    """Put a slip into the bin; `after` is the stack without it (`without_last`).

    Raises as `records.save`.
    """
    stored = records.get(s, slip.id).record
    binned = msgspec.structs.replace(stored, binned=True)
    wanted = Wanted(binned, slip.id, revises=True)
    return records.save_along(s, wanted, lambda c: _put(c, s, after))


def typed_before(s: SignedIn, slip: Slip) -> dict[str, Any]:
    """A saved slip as the screen has one. Raises `RecordNotFound` or `RecordErased`."""
    found = records.get(s, slip.id).record
    if not isinstance(found, Feedback):
        raise InvalidValue(what="The slip", why="it is no comment")
    passed_on = [msgspec.to_builtins(each) for each in found.escalations]
    return {"answers": dict(found.answers), "escalations": passed_on}


def mine(s: SignedIn) -> tuple[tuple[Stack, int], ...]:
    """The person's own stacks, newest first, with when they were last kept (UTC ms)."""
    kept = [draft for draft in drafts.mine(s) if draft.kind == KIND]
    return tuple((stack, each.at) for each in kept if (stack := read(each.form)) is not None)


def read(form: dict[str, Any]) -> Stack | None:
    """The stack that a draft holds, or None where a draft holds none."""
    try:
        return msgspec.convert(form, Stack)
    except msgspec.ValidationError:
        return None


def form_values(stack: Stack) -> dict[str, Any]:
    """The stack as a draft holds it."""
    return cast("dict[str, Any]", msgspec.to_builtins(stack))


def end(s: SignedIn, stack: Stack) -> None:
    """The stack is done: its slips are comments like all others, and nothing of it stays open."""
    drafts.discard(s, stack.id)


def _draft(stack: Stack) -> Draft:
    return Draft(stack.id, KIND, form_values(stack))


def _put(connection: Any, s: SignedIn, stack: Stack) -> None:
    drafts.put(connection, s, _draft(stack))
