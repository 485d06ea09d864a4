"""What is typed about a member, made into changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from branchkit.core.members.member import Category, Contact, Member, Mobility, Standing
from branchkit.services.members.texts import missing_dates, read_changes, typed_texts

TODAY = date(2026, 11, 20)
WOMAN = "11010519491231002X"
ZHANG = Member(
    "m0001",
    "o",
    "张三",
    7,
    sex="f",
    birth="1949-12-31",
    citizen_id=WOMAN,
    joined="1985-03",
    phone="13812345678",
)
NOBODY = Member("", "o", "")


def codes(before: Member, **typed: str) -> list[str]:
    return [problem.code for problem in read_changes(before, typed, TODAY).problems]


def test_only_what_differs_is_a_change() -> None:
    typed = {**typed_texts(ZHANG), "phone": "139 1234 5678", "joined": "1985年3月"}
    assert read_changes(ZHANG, typed, TODAY).values == {"phone": "13912345678"}


def test_an_empty_text_empties_a_field() -> None:
    changes = read_changes(ZHANG, {"phone": "", "education": ""}, TODAY)
    assert changes.values == {"phone": ""}


def test_an_id_says_birth_and_sex_with_the_whole_year() -> None:
    changes = read_changes(replace(NOBODY, id="m2"), {"citizen_id": WOMAN}, TODAY)
    assert changes.values == {"citizen_id": WOMAN, "birth": "1949-12-31", "sex": "f"}


@pytest.mark.parametrize("wrong", ["110105194912310021", "440524188001010015"])
def test_an_id_that_fails_the_check_is_told(wrong: str) -> None:
    assert "member.citizen_id.checksum" in codes(NOBODY, name="张三", citizen_id=wrong)


@pytest.mark.parametrize("valid", [WOMAN, "440524188001010014"])
def test_the_sample_ids_of_the_standard_are_valid(valid: str) -> None:
    assert codes(NOBODY, name="张三", citizen_id=valid) == []


def test_a_birth_typed_against_the_id_is_what_was_typed() -> None:
    assert read_changes(ZHANG, {"birth": "1950-01-01"}, TODAY).values == {"birth": "1950-01-01"}


def test_what_is_typed_is_held_against_what_is_known() -> None:
    assert codes(ZHANG, full_since="1984-01-01") == ["member.full_since.early"]
    assert codes(ZHANG, phone="139 1234 5678") == []


def test_what_was_wrong_before_is_not_told_again() -> None:
    early = replace(ZHANG, full_since="1984-01-01")
    assert codes(early, phone="139 1234 5678") == []


def test_a_newcomer_of_this_year_is_taken_for_probationary_and_an_old_member_is_not() -> None:
    new = read_changes(NOBODY, {"name": "李四", "joined": "2026-07-01"}, TODAY)
    assert new.values["category"] is Category.PROBATIONARY
    assert "category" not in read_changes(ZHANG, {"joined": "2026-07-01"}, TODAY).values


def test_a_name_cannot_be_taken_away() -> None:
    changes = read_changes(ZHANG, {"name": " "}, TODAY)
    assert not changes.usable


def test_a_state_without_its_date_is_missing_it() -> None:
    lost = replace(ZHANG, contact=Contact.LOST, mobility=Mobility.OUT, standing=Standing.SUSPENDED)
    assert missing_dates(lost) == ["standing_since", "away_since", "lost_since"]
    assert missing_dates(ZHANG) == []


@pytest.mark.parametrize(
    ("typed", "told"), [(WOMAN, []), ("440524188001010014", ["member.citizen_id.other"])]
)
def test_an_id_is_completed_by_one_that_begins_as_it_did(typed: str, told: list[str]) -> None:
    cut_off = replace(ZHANG, citizen_id="", citizen_id_start=WOMAN[:15])
    assert [code for code in codes(cut_off, citizen_id=typed) if "citizen_id" in code] == told
