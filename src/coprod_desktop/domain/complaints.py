# SPDX-License-Identifier: MIT
"""Complaints under the 2009 regulations (SI 2009/309): where one stands, and its clocks.

A help for staff and no legal advice: `resources/data/complaints.json` says of each rule where it
was read, and how well that is known. Nothing here is stored: it follows from a record and a day.
"""

import datetime
import functools
from typing import Literal

import msgspec
from msgspec import Struct

from coprod_desktop.domain import working_days
from coprod_desktop.domain.complaint_words import Status, facts
from coprod_desktop.domain.records import Complaint

_DAY = datetime.timedelta(days=1)
_SETTLE_DAYS, _ACKNOWLEDGE_DAYS, _CQC_DAYS = 1, 3, 28
_REPLY_MONTHS, _LIMIT_MONTHS, _OMBUDSMAN_MONTHS = 6, 12, 3


@functools.cache
def _by_code() -> dict[str, Status]:
    return {each.code: each for each in facts().statuses}


def status(complaint: Complaint) -> str:
    """Where a complaint stands; one that says nothing, or nothing known, was received."""
    return complaint.status if complaint.status in _by_code() else "received"


def is_final(code: str) -> bool:
    """Whether a complaint that stands there needs nothing more."""
    found = _by_code().get(code)
    return found is not None and found.final


def open_statuses() -> tuple[str, ...]:
    """The codes of a complaint that still needs something, the unsaid one among them."""
    return ("", *(each.code for each in facts().statuses if not each.final))


# --- clocks ------------------------------------------------------------------------------------

ClockCode = Literal["settle", "acknowledge", "reply", "six_months"]


class Clock(Struct, frozen=True):
    """One duty of a complaint: its last day, the day it was met, and how it stands today.

    `left` is in working days, from the day after today up to the last day; past it, it is
    negative. `running` is false for what was met, or cannot be met any more.
    """

    code: ClockCode
    by: datetime.date
    met_on: datetime.date | None
    running: bool
    late: bool
    left: int


def settle_by(received: datetime.date) -> datetime.date:
    """Until when a spoken concern can be put right without being a complaint (regulation 8)."""
    return working_days.add(received, _SETTLE_DAYS)


def acknowledge_by(received: datetime.date) -> datetime.date:
    """Until when it is to be acknowledged: three working days after it came (regulation 13)."""
    return working_days.add(received, _ACKNOWLEDGE_DAYS)


def six_months(received: datetime.date) -> datetime.date:
    """The last of six months that begin on the day it came (regulation 14).

    "Commencing on the day on which it was received" is read so that this day counts.
    """
    end = working_days.months_on(received, _REPLY_MONTHS)
    return end if end == datetime.date.max else end - _DAY


def limit(complaint: Complaint) -> datetime.date | None:
    """The last day on which it is in time: twelve months after the event, or after the person knew.

    None where no such day was recorded (regulation 12).
    """
    days = [day for day in (complaint.event_on, complaint.known_on) if day is not None]
    return working_days.months_on(max(days), _LIMIT_MONTHS) if days else None


def is_past_limit(complaint: Complaint) -> bool:
    """Whether it came after the twelve months. It may still be taken up: the reason is asked."""
    last = limit(complaint)
    return last is not None and complaint.received > last


def ombudsman_until(replied: datetime.date) -> datetime.date:
    """Until when the Prisons and Probation Ombudsman takes it, which leaves clinical judgement."""
    return working_days.months_on(replied, _OMBUDSMAN_MONTHS)


def summary_until(requested: datetime.date) -> datetime.date:
    """Until when the Care Quality Commission gets the summary that it asked for: 28 days."""
    return min(requested, datetime.date.max - _CQC_DAYS * _DAY) + _CQC_DAYS * _DAY


