# SPDX-License-Identifier: MIT
"""What a wing's bundles say of the audit of its store, held against each other at the office.

An audit only grows, and its lines are chained. Each bundle says how far it goes, and what it was
where an earlier bundle had it end: so it cannot be cut off or written anew unnoticed.
"""

from sqlalchemy import bindparam, exists, select
from sqlalchemy.engine import Connection

from coprod_desktop.bundle.errors_inside import AuditRewritten
from coprod_desktop.bundle.header import Core
from coprod_desktop.bundle.manifest import Manifest
from coprod_desktop.store import tables

_r = tables.received.c
_NONE = -1
# Built once: building a statement costs more than running it, and each bundle runs it.
_CONTRADICTED = select(
    exists().where(
        _r.device == bindparam("the_device"),
        _r.epoch == bindparam("the_epoch"),
        ((_r.seq < bindparam("the_seq")) & (_r.audit_n > bindparam("the_n")))
        | ((_r.seq > bindparam("the_seq")) & (_r.audit_n < bindparam("the_n")))
        | ((_r.audit_n == bindparam("the_n")) & (_r.audit_chain != bindparam("the_chain")))
        | ((_r.audit_n == bindparam("before_n")) & (_r.audit_chain != bindparam("before"))),
    )
)


def check(connection: Connection, core: Core, manifest: Manifest) -> None:
    """Hold what a bundle says of its store's audit against the other bundles of its epoch.

    Raises `AuditRewritten`.
    """
    said = {
        "the_device": core.device,
        "the_epoch": core.epoch,
        "the_seq": core.seq,
        "the_n": manifest.audit_n,
        "the_chain": manifest.audit_chain,
        "before_n": manifest.audit_before_n or _NONE,
        "before": manifest.audit_before,
    }
    if connection.execute(_CONTRADICTED, said).scalar():
        raise AuditRewritten(n=manifest.audit_n)
