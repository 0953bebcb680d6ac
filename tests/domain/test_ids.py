# SPDX-License-Identifier: MIT
"""Ids rise, whoever asks for them, and short ones can be read out."""

import re
import threading
import time
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_desktop.domain import ids


def test_ids_rise_and_are_version_seven() -> None:
    made = [ids.new_id() for _ in range(10_000)]
    assert made == sorted(set(made))
    assert {uuid.UUID(each).version for each in made} == {7}
    assert {uuid.UUID(each).variant for each in made} == {uuid.RFC_4122}


def test_ids_tell_the_time_they_were_made() -> None:
    before = time.time_ns() // 1_000_000
    stamp = uuid.UUID(ids.new_id()).int >> 80
    # A burst of ids may run a little ahead of the clock; it never lags.
    assert before <= stamp <= before + 10_000


def test_threads_never_share_an_id_and_each_sees_them_rise() -> None:
    made: list[list[str]] = [[] for _ in range(8)]

    def work(mine: list[str]) -> None:
        mine.extend(ids.new_id() for _ in range(2_000))

    threads = [threading.Thread(target=work, args=(mine,)) for mine in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(mine == sorted(mine) for mine in made)
    assert len({each for mine in made for each in mine}) == 16_000


def test_a_short_id_is_eight_letters_that_cannot_be_misread() -> None:
    assert ids.short("00000000-0000-7000-8000-000000000000") == "00000000"
    assert ids.short("00000000-0000-7000-8000-00ffffffffff") == "ZZZZZZZZ"
    assert ids.short("00000000-0000-7000-8000-000000000021") == "00000011"
    assert not set("ILOU") & set(ids.CROCKFORD)


def test_a_slip_code_is_easy_to_write() -> None:
    codes = {ids.slip_code() for _ in range(2_000)}
    assert all(re.fullmatch(r"[A-HJKMNP-Z][1-9]-[1-9][0-9]", code) for code in codes)
    assert len(codes) > 1_500


@pytest.mark.parametrize(
    "typed",
    ["K7-42", "k742", "k7 42", " K7–42. ", "K-7-4-2", "k7/42", "K7 – 42", "k7.42"],
)
def test_a_slip_code_is_read_in_any_form(typed: str) -> None:
    assert ids.read_slip(typed) == "K7-42"


@pytest.mark.parametrize(
    "typed", ["K7-4", "K0-42", "K7-02", "KK742", "queue", "742", "7K42", "K7-4Z", ""]
)
def test_other_words_are_no_slip_code(typed: str) -> None:
    assert ids.read_slip(typed) == ids.read_slip(typed, by_hand=True) == ""


def test_every_code_reads_back_as_itself_also_from_a_hand() -> None:
    for code in {ids.slip_code() for _ in range(300)}:
        assert ids.read_slip(code) == ids.read_slip(code.lower().replace("-", " ")) == code
        written = code[0] + code[1:].replace("1", "l").replace("0", "O")
        assert ids.read_slip(written, by_hand=True) == code
    # In a search these are words.
    assert ids.read_slip("pill") == ids.read_slip("soil") == ""


@given(st.text(), st.booleans())
def test_whatever_is_typed_is_a_code_or_nothing(text: str, by_hand: bool) -> None:
    assert len(ids.read_slip(text, by_hand=by_hand)) in {0, 5}
