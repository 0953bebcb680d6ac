# SPDX-License-Identifier: MIT
"""Putting a record of any type into the bin from wherever it is shown, with the way back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject

from coprod_desktop.domain.records import RecordType
from coprod_desktop.gui.desk import Desk


def _put_away(session: Any, record_id: str) -> object:
    from coprod_desktop.services.recording import binning

    return binning.put_away(session, record_id)


def _take_back(session: Any, record_id: str) -> object:
    from coprod_desktop.services.recording import binning

    return binning.take_back(session, record_id)


def put_away(
    desk: Desk,
    owner: QObject,
    record_id: str,
    kind: RecordType,
    failed: Callable[[Exception], None],
    done: Callable[[], None] | None = None,
) -> None:
    """Put a record into the bin and offer to undo it; `done` is called when it is there."""
    desk.jobs.run(
        _put_away,
        record_id,
        owner=owner,
        done=partial(_is_away, desk, owner, record_id, kind, failed, done),
        failed=failed,
        changes=(kind, "bin"),
    )


def take_back(
    desk: Desk,
    owner: QObject,
    record_id: str,
    kind: RecordType,
    failed: Callable[[Exception], None],
    done: Callable[[], None] | None = None,
) -> None:
    """Take a record out of the bin again."""
    desk.jobs.run(
        _take_back,
        record_id,
        owner=owner,
        done=partial(_is_back, desk, done),
        failed=failed,
        changes=(kind, "bin"),
    )


def said(kind: RecordType) -> str:
    """That a record of a type is in the bin now."""
    translate = QCoreApplication.translate
    return {
        "feedback": translate("Bin", "The comment is in the bin."),
        "meeting": translate("Bin", "The meeting is in the bin."),
        "action": translate("Bin", "The action is in the bin."),
        "answer": translate("Bin", "The answer is withdrawn. It is in the bin."),
        "complaint": translate("Bin", "The complaint is in the bin."),
        "roll": translate("Bin", "The roll is in the bin."),
        "notice": translate("Bin", "The notice is withdrawn. It is in the bin."),
    }[kind]


def _is_away(
    desk: Desk,
    owner: QObject,
    record_id: str,
    kind: RecordType,
    failed: Callable[[Exception], None],
    done: Callable[[], None] | None,
    _saved: object,
) -> None:
    desk.note_saved()
    desk.offer_undo(said(kind), partial(take_back, desk, owner, record_id, kind, failed, done))
    if done is not None:
        done()


def _is_back(desk: Desk, done: Callable[[], None] | None, _saved: object) -> None:
    desk.note_saved()
    if done is not None:
        done()
