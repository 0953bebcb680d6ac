# SPDX-License-Identifier: MIT
"""What Today says of each thing that needs somebody: a line, and where it leads."""

from __future__ import annotations

import datetime
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QCoreApplication

from coprod_desktop.domain import complaint_words as codes
from coprod_desktop.domain import vocabulary
from coprod_desktop.gui.actions_page.replies import unanswered_in_words
from coprod_desktop.gui.complaints import sentences
from coprod_desktop.gui.dates import iso, local, long_date, moment, relative, weekday_date
from coprod_desktop.gui.exchange.receipts import late
from coprod_desktop.services.loop import complaints
from coprod_desktop.services.loop.agendas import Due
from coprod_desktop.services.loop.closing import Reply
from coprod_desktop.services.loop.guarding import OpenEscalation
from coprod_desktop.services.recording.drafts import Draft
from coprod_desktop.services.recording.lists import ActionRow
from coprod_desktop.services.today import Now

DAY_MS: Final = 86_400_000
BACKUP_DAYS: Final = 30
"""So old may a backup be before the head is reminded."""
ROUND_DAYS: Final = 7
"""So long may changes wait before the stick round is due: it is done once a week."""
_LONGEST: Final = 90
_OPEN_FIELDS: Final = {"roll": "", "rebase": "", "route": "routes"}
"""Drafts of fields that stand open on a page, by kind, and what leads there."""


class Thing(NamedTuple):
    """One line: an icon with its ink, the words, and the page and target that it opens."""

    icon: str
    title: str
    text: str
    page: str
    target: str
    ink: str = "accent"


def open_one(each: OpenEscalation) -> Thing:
    """A comment that may tell of harm, of which nobody has said what was done."""
    text = QCoreApplication.translate("Today", "May tell of harm. Nobody has said what was done.")
    place = each.wing or long_date(iso(each.date))
    page = "bin" if each.binned else "feedback"
    title = short(each.excerpt) or long_date(iso(each.date))
    return Thing("shield", title, f"{place} · {text}", page, each.feedback, "warning")


def complaint(each: complaints.Due) -> Thing:
    """A complaint, with its clock or its next step."""
    late_now = each.clock is not None and each.clock.late
    came = QCoreApplication.translate("Today", "Complaint that came on {day}")
    about = short(each.excerpt) or came.format(day=long_date(each.received))
    status = vocabulary.say(codes.STATUSES, each.status)
    said = sentences.short(each)
    icon, ink = ("warning", "warning") if late_now else ("flag", "accent")
    parts = [part for part in (about, each.wing, status) if part]
    return Thing(icon, said[:1].upper() + said[1:], " · ".join(parts), "complaints", each.id, ink)


def reply(each: Reply, today: datetime.date) -> Thing:
    """An answer that its patient waits for."""
    translate = QCoreApplication.translate
    wants = (
        translate("Today", "Wants a reply, slip {code}").format(code=each.slip_code)
        if each.slip_code
        else translate("Today", "Wants a reply")
    )
    answered = translate("Today", "answered {when}")
    when = answered.format(when=relative(each.answers[0].date, today))
    text = short(each.said) or translate("Today", "No words, only an answer")
    detail = " · ".join(part for part in (each.wing, wants, when) if part)
    return Thing("reply", text, detail, "feedback", each.feedback)


def action(row: ActionRow, today: datetime.date) -> Thing:
    """An action that is due, or was."""
    translate = QCoreApplication.translate
    day = iso(row.due) or today
    over = day < today
    state = (
        translate("Today", "Overdue: was due {when}") if over else translate("Today", "Due {when}")
    ).format(when=relative(day, today))
    detail = f"{row.owner_role} · {state}" if row.owner_role else state
    icon, ink = ("warning", "warning") if over else ("actions", "accent")
    return Thing(icon, row.text, detail, "actions", row.id, ink)


def meeting(each: Due, today: datetime.date) -> Thing:
    """The next meeting of a series: it leads to its notes, begun as the last one's were."""
    translate = QCoreApplication.translate
    over = each.date < today
    text = (
        translate("Today", "Was to be on {day}: write its notes")
        if over
        else translate("Today", "On {day}, {when}")
    )
    detail = text.format(day=weekday_date(each.date), when=relative(each.date, today))
    title = f"{each.title}, {each.wing}" if each.wing else each.title
    return Thing("meetings", title, detail, "meetings", f"next:{each.after}")


