# SPDX-License-Identifier: MIT
"""The books on wings' devices: who asked to be let in, under which epoch, and since when.

A device keeps its keys for good. When its store is restored it asks again, with the same keys and a
new epoch; once that is approved the epoch before it is past.
"""

from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Connection

from coprod_desktop.bundle import trust, writer
from coprod_desktop.bundle.authenticity import EnrolRequest
from coprod_desktop.bundle.errors import DeviceRevoked, DuplicateKey
from coprod_desktop.bundle.keys import SealPublic, sign_key_id
from coprod_desktop.bundle.trust import TrustDevice
from coprod_desktop.domain import ids
from coprod_desktop.domain.canonical import b64
from coprod_desktop.domain.errors import DeviceUnknown
from coprod_desktop.services.recording import erasing
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables

_d, _e = tables.device.c, tables.epoch.c


# Built once: an import asks it of every bundle, twice.
_PAST = select(_e.epoch).where(_e.device == bindparam("the_device"), _e.state == "past")


class Waiting(Struct, frozen=True):
    """An epoch of a device that waits for approval, and the words that are to be compared."""

    epoch: str
    words: tuple[str, ...]


def note_request(s: SignedIn, connection: Connection, asked: EnrolRequest) -> bool:
    """Remember a device that asks to be enrolled, or to go on in a new epoch.

    Returns whether this was not known before. Raises `DuplicateKey` when another device has one of
    its keys, or it has others by now, and `DeviceRevoked`.
    """
    query = select(tables.device).where(
        (_d.id == asked.device)
        | (_d.sign_key == asked.sign_key)
        | (_d.receive_key == asked.receive_key)
    )
    same = connection.execute(query).all()
    if not same:
        _insert_device(s, connection, asked)
        return True
    if len(same) > 1 or _identity(same[0]) != (asked.device, asked.sign_key, asked.receive_key):
        raise DuplicateKey
    known = connection.execute(
        select(_e.request, _e.state).where(_e.device == asked.device, _e.epoch == asked.epoch)
    ).one_or_none()
    if known is not None and known.request != asked.bundle_id:
        if known.state != "pending" or asked.trust_version <= same[0].trust_version:
            raise DuplicateKey
        _ask_anew(s, connection, asked)
        return True
    if known is not None:
        return False
    if same[0].state == "revoked":
        raise DeviceRevoked
    _insert_epoch(s, connection, asked)
    # What a restored store has seen may be less than it had told before.
    connection.execute(
        update(tables.device)
        .where(_d.id == asked.device, _d.trust_version > asked.trust_version)
        .values(trust_version=asked.trust_version)
    )
    return True


def _ask_anew(s: SignedIn, connection: Connection, asked: EnrolRequest) -> None:
    """A PC that waits has another request, since it follows a newer trust list by now."""
    here = (_e.device == asked.device) & (_e.epoch == asked.epoch)
    connection.execute(update(tables.epoch).where(here).values(request=asked.bundle_id))
    its = update(tables.device).where(_d.id == asked.device)
    connection.execute(its.values(trust_version=asked.trust_version))
    connection.execute(its.where(_d.state == "pending").values(request=asked.bundle_id))
    s.note(connection, "enrolment", asked.device, f"{asked.site}, {asked.wing}")


def _identity(row: Any) -> tuple[str, bytes, bytes]:
    return row.id, row.sign_key, row.receive_key


def _insert_device(s: SignedIn, connection: Connection, asked: EnrolRequest) -> None:
    connection.execute(
        insert(tables.device).values(
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
            return_bundle=b"",
            app_version="",
            trust_version=asked.trust_version,
        )
    )
    _insert_epoch(s, connection, asked)


def _insert_epoch(s: SignedIn, connection: Connection, asked: EnrolRequest) -> None:
    connection.execute(
        insert(tables.epoch).values(
            device=asked.device,
            epoch=asked.epoch,
            state="pending",
            request=asked.bundle_id,
            requested_at=s.now(),
        )
    )
    s.note(connection, "enrolment", asked.device, f"{asked.site}, {asked.wing}")


def find(connection: Connection, device: str) -> Any:
    """A device's row, by its id or the eight characters of its short name.

    Raises `DeviceUnknown`.
    """
    wanted = device.strip()
    for row in connection.execute(select(tables.device)):
        if wanted.lower() == row.id or wanted.upper() == ids.short(row.id):
            return row
    raise DeviceUnknown(device=wanted[:60])


