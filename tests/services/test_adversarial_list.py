# SPDX-License-Identifier: MIT
"""What an importer must survive, case by case, and the tests that show it; every code as well.

The tables are read by the test below: a case whose test is renamed or gone fails here, and so does
a new error class that nothing provokes.
"""

import ast
from functools import cache
from pathlib import Path

import pytest

from coprod_desktop.bundle import errors
from coprod_desktop.bundle.errors import BundleError, SecurityAlarm
from tests.services import test_adversarial_codes, test_adversarial_returns

TESTS = Path(__file__).parents[1]

CASES: dict[str, tuple[str, ...]] = {
    "empty and one-byte files": (
        "bundle/test_intake.py::test_too_small_to_be_a_bundle",
        "services/test_intake.py::test_one_bad_file_does_not_stop_the_others",
    ),
    "truncation at every offset": ("bundle/test_survival.py::test_truncation_at_every_offset",),
    "a flip of every bit of a small bundle": (
        "bundle/test_survival.py::test_every_bit_before_the_body",
        "bundle/test_survival.py::test_every_bit_of_the_body",
    ),
    "appended bytes, two bundles joined": (
        "services/test_intake_faults.py::test_a_damaged_copy_never_gets_in",
    ),
    "swapped chunks": ("bundle/test_content.py::test_swapped_or_missing_chunks",),
    "body of A under header B": (
        "services/test_intake_faults.py::test_the_body_of_one_bundle_under_the_header_of_another",
        "bundle/test_content.py::test_a_body_that_another_header_sealed",
    ),
    "hostile lengths": (
        "bundle/test_container.py::test_hostile_prefixes",
        "bundle/test_content.py::test_hostile_frame_lengths",
    ),
    "duplicate keys, BOM, NaN, 2^53, 5,000 digits, lone surrogates, NUL, overrides": (
        "services/test_adversarial.py::test_json_that_readers_disagree_about",
    ),
    "200,000 levels of nesting": (
        "services/test_adversarial.py::test_nesting_deeper_than_any_stack",
    ),
    "formulas on their way to and from a spreadsheet": (
        "services/test_auditing.py::test_the_whole_list_is_given_out_as_a_table_that_computes_nothing",
        "services/test_spreadsheet.py::test_formulas_are_words_like_others",
    ),
    "SQL, ../, UNC paths and device names in every string": (
        "services/test_adversarial.py::test_words_are_words_wherever_they_stand",
    ),
    "change numbers that repeat, skip, descend": (
        "services/test_adversarial.py::test_change_numbers_that_repeat_skip_or_go_down",
    ),
    "another wing's record": (
        "services/test_intake_hostile.py::test_another_wings_record_is_out_of_reach",
        "services/test_histories.py::test_a_wing_cannot_erase_what_another_recorded",
    ),
    "replay x 1000": ("services/test_adversarial.py::test_a_thousand_replays_change_nothing",),
    "five bundles in all 120 orders": (
        "services/test_orders.py::test_five_bundles_in_all_120_orders_give_the_same_store",
    ),
    "lost bundles 2 to 4, then 5": ("services/test_intake.py::test_bundles_two_to_four_are_lost",),
    "cloned disks": (
        "services/test_restoring.py::test_a_copy_that_goes_on_is_noticed_and_both_are_kept",
        "services/test_histories_forked.py::test_two_revisions_of_one_are_both_kept_and_remarked",
    ),
    "restored stores": (
        "services/test_restoring.py::test_a_lost_disk_loses_nothing",
        "services/test_enrolment.py::test_the_old_epoch_is_past",
    ),
    "an altered old note": (
        "services/test_histories.py::test_an_altered_old_note_is_an_alarm",
        "services/test_intake_hostile.py::test_an_altered_past_is_an_alarm",
    ),
    "an erased record sent again": (
        "services/test_histories.py::test_erased_content_that_comes_again_is_dropped_and_remarked",
        "services/test_erasing.py::test_a_bundle_from_before_the_erasure_brings_nothing_back",
    ),
    "kill -9 at every step, then the same result": (
        "journeys/test_kills.py::test_killed_at_every_step_and_again",
        "services/test_restoring_kills.py::test_a_restoring_killed_at_any_step_and_done_again",
    ),
    "disk full in quarantine, store, stick": (
        "services/test_intake_faults.py::test_a_full_disk_at_the_office_takes_in_nothing_half",
        "services/test_store_faults.py::test_a_store_that_fills_up_at_any_step_of_an_import",
        "services/test_exchange_faults.py::test_a_full_stick",
        "services/test_io_faults.py::test_each_call_of_an_import_fails_once",
    ),
    "a stick pulled while writing and while reading": (
        "bundle/test_delivery.py::test_a_drive_pulled_out_while_writing",
        "services/test_rounds.py::test_out_in_the_middle",
        "bundle/test_intake.py::test_a_stick_that_changes_its_mind",
    ),
    "a stick that returns other bytes the second time": (
        "bundle/test_intake.py::test_the_stick_is_not_read_again",
        "bundle/test_delivery.py::test_faulty_drives",
    ),
    "links, FIFOs, folders, CON.coprod, 255-character names": (
        "services/test_intake.py::test_one_bad_file_does_not_stop_the_others",
        "bundle/test_intake.py::test_only_ordinary_files_are_opened",
        "bundle/test_intake.py::test_names_of_devices_are_refused_everywhere",
    ),
    # PostgreSQL is not offered yet: an office's store is SQLCipher alone.
    "two admins importing the same bundle at once": (
        "services/test_together.py::test_two_processes_take_in_one_folder_and_each_bundle_comes_in_once",
    ),
    "a worker that hangs, balloons or dies": (
        "services/test_reading.py::test_a_reader_that_takes_too_much_is_stopped",
        "services/test_reading.py::test_a_reader_that_dies_or_talks_nonsense_is_said_to_have_failed",
    ),
    "clocks in 1980 and 2107": (
        "services/test_intake_hostile.py::test_an_odd_clock_is_no_reason_to_refuse",
        "services/test_holding.py::test_an_odd_clock_is_remarked",
    ),
    "schema N+1, wrong recipient": (
        "services/test_intake_hostile.py::test_headers_that_do_not_fit",
        "services/test_intake_hostile.py::test_a_bundle_for_other_keys",
    ),
    "rotated keys in and out of grace": (
        "services/test_trusting.py::test_rotated_keys_in_grace",
        "services/test_trusting.py::test_rotated_keys_out_of_grace",
    ),
    "trust list rolled back, skipped, signed by old only or new only": (
        "services/test_adversarial_returns.py::test_a_wing_refuses",
        "bundle/test_steps.py::test_rollback_and_skip_are_refused",
        "bundle/test_steps.py::test_another_root_set_needs_the_old_and_the_new",
    ),
    "a return replayed, or for another wing": (
        "services/test_returning.py::test_a_return_bundle_replayed_after_a_newer_one_is_harmless",
        "services/test_returning.py::test_a_return_bundle_for_another_wing_is_refused_by_name",
    ),
}

