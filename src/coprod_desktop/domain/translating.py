# SPDX-License-Identifier: MIT
"""Puts the program's own words into the reader's language: English, unless a window says otherwise.

What is said below the windows (papers, the names of routes and themes, the sentences of a fault)
asks here at the moment when it is said. A window hands Qt's translation over once, with `use`; the
terminal never does, so scripts always read English. `scripts/texts.py` gathers the texts.
"""

import datetime
from collections.abc import Callable
from typing import Any, Final, Literal, Self, TypeVar, cast

Translation = Callable[[str, str], str]
"""Gives a text of a context in another language; one that is not known stands for itself."""
Shape = Literal["long", "weekday", "short", "month", "tick", "month_tick"]
Dates = Callable[[datetime.date, Shape], str]
"""Writes a date as a language does."""
ENGLISH: Final = "en-GB"
VOCABULARY: Final = "Vocabulary"
"""The context of texts that are looked up: of codes, of data files, of faults."""
_Value = TypeVar("_Value")


def english(_context: str, text: str) -> str:
    """The translation that leaves all as it is."""
    return text


_now: list[tuple[Translation, str, Dates | None]] = [(english, ENGLISH, None)]


def use(translation: Translation = english, tag: str = ENGLISH, dates: Dates | None = None) -> None:
    """Speak another language from now on, in all threads; `tag` is its BCP 47 tag.

    `dates` writes dates in it; without, they stay as people here write them.
    """
    _now[0] = (translation, tag, dates)


def language() -> str:
    """The BCP 47 tag of the language that is spoken now."""
    return _now[0][1]


def dates() -> Dates | None:
    """What writes dates in the language that is spoken now; None for British English."""
    return _now[0][2]


def translate(context: str, text: str) -> str:
    """A text in the reader's language. It is a literal, with named fields to fill in afterwards."""
    return _now[0][0](context, text)


class Filled(str):
    """A text with values in it, for where it is not yet said: English, until `known` is asked.

    As a string it is the English sentence, so that logs, scripts and other processes read that.
    """

    __slots__ = ("_names", "_template", "_values")
    _template: str
    _values: tuple[str, ...]
    _names: dict[str, str | int]

    def __new__(cls, template: str, *values: str, **names: str | int) -> Self:
        """`template` is a literal with fields in braces, and the rest is what fills them in."""
        made = super().__new__(cls, template.format(*values, **names))
        made._template, made._values, made._names = template, values, names
        return made

    def spoken(self) -> str:
        """The same in the reader's language, with what is filled into it."""
        names = {
            name: each.spoken() if isinstance(each, Filled) else each
            for name, each in self._names.items()
        }
        return _now[0][0](VOCABULARY, self._template).format(*self._values, **names)


def known(text: str) -> str:
    """As `translate`, for a text that is no literal: of a code, of a data file, of a fault."""
    return text.spoken() if isinstance(text, Filled) else _now[0][0](VOCABULARY, text)


def spoken(value: _Value, *names: str) -> _Value:
    """A value that came out of a data file, with its fields of these names translated."""
    return _spoken(value, names, here=False)


def _spoken(value: Any, names: tuple[str, ...], *, here: bool) -> Any:
    # Here, so that a terminal that only wants help does not wait for it.
    from msgspec import Struct
    from msgspec.structs import asdict, replace

    if isinstance(value, Struct):
        fields = asdict(value).items()
        return replace(value, **{k: _spoken(v, names, here=k in names) for k, v in fields})
    if isinstance(value, tuple):
        parts = cast("tuple[Any, ...]", value)
        return tuple(_spoken(each, names, here=here) for each in parts)
    return known(value) if here and isinstance(value, str) else value


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802 - Qt's tools look for it
    """Mark a text for the translators that is looked up later."""
    del context
    return text
