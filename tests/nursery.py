# SPDX-License-Identifier: MIT
"""One process that forks readers for all imports of a test run, where each would start its own.

Every bundle is read in a fork of its own, as always. What starts and ends the forking process is
tested in `tests/services/test_reading.py`, which takes no part in this.
"""

from collections.abc import Generator
from contextlib import contextmanager

import pytest

from coprod_desktop.bundle import worker_process
from coprod_desktop.bundle.worker_process import Readers

ALONE = "services/test_reading.py"


@contextmanager
def shared() -> Generator[None]:
    """Let imports of this process share the one that forks, until the block ends.

    A test that puts another program in its place gets that one, started and ended for each import.
    """
    honest, common = worker_process.program(), Readers()
    begin = Readers.begin

    def is_common() -> bool:
        return worker_process.program() == honest

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            Readers,
            "begin",
            lambda self, order, caps: begin(common if is_common() else self, order, caps),
        )
        try:
            yield
        finally:
            common.close()
