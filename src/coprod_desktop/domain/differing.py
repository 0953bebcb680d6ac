# SPDX-License-Identifier: MIT
"""What differs between two revisions of a record: word by word, field by field, as plain values."""

import datetime
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, Literal, cast

import msgspec
from msgspec import Struct

from coprod_desktop.domain.records import Record

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")
_MOST = 4_000_000
"""Words on one side times words on the other, beyond which a change is shown as one piece."""
_LEAST_KEPT = 0.3
"""How much of two texts must be the same for their words to be told apart one by one."""

Kind = Literal["kept", "added", "removed"]


class Run(Struct, frozen=True):
    """Words, or a whole value, that both revisions have, or only one of them."""

    kind: Kind
    text: str


class Difference(Struct, frozen=True):
    """One field that differs. `item` counts from 1 among several things, such as an agenda's.

    `part` names the field of that thing, or the question that was answered. With `whole` each run
    is one value: a code, a date or ``yes``; otherwise the runs together are running text.
    """

    field: str
    runs: tuple[Run, ...]
    whole: bool = False
    item: int = 0
    part: str = ""


def differences(before: Record | None, after: Record) -> tuple[Difference, ...]:
    """The fields in which a revision differs from the one before, in the record's order.

    None before stands for nothing: all that `after` says was added.
    """
    old = _tree(_fields(before))
    new = _tree(_fields(after) if before else msgspec.json.decode(msgspec.json.encode(after)))
    prose = _prose(type(after))
    found: list[Difference] = []
    for name in type(after).__struct_fields__:
        found += _field(name, old.get(name), new.get(name), prose=name in prose)
    return tuple(found)


def runs(before: str, after: str) -> tuple[Run, ...]:
    """Two texts as one, with what was added and removed where it stood."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    start = _same(old, new)
    end = _same(old[start:][::-1], new[start:][::-1])
    head, tail = old[:start], old[len(old) - end :] if end else []
    inner = _inner(old[start : len(old) - end], new[start : len(new) - end])
    pieces: list[tuple[Kind, list[str]]] = [("kept", head), *inner, ("kept", tail)]
    return tuple(_joined(pieces))


def _fields(value: Any) -> Any:
    """A record as plain values, with what it does not say as what that stands for."""
    if isinstance(value, Struct):
        return {name: _fields(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple):
        return [_fields(each) for each in cast("tuple[Any, ...]", value)]
    return value.isoformat() if isinstance(value, datetime.date) else value


def _prose(kind: type[Record]) -> frozenset[str]:
    """The fields that hold words and no code: those whose type is bounded in length alone."""
    return _PROSE[kind.__name__]


def _same(old: Sequence[str], new: Sequence[str]) -> int:
    count = 0
    for left, right in zip(old, new, strict=False):
        if left != right:
            break
        count += 1
    return count


def _inner(old: list[str], new: list[str]) -> Iterator[tuple[Kind, list[str]]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if len(old) * len(new) > _MOST or matcher.quick_ratio() < _LEAST_KEPT:
        yield "removed", old
        yield "added", new
        return
    removed: list[str] = []
    added: list[str] = []
    for tag, left, left_end, right, right_end in matcher.get_opcodes():
        same = tag == "equal"
        if same and not (removed and added and _blank(old[left:left_end])):
            yield "removed", removed
            yield "added", added
            yield "kept", old[left:left_end]
            removed, added = [], []
        else:  # white space between two changes is read with them
            removed += old[left:left_end]
            added += new[right:right_end]
    yield "removed", removed
    yield "added", added


def _blank(pieces: Sequence[str]) -> bool:
    return all(piece.isspace() for piece in pieces)


def _joined(pieces: Sequence[tuple[Kind, list[str]]]) -> Iterator[Run]:
    kind: Kind = "kept"
    text = ""
    for each, words in pieces:
        if not words:
            continue
        if each == kind:
            text += "".join(words)
            continue
        if text:
            yield Run(kind, text)
        kind, text = each, "".join(words)
    if text:
        yield Run(kind, text)


def _field(name: str, old: Any, new: Any, *, prose: bool) -> Iterator[Difference]:
    if old == new:
        return
    if isinstance(old, dict) or isinstance(new, dict):
        yield from _answers(name, _tree(old), _tree(new))
    elif isinstance(old, list) or isinstance(new, list):
        yield from _several(name, _list(old), _list(new))
    else:
        yield from _one(name, old, new, prose=prose)


def _tree(value: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", value or {})


def _list(value: Any) -> list[Any]:
    return cast("list[Any]", value or [])


def _one(
    name: str, old: Any, new: Any, *, prose: bool, item: int = 0, part: str = ""
) -> Iterator[Difference]:
    if prose and isinstance(old or "", str) and isinstance(new or "", str):
        found = runs(old or "", new or "")
    else:
        sides = (Run("removed", _plain(old)), Run("added", _plain(new)))
        found = tuple(run for run in sides if run.text)
    if found:
        yield Difference(name, found, not prose, item, part)


def _answers(name: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Difference]:
    """A patient's answers by question: words word by word, choices as they are."""
    for question in dict.fromkeys((*old, *new)):
        left, right = old.get(question), new.get(question)
        if left != right:
            words = not isinstance(left, int) and not isinstance(right, int)
            yield from _one(name, left, right, prose=words, part=question)


