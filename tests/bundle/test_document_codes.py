# SPDX-License-Identifier: MIT
"""The document and the program list the same codes, stages, alarms and fields, both ways."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from coprod_desktop.bundle import errors, manifest, returns, steps, trust
from coprod_desktop.bundle import header as headers
from coprod_desktop.bundle.errors import BundleError, SecurityAlarm
from coprod_desktop.domain import change, forms, records

TEXT = (Path(__file__).parents[2] / "docs" / "bundle-format.md").read_text("utf-8")
KINDS = {
    name: kind
    for name in errors.__all__
    if issubclass(kind := getattr(errors, name), BundleError)
    and kind not in (BundleError, SecurityAlarm)
}


def listed() -> Iterator[tuple[str, str, str]]:
    """Stage, code and sign of each code in the tables of the checks."""
    checks = TEXT[TEXT.index("## The importer's checks") : TEXT.index("### Writing")]
    stage = ""
    for line in checks.splitlines():
        if found := re.match(r"### ([A-G])\b", line):
            stage = found[1]
        elif line.startswith("|"):
            cell = line.split("|")[2]
            for code in re.findall(r"`(\w+)`", cell):
                yield stage, code, "".join(sign for sign in "⚠✔○" if sign in cell)


def test_the_document_lists_each_code_under_its_stage() -> None:
    stages = {code: stage for stage, code, _ in listed()}
    assert set(stages) == set(KINDS)
    wrong = {
        code: (stage, KINDS[code].STAGE)
        for stage, code, _ in listed()
        if stage != KINDS[code].STAGE
    }
    assert wrong == {}


def test_the_document_marks_alarms_and_what_is_harmless() -> None:
    for _, code, sign in listed():
        kind = KINDS[code]
        assert ("⚠" in sign) == kind.SECURITY, code
        assert ("○" in sign) == (kind.OUTCOME == "imported"), code
        assert ("✔" in sign) == (kind.OUTCOME in {"already_imported", "superseded"}), code


@pytest.mark.parametrize(
    ("kind", "where"),
    [
        (headers.Core, "## Header"),
        (headers.Enrol, "## Enrol request"),
        (manifest._WireManifest, "**Manifest**"),
        (manifest._WireErased, "**Erased place**"),
        (manifest._WireEnd, "**End**"),
        (change.FeedbackChange, "**Change**"),
        (trust.TrustList, "## Trust list"),
        (trust.TrustDevice, "## Trust list"),
        (steps.Step, "### Steps"),
        (returns.Receipt, "**Receipt**"),
        (returns.Settled, "**Receipt**"),
        (returns.Reference, "**Reference**"),
        (forms.Form, "**Reference**"),
        (forms.Question, "**Reference**"),
        (forms.Option, "**Reference**"),
    ],
    ids=lambda each: each if isinstance(each, str) else each.__name__,
)
def test_every_field_is_explained(kind: type[msgspec.Struct], where: str) -> None:
    assert unexplained(kind, TEXT[TEXT.index(where) :][:6_000]) == []


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("feedback", (records.Feedback, records.Escalation)),
        (
            "meeting",
            (
                records.Meeting,
                records.Attendance,
                records.AgendaItem,
                records.Hands,
                records.FedBack,
                records.CouldNot,
                records.Recognition,
            ),
        ),
        ("action", (records.Action,)),
        ("answer", (records.Answer,)),
        ("complaint", (records.Complaint,)),
        ("roll", (records.Roll,)),
        ("notice", (records.Notice,)),
        ("erasure", (records.Erasure,)),
        ("choice", (records.Choice,)),
    ],
)
def test_every_field_of_a_record_is_explained(
    name: str, kinds: tuple[type[msgspec.Struct], ...]
) -> None:
    part = TEXT[TEXT.index("## Records") :]
    (row,) = re.findall(rf"^\| `{name}` \|.*$", part, re.MULTILINE)
    said = set(re.findall(r"`(\w+)`", row))
    fields = {field.encode_name for kind in kinds for field in msgspec.structs.fields(kind)}
    assert said - {name} == fields
    bold = {word for part in re.findall(r"\*\*(.*?)\*\*", row) for word in re.findall(r"\w+", part)}
    needed = {
        field.encode_name
        for kind in kinds
        for field in msgspec.structs.fields(kind)
        if field.required
    }
    assert bold == needed


def unexplained(kind: type[msgspec.Struct], part: str) -> list[str]:
    names = [field.encode_name for field in msgspec.structs.fields(kind)]
    return [name for name in names if not re.search(rf"`(core\.|enrol\.)?{name}`|\"{name}\"", part)]
