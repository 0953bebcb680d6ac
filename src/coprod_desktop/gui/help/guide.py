# SPDX-License-Identifier: MIT
"""The pages of the user guide as they lie on the disk: titles, order, and where words stand."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Final, NamedTuple

from coprod_desktop import paths

FIRST: Final = "index"
_LINK: Final = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_PICTURE: Final = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
_COMMENT: Final = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_MARKUP: Final = re.compile(r"[*_`#>|]|\]\([^)]*\)|[\[\]]")


class GuidePage(NamedTuple):
    """One page: its name (the file's, without ``.md``), its title, and its Markdown."""

    name: str
    title: str
    text: str

    def links(self) -> tuple[str, ...]:
        """Where its links lead, as they are written."""
        return tuple(_LINK.findall(self.text))

    def pictures(self) -> tuple[tuple[str, str], ...]:
        """Its pictures: (words that say the same, file as it is written)."""
        return tuple((words, file) for words, file in _PICTURE.findall(self.text))

    def plain(self) -> str:
        """Its words without the markup, in lower case, to be searched."""
        return " ".join(_MARKUP.sub(" ", self.text).casefold().split())


@functools.cache
def pages(folder: Path | None = None) -> dict[str, GuidePage]:
    """All pages by name: first the contents, then in the order in which the contents name them."""
    place = folder or paths.guide()
    found: dict[str, GuidePage] = {}
    for file in sorted(place.glob("*.md")):
        text = _COMMENT.sub("", file.read_text("utf-8"))
        title = next((line[2:] for line in text.splitlines() if line.startswith("# ")), file.stem)
        found[file.stem] = GuidePage(file.stem, title, text)
    named = [FIRST, *(name_of(link) for link in found[FIRST].links())] if FIRST in found else []
    order = {name: place for place, name in reversed(list(enumerate(named)))}
    return dict(sorted(found.items(), key=lambda each: (order.get(each[0], len(order)), each[0])))


def name_of(link: str) -> str:
    """The page that a link leads to, or nothing where it leads elsewhere."""
    path = link.partition("#")[0]
    return path.removesuffix(".md") if path.endswith(".md") and "/" not in path else ""


def search(words: str, folder: Path | None = None) -> tuple[GuidePage, ...]:
    """The pages in which all of the words stand, those with one in the title first."""
    typed = words.casefold().split()
    found = [page for page in pages(folder).values() if all(word in page.plain() for word in typed)]
    return tuple(
        sorted(found, key=lambda page: not any(word in page.title.casefold() for word in typed))
    )