def waiting(connection: Connection, device: str) -> tuple[Waiting, ...]:
    """The epochs of a device that wait for approval, the newest request first."""
    query = select(_e.epoch, _e.request).where(_e.device == device, _e.state == "pending")
    rows = connection.execute(query.order_by(_e.requested_at.desc(), _e.epoch.desc()))
    return tuple(Waiting(row.epoch, writer.enrol_words(row.request)) for row in rows)


def is_pending(s: SignedIn, device: str) -> bool:
    """Whether a device, or a new epoch of it, waits for approval."""
    with s.vault.read() as connection:
        state = connection.execute(select(_d.state).where(_d.id == device)).scalar()
        return state != "revoked" and bool(waiting(connection, device))


def past_epochs(connection: Connection, device: str) -> tuple[str, ...]:
    """The epochs of a device that were replaced by a later one."""
    return tuple(connection.execute(_PAST, {"the_device": device}).scalars())


def entry(row: Any, **other: Any) -> TrustDevice:
    """A device's place in the trust list, as its row says, but for what is given."""
    fields: dict[str, Any] = {
        "device": row.id,
        "epoch": row.epoch,
        "site": row.site,
        "wing": row.wing,
        "state": row.state,
        "sign_key": b64(row.sign_key),
        "receive_key": b64(SealPublic.from_bytes(row.receive_key).key_id),
        "last_good": row.last_good or 0,
    }
    return TrustDevice(**{**fields, **other})


def withdrawn(connection: Connection, listed: trust.TrustList) -> tuple[TrustDevice, ...]:
    """Devices that were revoked here, and that the trust list does not name as revoked yet."""
    named = {each.device: each for each in listed.devices}
    rows = connection.execute(select(tables.device).where(_d.state == "revoked"))
    made = [entry(row) for row in rows if row.id in named]
    return tuple(each for each in made if named[each.device] != each)


def settle(s: SignedIn, connection: Connection, entries: tuple[TrustDevice, ...]) -> list[str]:
    """Bring the books in line with what a new trust list says of some devices.

    Returns the devices that are let in now, or in a new epoch: what waited for them can come in.
    """
    fresh: list[str] = []
    for each in entries:
        row = connection.execute(select(tables.device).where(_d.id == each.device)).one()
        if each.state == "active" and row.state != "revoked":
            _let_in(s, connection, row, each.epoch)
            fresh.append(each.device)
    return fresh


def relearn(s: SignedIn, connection: Connection, entries: tuple[TrustDevice, ...]) -> None:
    """Bring the books in line with a step that this office once made, and lost with its disk.

    A PC or an epoch that nobody here knows any more waits until its request is brought again.
    """
    for each in entries:
        row = connection.execute(select(tables.device).where(_d.id == each.device)).one_or_none()
        if row is None or row.state == "revoked":
            continue
        asked = select(_e.epoch).where(_e.device == each.device, _e.epoch == each.epoch)
        if each.state == "revoked":
            here = update(tables.device).where(_d.id == row.id)
            connection.execute(here.values(state="revoked", last_good=each.last_good))
            s.note(connection, "revoke", row.id, f"{row.site}, {row.wing}: {each.last_good}")
        elif each.state == "active" and connection.execute(asked).first():
            _let_in(s, connection, row, each.epoch)


def _let_in(s: SignedIn, connection: Connection, row: Any, epoch: str) -> None:
    approved = {"approved_at": s.now(), "approved_by": s.person.name}
    its = tables.epoch
    connection.execute(
        update(its)
        .where(_e.device == row.id, _e.epoch != epoch, _e.state == "active")
        .values(state="past")
    )
    request = connection.execute(
        update(its)
        .where(_e.device == row.id, _e.epoch == epoch)
        .values(state="active", **approved)
        .returning(_e.request)
    ).scalar_one()
    here = update(tables.device).where(_d.id == row.id)
    connection.execute(here.values(state="active", request=request, **approved))
    if row.epoch != epoch:
        # A new life begins: its bundles count from 1, and it may have lost every return.
        connection.execute(
            here.values(
                epoch=epoch,
                last_seq=0,
                last_bundle=b"",
                gap_from=None,
                return_life="",
                return_seq=0,
                return_bundle=b"",
            )
        )
        # What it erased itself may be back with the backup.
        erasing.remind(s, connection, row.id)
