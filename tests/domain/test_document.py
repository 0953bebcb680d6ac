# SPDX-License-Identifier: MIT
"""A document's values say what stands on paper."""

import pytest

from coprod_desktop.domain import document
from coprod_desktop.domain.document import (
    Document,
    Heading,
    Listing,
    Page,
    PageBreak,
    Paragraph,
    Run,
    Table,
)


def test_a_page_is_as_it_is_held() -> None:
    assert Page().millimetres == (210, 297)
    assert Page("A3", landscape=True).millimetres == (420, 297)
    assert Page("A5").margin < Page("A4").margin


def test_everything_a_document_says_can_be_read_in_order() -> None:
    made = Document(
        "Notes",
        (
            Heading("Notes", 1),
            Paragraph((Run("Who: ", bold=True), Run("a nurse"))),
            Listing(("one", "two")),
            PageBreak(),
            Table(("What", "Who"), (("a clock", "estates"),), "Actions"),
        ),
    )
    assert document.words(made).splitlines() == [
        *("Notes", "Who: a nurse", "one", "two", "Actions", "What", "Who", "a clock", "estates")
    ]


def test_a_text_of_several_lines_is_several_paragraphs() -> None:
    found = document.paragraphs("One.\n\n  Two. \n")
    assert [each.text for each in found] == ["One.", "Two."]
    assert document.paragraphs("  \n") == ()


@pytest.mark.parametrize(
    ("text", "leftwards"),
    [("hello", False), ("12 مرحبا hello", True), ("שלום", True), ("", False), ("123 🙂", False)],
)
def test_the_first_letter_says_which_way_text_runs(text: str, leftwards: bool) -> None:
    assert document.leftwards(text) is leftwards
