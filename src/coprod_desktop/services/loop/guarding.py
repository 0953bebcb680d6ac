# SPDX-License-Identifier: MIT
"""What may tell of harm and was not passed on: it is listed, resolved, and stops what leaves.

Also what each site says of the prison's own routes: whom to tell there, and how.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct
from sqlalchemy import exists, func, select

from coprod_desktop.domain import harm
from coprod_desktop.domain.errors import (
    HarmNotPassedOn,
    InvalidValue,
    RecordErased,
    RecordNotFound,
)
from coprod_desktop.domain.records import Escalation, Feedback
from coprod_desktop.domain.translating import Filled
from coprod_desktop.services.recording import keeping, records
from coprod_desktop.services.recording.records import Saved
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables

DETAILS: Final = ("who", "phone", "form", "out_of_hours")
"""What a site says of a route: whom to tell, by which telephone or radio, on which form."""
_LONGEST: Final = 200
_WHAT: Final = "What was done"
_f, _b = tables.feedback.c, tables.binned.c


class OpenEscalation(Struct, frozen=True):
    """A comment that may tell of harm, of which nobody has said yet what was done.

    `date` is ISO, `routes` are the codes of those that are open, `escalations` are all that the
    comment has. `binned`: it lies in the bin, and is no less open for it.
    """

    feedback: str
    date: str
    wing: str
    routes: tuple[str, ...]
    excerpt: str
    at: int
    by: str
    escalations: tuple[Escalation, ...]
    binned: bool = False


def open_ones(s: SignedIn) -> tuple[OpenEscalation, ...]:
    """All comments of which nobody has said yet what was done, the oldest first."""
    columns = ("id", "date", "wing", "excerpt", "at", "by")
    listed = select(*(_f[name] for name in columns)).where(_f.escalation == "open")
    away = select(*(_b[name] for name in columns)).where(_b.type == "feedback")
    with s.vault.read() as connection:
        rows = [(row, False) for row in connection.execute(listed.order_by(_f.pos))]
        rows += [(row, True) for row in connection.execute(away.order_by(_b.pos))]
    found = (_open_one(s, row, binned=binned) for row, binned in rows)
    return tuple(each for each in found if each is not None)


def number_open(s: SignedIn) -> int:
    """How many comments are open; quick where nothing is."""
    with s.vault.read() as connection:
        listed = select(func.count()).where(_f.escalation == "open")
        number = connection.execute(listed).scalar_one()
        away = connection.execute(select(exists().where(_b.type == "feedback"))).scalar_one()
    return len(open_ones(s)) if away else number


def must_be_resolved(s: SignedIn) -> None:
    """Raise `HarmNotPassedOn` while a comment is open: nothing leaves before that."""
    if number := number_open(s):
        raise HarmNotPassedOn(number=number)


def resolve(s: SignedIn, feedback_id: str, escalations: Iterable[Escalation]) -> Saved:
    """Record what was done: a revision of the comment, with a line in the audit for each route.

    Takes the place of what the comment says of the same routes; others stay. Anybody may, because
    passing on cannot wait for a head. Raises `InvalidValue` where it does not say who passed it on
    or why it is no concern, and otherwise as `records.save`.
    """
    said = {each.route: each for each in escalations}
    for each in said.values():
        _check(each)
    record = records.get(s, feedback_id).record
    if not isinstance(record, Feedback):
        raise InvalidValue(what=_WHAT, why="it is not about a comment")
    kept = [said.pop(each.route, each) for each in record.escalations]
    changed = (*kept, *said.values())
    saved = records.save(s, msgspec.structs.replace(record, escalations=changed), id=feedback_id)
    with s.vault.write() as connection:
        for each in changed:
            if each not in record.escalations:
                s.note(connection, "harm", feedback_id, _in_words(each))
    return saved


def found_again(s: SignedIn, feedback_id: str, escalations: Iterable[Escalation]) -> None:
    """Record what another look at the same words found: new routes, and answers to open ones.

    What was answered before stays as it is. A comment that is erased needs nothing any more.
    """
    try:
        record = records.get(s, feedback_id).record
    except (RecordErased, RecordNotFound):
        return
    if not isinstance(record, Feedback):
        return
    known = {each.route: each for each in record.escalations}
    news = [
        each
        for each in escalations
        if each.route not in known or (known[each.route].state == "open" != each.state)
    ]
    if news:
        resolve(s, feedback_id, news)


def with_open(record: Feedback) -> Feedback:
    """The comment with an open line for each route that its words ask for and that it lacks.

    For what is taken in without a person before the screen: the answer is then asked for later.
    """
    texts = [each for each in record.answers.values() if isinstance(each, str)]
    found = [match for text in (*texts, record.staff_note) for match in harm.find(text)]
    known = {each.route for each in record.escalations}
    wanted = dict.fromkeys(match.route for match in found if match.strong)
    added = [Escalation(route=code, state="open") for code in wanted if code not in known]
    if not added:
        return record
    return msgspec.structs.replace(record, escalations=(*record.escalations, *added))


# --- a site's own details --------------------------------------------------------------------


def site_routes(s: SignedIn) -> dict[str, dict[str, str]]:
    """What this site says of each route, by its code: see `DETAILS`. Nothing said is left out."""
    kept = {each.name: each.value for each in keeping.listed(s, "route", shared=True)}
    return {
        route.code: {name: said for name in DETAILS if (said := _line(kept, route.code, name))}
        for route in harm.routes()
    }


def set_site_route(s: SignedIn, code: str, details: Mapping[str, str]) -> None:
    """Say whom to tell here, and how. Raises `NotAllowed` or `InvalidValue`."""
    s.needs("head", "admin", what="saying whom to tell at this site")
    if code not in {route.code for route in harm.routes()}:
        raise InvalidValue(what="The route", why="there is none of that name")
    value = {name: str(details.get(name, "")).strip() for name in DETAILS}
    if any(len(said) > _LONGEST for said in value.values()):
        why = Filled("a line is longer than {most} characters", most=_LONGEST)
        raise InvalidValue(what="The route", why=why)
    keeping.keep(s, "route", code, value, shared=True)
    with s.vault.write() as connection:
        s.note(connection, "route", code, "what this site says of it was changed")


def _line(kept: Mapping[str, Mapping[str, Any]], code: str, name: str) -> str:
    return str(kept.get(code, {}).get(name, ""))


def _open_one(s: SignedIn, row: Any, *, binned: bool) -> OpenEscalation | None:
    record = records.get(s, row.id).record
    if not isinstance(record, Feedback):
        return None
    routes = tuple(each.route for each in record.escalations if each.state == "open")
    if not routes:
        return None
    all_of_it = record.escalations
    return OpenEscalation(
        row.id, row.date, row.wing, routes, row.excerpt, row.at, row.by, all_of_it, binned
    )


def _check(each: Escalation) -> None:
    if each.state == "done" and (each.on is None or not each.by_role.strip()):
        raise InvalidValue(what=_WHAT, why="it does not say when, and by which role")
    if each.state == "not_needed" and not each.reason.strip():
        raise InvalidValue(what=_WHAT, why="it does not say why it is no concern")


def _in_words(each: Escalation) -> str:
    """For the audit: the route and what was done, and nothing of what was said."""
    done = {
        "done": f"passed on, by {each.by_role}",
        "not_needed": "read, and not a concern",
        "open": "still to be passed on",
    }
    return f"{each.route}: {done[each.state]}"
