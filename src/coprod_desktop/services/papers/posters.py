# SPDX-License-Identifier: MIT
"""Posters that tell patients what came of what they said: made of answers, kept, and checked."""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from msgspec import Struct

from coprod_desktop.domain import document as paper
from coprod_desktop.domain import poster as posters
from coprod_desktop.domain import text
from coprod_desktop.domain.document import Block, Document, Heading, Page, Rule, said
from coprod_desktop.domain.errors import InvalidValue, RecordErased, RecordNotFound, UserError
from coprod_desktop.domain.poster import Card, Finding, Lever, Original, Poster, Vouched
from coprod_desktop.domain.records import Action, Feedback, Meeting
from coprod_desktop.domain.translating import Filled
from coprod_desktop.services.loop import answers, closing
from coprod_desktop.services.recording import keeping, lists, records
from coprod_desktop.services.recording.lists import Query
from coprod_desktop.services.session import SignedIn

_MOST: Final = 100
"""So many items are offered at once: filters find the others."""
_WHAT: Final = "The poster"


class Item(Struct, frozen=True):
    """An answered comment, or an action done together, that a card can be made of.

    `said` is what the record holds, for the person who writes the card; `date` is ISO.
    """

    source: str
    date: str
    wing: str
    themes: tuple[str, ...]
    said: str
    did: str
    lever: Lever
    comment: bool
    joint: bool
    quote: bool
    heard: bool


class Kept(Struct, frozen=True):
    """A poster that is kept on this PC for everybody. `at` is in UTC milliseconds."""

    name: str
    poster: Poster
    at: int


def items(s: SignedIn, query: Query, most: int = _MOST) -> tuple[Item, ...]:
    """What a poster can be made of, the newest first: answered comments, then joint actions."""
    answered = msgspec.structs.replace(query, answered="yes", status="")
    found = [
        item
        for row in lists.page(s, "feedback", answered, limit=most)
        for item in _comment(s, row.id)
    ]
    done = msgspec.structs.replace(query, status="done", theme="", date_from="", date_to="")
    for row in lists.page(s, "action", done, limit=most) if not query.theme else ():
        found += _action(s, row.id, query)
    return tuple(found)


def _comment(s: SignedIn, feedback_id: str) -> Iterator[Item]:
    try:
        record = records.get(s, feedback_id).record
    except (RecordNotFound, RecordErased):
        return
    said_of = answers.to(s, feedback_id)
    if not isinstance(record, Feedback) or not said_of:
        return
    newest = said_of[-1]
    yield Item(
        source=feedback_id,
        date=record.date.isoformat(),
        wing=record.wing,
        themes=record.themes,
        said=_words(record),
        did=newest.text,
        lever=newest.lever,
        comment=True,
        joint=False,
        quote=record.ok_to_quote == "yes",
        heard=record.heard_on is not None,
    )


def _words(record: Feedback) -> str:
    """A patient's own words, in the order of the questions; choices are no words."""
    return "\n".join(each for each in record.answers.values() if isinstance(each, str))


def _action(s: SignedIn, action_id: str, query: Query) -> Iterator[Item]:
    """An action that patients and staff agreed together and that is done, unless it is private."""
    try:
        record = records.get(s, action_id).record
        if not isinstance(record, Action) or not record.joint or record.status != "done":
            return
        meeting = records.get(s, record.meeting).record if record.meeting else None
    except (RecordNotFound, RecordErased):
        return
    date = meeting.date.isoformat() if isinstance(meeting, Meeting) else ""
    place = record.agenda_item - 1
    items_of = meeting.agenda if isinstance(meeting, Meeting) else ()
    if 0 <= place < len(items_of) and items_of[place].confidential:
        return
    if date and not (query.date_from <= date <= (query.date_to or date)):
        return
    yield Item(
        source=action_id,
        date=date,
        wing=record.wing,
        themes=(),
        said=record.text,
        did=record.outcome,
        lever="change",
        comment=False,
        joint=True,
        quote=True,
        heard=True,
    )


def card(item: Item) -> Card:
    """A card to begin with: words that may not be repeated are not put on it."""
    return Card(
        source=item.source,
        said=item.said if item.quote else "",
        did=item.did,
        lever=item.lever,
        joint=item.joint,
        quoted=item.quote and item.comment,
        comment=item.comment,
    )


