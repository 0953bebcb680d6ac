# SPDX-License-Identifier: MIT
"""What to look at before others read a paper: words in it that may tell who somebody is."""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from coprod_desktop.domain import document as paper
from coprod_desktop.domain import identifying
from coprod_desktop.domain.document import Document, Heading


class Concern(Struct, frozen=True):
    """Words to look at before others read the paper: under which heading, and of what kind."""

    where: str
    words: str
    kind: identifying.Kind | Literal["private"]


def concerns(document: Document) -> Iterator[Concern]:
    """Words of a paper that may tell who somebody is, in its order."""
    where = ""
    for block in document.blocks:
        if isinstance(block, Heading):
            where = block.text
        for line in paper.words(Document("", (block,))).splitlines():
            for each in identifying.find(line):
                yield Concern(where, line[each.lead : each.end], each.kind)
