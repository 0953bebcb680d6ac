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

from coprod_desktop.domain import days, identifying, ids, suppression, vocabulary
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
from coprod_desktop.domain.translating import QT_TRANSLATE_NOOP, known, translate
from coprod_desktop.services.charting import charts, giving_charts, ko41a, rolls
from coprod_desktop.services.charting.measures import Asked
from coprod_desktop.services.loop import closing
from coprod_desktop.services.recording import each, lists
from coprod_desktop.services.recording.lists import AnswerRow, Query
from coprod_desktop.services.session import SignedIn

_MOST_QUOTES: Final = 12
_MONTHS: Final = 24
_CHARTS: Final = (
    ("comments", QT_TRANSLATE_NOOP("Vocabulary", "Comments recorded (number)")),
    (
        "positive",
        QT_TRANSLATE_NOOP(
            "Vocabulary", "Very good or good in the Friends and Family Test (% of answers)"
        ),
    ),
    ("answer_days", QT_TRANSLATE_NOOP("Vocabulary", "Time from comment to answer (days)")),
    ("language_help", QT_TRANSLATE_NOOP("Vocabulary", "Language help needed (% of comments)")),
)
_MOST_ROWS: Final = 60
_LEVERS: Final = {
    "tell": QT_TRANSLATE_NOOP("Vocabulary", "Explained"),
    "change": QT_TRANSLATE_NOOP("Vocabulary", "Changed"),
    "ask": QT_TRANSLATE_NOOP("Vocabulary", "Asked of others"),
    "cannot": QT_TRANSLATE_NOOP("Vocabulary", "Cannot be done, with the reason"),
}


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
        tuple(_charted(s, last, site, code, known(title)) for code, title in _CHARTS),
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
        return Charted(title, giving_charts.figure(s, asked, charts.in_words(unit), title))
    except InvalidValue as error:
        why, _, _advice = error.reason.partition(". ")
        return Charted(title, None, why)


def pack(found: Found, rule: Rule = NHS_DIGITAL) -> Document:
    """The pack as a document."""
    period = days.between(found.first, found.last)
    if found.site:
        heading = translate("Pack", "What patients said at {site}, and what came of it")
        title = translate("Pack", "Inspector's pack at {site}, {period}")
    else:
        heading = translate("Pack", "What patients said, and what came of it")
        title = translate("Pack", "Inspector's pack, {period}")
    blocks: list[Block] = [
        Heading(heading.format(site=found.site), 1),
        said(period, voice="lead"),
        said(
            translate(
                "Pack",
                "Numbers in brackets are the first letters of a record's id: the program's search "
                "finds the record, and its story says who wrote what and when.",
            ),
            voice="note",
        ),
        *_heard(found, rule),
        *_over_time(found),
        *_changed(found, rule),
        *_together(found, rule),
        *_complaints(found),
        Heading(translate("Pack", "How the figures were made")),
        said(suppression.why(rule)),
        said(
            translate(
                "Pack", "Comments are quoted only where the patient agreed, and without names."
            )
        ),
    ]
    return Document(
        title=title.format(site=found.site, period=period),
        blocks=tuple(blocks),
        page=Page("A4"),
        footer=period,
    )


def _heard(found: Found, rule: Rule) -> Iterator[Block]:
    yield Heading(translate("Pack", "What was heard (HMIP Expectation 53; CQC regulation 17)"))
    number = len(found.comments)
    if not number:
        yield said(translate("Pack", "No comments were recorded in this period."))
        return
    text = translate("Pack", "{number} comments were recorded.")
    yield said(text.format(number=_count(number, rule)))
    fft = Counter(held.record.answers.get("fft_overall") for held in found.comments)
    asked = sum(fft[code] for code in range(1, 7))
    if asked >= rule.least:
        good, poor = fft[1] + fft[2], fft[4] + fft[5]
        text = translate(
            "Pack",
            "Of those who answered the Friends and Family Test, {good} said very good or good, and "
            "{poor} poor or very poor.",
        )
        shares = {"good": _share(good, asked, rule), "poor": _share(poor, asked, rule)}
        yield said(text.format(**shares))
    fixers = Counter(held.record.who_can_fix or "unknown" for held in found.comments)
    rows = _counted(vocabulary.FIXERS, fixers, rule)
    if rows:
        header = translate("Pack", "Who can fix it"), translate("Pack", "Comments")
        yield Table(header, rows, translate("Pack", "Who could put right what was said"))
    quotes = [quote for held in found.comments if (quote := _quote(held))]
    if quotes:
        yield Heading(translate("Pack", "In patients' words"), 3)
        yield Listing(tuple(quotes[:_MOST_QUOTES]))


