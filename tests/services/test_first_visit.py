# SPDX-License-Identifier: MIT
"""The first stick of a new wing: its request and its first bundle in one folder."""

from pathlib import Path

from coprod_desktop.domain import ids
from coprod_desktop.services.access import opening
from coprod_desktop.services.exchanging import exchange, intake, office
from coprod_desktop.services.recording import records
from tests import stores
from tests.stores import PASSWORD, Folders


def test_a_new_wing_s_bundle_waits_for_approval_and_is_then_taken_in(
    folders: Folders, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with stores.closing(stores.make_wing(folders.office, tmp_path / "new", "HMP New")) as wing:
        device = wing.device
        words = exchange.request(wing, stick).words
        records.save(wing, stores.feedback())
        stores.send(wing, stick)
    with stores.closing(opening.unlock(folders.office, "Ada", PASSWORD)) as central:
        first = intake.take_in(central, [stick])
        assert [(each.outcome, each.short) for each in first] == [
            ("enrolment_waiting", ids.short(device)),
            ("held", ids.short(device)),
        ]
        office.approve(central, device, words)
        again = intake.take_in(central, [stick])
        assert [each.outcome for each in again] == ["already_imported", "already_imported"]
