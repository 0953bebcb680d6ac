# SPDX-License-Identifier: MIT
"""A PDF without a window: drawn by a process of its own, with words that can be found in it."""

import pytest

from coprod_desktop.domain.document import Document, Heading, said
from coprod_desktop.domain.errors import CannotDraw
from coprod_desktop.services.papers import pdf_file


def test_a_document_becomes_a_pdf_without_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    whole = Document("The pack", (Heading("What was heard", 1), said("Forty comments")))
    found = pdf_file.as_pdf(whole)
    assert found.startswith(b"%PDF-1.6")
    assert found.rstrip().endswith(b"%%EOF")
    assert b"/ToUnicode" in found  # letters, and not a picture of them
    assert "The pack".encode("utf-16-be") in found


def test_where_nothing_can_draw_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_file, "DRAW_PAPER", "no-such-thing/at-all")
    monkeypatch.setattr(pdf_file, "_MODULE", "coprod_desktop.no_such_module")
    with pytest.raises(CannotDraw):
        pdf_file.as_pdf(Document("x", ()))
