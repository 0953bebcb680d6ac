# SPDX-License-Identifier: MIT
"""What somebody with a wing's real keys, or with any file at all, may try: nothing comes of it."""

import json
import types
import typing
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from coprod_desktop.domain import text
from coprod_desktop.domain.records import (
    Action,
    AgendaItem,
    Attendance,
    CouldNot,
    FedBack,
    Feedback,
    Meeting,
    Recognition,
)
from coprod_desktop.services.access import care
from coprod_desktop.services.exchanging import intake
from coprod_desktop.services.recording import lists, records
from coprod_desktop.services.session import SignedIn
from tests.services.apart import Apart, edited, sent, spelt
from tests.services.hostile import Forger
from tests.stores import DAY, Folders, content, feedback, send


@pytest.fixture
def apart(wing: SignedIn, central: SignedIn, folders: Folders) -> Apart:
    for n in range(3):
        records.save(wing, feedback(f"n{n}"))
    return sent(send(wing, folders.stick), wing, central)


def codes(central: SignedIn, folders: Folders, *files: bytes) -> list[str | None]:
    """What the importer says of some files, none of which may leave a trace."""
    before = content(central)
    paths = [folders.root / f"{n}.coprod" for n in range(len(files))]
    for path, data in zip(paths, files, strict=True):
        path.write_bytes(data)
    outcomes = intake.take_in(central, paths)
    assert {outcome.outcome for outcome in outcomes} == {"refused"}
    assert content(central) == before
    return [outcome.code for outcome in outcomes]


# --- JSON that readers disagree about -------------------------------------------------------------

DEEP = 200_000
SPELLINGS: dict[str, Callable[[bytes], bytes]] = {
    "a key twice": lambda raw: _number(raw, b"1,%s1"),
    "white space": lambda raw: raw[:-1] + b" }",
    "byte order mark": lambda raw: b"\xef\xbb\xbf" + raw,
    "NaN": lambda raw: _number(raw, b"NaN"),
    "infinity": lambda raw: _number(raw, b"1e999"),
    "a fraction": lambda raw: _number(raw, b"1.0"),
    "an exponent": lambda raw: _number(raw, b"1e0"),
    "minus nought": lambda raw: _number(raw, b"-0"),
    "two to the 53rd": lambda raw: _number(raw, b"9007199254740992"),
    "5,000 digits": lambda raw: _number(raw, b"9" * 5_000),
    "nested lists": lambda raw: _number(raw, b"[" * 30_000 + b"]" * 30_000),
    "a lone surrogate": lambda raw: _string(raw, b"\\ud800"),
    "half a surrogate pair in bytes": lambda raw: _string(raw, b"\xed\xa0\x80"),
    "no UTF-8": lambda raw: _string(raw, b"\xff"),
    "NUL": lambda raw: _string(raw, b"\\u0000"),
    "a bare NUL": lambda raw: _string(raw, b"\0"),
    "right to left override": lambda raw: _string(raw, "\u202e".encode()),
    "another escape": lambda raw: _string(raw, b"\\u0041"),
    "not normal form C": lambda raw: _string(raw, "e\u0301".encode()),
    "a field too many": lambda raw: raw[:-1] + b',"zz":1}',
    "nothing": lambda _: b"null",
    "cut off": lambda raw: raw[:-1],
}


def _number(raw: bytes, value: bytes) -> bytes:
    """Another number in a change's version, a header's sequence or a manifest's first change."""
    for field in (b'"v":1', b'"seq":1', b'"from":1'):
        raw = raw.replace(field, field[:-1] + value.replace(b"%s", field[:-1]))
    return raw


def _string(raw: bytes, value: bytes) -> bytes:
    """Into the text that stands first: the exporter's name in a change, the office in a header."""
    for field in (b'"by":"', b'"office":"'):
        raw = raw.replace(field, field + value)
    return raw


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_json_that_readers_disagree_about(
    apart: Apart, central: SignedIn, folders: Folders, spelling: str
) -> None:
    edit = SPELLINGS[spelling]
    assert edit(apart.raw_header) != apart.raw_header
    manifest = edit(apart.parts[0][1])
    found = codes(
        central,
        folders,
        apart.signed(edit(apart.raw_header)),
        apart.framed([(1, manifest), *apart.parts[1:]]),
        apart.with_change(2, edit),
        apart.framed([*apart.parts[:2], (3, edit(apart.parts[2][1])), *apart.parts[3:]]),
    )
    assert found[0] == "MalformedHeader"
    assert found[1] == "MalformedFrame"
    assert {found[2], found[3]} <= {"NonCanonicalRecord", "RecordSchemaError"}


