# SPDX-License-Identifier: MIT
"""Codes on reply slips: one code, one open slip, so that a question finds its one comment."""

from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.engine import Connection

from coprod_desktop.domain import ids
from coprod_desktop.domain.errors import SlipCodeTaken
from coprod_desktop.domain.records import Feedback
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables

_f = tables.feedback.c
_WAITS: Final = (_f.wants_reply, _f.heard_on == "", _f.status != "answered")
"""A slip is open until its patient has heard an answer; what is in the bin waits for none."""
_TRIES: Final = 10_000
"""There are 17,010 codes: a wing that has used up so many picks has other worries."""


def free(s: SignedIn) -> str:
    """A code that no open slip of this store carries."""
    with s.vault.read() as connection:
        return _free(connection)


def taken(s: SignedIn, code: str, but: str = "") -> bool:
    """Whether an open slip carries this code already; `but` is the comment that may."""
    with s.vault.read() as connection:
        return _taken(connection, code, but)


def check(s: SignedIn, record: Feedback, but: str = "") -> None:
    """Raise `SlipCodeTaken`, with a free code, where another open slip has the comment's code."""
    if not record.wants_reply or not record.slip_code or record.heard_on or record.binned:
        return
    with s.vault.read() as connection:
        if _taken(connection, record.slip_code, but):
            raise SlipCodeTaken(code=record.slip_code, free=_free(connection))


def _free(connection: Connection) -> str:
    for _ in range(_TRIES):
        code = ids.slip_code()
        if not _taken(connection, code, ""):
            return code
    return ids.slip_code()


def _taken(connection: Connection, code: str, but: str) -> bool:
    found = exists().where(_f.slip_code == code, _f.id != but, *_WAITS)
    return bool(connection.execute(select(found)).scalar_one())
