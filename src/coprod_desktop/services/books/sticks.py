# SPDX-License-Identifier: MIT
"""Which sticks may carry bundles, who said so, and what each of them carried."""

from pathlib import Path
from typing import Literal

from msgspec import Struct
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection

from coprod_desktop.bundle import media
from coprod_desktop.bundle.delivery import Watched
from coprod_desktop.bundle.media import Drive
from coprod_desktop.domain import ids
from coprod_desktop.domain.errors import (
    MediumNameless,
    MediumNotAuthorised,
    MediumUnknown,
    WriteProtected,
)
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables

Way = Literal["out", "in"]
"""Seen from this store: a bundle was written to a stick, or read from it."""

_ALLOWED = ("head", "admin")


class Stick(Struct, frozen=True, kw_only=True):
    """A drive that is in, and who authorised it; `authorised_at` is None when nobody did.

    ``id`` is empty when the drive names nothing of itself. Times are UTC milliseconds.
    """

    id: str
    path: Path
    name: str
    serial: str
    free: int
    removable: bool
    read_only: bool = False
    authorised_by: str = ""
    authorised_at: int | None = None


class Known(Struct, frozen=True):
    """A stick in this store's books, in or not, with what it carried so far.

    Authorised and not withdrawn when ``authorised_at`` is set; a withdrawal clears it.
    """

    id: str
    name: str
    authorised_at: int | None
    authorised_by: str
    withdrawn_at: int | None
    withdrawn_by: str
    bundles: int
    last_at: int | None


class Carried(Struct, frozen=True):
    """A stick carried a bundle: when, by whose hand, and who had authorised the stick.

    ``device`` is the short id of the wing whose bundle it is, "" where that is this PC itself.
    """

    at: int
    by: str
    way: Way
    medium: str
    name: str
    bundle: bytes
    seq: int
    device: str
    authorised_by: str


def drives(s: SignedIn) -> tuple[Stick, ...]:
    """The drives that are in: removable ones first, with who authorised them."""
    t = tables.medium.c
    query = select(t.id, t.authorised_at, t.authorised_by)
    with s.vault.read() as connection:
        known = {
            row.id: row for row in connection.execute(query.where(t.authorised_at.is_not(None)))
        }
    return tuple(
        Stick(
            id=drive.id,
            path=drive.path,
            name=drive.name,
            serial=drive.serial,
            free=drive.free,
            removable=drive.removable,
            read_only=drive.read_only,
            authorised_by=known[drive.id].authorised_by if drive.id in known else "",
            authorised_at=known[drive.id].authorised_at if drive.id in known else None,
        )
        for drive in media.drives()
    )


def of(path: Path) -> Drive | None:
    """The stick that a file or folder lies on; None when it lies on none."""
    return media.of(path)


def is_authorised(s: SignedIn, drive: Drive) -> bool:
    """Whether somebody allowed this stick to carry bundles, and nobody took that back."""
    t = tables.medium.c
    query = select(func.count()).where(t.id == drive.id, t.authorised_at.is_not(None))
    with s.vault.read() as connection:
        return bool(drive.id and connection.execute(query).scalar_one())


def authorise(s: SignedIn, stick: str) -> None:
    """Let a stick, named by its id, carry bundles.

    Raises `NotAllowed`, `MediumNameless` for an empty id, or `MediumUnknown` for a stick that is
    neither in nor in the books.
    """
    s.needs(*_ALLOWED, what="authorising a stick")
    name = _name(s, stick)
    with s.vault.write() as connection:
        _enter(connection, stick, name)
        connection.execute(
            update(tables.medium)
            .where(tables.medium.c.id == stick)
            .values(
                authorised_at=s.now(),
                authorised_by=s.person.name,
                withdrawn_at=None,
                withdrawn_by="",
            )
        )
        s.note(connection, "medium", stick, f"authorised {name}")


def withdraw(s: SignedIn, stick: str) -> None:
    """Let a stick carry bundles no longer. Raises as `authorise` does."""
    s.needs(*_ALLOWED, what="withdrawing a stick")
    name = _name(s, stick)
    with s.vault.write() as connection:
        _enter(connection, stick, name)
        connection.execute(
            update(tables.medium)
            .where(tables.medium.c.id == stick)
            .values(authorised_at=None, withdrawn_at=s.now(), withdrawn_by=s.person.name)
        )
        s.note(connection, "medium", stick, f"withdrawn {name}")


