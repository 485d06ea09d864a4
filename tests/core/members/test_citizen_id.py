"""Citizen IDs: the check character, what spreadsheets do to them, birth and sex."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.members.citizen_id import (
    birth_of,
    check_character,
    completes,
    has_province,
    is_consistent,
    read_citizen_id,
    sex_of,
    upgraded,
)

births = st.dates(date(1900, 1, 1), date(2026, 12, 31))
regions = st.integers(110000, 659999).map(str)
sequences = st.integers(1, 999).map(lambda number: f"{number:03d}")


@st.composite
def citizen_ids(draw: st.DrawFn) -> str:
    body = draw(regions) + draw(births).strftime("%Y%m%d") + draw(sequences)
    return body + check_character(body)


@pytest.mark.parametrize("sample", ["11010519491231002X", "440524188001010014"])
def test_the_samples_of_the_standard_are_consistent(sample: str) -> None:
    assert is_consistent(sample)
    assert read_citizen_id(sample).id == sample
    assert read_citizen_id(sample).notes == ()


@given(citizen_ids(), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_fails_the_checksum_and_is_still_taken(
    sample: str, place: int, shift: int
) -> None:
    wrong_digit = str((int(sample[place]) + shift) % 10)
    wrong = sample[:place] + wrong_digit + sample[place + 1 :]
    assert not is_consistent(wrong)
    reading = read_citizen_id(wrong)
    assert reading.notes == ("checksum",) or reading.fault in ("date", "damaged")


@given(citizen_ids())
def test_birth_and_sex_follow_from_the_id_in_either_century(sample: str) -> None:
    born = birth_of(sample)
    assert born is not None
    assert born.strftime("%Y%m%d") == sample[6:14]
    assert sex_of(sample) == ("m" if int(sample[16]) % 2 else "f")


def test_a_birth_after_2000_does_not_become_19xx() -> None:
    body = "11010520050312" + "001"
    assert birth_of(body + check_character(body)) == date(2005, 3, 12)


@pytest.mark.parametrize(
    ("year", "faults"), [(1849, "date"), (1850, ""), (2100, ""), (2101, "date")]
)
def test_nobody_was_born_before_1850_or_after_2100(year: int, faults: str) -> None:
    body = f"110105{year}0101001"
    assert read_citizen_id(body + check_character(body)).fault == faults


@given(citizen_ids())
def test_an_id_kept_as_a_number_is_always_damaged(sample: str) -> None:
    kept_by_a_spreadsheet = int(sample[:15] + "000")
    assert read_citizen_id(kept_by_a_spreadsheet).fault == "damaged"
    assert read_citizen_id(f"{Decimal(kept_by_a_spreadsheet):.5E}").fault == "damaged"


@given(citizen_ids())
def test_the_first_fifteen_digits_of_an_id_are_never_taken_for_an_old_one(sample: str) -> None:
    assert read_citizen_id(sample[:15]).fault == "damaged"
    assert read_citizen_id(int(sample[:15])).fault == "damaged"


@given(regions, st.dates(date(1930, 1, 1), date(1999, 12, 31)), sequences)
def test_an_old_id_keeps_birth_and_sex_when_upgraded(
    region: str, born: date, sequence: str
) -> None:
    old = region + born.strftime("%y%m%d") + sequence
    new = upgraded(old)
    assert is_consistent(new)
    assert birth_of(new) == born
    assert sex_of(new) == ("m" if int(sequence) % 2 else "f")


def test_an_old_id_is_upgraded_with_a_note_whether_text_or_number() -> None:
    for value in ("110105491231002", 110105491231002):
        reading = read_citizen_id(value)
        assert (reading.id, reading.notes) == ("11010519491231002X", ("upgraded",))


@pytest.mark.parametrize(
    "written",
    [
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105 19491231 002X",
        "'11010519491231002X",
        "110105-19491231-002X",
    ],
)
def test_ways_of_writing_the_same_id(written: str) -> None:
    assert read_citizen_id(written).id == "11010519491231002X"


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("1101051949123100", "length"),
        ("110105194913310021", "date"),
        ("11010519490229002X", "date"),
        ("G12345678", "characters"),
        ("110105194912310000", "damaged"),
        (Decimal("1.5"), "characters"),
    ],
)
def test_what_cannot_be_an_id_says_why(value: str | Decimal, fault: str) -> None:
    reading = read_citizen_id(value)
    assert (reading.id, reading.fault) == ("", fault)


@pytest.mark.parametrize(
    ("value", "start"),
    [
        (440524197002030144, "440524197002030"),
        (Decimal("440524197002030000"), "440524197002030"),
        ("440524197002030000", "440524197002030"),
        ("440524197002030", "440524197002030"),
        ("4.40524197002030E+17", "440524197002030"),
        ("4.40524E+17", "44052"),
    ],
)
def test_of_a_damaged_id_the_true_digits_are_known(value: str | int | Decimal, start: str) -> None:
    reading = read_citizen_id(value)
    assert (reading.id, reading.fault, reading.start) == ("", "damaged", start)
    assert birth_of(start) == (date(1970, 2, 3) if len(start) == 15 else None)
    assert sex_of(start) == ""
    assert completes(start, "440524197002030118")
    assert not completes(start, "110105198504120225")


def test_a_number_with_no_birth_in_it_is_no_start_of_an_id() -> None:
    reading = read_citizen_id(440524197013030144)
    assert (reading.fault, reading.start) == ("date", "")


@pytest.mark.parametrize(("start", "known"), [("440524", True), ("82", True), ("99", False)])
def test_an_id_begins_with_a_province(start: str, known: bool) -> None:
    assert has_province(start) is known


@pytest.mark.parametrize("value", [None, "", "  "])
def test_an_empty_cell_is_no_fault(value: str | None) -> None:
    reading = read_citizen_id(value)
    assert (reading.id, reading.fault, reading.notes) == ("", "", ())
