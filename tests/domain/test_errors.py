# SPDX-License-Identifier: MIT
"""Each fault that a person can meet says what happened, what is safe, and what to do."""

import importlib
import pkgutil
import re

import pytest

import coprod_desktop
from coprod_desktop.domain.errors import UserError

JARGON = re.compile(
    r"\b(exceptions?|traceback|null|none|sql|sqlite|database|errno|stack|tuple|struct|boolean|"
    r"invalid argument|unexpected error|oops|failure code|json|hash|bytes object|nonce|aead|"
    r"checksum|parse[rd]?|decode[rd]?|string|integer|argument|parameter|instance|pragma|i/o)\b",
    re.IGNORECASE,
)


def kinds() -> list[type[UserError]]:
    """Every kind of fault in the whole program (screens apart: they define none)."""
    for module in pkgutil.walk_packages(coprod_desktop.__path__, "coprod_desktop."):
        if not module.name.startswith(("coprod_desktop.gui", "coprod_desktop.app")):
            importlib.import_module(module.name)
    found: list[type[UserError]] = []
    waiting = [UserError]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        ours = kind.__module__.startswith("coprod_desktop")
        if ours and kind.__name__ not in {"UserError", "BundleError", "SecurityAlarm"}:
            found.append(kind)
    return sorted(set(found), key=lambda kind: kind.__name__)


KINDS = kinds()


def made(kind: type[UserError]) -> UserError:
    return kind(**dict.fromkeys(kind.needed(), "Xyz"))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_has_its_three_sentences(kind: type[UserError]) -> None:
    error = made(kind)
    for sentence in (error.title, error.safe, error.advice):
        assert sentence.strip() == sentence != ""
        assert "{" not in sentence
        assert "}" not in sentence
        assert sentence[0].isupper() or sentence[0].isdigit()
        assert sentence[-1] in ".!?"
        assert "  " not in sentence
        assert not JARGON.search(sentence), JARGON.search(sentence)
    assert error.code == kind.__name__
    assert error.title in str(error)
    assert error.advice in str(error)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_kind_can_be_raised_without_what_its_sentences_speak_of(kind: type[UserError]) -> None:
    needed = sorted(kind.needed())
    for left_out in needed:
        with pytest.raises(TypeError, match=left_out):
            kind(**dict.fromkeys(set(needed) - {left_out}, "Xyz"))


def test_codes_are_unique() -> None:
    names = [kind.__name__ for kind in KINDS]
    assert len(names) == len(set(names)) > 60
