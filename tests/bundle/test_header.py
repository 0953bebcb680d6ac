# SPDX-License-Identifier: MIT
import json
import uuid
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from coprod_desktop.bundle import header
from coprod_desktop.bundle.errors import HeaderMismatch, MalformedHeader
from coprod_desktop.bundle.header import (
    EMPTY_SHA256,
    BodyInfo,
    Core,
    Enrol,
    Header,
    Kind,
    Life,
    Wrap,
)
from coprod_desktop.domain import ids
from coprod_desktop.domain.canonical import b64
from tests.bundle.making import DEVICE, LIFE, Office, Wing

DIGESTS = st.binary(min_size=32, max_size=32).map(b64)
KEY_IDS = st.lists(st.binary(min_size=8, max_size=8).map(b64), min_size=1, max_size=8, unique=True)
NUMBERS = st.integers(2, 2**53 - 1)


@st.composite
def sound(draw: st.DrawFn) -> Header:
    recipients = tuple(draw(KEY_IDS))
    kinds: tuple[Kind, ...] = ("changes", "return")
    kind = draw(st.sampled_from(kinds))
    lives = draw(st.lists(st.uuids().map(str), min_size=1, max_size=5, unique=True))
    life = Life(id=lives[0], chain=draw(DIGESTS), former=tuple(lives[1:]))
    core = Core(
        type=kind,
        env=draw(st.sampled_from(["live", "practice"])),
        office=draw(st.from_regex(r"[A-Za-z0-9-]{1,64}", fullmatch=True)),
        device=str(draw(st.uuids())),
        epoch=str(draw(st.uuids())),
        seq=draw(NUMBERS),
        prev=draw(DIGESTS),
        suite=draw(st.from_regex(r"[a-z0-9-]{1,64}", fullmatch=True)),
        schema=draw(st.integers(1, 65_535)),
        recipients=recipients,
        life=life if kind == "return" else UNSET,
    )
    sealed = st.binary(min_size=1, max_size=200).map(b64)
    wraps = tuple(Wrap(kid=kid, enc_key=draw(sealed)) for kid in recipients)
    return Header(core=core, wraps=wraps, body=BodyInfo(len=draw(NUMBERS), sha256=draw(DIGESTS)))


@given(sound())
def test_a_sound_header_comes_back_as_it_was(made: Header) -> None:
    read = header.decode(made.encode())
    assert read == made
    header.check(read, made.core.type)
    assert b'"enrol"' not in made.encode()


@given(sound(), st.data())
def test_no_other_spelling_of_a_header_is_read(made: Header, data: st.DataObject) -> None:
    raw = bytearray(made.encode())
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))
    try:
        read = header.decode(bytes(raw))
    except MalformedHeader:
        return
    assert read.encode() == raw
    assert read != made


def spoilt(made: Header, **core: Any) -> bytes:
    tree = json.loads(made.encode())
    tree["core"].update(core)
    return json.dumps(tree, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode(
        "utf-8", "surrogatepass"
    )


@pytest.fixture
def good(office: Office) -> Header:
    return Wing(office).header_of(b"sealed")


@pytest.mark.parametrize(
    "core",
    [
        {"container": 2},
        {"type": "gossip"},
        {"env": "test"},
        {"office": ""},
        {"office": "../../etc"},
        {"office": "office\u202e1"},
        {"device": "con"},
        {"device": str(uuid.UUID(int=5)).upper().replace("0", "A")},
        {"device": str(uuid.UUID(int=5)) + "\n"},
        {"epoch": None},
        {"seq": -1},
        {"seq": 2**53},
        {"seq": 1.0},
        {"seq": "1"},
        {"seq": True},
        {"prev": "A" * 42},
        {"prev": "A" * 42 + "B"},  # not the spelling of any 32 bytes
        {"prev": "A" * 43 + "="},
        {"suite": "X"},
        {"suite": "\ud800"},
        {"schema": 0},
        {"schema": 65_536},
        {"recipients": ["A" * 11] * 9},
        {"recipients": "A" * 11},
        {"extra": 1},
    ],
)
def test_a_header_out_of_bounds_is_malformed(good: Header, core: dict[str, Any]) -> None:
    with pytest.raises(MalformedHeader):
        header.decode(spoilt(good, **core))


@pytest.mark.parametrize(
    "edit",
    [
        lambda raw: b"\xef\xbb\xbf" + raw,
        lambda raw: raw + b"\n",
        lambda raw: b" " + raw,
        lambda raw: raw.replace(b'"seq":1', b'"seq":1,"seq":2'),
        lambda raw: raw.replace(b'"seq":1', b'"seq":NaN'),
        lambda raw: raw.replace(b'"seq":1', b'"seq":' + b"1" * 5000),
        lambda raw: raw.replace(b'"seq":1', b'"seq":1e0'),
        lambda raw: raw.replace(b'"seq":1', b'"seq":01'),
        lambda raw: raw.replace(b'"seq":1', b'"seq":' + b"[" * 200_000),
        lambda raw: raw.replace(b"changes", rb"chan\u0067es"),
        lambda raw: raw.replace(b"changes", b"chan\xffges"),
        lambda raw: raw.replace(b'"wraps"', b'"enrol":null,"wraps"'),
        lambda _: b"",
        lambda _: b"null",
        lambda _: b"[" * 200_000,
        lambda _: b"\0",
    ],
)
def test_a_header_in_another_spelling_is_malformed(good: Header, edit: Any) -> None:
    with pytest.raises(MalformedHeader):
        header.decode(edit(good.encode()))


ENROL = Enrol(site="S", wing="W", sign_key="AA", receive_key="AA", at=0)


@pytest.mark.parametrize(
    ("core", "other"),
    [
        ({"type": "return"}, {}),
        ({"life": LIFE}, {}),
        ({"type": "enrol_request"}, {}),
        ({"recipients": ()}, {}),
        ({"recipients": ("AAAAAAAAAAA",)}, {}),
        ({"seq": 0}, {}),
        ({"seq": 2}, {}),
        ({"prev": EMPTY_SHA256}, {}),
        ({}, {"body": BodyInfo(len=0, sha256=EMPTY_SHA256)}),
        ({}, {"wraps": ()}),
        ({}, {"enrol": ENROL}),
    ],
)
def test_parts_that_contradict_each_other_are_refused(
    good: Header, core: dict[str, Any], other: dict[str, Any]
) -> None:
    replaced = msgspec.structs.replace(good.core, **core)
    with pytest.raises(HeaderMismatch):
        header.check(msgspec.structs.replace(good, core=replaced, **other), "changes")


def test_one_recipient_is_not_named_twice(good: Header) -> None:
    core = msgspec.structs.replace(good.core, recipients=good.core.recipients * 2)
    with pytest.raises(HeaderMismatch):
        header.check(Header(core=core, wraps=good.wraps * 2, body=good.body), "changes")


def test_the_signature_covers_type_and_length(good: Header) -> None:
    raw = good.encode()
    expected = b"DSSEv1 37 application/vnd.coprod.header.v1+json " + str(len(raw)).encode() + b" "
    assert header.pae(raw) == expected + raw


def test_file_names_tell_nothing(good: Header) -> None:
    assert header.file_name(good.core) == f"{ids.short(DEVICE)}-1.coprod"
    back = msgspec.structs.replace(good.core, type="return", seq=7)
    assert header.file_name(back).endswith("-r7.coprod")
