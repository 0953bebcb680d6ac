# SPDX-License-Identifier: MIT
"""The whole journey on invented records: a wing, an office, a stick, and a comparison at the end.

Every step goes through the services that the window and the other commands use.
"""

import secrets
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from coprod_desktop import paths
from coprod_desktop.domain import words
from coprod_desktop.domain.change import RecordType
from coprod_desktop.domain.progress import Progress
from coprod_desktop.domain.records import RECORD_TYPES, Action
from coprod_desktop.services import practice
from coprod_desktop.services.access import care
from coprod_desktop.services.entering import spreadsheet as sheets
from coprod_desktop.services.exchanging import exchange, intake, receiving, returning
from coprod_desktop.services.exchanging.exchange import Exported
from coprod_desktop.services.exchanging.intake import Outcome
from coprod_desktop.services.loop import answers
from coprod_desktop.services.practice import OFFICE, STICK, WING
from coprod_desktop.services.recording import lists, records
from coprod_desktop.services.session import SignedIn

_FOUND_LATER = "Practice: entered after the first bundle."

Say = Callable[[str, float], None]
"""Called after each step with what happened and how many seconds it took."""


class Failed(Exception):
    """A step did not come out as it must: a fault of the program."""


@dataclass
class Rehearsal:
    """What happened, with counts; `passwords` are by store."""

    folder: Path
    passwords: dict[str, str]
    records: dict[str, int] = field(default_factory=dict[str, int])
    refused_rows: int = 0
    changes: int = 0
    size: int = 0
    compared: int = 0
    replay: str = ""
    damaged: str = ""


def run(folder: Path, comments: Path | None, progress: Progress, say: Say) -> Rehearsal:
    """Play the journey in `folder`. Raises `Failed`, or what the services raise."""
    found = Rehearsal(folder, {OFFICE: _password(), WING: _password()})
    stick = folder / STICK
    with ExitStack() as stack:
        step = _Steps(say)
        with step("An office is set up: its keys, and a card of twelve words."):
            main = practice.make_office(folder, found.passwords[OFFICE])
            stack.callback(main.close)
        with step("A wing PC is set up with the office's trust list and words of its card."):
            wing = practice.make_wing(folder, main, found.passwords[WING])
            stack.callback(wing.close)
        with step("The wing asks to be enrolled; the office compares its words and lets it in."):
            practice.enrol(main, wing)
        with step("") as told:
            found.refused_rows = _record(wing, comments, progress)
            found.records = _counts(wing)
            told.append(_counted(found))
        with step("") as told:
            made = exchange.export(wing, found.passwords[WING], stick, progress=progress)
            found.changes, found.size = made.changes, made.size
            told.append(
                f"One bundle with {made.changes} changes goes on the stick, sealed and "
                f"signed ({made.size / 1e6:.1f} MB), and is read back."
            )
        with step("") as told:
            _imported(main, made, made.changes, progress)
            told.append(f"The office takes it in: {made.changes} changes, in one transaction.")
        with step("") as told:
            found.compared = _compare(main, wing, progress)
            told.append(f"Both stores are compared, {found.compared} revisions: all identical.")
        with step("The same bundle comes again: it is known already, and nothing changes."):
            found.replay = _outcome(main, made.path, "already_imported", progress).outcome
        with step("A copy that was cut off is refused, and nothing changes."):
            found.damaged = _cut_off(main, made, progress)
        with step("The wing marks an action as done. Its next bundle brings just that."):
            _later(main, wing, found, stick, progress)
        with step("") as told:
            _answered(main, wing, stick, progress)
            told.append(
                "The office answers a comment and writes what goes back. The wing takes it in: the "
                "receipt for its bundles, the answer, the trust list."
            )
        with step("Both stores are checked through: files, log, lists."):
            for s in (main, wing):
                _must(care.check(s, progress).ok, "a store does not hold")
    return found


class _Steps:
    def __init__(self, say: Say) -> None:
        self.say = say

    @contextmanager
    def __call__(self, what: str) -> Generator[list[str]]:
        """Time a step, then tell of it; a step that counts tells itself."""
        told: list[str] = []
        started = time.perf_counter()
        yield told
        self.say(told[0] if told else what, time.perf_counter() - started)


