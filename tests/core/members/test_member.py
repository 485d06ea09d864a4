"""The member as a value: four axes that do not mix, and documents of earlier versions."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from branchkit.core.members.member import (
    Category,
    Contact,
    Member,
    MemberClass,
    Mobility,
    Standing,
)

AWAY = Member(
    "m0001",
    "o",
    "张三",
    1,
    category=Category.PROBATIONARY,
    standing=Standing.SUSPENDED,
    standing_since="2026-01-01",
    standing_reason="失联",
    mobility=Mobility.OUT,
    away_since="2025-03",
    contact=Contact.LOST,
    lost_since="2025-07-01",
    household_star=5,
)


def test_a_member_comes_back_from_its_document() -> None:
    assert Member.from_body("m0001", "o", AWAY.to_body()) == AWAY


def test_a_document_from_before_there_were_dates_reads() -> None:
    body = {"name": "张三", "number": 1, "sex": "m", "mobility": "out", "post": "书记"}
    member = Member.from_body("m0001", "o", body)
    assert (member.mobility, member.away_since, member.group) == (Mobility.OUT, "", "")


def test_empty_fields_are_not_kept() -> None:
    assert set(Member("m0001", "o", "张三", 1).to_body()) == {
        "name",
        "number",
        "member_class",
        "category",
        "standing",
        "mobility",
        "contact",
    }


def test_every_axis_can_have_every_value_beside_every_other() -> None:
    for category, standing, mobility, contact in product(Category, Standing, Mobility, Contact):
        member = replace(
            AWAY, category=category, standing=standing, mobility=mobility, contact=contact
        )
        kept = Member.from_body("m0001", "o", member.to_body())
        assert (kept.category, kept.standing, kept.mobility, kept.contact) == (
            category,
            standing,
            mobility,
            contact,
        )


def test_a_state_that_is_over_takes_its_date_along_and_no_other() -> None:
    found = replace(AWAY, contact=Contact.NORMAL).settled
    assert (found.lost_since, found.away_since, found.standing_since) == (
        "",
        "2025-03",
        "2026-01-01",
    )
    assert replace(AWAY, standing=Standing.NORMAL).settled.standing_reason == ""
    assert replace(AWAY, mobility=Mobility.NONE).settled.away_since == ""
    assert AWAY.settled == AWAY


@pytest.mark.parametrize(
    ("kind", "post", "counts_as"),
    [
        (MemberClass.ORDINARY, "党支部书记", MemberClass.POST_HOLDER),
        (MemberClass.WITHOUT_POST, "组织委员", MemberClass.POST_HOLDER),
        (MemberClass.ORDINARY, "", MemberClass.ORDINARY),
        (MemberClass.WITHOUT_POST, "党小组长", MemberClass.WITHOUT_POST),
        (MemberClass.RETIRED, "党支部书记", MemberClass.RETIRED),
        (MemberClass.MOBILE, "委员", MemberClass.MOBILE),
    ],
)
def test_whoever_stands_on_the_committee_counts_as_holding_a_post(
    kind: MemberClass, post: str, counts_as: MemberClass
) -> None:
    member = Member("m", "b", "张三", member_class=kind, post=post)
    assert str(counts_as) in member.traits
    assert (str(kind) in member.traits) is (kind is counts_as)
