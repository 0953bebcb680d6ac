# SPDX-License-Identifier: MIT
import json
import os
import signal
from pathlib import Path

import pytest

from coprod_desktop.bundle import writer
from tests.cli.conftest import Cli
from tests.stores import Folders, closing, make_office, make_wing, small_disk

KEYS = {"path", "device", "seq", "outcome", "code", "security", "changes", "advice"}


def said(words: str = "The nurse listened") -> bytes:
    record = {"date": "2026-03-02", "form": "feedback-1", "answers": {"what_good": words}}
    return json.dumps({"type": "feedback", "record": record}).encode() + b"\n"


@pytest.fixture
def bundle(cli: Cli, wing: Path, stick: Path) -> Path:
    cli("record", wing, user="Nia", stdin=said() + said("And explained"))
    return Path(cli("export", wing, "--to", stick, "--json", user="Hal").json["path"])


def test_export(cli: Cli, wing: Path, stick: Path) -> None:
    cli("record", wing, user="Nia", stdin=said())
    ran = cli("export", wing, "--to", stick, "--json", user="Hal")
    assert ran.status == 0
    assert set(ran.json) == {"seq", "path", "changes", "size", "bundle_id"}
    assert (ran.json["seq"], ran.json["changes"]) == (1, 1)
    assert Path(ran.json["path"]).stat().st_size == ran.json["size"]
    assert "read back and whole" in cli("export", wing, "--to", stick, user="Hal").out


def test_export_of_nothing(cli: Cli, wing: Path, stick: Path) -> None:
    ran = cli("export", wing, "--to", stick, user="Hal")
    assert ran.status == 3
    assert "[NothingToExport]" in ran.err


def test_staff_do_not_export(cli: Cli, wing: Path, stick: Path, bundle: Path) -> None:
    assert "[NotAllowed]" in cli("export", wing, "--to", stick, user="Nia").err


def test_export_to_a_drive_that_is_gone(cli: Cli, wing: Path, stick: Path, bundle: Path) -> None:
    ran = cli("export", wing, "--to", stick / "gone", user="Hal")
    assert ran.status == 3
    assert "[CannotWrite]" in ran.err


def test_export_to_a_full_stick(cli: Cli, wing: Path, tmp_path: Path) -> None:
    cli("record", wing, user="Nia", stdin=b"".join(said(os.urandom(400).hex()) for _ in range(200)))
    with small_disk(tmp_path / "small", 16) as disk:
        ran = cli("export", wing, "--to", disk, user="Hal")
        assert ran.status == 3
        assert "[StorageFull]" in ran.err
        assert list(disk.glob("*.coprod")) == []


