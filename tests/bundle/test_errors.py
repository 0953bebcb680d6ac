# SPDX-License-Identifier: MIT
import re
from pathlib import Path

import pytest

from coprod_desktop.bundle import errors
from coprod_desktop.bundle.errors import BundleError, SecurityAlarm
from coprod_desktop.domain.errors import UserError

DOCUMENT = Path(__file__).parents[2] / "docs" / "bundle-format.md"
KINDS = [getattr(errors, name) for name in errors.__all__]
CODES = [kind for kind in KINDS if kind not in (BundleError, SecurityAlarm)]


def raised(kind: type[UserError]) -> UserError:
    return kind(**dict.fromkeys(kind.needed(), "x"))


@pytest.mark.parametrize("kind", CODES)
def test_every_code_has_sentences_a_person_can_act_on(kind: type[UserError]) -> None:
    error = raised(kind)
    for sentence in (error.title, error.safe, error.advice):
        assert sentence
        assert sentence.endswith(".")
        assert "{" not in sentence
    # There is no way round a check, so no text may hint at one.
    assert not re.search(r"anyway|ignore|override|exception|traceback", str(error), re.IGNORECASE)


@pytest.mark.parametrize("kind", [kind for kind in CODES if issubclass(kind, BundleError)])
def test_every_bundle_error_says_where_it_belongs(kind: type[BundleError]) -> None:
    assert kind.STAGE in "ABCDEFG"
    assert kind.OUTCOME in {"refused", "held", "already_imported", "superseded", "imported"}


def test_alarms_are_those_of_the_format_and_advise_to_keep_the_stick() -> None:
    alarms = {kind.__name__ for kind in CODES if issubclass(kind, BundleError) and kind.SECURITY}
    assert alarms == {
        "BadSignature",
        "SignerDeviceMismatch",
        "DeviceRevoked",
        "ForkDetected",
        "StaleEpoch",
        "SequenceJump",
        "ChainBroken",
        "BodyAuthenticationFailed",
        "ManifestMismatch",
        "ScopeViolation",
        "HistoryRewritten",
        "WeakKey",
        "DuplicateKey",
        "TrustRolledBack",
        "TrustForked",
        "TrustNotSigned",
        "TrustForeign",
        "ReceiptMismatch",
        "AuditRewritten",
        "OfficeForked",
        "StaleLife",
    }
    for kind in CODES:
        if kind.__name__ in alarms:
            assert "Do not use this stick" in raised(kind).advice


def test_the_document_explains_every_code() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert [kind.__name__ for kind in CODES if f"`{kind.__name__}`" not in text] == []
