# SPDX-License-Identifier: MIT
"""Finds what may tell who somebody is, so that staff can choose to mask it in a patient's words.

It cannot find everything, and nothing in the program may say that it does: a first name alone, a
nickname, a job or a story can tell as much. It is meant to be quiet instead: of 3,938 real comments
on health services, from which names of staff had been taken out, it asks about 5 (0.13 %).
"""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal

import msgspec
from msgspec import Struct

from coprod_desktop import paths

Kind = Literal["prison_number", "date_of_birth", "cell", "phone", "nhs_number", "email", "name"]
MASKS: Final[dict[Kind, str]] = {
    "prison_number": "[prison number]",
    "date_of_birth": "[date of birth]",
    "cell": "[cell number]",
    "phone": "[phone number]",
    "nhs_number": "[NHS number]",
    "email": "[email address]",
    "name": "[name]",
}
_NHS_DIGITS: Final = 10
_HIDDEN: Final = "\N{OBJECT REPLACEMENT CHARACTER}"
_SHOUTED: Final = 0.6
"""From this share of capitals among the letters on, a capital says nothing about a word."""


class Finding(Struct, frozen=True, order=True):
    """What may identify somebody: the characters `start` to `end`, and the word for them.

    `lead` is where the words begin that gave it away, such as "nurse" before a name.
    """

    start: int
    end: int
    kind: Kind
    mask: str
    lead: int


def find(text: str) -> tuple[Finding, ...]:
    """What may identify somebody, in the order of the text and without overlap.

    Once all of it is masked, nothing is found any more.
    """
    found: list[Finding] = []
    # What is hidden can uncover something else: the words beside a long number, for example.
    while some := _merged(_candidates(text)):
        found += some
        text = _replaced(text, some, hide=True)
    return tuple(sorted(found))


def masked(text: str, findings: Iterable[Finding]) -> str:
    """The text with each finding's mask in its place, and every other character as it was."""
    return _replaced(text, sorted(findings), hide=False)


def _replaced(text: str, findings: Sequence[Finding], *, hide: bool) -> str:
    parts: list[str] = []
    place = 0
    for each in findings:
        parts += [
            text[place : each.start],
            _HIDDEN * (each.end - each.start) if hide else each.mask,
        ]
        place = each.end
    return "".join([*parts, text[place:]])


# --- numbers and addresses -----------------------------------------------------------------

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
# Nobody in prison is younger than fifteen, and comments are about the last few years.
_BORN_IN = r"(?:19\d\d|200\d|201[01])"
_ANY_YEAR = rf"(?:{_BORN_IN}|\d\d)"
_SEPARATOR = r"[\s:#.\-]{0,3}"


def _date(year: str) -> str:
    return (
        rf"{_DAY}\s?[/.\-]\s?(?:0?[1-9]|1[0-2])\s?[/.\-]\s?{year}"
        rf"|{_DAY}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH},?\s{year}"
    )


