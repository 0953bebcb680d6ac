# SPDX-License-Identifier: MIT
"""The places to choose from are those that feedback came from, without reading all of it again."""

import pytest

from coprod_desktop.services.recording import places, records
from coprod_desktop.services.recording.places import Place
from coprod_desktop.services.session import SignedIn
from tests.stores import feedback


def test_places_come_from_what_was_written_down(wing: SignedIn) -> None:
    assert places.places(wing) == ()
    records.save(wing, feedback(site="HMP Oak", wing="B", service="GP"))
    records.save(wing, feedback(site="HMP Oak", wing="A"))
    records.save(wing, feedback(site="HMP Oak", wing="B", service="GP"))
    assert places.places(wing) == (Place("HMP Oak", "A", ""), Place("HMP Oak", "B", "GP"))


def test_what_was_found_is_kept_and_what_is_new_is_added(
    wing: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "_SELDOM", 0)
    records.save(wing, feedback(wing="A"))
    first = places.places(wing)
    assert places._kept(wing)["through"] > 0
    assert places.places(wing) == first
    records.save(wing, feedback(wing="B"))
    assert [each.wing for each in places.places(wing)] == ["A", "B"]


def test_a_log_that_was_put_back_is_read_anew(wing: SignedIn) -> None:
    records.save(wing, feedback(wing="A"))
    value = {"through": 10**9, "places": [["HMP Gone", "Z", ""]]}
    places.keeping.keep(wing, "setting", "places", value, shared=True)
    assert [each.wing for each in places.places(wing)] == ["A"]
    assert places._kept(wing)["through"] < 10**9
