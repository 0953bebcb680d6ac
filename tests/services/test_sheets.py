# SPDX-License-Identifier: MIT
"""What is put on paper: the words, what they are for, and a code that says the same."""

import html.parser
import re

import pytest

from coprod_desktop.services import sheets
from coprod_desktop.services.access import recovery
from coprod_desktop.services.exchanging import office
from coprod_desktop.services.session import SignedIn
from tests.services.scanning import scanned
from tests.stores import RECOVERY_WORDS


@pytest.mark.parametrize("count", [3, 12, 24])
def test_a_scanner_reads_the_words_from_the_code(count: int) -> None:
    words = RECOVERY_WORDS[:count]
    assert scanned(sheets.qr(words)).lower().split() == list(words)


def test_the_longest_words_fit_too() -> None:
    assert scanned(sheets.qr(["abstract"] * 24)) == " ".join(["ABSTRACT"] * 24)


def test_the_office_card_is_a_page_without_anything_that_runs(central: SignedIn) -> None:
    card = office.card(central)
    page = sheets.office_card(card)
    assert page.words == card.words
    assert page.practice
    written = sheets.as_html(page)
    assert not re.search(r"<script|javascript|https?://(?!www\.w3\.org)|\son\w+=", written)
    assert "For practice only" in written
    seen = Seen()
    seen.feed(written)
    assert seen.listed == list(card.words)
    assert seen.lang == "en-GB"
    assert seen.labels == ["QR code of the words above"]
    assert seen.open == []


def test_a_name_cannot_break_out_of_the_page() -> None:
    card = office.OfficeCard("<b onclick=x>&\"'", "live", RECOVERY_WORDS[:12])
    written = sheets.as_html(sheets.office_card(card))
    assert "<b " not in written
    assert "&lt;b onclick=x&gt;" in written


def test_pages_of_secret_words_are_never_a_file(wing: SignedIn) -> None:
    made = recovery.sheet(wing)
    key = sheets.recovery_key("North West", "live", RECOVERY_WORDS)
    sheet = sheets.recovery_sheet(made)
    for page in (key, sheet):
        assert page.secret
        assert len(page.words) == 24
        assert scanned(page.qr).lower().split() == list(page.words)
        with pytest.raises(ValueError, match="not written"):
            sheets.as_html(page)
    assert (sheet.title, sheet.practice) == ("Recovery sheet: HMP Example, B", True)
    assert any("Made by Hal" in note for note in sheet.notes)
    assert (key.title, key.practice) == ("Recovery key: North West", False)


class Seen(html.parser.HTMLParser):
    """What a screen reader would meet; every element that is opened is closed."""

    VOID = frozenset({"meta"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.listed: list[str] = []
        self.labels: list[str] = []
        self.lang = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.lang = self.lang or given.get("lang") or ""
        if given.get("role") == "img":
            self.labels.append(given.get("aria-label") or "")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "li":
            self.listed.append(data)
