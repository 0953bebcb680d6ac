# SPDX-License-Identifier: MIT
"""Where feedback came from: the sites, wings and services there are, to narrow a list with.

Reading them off 100,000 rows takes a tenth of a second, so what was found is kept with how far the
log had come, and only what arrived since is looked at.
"""

from typing import Any

from msgspec import Struct
from sqlalchemy import func, select

from coprod_desktop.services.recording import keeping
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables

_NAME = "places"
_SELDOM = 2000
"""So many new changes are looked at each time before what was found is kept anew."""
_f = tables.feedback.c


class Place(Struct, frozen=True, order=True):
    """A site, a wing and a service that feedback came from; any of them may be empty."""

    site: str
    wing: str
    service: str


def places(s: SignedIn) -> tuple[Place, ...]:
    """All of them, in alphabetical order. One whose last comment went may stay in the list."""
    kept = _kept(s)
    through = int(kept.get("through", 0))
    known = {Place(*each) for each in kept.get("places", ())}
    newest = select(func.coalesce(func.max(_f.arrival), 0))
    query = select(_f.site, _f.wing, _f.service).where(_f.arrival > through).distinct()
    with s.vault.read() as connection:
        last = connection.execute(newest).scalar_one()
        if last < through:  # another log, as after a restore: begin again
            known.clear()
            query = select(_f.site, _f.wing, _f.service).distinct()
        found = {Place(*row) for row in connection.execute(query)}
    every = sorted(known | found)
    if last < through or last - through > _SELDOM:
        value = {"through": last, "places": [[p.site, p.wing, p.service] for p in every]}
        keeping.keep(s, "setting", _NAME, value, shared=True)
    return tuple(every)


def _kept(s: SignedIn) -> dict[str, Any]:
    found = keeping.listed(s, "setting", shared=True)
    for each in found:
        if each.name == _NAME:
            return each.value
    return {}
