# SPDX-License-Identifier: MIT
"""A meeting's notes as plain values: out of its records for the form, and out of the form again."""

from __future__ import annotations

import datetime
from typing import Any, Final, cast

import msgspec

from coprod_desktop.domain import forms
from coprod_desktop.domain.records import (
    Action,
    AgendaItem,
    Attendance,
    CouldNot,
    Escalation,
    FedBack,
    Feedback,
    Hands,
    Meeting,
    Recognition,
)
from coprod_desktop.gui import dates
from coprod_desktop.gui.meetings.notebook import Item, Promise, Said
from coprod_desktop.services.loop.agendas import Template
from coprod_desktop.services.loop.meetings import Notes, Outcome, Written

LINES: Final = (
    *("title", "wing", "place", "called_by", "chair_role", "note_taker_role", "interpreter"),
    *("regime_note", "consent", "safe_close", "corrected"),
)
CODES: Final = ("kind", "regime", "interpreter_used", "repeats")
_LED: Final = ("wing", "place", "called_by", "chair_role", "note_taker_role")
_LISTS: Final[dict[str, tuple[Any, str]]] = {
    "attendance": (Attendance, "role"),
    "fed_back": (FedBack, "said"),
    "could_not": (CouldNot, "what"),
    "recognition": (Recognition, "type"),
}


def begun(meeting: Meeting) -> dict[str, Any]:
    """The values of a meeting by itself."""
    values: dict[str, Any] = msgspec.to_builtins(meeting)
    values["date"] = dates.long_date(meeting.date)
    values["next_date"] = dates.long_date(meeting.next_date)
    values["agenda"] = [_item(each) for each in meeting.agenda]
    # Where a number is left out it is one: a record says nothing that goes without saying.
    values["attendance"] = [
        {"role": each.role, "count": each.count, "wing": each.wing} for each in meeting.attendance
    ]
    return values


def shown(notes: Notes) -> dict[str, Any]:
    """The values of saved notes: the meeting with its actions and comments."""
    meeting = cast("Meeting", notes.stored.record)
    values = begun(meeting)
    agenda: list[dict[str, Any]] = values["agenda"]
    comments = {each.id: each for each in notes.comments}
    for item, kept in zip(agenda, meeting.agenda, strict=True):
        item["said"] = [
            {
                "id": each,
                "words": comments[each].words,
                "slip_code": comments[each].slip_code,
                "gone": comments[each].gone,
            }
            for each in kept.feedback
        ]
    loose: list[dict[str, Any]] = []
    for stored in notes.actions:
        action = cast("Action", stored.record)
        line = {
            "id": stored.id,
            "text": action.text,
            "owner_role": action.owner_role,
            "with_role": action.with_role,
            "due": dates.long_date(action.due),
            "joint": action.joint,
            "lever": action.lever,
            "status": action.status,
        }
        if 1 <= action.agenda_item <= len(agenda):
            agenda[action.agenda_item - 1].setdefault("actions", []).append(line)
        else:
            loose.append(line)
    if loose:
        agenda.append({"title": "Other actions", "actions": loose})
    values["carried"] = [
        {"id": each.id, "status": each.status, "outcome": each.outcome}
        for each in notes.before.carried
        if each.status != "open"
    ]
    return values


def _item(item: AgendaItem) -> dict[str, Any]:
    return {
        "title": item.title,
        "notes": item.notes,
        "decisions": list(item.decisions),
        "themes": list(item.themes),
        "confidential": item.confidential,
        "hands_question": item.hands_question,
        "hands": msgspec.to_builtins(item.hands),
        "said": [{"id": each} for each in item.feedback],
    }


def written(
    values: dict[str, Any],
    notes: Notes | None,
    site: str,
    today: datetime.date,
) -> Written:
    """What a save of these values writes; their dates can be read, and every item has a title."""
    base = notes.stored.record if notes is not None else None
    date = dates.parse(values["date"], today)
    if date is None:
        raise ValueError(values["date"])
    if not isinstance(base, Meeting):
        base = Meeting(date=date, kind="patient_forum", title="-", site=site, status="draft")
    items = [each for each in msgspec.convert(values["agenda"], list[Item]) if each.title.strip()]
    outcomes = tuple(_outcome(each, today) for each in values["carried"])
    meeting = msgspec.structs.replace(
        base,
        date=date,
        **{name: str(values.get(name, "")).strip() for name in LINES},
        **{name: values.get(name, "") for name in CODES},
        **{name: dates.parse_time(values[name]) for name in ("start", "end")},
        patients_present=values["patients_present"],
        apologies=_lines(values["apologies"]),
        wings_not_represented=_lines(values["wings_not_represented"]),
        **{name: _list(name, values[name]) for name in _LISTS},
        agenda=tuple(_agenda_item(each) for each in items),
        carried=_carried(base, values["shown"], outcomes),
        ladder_rung=values["ladder_rung"],
        safe_close_asked=values["safe_close_asked"],
        easy_read=_lines(values["easy_read"]),
        next_date=dates.parse(values["next_date"], today, future=True),
    )
    earlier = {each.id: cast("Action", each.record) for each in notes.actions} if notes else {}
    return Written(
        meeting,
        _actions(items, earlier, meeting, today),
        _comments(items, meeting),
        outcomes,
        tuple(values.get("dropped", ())),
        next((each.agrees for each in items if each.agrees and each.agreed), ""),
    )


