# SPDX-License-Identifier: MIT
"""A meeting's notes in full: each part left out where there is nothing to say.

Who came stands there by role and never by name. What is private stays out unless it is asked for,
and small numbers of patients are hidden by the one rule for all that leaves the screen.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from coprod_desktop.domain import coproduction, days, vocabulary
from coprod_desktop.domain import document as paper
from coprod_desktop.domain.document import Block, Document, Heading, Listing, Table, labelled, said
from coprod_desktop.domain.records import Action, AgendaItem, Attendance
from coprod_desktop.domain.translating import translate
from coprod_desktop.services.papers import meeting_parts as parts
from coprod_desktop.services.papers.meeting_parts import Choice, Source

_PATIENTS: Final = re.compile(r"patient|health rep|prisoner|resident|listener|peer", re.IGNORECASE)
"""Roles whose numbers are hidden where they are small: the others are staff, who are no secret."""


def made(found: Source, choice: Choice) -> Document:
    """The full minutes."""
    return _Minutes(found, choice).document()


class _Minutes:
    """The parts of full minutes, each left out where there is nothing to say."""

    def __init__(self, found: Source, choice: Choice) -> None:
        self.meeting = found.meeting
        self._exact = choice.exact
        self._size: paper.Size = "large" if choice.large else "standard"
        self._all = choice.confidential
        self._private = 0 if choice.confidential else found.private
        self._actions = [each for each in found.actions if self._all or not each.private]
        self._carried = [each for each in found.carried if self._all or not each.private]

    def document(self) -> Document:
        """The whole paper."""
        meeting = self.meeting
        blocks: list[Block] = [Heading(meeting.title, 1), *self._facts(), *self._people()]
        blocks += [*self._since(), *self._items(), *self._agreed(), *self._cannot()]
        blocks += [*self._thanks(), *self._end()]
        return Document(
            title=parts.about(meeting),
            blocks=tuple(blocks),
            size=self._size,
            mark=parts.draft(meeting),
            footer=parts.about(meeting),
        )

    def _facts(self) -> Iterator[Block]:
        meeting = self.meeting
        times = meeting.start or meeting.end
        if meeting.start and meeting.end:
            times = translate("Minutes", "{start} to {end}").format(
                start=meeting.start, end=meeting.end
            )
        when = ", ".join(part for part in (days.with_weekday(meeting.date), times) if part)
        where = ", ".join(part for part in (meeting.place, meeting.wing, meeting.site) if part)
        yield said(parts.status_of(meeting), bold=True, voice="lead")
        for label, text in (
            (translate("Minutes", "When"), when),
            (translate("Minutes", "Where"), where),
            (
                translate("Minutes", "Kind of meeting"),
                vocabulary.say(vocabulary.MEETING_KINDS, meeting.kind),
            ),
            (translate("Minutes", "Called by"), meeting.called_by),
            (translate("Minutes", "Chair"), meeting.chair_role),
            (translate("Minutes", "Notes taken by"), meeting.note_taker_role),
            (translate("Minutes", "How it ran"), self._regime()),
        ):
            if text:
                yield labelled(label, text)

    def _regime(self) -> str:
        meeting = self.meeting
        said = vocabulary.say(vocabulary.REGIMES, meeting.regime)
        if meeting.regime == "cancelled":
            said = translate("Minutes", "The meeting was cancelled")
        parts = (said, meeting.regime_note)
        return ". ".join(part.rstrip(". ") for part in parts if part)

    def _people(self) -> Iterator[Block]:
        meeting = self.meeting
        facts: list[Block] = []
        if meeting.attendance:
            facts.append(Listing(tuple(self._attended(each) for each in meeting.attendance)))
        for label, text in (
            (
                translate("Minutes", "Patients"),
                parts.number(meeting.patients_present, exact=self._exact),
            ),
            (translate("Minutes", "Could not come"), "; ".join(meeting.apologies)),
            (translate("Minutes", "Nobody came from"), "; ".join(meeting.wings_not_represented)),
            (translate("Minutes", "Interpreter"), self._interpreter()),
        ):
            if text and text != "0":
                facts.append(labelled(label, text))
        if facts:
            yield Heading(translate("Minutes", "Who was there"))
            yield from facts

    def _attended(self, row: Attendance) -> str:
        wing = parts.wing_of(row.wing)
        text = f"{row.role}, {wing}" if wing else row.role
        hidden = not self._exact and _PATIENTS.search(row.role)
        return text if row.count == 1 or (hidden and row.count) else f"{text}: {row.count}"

    def _interpreter(self) -> str:
        used = {
            "yes": translate("Minutes", "Yes"),
            "no": translate("Minutes", "No"),
            "not_needed": translate("Minutes", "Not needed"),
        }
        parts = (used.get(self.meeting.interpreter_used, ""), self.meeting.interpreter)
        return ", ".join(part for part in parts if part)

    def _since(self) -> Iterator[Block]:
        told = self.meeting.fed_back
        if not (told or self._carried):
            return
        yield Heading(translate("Minutes", "What happened since last time"))
        if told:
            rows = tuple((each.said, each.did) for each in told)
            header = translate("Minutes", "What was said"), translate("Minutes", "What was done")
            yield Table(header, rows, translate("Minutes", "Told at this meeting"))
        if self._carried:
            yield actions_table(
                [each.action for each in self._carried],
                translate("Minutes", "Actions from earlier meetings"),
            )

    def _items(self) -> Iterator[Block]:
        items = [each for each in self.meeting.agenda if self._all or not each.confidential]
        if items or self._private:
            yield Heading(translate("Minutes", "What we talked about"))
        for place, item in enumerate(items, 1):
            title = f"{place}. {item.title}"
            if item.confidential:
                title = translate("Minutes", "{title} (private)").format(title=title)
            yield Heading(title, 3)
            yield from self._item(item)
        if self._private:
            yield said(parts.left_out(self._private))

    def _item(self, item: AgendaItem) -> Iterator[Block]:
        yield from paper.paragraphs(item.notes)
        if item.decisions:
            yield said(translate("Minutes", "We decided:"), bold=True)
            yield Listing(tuple(" ".join(each.split()) for each in item.decisions))
        if item.hands:
            question = item.hands_question or item.title
            hands = translate("Minutes", "Show of hands: {question}").format(question=question)
            yield said(hands, bold=True)
            rows = (
                f"{each.choice}: {parts.number(each.count, exact=self._exact)}"
                for each in item.hands
            )
            yield Listing(tuple(rows))

    def _agreed(self) -> Iterator[Block]:
        if self._actions:
            yield Heading(translate("Minutes", "What we will do"))
            yield actions_table(
                [each.action for each in self._actions],
                translate("Minutes", "Actions from this meeting"),
            )

    def _cannot(self) -> Iterator[Block]:
        if self.meeting.could_not:
            yield Heading(translate("Minutes", "What cannot be done, and why"))
            rows = tuple((each.what, each.why) for each in self.meeting.could_not)
            header = translate("Minutes", "What"), translate("Minutes", "Why")
            yield Table(header, rows, translate("Minutes", "What cannot be done"))

    def _thanks(self) -> Iterator[Block]:
        found = self.meeting.recognition
        if found:
            words = coproduction.words()
            types, states = words.recognition_types, words.recognition_states
            rows = (
                (
                    coproduction.label(types, each.type),
                    coproduction.label(states, each.status).lower(),
                )
                for each in found
            )
            yield Heading(translate("Minutes", "Thanks and recognition"))
            yield Listing(tuple(": ".join(part for part in row if part) for row in rows))

    def _end(self) -> Iterator[Block]:
        meeting = self.meeting
        facts: list[Block] = []
        if meeting.safe_close_asked:
            text = translate(
                "Minutes", "We asked whether anybody was upset or needed support afterwards."
            )
            facts.append(labelled(translate("Minutes", "Before we closed"), text))
        if meeting.ladder_rung:
            names = {each.number: each.name for each in coproduction.words().ladder.rungs}
            rung = translate("Minutes", "{name} (step {number} of 7)").format(
                name=names[meeting.ladder_rung], number=meeting.ladder_rung
            )
            facts.append(labelled(translate("Minutes", "How we worked together"), rung))
        if meeting.next_date:
            when = days.with_weekday(meeting.next_date)
            facts.append(labelled(translate("Minutes", "Next meeting"), when))
        if facts:
            yield Heading(translate("Minutes", "How it ended"))
            yield from facts


def actions_table(actions: Sequence[Action], caption: str) -> Table:
    """Actions as a table: what, who, by when, and what came of them."""
    rows = tuple(
        (
            each.text,
            parts.who(each),
            days.in_words(each.due) or translate("Minutes", "No date"),
            _state(each),
        )
        for each in actions
    )
    header = (
        translate("Minutes", "What"),
        translate("Minutes", "Who"),
        translate("Minutes", "By when"),
        translate("Minutes", "State"),
    )
    return Table(header, rows, caption, (10, 6, 5, 5))


def _state(action: Action) -> str:
    state = {
        "open": translate("Minutes", "To do"),
        "done": translate("Minutes", "Done"),
        "cannot": translate("Minutes", "Cannot be done"),
    }[action.status]
    return f"{state}: {action.outcome}" if action.outcome and action.status != "open" else state
