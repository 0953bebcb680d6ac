# SPDX-License-Identifier: MIT
"""Two wings, an office, and sticks that are lost, late, doubled and out of order, as a machine.

Hypothesis chooses what happens. At the end every stick arrives at last, and then the stores must
agree with each other and with a plain list of what was ever said: nothing lost, nothing twice.
"""

import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, Final

from hypothesis import strategies as st

from coprod_desktop.domain.errors import NothingToExport, RecordErased, RecordNotFound
from coprod_desktop.domain.errors_trust import (
    NoReceiptYet,
    ReceiptCodeOld,
    ReceiptCodeWrong,
    TooManyCodes,
)
from coprod_desktop.domain.records import Feedback
from coprod_desktop.services.access import care, opening
from coprod_desktop.services.books import forks
from coprod_desktop.services.exchanging import (
    exchange,
    intake,
    office,
    receipts,
    receiving,
    restoring,
    returning,
    trusting,
)
from coprod_desktop.services.loop import answers
from coprod_desktop.services.recording import erasing, lists, records
from coprod_desktop.services.session import SignedIn
from tests.stores import NOW, PASSWORD, feedback

WINGS: Final = ("wing", "other")
_HARMLESS: Final = {"imported", "already_imported", "superseded"}
# Returns to what a wing was before, too, perhaps signed with keys that it has not heard of yet.
_PAST: Final = {"StaleEpoch", "UnknownEpoch", "UnknownSigner"}
# What comes late from a life of the office that ended, and what then does not follow any more.
_ENDED: Final = {"StaleLife", "OfficeForked", "GapDetected", "NoMatchingRecipient"}

_MOST_FORMER: Final = 3

Event = tuple[str, int, int]
_WEIGHTS: Final = {
    "record": 4,
    "revise": 2,
    "erase": 1,
    "answer": 3,
    "export": 4,
    "write_return": 2,
    "arrive": 6,
    "lose": 2,
    "telephone": 1,
    "weekly": 2,
    "copy_disk": 1,
    "restore": 1,
    "copy_office": 1,
    "restore_office": 1,
    "rotate": 1,
}
_names = st.sampled_from([name for name, weight in _WEIGHTS.items() for _ in range(weight)])
_any = st.integers(0, 999)


def stories(least: int, most: int) -> st.SearchStrategy[list[Event]]:
    """What may happen: each event's name, and two numbers that say to whom and to what."""
    return st.lists(st.tuples(_names, _any, _any), min_size=least, max_size=most)


def answers_of(s: SignedIn, record: str) -> set[str]:
    return {answer.text for answer in answers.to(s, record)}


class Said:
    """A comment as the model knows it: where, the words it may have, its answers, and its end.

    `sure` is false while nobody can know whether a restored store still has it. Answers in `lost`
    were given by an office that was lost before any wing is known to have them.
    """

    def __init__(self, wing: str, words: str) -> None:
        self.wing, self.words = wing, {words}
        self.answers: set[str] = set()
        self.lost: set[str] = set()
        self.erased = False
        self.sure = True


