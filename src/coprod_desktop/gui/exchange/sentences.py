# SPDX-License-Identifier: MIT
"""What the office's files and receipts say, in sentences for the people of a wing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication

from coprod_desktop.gui.dates import local, long_date
from coprod_desktop.gui.exchange.calls import Told
from coprod_desktop.gui.exchange.receipts import Sentence, refused
from coprod_desktop.services.exchanging.exchange import SentBundle
from coprod_desktop.services.exchanging.receiving import Received

_ONE_BY_ONE: Final = 4
"""So many bundles are named one by one; more are named as a run."""
_HARMLESS: Final = ("already_imported", "superseded")


def news(told: Told) -> tuple[Sentence, ...]:
    """Everything that came from the office, the good news first."""
    found = (*_confirmed(told.receipts), *_others(told.receipts), *_contents(told), *_faults(told))
    if found:
        return found
    text = QCoreApplication.translate("Receipts", "The office has put nothing new on it.")
    return (Sentence("info", "soft", text),)


def _confirmed(receipts: Sequence[SentBundle]) -> Iterator[Sentence]:
    translate = QCoreApplication.translate
    done = [each for each in receipts if each.acknowledged_at is not None]
    if len(done) > _ONE_BY_ONE:
        text = translate("Receipts", "Bundles {first} to {last} were received at the office.")
        yield Sentence("success", "success", text.format(first=done[0].seq, last=done[-1].seq))
        return
    for each in done:
        day = long_date(local(each.outcome_at or each.acknowledged_at or 0).date())
        text = translate("Receipts", "Bundle {number} was received at the office on {day}.")
        yield Sentence("success", "success", text.format(number=each.seq, day=day))


def _others(receipts: Sequence[SentBundle]) -> Iterator[Sentence]:
    translate = QCoreApplication.translate
    for each in receipts:
        if each.acknowledged_at is not None:
            continue
        if each.outcome == "refused":
            text = translate(
                "Receipts",
                "Bundle {number} was refused at the office: {why}. What it held leaves again now.",
            )
            yield Sentence(
                "warning", "warning", text.format(number=each.seq, why=refused(each.code))
            )
        elif each.outcome == "held":
            text = translate(
                "Receipts", "Bundle {number} waits at the office until this PC is approved."
            )
            yield Sentence("clock", "warning", text.format(number=each.seq))


def _contents(told: Told) -> Iterator[Sentence]:
    translate = QCoreApplication.translate
    answers = sum(each.answers for each in told.received)
    given = sum(each.notices for each in told.received)
    erased = sum(each.erased for each in told.received)
    forms = sum(each.forms for each in told.received)
    if answers == 1:
        yield Sentence("reply", "accent", translate("Receipts", "1 answer for a patient here."))
    elif answers:
        text = translate("Receipts", "{number} answers for patients here.")
        yield Sentence("reply", "accent", text.format(number=answers))
    if given == 1:
        text = translate("Receipts", "1 notice from the office: it stands on Today.")
        yield Sentence("info", "accent", text)
    elif given:
        text = translate("Receipts", "{number} notices from the office: they stand on Today.")
        yield Sentence("info", "accent", text.format(number=given))
    if erased == 1:
        text = translate("Receipts", "1 record was erased, as the office ordered.")
        yield Sentence("trash", "text", text)
    elif erased:
        text = translate("Receipts", "{number} records were erased, as the office ordered.")
        yield Sentence("trash", "text", text.format(number=erased))
    if forms:
        yield Sentence("list", "text", translate("Receipts", "Forms and lists were updated."))
    if told.trust:
        text = translate("Receipts", "The office’s trust list was updated to version {number}.")
        yield Sentence("shield", "text", text.format(number=told.trust))


def _faults(told: Told) -> Iterator[Sentence]:
    translate = QCoreApplication.translate
    for each in told.received:
        if each.outcome in _HARMLESS:
            text = translate("Receipts", "Return {number} was taken in before; nothing to do.")
            yield Sentence("info", "soft", text.format(number=each.seq))
        elif each.security:
            yield Sentence("error", "error", f"{each.path.name}: {each.title}")
        elif each.code is not None:
            yield Sentence("error", "error", _fault(each))


def _fault(each: Received) -> str:
    return f"{each.path.name}: {each.title} {each.advice}"
