# SPDX-License-Identifier: MIT
"""What a reading process may say: every fault of content, in bounds, and nothing else."""

import msgspec
import pytest

from coprod_desktop.bundle import errors, errors_inside
from coprod_desktop.bundle import worker_messages as messages
from coprod_desktop.bundle.errors import ChainMismatch, ReaderFailed
from coprod_desktop.bundle.fault import BundleError

# The importer itself raises these: it has the keys, and the history.
ELSEWHERE = (errors.NoMatchingRecipient, errors.KeyUnwrapFailed, errors.ScopeViolation)
CONTENT = [
    kind
    for kind in vars(errors_inside).values()
    if isinstance(kind, type)
    and issubclass(kind, BundleError)
    and (getattr(kind, "STAGE", "") == "E" or kind is ChainMismatch)
    and kind not in ELSEWHERE
]


@pytest.mark.parametrize("kind", CONTENT)
def test_every_fault_of_content_arrives_as_it_was_raised(kind: type[BundleError]) -> None:
    fields = {name: 7 if name in {"n", "most"} else "seven" for name in kind.needed()}
    raised = kind(**fields)
    arrived = messages.decode_fault(messages.encode_fault(raised))
    assert (type(arrived), arrived.fields, arrived.title) == (kind, fields, raised.title)


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\xff" * 9,
        msgspec.msgpack.encode(("MalformedFrame", {})),
        msgspec.msgpack.encode(("MalformedFrame", {"why": "x", "more": "y"})),
        msgspec.msgpack.encode(("MalformedFrame", {"why": "x" * 301})),
        msgspec.msgpack.encode(("MalformedFrame", {"why": ["x"]})),
        msgspec.msgpack.encode(("AlreadyImported", {})),
        msgspec.msgpack.encode(("HistoryRewritten", {"n": 1})),
        msgspec.msgpack.encode(("SystemExit", {})),
    ],
)
def test_anything_else_is_a_reader_that_failed(said: bytes) -> None:
    assert isinstance(messages.decode_fault(said), ReaderFailed)


def test_what_it_says_steers_no_screen() -> None:
    said = msgspec.msgpack.encode(("MalformedFrame", {"why": "a\x1b[2Jb\n\u202ec"}))
    assert not set(messages.decode_fault(said).title) & set("\x1b\n\u202e")


def test_a_longer_bundle_may_take_longer() -> None:
    small, large = (messages.Caps().for_size(size) for size in (1000, 1 << 30))
    assert large.memory == small.memory
    assert large.processor > small.processor
    assert large.waiting > small.waiting