def _over_time(found: Found) -> Iterator[Block]:
    """What is better or worse than chance, in a sentence and as a chart."""
    if not found.charts:
        return
    yield Heading(translate("Pack", "How it changed over time (CQC regulation 17)"))
    yield said(
        translate(
            "Pack",
            "By month, over the two years that end with this period. The rules are those of NHS "
            "England's Making Data Count: a change is told from chance. A month that the period "
            "does not hold whole is left out.",
        )
    )
    for drawn in found.charts:
        if drawn.figure is None:
            text = translate("Pack", "{chart}: there is no chart, because {why}.")
            yield said(text.format(chart=drawn.title, why=known(drawn.why)))
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
    yield Heading(translate("Pack", "What came of it (HMIP Expectation 53; CQC regulation 17)"))
    answered = [held for held in found.comments if found.answers.get(held.id)]
    levers = Counter(found.answers[held.id][0].lever for held in answered)
    if found.comments:
        text = translate("Pack", "{share} of the comments have an answer.")
        yield said(text.format(share=_share(len(answered), len(found.comments), rule)))
    else:
        yield said(translate("Pack", "There was nothing to answer."))
    rows = _counted(_LEVERS, levers, rule)
    if answered and rows:
        header = translate("Pack", "Answer"), translate("Pack", "Comments")
        yield Table(header, rows, translate("Pack", "How comments were answered"))
    if found.wait and found.wait.answered >= rule.least:
        text = translate(
            "Pack", "Half of the answers came within {days} days, the slowest after {longest}."
        )
        yield said(text.format(days=f"{found.wait.median:g}", longest=found.wait.longest))
    changed = [
        (row.text, f"{held.id[: ids.SHORT]}, {row.id[: ids.SHORT]}")
        for held in answered
        for row in found.answers[held.id]
        if row.lever == "change"
    ]
    if changed:
        header = translate("Pack", "What was changed"), translate("Pack", "Evidence")
        caption = translate("Pack", "Changes made after comments")
        yield Table(header, tuple(changed[:_MOST_ROWS]), caption, (4, 1))
    could_not = [
        (f"{item.what}: {item.why}", held.id[: ids.SHORT])
        for held in found.meetings
        for item in held.record.could_not
    ]
    if could_not:
        header = translate("Pack", "What could not be done, and why"), translate("Pack", "Evidence")
        caption = translate("Pack", "What could not be done")
        yield Table(header, tuple(could_not[:_MOST_ROWS]), caption, (4, 1))


def _together(found: Found, rule: Rule) -> Iterator[Block]:
    yield Heading(translate("Pack", "Planned together (HMIP Expectations 53 and 54)"))
    if not found.meetings:
        yield said(translate("Pack", "No meetings with patients were recorded in this period."))
    else:
        present = sum(held.record.patients_present for held in found.meetings)
        text = translate("Pack", "{number} meetings were held; patients took part {times} times.")
        yield said(text.format(number=len(found.meetings), times=_count(present, rule)))
        rows = tuple(
            (days.in_words(held.record.date), held.record.title, held.id[: ids.SHORT])
            for held in found.meetings[:_MOST_ROWS]
        )
        header = (
            translate("Pack", "Date"),
            translate("Pack", "Meeting"),
            translate("Pack", "Evidence"),
        )
        yield Table(header, rows, translate("Pack", "Meetings"), (2, 4, 1))
        away = Counter(w for held in found.meetings for w in held.record.wings_not_represented)
        if away:
            named = ", ".join(wing for wing, _ in away.most_common())
            text = translate("Pack", "Wings that were not represented at some of them: {wings}.")
            yield said(text.format(wings=named))
    within = [held for held in found.actions if _belongs(held, found)]
    done = [held for held in within if held.record.status == "done"]
    joint = sum(held.record.joint for held in done)
    text = translate(
        "Pack",
        "{number} actions came of the meetings and comments of this period. {done} are done, "
        "{joint} of them by patients and staff together.",
    )
    yield said(text.format(number=len(within), done=len(done), joint=joint))
    if done:
        rows = tuple(
            (
                held.record.text,
                held.record.outcome or translate("Pack", "Done"),
                held.id[: ids.SHORT],
            )
            for held in done[:_MOST_ROWS]
        )
        header = (
            translate("Pack", "Action"),
            translate("Pack", "What came of it"),
            translate("Pack", "Evidence"),
        )
        yield Table(header, rows, translate("Pack", "Actions done"), (3, 3, 1))


def _belongs(held: each.Of[Action], found: Found) -> bool:
    meetings = {meeting.id for meeting in found.meetings}
    comments = {comment.id for comment in found.comments}
    return held.record.meeting in meetings or held.record.feedback in comments


def _complaints(found: Found) -> Iterator[Block]:
    yield Heading(translate("Pack", "Complaints (CQC regulation 16)"))
    summary = found.complaints
    rows = (
        (translate("Pack", "Brought forward"), summary.brought_forward),
        (translate("Pack", "Received"), summary.received),
        (translate("Pack", "Acknowledged within three working days"), summary.acknowledged_in_time),
        (translate("Pack", "Answered or closed"), summary.resolved),
        (translate("Pack", "Carried forward"), summary.carried_forward),
        *((line.label, line.count) for line in summary.outcomes),
    )
    header = translate("Pack", "Complaints"), translate("Pack", "Number")
    yield Table(header, rows, translate("Pack", "Complaints in this period"))


def _counted(
    words: dict[str, str], counts: Counter[str], rule: Rule
) -> tuple[tuple[str, str], ...]:
    """A row for each code, small numbers hidden; none where they cannot be shown safely."""
    shown = suppression.listed([counts[code] for code in words], rule)
    if shown is None:
        return ()
    rows = zip(vocabulary.options(words), shown[0], strict=True)
    return tuple((label, count) for (_code, label), count in rows)


def _count(number: int, rule: Rule) -> str:
    shown = suppression.shown(number, rule)
    if shown != suppression.HIDDEN:
        return shown
    return translate("Pack", "Fewer than {number}").format(number=rule.least)


def _share(part: int, whole: int, rule: Rule) -> str:
    if 0 < part < rule.least or 0 < whole - part < rule.least:
        return translate(
            "Pack", "a share that is not shown, because it would tell of very few people,"
        )
    return f"{100 * part / whole:.0f} %"
