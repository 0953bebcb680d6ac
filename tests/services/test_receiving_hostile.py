# SPDX-License-Identifier: MIT
"""Returns by somebody who has the office's PC, or less: refused for what they are."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import UNSET
from sqlalchemy import select

from coprod_desktop.bundle import frames, steps, trust, writer
from coprod_desktop.bundle.keys import SealKey, SigningKey
from coprod_desktop.bundle.returns import Receipt, Reference, Settled
from coprod_desktop.bundle.steps import Step
from coprod_desktop.bundle.writer import Outgoing
from coprod_desktop.domain import canonical, change, ids
from coprod_desktop.domain.canonical import b64
from coprod_desktop.domain.records import Answer
from coprod_desktop.services.books import keyring
from coprod_desktop.services.exchanging import exchange, receiving, returning, trust_steps, trusting
from coprod_desktop.services.loop import answers
from coprod_desktop.services.recording import records, reference
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import log, tables
from tests.services.returns import received, returned
from tests.stores import DAY, NOW, Folders, content, feedback, send, take_in


class Liar:
    """Somebody at the office's PC who writes returns that its program would never write."""

    def __init__(self, central: SignedIn, wing: SignedIn, folder: Path) -> None:
        self.central, self.wing, self.folder = central, wing, folder
        with central.vault.read() as connection:
            d = tables.device
            row = connection.execute(select(d).where(d.c.id == wing.device)).one()
            self.receipt = returning.receipt_of(central, connection, row)
            self.listed = keyring.listed(connection)
            self.sign = SigningKey.from_private(keyring.found(connection, keyring.SIGN) or b"")
            self.root = SigningKey.from_private(keyring.found(connection, keyring.ROOT) or b"")
            with central.vault.write() as writing:
                self.outgoing, stream = returning._outgoing(central, writing, row)
            span = self.outgoing.manifest.first, self.outgoing.manifest.last
            self.raws = list(log.raws(connection, stream, *span))

    def parts(
        self,
        receipt: Receipt | None = None,
        taken: tuple[Step, ...] = (),
        forms: tuple[Reference, ...] = (),
    ) -> tuple[tuple[int, bytes], ...]:
        return (
            (frames.RECEIPT, canonical.encode(receipt or self.receipt)),
            *((frames.TRUST, each.encode()) for each in taken),
            *((frames.REFERENCE, canonical.encode(each)) for each in forms),
        )

    def write(self, key: SigningKey | None = None, **other: Any) -> Path:
        made: Outgoing = msgspec.structs.replace(self.outgoing, **other)
        place = self.folder / ids.new_id()
        place.mkdir(parents=True)
        return writer.stage(made, key or self.sign, self.raws, place).path

    def manifest(self, **other: Any) -> Any:
        return msgspec.structs.replace(self.outgoing.manifest, **other)

    def put(self, entry: change.Entry) -> None:
        """Add a change to the log that is returned."""
        self.raws.append(entry.raw)
        said = self.outgoing.manifest
        chain = change.link(said.chain_after, entry.leaf)
        made = self.manifest(last=said.last + 1, chain_after=chain)
        self.outgoing = msgspec.structs.replace(self.outgoing, manifest=made)


@pytest.fixture
def liar(wing: SignedIn, central: SignedIn, folders: Folders) -> Liar:
    saved = records.save(wing, feedback("One"))
    take_in(central, send(wing, folders.stick))
    answers.answer(central, saved.id, "tell", "Thank you")
    return Liar(central, wing, folders.root / "lies")


def refused(wing: SignedIn, path: Path, code: str, *, alarm: bool) -> None:
    before = content(wing)
    trusted = trusting.status(wing)
    found = received(wing, path)
    assert (found.outcome, found.code, found.security) == ("refused", code, alarm)
    assert found.title
    assert found.advice
    assert content(wing) == before
    assert trusting.status(wing) == trusted
    assert list((wing.folder / receiving.QUARANTINE).iterdir()) == []
    assert answers.to(wing, exchange_feedback(wing)) == ()


def exchange_feedback(wing: SignedIn) -> str:
    from coprod_desktop.services.recording import lists

    return lists.page(wing, "feedback")[0].id


def test_an_honest_return_can_be_written_so(liar: Liar, wing: SignedIn) -> None:
    assert received(wing, liar.write()).answers == 1


def test_a_forged_return(liar: Liar, wing: SignedIn) -> None:
    refused(wing, liar.write(SigningKey.generate()), "UnknownSigner", alarm=False)
    # A wing's own key signs no return.
    with wing.vault.read() as connection:
        own = SigningKey.from_private(keyring.found(connection, "device-sign") or b"")
    refused(wing, liar.write(own), "UnknownSigner", alarm=False)