def template_of(values: dict[str, Any], name: str) -> Template:
    """The template that these values make: where, with whom and about what, and no notes."""
    items = msgspec.convert(values["agenda"], list[Item])
    lines = {name: str(values[name]).strip() for name in _LED}
    return Template(
        name=name,
        kind=values["kind"],
        title=str(values["title"]).strip(),
        agenda=tuple(each.title for each in items if each.title.strip() and not each.agrees),
        roles=tuple(dict.fromkeys(each["role"] for each in values["attendance"])),
        wing=lines["wing"],
        place=lines["place"],
        start=dates.parse_time(values["start"]),
        end=dates.parse_time(values["end"]),
        called_by=lines["called_by"],
        chair_role=lines["chair_role"],
        note_taker_role=lines["note_taker_role"],
        repeats=values["repeats"],
    )


def unreadable(due: str, today: datetime.date) -> bool:
    """Whether something is typed for a day to come that is no date."""
    return bool(due.strip()) and dates.parse(due, today, future=True) is None


def _lines(values: list[str]) -> tuple[str, ...]:
    return tuple(each.strip() for each in values if each.strip())


def _list(name: str, values: list[dict[str, Any]]) -> tuple[Any, ...]:
    kind, needed = _LISTS[name]
    nobody = name == "attendance"
    return tuple(
        kind(**each)
        for each in values
        if str(each.get(needed, "")).strip() and not (nobody and not each.get("count"))
    )


def _agenda_item(item: Item) -> AgendaItem:
    return AgendaItem(
        title=item.title.strip(),
        notes=item.notes,
        decisions=_lines(item.decisions),
        themes=tuple(item.themes),
        feedback=tuple(each.id for each in item.said),
        confidential=item.confidential,
        hands_question=item.hands_question.strip(),
        hands=tuple(
            Hands(choice=each.choice.strip(), count=each.count)
            for each in item.hands
            if each.choice.strip()
        ),
    )


def _actions(
    items: list[Item], earlier: dict[str, Action], meeting: Meeting, today: datetime.date
) -> tuple[tuple[Action, str | None], ...]:
    found: list[tuple[Action, str | None]] = []
    for number, item in enumerate(items, 1):
        for line in item.actions:
            if not line.text.strip():
                continue
            base = earlier.get(line.id) or Action(text="-", site=meeting.site, wing=meeting.wing)
            action = _action(line, base, number, today)
            if not line.id or action != base:
                found.append((action, line.id or None))
    return tuple(found)


def _action(line: Promise, base: Action, number: int, today: datetime.date) -> Action:
    lever: Any = line.lever
    return msgspec.structs.replace(
        base,
        text=line.text.strip(),
        owner_role=line.owner_role.strip(),
        with_role=line.with_role.strip(),
        due=dates.parse(line.due, today, future=True),
        joint=line.joint,
        lever=lever,
        agenda_item=number,
    )


def _comments(items: list[Item], meeting: Meeting) -> tuple[tuple[Feedback, str], ...]:
    made = [each for item in items for each in item.said if each.new]
    return tuple((_comment(each, meeting), each.id) for each in made)


def _comment(said: Said, meeting: Meeting) -> Feedback:
    answers: dict[str, Any] = {"what_better" if said.better else "what_good": said.words}
    if said.fft:
        answers["fft_overall"] = said.fft
    return Feedback(
        date=meeting.date,
        form=forms.DEFAULT_FORM,
        answers=answers,
        site=meeting.site,
        wing=meeting.wing,
        channel="forum",
        escalations=msgspec.convert(said.escalations, tuple[Escalation, ...]),
        status="new",
    )


def _outcome(values: dict[str, Any], today: datetime.date) -> Outcome:
    due = dates.parse(str(values.get("due", "")), today, future=True)
    return Outcome(values["id"], values["status"], str(values.get("outcome", "")).strip(), due)


def _carried(base: Meeting, shown: list[str], outcomes: tuple[Outcome, ...]) -> tuple[str, ...]:
    """What was carried into the meeting: all that it was shown, as it stood when it was held."""
    all_of_them = (*base.carried, *shown, *(each.id for each in outcomes))
    return tuple(dict.fromkeys(all_of_them))
