# SPDX-License-Identifier: MIT
"""The office's books on bundles: what became of each, who took it in, and a line in the audit."""

from pathlib import Path
from typing import Literal

from msgspec import Struct
from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection

from coprod_desktop import files
from coprod_desktop.bundle.authenticity import Authentic
from coprod_desktop.bundle.fault import BundleError
from coprod_desktop.bundle.intake import Quarantined
from coprod_desktop.bundle.manifest import Manifest
from coprod_desktop.domain import ids
from coprod_desktop.services.books.holding import Bundle
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables
from coprod_desktop.store.audit import Noted
from coprod_desktop.store.rows import together

Result = Literal[
    "imported", "already_imported", "superseded", "held", "refused", "enrolment_waiting"
]
_FINAL = ("imported", "superseded")

_v, _d, _r = tables.verdict.c, tables.device.c, tables.received.c
# Built once: building a statement costs more than running it, and each bundle runs all of these.
_UNSAY = delete(tables.verdict).where(
    _v.bundle == bindparam("the_bundle"), *(_v.outcome != final for final in _FINAL)
)
# SQLite writes it as PostgreSQL does.
_SAY = postgresql.insert(tables.verdict).on_conflict_do_nothing()
_NO_GAP = update(tables.device).where(_d.id == bindparam("the_device")).values(gap_from=None)
_NEWS = (
    *("last_seq", "last_bundle", "last_at", "app_version"),
    *("trust_version", "return_life", "return_seq", "return_bundle", "receipt_key"),
)
_MOVE_ON = (
    update(tables.device)
    .where(_d.id == bindparam("the_device"), _d.last_seq < bindparam("new_last_seq"))
    .values({name: bindparam(f"new_{name}") for name in _NEWS})
)
_LEAVE = delete(tables.received).where(_r.bundle == bindparam("the_bundle"))
_ENTER = insert(tables.received)


class Outcome(Struct, frozen=True):
    """What became of one file. `code` names the fault; `title` and `advice` are for people.

    `remarks` are codes of what is to be known of a bundle although it was taken in.
    """

    path: Path
    outcome: Result
    device: str = ""
    short: str = ""
    seq: int = 0
    site: str = ""
    wing: str = ""
    changes: int = 0
    code: str | None = None
    security: bool = False
    title: str = ""
    advice: str = ""
    remarks: tuple[str, ...] = ()


def result(error: BundleError) -> Result:
    """What an error makes of a bundle."""
    return error.OUTCOME if error.OUTCOME != "imported" else "refused"


def settle(
    s: SignedIn,
    connection: Connection,
    bundle: Bundle,
    outcome: Result,
    *,
    error: BundleError | None = None,
    medium: str = "",
) -> None:
    """Write down what became of an authentic bundle, for its receipt.

    What was once taken in stays taken in, whatever a copy of it meets later.
    """
    core, code = bundle.core, error.code if error else ""
    said = {
        "bundle": bundle.bundle_id,
        "device": core.device,
        "epoch": core.epoch,
        "seq": core.seq,
        "outcome": outcome,
        "code": code,
        "at": s.now(),
        "by": s.person.name,
        "medium": medium,
    }
    together(connection, (_UNSAY, {"the_bundle": bundle.bundle_id}), (_SAY, said))


def line(
    s: SignedIn,
    bundle: Bundle,
    outcome: Result,
    *,
    error: BundleError | None = None,
    detail: str = "",
) -> Noted:
    """What the audit says of a bundle."""
    code = error.code if error else ""
    return Noted(
        s.now(),
        s.person.name,
        "alarm" if error and error.SECURITY else "import",
        f"{ids.short(bundle.core.device)}-{bundle.core.seq}",
        " ".join(part for part in (outcome, code, detail) if part),
    )


def enter(
    s: SignedIn,
    connection: Connection,
    found: Authentic,
    copy: Quarantined,
    manifest: Manifest,
    changes: int,
) -> Result:
    """Enter a bundle that is taken in, and what it says of its device; what it counts as."""
    core, at = found.header.core, s.now()
    with files.reading(copy.path), copy.path.open("rb") as handle:
        head = handle.read(found.body_at)
    key = {"the_device": core.device}
    news = {
        **key,
        "new_last_seq": core.seq,
        "new_last_bundle": found.bundle_id,
        "new_last_at": at,
        "new_app_version": manifest.app,
        "new_trust_version": manifest.trust_version,
        "new_return_life": manifest.return_life,
        "new_return_seq": manifest.return_seq,
        "new_return_bundle": manifest.return_bundle,
        "new_receipt_key": manifest.receipt_key,
    }
    # An old bundle that turns up says nothing of how the wing fares now.
    newer, *_ = together(
        connection,
        (_MOVE_ON, news),
        (_LEAVE, {"the_bundle": found.bundle_id}),
        *([(_NO_GAP, key)] if changes else []),
    )
    outcome: Result = "imported" if changes or newer.touched else "superseded"
    connection.execute(
        _ENTER,
        {
            "bundle": found.bundle_id,
            "device": core.device,
            "epoch": core.epoch,
            "seq": core.seq,
            "first": manifest.first,
            "last": manifest.last,
            "changes": changes,
            "outcome": outcome,
            "at": at,
            "by": s.person.name,
            "head": head,
            "audit_n": manifest.audit_n,
            "audit_chain": manifest.audit_chain,
        },
    )
    return outcome
