# SPDX-License-Identifier: MIT
"""Three hundred thousand damaged bundles: none gets in, none meets a bug, none takes long.

Most go through the reader's layers in this process, for speed; some through the whole importer with
its separate process. The counts are printed, so that a run shows how deep it came (`-s`).
"""

import sys
from pathlib import Path

import pytest

from coprod_desktop.services.exchanging import intake
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from tests.bundle.fuzz import HONEST, Target, sweep
from tests.bundle.mutating import Mutator
from tests.services.apart import sent
from tests.stores import Folders, content, feedback, send, take_in

pytestmark = pytest.mark.soak

COUNTS = {
    "outer": 60_000,
    "header": 40_000,
    "plaintext": 40_000,
    "frames": 30_000,
    "records": 30_000,
    "erased": 10_000,
    "return": 30_000,
    "request": 20_000,
    "step": 20_000,
    "trust": 20_000,
}
# What has to have been said at least once: a run that only scratches the surface proves nothing.
REACHED = {
    "outer": {"BadSignature", "UnknownSigner", "MalformedSignatureBlock", "BodyDigestMismatch"},
    "header": {"MalformedHeader", "HeaderMismatch", "KeyUnwrapFailed", "NotForThisOffice"},
    "plaintext": {"MalformedFrame", "FrameTooLarge", "IncompleteBundle", "NonCanonicalRecord"},
    "frames": {"ChangeSequenceError", "ChainMismatch", "MalformedFrame", "IncompleteBundle"},
    "records": {"RecordSchemaError", "NonCanonicalRecord", "ManifestMismatch", HONEST},
    "erased": {"RecordSchemaError", "NonCanonicalRecord", "ChainMismatch"},
    "request": {"BadSignature", "WeakKey", "MalformedHeader"},
    "return": {"MalformedFrame", "RecordSchemaError", "NonCanonicalRecord", HONEST},
    "step": {"NotATrustList", "TrustNotSigned", "TrustForked"},
    "trust": {"NotATrustList"},
}
MOST_MEMORY = 96 << 20
"""By how much this process may grow while it reads all that: a few times the largest frame."""


@pytest.mark.parametrize("layer", COUNTS)
def test_three_hundred_thousand_damages(
    layer: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = Target(tmp_path)
    sweep(target, layer, 1, 500)
    before = _peak()
    tally = sweep(target, layer, 20_261_123, COUNTS[layer])
    grown = _peak() - before
    with capsys.disabled():
        said = ", ".join(f"{code} {count}" for code, count in tally.codes.most_common())
        print(f"\n{layer}: {tally.tried} tried, {grown >> 20} MiB, {tally.slowest:.2f} s; {said}")
    tally.check()
    assert tally.tried == COUNTS[layer]
    assert set(tally.codes) >= REACHED[layer]
    assert grown < MOST_MEMORY


def _peak() -> int:
    """The most memory this process ever had, in bytes; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def test_damage_through_the_whole_importer(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    records.save_many(wing, [feedback(f"n{n}") for n in range(3)])
    path = send(wing, folders.stick)
    whole, before = path.read_bytes(), content(central)
    copy = folders.stick / "copy.coprod"
    for number in range(2_000):
        mutator = Mutator(3, number)
        data = mutator.several(mutator.raw, whole)
        if data != whole:
            copy.write_bytes(data)
            assert take_in(central, copy).outcome == "refused", number
    assert content(central) == before
    assert take_in(central, path).outcome == "imported"


def test_damage_inside_through_the_reading_process(
    wing: SignedIn, central: SignedIn, folders: Folders
) -> None:
    """Damaged before it was sealed and signed, so that only the process without a store sees it."""
    records.save_many(wing, [feedback(f"n{n}") for n in range(3)])
    path = send(wing, folders.stick)
    taken, before = sent(path, wing, central), content(central)
    said = taken.plaintext.rindex(b"\x7e") + 8
    codes: set[str | None] = set()
    for batch in range(20):
        files: list[Path] = []
        for number in range(batch * 50, batch * 50 + 50):
            mutator = Mutator(4, number)
            plaintext = mutator.several(mutator.raw, taken.plaintext[:said])
            plaintext += taken.plaintext[said:]
            if plaintext != taken.plaintext:
                files.append(folders.root / f"{number}.coprod")
                files[-1].write_bytes(taken.sealed(plaintext))
        outcomes = intake.take_in(central, files)
        assert {outcome.outcome for outcome in outcomes} == {"refused"}
        codes |= {outcome.code for outcome in outcomes}
        for file in files:
            file.unlink()
    assert codes >= {"NonCanonicalRecord", "MalformedFrame", "IncompleteBundle", "FrameTooLarge"}
    assert "ReaderFailed" not in codes
    assert content(central) == before
    assert take_in(central, path).outcome == "imported"