def test_export_stopped_with_ctrl_c(
    cli: Cli, wing: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("record", wing, user="Nia", stdin=said())
    deliver = writer.deliver

    def pressed(*given: object) -> Path:
        signal.raise_signal(signal.SIGINT)
        return deliver(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(writer, "deliver", pressed)
    ran = cli("export", wing, "--to", stick, user="Hal")
    monkeypatch.undo()
    assert ran.status == 130
    assert "[Cancelled]" in ran.err
    assert list(stick.glob("*.coprod")) == []


def test_import_again_and_damaged(cli: Cli, office: Path, stick: Path, bundle: Path) -> None:
    ran = cli("import", office, stick, "--json")
    assert ran.status == 0
    (first,) = ran.json["bundles"]
    assert set(first) >= KEYS
    assert (first["outcome"], first["changes"], first["code"]) == ("imported", 2, None)
    assert first["security"] is False

    again = cli("import", office, bundle, "--json")
    assert again.status == 0
    assert again.json["bundles"][0]["outcome"] == "already_imported"

    bundle.write_bytes(bundle.read_bytes()[:-1])
    cut = cli("import", office, bundle, "--json")
    assert cut.status == 1
    assert cut.json["bundles"][0]["outcome"] == "refused"
    assert cut.json["bundles"][0]["code"] == "TruncatedBundle"
    assert "[TruncatedBundle]" in cli("import", office, bundle).out


def test_import_for_people(cli: Cli, office: Path, bundle: Path) -> None:
    assert (
        f"{bundle.name} (HMP Example, B): imported: 2 changes" in cli("import", office, bundle).out
    )


def test_one_bad_file_does_not_keep_the_others_out(
    cli: Cli, office: Path, stick: Path, bundle: Path
) -> None:
    (stick / "0.coprod").write_bytes(b"not a bundle" * 100)
    ran = cli("import", office, stick, "--json")
    assert ran.status == 1
    assert [b["outcome"] for b in ran.json["bundles"]] == ["refused", "imported"]
    assert ran.json["bundles"][0]["code"] == "NotABundle"


def test_an_empty_folder(cli: Cli, office: Path, stick: Path) -> None:
    ran = cli("import", office, stick)
    assert ran.status == 0
    assert ran.out == "There was no bundle.\n"


def test_a_bundle_for_another_office(cli: Cli, folders: Folders, bundle: Path) -> None:
    make_office(folders.root / "second", "Another office")
    ran = cli("import", folders.root / "second", bundle, "--json")
    assert ran.status == 1
    assert ran.json["bundles"][0]["code"] in {"NotForThisOffice", "UnknownSigner"}


def test_a_bundle_of_a_device_that_is_not_approved(cli: Cli, folders: Folders, stick: Path) -> None:
    third = folders.root / "third"
    with closing(make_wing(folders.office, third, "HMP Third")):
        pass
    cli("record", third, stdin=said())
    sent = cli("export", third, "--to", stick, "--json").json["path"]
    unknown = cli("import", folders.office, sent, "--json").json["bundles"][0]
    assert (unknown["outcome"], unknown["code"]) == ("refused", "UnknownSigner")
    asked = cli("wing request", third, "--to", stick, "--json").json["path"]
    waiting = cli("import", folders.office, asked, "--json")
    assert waiting.status == 0
    assert waiting.json["bundles"][0]["outcome"] == "enrolment_waiting"
    pending = cli("import", folders.office, sent, "--json").json["bundles"][0]
    assert pending["code"] == "DeviceNotEnrolled"


def test_a_wing_does_not_import(cli: Cli, wing: Path, bundle: Path) -> None:
    assert "[WrongKindOfStore]" in cli("import", wing, bundle, user="Hal").err


def test_verify_needs_no_store(cli: Cli, bundle: Path) -> None:
    ran = cli.run("verify", bundle, "--json")
    assert ran.status == 0
    assert ran.json["type"] == "changes"
    assert {check["name"]: check["ok"] for check in ran.json["checks"]}["signature"] is None
    assert "signature: cannot be checked with what is at hand" in cli.run("verify", bundle).out


def test_verify_names_what_fails(cli: Cli, bundle: Path) -> None:
    whole = bundle.read_bytes()
    bundle.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    ran = cli.run("verify", bundle)
    assert ran.status == 1
    assert "body: FAILS [BodyDigestMismatch]" in ran.out


def test_verify_an_enrol_request_shows_its_words(cli: Cli, wing: Path, stick: Path) -> None:
    asked = cli("wing request", wing, "--to", stick, "--json", user="Hal").json
    ran = cli.run("verify", asked["path"])
    assert ran.status == 0
    assert all(word in ran.out for word in asked["words"])
    assert "signature: holds" in ran.out


def test_verify_with_a_trust_list(cli: Cli, office: Path, stick: Path, bundle: Path) -> None:
    trust = cli("office card", office, "--to", stick, "--json").json["trust_list"]
    ran = cli.run("verify", bundle, "--trust", trust, "--json")
    assert ran.status == 0
    assert [c["ok"] for c in ran.json["checks"]] == [True] * 6
    short = bundle.name.split("-")[0]
    assert cli("office revoke", office, short, "--last-good", 0).status == 0
    trust = cli("office card", office, "--to", stick, "--json").json["trust_list"]
    ran = cli.run("verify", bundle, "--trust", trust, "--json")
    assert ran.status == 1
    assert [c["code"] for c in ran.json["checks"] if c["ok"] is False] == ["DeviceRevoked"]


def test_verify_a_trust_list_and_a_return(
    cli: Cli, office: Path, stick: Path, tmp_path: Path
) -> None:
    first = Path(cli("office card", office, "--to", stick, "--json").json["trust_list"])
    kept = first.rename(tmp_path / "first.json")
    words = cli("office card", office, "--to", stick, "--json").json["words"]
    assert cli("office rotate", office).status == 0
    second = Path(cli("office card", office, "--to", stick, "--json").json["trust_list"])
    ran = cli.run("verify", second, "--trust", kept)
    assert ran.status == 0
    assert "follows the other list: holds" in ran.out
    assert all(word in ran.out for word in words)
    assert cli.run("verify", kept, "--trust", kept, "--json").json["follows"]["ok"]
    back = cli.run("verify", kept, "--trust", second, "--json")
    assert (back.status, back.json["follows"]["code"]) == (1, "TrustRolledBack")
    assert cli.run("verify", kept, "--json").json["follows"] is None

    made = cli("return", office, "--to", stick, "--json").json["returns"]
    assert len(made) == 2
    # The wing has not seen the new keys, so the old one signed, which is in grace.
    for listed in (kept, second):
        ran = cli.run("verify", made[0]["path"], "--trust", listed, "--json")
        assert (ran.status, ran.json["type"], ran.json["seq"]) == (0, "return", 1)
        assert [c["ok"] for c in ran.json["checks"]] == [True] * 6


def test_verify_what_is_not_there(cli: Cli, stick: Path) -> None:
    ran = cli.run("verify", stick / "none.coprod")
    assert ran.status == 3
    assert "[MediaReadError]" in ran.err