def clocks(complaint: Complaint, today: datetime.date) -> tuple[Clock, ...]:
    """The clocks of a complaint, in the order in which they come.

    A clock stops when its duty is met, and when there is nothing more to do.
    """
    code = status(complaint)
    over = is_final(code) or code in {"replied", "with_ombudsman"}
    replied, told = complaint.replied_on, complaint.delay_told_on
    acknowledged = _first(complaint.acknowledged_on, replied)
    found: list[Clock] = []
    if complaint.how == "spoken" and code in {"received", "settled_quickly"}:
        settled = complaint.closed_on if code == "settled_quickly" else None
        by = settle_by(complaint.received)
        # After its day nobody can settle it this way: it is no duty that anybody has missed.
        open_still = settled is None and today <= by
        found.append(_clock("settle", by, settled, today, over=not open_still))
    if code != "settled_quickly":
        by = acknowledge_by(complaint.received)
        found.append(_clock("acknowledge", by, acknowledged, today, over=over))
        reopened = code not in {"replied", "closed", "with_ombudsman"}
        if complaint.reply_by is not None:
            # An answer before it was opened again is none to what was agreed after.
            met = None if reopened and not over else replied
            found.append(_clock("reply", complaint.reply_by, met, today, over=over))
        by = six_months(complaint.received)
        found.append(_clock("six_months", by, _first(replied, told), today, over=over))
    return tuple(found)


def _first(*days: datetime.date | None) -> datetime.date | None:
    return min((day for day in days if day is not None), default=None)


def _clock(
    code: ClockCode,
    by: datetime.date,
    met: datetime.date | None,
    today: datetime.date,
    *,
    over: bool,
) -> Clock:
    running = met is None and not over
    late = met > by if met is not None else running and today > by
    return Clock(code, by, met, running, late, working_days.between(today, by))


def next_clock(complaint: Complaint, today: datetime.date) -> Clock | None:
    """The clock that runs out first, or None where none runs."""
    running = [each for each in clocks(complaint, today) if each.running]
    return min(running, key=lambda each: each.by, default=None)


# --- steps -------------------------------------------------------------------------------------

StepCode = Literal[
    "settle",
    "acknowledge",
    "agree",
    "investigate",
    "consent",
    "draft",
    "reply",
    "delay",
    "pass_on",
    "withdraw",
    "ombudsman",
    "reopen",
    "close",
]
_WORKING: tuple[StepCode, ...] = (
    *("agree", "investigate", "draft", "reply", "consent", "delay", "pass_on", "withdraw"),
)
_STEPS: dict[str, tuple[StepCode, ...]] = {
    "received": ("acknowledge", "settle", "reply", "consent", "pass_on", "withdraw"),
    "settled_quickly": ("reopen",),
    "acknowledged": _WORKING,
    "plan_agreed": ("investigate", "draft", "reply", "agree", *_WORKING[4:]),
    "investigating": ("draft", "reply", "agree", *_WORKING[4:]),
    "consent_needed": ("investigate", "agree", "reply", "delay", "pass_on", "withdraw"),
    "passed_on": ("reopen",),
    "reply_drafted": ("reply", "investigate", "agree", "delay", "withdraw"),
    "delayed_told_why": ("reply", "draft", "investigate", "agree", "consent", "withdraw"),
    "replied": ("close", "reopen", "ombudsman"),
    "reopened": _WORKING,
    "with_ombudsman": ("close", "reopen"),
    "withdrawn": ("reopen",),
    "closed": ("reopen", "ombudsman"),
}
_LEADS_TO: dict[StepCode, str] = {
    "settle": "settled_quickly",
    "acknowledge": "acknowledged",
    "agree": "plan_agreed",
    "investigate": "investigating",
    "consent": "consent_needed",
    "draft": "reply_drafted",
    "reply": "replied",
    "delay": "delayed_told_why",
    "pass_on": "passed_on",
    "withdraw": "withdrawn",
    "ombudsman": "with_ombudsman",
    "reopen": "reopened",
    "close": "closed",
}
Field = Literal[
    "on", "how", "talk_offered", "reply_by", "handler_role", "outcome", "learning", "reason"
]
FIELDS: dict[StepCode, tuple[Field, ...]] = {
    "settle": ("on", "learning"),
    "acknowledge": ("on", "how", "talk_offered", "reply_by"),
    "agree": ("reply_by",),
    "investigate": ("handler_role",),
    "consent": (),
    "draft": (),
    "reply": ("on", "outcome", "learning"),
    "delay": ("on", "reason", "reply_by"),
    "pass_on": ("on", "handler_role"),
    "withdraw": ("on",),
    "ombudsman": ("on",),
    "reopen": ("reply_by",),
    "close": ("on", "outcome", "learning"),
}
"""What each step asks for, in the order in which a person is asked."""


