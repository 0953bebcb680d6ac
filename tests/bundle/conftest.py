# SPDX-License-Identifier: MIT
"""An office, and a wing that it knows."""

import pytest

from tests.bundle.making import Office, Wing


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def wing(office: Office) -> Wing:
    made = Wing(office)
    made.record(3)
    office.enrol(made)
    return made