@pytest.mark.parametrize(
    ("fields", "code", "alarm"),
    [
        ({"office": "office-2"}, "NotForThisOffice", False),
        ({"env": "live"}, "WrongEnvironment", False),
        ({"device": ids.new_id()}, "NotForThisPc", False),
        ({"epoch": ids.new_id()}, "StaleEpoch", True),
        ({"schema": 2}, "SchemaTooNew", False),
        ({"recipients": (SealKey.generate().public,)}, "NoMatchingRecipient", False),
        ({"type": "changes", "life": UNSET}, "HeaderMismatch", False),
        ({"parts": ()}, "MalformedFrame", False),
    ],
    # Not the values: some are made by chance, and each process that tests would make its own.
    ids=["office", "env", "device", "epoch", "schema", "recipients", "type", "parts"],
)
def test_returns_that_do_not_fit(
    liar: Liar, wing: SignedIn, fields: dict[str, Any], code: str, alarm: bool
) -> None:
    refused(wing, liar.write(**fields), code, alarm=alarm)


def test_two_returns_of_one_number(liar: Liar, wing: SignedIn) -> None:
    first, second = liar.write(), liar.write(schema=1)
    assert received(wing, first).outcome == "imported"
    found = received(wing, second)
    assert (found.code, found.security) == ("ForkDetected", True)
    third = liar.write(seq=2, prev=bytes(32))
    assert received(wing, third).code == "ChainBroken"


@pytest.mark.parametrize(
    "receipt",
    [
        {"high_water": 2},
        {"chain": b64(bytes(32))},
        {"high_water": 0},
        {"gap_from": 99},
        {"bundles": (("imported", 1),)},
        {"bundles": (("imported", 7),)},
        {"bundles": (("superseded", 1),)},
    ],
    ids=str,
)
def test_a_receipt_for_what_was_never_sent_is_an_alarm(
    liar: Liar, wing: SignedIn, receipt: dict[str, Any]
) -> None:
    if "bundles" in receipt:
        ((outcome, seq),) = receipt["bundles"]
        settled = Settled(seq=seq, bundle=b64(bytes(32)), outcome=outcome, code="", at=1)
        receipt = {"bundles": (settled,)}
    lie = msgspec.structs.replace(liar.receipt, **receipt)
    refused(wing, liar.write(parts=liar.parts(lie)), "ReceiptMismatch", alarm=True)


def test_a_strangers_bundle_that_the_office_refused_is_no_lie(liar: Liar, wing: SignedIn) -> None:
    strange = Settled(seq=1, bundle=b64(bytes(32)), outcome="refused", code="ForkDetected", at=NOW)
    said = msgspec.structs.replace(liar.receipt, bundles=(*liar.receipt.bundles, strange))
    known = tuple(steps.decode(raw) for raw in _since(liar))
    assert received(wing, liar.write(parts=liar.parts(said, known))).outcome == "imported"
    (row,) = exchange.history(wing)
    assert row.outcome == "imported"


def step_of(liar: Liar, roots: list[SigningKey], **other: Any) -> Step:
    step = steps.following(liar.listed, at=NOW, **other)
    for root in roots:
        step = steps.signed(liar.listed, step, root)
    return step


def test_a_step_that_the_root_key_did_not_sign(
    liar: Liar, wing: SignedIn, folders: Folders
) -> None:
    stolen = SigningKey.generate()
    policy = trust.Policy(threshold=1, root_keys=(b64(stolen.public),))
    known = [steps.decode(raw) for raw in _since(liar)]
    later = liar.manifest(trust_version=liar.listed.version + 1)
    for step in (
        step_of(liar, []),
        step_of(liar, [stolen]),
        step_of(liar, [stolen], policy=policy),
        step_of(liar, [liar.root], policy=policy),
        step_of(liar, [liar.root, stolen]),
    ):
        lie = liar.write(parts=liar.parts(taken=(*known, step)), manifest=later)
        refused(wing, lie, "TrustNotSigned", alarm=True)
    good = step_of(liar, [liar.root, stolen], policy=policy)
    honest = liar.write(parts=liar.parts(taken=(*known, good)), manifest=later)
    assert received(wing, honest).trust_version == liar.listed.version + 1


def _since(liar: Liar) -> tuple[bytes, ...]:
    with liar.central.vault.read() as connection:
        return trust_steps.steps_since(connection, 1)


