"""One organisation: what may stand under what, and how it is kept."""

from __future__ import annotations

import pytest

from branchkit.core.organizations.organization import (
    Formation,
    Milestone,
    Organization,
    OrganizationKind,
    Turn,
)

COMMITTEE, GENERAL, BRANCH, GROUP = OrganizationKind

FITS = {
    COMMITTEE: {COMMITTEE},
    GENERAL: {COMMITTEE},
    BRANCH: {COMMITTEE, GENERAL},
    GROUP: {BRANCH},
}


@pytest.mark.parametrize("kind", OrganizationKind)
def test_kinds_nest_from_the_committee_down_to_the_group(kind: OrganizationKind) -> None:
    assert {above for above in OrganizationKind if kind.may_stand_under(above)} == FITS[kind]


def test_a_document_of_four_keys_reads_as_it_always_did() -> None:
    body = {"name": "高沟村党支部", "kind": "branch", "sector": "rural", "parent": ""}
    read = Organization.from_body("b1", body)
    assert read == Organization("b1", "高沟村党支部", BRANCH, "rural")
    assert read.to_body() == body


def test_everything_that_is_known_is_kept() -> None:
    full = Organization(
        "o0001",
        "青石村党支部",
        sector="rural",
        parent="t",
        code="032001",
        short_name="青石",
        formation=Formation.JOINT,
        units=("青石村", "青石小学"),
        founded="1978",
        elected_on="2024-03-12",
        term_years=5,
        phone="12000000001",
        dissolved="2026-01-05",
        dissolved_reason="撤并",
        merged_into="o0002",
        history=(
            Milestone(Turn.RENAMED, "2020-01-01", "甲", "乙"),
            Milestone(Turn.MERGED, "2026-01-05", after="o0002", reason="撤并"),
        ),
    )
    assert Organization.from_body("o0001", full.to_body()) == full


def test_only_a_group_has_no_roll() -> None:
    assert [kind for kind in OrganizationKind if not kind.has_roll] == [GROUP]
