# SPDX-License-Identifier: MIT
"""What every test shares: no display, repeatable examples, the reference data."""

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import hypothesis
import pytest

from tests import nursery

ROOT = Path(__file__).resolve().parent.parent

# Before any test imports Qt. Set QT_QPA_PLATFORM yourself to watch the windows.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Where Python is told to write nothing beside the source, it would compile the program and rewrite
# the tests anew in each worker, and in each process that a test starts: half a minute of work.
if sys.dont_write_bytecode:
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(ROOT / ".pytest_cache" / "compiled")
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A test's stores lie in memory where there is room: they are ended by kills, never by a power cut,
# so what an fsync costs on a disk buys nothing. Set TMPDIR yourself to have them elsewhere.
_MEMORY, _ROOM = Path("/dev/shm"), 2 << 30
if (
    sys.platform == "linux"
    and _MEMORY.is_dir()
    and os.access(_MEMORY, os.W_OK)
    and not os.statvfs(_MEMORY).f_flag & os.ST_NOEXEC
    and shutil.disk_usage(_MEMORY).free >= _ROOM
):
    tempfile.tempdir = os.environ.setdefault("TMPDIR", str(_MEMORY))

# No deadline: the first example pays for imports and key stretching. In CI the same
# examples every time, so that a red run can be repeated.
hypothesis.settings.register_profile("default", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "default")


def pytest_collection_finish() -> None:
    """Let what was imported by now be: else each window that closes has all of it gone through."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of reference data kept beside the checkout; skips where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the reference data is not beside this checkout (../shared/data)")
    return folder


@pytest.fixture(scope="module", autouse=True)
def one_nursery(request: pytest.FixtureRequest) -> Generator[None]:
    """The imports of a module's tests share the process that forks their readers."""
    if request.path.as_posix().endswith(nursery.ALONE):
        yield
        return
    with nursery.shared():
        yield