# Each is bounded on both sides, and the group `it` is what is masked.
_NUMBERS: Final[tuple[tuple[Kind, str], ...]] = (
    ("email", r"(?<![\w.+-])(?P<it>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4})(?![\w@])"),
    # With gaps only in capitals: "a 1000 mg tablet" is no number.
    ("prison_number", r"(?<!\w)(?P<it>[a-z]\d{4}[a-z]{2}|(?-i:[A-Z] ?\d{4} ?[A-Z]{2}))(?!\w)"),
    (
        "prison_number",
        (r"(?<!\w)(?:prison(?:er)?|nomis|noms)\s?(?:number|no|num)?"
        rf"{_SEPARATOR}(?P<it>[a-z]{{1,2}} ?\d{{4}}[a-z]{{0,2}})(?!\w)"),
    ),
    (
        "date_of_birth",
        (rf"(?<!\w)(?:d\.?o\.?b\.?|date of birth|birth ?day|born)(?:\s(?:is|was|on|in))?"
        rf"{_SEPARATOR}(?P<it>{_date(_ANY_YEAR)}|{_BORN_IN})(?!\w)"),
    ),
    ("date_of_birth", rf"(?<![\w/.\-])(?P<it>{_date(_BORN_IN)})(?![\w/\-])"),
    (
        "nhs_number",
        (rf"(?<!\w)nhs\s?(?:number|no|num)?(?:\sis)?{_SEPARATOR}"
        r"(?P<it>\d{3}[ \-]?\d{3}[ \-]?\d{4})(?![\w\-])"),
    ),
    ("phone", r"(?<![\w+])(?P<it>(?:\+44[ \-]?(?:\(0\))?|0)(?:[ \-]?\d){9,10})(?![\w\-])"),
    (
        "cell",
        (r"(?<!\w)(?:(?<!blood )(?<!white )(?<!red )cell|pad|peter)(?:\s?(?:number|no\.?|num))?"
        r"[\s:#]{1,2}(?P<it>[a-h]?\d{0,2}[\s\-/]?\d{1,3}[a-z]?)(?![\w\-/]|\.\d)"
        r"(?!\s(?:times|hours|hrs|days|nights|weeks|months|years|minutes|mins|people|lads|men)\b)"),
    ),
    # A reply slip has a code like it.
    (
        "cell",
        (r"(?<![\w\-/])(?<!slip )(?<!code )"
        r"(?P<it>[A-Ha-h][1-6][\-/][0-4]\d[A-Ra-r]?)(?![\w\-/])"),
    ),
)  # fmt: skip
_HINT: Final = re.compile(r"[\d@]")
_NHS_ALONE: Final = re.compile(r"(?<![\w\-+])\d{3}[ \-]?\d{3}[ \-]?\d{4}(?![\w\-])")


@functools.cache
def _numbers() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _NUMBERS)


def _is_nhs_number(digits: str) -> bool:
    """Whether the last of ten digits is the check digit of the others, modulus 11."""
    if len(digits) != _NHS_DIGITS:
        return False
    total = sum(
        int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)
    )
    return (11 - total % 11) % 11 == int(digits[-1])


# --- names ---------------------------------------------------------------------------------

_TITLES = r"mr|mrs|ms|mx|dr|prof|rev|fr"
_ROLES = (
    r"nurse|sister|matron|doctor|gp|miss|sir|prison officer|senior officer|officer|custodial "
    r"manager|cm|so|po|governor|gov|guv|warden|professor|dentist|optician|pharmacist|physio|"
    r"paramedic|psychologist|psychiatrist|counsellor|therapist|chaplain|imam|reverend|father|"
    r"key ?worker|support worker|social worker|healthcare assistant|hca|manager|teacher|tutor|"
    r"patient|prisoner|inmate|offender|pad ?mate|cell ?mate|mate|friend|rep|listener|probation"
)
_WORD = r"[^\W\d_]+(?:['’\-][^\W\d_]+)*"
_NAME_WORDS = rf"(?P<it>{_WORD}(?:[ ]{_WORD}){{0,2}})(?![\w@])"
_LEADS: Final = (
    ("title", rf"(?<!\w)(?:{_TITLES})\b\.?[ ]{{1,2}}{_NAME_WORDS}"),
    ("role", rf"(?<!\w)(?:{_ROLES})[ ]{{1,2}}{_NAME_WORDS}"),
    ("said", rf"(?<!\w)(?:(?:my )?name(?:['’]?s| is)|signed:?|name:)\s{{1,2}}{_NAME_WORDS}"),
    ("called", rf"(?<!\w)(?:called|named)[ ]{_NAME_WORDS}"),
)  # fmt: skip
_FULL: Final = re.compile(
    rf"(?<![\w@.'’\-])(?P<first>{_WORD})[ ](?:[A-Z]\.?[ ])?(?P<last>{_WORD})(?![\w@])"
)
_EACH: Final = re.compile(_WORD)
_INITIALS: Final = re.compile(
    rf"(?<![\w@.'’\-])(?P<it>[A-Z](?:\.[ ]?|[ ])(?:[A-Z](?:\.[ ]?|[ ]))?(?P<last>{_WORD}))(?![\w@])"
)


class _Names(Struct, frozen=True):
    given: tuple[str, ...]
    family: tuple[str, ...]
    not_names: tuple[str, ...]


_NAMES = msgspec.json.Decoder(_Names)


