# SPDX-License-Identifier: MIT
from hypothesis import given
from hypothesis import strategies as st

from coprod_desktop.domain.folding import fold


@given(st.text() | st.text("a’‘“”–\t ﬁ½…İ\n"))
def test_every_character_knows_where_it_came_from(text: str) -> None:
    folded = fold(text)

    assert len(folded.cased) == len(folded.plain) == len(folded.places) - 1
    assert list(folded.places) == sorted(folded.places)
    assert folded.places[-1] == len(text)
    assert fold(folded.cased).cased == folded.cased


def test_marks_of_one_kind_are_made_one() -> None:
    assert fold("I  can’t – “No” ﬁne\tÉ").plain == 'i can\'t - "no" fine é'
