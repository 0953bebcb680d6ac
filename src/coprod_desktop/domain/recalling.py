# SPDX-License-Identifier: MIT
"""Reads back changes that were read strictly when they came: the same types without their bounds.

Checking a dozen patterns costs twice what the decoding does, and a store's own log has been through
it. What is read here is only ever looked at, and never taken in, shown as sound or sent.
"""

import functools
import types
import typing
from typing import Any, TypeGuard

import msgspec
from msgspec import Struct

from coprod_desktop.domain.canonical import NotOfType
from coprod_desktop.domain.change import Change


def recall(raw: bytes) -> Change:
    """A change of this store's own log. Raises `NotOfType` where that is no change at all."""
    try:
        return _decoder().decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        msg = "not a change"
        raise NotOfType(msg) from None


_GENERIC: tuple[Any, ...] = (tuple, dict)


@functools.cache
def _decoder() -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(unbounded(Change))


def unbounded(kind: Any) -> Any:
    """A type without the bounds in its annotations: a struct becomes a subclass of itself."""
    origin: Any = typing.get_origin(kind)
    parts: tuple[Any, ...] = typing.get_args(kind)
    if origin is typing.Annotated:
        return unbounded(parts[0])
    if origin in (typing.Union, types.UnionType):
        return typing.Union[tuple(unbounded(part) for part in parts)]  # noqa: UP007  of any number
    if origin in _GENERIC:
        return origin[tuple(part if part is ... else unbounded(part) for part in parts)]
    return _twin(kind) if _is_struct(kind) else kind


def _is_struct(kind: Any) -> TypeGuard[type[Struct]]:
    return isinstance(kind, type) and issubclass(kind, Struct)


@functools.cache
def _twin(kind: type[Struct]) -> type[Struct]:
    """A subclass with the same fields: whoever matches on the type finds what it looks for."""
    hints = typing.get_type_hints(kind, include_extras=True)
    fields: list[Any] = []
    for each in msgspec.structs.fields(kind):
        bare = unbounded(hints[each.name])
        if each.default is not msgspec.NODEFAULT:
            fields.append((each.name, bare, each.default))
        elif each.default_factory is not msgspec.NODEFAULT:
            fields.append((each.name, bare, msgspec.field(default_factory=each.default_factory)))
        else:
            fields.append((each.name, bare))
    made = msgspec.defstruct(kind.__name__, fields, bases=(kind,), frozen=True, kw_only=True)
    # What decoding needs to know of it is put together here, before another thread can have it:
    # msgspec decodes into a struct of which another thread has put together only half, and crashes.
    msgspec.json.Decoder(made)
    return made
