# SPDX-License-Identifier: MIT
"""How the next meeting begins: when it is due, and what a template or the last one gives it."""

import datetime
import functools
from typing import Any, Final

import msgspec
from msgspec import Struct
from sqlalchemy import case, func, select

from coprod_desktop import paths
from coprod_desktop.domain import recurring
from coprod_desktop.domain.records import AgendaItem, Attendance, Meeting, MeetingKind
from coprod_desktop.services.loop.meetings import BY_TITLE, OWN
from coprod_desktop.services.recording import keeping, records
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables

_ALIKE: Final = (
    *("wing", "place", "start", "end", "called_by", "chair_role", "note_taker_role", "repeats"),
)
_m = tables.meeting.c


class Due(Struct, frozen=True):
    """The next meeting of a series, which nobody has begun: `after` is the last one's id."""

    after: str
    kind: str
    title: str
    wing: str
    date: datetime.date


class Template(Struct, frozen=True):
    """How notes of a kind begin. `own`: made on this PC, and not built in."""

    name: str
    kind: MeetingKind
    title: str
    agenda: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    wing: str = ""
    place: str = ""
    start: str = ""
    end: str = ""
    called_by: str = ""
    chair_role: str = ""
    note_taker_role: str = ""
    repeats: str = ""
    own: bool = False


_TEMPLATES = msgspec.json.Decoder(tuple[Template, ...])


def due(s: SignedIn) -> tuple[Due, ...]:
    """The next meeting of every series that goes on, the soonest first.

    A series goes on while its last meeting names a next date, or repeats.
    """
    title = case((_m.kind.in_(BY_TITLE), _m.title), else_="")
    newest = select(func.max(_m.pos)).where(OWN).group_by(_m.kind, _m.wing, title)
    query = select(_m.id, _m.kind, _m.title, _m.wing, _m.date, _m.next_date, _m.repeats).where(
        _m.pos.in_(newest), (_m.next_date != "") | (_m.repeats != "")
    )
    with s.vault.read() as connection:
        rows = connection.execute(query).all()
    found: list[Due] = []
    for row in rows:
        day = _next(datetime.date.fromisoformat(row.date), row.next_date, row.repeats)
        if day is not None:
            found.append(Due(row.id, row.kind, row.title, row.wing, day))
    return tuple(sorted(found, key=lambda each: (each.date, each.title)))


def following(s: SignedIn, record_id: str, *, agenda: bool = False) -> Meeting:
    """How the next meeting after this one begins: when, where and with whom.

    Its agenda is the template's of its kind, or with `agenda` what this one talked about. Raises
    `RecordNotFound` or `RecordErased`.
    """
    last = records.get(s, record_id).record
    if not isinstance(last, Meeting):
        raise TypeError(record_id)
    titles = tuple(item.title for item in last.agenda)
    kept = own_templates(s)
    builtin = [each for each in built_in() if each.kind == last.kind]
    usual = next((each for each in (*kept, *builtin) if each.kind == last.kind), None)
    template = Template(
        name="",
        kind=last.kind,
        title=last.title,
        agenda=titles if agenda or usual is None else usual.agenda,
        roles=tuple(dict.fromkeys(each.role for each in last.attendance)),
        **{name: getattr(last, name) for name in _ALIKE},
    )
    day = _next(last.date, str(last.next_date or ""), last.repeats)
    return beginning(template, day or last.date)


def beginning(template: Template, date: datetime.date) -> Meeting:
    """A meeting as a template has it begin. Roles stand there with nobody counted yet."""
    repeats: Any = template.repeats
    return Meeting(
        date=date,
        kind=template.kind,
        title=template.title,
        wing=template.wing,
        place=template.place,
        start=template.start,
        end=template.end,
        called_by=template.called_by,
        chair_role=template.chair_role,
        note_taker_role=template.note_taker_role,
        attendance=tuple(Attendance(role=role, count=0) for role in template.roles),
        agenda=tuple(AgendaItem(title=title) for title in template.agenda),
        repeats=repeats,
        next_date=recurring.following(date, template.repeats),
        status="draft",
    )


def _next(day: datetime.date, named: str, repeats: str) -> datetime.date | None:
    if named and named > day.isoformat():
        return datetime.date.fromisoformat(named)
    return recurring.following(day, repeats)


@functools.cache
def built_in() -> tuple[Template, ...]:
    """The templates that come with the program, one for each kind."""
    raw = paths.resource("templates/meetings.json").read_bytes()
    return _TEMPLATES.decode(raw)


def own_templates(s: SignedIn) -> tuple[Template, ...]:
    """The templates that people of this PC keep, by name."""
    return tuple(
        msgspec.convert({**each.value, "name": each.name, "own": True}, Template)
        for each in keeping.listed(s, "template", shared=True)
    )


def keep_template(s: SignedIn, template: Template) -> None:
    """Keep a template for all on this PC, in place of one of the same name."""
    value = msgspec.to_builtins(template)
    keeping.keep(s, "template", template.name, value, shared=True)


def drop_template(s: SignedIn, name: str) -> None:
    """Keep a template no longer."""
    keeping.drop(s, "template", name, shared=True)
