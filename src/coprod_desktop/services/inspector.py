# SPDX-License-Identifier: MIT
"""The inspector's pack: what was heard in a period, what changed because of it, and the evidence.

Written for questions that inspectors ask: HM Inspectorate of Prisons' Expectations 53 and 54, and
regulations 16 and 17 of SI 2014/2936 (CQC). It says where each statement stands in the records, so
that anybody can be shown the evidence, and quotes only patients who agreed. Counts of people are
hidden where they are small.
"""

import datetime
from collections import Counter
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from coprod_desktop.domain import identifying, ids, suppression, vocabulary
from coprod_desktop.domain.document import (
    Block,
    Document,
    Figure,
    Heading,
    Listing,
    Page,
    Table,
    said,
)
from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.records import Action, Feedback, Meeting
from coprod_desktop.domain.suppression import NHS_DIGITAL, Rule
from coprod_desktop.services import closing, each, giving_charts, ko41a, lists, rolls
from coprod_desktop.services.charts import Words
from coprod_desktop.services.lists import AnswerRow, Query
from coprod_desktop.services.measures import Asked
from coprod_desktop.services.session import SignedIn

_MOST_QUOTES: Final = 12
_MONTHS: Final = 24
_CHARTS: Final = (
    ("comments", "Comments recorded (number)"),
    ("positive", "Very good or good in the Friends and Family Test (% of answers)"),
    ("answer_days", "Time from comment to answer (days)"),
    ("language_help", "Language help needed (% of comments)"),
)
_MOST_ROWS: Final = 60
_LEVERS: Final = (
    ("tell", "Explained"),
    ("change", "Changed"),
    ("ask", "Asked of others"),
    ("cannot", "Cannot be done, with the reason"),
)
_FIXERS: Final = tuple(vocabulary.FIXERS.items())


class Charted(Struct, frozen=True):
    """A chart of the two years that end with the period, or why there is none."""

    title: str
    figure: Figure | None
    why: str = ""


class Found(Struct, frozen=True):
    """What the records hold of a period."""

    site: str
    first: datetime.date
    last: datetime.date
    comments: tuple[each.Of[Feedback], ...]
    answers: dict[str, tuple[AnswerRow, ...]]
    meetings: tuple[each.Of[Meeting], ...]
    actions: tuple[each.Of[Action], ...]
    wait: closing.Wait | None
    complaints: ko41a.Summary
    charts: tuple[Charted, ...] = ()


def gather(s: SignedIn, first: datetime.date, last: datetime.date, site: str = "") -> Found:
    """Read a period, both days included. Raises `NotAllowed` for anybody but heads and admins."""
    s.needs("head", "admin", what="making the inspector's pack")
    period = Query(date_from=first.isoformat(), date_to=last.isoformat(), site=site)
    answers: dict[str, tuple[AnswerRow, ...]] = {}
    found = lists.positions(s, "answer", Query())
    for row in lists.rows(s, "answer", found):
        if isinstance(row, AnswerRow):
            answers[row.feedback] = (*answers.get(row.feedback, ()), row)
    return Found(
        site or s.site,
        first,
        last,
        tuple(each.feedback(s, period)),
        answers,
        tuple(each.meetings(s, period)),
        tuple(each.actions(s, Query(site=site))),
        closing.time_to_answer(s, first, last),
        ko41a.summary(s, first, last),
        tuple(_charted(s, last, site, *each) for each in _CHARTS),
    )


def _charted(s: SignedIn, last: datetime.date, site: str, measure: str, title: str) -> Charted:
    asked = Asked(
        measure=measure,
        site=site,
        first=rolls.months_before(last, _MONTHS - 1).isoformat(),
        last=last.isoformat(),
        today=(last + datetime.timedelta(days=1)).isoformat(),
    )
    unit = title.rpartition("(")[2].rstrip(")")
    try:
        return Charted(title, giving_charts.figure(s, asked, Words(unit=unit), title))
    except InvalidValue as error:
        why, _, _advice = str(error.fields["why"]).partition(". ")
        return Charted(title, None, why)


