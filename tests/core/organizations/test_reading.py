"""An organisation's values from what people typed."""

from __future__ import annotations

from datetime import date

import pytest

from branchkit.core.organizations.organization import Formation, OrganizationKind
from branchkit.core.organizations.reading import READERS, kind_of_name, read_organization_values
from branchkit.core.tables import Value

TODAY = date(2026, 11, 20)


def read(**values: Value) -> dict[str, object]:
    reading = read_organization_values(values, TODAY)
    assert reading.problems == []
    return reading.values


def codes(**values: Value) -> list[str]:
    return [p.code for p in read_organization_values(values, TODAY).problems]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("中共灑坪乡委员会", OrganizationKind.COMMITTEE),
        ("灑坪乡党委", OrganizationKind.COMMITTEE),
        ("中共高沟村总支部委员会", OrganizationKind.GENERAL_BRANCH),
        ("高沟村党总支", OrganizationKind.GENERAL_BRANCH),
        ("中共高沟村支部委员会", OrganizationKind.BRANCH),
        ("县中高一年级党支部", OrganizationKind.BRANCH),
        ("第一党小组", OrganizationKind.GROUP),
        ("高沟村", None),
    ],
)
def test_a_name_tells_the_kind(name: str, kind: OrganizationKind | None) -> None:
    assert kind_of_name(name) is kind


def test_the_words_of_the_office_are_understood() -> None:
    assert read(kind="党总支", sector="行政村", formation="联合组建") == {
        "kind": OrganizationKind.GENERAL_BRANCH,
        "sector": "rural",
        "formation": Formation.JOINT,
    }
    assert read(kind="general-branch", sector="schools") == {
        "kind": OrganizationKind.GENERAL_BRANCH,
        "sector": "schools",
    }


def test_units_are_told_apart_by_what_people_put_between_them() -> None:
    assert read(units="青石村、青石小学；卫生室\n合作社") == {
        "units": ("青石村", "青石小学", "卫生室", "合作社")
    }


def test_names_lose_the_spaces_between_characters_only() -> None:
    assert read(name=" 高 沟 村 党支部 ") == {"name": "高沟村党支部"}
    assert read(name="ABC Ltd 党支部") == {"name": "ABC Ltd党支部"}


def test_an_old_organisation_may_be_founded_in_a_year() -> None:
    assert read(founded="1978年") == {"founded": "1978"}
    assert codes(elected_on="1978年") == ["organization.date_year_only"]


def test_what_is_missing_or_unknown_is_left_out_without_a_word() -> None:
    assert read(code="无", address="/", contact_leader="不详") == {}


def test_what_cannot_be_read_is_an_error_and_what_was_guessed_a_warning() -> None:
    assert codes(kind="协会") == ["organization.not_known"]
    assert codes(elected_on="2024-13-01") == ["organization.date_impossible"]
    assert codes(term_years="长") == ["organization.unreadable"]
    taken = read_organization_values({"elected_on": "24.3.12"}, TODAY)
    assert taken.values == {"elected_on": "2024-03-12"}
    assert taken.usable


def test_a_phone_that_looks_strange_is_kept_and_told_of_with_a_mask() -> None:
    reading = read_organization_values({"phone": "12012345678"}, TODAY)
    assert reading.values == {"phone": "12012345678"}
    assert [p.params["found"] for p in reading.problems] == ["120****5678"]


@pytest.mark.parametrize("written", [440524197002030144, "4.40524E+17"])
def test_a_code_that_a_spreadsheet_has_cut_off_is_not_taken(written: Value) -> None:
    assert codes(code=written) == ["organization.code_damaged"]
    assert read(code='="010203"')["code"] == "010203"
    assert read(kind="3_党支部")["kind"] is OrganizationKind.BRANCH


def test_every_reader_leaves_blank_cells_out() -> None:
    assert read_organization_values(dict.fromkeys(READERS), TODAY).values == {}


def test_what_is_not_seen_is_left_out_of_a_name_with_a_word() -> None:
    reading = read_organization_values({"name": "青石村\u202e党\x1b支部"}, TODAY)
    assert reading.values == {"name": "青石村党支部"}
    assert [p.code for p in reading.problems] == ["organization.text_cleaned"]