def test_trust_lists_that_go_back_skip_or_fork(
    liar: Liar, wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    known = [steps.decode(raw) for raw in _since(liar)]
    said = liar.listed.version
    # Not all of the steps that lead to what it says it has.
    lie = liar.write(parts=liar.parts(taken=tuple(known[1:])))
    refused(wing, lie, "TrustSkipped", alarm=False)
    lie = liar.write(parts=liar.parts(taken=tuple(known)), manifest=liar.manifest(trust_version=99))
    refused(wing, lie, "TrustSkipped", alarm=False)
    forked = msgspec.structs.replace(known[0], previous=b64(bytes(32)))
    refused(wing, liar.write(parts=liar.parts(taken=(forked,))), "TrustForked", alarm=True)
    trusting.rotate_keys(central)
    path = liar.folder / "good"
    assert returned(central, wing, path).trust_version == said + 1
    old = liar.write(seq=9, prev=bytes(32), parts=liar.parts(taken=tuple(known)))
    found = received(wing, old)
    assert (found.code, found.security) == ("TrustRolledBack", True)
    # What was taken before cannot be told otherwise.
    last = msgspec.structs.replace(known[-1], at=known[-1].at + 1)
    lie = liar.write(
        seq=9,
        prev=bytes(32),
        parts=liar.parts(taken=(last,)),
        manifest=liar.manifest(trust_version=said + 1),
    )
    assert received(wing, lie).code == "TrustForked"


def test_a_return_brings_answers_and_orders_and_nothing_else(liar: Liar, wing: SignedIn) -> None:
    n = liar.outgoing.manifest.last + 1
    made: dict[str, Any] = {
        "n": n,
        "record_id": ids.new_id(),
        "rev": 1,
        "parent": b"",
        "at": NOW,
        "by": "Ada",
    }
    liar.put(change.make(feedback("Not said by any patient"), **made))
    refused(wing, liar.write(), "RecordSchemaError", alarm=False)


def test_an_answer_in_another_records_place(liar: Liar, wing: SignedIn) -> None:
    ours = exchange_feedback(wing)
    said = Answer(feedback=ours, lever="tell", text="It was nothing", date=DAY)
    n = liar.outgoing.manifest.last + 1
    made: dict[str, Any] = {
        "n": n,
        "record_id": ours,
        "rev": 2,
        "parent": bytes(32),
        "at": NOW,
        "by": "Ada",
    }
    liar.put(change.make(said, **made))
    refused(wing, liar.write(), "ScopeViolation", alarm=True)
    assert records.get(wing, ours).record == feedback("One")


def test_an_older_form_does_not_replace_a_newer_one(
    liar: Liar, wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    from coprod_desktop.domain import forms

    form = forms.load("feedback-1")
    new = Reference(name=form.id, version=7, data=msgspec.structs.replace(form, title="Seven"))
    old = Reference(name=form.id, version=6, data=msgspec.structs.replace(form, title="Six"))
    steps_ = tuple(steps.decode(raw) for raw in _since(liar))
    assert received(wing, liar.write(parts=liar.parts(taken=steps_, forms=(new,)))).forms == 1
    lie = liar.write(seq=3, prev=bytes(32), parts=liar.parts(taken=steps_, forms=(old,)))
    assert received(wing, lie).forms == 0
    assert reference.form(wing, form.id).title == "Seven"


@pytest.mark.parametrize("case", ["twice", "late", "none", "unknown", "junk", "name"])
def test_parts_that_break_the_rules(liar: Liar, wing: SignedIn, case: str) -> None:
    from coprod_desktop.domain import forms

    (receipt,) = liar.parts()
    step = (frames.TRUST, step_of(liar, [liar.root]).encode())
    form = Reference(name="other", version=1, data=forms.load("feedback-1"))
    parts = {
        "twice": (receipt, receipt),
        "late": (step, receipt),
        "none": (step,),
        "unknown": (receipt, (0x42, b"{}")),
        "junk": (receipt, (frames.TRUST, b"{}")),
        "name": (receipt, (frames.REFERENCE, canonical.encode(form))),
    }[case]
    refused(wing, liar.write(parts=parts), "MalformedFrame", alarm=False)


def test_a_wings_bundle_may_not_hold_parts_of_a_return(
    liar: Liar, wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    from tests.services.hostile import Forger

    forger = Forger(wing, folders.root / "forged")
    forger.put()
    path = forger.stage(2, bytes(32), parts=liar.parts()).path
    assert take_in(central, path).code in ("MalformedFrame", "ChainBroken")
    prev = exchange_id(wing)
    path = forger.stage(2, prev, parts=liar.parts()).path
    assert take_in(central, path).code == "MalformedFrame"


def exchange_id(wing: SignedIn) -> bytes:
    with wing.vault.read() as connection:
        return connection.execute(select(tables.sent.c.bundle)).scalar_one()