def pack(found: Found, rule: Rule = NHS_DIGITAL) -> Document:
    """The pack as a document."""
    where = f" at {found.site}" if found.site else ""
    period = f"{_day(found.first)} to {_day(found.last)}"
    blocks: list[Block] = [
        Heading(f"What patients said{where}, and what came of it", 1),
        said(period, voice="lead"),
        said(
            "Numbers in brackets are the first letters of a record's id: the program's search "
            "finds the record, and its story says who wrote what and when.",
            voice="note",
        ),
        *_heard(found, rule),
        *_over_time(found),
        *_changed(found, rule),
        *_together(found, rule),
        *_complaints(found),
        Heading("How the figures were made", 2),
        said(suppression.why(rule)),
        said("Comments are quoted only where the patient agreed, and without names."),
    ]
    return Document(
        title=f"Inspector's pack{where}, {period}",
        blocks=tuple(blocks),
        page=Page("A4"),
        footer=period,
    )


def _heard(found: Found, rule: Rule) -> Iterator[Block]:
    yield Heading("What was heard (HMIP Expectation 53; CQC regulation 17)", 2)
    number = len(found.comments)
    if not number:
        yield said("No comments were recorded in this period.")
        return
    yield said(f"{_count(number, rule)} comments were recorded.")
    fft = Counter(held.record.answers.get("fft_overall") for held in found.comments)
    asked = sum(fft[code] for code in range(1, 7))
    if asked >= rule.least:
        good, poor = fft[1] + fft[2], fft[4] + fft[5]
        yield said(
            f"Of those who answered the Friends and Family Test, {_share(good, asked, rule)} said "
            f"very good or good, and {_share(poor, asked, rule)} poor or very poor."
        )
    fixers = Counter(held.record.who_can_fix or "unknown" for held in found.comments)
    shown = suppression.listed([fixers[code] for code, _ in _FIXERS], rule)
    if shown:
        rows = tuple((label, count) for (_, label), count in zip(_FIXERS, shown[0], strict=True))
        yield Table(("Who can fix it", "Comments"), rows, "Who could put right what was said")
    quotes = [quote for held in found.comments if (quote := _quote(held))]
    if quotes:
        yield Heading("In patients' words", 3)
        yield Listing(tuple(quotes[:_MOST_QUOTES]))


def _over_time(found: Found) -> Iterator[Block]:
    """What is better or worse than chance, in a sentence and as a chart."""
    if not found.charts:
        return
    yield Heading("How it changed over time (CQC regulation 17)", 2)
    yield said(
        "By month, over the two years that end with this period. The rules are those of NHS "
        "England's Making Data Count: a change is told from chance. A month that the period does "
        "not hold whole is left out."
    )
    for drawn in found.charts:
        if drawn.figure is None:
            yield said(f"{drawn.title}: there is no chart, because {drawn.why}.")
        else:
            yield drawn.figure
            yield said(drawn.figure.alternative)


def _quote(held: each.Of[Feedback]) -> str:
    """What a patient said, where they agreed, with whatever may name somebody masked."""
    if held.record.ok_to_quote != "yes":
        return ""
    words = [text for text in held.record.answers.values() if isinstance(text, str) and text]
    text = " ".join(words)
    return f"“{identifying.masked(text, identifying.find(text))}” ({held.id[: ids.SHORT]})"


