# SPDX-License-Identifier: MIT
"""Small numbers are hidden, and nothing that is shown lets anybody work them out."""

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_desktop.domain import suppression
from coprod_desktop.domain.suppression import FFT, HIDDEN, NHS_DIGITAL, Rule, Shown

MOST = 16
"""No hidden count is taken for more: a reader who knows that knows more than any real one."""


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0"), (1, "*"), (7, "*"), (8, "10"), (12, "10"), (13, "15"), (1002, "1000")],
)
def test_one_to_seven_are_hidden_and_others_rounded_to_five(count: int, said: str) -> None:
    assert suppression.shown(count) == said


@pytest.mark.parametrize(("count", "said"), [(0, "0"), (1, "*"), (4, "*"), (5, "5"), (13, "13")])
def test_the_friends_and_family_rule_hides_fewer_than_five(count: int, said: str) -> None:
    assert suppression.shown(count, FFT) == said


def test_each_rule_says_in_words_what_it_does() -> None:
    assert "from 1 to 7 are shown as *" in suppression.why()
    assert "nearest 5" in suppression.why()
    assert "from 1 to 4" in suppression.why(FFT)
    assert "rounded" not in suppression.why(FFT)


def test_a_number_that_a_total_would_tell_is_joined_by_another() -> None:
    assert suppression.listed([10, 3, 20], FFT) == (("*", "*", "20"), "33")


def test_what_a_total_tells_to_within_its_rounding_alone_stays() -> None:
    assert suppression.listed([43, 3, 20]) == (("45", "*", "20"), "65")


def test_a_list_that_no_hiding_makes_safe_is_not_shown() -> None:
    assert suppression.listed([1, 1, 1, 1, 1], FFT) is None
    assert suppression.listed([1, 0], FFT) == (("*", "0"), "*")


def test_large_numbers_stand_as_they_are() -> None:
    found = suppression.table([[10, 20], [30, 40]], FFT)
    assert found == Shown((("10", "20"), ("30", "40")), ("30", "70"), ("40", "60"), "100")


def test_one_small_number_in_a_table_hides_a_square() -> None:
    found = suppression.table([[10, 3], [30, 40]], FFT)
    assert found is not None
    assert sum(text == HIDDEN for row in found.rows for text in row) >= 1
    assert "3" not in {text for row in found.rows for text in row}


RULES = st.sampled_from([FFT, Rule("three", 3, 1), NHS_DIGITAL, Rule("two", 2, 3)])
SMALL = st.integers(0, 9)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(SMALL, min_size=2, max_size=2), min_size=1, max_size=2), RULES)
def test_no_hidden_number_can_be_computed(counts: list[list[int]], rule: Rule) -> None:
    for keep_total in (False, True):
        found = suppression.table(counts, rule, keep_total=keep_total)
        if found is None:
            assert keep_total
            continue
        texts = flat(found)
        if keep_total:
            assert found.total == suppression.shown(sum(map(sum, counts)), rule)
        for text, count in zip(texts, sums(counts), strict=True):
            assert text in {HIDDEN, suppression.shown(count, rule)}
            assert text == HIDDEN or not 0 < count < rule.least
        unknown = {place for place, text in enumerate(texts) if text == HIDDEN}
        assert all(len(values) > 1 for values in possible(texts, counts, rule, unknown).values())


def flat(found: Shown) -> list[str]:
    cells = [text for row in found.rows for text in row]
    return [*cells, *found.row_totals, *found.column_totals, found.total]


def sums(counts: Sequence[Sequence[int]]) -> list[int]:
    cells = [count for row in counts for count in row]
    columns = [sum(row[place] for row in counts) for place in range(len(counts[0]))]
    return [*cells, *map(sum, counts), *columns, sum(cells)]


def possible(
    texts: Sequence[str], counts: Sequence[Sequence[int]], rule: Rule, unknown: set[int]
) -> dict[int, set[int]]:
    """Every value that each hidden number takes in some table that would look the same."""
    height, width = len(counts), len(counts[0])
    rounded = {str(n): set[int]() for n in range(4 * MOST + 9)}
    for n in range(4 * MOST + 1):
        if not 0 < n < rule.least:
            rounded[suppression.shown(n, rule)].add(n)
    ranges = [
        range(1, MOST + 1) if text == HIDDEN else sorted(rounded[text])
        for text in texts[: height * width]
    ]
    found: dict[int, set[int]] = {place: set() for place in unknown}
    for cells in itertools.product(*ranges):
        rows = [cells[row * width : (row + 1) * width] for row in range(height)]
        every = sums(rows)
        if all(
            value > 0 if text == HIDDEN else value in rounded[text]
            for text, value in zip(texts, every, strict=True)
        ):
            for place in unknown:
                found[place].add(every[place])
            if all(len(values) > 1 for values in found.values()):
                break
    return found


@settings(max_examples=30, deadline=None)
@given(
    st.integers(2, 6).flatmap(
        lambda width: st.lists(
            st.lists(st.integers(0, 40), min_size=width, max_size=width), min_size=1, max_size=8
        )
    )
)
def test_every_table_comes_to_an_end_with_every_small_number_hidden(
    counts: list[list[int]],
) -> None:
    found = suppression.table(counts)
    assert found is not None
    for line, texts in zip(counts, found.rows, strict=True):
        for count, text in zip(line, texts, strict=True):
            assert text == HIDDEN or count == 0 or count >= 8