def draft(each: Draft) -> Thing:
    """Something that was begun."""
    translate = QCoreApplication.translate
    where, kind = {
        "meeting": ("meetings", translate("Today", "Meeting")),
        "action": ("actions", translate("Today", "Action")),
        "complaint": ("complaints", translate("Today", "Complaint")),
        "poster": ("poster", translate("Today", "Poster")),
        "stack": ("stack", translate("Today", "Stack of paper slips")),
        "rekey": ("stack", translate("Today", "Slips typed again")),
        "roll": ("insights", translate("Today", "People on the roll")),
        "rebase": ("insights", translate("Today", "Limits that begin anew")),
        "route": ("settings", translate("Today", "Whom to tell")),
        "passing_on": ("exchange", translate("Today", "What was done about a comment")),
    }.get(each.kind, ("feedback", translate("Today", "Feedback")))
    title = _first_words(each) or translate("Today", "Nothing typed yet")
    text = translate("Today", "{kind}, kept {when}").format(kind=kind, when=moment(each.at))
    icon = {"actions": "actions", "complaints": "flag", "meetings": "meetings"}.get(where)
    # What is typed into open fields of a page comes back there by itself.
    target = _OPEN_FIELDS.get(each.kind, f"draft:{each.id}")
    if each.kind == "passing_on":
        target = "open"
    return Thing(icon or "feedback", title, text, where, target)


def unanswered(now: Now) -> Thing | None:
    """How many comments nobody has answered."""
    if not now.unanswered.number:
        return None
    text = QCoreApplication.translate(
        "Today", "Each ends as told, changed, asked, or cannot with a reason. Open the oldest."
    )
    title = unanswered_in_words(now.unanswered)
    return Thing("feedback", title, text, "feedback", now.unanswered.oldest_id)


def receipt(now: Now, at: int, *, manages: bool) -> Thing | None:
    """A bundle that nobody has confirmed for too long; `at` is now, in UTC ms."""
    translate = QCoreApplication.translate
    overdue = late(now.sent, at)
    if overdue is None:
        return None
    title = translate("Today", "No receipt for bundle {number} since {day}")
    day = long_date(local(overdue.at).date())
    return Thing(
        "warning",
        title.format(number=overdue.seq, day=day),
        translate("Today", "Ring the office: it can read a receipt out to you."),
        "exchange",
        "receipt" if manages else "history",
        "warning",
    )


def stick_round(now: Now, at: int) -> Thing | None:
    """What the office has not got yet, and whether the round is due; `at` is now, in UTC ms."""
    translate = QCoreApplication.translate
    if not now.unsent:
        return None
    last = now.sent[0].at if now.sent else None
    due = last is None or at - last >= ROUND_DAYS * DAY_MS
    title = (
        translate("Today", "The stick round is due") if due else translate("Today", "Stick round")
    )
    if last is None:
        text = translate("Today", "Nothing has been sent yet. {unsent} changes are waiting.")
    else:
        text = translate(
            "Today", "{unsent} changes are not confirmed. The last bundle was made {when}."
        )
    when = moment(last) if last is not None else ""
    return Thing(
        "exchange", title, text.format(unsent=f"{now.unsent:,}", when=when), "exchange", ""
    )


def backup(now: Now, at: int) -> Thing | None:
    """A backup that is too old, or that there is none; `at` is now, in UTC ms."""
    translate = QCoreApplication.translate
    days = (at - now.backup) // DAY_MS if now.backup is not None else None
    if not now.records or (days is not None and days < BACKUP_DAYS):
        return None
    title = (
        translate("Today", "No backup was made yet")
        if days is None
        else translate("Today", "The last backup is {days} days old").format(days=days)
    )
    text = translate("Today", "One encrypted file, kept on another drive.")
    return Thing("save", title, text, "settings", "care", "warning")


def sheet(now: Now) -> Thing | None:
    """That there is no recovery sheet yet."""
    if now.sheet:
        return None
    translate = QCoreApplication.translate
    title = translate("Today", "No recovery sheet was made yet")
    text = translate("Today", "With it on paper, a forgotten password locks nobody out.")
    return Thing("key", title, text, "settings", "recovery", "warning")


def short(text: str) -> str:
    """The beginning of a text, on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else f"{flat[:_LONGEST].rstrip()}…"


def _first_words(each: Draft) -> str:
    form = each.form
    if each.kind == "stack":
        typed = QCoreApplication.translate("Today", "{typed} slips typed")
        return typed.format(typed=len(form.get("slips", ())))
    if each.kind in _OPEN_FIELDS:
        return short(", ".join(str(text) for text in form.values() if str(text).strip()))
    answers: dict[str, Any] = form.get("answers", {})
    texts: list[Any] = [form.get("title", ""), *answers.values()]
    texts += [form.get(name, "") for name in ("staff_note", "what", "summary", "outcome")]
    texts += [form.get(name, "") for name in ("learning", "reason")]
    return short(next((t for t in texts if isinstance(t, str) and t.strip()), ""))
