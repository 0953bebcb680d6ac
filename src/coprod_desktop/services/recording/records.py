# SPDX-License-Identifier: MIT
"""Saving and reading records: every save, of whatever type, goes through `save`."""

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

import msgspec
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.engine import Connection

from coprod_desktop.domain import canonical, days, forms, ids, text
from coprod_desktop.domain import change as changes
from coprod_desktop.domain.change import Entry, RecordType
from coprod_desktop.domain.errors import (
    InvalidValue,
    NotAllowed,
    RecordErased,
    RecordNotFound,
    StoreDamaged,
)
from coprod_desktop.domain.forms import Form
from coprod_desktop.domain.progress import Progress, silent
from coprod_desktop.domain.records import (
    Action,
    Answer,
    Choice,
    Complaint,
    Erasure,
    Feedback,
    Meeting,
    Notice,
    Record,
    Roll,
    day_out_of_reach,
    links,
)
from coprod_desktop.domain.translating import Filled
from coprod_desktop.services.books import lives
from coprod_desktop.services.recording import drafts, reference
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import log, search, tables, tombstones
from coprod_desktop.store.tombstones import Tombstone

_BATCH = 500
_NAMES: dict[type[Record], str] = {
    Feedback: "The feedback",
    Meeting: "The meeting",
    Action: "The action",
    Answer: "The answer",
    Complaint: "The complaint",
    Roll: "The roll",
    Notice: "The notice",
}
NOT_THEIRS = "it names an action that the wing does not have"
NOT_HERE = "it names another record that is not in this store"
OTHER_KIND = "the record that it is to revise is of another kind"


class Saved(Struct, frozen=True):
    """What was written: the record, its revision, the change's number and time (UTC ms)."""

    id: str
    rev: int
    n: int
    at: int


class Stored(Struct, frozen=True):
    """A record as it stands, and where it comes from. `mine`: made, and revisable, here."""

    id: str
    type: RecordType
    rev: int
    record: Record
    at: int
    by: str
    device: str
    mine: bool


class Wanted(Struct, frozen=True):
    """A record to be written. `id` is what it `revises`, or what a new one is to be known by."""

    record: Record
    id: str = ""
    revises: bool = False


class Event(Struct, frozen=True):
    """One step in a record's story: a revision, a choice between two, or that it was erased."""

    rev: int
    at: int
    by: str
    record: Record | Erasure | Choice


def accepted(record: Record, form: Callable[[str], Form] = forms.load) -> Record:
    """The record with its text in normal form, after every rule was checked.

    `form` finds the form of feedback: by default among those that came with the program. Raises
    `InvalidValue`, which says in words what to change.
    """
    name = _NAMES[type(record)]
    if isinstance(record, Action) and not text.clean(record.text):
        raise InvalidValue(what=name, why="it does not say what is to be done")
    try:
        tree = text.clean_tree(msgspec.to_builtins(record))
        tidy = msgspec.convert(tree, type(record))
    except msgspec.ValidationError as error:
        raise InvalidValue(what=name, why=canonical.in_words(error)) from None
    if field := day_out_of_reach(tidy):
        name_of = field.replace("_", " ")
        why = Filled("“{field}” is before the year 1900 or after 2199", field=name_of)
        raise InvalidValue(what=name, why=why)
    if isinstance(tidy, Feedback):
        answers = {question: answer for question, answer in tidy.answers.items() if answer != ""}
        tidy = msgspec.structs.replace(tidy, answers=answers)
        if problem := next(form(tidy.form).problems(answers), None):
            raise InvalidValue(what=name, why=problem)
    if len(canonical.encode(tidy)) > changes.MAX_RECORD:
        raise InvalidValue(what=name, why="it is longer than a million characters")
    if isinstance(tidy, Notice) and tidy.until < tidy.date:
        raise InvalidValue(what=name, why="its last day is before its first")
    if isinstance(tidy, Meeting | Notice) and not tidy.title:
        raise InvalidValue(what=name, why="it has no title")
    return tidy


def form_of(s: SignedIn) -> Callable[[str], Form]:
    """Finds forms as this store knows them: the office may have sent newer ones."""
    return functools.partial(reference.form, s)


def save(
    s: SignedIn,
    record: Record,
    *,
    id: str | None = None,  # noqa: A002  what it is called on every screen
    draft: str | None = None,
) -> Saved:
    """Write a new record, or with `id` a new revision of one; on the disk when this returns.

    `draft` names the draft that this record came from: it goes in the same transaction, so that
    neither a loss nor a double can come between. Raises `InvalidValue`, `RecordNotFound`,
    `NotAllowed` (another device's record), `StorageFull` or `CannotWrite`.
    """
    tidy = accepted(record, form_of(s))
    with s.vault.write() as connection:
        (saved,) = _put(s, connection, [Wanted(tidy, id or "", revises=id is not None)])
        if draft:
            drafts.drop(connection, s, draft)
    return saved