@functools.cache
def _known() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    raw = paths.resource("data/names.json").read_bytes()
    names = _NAMES.decode(raw)
    lists = (names.given, names.family, names.not_names)
    given, family, not_names = (frozenset(" ".join(lines).split()) for lines in lists)
    return given, family, not_names


@functools.cache
def _leads() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((how, re.compile(pattern, re.IGNORECASE)) for how, pattern in _LEADS)


def _plain(word: str) -> str:
    """A word as the lists have it."""
    word = word.lower().replace("’", "'")
    return word.removesuffix("'s")


class _Case:
    """Whether words of one text look like names, which depends on how it uses capitals."""

    def __init__(self, text: str) -> None:
        capitals = sum(map(str.isupper, text))
        self.shouted = capitals > _SHOUTED * sum(map(str.isalpha, text))
        self.given, self.family, self._not_names = _known()

    def capital(self, word: str) -> bool:
        """A word with a capital that is no everyday word and no abbreviation."""
        shape = word[0].isupper() and (len(word) > 1 and not word.isupper())
        return shape and _plain(word) not in self._not_names

    def listed(self, word: str) -> bool:
        """A word, however it is written, that is a common name."""
        return _plain(word) in self.given or _plain(word) in self.family

    def everyday(self, word: str) -> bool:
        """A word that is not worth asking about."""
        return _plain(word) in self._not_names


def _names(text: str) -> Iterator[Finding]:
    case = _Case(text)
    for how, pattern in _leads():
        for match in pattern.finditer(text):
            taken = _taken(match["it"].split(" "), how, case)
            if taken:
                yield _name(match.start("it"), match.start("it") + taken, match.start())
    for word in _EACH.finditer(text):
        match = _FULL.match(text, word.start()) if _plain(word[0]) in case.given else None
        if match is None:
            continue
        first, last = match["first"], match["last"]
        written = case.shouted or first[0].isupper()
        if (written and case.listed(last)) or (case.capital(first) and case.capital(last)):
            yield _name(match.start(), match.end(), match.start())
    for match in _INITIALS.finditer(text):
        last = match["last"]
        if (case.capital(last) and _plain(last) in case.family) or (
            match["it"][1] == "." and "." in match["it"][2:] and case.capital(last)
        ):
            yield _name(match.start(), match.end(), match.start())


def _taken(words: Sequence[str], how: str, case: _Case) -> int:
    """How many characters of the words after a lead are a name; 0 when none is."""
    count = 0
    for place, word in enumerate(words):
        like_a_name = case.capital(word) or case.listed(word)
        if not place and how in {"title", "said"}:
            # "mr blogs" and "my name is zog": what follows these is a name, whatever its letters.
            like_a_name = len(word) > 1 and not case.everyday(word)
        elif not place and how == "called":
            like_a_name = case.capital(word) or (case.shouted and _plain(word) in case.given)
        elif place:
            like_a_name = like_a_name and not case.everyday(word)
        if not like_a_name:
            break
        count = place + 1
    taken = " ".join(words[:count])
    return len(taken.removesuffix("'s").removesuffix("’s"))


def _name(start: int, end: int, lead: int) -> Finding:
    return Finding(start, end, "name", MASKS["name"], lead)


# --- all together --------------------------------------------------------------------------


def _candidates(text: str) -> Iterator[Finding]:
    if _HINT.search(text):
        for kind, pattern in _numbers():
            for match in pattern.finditer(text):
                yield Finding(*match.span("it"), kind, MASKS[kind], match.start())
        for match in _NHS_ALONE.finditer(text):
            if _is_nhs_number(re.sub(r"\D", "", match[0])):
                yield Finding(*match.span(), "nhs_number", MASKS["nhs_number"], match.start())
    yield from _names(text)


def _merged(candidates: Iterable[Finding]) -> list[Finding]:
    """The findings with those that overlap made one, under the name of the longest."""
    merged: list[Finding] = []
    for each in sorted(candidates):
        last = merged[-1] if merged else None
        if last is None or each.start >= last.end:
            merged.append(each)
            continue
        longer = max(last, each, key=lambda one: one.end - one.start)
        end, lead = max(last.end, each.end), min(last.lead, each.lead)
        merged[-1] = Finding(last.start, end, longer.kind, longer.mask, lead)
    return merged
