# SPDX-License-Identifier: MIT
"""Made-up feedback of a realistic size and vocabulary: the same every time, from a seed."""

import datetime
import functools
import itertools
import random
from collections.abc import Iterator

from coprod_desktop.domain.records import Feedback

_LETTERS = "eeeeaaaiioouttnnssrrhhlldcmfgpwybvk"
_THEMES = ("MED.HATCH", "ACC.WAIT", "COM.REPLY", "STF.RESPECT", "DEN.WAIT", "REG.STAFF")
_VOCABULARY = 30_000
_WORDS = 55  # about 330 characters, as in real comments that say something
_DAYS = 28


@functools.cache
def _vocabulary() -> list[str]:
    """The words of everybody: another seed says other things, in the same language."""
    chance, known = random.Random(1), set[str]()
    while len(known) < _VOCABULARY:
        known.add("".join(chance.choices(_LETTERS, k=chance.randint(2, 10))))
    return sorted(known, key=lambda word: (len(word), word))


class Texts:
    """A vocabulary whose words are used as unevenly as real ones (Zipf's law)."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.words = _vocabulary()
        weights = (1 / (rank + 3) for rank in range(_VOCABULARY))
        self.weights = list(itertools.accumulate(weights))

    def text(self, words: int = _WORDS) -> str:
        return " ".join(self.random.choices(self.words, cum_weights=self.weights, k=words))

    def typed(self) -> str:
        """What a person has typed of a word so far: two to six letters."""
        (word,) = self.random.choices(self.words, cum_weights=self.weights)
        return word[: self.random.randint(2, 6)]

    def records(self, count: int) -> Iterator[Feedback]:
        pool = [self.text() for _ in range(5000)]
        first = datetime.date(2026, 1, 1)
        for number in range(count):
            yield Feedback(
                date=first + datetime.timedelta(days=number * _DAYS // max(count, 1)),
                form="feedback-1",
                answers={
                    "what_good": pool[number % len(pool)],
                    "what_better": f"{self.text(4)} {number}",
                    "fft_overall": number % 6 + 1,
                },
                site="HMP Oakmere",
                wing=f"House {number % 4 + 1}",
                service="Pharmacy and medicines",
                channel="paper_slip",
                themes=(_THEMES[number % len(_THEMES)],),
                who_can_fix="healthcare",
            )
