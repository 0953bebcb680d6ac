# SPDX-License-Identifier: MIT
"""Small numbers, hidden by one rule wherever counts leave the screen.

A count of a few people can tell who they are. A hidden count must not come back by subtraction
either: where a table shows totals, further counts are hidden until nothing can be worked out.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from coprod_desktop.domain.translating import translate

HIDDEN: Final = "*"


class Rule(Struct, frozen=True):
    """Counts from 1 to `least` - 1 are hidden; the others are rounded to the nearest `step`."""

    name: str
    least: int
    step: int


NHS_DIGITAL: Final = Rule("nhs_digital", 8, 5)
"""NHS Digital's rule for figures below national level: 1 to 7 as *, others to the nearest 5."""
FFT: Final = Rule("fft", 5, 1)
"""The rule of published Friends and Family Test tables: nothing of fewer than five responses."""
RULES: Final = {rule.name: rule for rule in (NHS_DIGITAL, FFT)}


def shown(count: int, rule: Rule = NHS_DIGITAL) -> str:
    """A count as it may leave: as it is, rounded, or hidden. Nobody is told by a nought."""
    if 0 < count < rule.least:
        return HIDDEN
    return str(_rounded(count, rule))


def why(rule: Rule = NHS_DIGITAL) -> str:
    """The rule in words, for beside the figures."""
    parts = [
        translate(
            "Suppression",
            "Numbers from 1 to {most} are shown as {hidden}, because so few people could be "
            "recognised.",
        ),
        translate(
            "Suppression",
            "Where a hidden number could be worked out from a total, another one is hidden too, "
            "so {hidden} can also stand for a larger number.",
        ),
    ]
    if rule.step > 1:
        rounded = translate(
            "Suppression",
            "Other numbers are rounded to the nearest {step}, so totals may not add up.",
        )
        parts.insert(1, rounded)
    return " ".join(parts).format(most=rule.least - 1, hidden=HIDDEN, step=rule.step)


class Shown(Struct, frozen=True):
    """A table as it may leave: its cells, and the totals of its rows, columns and all."""

    rows: tuple[tuple[str, ...], ...]
    row_totals: tuple[str, ...]
    column_totals: tuple[str, ...]
    total: str


def listed(counts: Sequence[int], rule: Rule = NHS_DIGITAL) -> tuple[tuple[str, ...], str] | None:
    """Counts that add up to a total, and the total: `table` with one row and its total kept."""
    found = table([counts], rule, keep_total=True)
    return None if found is None else (found.rows[0], found.total)


def table(
    counts: Sequence[Sequence[int]], rule: Rule = NHS_DIGITAL, *, keep_total: bool = False
) -> Shown | None:
    """Rows of counts with totals, so that no hidden one can be worked out from what is shown.

    With `keep_total` the total of all is only hidden when it is small itself, for when it is known
    from elsewhere; then there may be no safe way to show the table at all, which gives None.
    The method is Gusfield's (SIAM Journal on Computing 17, 1988): a table with totals is a flow
    through a network, and a hidden count is safe when a cycle of counts that may change goes
    through it.
    """
    network = _Network(counts, rule)
    while exposed := network.exposed():
        if not network.hide_beside(exposed, keep_total=keep_total):
            return None
    return network.as_shown()


def _rounded(count: int, rule: Rule) -> int:
    return (2 * count + rule.step) // (2 * rule.step) * rule.step


