# SPDX-License-Identifier: MIT
"""Who signs in: adding people, disabling them, changing passwords. The store is never rewritten.

A person's role stands in the encrypted store; their key slot stands beside it. The store is changed
first when access is taken away, and last when it is given: a crash in between leaves too little
access, never too much. A new password is noted before it is set, so none is ever set unnoted.
"""

import contextlib

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection

from coprod_desktop.domain.errors import (
    InvalidValue,
    LastHead,
    PersonExists,
    PersonUnknown,
    UserError,
)
from coprod_desktop.domain.text import clean
from coprod_desktop.domain.translating import Filled
from coprod_desktop.services.access import unlocking
from coprod_desktop.services.session import Person, Role, SignedIn
from coprod_desktop.store import asked, slots, tables
from coprod_desktop.store.slots import Cost

_MANAGERS: tuple[Role, ...] = ("head", "admin")
_LONGEST_NAME = 60


def _managers_of(role: Role) -> tuple[Role, ...]:
    """Who gives and takes a role: a head who could make an administrator would be one."""
    return ("admin",) if role == "admin" else _MANAGERS


def everyone(s: SignedIn) -> tuple[Person, ...]:
    """All who sign in to this store, and who once did, by name."""
    t = tables.person.c
    with s.vault.read() as connection:
        rows = connection.execute(select(t.name, t.role, t.active).order_by(t.name)).all()
    here = {slot.name.casefold() for slot in slots.read(s.folder).slots}
    return tuple(
        Person(row.name, row.role, row.active, not row.active or row.name.casefold() in here)
        for row in rows
    )


def add(s: SignedIn, name: str, role: Role, password: str, cost: Cost | None = None) -> Person:
    """Let another person sign in. A name that was disabled comes back with the new role.

    Raises `NotAllowed`, `PersonExists`, `InvalidValue`, `WeakPassword`, or a storage fault.
    """
    s.needs(*_managers_of(role), what="adding people")
    unlocking.check_new_password(password)
    name = clean(name)
    if not name or "\n" in name or len(name) > _LONGEST_NAME:
        why = Filled("it needs 1 to {most} letters", most=_LONGEST_NAME)
        raise InvalidValue(what="The name", why=why)
    same = [person for person in everyone(s) if person.name.casefold() == name.casefold()]
    if same:
        s.needs(*_managers_of(same[0].role), what="adding an administrator again")
    if any(person.active for person in same):
        raise PersonExists(name=name)
    name = same[0].name if same else name
    unlocking.let_in(s, name, password, cost, anew=bool(same))
    with s.vault.write() as connection:
        connection.execute(delete(tables.person).where(tables.person.c.name == name))
        connection.execute(
            insert(tables.person).values(name=name, role=role, active=True, since=s.now())
        )
        s.note(connection, "person", name, f"added as {role}")
    return Person(name, role)


def set_role(s: SignedIn, name: str, role: Role) -> Person:
    """Give a person another role; it holds at once, and their screens show it when they sign in.

    Raises `NotAllowed`, `PersonUnknown` or `LastHead`.
    """
    s.needs(*_managers_of(role), what="changing roles")
    person = _known(s, name)
    s.needs(*_managers_of(person.role), what="changing an administrator's role")
    t = tables.person.c
    with s.vault.write() as connection:
        if role not in _MANAGERS:
            _check_not_last(connection, person)
        connection.execute(update(tables.person).where(t.name == person.name).values(role=role))
        s.note(connection, "person", person.name, f"role changed from {person.role} to {role}")
    return Person(person.name, role)


def disable(s: SignedIn, name: str) -> None:
    """Take a person's way in. What they recorded stays, under their name.

    Raises `NotAllowed`, `PersonUnknown` or `LastHead`.
    """
    s.needs(*_MANAGERS, what="removing people")
    person = _known(s, name)
    s.needs(*_managers_of(person.role), what="removing an administrator")
    t = tables.person.c
    with s.vault.write() as connection:
        _check_not_last(connection, person)
        connection.execute(update(tables.person).where(t.name == person.name).values(active=False))
        s.note(connection, "person", person.name, "disabled")
    unlocking.change_keys(s, lambda keys: keys.without(person.name))
    asked.forget_of(s.folder, person.name)


def _check_not_last(connection: Connection, person: Person) -> None:
    t = tables.person.c
    others = select(func.count()).where(t.active, t.role.in_(_MANAGERS), t.name != person.name)
    if person.role in _MANAGERS and not connection.execute(others).scalar_one():
        raise LastHead(name=person.name)


def change_password(
    s: SignedIn, name: str, old: str | None, new: str, cost: Cost | None = None
) -> None:
    """Give a person another password: their own with the old one, or anyone's as a manager.

    It holds on this PC. Where an office's records are on a server, this is also how somebody who
    was added on another PC is let in on this one: their password there stays as it is.
    Raises `WrongPassword`, `NotAllowed`, `PersonUnknown` or `WeakPassword`.
    """
    unlocking.check_new_password(new)
    person = _known(s, name)
    if person.name == s.person.name:
        unlocking.confirm_password(s, old or "")
    else:
        s.needs(*_managers_of(person.role), what="changing another person's password")
    with s.vault.write() as connection:
        s.note(connection, "password", person.name)
    try:
        unlocking.let_in(s, person.name, new, cost)
    except UserError:
        with contextlib.suppress(UserError), s.vault.write() as connection:
            s.note(connection, "password", person.name, "not done: the key file was not written")
        raise
    # An answer of the office to it would bring an old password back.
    asked.forget_of(s.folder, person.name)


def _known(s: SignedIn, name: str) -> Person:
    for person in everyone(s):
        if person.active and person.name.casefold() == name.strip().casefold():
            return person
    raise PersonUnknown(name=name)
