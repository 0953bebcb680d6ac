# SPDX-License-Identifier: MIT
import csv
import string
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coprod_desktop.domain import identifying

_FOUND = [
    ("My number is A1234BC ta", "My number is [prison number] ta"),
    ("a1234bc wrote this", "[prison number] wrote this"),
    ("A 1234 BC", "[prison number]"),
    ("prison no: VF2345", "prison no: [prison number]"),
    ("dob 1/2/85", "dob [date of birth]"),
    ("I was born on 4th June 1985.", "I was born on [date of birth]."),
    ("04/06/1985 is me", "[date of birth] is me"),
    ("in cell 14 all day", "in cell [cell number] all day"),
    ("Pad 3-12, A wing", "Pad [cell number], A wing"),
    ("come to B2-14 please", "come to [cell number] please"),
    ("ring 07700 900123", "ring [phone number]"),
    ("+44 (0)7700 900123", "[phone number]"),
    ("NHS number 943 476 5919", "NHS number [NHS number]"),
    ("it is 9434765919", "it is [NHS number]"),
    ("write to j.bloggs@example.org", "write to [email address]"),
    ("nurse Smith was kind", "nurse [name] was kind"),
    ("Nurse smith was kind", "Nurse [name] was kind"),
    ("NURSE SMITH WAS KIND", "NURSE [name] WAS KIND"),
    ("officer Jones’s keys", "officer [name]’s keys"),
    ("Mr Blogs and Dr. O'Neill", "Mr [name] and Dr. [name]"),
    ("mrs zablocki shouted", "mrs [name] shouted"),
    ("My name is Zog", "My name is [name]"),
    ("J. Smith told me", "[name] told me"),
    ("A.B. Zablocki told me", "[name] told me"),
    ("John Smith told me", "[name] told me"),
    ("the nurse called Sarah", "the nurse called [name]"),
    ("my padmate Dave snores", "my padmate [name] snores"),
]
_QUIET = [
    "The nurse was lovely",
    "Nurse Practitioner on B Wing",
    "Dr never came",
    "I miss my kids",
    "take a 1000 mg tablet",
    "waited since 12/03/2025",
    "the code on my slip is K7-42",
    "My white cell 14 was low",
    "They searched my cell 3 times",
    "I had 10 tablets, 2 a day, 28 in a box",
    "Hep B Clinic and X Ray",
    "Officer In Charge",
    "9434765918",  # not the check digit
    "My name is not important",
    "",
]


@pytest.mark.parametrize(("said", "masked"), _FOUND)
def test_what_tells_who_somebody_is_can_be_masked(said: str, masked: str) -> None:
    assert identifying.masked(said, identifying.find(said)) == masked


@pytest.mark.parametrize("said", _QUIET)
def test_everyday_words_are_left_alone(said: str) -> None:
    assert identifying.find(said) == ()


def test_the_words_that_gave_it_away_are_there_to_be_shown() -> None:
    text = "I told nurse Smith"
    (finding,) = identifying.find(text)

    assert text[finding.lead : finding.end] == "nurse Smith"
    assert text[finding.start : finding.end] == "Smith"


_PIECES = st.sampled_from(
    [said for said, _ in _FOUND]
    + _QUIET
    + ["nurse", "Smith", "John", "cell", "dob", "1", "0", "7700900123", "@", ".", "a1234bc"]
    + ["[name]", "[cell number]", "\n", "é", "’s", "🙂"]
)
_TEXT = st.lists(_PIECES | st.text(string.printable, max_size=6), max_size=6)


# A name in small letters among words in capitals, which are fewer once names are masked.
@example(["NURSE SMITH WAS KIND", "NURSE SMITH WAS KIND", "J. Smith told me"], " ")
@given(_TEXT, st.sampled_from(["", " ", "-", "\n"]))
def test_masking_takes_every_finding_away_and_nothing_else(parts: list[str], glue: str) -> None:
    text = glue.join(parts)
    findings = identifying.find(text)
    masked = identifying.masked(text, findings)

    assert identifying.find(masked) == ()
    assert identifying.masked(masked, identifying.find(masked)) == masked
    rest = masked
    place = 0
    for finding in findings:
        before = text[place : finding.start]
        assert rest.startswith(before + finding.mask)
        assert place <= finding.start < finding.end
        assert finding.lead <= finding.start
        rest = rest[len(before) + len(finding.mask) :]
        place = finding.end
    assert rest == text[place:]


def test_it_asks_about_few_of_the_real_comments(shared_data: Path) -> None:
    with (shared_data / "fft_comments.csv").open(encoding="utf-8-sig", newline="") as stream:
        said = [row["FFT answer"] for row in csv.DictReader(stream)]
    start = time.perf_counter()
    asked = sum(bool(identifying.find(each)) for each in said)

    assert len(said) == 3938
    assert asked <= 10  # 5 when this was written
    assert time.perf_counter() - start < 10


def test_a_long_text_takes_no_time() -> None:
    text = "The nurse came to cell 14 and spoke to John Smith of B Wing. " * 330
    identifying.find("warm 1 Mr X")
    start = time.perf_counter()

    assert identifying.find(text[:2000])
    short = time.perf_counter() - start
    assert identifying.find(text)

    assert short < 0.05  # about 3 ms
    assert time.perf_counter() - start < 1