class _Network:
    """The table as arcs between nodes: 0 is all, then the rows, then the columns.

    What flows on an arc from row to column is a count; into a row and out of a column flow their
    totals. Rounded figures are known to within their rounding, a hidden one is 1 or more.
    """

    def __init__(self, counts: Sequence[Sequence[int]], rule: Rule) -> None:
        self.rule = rule
        self.height, self.width = len(counts), len(counts[0])
        self.flow: dict[tuple[int, int], int] = {}
        top, sink = 0, 1 + self.height + self.width
        self.grand = (sink, top)
        for row, line in enumerate(counts, 1):
            self.flow[top, row] = sum(line)
            for column, count in enumerate(line, 1 + self.height):
                self.flow[row, column] = count
        for column in range(self.width):
            total = sum(line[column] for line in counts)
            self.flow[1 + self.height + column, sink] = total
        self.flow[self.grand] = sum(map(sum, counts))
        self.hidden = {arc for arc, count in self.flow.items() if 0 < count < rule.least}
        if self.width == 1 or self.height == 1:
            self._tie()

    def _tie(self) -> None:
        """In a single row or column a total repeats the count it is made of, or that of all."""
        for same in self._same():
            if not self.hidden.isdisjoint(same):
                self.hidden.update(same)

    def _same(self) -> Iterator[set[tuple[int, int]]]:
        sink = self.grand[0]
        if self.height == 1:
            yield {(0, 1), self.grand}
            for column in range(2, 2 + self.width):
                yield {(1, column), (column, sink)}
        if self.width == 1:
            yield {(1 + self.height, sink), self.grand}
            for row in range(1, 1 + self.height):
                yield {(row, 1 + self.height), (0, row)}

    def exposed(self) -> tuple[int, int] | None:
        """A hidden arc whose flow is known after all, or None."""
        beyond = self._residual()
        for arc in sorted(self.hidden):
            start, end = arc
            up = _reaches(beyond, end, start, without=(end, start))
            down = self.flow[arc] > 1 and _reaches(beyond, start, end, without=(start, end))
            if not (up or down):
                return arc
        return None

    def _residual(self) -> dict[int, set[int]]:
        """Where flow could be more or less than it is, as far as a reader of the table knows."""
        beyond: dict[int, set[int]] = {node: set() for node in range(self.grand[0] + 1)}
        for (start, end), count in self.flow.items():
            low, high = self._known((start, end))
            if high is None or count < high:
                beyond[start].add(end)
            if count > low:
                beyond[end].add(start)
        return beyond

    def _known(self, arc: tuple[int, int]) -> tuple[int, int | None]:
        """The least and the most that a reader may take a count for."""
        count = self.flow[arc]
        if arc in self.hidden:
            return 1, None
        if count == 0:
            return 0, 0
        middle, rule = _rounded(count, self.rule), self.rule
        return max(rule.least, middle - (rule.step - 1) // 2), middle + rule.step // 2

    def hide_beside(self, exposed: tuple[int, int], *, keep_total: bool) -> bool:
        """Hide one more count: the least that stands in a sum with it, else the least of all."""
        kept: set[tuple[int, int]] = {self.grand} if keep_total else set()
        if keep_total and self.height == 1:
            kept.add((0, 1))
        if keep_total and self.width == 1:
            kept.add((1 + self.height, self.grand[0]))
        left = [a for a, n in self.flow.items() if n and a not in self.hidden and a not in kept]
        if not left:
            return False
        beside = [arc for arc in left if not set(arc).isdisjoint(exposed)]
        self.hidden.add(min(beside or left, key=lambda arc: (self.flow[arc], arc)))
        if self.width == 1 or self.height == 1:
            self._tie()
        return True

    def as_shown(self) -> Shown:
        """What may be shown."""
        rows, columns = range(1, 1 + self.height), range(1 + self.height, self.grand[0])
        return Shown(
            tuple(tuple(self._said((row, column)) for column in columns) for row in rows),
            tuple(self._said((0, row)) for row in rows),
            tuple(self._said((column, self.grand[0])) for column in columns),
            self._said(self.grand),
        )

    def _said(self, arc: tuple[int, int]) -> str:
        return HIDDEN if arc in self.hidden else str(_rounded(self.flow[arc], self.rule))


def _reaches(
    beyond: dict[int, set[int]], start: int, end: int, *, without: tuple[int, int]
) -> bool:
    """Whether a way leads from one node to another, not by the step `without`."""
    seen, waiting = {start}, deque([start])
    while waiting:
        here = waiting.popleft()
        for there in beyond[here]:
            if (here, there) == without or there in seen:
                continue
            if there == end:
                return True
            seen.add(there)
            waiting.append(there)
    return False
