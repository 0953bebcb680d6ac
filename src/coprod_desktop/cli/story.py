# SPDX-License-Identifier: MIT
"""A record's story in words: who wrote what down when, and what each revision changed."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from coprod_desktop.cli import terminal
from coprod_desktop.domain import days

if TYPE_CHECKING:
    from coprod_desktop.domain.forms import Form
    from coprod_desktop.domain.records import Record
    from coprod_desktop.services.recording.records import Event


class Difference(NamedTuple):
    """One field that a revision changed; None stands for *not recorded*."""

    field: str
    before: Any
    after: Any


def document(events: "Sequence[Event]") -> list[dict[str, Any]]:
    """The story for a JSON document: each revision whole, and what it changed."""
    return [
        {
            "rev": event.rev,
            "at": event.at,
            "by": event.by,
            "changed": [difference._asdict() for difference in changed],
            "record": after,
        }
        for event, after, changed in _steps(events)
    ]


def lines(
    kind: str, events: "Sequence[Event]", form: "Callable[[str], Form] | None" = None
) -> Iterator[str]:
    """The story for people; `form` finds forms as the store knows them."""
    for event, after, changed in _steps(events):
        when = days.here(event.at)
        yield f"{when:%Y-%m-%d %H:%M}  {event.by} {_did(kind, event)}"
        if event.rev == 1:
            for field, value in _flat(after).items():
                yield from _field_lines(_name(field, after, form), value)
        elif not changed and _tells(event):
            yield "  nothing in it differs"
        for difference in changed if event.rev > 1 else ():
            name = _name(difference.field, after, form)
            yield from _difference_lines(name, difference)


def _tells(event: "Event") -> bool:
    """Whether an event says what the record holds, and not what became of it."""
    from coprod_desktop.domain.records import Choice, Erasure

    return not isinstance(event.record, Choice | Erasure)


def _did(kind: str, event: "Event") -> str:
    from coprod_desktop.domain.records import Choice, Erasure

    match event.record:
        case Erasure(reason=reason):
            return f"erased this {kind} ({reason.replace('_', ' ')})"
        case Choice():
            return "chose which version of it is shown"
        case _:
            did = f"recorded this {kind}" if event.rev == 1 else "changed it"
            return f"{did} (revision {event.rev})"


def fields(record: "Record") -> list[str]:
    """All that a record says, a field a line."""
    after = cast("dict[str, Any]", terminal.builtins(record))
    flat = _flat(after).items()
    return [line for field, value in flat for line in _field_lines(_name(field, after), value)]


def _steps(
    events: "Sequence[Event]",
) -> "Iterator[tuple[Event, dict[str, Any], list[Difference]]]":
    before: dict[str, Any] = {}
    for event in events:
        after = cast("dict[str, Any]", terminal.builtins(event.record))
        if not _tells(event):
            yield event, after, []
            continue
        old, new = _flat(before), _flat(after)
        fields = dict.fromkeys((*old, *new))
        yield (
            event,
            after,
            [Difference(f, old.get(f), new.get(f)) for f in fields if old.get(f) != new.get(f)],
        )
        before = after


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    """A record's fields, with each answer as a field of its own."""
    flat = {name: value for name, value in record.items() if name != "answers"}
    answers = cast("dict[str, Any]", record.get("answers", {}))
    return {**flat, **{f"answers.{question}": answer for question, answer in answers.items()}}


def _field_lines(name: str, value: Any) -> Iterator[str]:
    """A field with its value; things with parts, such as an agenda's items, each on its line."""
    items = cast("list[Any]", value) if isinstance(value, list) else []
    if any(isinstance(item, dict) for item in items):
        yield f"  {name}:"
        yield from (f"    - {_said(item)}" for item in items)
    else:
        yield f"  {name}: {_said(value)}"


def _difference_lines(name: str, difference: Difference) -> Iterator[str]:
    before, after = difference.before, difference.after
    if isinstance(before, list) or isinstance(after, list):
        old, new = cast("list[Any]", before or []), cast("list[Any]", after or [])
        yield from (f"  {name}, taken out: {_said(item)}" for item in old if item not in new)
        yield from (f"  {name}, added: {_said(item)}" for item in new if item not in old)
        if all(item in new for item in old) and all(item in old for item in new):
            yield f"  {name}: put in another order"
    else:
        yield f"  {name}: {_said(before)} → {_said(after)}"


def _name(field: str, record: dict[str, Any], form: "Callable[[str], Form] | None" = None) -> str:
    """A field's name in words; an answer's is its question."""
    top, _, question = field.partition(".")
    if not question:
        return top.replace("_", " ")
    from coprod_desktop.domain import forms
    from coprod_desktop.domain.errors import InvalidValue

    try:
        asked = (form or forms.load)(record["form"]).question(question)
    except InvalidValue:  # a form that has not come here yet
        asked = None
    return asked.text.rstrip("?") if asked else question


def _said(value: Any) -> str:
    if value is None or value in ("", []):
        return "(nothing)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(_said(item) for item in cast("list[Any]", value))
    if isinstance(value, dict):
        parts = cast("dict[str, Any]", value)
        return ", ".join(f"{key.replace('_', ' ')}: {_said(item)}" for key, item in parts.items())
    return str(value)
