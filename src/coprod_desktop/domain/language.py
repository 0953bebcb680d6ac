# SPDX-License-Identifier: MIT
"""Finds words in staff's own writing that have a kinder or plainer one, with why and by whom.

Never for a patient's own words, and never more than an offer.
"""

import functools
import re
from collections.abc import Iterator
from typing import Final, Literal

import msgspec
from msgspec import Struct

from coprod_desktop import paths
from coprod_desktop.domain.folding import Folded, fold

Where = Literal["staff_note", "minutes", "patient_facing"]
_EVERYWHERE: Final[tuple[Where, ...]] = ("staff_note", "minutes", "patient_facing")
_WORD: Final = re.compile(r"\w+")
# What somebody else said stands in quotation marks, and is left as it is.
_QUOTED: Final = re.compile(r'"[^"\n]*"')


class Hint(Struct, frozen=True):
    """A kinder or plainer wording for the characters `start` to `end`, which are `avoid`.

    `prefer` can be put in its place as it is, the first of them fits best; a part in [brackets] is
    to be filled in. `advice` is what to do instead where no words can be offered. `source` is empty
    where none was seen.
    """

    start: int
    end: int
    avoid: str
    prefer: tuple[str, ...]
    advice: tuple[str, ...]
    why: str
    source: str


class _Term(Struct, frozen=True, forbid_unknown_fields=True):
    variants: tuple[str, ...]
    prefer: tuple[str, ...]
    why: str
    advice: tuple[str, ...] = ()
    source: str = ""
    exceptions: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    window: int = 0
    as_written: tuple[str, ...] = ()
    where: tuple[Where, ...] = _EVERYWHERE
    on: bool = True


class _Data(Struct, frozen=True, forbid_unknown_fields=True):
    about: str
    terms: tuple[_Term, ...]


_DATA = msgspec.json.Decoder(_Data)


class _Phrase(Struct, frozen=True):
    """A form of a term as it is compared, or an exception to that term alone."""

    words: str
    as_written: bool
    term: _Term
    exception: bool


class _Found(Struct, frozen=True):
    start: int
    end: int
    phrase: _Phrase


def find(text: str, where: Where) -> tuple[Hint, ...]:
    """Hints for words that staff wrote, in the order of the text and without overlap.

    Follows the list's own rules: whole words, the longest match wins, an exception covers its whole
    phrase, and what is in double quotation marks is left alone.
    """
    folded = fold(text)
    taken = [match.span() for match in _QUOTED.finditer(folded.plain)]
    hints: list[Hint] = []
    found = sorted(_found(folded, where), key=lambda each: each.start - each.end)
    excepted = [each for each in found if each.phrase.exception]
    for each in found:
        spans = [*taken, *((e.start, e.end) for e in excepted if e.phrase.term is each.phrase.term)]
        if each.phrase.exception or any(
            each.start < end and start < each.end for start, end in spans
        ):
            continue
        taken.append((each.start, each.end))
        start, end = folded.places[each.start], folded.places[each.end - 1] + 1
        hints.append(_hint(text, start, end, each.phrase.term))
    return tuple(sorted(hints, key=lambda hint: hint.start))


def _found(folded: Folded, where: Where) -> Iterator[_Found]:
    words = list(_WORD.finditer(folded.plain))
    for place, word in enumerate(words):
        for phrase in _phrases().get(word[0], ()):
            start, end = word.start(), word.start() + len(phrase.words)
            compared = folded.cased if phrase.as_written else folded.plain
            if not compared.startswith(phrase.words, start) or not _whole(compared, end):
                continue
            if phrase.exception or _applies(phrase.term, where, words, place, end):
                yield _Found(start, end, phrase)


def _applies(term: _Term, where: Where, words: list[re.Match[str]], place: int, end: int) -> bool:
    return where in term.where and (not term.near or _is_near(words, place, end, term))


def _whole(text: str, end: int) -> bool:
    """Whether a word ends here."""
    return end == len(text) or not (text[end].isalnum() or text[end] == "_")


def _is_near(words: list[re.Match[str]], place: int, end: int, term: _Term) -> bool:
    last = place
    while last + 1 < len(words) and words[last + 1].start() < end:
        last += 1
    around = words[max(0, place - term.window) : place] + words[last + 1 : last + 1 + term.window]
    near = {each.lower() for each in term.near}
    return any(each[0] in near for each in around)


def _hint(text: str, start: int, end: int, term: _Term) -> Hint:
    avoid = text[start:end]
    several = avoid[-1:].lower() == "s"
    # "people with …" first where several are spoken of.
    ranked = sorted(term.prefer, key=lambda each: several != each.startswith("people"))
    prefer = tuple(_capital(each, avoid) for each in (ranked if several else term.prefer))
    return Hint(start, end, avoid, prefer, term.advice, term.why, term.source)


def _capital(words: str, avoid: str) -> str:
    """Words with a capital where the ones they replace have one, as at the start of a sentence."""
    begins = avoid[0].isupper() and not avoid.isupper()
    return words[0].upper() + words[1:] if begins else words


@functools.cache
def _phrases() -> dict[str, tuple[_Phrase, ...]]:
    """All forms and exceptions by their first word."""
    raw = paths.resource("data/language.json").read_bytes()
    found: dict[str, list[_Phrase]] = {}
    for term in _DATA.decode(raw).terms:
        if not term.on:
            continue
        for variant in term.variants:
            exact = variant in term.as_written
            words = variant if exact else variant.lower()
            phrase = _Phrase(words, exact, term, exception=False)
            found.setdefault(_first(variant), []).append(phrase)
        for exception in term.exceptions:
            phrase = _Phrase(exception.lower(), as_written=False, term=term, exception=True)
            found.setdefault(_first(exception), []).append(phrase)
    return {word: tuple(phrases) for word, phrases in found.items()}


def _first(phrase: str) -> str:
    found = _WORD.search(phrase)
    if found is None:
        msg = f"no word in {phrase!r}"
        raise ValueError(msg)
    return found[0].lower()
