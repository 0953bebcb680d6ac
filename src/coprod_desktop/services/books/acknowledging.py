# SPDX-License-Identifier: MIT
"""A wing's book of what the office has confirmed, by a return bundle or over the telephone.

What is confirmed is not sent again. When the office asks for more (it lost its newest copy, or a
stick), what it had confirmed from there on counts as not confirmed: nothing is ever left out.
"""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import func, select, update
from sqlalchemy.engine import Connection

from coprod_desktop.bundle.errors import ReceiptMismatch
from coprod_desktop.bundle.returns import Receipt, Settled
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import log, tables

How = Literal["return", "telephone"]

_t = tables.sent.c
_HELD = ("imported", "superseded", "already_imported")
_NOT_SENT = "it names a bundle that was not made here"
_MORE = "it confirms more than was recorded here"
_OTHER = "it confirms something else than was recorded here"


def acknowledged(connection: Connection, epoch: str) -> int:
    """The last change that the office has confirmed; 0 for none."""
    query = select(func.max(_t.last)).where(_t.epoch == epoch, _t.acknowledged_at.is_not(None))
    return connection.execute(query).scalar() or 0


def settle(s: SignedIn, connection: Connection, high_water: int, how: How) -> int:
    """Note that the office holds all changes up to `high_water`; how many bundles that settles."""
    settled = connection.execute(
        update(tables.sent)
        .where(_t.epoch == s.epoch, _t.last <= high_water, _t.acknowledged_at.is_(None))
        .values(acknowledged_at=s.now(), acknowledged_by=how)
    )
    return settled.rowcount


def take(s: SignedIn, connection: Connection, receipt: Receipt, *, anew: bool = False) -> int:
    """Follow the office's receipt; returns how many bundles' fates are new by it.

    With `anew` a new life of the office begins with it: what it does not hold it has lost. Raises
    `ReceiptMismatch` when the office claims what this PC never sent.
    """
    check(s, connection, receipt)
    settled = settle(s, connection, receipt.high_water, "return")
    lost_from = receipt.high_water + 1 if anew else receipt.gap_from
    if lost_from:
        connection.execute(
            update(tables.sent)
            .where(_t.epoch == s.epoch, _t.last >= lost_from)
            .values(acknowledged_at=None, acknowledged_by="")
        )
    told = _note_outcomes(s, connection, receipt.bundles)
    return max(settled, told)


def check(s: SignedIn, connection: Connection, receipt: Receipt) -> None:
    """Hold a receipt against what this PC recorded and sent. Raises `ReceiptMismatch`."""
    stream = s.own_stream(connection)
    if receipt.high_water > stream.head or receipt.gap_from > stream.head + 1:
        raise ReceiptMismatch(why=_MORE)
    if log.chain_at(connection, stream, receipt.high_water) != receipt.chain_value:
        raise ReceiptMismatch(why=_OTHER)
    query = select(_t.seq, _t.bundle).where(_t.epoch == s.epoch)
    ours = {row.seq: row.bundle for row in connection.execute(query)}
    for each in receipt.bundles:
        # Whoever else signs with this PC's key is refused over there; what was taken in from them
        # is another matter.
        if each.outcome in _HELD and ours.get(each.seq) != each.bundle_id:
            raise ReceiptMismatch(why=_NOT_SENT)


def _note_outcomes(s: SignedIn, connection: Connection, bundles: Sequence[Settled]) -> int:
    told = 0
    for each in bundles:
        noted = connection.execute(
            update(tables.sent)
            .where(
                _t.epoch == s.epoch,
                _t.seq == each.seq,
                _t.bundle == each.bundle_id,
                (_t.outcome != each.outcome) | (_t.code != each.code),
            )
            .values(outcome=each.outcome, outcome_at=each.at, code=each.code)
        )
        told += noted.rowcount
    return told