# Codes that need more than one file to come about.
ELSEWHERE: dict[str, str] = {
    "TooManyHeld": "services/test_holding.py::test_no_more_is_held_than_there_is_room_for",
    "WorkerLimitExceeded": "services/test_reading.py::test_a_reader_that_takes_too_much_is_stopped",
    "ReaderFailed": (
        "services/test_reading.py::test_a_reader_that_dies_or_talks_nonsense_is_said_to_have_failed"
    ),
    "RevisionConflict": (
        "services/test_histories_forked.py::test_two_revisions_of_one_are_both_kept_and_remarked"
    ),
    "ErasedContentDropped": (
        "services/test_histories.py::test_erased_content_that_comes_again_is_dropped_and_remarked"
    ),
    "OfficeHistoryDiffers": (
        "services/test_lives.py::test_a_wing_that_gives_back_what_the_office_never_said"
    ),
    "ClockSuspect": "services/test_holding.py::test_an_odd_clock_is_remarked",
    # No importer takes in a whole list: it is what `coprod inspect` says of one.
    "TrustForeign": (
        "bundle/test_steps.py::test_a_list_of_another_office_or_environment_is_refused"
    ),
}


@cache
def named_in(path: Path) -> dict[str, str]:
    """The functions of a module, each with what follows it up to the next."""
    text = path.read_text("utf-8")
    return {
        node.name: ast.get_source_segment(text, node) or ""
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
    }


def is_there(name: str) -> bool:
    file, _, function = name.partition("::")
    return (TESTS / file).exists() and function in named_in(TESTS / file)


@pytest.mark.parametrize("case", CASES)
def test_every_case_has_its_test(case: str) -> None:
    assert [name for name in CASES[case] if not is_there(name)] == []


def test_every_code_is_provoked() -> None:
    provoked = set(test_adversarial_codes.PROVOKED)
    provoked |= {code for code, _ in test_adversarial_returns.PROVOKED.values()}
    kinds = {getattr(errors, name) for name in errors.__all__}
    wanted = {
        kind.__name__
        for kind in kinds - {BundleError, SecurityAlarm}
        if issubclass(kind, BundleError)
    }
    assert wanted - provoked == set(ELSEWHERE)
    for code, name in ELSEWHERE.items():
        assert is_there(name), code
        assert code in (TESTS / name.partition("::")[0]).read_text("utf-8")
