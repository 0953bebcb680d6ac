# SPDX-License-Identifier: MIT
"""Finds words that may tell of harm, so that staff are reminded of the prison's own routes.

It can never find everything, it tells nobody, and it is no alarm system.
"""

import functools
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from coprod_desktop import paths
from coprod_desktop.domain import translating
from coprod_desktop.domain.folding import fold

_GAP: Final = "*"
_WIDEST: Final = 5
"""So many words may stand in a phrase's gap."""
_END: Final = ""
# Apostrophes vanish inside a word, and sentences end at these signs and at line breaks.
_TOKEN: Final = re.compile(r"(?P<word>[^\W_]+(?:'+[^\W_]+)*)|(?P<stop>[.!?;:\n]+)")


class Match(Struct, frozen=True):
    """Words that may tell of harm: the characters `start` to `end`, and the route for them.

    `strong` words want an answer from staff; weak ones are a reminder only.
    """

    route: str
    category: str
    start: int
    end: int
    strong: bool


class Route(Struct, frozen=True):
    """One of the prison's own routes, as every site has it."""

    code: str
    label: str
    tell: str
    steps: tuple[str, ...]
    reminder: str


class Category(Struct, frozen=True):
    """What words may tell of."""

    code: str
    label: str


class _Term(Struct, frozen=True, forbid_unknown_fields=True):
    category: str
    route: str
    strong: tuple[str, ...]
    weak: tuple[str, ...]
    exceptions: tuple[str, ...]


class _Data(Struct, frozen=True, forbid_unknown_fields=True):
    about: str
    never_claims: str
    routes: tuple[Route, ...]
    categories: tuple[Category, ...]
    terms: tuple[_Term, ...]


_DATA = msgspec.json.Decoder(_Data)


class _Token(Struct, frozen=True):
    word: str
    start: int
    end: int


class _Hit(Struct, frozen=True):
    """A phrase of a term that stands at the tokens `first` to `last`."""

    term: int
    how: str
    first: int
    last: int


def find(text: str) -> tuple[Match, ...]:
    """Words that may tell of harm, in the order of the text; what says the same twice comes once.

    Follows the list's own rules: whole words, sentences apart, up to five words in a gap, and a
    phrase that lies within one of its exceptions does not count.
    """
    data, tree = _data(), _tree()
    folded = fold(text)
    matches: list[Match] = []
    for sentence in _sentences(folded.plain):
        hits = [hit for first in range(len(sentence)) for hit in _phrases(tree, sentence, first)]
        excused = [hit for hit in hits if hit.how == "exception"]
        for hit in hits:
            if hit.how == "exception" or any(_covers(each, hit) for each in excused):
                continue
            term = data.terms[hit.term]
            start = folded.places[sentence[hit.first].start]
            end = folded.places[sentence[hit.last].end - 1] + 1
            matches.append(Match(term.route, term.category, start, end, hit.how == "strong"))
    return tuple(_distinct(matches))


def routes() -> tuple[Route, ...]:
    """All routes, the most urgent first, in the reader's words."""
    return translating.spoken(_data().routes, "label", "tell", "steps", "reminder")


def route(code: str) -> Route:
    """The route with this code; one that is not known stands for itself."""
    found = (each for each in routes() if each.code == code)
    return next(found, None) or Route(code, code, "", (), "")


def never_claims() -> str:
    """What the list can never do, in words for those who use it."""
    return translating.known(_data().never_claims)


@functools.cache
def _data() -> _Data:
    raw = paths.resource("data/harm.json").read_bytes()
    return _DATA.decode(raw)


@functools.cache
def _tree() -> dict[str, Any]:
    """All phrases by their words: each word leads on, and `_END` holds what ends there."""
    tree: dict[str, Any] = {}
    for number, term in enumerate(_data().terms):
        for how, phrases in (
            ("strong", term.strong),
            ("weak", term.weak),
            ("exception", term.exceptions),
        ):
            for phrase in phrases:
                node = tree
                for part in phrase.split(f" {_GAP} "):
                    if node is not tree:
                        node = node.setdefault(_GAP, {})
                    for (sentence,) in [list(_sentences(fold(part).plain))]:
                        for token in sentence:
                            node = node.setdefault(token.word, {})
                node.setdefault(_END, []).append((number, how))
    return tree


def _sentences(plain: str) -> Iterator[list[_Token]]:
    """The words of each sentence, in small letters and without apostrophes."""
    sentence: list[_Token] = []
    for found in _TOKEN.finditer(plain):
        word = found["word"]
        if word:
            sentence.append(_Token(word.replace("'", ""), found.start(), found.end()))
        elif sentence:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def _phrases(tree: dict[str, Any], sentence: Sequence[_Token], first: int) -> Iterator[_Hit]:
    """Every phrase that begins at a word of a sentence."""
    paths_on: list[tuple[dict[str, Any], int]] = [(tree, first)]
    while paths_on:
        node, place = paths_on.pop()
        for number, how in node.get(_END, ()):
            yield _Hit(number, how, first, place - 1)
        if _GAP in node:
            beyond = min(place + _WIDEST, len(sentence) - 1)
            paths_on += [(node[_GAP], later) for later in range(place, beyond + 1)]
        if place < len(sentence):
            onward = node.get(sentence[place].word)
            if onward is not None:
                paths_on.append((onward, place + 1))


def _covers(exception: _Hit, hit: _Hit) -> bool:
    within = exception.first <= hit.first and hit.last <= exception.last
    return within and exception.term == hit.term


def _distinct(matches: Sequence[Match]) -> list[Match]:
    """Without what lies within another match for the same route that is at least as strong."""
    kept: list[Match] = []
    for each in sorted(matches, key=lambda one: (one.start, -one.end, not one.strong)):
        if not any(_within(each, other) for other in kept):
            kept = [other for other in kept if not _within(other, each)]
            kept.append(each)
    return kept


def _within(inner: Match, outer: Match) -> bool:
    inside = outer.start <= inner.start and inner.end <= outer.end
    return inside and inner.route == outer.route and (outer.strong or not inner.strong)
