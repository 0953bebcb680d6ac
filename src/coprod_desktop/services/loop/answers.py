# SPDX-License-Identifier: MIT
"""What came of a comment, in words that its patient hears: said here, or by the office for a wing.

An answer is a record of its own, so nobody ever edits the comment. What the office answers to a
wing's comment travels back to that wing alone.
"""

import datetime
from typing import Literal

from msgspec import Struct
from sqlalchemy import func, select

from coprod_desktop.domain import days
from coprod_desktop.domain.errors import InvalidValue
from coprod_desktop.domain.records import Answer, Feedback
from coprod_desktop.services.recording import records
from coprod_desktop.services.recording.records import Saved
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import log, tables

Lever = Literal["tell", "change", "ask", "cannot"]


class AnswerShown(Struct, frozen=True):
    """An answer to a comment. `office` says that it came from there; `at` is in UTC ms."""

    id: str
    feedback: str
    lever: Lever
    text: str
    date: datetime.date
    action: str
    at: int
    by: str
    office: bool


class Unheard(Struct, frozen=True):
    """A comment of this PC with an answer that its patient has not heard; `at` is in UTC ms."""

    feedback: str
    excerpt: str
    slip_code: str
    wants_reply: bool
    at: int


def answer(
    s: SignedIn,
    feedback_id: str,
    lever: Lever,
    text: str,
    action: str = "",
    *,
    draft: str | None = None,
) -> Saved:
    """Answer a comment. At the office, the answer to a wing's comment goes back with its return.

    `draft` names the draft that it came from, which goes in the same transaction.
    Raises `NotAllowed`, `RecordNotFound`, `RecordErased`, `InvalidValue`, `StorageFull` or
    `CannotWrite`.
    """
    s.needs("head", "admin", what="answering a comment")
    if not isinstance(records.get(s, feedback_id).record, Feedback):
        raise InvalidValue(what="The answer", why="only a comment can be answered")
    today = days.here(s.now()).date()
    made = Answer(feedback=feedback_id, lever=lever, text=text, date=today, action=action)
    return records.save(s, made, draft=draft)


def unheard(s: SignedIn, most: int = 50) -> tuple[Unheard, ...]:
    """Comments made here that were answered but not told: those who want a reply come first."""
    a, f, stream = tables.answer.c, tables.feedback.c, tables.stream.c
    newest = func.max(a.at)
    query = (
        select(f.id, f.excerpt, f.slip_code, f.wants_reply, newest)
        .join(tables.feedback, f.id == a.feedback)
        .join(tables.stream, stream.id == f.stream)
        .where(stream.device == s.device, f.status != "answered")
        .group_by(f.id)
        .order_by(f.wants_reply.desc(), newest.desc())
        .limit(most)
    )
    with s.vault.read() as connection:
        return tuple(Unheard(*row) for row in connection.execute(query))


def to(s: SignedIn, feedback_id: str) -> tuple[AnswerShown, ...]:
    """The answers to a comment, the oldest first."""
    t, stream = tables.answer.c, tables.stream.c
    query = (
        select(t.id, stream.device)
        .join(tables.stream, stream.id == t.stream)
        .where(t.feedback == feedback_id)
        .order_by(t.at, t.id)
    )
    with s.vault.read() as connection:
        rows = connection.execute(query).all()
        heads = [(row, log.head(connection, row.id)) for row in rows]
    shown: list[AnswerShown] = []
    for row, head in heads:
        if head is None or head.raw is None:
            continue
        change = log.read(head.raw).change
        if isinstance(change.data, Answer):
            said = change.data
            fields = (said.feedback, said.lever, said.text, said.date, said.action)
            from_office = row.device == s.office or s.kind == "office"
            shown.append(AnswerShown(row.id, *fields, change.at, change.by, from_office))
    return tuple(shown)