def save_along(s: SignedIn, wanted: Wanted, along: Callable[[Connection], None]) -> Saved:
    """Write one record, and with `along` what has to be there exactly when it is.

    Raises as `save`.
    """
    tidy = msgspec.structs.replace(wanted, record=accepted(wanted.record, form_of(s)))
    with s.vault.write() as connection:
        (saved,) = _put(s, connection, [tidy])
        along(connection)
    return saved


def save_meeting(
    s: SignedIn,
    meeting: Meeting,
    actions: Sequence[tuple[Action, str | None]] = (),
    *,
    id: str | None = None,  # noqa: A002  what it is called on every screen
    draft: str | None = None,
    feedback: Sequence[tuple[Feedback, str]] = (),
    agrees: Wanted | None = None,
) -> tuple[Saved, ...]:
    """Write a meeting and its actions (each new, or with the id it revises) in one transaction.

    New actions get the meeting's id. With it go comments that were made in the room, each to be
    known by its id, and the earlier meeting whose notes this one agrees. Returns what was saved,
    the meeting first. Raises as `save`.
    """
    tidy = accepted(meeting)
    meeting_id = id or ids.new_id()
    wanted = [Wanted(tidy, meeting_id, revises=id is not None)]
    for action, action_id in actions:
        linked = action if action_id else msgspec.structs.replace(action, meeting=meeting_id)
        revises = action_id is not None
        wanted.append(Wanted(accepted(linked), action_id or "", revises=revises))
    for comment, comment_id in feedback:
        wanted.append(Wanted(accepted(comment, form_of(s)), comment_id))
    if agrees is not None and isinstance(agrees.record, Meeting):
        agreed = msgspec.structs.replace(agrees.record, agreed_at=meeting_id)
        wanted.append(Wanted(accepted(agreed), agrees.id, revises=True))
    with s.vault.write() as connection:
        saved = _put(s, connection, wanted)
        if draft:
            drafts.drop(connection, s, draft)
    return tuple(saved)


def save_many(
    s: SignedIn,
    records: Iterable[Record],
    progress: Progress = silent,
    total: int = 0,
    source: str = "",
    along: Callable[[Connection], None] | None = None,
) -> list[Saved]:
    """Write many new records in one transaction: all of them, or on an error or cancel none.

    `source` names what they came from, for the audit; `along` as in `save_along`.
    """
    wanted = (Wanted(record) for record in records)
    return save_all(s, wanted, progress, total, source, along=along)


def save_all(
    s: SignedIn,
    wanted: Iterable[Wanted],
    progress: Progress = silent,
    total: int = 0,
    source: str = "",
    draft: str | None = None,
    along: Callable[[Connection], None] | None = None,
) -> list[Saved]:
    """Write many new records and revisions in one transaction, as `save_many`.

    `draft` as in `save`, `along` as in `save_along`. Raises as `save`.
    """
    saved: list[Saved] = []
    remaining = iter(wanted)
    with s.vault.write() as connection:
        search.loading(connection, bulk=True)
        while some := list(islice(remaining, _BATCH)):
            for batch in _without_repeats(s, some):
                saved.extend(_put(s, connection, batch))
            progress(len(saved), total, "records")
        search.loading(connection, bulk=False)
        if source:
            s.note(connection, "spreadsheet", source, f"{len(saved)} records")
        if along is not None:
            along(connection)
        if draft:
            drafts.drop(connection, s, draft)
    return saved


def _without_repeats(s: SignedIn, wanted: Iterable[Wanted]) -> Iterator[list[Wanted]]:
    """Split where a record comes again: its next revision needs the one before in the log."""
    batch: list[Wanted] = []
    seen: set[str] = set()
    form = form_of(s)
    for item in wanted:
        if item.id in seen:
            yield batch
            batch, seen = [], set()
        batch.append(msgspec.structs.replace(item, record=accepted(item.record, form)))
        if item.id:
            seen.add(item.id)
    if batch:
        yield batch


