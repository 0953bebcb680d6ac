# SPDX-License-Identifier: MIT
"""A "You said, we did" poster as values, and what has to be settled before anybody prints it.

A poster has words of its own. What a patient said stays in the record as it was said, and is only
repeated on paper where the record holds that it may be.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal

from msgspec import Struct, field, structs

from coprod_desktop.domain import canonical, days, identifying, suppression
from coprod_desktop.domain.translating import translate

Lever = Literal["", "tell", "change", "ask", "cannot"]
Part = Literal["title", "place", "said", "did"]
Kind = Literal["identifying", "number", "quote", "empty", "gone"]
MOST: Final = 8
"""Cards on one poster: more cannot be read from two metres."""
_SAME: Final = 5
"""So many words in a row that are the patient's own are a quotation."""
_LEAST: Final = 2
"""A single word is nobody's own."""
_NUMBERS: Final = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}
_PEOPLE: Final = (
    r"people|persons?|patients?|men|man|women|woman|lads?|prisoners?|residents?|reps?|"
    r"comments?|slips?|of us|of you|of them|others?"
)
_COUNTED: Final = re.compile(
    rf"(?<![\w.,£])(?P<number>\d{{1,4}}|{'|'.join(_NUMBERS)})"
    rf"(?P<between> (?:other |more |different )?)(?P<who>{_PEOPLE})\b",
    re.IGNORECASE,
)


def title() -> str:
    """What a poster is called as long as nobody calls it otherwise."""
    return translate("Poster", "You said, we did")


class Card(Struct, frozen=True):
    """What was said and what came of it, in the poster's words.

    `source` is the comment's or the action's id; `joint`: patients and staff said and did it
    together; `quoted`: the words are the patient's own, and may be.
    """

    source: str
    said: str = ""
    did: str = ""
    lever: Lever = "change"
    joint: bool = False
    quoted: bool = False
    comment: bool = True


class Vouched(Struct, frozen=True):
    """That these words identify nobody: who said so, and when (UTC milliseconds)."""

    kind: identifying.Kind
    words: str
    by: str
    at: int


class Poster(Struct, frozen=True):
    """A poster as it is kept. Dates are ISO, or empty."""

    title: str = field(default_factory=title)
    place: str = ""
    first: str = ""
    last: str = ""
    paper: Literal["A3", "A4"] = "A4"
    landscape: bool = False
    cards: tuple[Card, ...] = ()
    vouched: tuple[Vouched, ...] = ()


canonical.ready(Poster)


class Original(Struct, frozen=True):
    """What a card was made of: the words of the record, and whether they may be repeated."""

    said: str
    quote: bool


class Finding(Struct, frozen=True):
    """Something to settle: in which card (-1: the poster's head), and where in its words.

    `instead` may take the place of the characters `start` to `end`; empty where nothing can. What
    may identify somebody has what it looks like (`like`), and is settled once it is `vouched` for.
    """

    card: int
    part: Part
    kind: Kind
    start: int = 0
    end: int = 0
    words: str = ""
    instead: str = ""
    like: identifying.Kind | Literal[""] = ""
    vouched: Vouched | None = None


def labels(card: Card) -> tuple[str, str]:
    """What stands above a card's two halves."""
    did = {
        "": translate("Poster", "We did"),
        "change": translate("Poster", "We did"),
        "tell": translate("Poster", "Our answer"),
        "ask": translate("Poster", "We asked"),
        "cannot": translate("Poster", "We cannot, because"),
    }
    said = translate("Poster", "We said") if card.joint else translate("Poster", "You said")
    return said, did[card.lever]


def said_of(card: Card) -> str:
    """The first half's words: within quotation marks where they are the patient's own."""
    words = card.said.strip()
    return f"“{words}”" if card.quoted and words else words


def period(poster: Poster) -> str:
    """The poster's span of days in words."""
    return days.between(days.read(poster.first), days.read(poster.last))


def check(poster: Poster, originals: Mapping[str, Original]) -> tuple[Finding, ...]:
    """What has to be settled or is vouched for, in the order of the page.

    `originals` holds what each card was made of, by its `source`; a card whose record is gone is a
    finding too.
    """
    found = [
        *_in_words(-1, "title", poster.title),
        *_in_words(-1, "place", poster.place),
    ]
    for place, card in enumerate(poster.cards):
        found += _in_card(place, card, originals.get(card.source))
    said = {(each.kind, _key(each.words)): each for each in poster.vouched}
    return tuple(
        structs.replace(each, vouched=said.get((each.like, _key(each.words))))
        if each.like
        else each
        for each in found
    )


def unsettled(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that stop it from being printed."""
    return tuple(each for each in findings if each.vouched is None)


def settled(text: str, finding: Finding) -> str:
    """The words with what stands instead of a finding."""
    return text[: finding.start] + finding.instead + text[finding.end :]


def _in_card(place: int, card: Card, original: Original | None) -> Iterator[Finding]:
    if original is None:
        yield Finding(place, "said", "gone")
    parts: tuple[tuple[Part, str], ...] = (("said", card.said), ("did", card.did))
    for part, text in parts:
        if not text.strip():
            yield Finding(place, part, "empty")
        yield from _in_words(place, part, text)
    if original is not None and card.comment and not original.quote:
        yield from _quotations(place, card.said, original.said)


def _in_words(place: int, part: Part, text: str) -> Iterator[Finding]:
    for each in identifying.find(text):
        words = text[each.lead : each.end]
        yield Finding(place, part, "identifying", each.start, each.end, words, each.mask, each.kind)
    for match in _COUNTED.finditer(text):
        typed = match["number"].lower()
        count = _NUMBERS.get(typed) or int(typed)
        shown = suppression.shown(count)
        if shown != str(count):
            instead = _instead(match, shown)
            yield Finding(place, part, "number", match.start(), match.end(), match[0], instead)


def _instead(match: re.Match[str], shown: str) -> str:
    """A count in words that hide it: "a few people", or "about 15 people"."""
    who = match["who"]
    few = "a few" if shown == suppression.HIDDEN else f"about {shown}"
    said = f"{few}{match['between']}{_several(who)}"
    return said[0].upper() + said[1:] if match[0][0].isupper() else said


def _several(who: str) -> str:
    """The word for several of them."""
    lower = who.lower()
    if lower in {"man", "woman"}:
        return lower[:-2] + "en"
    if lower == "person":
        return "people"
    few = {"patient", "lad", "prisoner", "resident", "rep", "comment", "slip", "other"}
    return f"{who}s" if lower in few else who


def _quotations(place: int, text: str, original: str) -> Iterator[Finding]:
    """The first run of words that is the patient's own, where they did not allow it."""
    theirs = [match[0].casefold() for match in _words(original)]
    size = min(_SAME, len(theirs))
    if size < _LEAST:
        return
    runs = {tuple(theirs[n : n + size]) for n in range(len(theirs) - size + 1)}
    here = _words(text)
    for start in range(len(here) - size + 1):
        some = here[start : start + size]
        if tuple(match[0].casefold() for match in some) in runs:
            first, end = some[0].start(), some[-1].end()
            yield Finding(place, "said", "quote", first, end, text[first:end])
            return


def _key(words: str) -> str:
    return " ".join(words.split()).casefold()


def _words(text: str) -> list[re.Match[str]]:
    return list(re.finditer(r"[\w'’]+", text))
