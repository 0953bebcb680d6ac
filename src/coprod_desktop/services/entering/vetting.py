# SPDX-License-Identifier: MIT
"""Comments that come in many at once: what may tell who somebody is, or of harm, is never silent.

While a person types, the guards ask. Here nobody is before the screen: harm stands with the comment
as still to be passed on, and names are refused until somebody said to mask them or to keep them.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

import msgspec
from msgspec import Struct
from sqlalchemy.engine import Connection

from coprod_desktop.domain import harm, identifying, vocabulary
from coprod_desktop.domain.errors import MayIdentify
from coprod_desktop.domain.identifying import Kind
from coprod_desktop.domain.records import Feedback
from coprod_desktop.services.loop import guarding
from coprod_desktop.services.recording.records import Saved
from coprod_desktop.services.session import SignedIn

Rule = Literal["refuse", "mask", "keep"]
RULES: Final[tuple[Rule, ...]] = ("refuse", "mask", "keep")
NOTE: Final = "staff_note"
_AROUND: Final = 48


class Spot(Struct, frozen=True):
    """Words that may tell who somebody is: in which question's answer, or in the staff note.

    `instead` stands in their place once they are masked, `before` and `after` stand around them.
    """

    part: str
    kind: Kind
    words: str
    instead: str
    before: str = ""
    after: str = ""


class Decision(Struct, frozen=True):
    """What a person said of a row in which these words stand; of other words it says nothing."""

    rule: Rule
    words: tuple[str, ...]


class Guard(Struct, frozen=True):
    """What becomes of what may tell who somebody is: for all rows, and for some by their lines.

    With `dealt_with`, somebody says that whatever may tell of harm was read and passed on before.
    """

    rule: Rule = "refuse"
    dealt_with: bool = False
    decided: Mapping[int, Decision] = {}

    def rule_of(self, line: int, spots: Sequence[Spot]) -> Rule:
        """The rule for one row."""
        said = self.decided.get(line)
        return said.rule if said is not None and said.words == words_of(spots) else self.rule


class Flag(Struct, frozen=True):
    """A comment that was recorded, and what about it somebody has to know.

    `harm` are the routes that its words ask for and nobody has answered; unless they were
    `dealt_with` before, it is still to be passed on. `identifying` is what was found in it, and
    `rule` what was done with that. The words themselves are left out.
    """

    line: int
    id: str
    harm: tuple[str, ...] = ()
    identifying: tuple[Kind, ...] = ()
    rule: Rule | Literal[""] = ""
    dealt_with: bool = False


class Vetted(Struct, frozen=True):
    """A comment as it may be recorded, and what was found in it."""

    record: Feedback
    flag: Flag | None


def spots(record: Feedback) -> tuple[Spot, ...]:
    """What may tell who somebody is, in the order of the questions, the staff note last."""
    return tuple(
        Spot(
            part,
            each.kind,
            text[each.lead : each.end],
            text[each.lead : each.start] + each.mask,
            text[max(0, each.lead - _AROUND) : each.lead],
            text[each.end : each.end + _AROUND],
        )
        for part, text in _texts(record)
        for each in identifying.find(text)
    )


def words_of(found: Sequence[Spot]) -> tuple[str, ...]:
    """The words that give it away."""
    return tuple(each.words for each in found)


def masked(record: Feedback) -> Feedback:
    """The comment with a mask in the place of all that may tell who somebody is."""
    texts = {
        part: identifying.masked(text, identifying.find(text)) for part, text in _texts(record)
    }
    note = texts.pop(NOTE)
    return msgspec.structs.replace(record, answers={**record.answers, **texts}, staff_note=note)


def vet(record: Feedback, line: int, guard: Guard) -> Vetted:
    """Look a comment over; its flag has no id yet. Raises `MayIdentify` where it is refused."""
    found = spots(record)
    rule = guard.rule_of(line, found) if found else ""
    if rule == "refuse":
        parts = ", ".join(f"{part}: {_said(kind)}" for part, kind in _kinds(found))
        raise MayIdentify(why=parts)
    said = masked(record) if rule == "mask" else record
    open_too = guarding.with_open(said)
    known = {each.route for each in record.escalations}
    routes = tuple(each.route for each in open_too.escalations if each.route not in known)
    kinds = _distinct(found)
    flag = Flag(line, "", routes, kinds, rule, guard.dealt_with) if routes or kinds else None
    return Vetted(said if guard.dealt_with else open_too, flag)


class Flags:
    """Flags as they are met, in the order in which the comments are recorded."""

    def __init__(self) -> None:
        self._met: list[tuple[int, Flag]] = []
        self._number = 0

    def meet(self, flag: Flag | None) -> None:
        """The next comment that is recorded, and its flag if it has one."""
        if flag is not None:
            self._met.append((self._number, flag))
        self._number += 1

    def note(self, s: SignedIn, source: str, connection: Connection) -> None:
        """Note in the audit that somebody answered for what may tell of harm, and for how much."""
        answered = [flag.harm for _, flag in self._met if flag.dealt_with and flag.harm]
        if answered:
            number = sum(map(len, answered))
            detail = f"{number} in {len(answered)} comments: said to be passed on before"
            s.note(connection, "harm", source, detail)

    def of(self, taken: Sequence[Saved]) -> tuple[Flag, ...]:
        """The flags, once it is known what the comments are called."""
        return tuple(msgspec.structs.replace(flag, id=taken[place].id) for place, flag in self._met)


def in_words(flag: Flag) -> list[str]:
    """What somebody has to know of a comment, a line each."""
    said: list[str] = []
    if flag.harm:
        routes = ", ".join(harm.route(code).label for code in flag.harm)
        done = "was dealt with before" if flag.dealt_with else "is still to be passed on"
        said.append(f"it may tell of harm and {done} ({routes}): {flag.id}")
    if flag.identifying:
        kinds = ", ".join(_said(kind) for kind in flag.identifying)
        done = "masked" if flag.rule == "mask" else "kept"
        said.append(f"it may tell who somebody is ({kinds}), {done}: {flag.id}")
    return said


def _distinct(found: Sequence[Spot]) -> tuple[Kind, ...]:
    kinds: dict[Kind, None] = {each.kind: None for each in found}
    return tuple(kinds)


def _said(kind: Kind) -> str:
    return vocabulary.IDENTIFYING[kind].lower().replace("nhs", "NHS")


def _texts(record: Feedback) -> list[tuple[str, str]]:
    answers = [(name, each) for name, each in record.answers.items() if isinstance(each, str)]
    return [*answers, (NOTE, record.staff_note)]


def _kinds(found: Sequence[Spot]) -> list[tuple[str, Kind]]:
    pairs: list[tuple[str, Kind]] = [(each.part, each.kind) for each in found]
    return list(dict.fromkeys(pairs))
