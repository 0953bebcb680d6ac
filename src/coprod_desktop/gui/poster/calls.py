# SPDX-License-Identifier: MIT
"""What the poster page asks of the services, on a worker."""

from __future__ import annotations

from typing import Any

from coprod_desktop.domain.document import Document
from coprod_desktop.domain.poster import Finding, Original, Poster, Vouched
from coprod_desktop.services.papers.posters import Item, Kept
from coprod_desktop.services.recording.drafts import Draft
from coprod_desktop.services.recording.lists import Query


def items(session: Any, query: Query) -> tuple[Item, ...]:
    """What cards can be made of."""
    from coprod_desktop.services.papers import posters

    return posters.items(session, query)


def kept(session: Any) -> tuple[Kept, ...]:
    """The posters that are kept here."""
    from coprod_desktop.services.papers import posters

    return posters.kept(session)


def begin(session: Any, draft_id: str) -> tuple[tuple[Kept, ...], Draft | None]:
    """The posters that are kept here, and one's own draft: the one named, else the newest."""
    from coprod_desktop.services.papers import posters
    from coprod_desktop.services.recording import drafts

    mine = [each for each in drafts.mine(session) if each.kind == "poster"]
    named = [each for each in mine if each.id == draft_id]
    return posters.kept(session), next(iter(named or mine), None)


def originals(session: Any, poster: Poster) -> dict[str, Original]:
    """What the cards were made of."""
    from coprod_desktop.services.papers import posters

    return posters.originals(session, poster)


def findings(session: Any, poster: Poster) -> tuple[Poster, tuple[Finding, ...]]:
    """What has to be settled on a poster, and which poster that was."""
    from coprod_desktop.services.papers import posters

    return poster, posters.findings(session, poster)


def vouch(session: Any, finding: Finding) -> Vouched:
    """Say that words identify nobody."""
    from coprod_desktop.services.papers import posters

    return posters.vouch(session, finding)


def keep(session: Any, name: str, poster: Poster, draft: str | None) -> tuple[Kept, Kept | None]:
    """Keep a poster; gives it, and the one of that name that was kept before."""
    from coprod_desktop.services.papers import posters
    from coprod_desktop.services.recording import drafts

    before = next((each for each in posters.kept(session) if each.name == name.strip()), None)
    made = posters.keep(session, name, poster)
    if draft:
        drafts.discard(session, draft)
    return made, before


def put_back(session: Any, name: str, before: Kept | None) -> None:
    """Undo `keep`."""
    from coprod_desktop.services.papers import posters

    if before is None:
        posters.drop(session, name)
    else:
        posters.keep(session, name, before.poster)


def drop(session: Any, name: str) -> Kept:
    """Keep a poster no longer; gives it, for undo."""
    from coprod_desktop.services.papers import posters

    found = posters.find(session, name)
    posters.drop(session, name)
    return found


def told(session: Any, poster: Poster) -> tuple[str, ...]:
    """Write down that the poster's comments were told by it."""
    from coprod_desktop.services.papers import posters

    return posters.told(session, poster)


def untold(session: Any, comments: tuple[str, ...]) -> None:
    """Undo `told`."""
    from coprod_desktop.services.papers import posters

    posters.untold(session, comments)


def document(poster: Poster) -> Document:
    """The poster for Word."""
    from coprod_desktop.services.papers import posters

    return posters.document(poster)