def _changed(found: Found, rule: Rule) -> Iterator[Block]:
    yield Heading("What came of it (HMIP Expectation 53; CQC regulation 17)", 2)
    answered = [held for held in found.comments if found.answers.get(held.id)]
    levers = Counter(found.answers[held.id][0].lever for held in answered)
    yield said(
        f"{_share(len(answered), len(found.comments), rule)} of the comments have an answer."
        if found.comments
        else "There was nothing to answer."
    )
    shown = suppression.listed([levers[code] for code, _ in _LEVERS], rule)
    if answered and shown:
        rows = tuple((label, count) for (_, label), count in zip(_LEVERS, shown[0], strict=True))
        yield Table(("Answer", "Comments"), rows, "How comments were answered")
    if found.wait and found.wait.answered >= rule.least:
        yield said(
            f"Half of the answers came within {found.wait.median:g} days, the slowest after "
            f"{found.wait.longest}."
        )
    changed = [
        (row.text, f"{held.id[: ids.SHORT]}, {row.id[: ids.SHORT]}")
        for held in answered
        for row in found.answers[held.id]
        if row.lever == "change"
    ]
    if changed:
        yield Table(
            ("What was changed", "Evidence"),
            tuple(changed[:_MOST_ROWS]),
            "Changes made after comments",
            (4, 1),
        )
    could_not = [
        (f"{item.what}: {item.why}", held.id[: ids.SHORT])
        for held in found.meetings
        for item in held.record.could_not
    ]
    if could_not:
        yield Table(
            ("What could not be done, and why", "Evidence"),
            tuple(could_not[:_MOST_ROWS]),
            "What could not be done",
            (4, 1),
        )


def _together(found: Found, rule: Rule) -> Iterator[Block]:
    yield Heading("Planned together (HMIP Expectations 53 and 54)", 2)
    if not found.meetings:
        yield said("No meetings with patients were recorded in this period.")
    else:
        present = sum(held.record.patients_present for held in found.meetings)
        yield said(
            f"{len(found.meetings)} meetings were held; patients took part "
            f"{_count(present, rule)} times."
        )
        rows = tuple(
            (_day(held.record.date), held.record.title, held.id[: ids.SHORT])
            for held in found.meetings[:_MOST_ROWS]
        )
        yield Table(("Date", "Meeting", "Evidence"), rows, "Meetings", (2, 4, 1))
        away = Counter(w for held in found.meetings for w in held.record.wings_not_represented)
        if away:
            named = ", ".join(wing for wing, _ in away.most_common())
            yield said(f"Wings that were not represented at some of them: {named}.")
    within = [held for held in found.actions if _belongs(held, found)]
    done = [held for held in within if held.record.status == "done"]
    joint = sum(held.record.joint for held in done)
    yield said(
        f"{len(within)} actions came of the meetings and comments of this period. "
        f"{len(done)} are done, {joint} of them by patients and staff together."
    )
    if done:
        rows = tuple(
            (held.record.text, held.record.outcome or "Done", held.id[: ids.SHORT])
            for held in done[:_MOST_ROWS]
        )
        yield Table(("Action", "What came of it", "Evidence"), rows, "Actions done", (3, 3, 1))


def _belongs(held: each.Of[Action], found: Found) -> bool:
    meetings = {meeting.id for meeting in found.meetings}
    comments = {comment.id for comment in found.comments}
    return held.record.meeting in meetings or held.record.feedback in comments


def _complaints(found: Found) -> Iterator[Block]:
    yield Heading("Complaints (CQC regulation 16)", 2)
    summary = found.complaints
    rows = (
        ("Brought forward", summary.brought_forward),
        ("Received", summary.received),
        ("Acknowledged within three working days", summary.acknowledged_in_time),
        ("Answered or closed", summary.resolved),
        ("Carried forward", summary.carried_forward),
        *((line.label, line.count) for line in summary.outcomes),
    )
    yield Table(("Complaints", "Number"), rows, "Complaints in this period")


def _day(date: datetime.date) -> str:
    return f"{date.day} {date:%B %Y}"


def _count(number: int, rule: Rule) -> str:
    shown = suppression.shown(number, rule)
    return f"Fewer than {rule.least}" if shown == suppression.HIDDEN else shown


def _share(part: int, whole: int, rule: Rule) -> str:
    if 0 < part < rule.least or 0 < whole - part < rule.least:
        return "a share that is not shown, because it would tell of very few people,"
    return f"{100 * part / whole:.0f} %"
