# SPDX-License-Identifier: MIT
"""`coprod import --watch` as a process of its own: what is put into the folder comes in."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from coprod_desktop.services.recording import lists, records
from tests.cli.conftest import Cli
from tests.stores import PASSWORD, Folders, closing, feedback, send


@pytest.mark.skipif(os.name == "nt", reason="nobody can press Ctrl+C for another process there")
def test_a_bundle_comes_in_when_it_is_put_into_the_folder(folders: Folders) -> None:
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        pytest.skip("this process was started with Ctrl+C ignored, and so would be its child")
    wing = folders.open("wing")
    records.save(wing, feedback())
    made = send(wing, folders.root / "made")
    password = folders.root / "password"
    password.write_text(PASSWORD)
    watched = ["import", folders.office, folders.stick, "--watch", "--every", "0.05"]
    command = [*watched, "--user", "Ada", "--password-file", password]
    child = subprocess.Popen(
        [sys.executable, "-m", "coprod_desktop.cli.main", *map(str, command)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stderr is not None
        assert child.stdout is not None
        assert "Watching" in child.stderr.readline()
        shutil.copyfile(made, folders.stick / made.name)
        assert "imported: 1 changes" in child.stdout.readline()
        child.send_signal(signal.SIGINT)
        assert child.wait(timeout=30) == 0
    with closing(folders.open("office")) as central:
        assert lists.counts(central).feedback == 1


def test_only_folders_are_watched(cli: Cli, folders: Folders, tmp_path: Path) -> None:
    file = tmp_path / "a.coprod"
    file.write_bytes(b"x")
    ran = cli("import", folders.office, file, "--watch", user="Ada")
    assert ran.status == 2
    assert "name no files" in ran.err
