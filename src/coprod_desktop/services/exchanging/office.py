# SPDX-License-Identifier: MIT
"""The office's devices: its card, who asked to be enrolled, who is late, who has a gap."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from sqlalchemy import case, func, select, update
from sqlalchemy.engine import Connection

from coprod_desktop import files
from coprod_desktop.bundle import steps, trust, writer
from coprod_desktop.bundle.header import Env
from coprod_desktop.domain import ids, words
from coprod_desktop.domain.errors import InvalidValue, WordsDoNotMatch
from coprod_desktop.domain.errors_trust import TrustListTooOld
from coprod_desktop.domain.progress import Progress, silent
from coprod_desktop.domain.translating import Filled
from coprod_desktop.services import session
from coprod_desktop.services.books import keyring
from coprod_desktop.services.exchanging import enrolment, intake, trust_steps
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
    `state` is "pending" too when a restored store waits for approval; `words` are then those of
    its new request. `trust_version` and `return_seq` are the newest that the device said it has
    seen; `last_good` is the last change believed of a revoked one. `expected_at` is when its next
    bundle is; `returns_unseen` counts returns written for it that it has not said it has, the last
    of all at `returned_at`.
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
    trust_version: int = 0
    return_seq: int = 0
    last_good: int | None = None
    expected_at: int | None = None
    returns_unseen: int = 0
    returned_at: int | None = None


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
        written = _written(connection)
        return tuple(_device_row(s, connection, row, written) for row in found)


def _written(connection: Connection) -> dict[str, tuple[int, int]]:
    """How many returns each device has not said it has, and when the last was written."""
    r, d = tables.returned.c, tables.device.c
    # Whoever restored this office began a new life: what was written before is overtaken by it.
    here = r.life == session.settings(connection)["epoch"]
    seen = (r.life == d.return_life) & (r.seq <= d.return_seq)
    unseen = func.coalesce(func.sum(case((here & ~seen, 1), else_=0)), 0)
    query = (
        select(r.device, unseen, func.max(r.at))
        .join(tables.device, d.id == r.device)
        .where(r.place != "")
        .group_by(r.device)
    )
    return {device: (int(number), at) for device, number, at in connection.execute(query)}


def _device_row(
    s: SignedIn, connection: Connection, row: Any, written: dict[str, tuple[int, int]]
) -> DeviceRow:
    stream = log.find_stream(connection, row.id, row.epoch)
    since = row.last_at or row.approved_at
    late = (s.now() - since) // _DAY_MS - EXPECTED_DAYS if since else 0
    unseen, returned_at = written.get(row.id, (0, None))
    asked = enrolment.waiting(connection, row.id) if row.state != "revoked" else ()
    return DeviceRow(
        device=row.id,
        short=ids.short(row.id),
        site=row.site,
        wing=row.wing,
        state="pending" if asked else row.state,
        words=asked[0].words if asked else writer.enrol_words(row.request),
        last_seq=row.last_seq,
        high_water=stream.head if stream else 0,
        last_at=row.last_at,
        gap_from=row.gap_from,
        overdue_days=max(late, 0) if row.state == "active" else 0,
        app_version=row.app_version,
        trust_version=row.trust_version,
        return_seq=row.return_seq,
        last_good=row.last_good,
        expected_at=since + EXPECTED_DAYS * _DAY_MS if since and row.state == "active" else None,
        returns_unseen=unseen if row.state == "active" else 0,
        returned_at=returned_at,
    )


def approve(
    s: SignedIn, device: str, typed: Sequence[str], progress: Progress = silent
) -> DeviceRow:
    """Let a device's bundles in, or those of its new epoch, once its twelve words were compared.

    `device` is its id, or the eight characters of its short name. What waited for it is taken in.
    Where holders of root keys have to sign first, it goes on waiting until they have. Raises
    `NotAllowed`, `DeviceUnknown`, `WordsDoNotMatch`, `TrustListTooOld` or `ChangeWaiting`.
    """
    s.must_be("office", "approving a wing PC")
    s.needs("admin", "head", what="approving a wing PC")
    fresh: tuple[str, ...] | None = ()
    with s.vault.write() as connection:
        row = enrolment.find(connection, device)
        asked = enrolment.waiting(connection, row.id)
        same = [each for each in asked if words.same(tuple(typed), each.words)]
        known = not asked and words.same(tuple(typed), writer.enrol_words(row.request))
        if not same and not known:
            raise WordsDoNotMatch
        if same and row.state != "revoked":
            if keyring.sign_key(connection, row.trust_version) is None:
                raise TrustListTooOld(wing=f"{row.site}, {row.wing}")
            entry = enrolment.entry(row, state="active", epoch=same[0].epoch)
            step = steps.following(keyring.listed(connection), at=s.now(), devices=[entry])
            step_in_words = f"letting in {row.site}, {row.wing}"
            fresh = trust_steps.change(s, connection, step, step_in_words)
            s.note(connection, "approve", row.id, f"{row.site}, {row.wing}")
    intake.take_held(s, fresh or (), progress)
    return _row_of(s, row.id)


def revoke(s: SignedIn, device: str, last_good: int) -> DeviceRow:
    """Take no bundle of a device from now on; `last_good` is its last change that is believed.

    What was taken in stays. It holds at once, also where holders of root keys have to sign before
    wings hear of it. Raises `NotAllowed`, `DeviceUnknown` or `InvalidValue`.
    """
    s.must_be("office", "withdrawing a wing PC")
    s.needs("admin", "head", what="withdrawing a wing PC")
    with s.vault.write() as connection:
        row = enrolment.find(connection, device)
        stream = log.find_stream(connection, row.id, row.epoch)
        most = stream.head if stream else 0
        if not 0 <= last_good <= most:
            why = Filled("of this PC the changes 0 to {most} are here", most=most)
            raise InvalidValue(what="The last good change", why=why)
        if row.state != "revoked":
            connection.execute(
                update(tables.device)
                .where(tables.device.c.id == row.id)
                .values(state="revoked", last_good=last_good)
            )
            s.note(connection, "revoke", row.id, f"{row.site}, {row.wing}: {last_good}")
            trust_steps.withdraw_devices(s, connection)
    return _row_of(s, row.id)


def _row_of(s: SignedIn, device: str) -> DeviceRow:
    with s.vault.read() as connection:
        row = enrolment.find(connection, device)
        return _device_row(s, connection, row, _written(connection))
