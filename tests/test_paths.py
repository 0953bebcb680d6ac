# SPDX-License-Identifier: MIT
"""Bundled files are found in a checkout, in a wheel and in a frozen build."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from coprod_desktop import __version__, paths

ROOT = Path(__file__).resolve().parent.parent


def test_checkout_uses_the_folders_at_the_top() -> None:
    assert paths.migrations() == ROOT / "migrations"
    assert paths.resource("forms") == ROOT / "resources" / "forms"
    assert paths.guide() == ROOT / "docs" / "guide"


def test_a_missing_file_names_itself() -> None:
    with pytest.raises(RuntimeError, match=r"resources/forms/no-such-form\.json"):
        paths.resource("forms/no-such-form.json")


def test_wheel_carries_every_bundled_file_and_finds_it(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.name.startswith(f"coprod_desktop-{__version__}-")

    installed = tmp_path / "site-packages"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    bundled = installed / "coprod_desktop" / "_bundled"
    for folder in ("resources", "migrations", "docs/guide", "docs/images"):
        for file in (ROOT / folder).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                name = file.relative_to(ROOT)
                assert (bundled / name).is_file(), f"the wheel lacks {name}"

    # A process of its own, so that the wheel's copy is imported and not the checkout's.
    program = (
        "from coprod_desktop import paths;"
        "print(paths.migrations(), paths.resource('forms'), paths.guide())"
    )
    found = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(installed)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    names = ("migrations", "resources/forms", "docs/guide")
    assert [Path(each) for each in found] == [bundled / name for name in names]