def _put(s: SignedIn, connection: Connection, wanted: Sequence[Wanted]) -> list[Saved]:
    own = s.own_stream(connection)
    at, entries = s.now(), list[Entry]()
    batches: dict[int, tuple[log.Stream, list[Entry]]] = {}
    for item in wanted:
        rev, parent = 1, b""
        stream = _back_to(s, connection, item) or own
        if item.revises:
            head = _revisable(s, connection, item.id, type(item.record), stream)
            rev, parent = head.rev + 1, head.leaf
        _, batch = batches.setdefault(stream.id, (stream, []))
        entry = changes.make(
            item.record,
            n=stream.head + len(batch) + 1,
            record_id=item.id or ids.new_id(),
            rev=rev,
            parent=parent,
            at=at,
            by=s.person.name,
        )
        batch.append(entry)
        entries.append(entry)
        if isinstance(item.record, Answer):
            s.note(connection, "answer", item.record.feedback, item.record.lever)
        elif isinstance(item.record, Complaint):
            s.note(connection, "complaint", entry.change.id, item.record.status)
        elif isinstance(item.record, Notice):
            s.must_be("office", "giving notice")
            state = "withdrawn" if item.record.binned else f"until {item.record.until}"
            s.note(connection, "notice", entry.change.id, state)
    if missing := log.missing(connection, entries):
        lost = [e for e in entries if not missing.keys().isdisjoint(links(e.change.data))]
        raise InvalidValue(what=_NAMES[type(wanted[entries.index(lost[0])].record)], why=NOT_HERE)
    for stream, batch in batches.values():
        log.append(connection, stream, batch)
    return [Saved(e.change.id, e.change.rev, e.change.n, at) for e in entries]


def _back_to(s: SignedIn, connection: Connection, item: Wanted) -> log.Stream | None:
    """At the office, what is returned to a wing whose comment is answered; None for all else.

    Such an answer can only name what that wing has. Raises `InvalidValue`.
    """
    if s.kind != "office" or not isinstance(item.record, Answer):
        return None
    about = log.head(connection, item.record.feedback)
    if about is None or about.device == s.device:
        return None
    if item.record.action:
        action = log.head(connection, item.record.action)
        if action is None or action.device != about.device:
            raise InvalidValue(what=_NAMES[Answer], why=NOT_THEIRS)
    return lives.stream(s, connection, about.device)


def _revisable(
    s: SignedIn,
    connection: Connection,
    record_id: str,
    kind: type[Record],
    stream: log.Stream | None = None,
) -> log.Head:
    """The revision that the next one follows, of a record of the device whose `stream` it is."""
    head, change = _standing(connection, record_id)
    # What the office returned to a wing it may say better, in the same place.
    returned = (
        stream is not None
        and head.device == s.office
        and lives.wing_of(connection, head.stream) == lives.wing_of(connection, stream.id)
    )
    if head.device != s.device and not returned:
        raise NotAllowed(role=s.person.role, what="changing a record of another PC")
    if type(change.data) is not kind:
        raise InvalidValue(what=_NAMES[kind], why=OTHER_KIND)
    return head


def _standing(connection: Connection, record_id: str) -> tuple[log.Head, changes.PutChange]:
    """A record as it stands in the log. Raises `RecordNotFound`, `RecordErased`."""
    head = log.head(connection, record_id)
    stone = tombstones.of(connection, record_id)
    if stone:
        raise _erased(record_id, stone)
    if head is None:
        raise RecordNotFound(id=record_id)
    if head.raw is None:
        raise StoreDamaged(what="a change in its log is gone")
    change = log.read(head.raw).change
    if not isinstance(change, changes.PutChange):
        raise RecordNotFound(id=record_id)
    return head, change


def _erased(record_id: str, stone: Tombstone) -> RecordErased:
    if not stone.by:
        # Its place came before, or without, the erasure itself.
        return RecordErased(id=record_id, at="a day that is not known here", by="another PC")
    when = days.here(stone.at)
    return RecordErased(id=record_id, at=f"{when:%Y-%m-%d}", by=stone.by)


def check_revisable(s: SignedIn, record_id: str, kind: type[Record]) -> None:
    """Raise what `save` would for a revision: `RecordNotFound`, `NotAllowed`, `InvalidValue`."""
    with s.vault.read() as connection:
        _revisable(s, connection, record_id, kind)


def get(s: SignedIn, record_id: str) -> Stored:
    """A record as it stands. Raises `RecordNotFound` or `RecordErased`."""
    with s.vault.read() as connection:
        head, change = _standing(connection, record_id)
    return Stored(
        id=change.id,
        type=changes.type_of(change),
        rev=change.rev,
        record=change.data,
        at=change.at,
        by=change.by,
        device=head.device,
        mine=head.own,
    )


def story(s: SignedIn, record_id: str) -> tuple[Event, ...]:
    """All that happened to a record, oldest first: its revisions, or that it was erased.

    Raises `RecordNotFound`.
    """
    c = tables.change.c
    query = select(c.raw).where(c.record == record_id, c.raw.is_not(None))
    with s.vault.read() as connection:
        raws = connection.execute(query.order_by(c.rev, c.arrival)).scalars().all()
        stone = tombstones.of(connection, record_id)
    if stone:
        return (Event(0, stone.at, stone.by, Erasure(of=stone.type, reason=stone.reason)),)
    found = [log.read(raw).change for raw in raws]
    if not found:
        raise RecordNotFound(id=record_id)
    return tuple(Event(c.rev, c.at, c.by, c.data) for c in found)