class World:
    """Three stores, the sticks under way, and what was ever said."""

    def __init__(self, template: Path) -> None:
        self.happened: Counter[str] = Counter()
        self.root = Path(tempfile.mkdtemp(prefix="converge-", dir=template.parent))
        shutil.copytree(template, self.root, dirs_exist_ok=True)
        self.stores = {
            name: opening.unlock(self.root / name, who, PASSWORD, self._later)
            for name, who in (("office", "Ada"), *((wing, "Hal") for wing in WINGS))
        }
        self.said: dict[str, Said] = {}
        self.copies: dict[str, tuple[Path, dict[str, set[str]], set[str]]] = {}
        self.office_copy: tuple[Path, dict[str, set[str]], set[str]] | None = None
        # Sticks under way, by where they go; a stick may be read again and again, or never.
        self.bound: dict[str, list[Path]] = {name: [] for name in self.stores}

    @property
    def central(self) -> SignedIn:
        return self.stores["office"]

    def live(self, story: list[Event]) -> None:
        for name, one, two in story:
            getattr(self, name)(one, two)

    def close(self) -> None:
        for s in self.stores.values():
            s.close()
        shutil.rmtree(self.root)

    # --- what people do ---------------------------------------------------------------------------

    def record(self, one: int, two: int) -> None:
        wing, words = WINGS[one % 2], self._words()
        made = records.save(self.stores[wing], feedback(words))
        self.said[made.id] = Said(wing, words)

    def revise(self, one: int, two: int) -> None:
        if (picked := self._pick(one)) and self._shows(picked[1].wing, picked[0]):
            # Perhaps the office has erased it, and the order is still under way.
            record, said = picked
            words = self._words()
            records.save(self.stores[said.wing], feedback(words), id=record)
            said.words, said.sure = {words}, True

    def erase(self, one: int, two: int) -> None:
        if picked := self._pick(one):
            record, said = picked
            where = "office" if two % 2 else said.wing
            if self._shows(where, record):
                erasing.erase(self.stores[where], record, "patient_asked")
                said.erased = True

    def answer(self, one: int, two: int) -> None:
        shown = [row.id for row in lists.page(self.central, "feedback", limit=500)]
        if shown:
            record, words = shown[one % len(shown)], self._words()
            answers.answer(self.central, record, "tell", words)
            self.said[record].answers.add(words)

    # --- what sticks do ---------------------------------------------------------------------------

    def export(self, one: int, two: int) -> None:
        folder = self._stick()
        try:
            exchange.export(self.stores[WINGS[one % 2]], PASSWORD, folder, everything=two % 5 == 0)
        except NothingToExport:
            return
        self.bound["office"] += list(folder.iterdir())

    def write_return(self, one: int, two: int) -> None:
        wing, folder = WINGS[one % 2], self._stick()
        (made,) = returning.write(self.central, folder, self.stores[wing].device)
        if made.code == "OfficeRestored":
            return  # it has to hear this wing first
        if made.code == "OfficeReplaced":
            # Restored twice from one backup: the wing follows the one between, which is lost too.
            restoring.new_life(self.central)
            self.happened["decided"] += 1
            (made,) = returning.write(self.central, folder, self.stores[wing].device)
        assert made.code is None, made
        self.bound[wing] += list(folder.iterdir())

    def arrive(self, one: int, two: int) -> None:
        """One stick arrives, whichever; it stays in the pile, and may arrive again."""
        waiting = [(where, path) for where, pile in self.bound.items() for path in pile]
        if waiting:
            where, path = waiting[one % len(waiting)]
            self._take(where, [path])

    def lose(self, one: int, two: int) -> None:
        pile = self.bound[list(self.bound)[one % 3]]
        if pile:
            pile.pop(two % len(pile))

    def weekly(self, one: int, two: int) -> None:
        """A round in which nothing goes wrong."""
        wing = WINGS[one % 2]
        self.export(one, two)
        self._take("office", self.bound["office"][-1:])
        self.write_return(one, two)
        self._take(wing, self.bound[wing][-1:])

    def telephone(self, one: int, two: int) -> None:
        """A stick arrives and may not go back: the office reads out a receipt instead."""
        s = self.stores[WINGS[one % 2]]
        self.export(one, two)
        self._take("office", self.bound["office"][-1:])
        try:
            receipts.confirm(s, receipts.code(self.central, s.device).code)
        except (NoReceiptYet, ReceiptCodeOld, ReceiptCodeWrong, TooManyCodes):
            return  # nothing has arrived that could be acknowledged, or nothing new
        self.happened["telephone"] += 1

    def rotate(self, one: int, two: int) -> None:
        """The office has new keys; the wings learn of it from a return, or from a later one."""
        if trusting.status(self.central).former < _MOST_FORMER:
            trusting.rotate_keys(self.central)
            self.happened["rotated"] += 1
            self.happened["rotated since"] += 1

    # --- what disks do ----------------------------------------------------------------------------

    def copy_disk(self, one: int, two: int) -> None:
        """A backup of a wing's store."""
        wing = WINGS[one % 2]
        file = self._stick() / "backup.db"
        care.backup(self.stores[wing], file)
        kept = {r: set(said.words) for r, said in self.said.items() if said.wing == wing}
        self.copies[wing] = file, kept, self._erased()

    def restore(self, one: int, two: int) -> None:
        """The disk is lost; the backup goes on in a new epoch, which the office approves."""
        wing = WINGS[one % 2]
        if wing not in self.copies:
            return
        file, kept, erased = self.copies[wing]
        self.stores[wing].close()
        folder = self._stick() / "restored"
        self.stores[wing] = s = restoring.restore(file, folder, "Hal", PASSWORD, now=self._later)
        asked = exchange.request(s, self._stick())
        intake.take_in(self.central, [asked.path])
        office.approve(self.central, s.device, asked.words)
        self.happened["restored"] += 1
        self.happened["restored since"] += 1
        for record, said in self.said.items():
            if said.wing == wing:
                # What came after the backup is lost, unless the office has it already.
                said.words |= kept.get(record, set())
                said.sure = said.sure and record in kept
        self._forgotten(erased, self.central)

    def copy_office(self, one: int, two: int) -> None:
        """A backup of the office's store."""
        file = self._stick() / "backup.db"
        care.backup(self.central, file)
        answered = {record: set(said.answers) for record, said in self.said.items()}
        self.office_copy = file, answered, self._erased()
        self.happened["rotated since"] = self.happened["restored since"] = 0

    def restore_office(self, one: int, two: int) -> None:
        """The office's disk is lost, and an older backup goes on in a new life."""
        if self.office_copy is None or self.happened["rotated since"]:
            return  # private keys that were lost do not come back
        if self.happened["restored since"]:
            return  # a wing that it let in since would have to ask again
        file, kept, erased = self.office_copy
        self.central.close()
        folder = self._stick() / "restored"
        self.stores["office"] = restoring.restore(file, folder, "Ada", PASSWORD, now=self._later)
        self.happened["office restored"] += 1
        for record, said in self.said.items():
            said.lost |= said.answers - kept.get(record, set())
        self._forgotten(erased, *(self.stores[wing] for wing in WINGS))

    def _later(self) -> int:
        """Each restoring comes after all that was heard before."""
        return NOW + self.happened["office restored"]

    # --- the end ----------------------------------------------------------------------------------

    def end(self) -> None:
        """Every stick arrives, several times over, and people choose where two versions stand."""
        # A restored office has to hear each wing, to say what it lost, and to get it back.
        for _ in range(4 if self.happened["office restored"] else 2):
            for n in range(len(WINGS)):
                self.export(n, 0)
            self._take("office", self.bound["office"])
            for conflict in forks.conflicts(self.central):
                forks.choose(self.central, conflict.record, conflict.shown.leaf)
            for n, wing in enumerate(WINGS):
                self.write_return(n, 0)
                self._take(wing, self.bound[wing])

    def agree(self) -> None:
        """The stores hold what was said, each comment once, in one of the versions it may have."""
        for name, s in self.stores.items():
            checked = care.check(s)
            assert checked.ok, (name, checked)
            here = {r: said for r, said in self.said.items() if name in {"office", said.wing}}
            rows = [row.id for row in lists.page(s, "feedback", limit=500)]
            assert len(rows) == len(set(rows)), name
            expected = {record for record, said in here.items() if said.sure and not said.erased}
            possible = expected | {r for r, said in here.items() if not said.sure}
            assert expected <= set(rows) <= possible, (name, set(rows) ^ expected)
            for record in rows:
                kept = records.get(s, record).record
                assert isinstance(kept, Feedback)
                assert kept.answers["what_good"] in here[record].words, name
                told = {answer.text for answer in answers.to(s, record)}
                given = here[record].answers
                assert given - here[record].lost <= told <= given, name
            if name != "office":
                # What one has of them, the other has too: nothing of any life is lost between them.
                for record in rows:
                    assert answers_of(s, record) == answers_of(self.central, record), name

    # --- helpers ----------------------------------------------------------------------------------

    def _words(self) -> str:
        self.happened["words"] += 1
        return f"Said as number {self.happened['words']}"

    def _pick(self, which: int) -> tuple[str, Said] | None:
        return list(self.said.items())[which % len(self.said)] if self.said else None

    def _erased(self) -> set[str]:
        return {record for record, said in self.said.items() if said.erased}

    def _forgotten(self, before: set[str], *left: SignedIn) -> None:
        """What was erased after a copy was made, and no store that is left has heard of."""
        for record in self._erased() - before:
            if not any(self._is_erased(s, record) for s in left):
                self.said[record].sure = False

    def _is_erased(self, s: SignedIn, record: str) -> bool:
        try:
            records.get(s, record)
        except RecordErased:
            return True
        except RecordNotFound:
            pass
        return False

    def _stick(self) -> Path:
        return Path(tempfile.mkdtemp(prefix="stick-", dir=self.root))

    def _shows(self, where: str, record: str) -> bool:
        """Whether a store has a record, and it is not erased there."""
        return any(
            row.id == record for row in lists.page(self.stores[where], "feedback", limit=500)
        )

    def _take(self, where: str, paths: list[Path]) -> None:
        s = self.stores[where]
        found: Any = intake.take_in(s, paths) if where == "office" else receiving.receive(s, paths)
        for each in found:
            self.happened[f"{where} {each.outcome} {each.code or ''}".strip()] += 1
            # A store that was restored made its former bundles, and the returns to it, past.
            past = self.happened["restored"] and each.code in _PAST
            past = past or (self.happened["office restored"] and each.code in _ENDED)
            assert past or (each.outcome in _HARMLESS and not each.security), each
