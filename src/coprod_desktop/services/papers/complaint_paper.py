# SPDX-License-Identifier: MIT
"""One complaint on paper: what it is about, its clocks, what was done, its end, and where next.

For whoever has to see the whole case: its handler, the commissioner, the ombudsman or the Care
Quality Commission. The patient's own words stay out unless they are asked for.
"""

import datetime
from collections.abc import Iterator

from msgspec import Struct

from coprod_desktop.domain import complaint_words as codes
from coprod_desktop.domain import complaints as rules
from coprod_desktop.domain import days, ids, vocabulary, working_days
from coprod_desktop.domain.complaints import Clock
from coprod_desktop.domain.document import (
    Block,
    Document,
    Heading,
    Listing,
    Table,
    labelled,
    paragraphs,
    said,
)
from coprod_desktop.domain.records import Action, Complaint
from coprod_desktop.domain.translating import translate
from coprod_desktop.services.loop import answers, complaints
from coprod_desktop.services.loop.answers import AnswerShown
from coprod_desktop.services.loop.complaints import Case
from coprod_desktop.services.papers import full_minutes, looking_over
from coprod_desktop.services.papers.looking_over import Concern
from coprod_desktop.services.recording import lists, records
from coprod_desktop.services.recording.lists import Query
from coprod_desktop.services.session import SignedIn

_MOST = 200


class Source(Struct, frozen=True):
    """A complaint as it stood on a day, with the actions and answers that its comment led to."""

    case: Case
    on: datetime.date
    actions: tuple[Action, ...] = ()
    answers: tuple[AnswerShown, ...] = ()


def source(s: SignedIn, complaint_id: str) -> Source:
    """All that the paper is made of. Raises as `complaints.case`."""
    case = complaints.case(s, complaint_id)
    comment = case.record.feedback
    if not comment:
        return Source(case, complaints.today(s))
    rows = lists.page(s, "action", Query(feedback=comment), limit=_MOST)
    found = (records.get(s, row.id).record for row in reversed(rows))
    actions = tuple(each for each in found if isinstance(each, Action))
    return Source(case, complaints.today(s), actions, answers.to(s, comment))


def made(found: Source, *, words: bool = False) -> Document:
    """The paper. With `words` what the patient said stands on it too."""
    record = found.case.record
    day = days.in_words(record.received)
    title = translate("CasePaper", "Complaint that came on {day}").format(day=day)
    name = record.reference or found.case.stored.id[: ids.SHORT]
    footer = translate("CasePaper", "{complaint}, {name}").format(complaint=title, name=name)
    blocks = (
        Heading(title, 1),
        *_facts(found, name),
        *_about(found, words=words),
        *_clocks(found),
        *_done(found),
        *_end(record),
        *_route(found.case),
    )
    return Document(title=footer, blocks=blocks, footer=footer)


def concerns(document: Document) -> tuple[Concern, ...]:
    """What to look at first: it may tell who somebody is. The last part is the program's own."""
    found = looking_over.concerns(document)
    return tuple(dict.fromkeys(each for each in found if each.where != _where_next()))


def _where_next() -> str:
    return translate("CasePaper", "Where the person can turn")


def _facts(found: Source, name: str) -> Iterator[Block]:
    record = found.case.record
    yield said(vocabulary.say(codes.STATUSES, found.case.status), bold=True, voice="lead")
    place = ", ".join(part for part in (record.service, record.wing, record.site) if part)
    for label, text in (
        (translate("CasePaper", "Number"), name),
        (translate("CasePaper", "As it stood on"), days.in_words(found.on)),
        (translate("CasePaper", "Where"), place),
        (translate("CasePaper", "How it came"), vocabulary.say(codes.HOW, record.how)),
        (
            translate("CasePaper", "Who complains"),
            vocabulary.say(codes.COMPLAINANTS, record.complainant),
        ),
        (translate("CasePaper", "When it happened"), days.in_words(record.event_on)),
        (translate("CasePaper", "When the person first knew"), days.in_words(record.known_on)),
        (translate("CasePaper", "Who looks after it"), record.handler_role),
    ):
        if text:
            yield labelled(label, text)


def _about(found: Source, *, words: bool) -> Iterator[Block]:
    case, record = found.case, found.case.record
    yield Heading(translate("CasePaper", "What it is about"))
    yield from paragraphs(record.summary)
    if not record.summary:
        yield said(translate("CasePaper", "Nobody has summed it up yet."))
    if record.subjects:
        yield said(translate("CasePaper", "Subjects, as the yearly return counts them:"))
        yield Listing(tuple(vocabulary.say(codes.SUBJECTS, each) for each in record.subjects))
    if case.past_limit:
        text = translate(
            "CasePaper",
            "It came more than 12 months after the event, or after the person knew of it: the last "
            "day was {day}.",
        )
        yield said(text.format(day=days.in_words(case.limit)))
        if record.late_reason:
            yield labelled(translate("CasePaper", "Why it came only then"), record.late_reason)
    if words and case.said:
        yield Heading(translate("CasePaper", "In the patient’s words"), 3)
        yield from paragraphs(case.said)


