# SPDX-License-Identifier: MIT
"""A reply slip carries a code twice, and nothing of what was said."""

import datetime

from coprod_desktop.domain import document
from coprod_desktop.domain.document import CutLine
from coprod_desktop.services.papers import slips


def test_both_halves_carry_the_code_and_the_day() -> None:
    made = slips.reply_slip("K7-42", datetime.date(2026, 3, 2), "HMP Example", "B", "Slip code")
    cut = next(place for place, block in enumerate(made.blocks) if isinstance(block, CutLine))
    halves = (made.blocks[:cut], made.blocks[cut + 1 :])
    for half in halves:
        text = document.words(document.Document("", half))
        assert "K7-42" in text
        assert "Given on: 2 March 2026" in text
        assert "B, HMP Example" in text
    assert "What happened to K7-42?" in document.words(made)
    assert made.page.size == "A5"
    assert not made.numbered
