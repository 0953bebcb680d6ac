# SPDX-License-Identifier: MIT
"""Receipts over the telephone, for when no stick may come back from the office.

The office reads out ten characters; the wing tries its own bundles until one fits. The key behind
them travels sealed in each bundle, so nobody but the office that opened it can make the code.
"""

import hmac
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.engine import Connection

from coprod_desktop.domain.errors_trust import (
    NoReceiptYet,
    ReceiptCodeOld,
    ReceiptCodeWrong,
    TooManyCodes,
)
from coprod_desktop.domain.ids import CROCKFORD
from coprod_desktop.services import session
from coprod_desktop.services.access.slowing import Tries
from coprod_desktop.services.books import acknowledging
from coprod_desktop.services.exchanging import enrolment, exchange
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import log, tables

LENGTH: Final = 10
_BITS: Final = 50
_LOOKALIKES: Final = str.maketrans("ILO", "110", " -\t\n\r\N{NO-BREAK SPACE}\N{EN DASH}")
_t = tables.sent.c


class TelephoneCode(Struct, frozen=True):
    """What the office reads out: it confirms bundle `seq`, and all changes up to `high_water`."""

    code: str
    seq: int
    high_water: int


class Confirmed(Struct, frozen=True):
    """What a code confirmed: all changes up to `high_water`, which settles so many `bundles`."""

    high_water: int
    bundles: int


_TRIES = Tries()


def made(key: bytes, device: str, epoch: str, high_water: int, chain: bytes) -> str:
    """The code for a point of a device's log: 50 bits of an HMAC, in ten Crockford characters."""
    said = b"\0".join(
        (b"coprod/ack/v1", device.encode(), epoch.encode(), b"%d" % high_water, chain)
    )
    number = int.from_bytes(hmac.digest(key, said, "sha256"), "big") >> (256 - _BITS)
    return "".join(CROCKFORD[number >> shift & 31] for shift in range(_BITS - 5, -5, -5))


def normal(typed: str) -> str:
    """A code as it was typed, as it is compared: no spaces or dashes, capitals, I L O forgiven."""
    return typed.upper().translate(_LOOKALIKES)


def code(s: SignedIn, device: str) -> TelephoneCode:
    """The code that confirms to a wing all that the office holds of it.

    Raises `WrongKindOfStore`, `NotAllowed`, `DeviceUnknown` or `NoReceiptYet`.
    """
    s.must_be("office", "reading out a receipt")
    s.needs("admin", "head", what="reading out a receipt")
    with s.vault.write() as connection:
        row = enrolment.find(connection, device)
        stream = log.find_stream(connection, row.id, row.epoch)
        if row.receipt_key is None or stream is None or not stream.head:
            raise NoReceiptYet(wing=f"{row.site}, {row.wing}")
        shown = made(row.receipt_key, row.id, row.epoch, stream.head, stream.chain)
        s.note(connection, "receipt", row.last_seq, f"{row.site}, {row.wing}: read out")
    return TelephoneCode(shown, row.last_seq, stream.head)


def confirm(s: SignedIn, typed: str) -> Confirmed:
    """Take a code that the office read out. It is tried on every bundle that was ever made here.

    Raises `WrongKindOfStore`, `NotAllowed`, `TooManyCodes`, `ReceiptCodeWrong`, or
    `ReceiptCodeOld` for what was confirmed before.
    """
    s.must_be("wing", "confirming a bundle")
    s.needs("head", "admin", what="confirming a bundle")
    place = s.folder.resolve()
    if wait := _TRIES.wait(place):
        raise TooManyCodes(wait=wait)
    wanted = normal(typed)
    with s.vault.write() as connection:
        point = _point(s, connection, wanted)
        if point is None:
            s.note(connection, "receipt", "", "a code that does not fit")
    if point is None:
        _TRIES.failed(place)
        raise ReceiptCodeWrong
    _TRIES.passed(place)
    with s.vault.write() as connection:
        if point.last <= acknowledging.acknowledged(connection, s.epoch):
            raise ReceiptCodeOld
        bundles = acknowledging.settle(s, connection, point.last, "telephone")
        s.note(connection, "receipt", point.seq, "by telephone")
    return Confirmed(point.last, bundles)


def _point(s: SignedIn, connection: Connection, wanted: str) -> Any:
    """The bundle that a code confirms, or None. Staged ones count: they may have left."""
    try:
        key = session.secret(connection, exchange.RECEIPT_KEY)
    except KeyError:
        return None
    query = select(_t.seq, _t.last, _t.chain).where(_t.epoch == s.epoch).order_by(_t.seq.desc())
    for row in connection.execute(query):
        right = made(key, s.device, s.epoch, row.last, row.chain)
        if hmac.compare_digest(right.encode(), wanted.encode()):
            return row
    return None
