# SPDX-License-Identifier: MIT
"""Forms that the office sends out: published there, taken in by wings, used wherever one is asked.

A form's newest version takes the place of the one that came with the program. A question that was
ever asked stays, with the answers that it had: records name both.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final
from weakref import WeakKeyDictionary

import msgspec
from msgspec import Struct
from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from coprod_desktop import files
from coprod_desktop.bundle.returns import Reference
from coprod_desktop.domain import canonical, forms, text
from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.forms import Form
from coprod_desktop.domain.translating import Filled
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables

MAX_FILE: Final = 1 << 19
_WHAT: Final = "The form"
_t = tables.reference.c


class Published(Struct, frozen=True):
    """A form that the office sends out, or that came from it. `at` is in UTC milliseconds."""

    name: str
    version: int
    title: str
    at: int


_KNOWN: WeakKeyDictionary[SignedIn, dict[str, Form]] = WeakKeyDictionary()


def form(s: SignedIn, form_id: str) -> Form:
    """The form of that name as this store knows it: the newest from the office, or the built-in.

    Raises `InvalidValue` when there is none.
    """
    return _known(s).get(form_id) or forms.load(form_id)


def show(s: SignedIn) -> None:
    """Have this process, whose window shows this store and no other, ask in its forms."""
    forms.show(_known(s))


def _known(s: SignedIn) -> dict[str, Form]:
    if s not in _KNOWN:
        with s.vault.read() as connection:
            rows = connection.execute(select(_t.name, _t.data)).all()
        _KNOWN[s] = {row.name: forms.FORM.decode(row.data) for row in rows}
    return _KNOWN[s]


def publish(s: SignedIn, file: Path) -> Published:
    """Take a form from a JSON file and send it to every wing from now on.

    The same form again changes nothing; another one has the next version. Raises
    `WrongKindOfStore`, `NotAllowed`, `InvalidValue` or `CannotRead`.
    """
    s.must_be("office", "publishing a form")
    s.needs("admin", "head", what="publishing a form")
    new = _read(file)
    _check(new, _before(s, new.id))
    data = canonical.encode(new)
    with s.vault.write() as connection:
        row = connection.execute(select(tables.reference).where(_t.name == new.id)).one_or_none()
        if row is not None and row.data == data:
            return Published(row.name, row.version, new.title, row.at)
        made = Published(new.id, row.version + 1 if row else 1, new.title, s.now())
        _put(connection, new, made.version, made.at)
        s.note(connection, "reference", new.id, f"version {made.version}")
    _KNOWN.pop(s, None)
    return made


def all(s: SignedIn) -> tuple[Published, ...]:  # noqa: A001  read as `reference.all`
    """Every form that the office sends out, by name; at a wing, those that came from it."""
    with s.vault.read() as connection:
        rows = connection.execute(select(tables.reference).order_by(_t.name)).all()
    return tuple(
        Published(row.name, row.version, forms.FORM.decode(row.data).title, row.at) for row in rows
    )


def outgoing(connection: Connection) -> tuple[Reference, ...]:
    """What a return says of forms: all of them, in their newest version."""
    rows = connection.execute(select(tables.reference).order_by(_t.name)).all()
    return tuple(
        Reference(name=row.name, version=row.version, data=forms.FORM.decode(row.data))
        for row in rows
    )


def take(s: SignedIn, connection: Connection, brought: Sequence[Reference]) -> int:
    """Keep the forms that are newer than those here; returns how many were."""
    known = {row.name: row.version for row in connection.execute(select(_t.name, _t.version))}
    newer = [each for each in brought if each.version > known.get(each.name, 0)]
    for each in newer:
        _put(connection, each.data, each.version, s.now())
        s.note(connection, "reference", each.name, f"version {each.version}")
    return len(newer)


def forget_known(s: SignedIn) -> None:
    """Look into the store again: forms came in."""
    _KNOWN.pop(s, None)


def _put(connection: Connection, new: Form, version: int, at: int) -> None:
    connection.execute(delete(tables.reference).where(_t.name == new.id))
    connection.execute(
        insert(tables.reference).values(
            name=new.id, version=version, data=canonical.encode(new), at=at
        )
    )


def _read(file: Path) -> Form:
    with files.reading(file), file.open("rb") as handle:
        raw = handle.read(MAX_FILE + 1)
    if len(raw) > MAX_FILE:
        raise InvalidValue(what=_WHAT, why="its file is too long")
    try:
        found = forms.FORM.decode(raw)
        return msgspec.convert(text.clean_tree(msgspec.to_builtins(found)), Form)
    except msgspec.ValidationError as error:
        raise InvalidValue(what=_WHAT, why=canonical.in_words(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise InvalidValue(what=_WHAT, why="its file cannot be read as a form") from None


def _before(s: SignedIn, form_id: str) -> Form | None:
    try:
        return form(s, form_id)
    except InvalidValue:
        return None


def _check(new: Form, before: Form | None) -> None:
    """What the form's type cannot say. Raises `InvalidValue`."""
    ids = [question.id for question in new.questions]
    if not ids or len(set(ids)) != len(ids):
        raise InvalidValue(what=_WHAT, why="it needs questions, no two of the same name")
    for question in new.questions:
        codes = [option.code for option in question.options]
        if (question.kind == "choice") != bool(codes) or len(set(codes)) != len(codes):
            why = Filled(
                "“{question}” needs answers to choose from, no two with one number",
                question=question.text,
            )
            raise InvalidValue(what=_WHAT, why=why)
    for old in before.questions if before else ():
        now = new.question(old.id)
        codes = {option.code for option in now.options} if now else set[int]()
        if now is None or now.kind != old.kind or not codes >= {each.code for each in old.options}:
            why = Filled(
                "“{question}” was asked before, and has to stay with all of its answers",
                question=old.text,
            )
            raise InvalidValue(what=_WHAT, why=why)
