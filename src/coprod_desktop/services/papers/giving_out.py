# SPDX-License-Identifier: MIT
"""Papers that leave the store, by a printer or as a file: written whole, and noted in the audit."""

from pathlib import Path
from typing import Final

from coprod_desktop import files
from coprod_desktop.domain.document import Document
from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.services.session import SignedIn

_MOST = 120


def word(s: SignedIn, document: Document, path: Path) -> Path:
    """Write a Word file, whole or not at all. Raises `StorageFull` or `CannotWrite`."""
    from coprod_desktop.services.papers import word_file

    return file(s, "docx", document.title, word_file.as_docx(document), path)


PAPERS: Final = (".docx", ".pdf")


def paper(s: SignedIn, document: Document, path: Path) -> Path:
    """Write a Word or a PDF file, by its name, without a window.

    Raises `InvalidValue`, `CannotDraw`, `StorageFull` or `CannotWrite`.
    """
    match path.suffix.lower():
        case ".docx":
            return word(s, document, path)
        case ".pdf":
            from coprod_desktop.services.papers import pdf_file

            return file(s, "pdf", document.title, pdf_file.as_pdf(document), path)
        case _:
            raise InvalidValue(what="The paper", why="its file's name ends in .docx or .pdf")


def file(s: SignedIn, how: str, title: str, data: bytes, path: Path) -> Path:
    """Write what was made, whole or not at all. Raises `StorageFull` or `CannotWrite`."""
    files.replace(path, data)
    note(s, how, title)
    return path


def note(s: SignedIn, how: str, title: str) -> None:
    """Note that a paper was given out: `how` is "print", "pdf" or "docx"."""
    with s.vault.write() as connection:
        s.note(connection, "report", how, title[:_MOST])