def _password() -> str:
    """Four random words: 44 bits, which is plenty for invented records."""
    return "-".join(secrets.choice(words.wordlist()) for _ in range(4))


def _record(wing: SignedIn, comments: Path | None, progress: Progress) -> int:
    _must(not practice.fill(wing, progress), "a practice record was refused")
    if comments is None:
        return 0
    mapping = sheets.read_map(paths.resource("maps/fft-comments.json"))
    return len(sheets.import_csv(wing, comments, mapping, progress).refused)


def _counts(wing: SignedIn) -> dict[str, int]:
    counts = lists.counts(wing)
    return {"feedback": counts.feedback, "meeting": counts.meeting, "action": counts.action}


def _counted(found: Rehearsal) -> str:
    numbers = found.records
    refused = f" ({found.refused_rows} rows held no answer)" if found.refused_rows else ""
    return (
        f"The wing records {numbers['feedback']} pieces of feedback{refused}, "
        f"{numbers['meeting']} meetings and {numbers['action']} actions."
    )


def _outcome(main: SignedIn, path: Path, wanted: str, progress: Progress) -> Outcome:
    (outcome,) = intake.take_in(main, [path], progress)
    _must(outcome.outcome == wanted, f"{outcome.outcome} {outcome.code}, not {wanted}")
    return outcome


def _imported(main: SignedIn, made: Exported, changes: int, progress: Progress) -> None:
    outcome = _outcome(main, made.path, "imported", progress)
    _must(outcome.changes == changes, f"{outcome.changes} changes, not {changes}")


def _ids(s: SignedIn) -> dict[str, RecordType]:
    return {
        row.id: kind
        for kind in RECORD_TYPES
        for row in lists.rows(s, kind, lists.positions(s, kind))
    }


def _compare(main: SignedIn, wing: SignedIn, progress: Progress) -> int:
    """Compare all revisions of all records in both stores; returns how many there are."""
    ours, theirs = _ids(wing), _ids(main)
    _must(ours == theirs, "the stores do not hold the same records")
    revisions = 0
    for done, record_id in enumerate(ours, 1):
        story = records.story(wing, record_id)
        _must(story == records.story(main, record_id), "a record differs")
        revisions += len(story)
        progress(done, len(ours), "records compared")
    return revisions


def _cut_off(main: SignedIn, made: Exported, progress: Progress) -> str:
    whole = made.path.read_bytes()
    cut = made.path.with_name(f"cut-off-{made.path.name}")
    cut.write_bytes(whole[: len(whole) * 2 // 3])
    outcome = _outcome(main, cut, "refused", progress)
    cut.unlink()
    return outcome.code or ""


def _later(
    main: SignedIn, wing: SignedIn, found: Rehearsal, stick: Path, progress: Progress
) -> None:
    from msgspec.structs import replace

    open_actions = lists.page(wing, "action", lists.Query(status="open"), limit=1)
    action = records.get(wing, open_actions[0].id).record
    assert isinstance(action, Action)  # noqa: S101  it stood in the list of actions
    done = replace(action, status="done", outcome=_FOUND_LATER)
    records.save(wing, done, id=open_actions[0].id)
    made = exchange.export(wing, found.passwords[WING], stick, progress=progress)
    _imported(main, made, 1, progress)
    _compare(main, wing, progress)


def _answered(main: SignedIn, wing: SignedIn, stick: Path, progress: Progress) -> None:
    comment = lists.page(wing, "feedback", limit=1)[0].id
    answers.answer(main, comment, "change", "Practice: this is being put right.")
    made = returning.write(main, stick, wing.device, progress)[0]
    _must(made.code is None, made.title)
    (back,) = receiving.receive(wing, [stick], progress)
    _must(back.outcome == "imported" and back.answers == 1, f"{back.outcome} {back.code}")
    _must(len(answers.to(wing, comment)) == 1, "the answer did not arrive")
    settled = [each for each in exchange.history(wing) if each.acknowledged_at is not None]
    _must(len(settled) == len(exchange.history(wing)), "a bundle was not confirmed")


def _must(held: object, otherwise: str) -> None:
    if not held:
        raise Failed(otherwise)