def board(s: SignedIn, folder: Path, *, authorise_it: bool = False) -> Watched:
    """The medium that a bundle is about to be written to, watched from now on.

    A folder on no stick needs nobody's leave. A stick does: with `authorise_it` a head or an
    administrator gives it here and now. Raises `MediumNotAuthorised`, `MediumNameless`,
    `WriteProtected`, `NotAllowed`, or `CannotWrite` when the folder is not there.
    """
    medium = Watched(media.identify(folder))
    drive = medium.drive
    if drive is None:
        return medium
    if drive.read_only:
        raise WriteProtected(where=str(folder))
    if not is_authorised(s, drive):
        if not drive.id:
            raise MediumNameless(name=drive.name)
        if not authorise_it:
            with s.vault.write() as connection:
                s.note(connection, "refused", "writing to a stick", f"not authorised: {drive.id}")
            raise MediumNotAuthorised(name=drive.name)
        authorise(s, drive.id)
    return medium


def carried(
    s: SignedIn, connection: Connection, drive: Drive | None, bundle: bytes, way: Way
) -> str:
    """Enter in the caller's transaction that a stick carried a bundle; returns the stick's id.

    Nothing is entered for a bundle that came or went on no stick, or on a nameless one.
    """
    if drive is None or not drive.id:
        return ""
    _enter(connection, drive.id, drive.name)
    t = tables.carried
    key = {"medium": drive.id, "bundle": bundle, "way": way}
    connection.execute(delete(t).filter_by(**key))
    connection.execute(insert(t).values(**key, at=s.now(), by=s.person.name))
    return drive.id


def known(s: SignedIn) -> tuple[Known, ...]:
    """Every stick in the books, the one used last first."""
    t, c = tables.medium.c, tables.carried.c
    last = func.max(c.at)
    query = (
        select(
            *(t.id, t.name, t.authorised_at, t.authorised_by, t.withdrawn_at, t.withdrawn_by),
            func.count(c.bundle),
            last,
        )
        .outerjoin(tables.carried, c.medium == t.id)
        .group_by(t.id)
        .order_by(func.coalesce(last, t.authorised_at, t.withdrawn_at).desc(), t.id)
    )
    with s.vault.read() as connection:
        return tuple(Known(*row) for row in connection.execute(query))


def journal(s: SignedIn, most: int = 500) -> tuple[Carried, ...]:
    """Which stick carried which bundle, newest first."""
    c, m = tables.carried.c, tables.medium.c
    sent, back, told = tables.sent.c, tables.returned.c, tables.verdict.c
    query = (
        select(
            *(c.at, c.by, c.way, c.medium, m.name, c.bundle),
            func.coalesce(sent.seq, back.seq, told.seq, 0),
            func.coalesce(back.device, told.device, ""),
            m.authorised_by,
        )
        .join(tables.medium, m.id == c.medium)
        .outerjoin(tables.sent, sent.bundle == c.bundle)
        .outerjoin(tables.returned, back.bundle == c.bundle)
        .outerjoin(tables.verdict, told.bundle == c.bundle)
        .order_by(c.at.desc(), c.medium, c.bundle)
        .limit(most)
    )
    with s.vault.read() as connection:
        return tuple(
            Carried(*row[:7], "" if row[7] in ("", s.device) else ids.short(row[7]), row[8])
            for row in connection.execute(query)
        )


def _name(s: SignedIn, stick: str) -> str:
    """What a stick is called: as it is now, or as it was when it was last seen."""
    if not stick:
        raise MediumNameless(name="This stick")
    for drive in media.drives():
        if drive.id == stick:
            return drive.name
    with s.vault.read() as connection:
        name = connection.execute(
            select(tables.medium.c.name).where(tables.medium.c.id == stick)
        ).scalar()
    if name is None:
        raise MediumUnknown(name=stick)
    return name


def _enter(connection: Connection, stick: str, name: str) -> None:
    """Make sure that a stick stands in the books, under the name that it has now."""
    t = tables.medium
    changed = connection.execute(update(t).where(t.c.id == stick).values(name=name))
    if not changed.rowcount:
        connection.execute(insert(t).values(id=stick, name=name, authorised_by="", withdrawn_by=""))
