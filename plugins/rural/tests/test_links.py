"""Helping links: who links as many as asked for, and who is not asked."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from branchkit.core.members.member import MemberClass, Mobility
from branchkit.core.registers.register import Record
from branchkit.testing.plugin_view import a_record
from branchkit_rural.links import (
    CADRE_LINKS,
    MEMBER_LINKS,
    measure_six_links,
    measure_ten_links,
)

from .county import QINGSHI, YEAR, a_county, a_member

CADRE, AWAY = MemberClass.POST_HOLDER, MemberClass.MOBILE
MEMBERS = [
    a_member("c1", QINGSHI, CADRE),
    a_member("c2", QINGSHI, CADRE),
    a_member("m1", QINGSHI),
    a_member("m2", QINGSHI),
    a_member("m3", QINGSHI, AWAY),
    replace(a_member("m4", QINGSHI), mobility=Mobility.OUT),
]


def six(cadre: str, households: int, **more: str) -> Record:
    given = {"cadre": cadre, "households": str(households), "since": "2025-01-01", **more}
    return a_record(CADRE_LINKS, QINGSHI, **given)


def ten(member: str, households: int, **more: str) -> Record:
    given = {"member": member, "households": str(households), "since": "2025-01-01", **more}
    return a_record(MEMBER_LINKS, QINGSHI, **given)


def test_a_cadre_links_six_members_households() -> None:
    view = a_county(members=MEMBERS, records=[six("c1", 4), six("c1", 2), six("c2", 5)])
    (found,) = measure_six_links(view.metric_view(QINGSHI, YEAR)).values()
    assert found.value == 50


def test_a_cadre_without_any_link_counts_and_so_does_whoever_links() -> None:
    view = a_county(members=MEMBERS, records=[six("c1", 6), six("m1", 6)])
    (found,) = measure_six_links(view.metric_view(QINGSHI, YEAR)).values()
    assert round(found.value or 0, 1) == Decimal("66.7")


def test_links_that_have_ended_count_no_more() -> None:
    view = a_county(members=MEMBERS, records=[six("c1", 6, until="2025-06-30"), six("c2", 6)])
    (found,) = measure_six_links(view.metric_view(QINGSHI, YEAR)).values()
    assert found.value == 50


def test_a_member_links_ten_households_and_those_away_are_not_asked() -> None:
    rows = [ten("c1", 10), ten("c2", 9), ten("m1", 6), ten("m1", 4), ten("m3", 10)]
    view = a_county(members=MEMBERS, records=rows)
    (found,) = measure_ten_links(view.metric_view(QINGSHI, YEAR)).values()
    assert found.value == 50
    assert [e.counted for e in found.evidence] == [True, False, True]


def test_a_register_that_is_not_kept_says_nothing() -> None:
    view = a_county(members=MEMBERS)
    assert measure_six_links(view.metric_view(QINGSHI, YEAR)) == {}
    assert measure_ten_links(view.metric_view(QINGSHI, YEAR)) == {}
