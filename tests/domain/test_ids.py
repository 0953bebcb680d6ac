# SPDX-License-Identifier: MIT
"""Ids rise, whoever asks for them, and short ones can be read out."""

import re
import threading
import time
import uuid

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