def _several(name: str, old: list[Any], new: list[Any]) -> Iterator[Difference]:
    if not any(isinstance(each, dict) for each in (*old, *new)):
        kept = [Run("removed", _plain(each)) for each in old if each not in new]
        kept += [Run("added", _plain(each)) for each in new if each not in old]
        if kept:
            yield Difference(name, tuple(kept), whole=True)
        return
    matcher = SequenceMatcher(None, [repr(e) for e in old], [repr(e) for e in new], autojunk=False)
    for tag, left, left_end, right, right_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        for step in range(max(left_end - left, right_end - right)):
            before = _tree(old[left + step] if left + step < left_end else None)
            after = _tree(new[right + step] if right + step < right_end else None)
            place = (right if after else left) + step + 1
            yield from _thing(name, before, after, place)


def _thing(name: str, old: dict[str, Any], new: dict[str, Any], place: int) -> Iterator[Difference]:
    for part in dict.fromkeys((*old, *new)):
        left, right = old.get(part), new.get(part)
        if left == right:
            continue
        words = f"{name}.{part}" in _PROSE_PARTS
        if isinstance(left, list) or isinstance(right, list):
            left, right = _lines(left, words=words), _lines(right, words=words)
        yield from _one(name, left, right, prose=words, item=place, part=part)


def _lines(values: Any, *, words: bool) -> str:
    if not values:
        return ""
    return ("\n" if words else ", ").join(_plain(each) for each in values)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, dict):
        parts = cast("dict[str, Any]", value)
        return ", ".join(_plain(each) for each in parts.values())
    return "" if value is None else str(value)


_PROSE: dict[str, frozenset[str]] = {
    "Feedback": frozenset(
        ("site", "wing", "service", "written_by", "language", "staff_note", "reference")
    ),
    "Meeting": frozenset(
        (
            *("title", "site", "wing", "place", "called_by", "chair_role", "note_taker_role"),
            *("interpreter", "regime_note", "consent", "safe_close", "reference"),
        )
    ),
    "Action": frozenset(
        ("text", "owner_role", "with_role", "outcome", "site", "wing", "reference")
    ),
    "Answer": frozenset(("text",)),
    "Roll": frozenset(("site", "wing")),
    "Notice": frozenset(("title", "text", "site", "wing")),
    "Complaint": frozenset(
        (
            *("late_reason", "site", "wing", "service", "summary", "handler_role"),
            *("delay_reason", "learning", "reference"),
        )
    ),
}
_PROSE_PARTS = frozenset(
    (
        *("agenda.title", "agenda.notes", "agenda.decisions", "agenda.hands_question"),
        *("fed_back.said", "fed_back.did", "could_not.what", "could_not.why"),
        *("attendance.role", "attendance.wing", "escalations.by_role", "escalations.reason"),
    )
)