def test_nesting_deeper_than_any_stack(apart: Apart, central: SignedIn, folders: Folders) -> None:
    deep = b'{"data":' * DEEP
    assert codes(
        central,
        folders,
        apart.signed(b"[" * 60_000),
        apart.framed([apart.parts[0], (2, deep[: 1 << 20]), *apart.parts[2:]]),
        apart.framed([apart.parts[0], (2, b"[" * (1 << 20)), *apart.parts[2:]]),
    ) == ["MalformedHeader", "NonCanonicalRecord", "RecordSchemaError"]


# --- numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "numbers", [(1, 1, 2), (1, 3, 4), (3, 2, 1), (1, 2, 2), (2, 3, 4)], ids=str
)
def test_change_numbers_that_repeat_skip_or_go_down(
    apart: Apart, central: SignedIn, folders: Folders, numbers: tuple[int, ...]
) -> None:
    parts = [
        (kind, edited(n=n)(data)) for (kind, data), n in zip(apart.parts[1:], numbers, strict=True)
    ]
    manifest = json.loads(apart.parts[0][1])
    chained = apart.framed([apart.parts[0], *parts])
    assert manifest["to"] == 3
    assert codes(central, folders, chained) == ["ChangeSequenceError"]


def test_a_thousand_replays_change_nothing(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    records.save(wing, feedback())
    path = send(wing, folders.stick)
    assert intake.take_in(central, [path])[0].outcome == "imported"
    before = content(central)
    outcomes = intake.take_in(central, [path] * 1_000)
    assert {outcome.outcome for outcome in outcomes} == {"already_imported"}
    assert content(central) == before


# --- words in every place where words may stand ---------------------------------------------------

WORDS = (
    "'); DROP TABLE change; --",
    '" OR ""="',
    "../../../../etc/passwd",
    "C:\\Windows\\System32\\CON",
    "\\\\server\\share\\x",
    "NUL",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "{0.__class__} %s %n ${jndi:ldap://x}",
    "\u200f\u200e\u05d0",
    "A\u0351\u036b\u0343" * 20,
    "\U0001f3f4\U000e0067\U000e007f" * 9,
)


def filled(kind: Any, words: str) -> Any:
    """A record with the same words in every field that takes free text."""
    values: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        found = _value(field.type, words)
        if found is not None:
            values[field.name] = found
    return msgspec.convert({**values, **_NEEDED.get(kind, {})}, kind)


_NEEDED: dict[type, dict[str, Any]] = {
    Feedback: {"date": DAY, "form": "feedback-1"},
    Meeting: {"date": DAY, "kind": "patient_forum"},
    Recognition: {"type": "thanks"},
}
_INSIDE = (AgendaItem, Attendance, CouldNot, FedBack, Recognition)


def _value(kind: Any, words: str) -> Any:
    """What free text looks like in a field of a type; None when it takes none."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        # A pattern of its own says that this is a code, a date or an id, and not free text.
        pattern = inner[1].pattern
        return None if pattern and pattern != r"^[^\n]*\Z" else _value(inner[0], words)
    if kind in _INSIDE:
        return msgspec.to_builtins(filled(kind, words))
    if kind is str:
        return words
    if origin is tuple:
        found = _value(inner[0], words)
        return None if found is None else [found]
    if origin is dict:
        return {"why": words}
    assert origin in {None, typing.Literal, types.UnionType, typing.Union}
    return None


@pytest.mark.parametrize("words", WORDS, ids=range(len(WORDS)))
def test_words_are_words_wherever_they_stand(
    wing: SignedIn, central: SignedIn, folders: Folders, words: str
) -> None:
    said = text.clean(words)
    forger = Forger(wing, folders.root / "forged")
    made = [forger.put(filled(kind, said), by=said) for kind in (Feedback, Meeting, Action)]
    staged = forger.stage(
        manifest=lambda m: msgspec.structs.replace(m, site=said, wing=said, by=said, app=said)
    )
    inside = {path.name for path in folders.root.iterdir()}
    assert intake.take_in(central, [staged.path])[0].outcome == "imported"
    for entry in made:
        assert spelt(said)[1:-1] in entry.raw
        assert records.get(central, entry.change.id).record == entry.change.data
    for kind in ("feedback", "meeting", "action"):
        assert len(lists.page(central, kind, lists.Query(words=said))) <= 1
        assert len(lists.page(central, kind)) == 1
    assert care.check(central).ok
    assert {path.name for path in folders.root.iterdir()} == inside
