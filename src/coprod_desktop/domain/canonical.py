# SPDX-License-Identifier: MIT
"""Canonical JSON: one value, one sequence of bytes (RFC 8785, restricted).

Keys are sorted, numbers are whole, strings are in normal form C, white space is absent and binary
is unpadded base64url. A reader decodes strictly into the expected type, **encodes again and
compares bytes**: duplicate keys, odd escapes and other spellings of the same value die there.
"""

import base64
import re
from typing import Any, TypeVar

import msgspec

from coprod_desktop.domain import text
from coprod_desktop.domain.translating import Filled

T = TypeVar("T")

_ENCODER = msgspec.json.Encoder(order="sorted")
# What msgspec quotes of the input: an unknown field's name, an enumeration's or tag's value.
_QUOTED_RE = re.compile(r"'.*'|(?<=unknown field )`.*`|(?<=value )`.*`", re.DOTALL)
_LONGEST_REASON = 200
_ESCAPE_RE = re.compile(rb"\\[^n\"\\]")


# The last name in a path such as $.agenda[...].title.
_PLACE_RE = re.compile(r" - at (?:`key` in )?`[^`]*?(\w+)(?:\[[^\]]*\])*`$")
_WORDS = (
    (r"`str` of length <= (\d+)", "{where} is longer than {0} letters"),
    (r"`str` of length >= ", "{where} is empty"),
    (r"`array` of length <= (\d+)", "{where} has more than {0} parts"),
    (r"`int` <= (-?\d+)", "{where} is more than {0}"),
    (r"`int` >= (-?\d+)", "{where} is less than {0}"),
    (r"required field `(\w+)`", "“{0}” is missing"),
    (r"unknown field", "{where} has a field that does not belong there"),
    (r"enum value", "{where} is none of the values that it may have"),
    (r"matching regex", "{where} is not written in the way that it has to be"),
    (r"date", "{where} is not a date"),
)
_RULES = tuple((re.compile(pattern), words) for pattern, words in _WORDS)


class NotCanonical(ValueError):
    """The bytes are not JSON, or not the one canonical spelling of their value."""


class NotOfType(ValueError):
    """The bytes are JSON, but not of the expected shape, or out of a field's bounds."""


def ready(*kinds: Any) -> None:
    """Put together what reading into these types needs, while their module is being imported.

    msgspec does so when a type is first read into, and another thread that reads into it at that
    moment meets half of it and crashes the program. Nobody else has a type before its module ends.
    """
    for kind in kinds:
        msgspec.json.Decoder(kind)


def encode(value: Any) -> bytes:
    """The canonical bytes of a value (a frozen struct, or plain lists, dicts, strings, ints)."""
    return _ENCODER.encode(value)


def decode(decoder: msgspec.json.Decoder[T], raw: bytes) -> T:
    """Decode bytes that must be the canonical spelling of a `T`.

    Raises `NotCanonical` or `NotOfType`, with a reason that quotes no content.
    """
    try:
        value = decoder.decode(raw)
    except msgspec.ValidationError as error:
        raise NotOfType(shape_of(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        msg = "not valid JSON"
        raise NotCanonical(msg) from None
    if _ENCODER.encode(value) != raw:
        msg = "not the canonical spelling"
        raise NotCanonical(msg)
    if why := _text_fault(raw):
        raise NotCanonical(why)
    return value


def shape_of(error: msgspec.ValidationError) -> str:
    """A validation error's words without the values it quotes."""
    return _QUOTED_RE.sub("…", str(error))[:_LONGEST_REASON]


def _text_fault(raw: bytes) -> str:
    # A canonical string escapes only quote, backslash and control characters, and of these a
    # record may hold only the line feed: any other escape is a forbidden character.
    if b"\\" in raw and _ESCAPE_RE.search(raw.replace(b"\\\\", b"")):
        return "a string holds a control character"
    if raw.isascii() and b"\x7f" not in raw:
        return ""
    return text.fault(raw.decode())


def in_words(error: msgspec.ValidationError) -> str:
    """A validation error as a person may read it; names the field, and quotes no value."""
    said = shape_of(error)
    named = _PLACE_RE.search(said)
    where = f"“{named[1].replace('_', ' ')}”" if named else "it"
    for pattern, words in _RULES:
        if found := pattern.search(said):
            return Filled(words, *found.groups(), where=where)
    return Filled("{where} is not the kind of value that belongs there", where=where)


def b64(data: bytes) -> str:
    """Unpadded base64url, as binary stands in canonical JSON."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(encoded: str) -> bytes:
    """The bytes of unpadded base64url; raises `NotCanonical` for any other spelling."""
    try:
        data = base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True)
    except ValueError:
        data = b""
    if b64(data) != encoded:
        msg = "not unpadded base64url"
        raise NotCanonical(msg)
    return data
