# SPDX-License-Identifier: MIT
"""One value has one spelling, and every other spelling is refused."""

import json
from typing import Annotated, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_desktop.domain import canonical, text
from coprod_desktop.domain.canonical import NotCanonical, NotOfType
from coprod_desktop.domain.records import Feedback

_MAX = 2**53 - 1
_ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
}


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    words: str
    count: Annotated[int, msgspec.Meta(ge=-_MAX, le=_MAX)] = 0
    answers: dict[str, str | int] = {}
    parts: tuple[str, ...] = ()
    flag: bool = False


_NOTES = msgspec.json.Decoder(Note)


def rfc8785(value: Any) -> str:
    """RFC 8785 as its text has it, for whole numbers (sections 3.2.2 and 3.2.3)."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        spelt = (
            _ESCAPES.get(letter) or (f"\\u{ord(letter):04x}" if letter < " " else letter)
            for letter in value
        )
        return f'"{"".join(spelt)}"'
    if isinstance(value, list | tuple):
        return f"[{','.join(map(rfc8785, value))}]"
    pairs = sorted(value.items(), key=lambda pair: pair[0].encode("utf-16-be"))
    return "{" + ",".join(f"{rfc8785(key)}:{rfc8785(item)}" for key, item in pairs) + "}"


keys = st.text("abcdefghijklmnopqrstuvwxyz0123456789_", min_size=1, max_size=32)
strings = st.text(st.characters(exclude_categories=("Cs",)))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-_MAX, _MAX) | strings,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
clean = strings.map(text.clean)
notes = st.builds(
    Note,
    words=clean,
    count=st.integers(-_MAX, _MAX),
    answers=st.dictionaries(keys, clean | st.integers(0, 9), max_size=4),
    parts=st.lists(clean, max_size=3).map(tuple),
    flag=st.booleans(),
)


@given(values)
def test_an_independent_encoder_writes_the_same_bytes(value: Any) -> None:
    assert canonical.encode(value) == rfc8785(value).encode()


@given(notes)
def test_what_is_written_is_read_back(note: Note) -> None:
    assert canonical.decode(_NOTES, canonical.encode(note)) == note


@given(notes)
def test_other_spellings_of_a_value_are_refused(note: Note) -> None:
    raw = canonical.encode(note)
    tree = json.loads(raw)
    for other in (
        json.dumps(tree, ensure_ascii=False).encode(),
        json.dumps(tree, ensure_ascii=False, separators=(",", ":"), indent=0).encode(),
        json.dumps({**tree, "zz": 1}, ensure_ascii=False, separators=(",", ":")).encode(),
        b"\xef\xbb\xbf" + raw,
        raw + b"\n",
        raw + raw,
        raw[:-1],
    ):
        if other != raw:
            with pytest.raises((NotCanonical, NotOfType)):
                canonical.decode(_NOTES, other)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b'{"words":"a","words":"b"}', id="duplicate key"),
        pytest.param(b'{"words":"b","words":"b"}', id="the same duplicate key"),
        pytest.param(b'{ "words":"a"}', id="white space"),
        pytest.param(b'{"words":"a"}\n', id="white space at the end"),
        pytest.param(b'{"words":"a","count":0}', id="a default spelt out"),
        pytest.param(b'{"words":"a","count":1}', id="keys out of order"),
        pytest.param(b'{"count":1.0,"words":"a"}', id="a fraction"),
        pytest.param(b'{"count":1e2,"words":"a"}', id="an exponent"),
        pytest.param(b'{"count":01,"words":"a"}', id="a leading zero"),
        pytest.param(b'{"count":-0,"words":"a"}', id="minus nought"),
        pytest.param(b'{"count":+1,"words":"a"}', id="a plus sign"),
        pytest.param(b'{"words":"\\u0061"}', id="an escape without need"),
        pytest.param(b'{"words":"\\/"}', id="an escaped slash"),
        pytest.param(b'{"words":"\\u000a"}', id="a line feed in hexadecimal"),
        pytest.param(b'{"words":"\\u00e9"}', id="an escaped letter"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xef\xbb\xbf" + b'{"words":"a"}', id="byte order mark"),
        pytest.param('{"words":"a"}'.encode("utf-16"), id="UTF-16"),
        pytest.param(b'{"words":"\xff"}', id="not UTF-8"),
        pytest.param(b'{"words":"\xed\xa0\x80"}', id="an encoded surrogate"),
        pytest.param(b'{"words":"\xc0\xaf"}', id="an overlong slash"),
        pytest.param(b'{"words":"\\ud800"}', id="a lone surrogate"),
        pytest.param(b'{"words":"\\udc00\\ud800"}', id="surrogates the wrong way round"),
        pytest.param(b'{"words":"\\ud83d\\ude00"}', id="a pair of escapes for one letter"),
        pytest.param('{"words":"e\u0301"}'.encode(), id="not in normal form C"),
        pytest.param('{"words":"a\u202eb"}'.encode(), id="right-to-left override"),
        pytest.param('{"words":"a\u2066b"}'.encode(), id="direction isolate"),
        pytest.param('{"words":"a\ufeffb"}'.encode(), id="byte order mark inside"),
        pytest.param('{"words":"a\u2028b"}'.encode(), id="line separator"),
        pytest.param('{"words":"a\x85b"}'.encode(), id="C1 control"),
        pytest.param(b'{"words":"a\x7fb"}', id="delete"),
        pytest.param(b'{"words":"a\\u0000b"}', id="null"),
        pytest.param(b'{"words":"a\\tb"}', id="tab"),
        pytest.param(b'{"words":"a\\rb"}', id="carriage return"),
        pytest.param(b'{"words":"\\\\\\u0001"}', id="a control after an escaped backslash"),
        pytest.param(b'{"words":"a\nb"}', id="a raw line feed"),
        pytest.param(b"[" * 100_000 + b"]" * 100_000, id="deep nesting"),
    ],
)
def test_bytes_that_are_not_canonical_are_refused(raw: bytes) -> None:
    with pytest.raises((NotCanonical, NotOfType)):
        canonical.decode(_NOTES, raw)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", str(2**53), "9" * 5000])
def test_numbers_beyond_53_bits_are_refused(number: str) -> None:
    with pytest.raises((NotCanonical, NotOfType)):
        canonical.decode(_NOTES, b'{"count":%s,"words":"a"}' % number.encode())


@pytest.mark.parametrize("words", ["a\\n", "\\", '"', "\\u0001", "a\nb", "\u200e\u200f", "😀", "/"])
def test_text_that_needs_care_but_is_allowed(words: str) -> None:
    raw = canonical.encode(Note(words))
    assert canonical.decode(_NOTES, raw).words == words


@pytest.mark.parametrize("raw", [b'{"words":1}', b'{"words":"a","zz":1}', b"{}", b"[]", b"null"])
def test_another_shape_is_told_apart_from_another_spelling(raw: bytes) -> None:
    with pytest.raises(NotOfType):
        canonical.decode(_NOTES, raw)


def test_a_refusal_quotes_none_of_the_content() -> None:
    raw = b'{"words":"a","count":"Mr Brown has hepatitis"}'
    with pytest.raises(NotOfType) as caught:
        canonical.decode(_NOTES, raw)
    assert "Brown" not in str(caught.value)


@given(st.binary(max_size=70))
def test_binary_has_one_spelling(data: bytes) -> None:
    encoded = canonical.b64(data)
    assert canonical.unb64(encoded) == data
    assert "=" not in encoded
    for other in (encoded + "=", encoded + "\n", " " + encoded):
        with pytest.raises(NotCanonical):
            canonical.unb64(other)


@pytest.mark.parametrize("encoded", ["a", "ab=", "ab==", "a+b/", "a b", "aé", "AB", "_x\n"])
def test_sloppy_base64_is_refused(encoded: str) -> None:
    with pytest.raises(NotCanonical):
        canonical.unb64(encoded)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"staff_note": "w" * 20_001}, "“staff note” is longer than 20000 letters"),
        ({"answers": {"what_good": "w" * 20_001}}, "“answers” is longer than 20000 letters"),
        ({"answers": {"fft": 100}}, "“answers” is more than 99"),
        ({"answers": {"fft": -1}}, "“answers” is less than 0"),
        ({"answers": {"Bad key": "x"}}, "“answers” is not written in the way that it has to be"),
        ({"themes": ["ACC"] * 21}, "“themes” has more than 20 parts"),
        ({"themes": ["acc"]}, "“themes” is not written in the way that it has to be"),
        ({"channel": "pigeon"}, "“channel” is none of the values that it may have"),
        ({"date": "2026-02-30"}, "“date” is not a date"),
        ({"date": None}, "“date” is not a date"),
        ({"wing": 7}, "“wing” is not the kind of value that belongs there"),
        ({"nick": "x"}, "it has a field that does not belong there"),
        ({"form": ...}, "“form” is missing"),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_value_is_put_in_words(fields: dict[str, Any], said: str) -> None:
    tree = {"date": "2026-03-02", "form": "feedback-1", "answers": {}, **fields}
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert({k: v for k, v in tree.items() if v is not ...}, Feedback)
    assert canonical.in_words(caught.value) == said


def test_a_whole_of_another_kind_is_put_in_words_too() -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert([], Feedback)
    assert canonical.in_words(caught.value) == "it is not the kind of value that belongs there"
