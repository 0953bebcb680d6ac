# SPDX-License-Identifier: MIT
"""Whose bundles an office takes in."""

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from coprod_desktop.bundle.authenticity import Signer
from coprod_desktop.bundle.header import Env
from coprod_desktop.domain.change import SCHEMA
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables

_SIGNER = select(tables.device).where(tables.device.c.sign_key_id == bindparam("the_key"))


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
        row = self._connection.execute(_SIGNER, {"the_key": key_id}).one_or_none()
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