def _clocks(found: Source) -> Iterator[Block]:
    names = {
        "settle": translate("CasePaper", "Put right by the end of the next working day"),
        "acknowledge": translate("CasePaper", "Acknowledge within 3 working days"),
        "reply": translate("CasePaper", "Reply by the day that was agreed"),
        "six_months": translate("CasePaper", "Reply within 6 months, or say why not"),
    }
    rows = tuple(
        (names[each.code], days.in_words(each.by), _stood(each, found.case.record.received))
        for each in found.case.clocks
    )
    if not rows:
        return
    yield Heading(translate("CasePaper", "Its clocks"))
    header = (
        translate("CasePaper", "What is asked"),
        translate("CasePaper", "Last day"),
        translate("CasePaper", "How it stands"),
    )
    yield Table(header, rows, translate("CasePaper", "Clocks of the complaint"), (8, 5, 8))
    note = translate(
        "CasePaper",
        "Working days leave out weekends and the bank holidays of England and Wales. The day it "
        "came does not count. Counted by the program as a help, and no legal advice.",
    )
    yield said(note, voice="note")


def _stood(clock: Clock, received: datetime.date) -> str:
    if clock.met_on is not None:
        took = working_days.between(received, clock.met_on)
        if clock.late:
            text = translate("CasePaper", "{day}, late, after {took}")
        elif took > 0:
            text = translate("CasePaper", "{day}, in time, after {took}")
        else:
            text = translate("CasePaper", "{day}, in time")
        return text.format(day=days.in_words(clock.met_on), took=_counted(took))
    if not clock.running:
        return translate("CasePaper", "Not needed any more")
    if clock.late:
        # On a weekend after its last day no working day has passed yet.
        late = translate("CasePaper", "Late by {time}") if clock.left else ""
        text = late or translate("CasePaper", "Late: its day has passed")
    elif clock.left:
        text = translate("CasePaper", "Open, {time} left")
    else:
        text = translate("CasePaper", "Open, and this is its last day")
    return text.format(time=_counted(abs(clock.left)))


def _counted(number: int) -> str:
    if number == 1:
        return translate("CasePaper", "1 working day")
    return translate("CasePaper", "{number} working days").format(number=number)


def _done(found: Source) -> Iterator[Block]:
    rows = tuple(
        (days.in_words(day), text) for day, text in sorted(_events(found), key=lambda each: each[0])
    )
    yield Heading(translate("CasePaper", "What was done"))
    header = translate("CasePaper", "Day"), translate("CasePaper", "What happened")
    yield Table(header, rows, translate("CasePaper", "What was done, day by day"), (1, 3))
    if found.actions:
        caption = translate("CasePaper", "Actions that came of it")
        yield full_minutes.actions_table(found.actions, caption)


def _events(found: Source) -> Iterator[tuple[datetime.date, str]]:
    record = found.case.record
    yield record.received, translate("CasePaper", "It came.")
    if record.acknowledged_on is not None:
        yield record.acknowledged_on, _acknowledged(record)
    if record.delay_told_on is not None:
        text = translate("CasePaper", "The person was told why it takes longer: {why}")
        yield record.delay_told_on, text.format(why=record.delay_reason)
    for each in found.answers:
        text = translate("CasePaper", "The comment was answered: {text}").format(text=each.text)
        yield each.date, text
    if record.replied_on is not None:
        yield record.replied_on, translate("CasePaper", "The reply was given.")
    if record.ombudsman_on is not None:
        yield record.ombudsman_on, translate("CasePaper", "It went to the ombudsman.")
    if record.closed_on is not None:
        yield record.closed_on, vocabulary.say(codes.STATUSES, found.case.status)


def _acknowledged(record: Complaint) -> str:
    text = {
        "spoken": translate("CasePaper", "It was acknowledged aloud."),
        "written": translate("CasePaper", "It was acknowledged in writing."),
    }.get(record.acknowledged_how, translate("CasePaper", "It was acknowledged."))
    if not record.talk_offered:
        return text
    offered = translate("CasePaper", "A talk about how it is handled was offered.")
    return f"{text} {offered}"


def _end(record: Complaint) -> Iterator[Block]:
    yield Heading(translate("CasePaper", "How it ended"))
    if record.outcome:
        outcome = vocabulary.say(codes.OUTCOMES, record.outcome)
        plain = vocabulary.say(codes.OUTCOMES_PLAIN, record.outcome)
        yield labelled(outcome, plain)
    elif not rules.is_final(rules.status(record)):
        yield said(translate("CasePaper", "It has no outcome yet."))
    if record.learning:
        yield said(translate("CasePaper", "What was done, and learned:"), bold=True)
        yield from paragraphs(record.learning)


def _route(case: Case) -> Iterator[Block]:
    facts = codes.spoken()
    yield Heading(_where_next())
    yield Listing(tuple(each.who for each in facts.route.steps), numbered=True)
    yield from (said(each.duty) for each in facts.clocks if each.code == "ppo_limit")
    if case.ombudsman_until is not None:
        text = translate(
            "CasePaper", "The Prisons and Probation Ombudsman takes this complaint until {day}."
        )
        yield said(text.format(day=days.in_words(case.ombudsman_until)))
    note = translate(
        "CasePaper", "Check this order with your commissioner: what is written of it differs."
    )
    yield said(note, voice="note")