def originals(s: SignedIn, poster: Poster) -> dict[str, Original]:
    """What each card was made of, as it stands now; what is gone is left out."""
    found: dict[str, Original] = {}
    for each in poster.cards:
        try:
            record = records.get(s, each.source).record
        except (RecordNotFound, RecordErased):
            continue
        if isinstance(record, Feedback) and not record.binned:
            found[each.source] = Original(_words(record), record.ok_to_quote == "yes")
        elif isinstance(record, Action) and not record.binned:
            found[each.source] = Original(record.text, quote=True)
    return found


def findings(s: SignedIn, poster: Poster) -> tuple[Finding, ...]:
    """What has to be settled before it may be printed, and what is vouched for."""
    return posters.check(poster, originals(s, poster))


def vouch(s: SignedIn, finding: Finding) -> Vouched:
    """Say that words which look as if they told who somebody is identify nobody.

    The poster keeps it with the name and the time; the audit says that it was said, without the
    words. Raises `InvalidValue` for all else that has to be settled: there is no way round that.
    """
    if not finding.like or not finding.words.strip():
        raise InvalidValue(what=_WHAT, why="only what looks like a person can be vouched for")
    said = Vouched(finding.like, finding.words, s.person.name, s.now())
    with s.vault.write() as connection:
        s.note(connection, "poster", finding.like, "words that were said to identify nobody")
    return said


# --- keeping -----------------------------------------------------------------------------------


def keep(s: SignedIn, name: str, poster: Poster) -> Kept:
    """Keep a poster for everybody on this PC, in place of the last one of that name.

    Raises `InvalidValue` without a name.
    """
    name = text.clean(name)
    if not name:
        raise InvalidValue(what=_WHAT, why="it has no name")
    keeping.keep(s, "poster", name, msgspec.to_builtins(poster), shared=True)
    return Kept(name, poster, s.now())


def kept(s: SignedIn) -> tuple[Kept, ...]:
    """The posters that are kept on this PC, the newest first."""
    found = [
        Kept(each.name, msgspec.convert(each.value, Poster), each.at)
        for each in keeping.listed(s, "poster", shared=True)
    ]
    return tuple(sorted(found, key=lambda each: -each.at))


def drop(s: SignedIn, name: str) -> None:
    """Keep a poster no longer; its comments and answers stay."""
    keeping.drop(s, "poster", name, shared=True)


def find(s: SignedIn, name: str) -> Kept:
    """The poster of that name. Raises `InvalidValue` where there is none."""
    for each in kept(s):
        if each.name == text.clean(name):
            return each
    raise InvalidValue(what=_WHAT, why="no poster of that name is kept here")


# --- telling that it was told ------------------------------------------------------------------


def told(s: SignedIn, poster: Poster) -> tuple[str, ...]:
    """Write down that the poster's comments were told by it; returns the ids of those.

    Comments that were heard before, that are another PC's, or that are gone, stay as they are.
    """
    done: list[str] = []
    for each in dict.fromkeys(card.source for card in poster.cards if card.comment):
        try:
            record = records.get(s, each).record
            if isinstance(record, Feedback) and record.heard_on is None:
                closing.hand_back(s, each, "poster")
                done.append(each)
        except UserError:
            continue
    return tuple(done)


def untold(s: SignedIn, comments: Sequence[str]) -> None:
    """Take back what `told` wrote down. Raises as `closing.undo_hand_back`."""
    for each in comments:
        closing.undo_hand_back(s, each)


# --- as a document -----------------------------------------------------------------------------


def document(poster: Poster) -> Document:
    """The poster for Word: the same words, in the same order, one card under the other."""
    blocks: list[Block] = [Heading(poster.title or posters.title(), 1)]
    lead = ", ".join(part for part in (poster.place, posters.period(poster)) if part)
    if lead:
        blocks.append(said(lead, voice="lead"))
    for each in poster.cards:
        above, below = posters.labels(each)
        blocks += [Rule(), Heading(above), *paper.paragraphs(posters.said_of(each))]
        blocks += [Heading(below, 3), *paper.paragraphs(each.did)]
    return Document(
        title=", ".join(part for part in (poster.title, lead) if part),
        blocks=tuple(blocks),
        page=Page(poster.paper, poster.landscape),
        size="poster",
        numbered=False,
    )


def ready(s: SignedIn, poster: Poster) -> Document:
    """As `document`. Raises `InvalidValue` while something has to be settled."""
    if not poster.cards:
        raise InvalidValue(what=_WHAT, why="it has no cards")
    if found := posters.unsettled(findings(s, poster)):
        number = len(found)
        why = "1 thing on it has to be settled first, in the window"
        if number > 1:
            many = "{number} things on it have to be settled first, in the window"
            why = Filled(many, number=number)
        raise InvalidValue(what=_WHAT, why=why)
    return document(poster)