class Step(Struct, frozen=True):
    """One step of a complaint. `on` is the day it happened; `reason` why there is a delay."""

    code: StepCode
    on: datetime.date
    how: Literal["", "spoken", "written"] = ""
    talk_offered: bool = False
    reply_by: datetime.date | None = None
    handler_role: str = ""
    outcome: str = ""
    learning: str = ""
    reason: str = ""


def steps(complaint: Complaint, today: datetime.date) -> tuple[StepCode, ...]:
    """The steps that may come now; the first is the one that mostly does."""
    code = status(complaint)
    found = _STEPS[code]
    if code == "received" and (complaint.how != "spoken" or today > settle_by(complaint.received)):
        return tuple(each for each in found if each != "settle")
    if code == "reopened" and _first(complaint.acknowledged_on, complaint.replied_on) is None:
        found = ("acknowledge", *found)  # it was settled, or withdrawn, before anybody could
    late = next((each for each in clocks(complaint, today) if each.code == "six_months"), None)
    if "delay" in found and late is not None and late.running and late.late:
        return ("delay", *(each for each in found if each != "delay"))
    return found


def needed(step: StepCode) -> frozenset[Field]:
    """What a step cannot do without."""
    return frozenset(_NEEDED.get(step, ()))


_NEEDED: dict[StepCode, tuple[Field, ...]] = {
    "settle": ("on", "learning"),
    "acknowledge": ("on", "how"),
    "agree": ("reply_by",),
    "reply": ("on", "outcome"),
    "delay": ("on", "reason"),
    "pass_on": ("on", "handler_role"),
    "withdraw": ("on",),
    "ombudsman": ("on",),
    "close": ("on", "outcome", "learning"),
}
_MISSING: dict[Field, str] = {
    "on": "it does not say when",
    "how": "it does not say whether it was acknowledged in writing or aloud",
    "reply_by": "it names no day for the reply",
    "handler_role": "it does not say who has it now",
    "outcome": "it does not say whether it was upheld",
    "learning": "it does not say what was done or learned",
    "reason": "it does not say why there is a delay",
}


def fault(complaint: Complaint, step: Step, today: datetime.date) -> str:
    """Why a step cannot be taken, in a few words; empty when it can."""
    if step.code not in steps(complaint, today):
        return "this step does not follow where the complaint stands now"
    for field in FIELDS[step.code]:
        if field in needed(step.code) and not getattr(step, field):
            return _MISSING[field]
    if step.outcome and step.outcome not in {each.code for each in facts().outcomes}:
        return "there is no such outcome"
    return _fault_of_days(complaint, step, today)


def _fault_of_days(complaint: Complaint, step: Step, today: datetime.date) -> str:
    if step.on > today:
        return "the day is still to come"
    if step.on < complaint.received:
        return "the day is before the complaint came"
    if step.reply_by is not None and step.reply_by < step.on:
        return "the reply would be due before this"
    if step.code == "settle" and step.on > settle_by(complaint.received):
        return "the end of the next working day has passed, so it is a complaint"
    return ""


def taken(complaint: Complaint, step: Step) -> Complaint:
    """The complaint after a step that has no `fault`."""
    changed: dict[str, object] = {"status": _LEADS_TO[step.code]}
    for name in ("reply_by", "handler_role", "outcome", "learning"):
        if getattr(step, name):
            changed[name] = getattr(step, name)
    match step.code:
        case "acknowledge":
            changed |= {"acknowledged_on": step.on, "acknowledged_how": step.how}
            changed["talk_offered"] = step.talk_offered
            if step.reply_by is not None:
                changed["status"] = "plan_agreed"
        case "reply":
            changed["replied_on"] = step.on
        case "delay":
            changed |= {"delay_told_on": step.on, "delay_reason": step.reason}
        case "ombudsman":
            changed["ombudsman_on"] = step.on
        case "settle" | "withdraw" | "pass_on" | "close":
            changed["closed_on"] = step.on
        case "reopen":
            changed["closed_on"] = None
            # What was agreed before was kept, or not: it is no promise any more.
            changed["reply_by"] = step.reply_by
        case _:
            pass
    return msgspec.structs.replace(complaint, **changed)
