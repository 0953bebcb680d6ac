# SPDX-License-Identifier: MIT
"""The office's devices: its card, who asked to be enrolled, who is late, who has a gap."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from coprod_desktop import files
from coprod_desktop.bundle import trust, writer
from coprod_desktop.bundle.authenticity import EnrolRequest, Signer
from coprod_desktop.bundle.errors import DuplicateKey
from coprod_desktop.bundle.header import Env
from coprod_desktop.bundle.keys import sign_key_id
from coprod_desktop.domain import ids, words
from coprod_desktop.domain.change import SCHEMA
from coprod_desktop.domain.errors import DeviceUnknown, WordsDoNotMatch
from coprod_desktop.services import session
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import log, tables

EXPECTED_DAYS = 7
_DAY_MS = 86_400_000


class OfficeCard(Struct, frozen=True):
    """What the office prints and hands out: the words by which wings know its keys."""

    name: str
    env: Env
    words: tuple[str, ...]


class DeviceRow(Struct, frozen=True):
    """One wing PC on the office's board. Times are UTC milliseconds.

    `high_water` is the last change held; `gap_from` the change that an export has to start from,
    when a bundle came that did not follow; `overdue_days` counts beyond the weekly bundle.
    """

    device: str
    short: str
    site: str
    wing: str
    state: str
    words: tuple[str, ...]
    last_seq: int
    high_water: int
    last_at: int | None
    gap_from: int | None
    overdue_days: int
    app_version: str


class Roster:
    """Whose bundles this office takes in: the reader's view of the devices."""

    def __init__(self, s: SignedIn, connection: Connection) -> None:
        self.office = s.office
        self.env: Env = s.env
        self.schema_min = 1
        self.schema_max = SCHEMA
        self._connection = connection

    def signer(self, key_id: bytes, /) -> Signer | None:
        """The device that owns a signing key."""
        t = tables.device
        query = select(t).where(t.c.sign_key_id == key_id)
        row = self._connection.execute(query).one_or_none()
        if row is None:
            return None
        return Signer(
            device=row.id,
            epoch=row.epoch,
            public=row.sign_key,
            state=row.state,
            last_good=row.last_good,
            site=row.site,
            wing=row.wing,
        )


def card(s: SignedIn) -> OfficeCard:
    """The office card. Raises `WrongKindOfStore`."""
    s.must_be("office", "the office card")
    with s.vault.read() as connection:
        listed = trust.read(session.secret(connection, "trust"))
    return OfficeCard(listed.name, listed.env, trust.root_words(listed))


def write_card(s: SignedIn, folder: Path) -> Path:
    """Write the trust list, which wings load, into `folder`; returns its path.

    Raises `WrongKindOfStore`, `StorageFull` or `CannotWrite`.
    """
    s.must_be("office", "the trust list")
    with s.vault.read() as connection:
        raw = session.secret(connection, "trust")
    path = folder / trust.FILE_NAME
    files.replace(path, raw)
    return path


def devices(s: SignedIn) -> tuple[DeviceRow, ...]:
    """Every device that asked to be enrolled, by site and wing."""
    s.must_be("office", "the list of wing PCs")
    t = tables.device
    with s.vault.read() as connection:
        found = connection.execute(select(t).order_by(t.c.site, t.c.wing, t.c.id)).all()
        return tuple(_device_row(s, connection, row) for row in found)


def _device_row(s: SignedIn, connection: Connection, row: Any) -> DeviceRow:
    stream = log.find_stream(connection, row.id, row.epoch)
    since = row.last_at or row.approved_at
    late = (s.now() - since) // _DAY_MS - EXPECTED_DAYS if since else 0
    return DeviceRow(
        device=row.id,
        short=ids.short(row.id),
        site=row.site,
        wing=row.wing,
        state=row.state,
        words=writer.enrol_words(row.request),
        last_seq=row.last_seq,
        high_water=stream.head if stream else 0,
        last_at=row.last_at,
        gap_from=row.gap_from,
        overdue_days=max(late, 0) if row.state == "active" else 0,
        app_version=row.app_version,
    )


def approve(s: SignedIn, device: str, typed: Sequence[str]) -> DeviceRow:
    """Let a device's bundles in, once its twelve words were compared over the telephone.

    `device` is its id, or the eight characters of its short name. Raises `NotAllowed`,
    `DeviceUnknown` or `WordsDoNotMatch`.
    """
    s.must_be("office", "approving a wing PC")
    s.needs("admin", "head", what="approving a wing PC")
    t = tables.device
    with s.vault.write() as connection:
        row = _find(connection, device)
        if not words.same(tuple(typed), writer.enrol_words(row.request)):
            raise WordsDoNotMatch
        if row.state == "pending":
            connection.execute(
                update(t)
                .where(t.c.id == row.id)
                .values(state="active", approved_at=s.now(), approved_by=s.person.name)
            )
        return _device_row(s, connection, _find(connection, row.id))


def _find(connection: Connection, device: str) -> Any:
    t = tables.device
    wanted = device.strip()
    for row in connection.execute(select(t)):
        if wanted.lower() == row.id or wanted.upper() == ids.short(row.id):
            return row
    raise DeviceUnknown(device=wanted[:60])


def note_request(s: SignedIn, connection: Connection, asked: EnrolRequest) -> bool:
    """Remember a device that asks to be enrolled; returns whether it was not known before.

    Raises `DuplicateKey` when another device has one of its keys, or it has others by now.
    """
    t = tables.device
    same = connection.execute(
        select(t.c.request).where(
            (t.c.id == asked.device)
            | (t.c.sign_key == asked.sign_key)
            | (t.c.receive_key == asked.receive_key)
        )
    ).scalars()
    known = list(same)
    if known == [asked.bundle_id]:
        return False
    if known:
        raise DuplicateKey
    connection.execute(
        insert(t).values(
            id=asked.device,
            epoch=asked.epoch,
            site=asked.site,
            wing=asked.wing,
            sign_key=asked.sign_key,
            sign_key_id=sign_key_id(asked.sign_key),
            receive_key=asked.receive_key,
            request=asked.bundle_id,
            state="pending",
            requested_at=s.now(),
            approved_by="",
            last_seq=0,
            last_bundle=b"",
            app_version="",
        )
    )
    return True


def is_pending(s: SignedIn, device: str) -> bool:
    """Whether a device still waits for approval."""
    t = tables.device.c
    with s.vault.read() as connection:
        return connection.execute(select(t.state).where(t.id == device)).scalar() == "pending"
