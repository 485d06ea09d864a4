"""The share of the level below that has reached the five goods, and of the members who lead."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from branchkit.core.dates import Period, PeriodKind
from branchkit.core.scoring.results import Measurement
from branchkit.testing.plugin_view import FakeView
from branchkit_rural.goods_share import (
    GOODS_SHARE,
    LEADS_SHARE,
    measure_goods_share,
    measure_leads_share,
    member_shares,
)
from branchkit_rural.levels import Level

from .county import (
    COUNTY,
    DATIAN,
    LIUBA,
    LONGTAN,
    ORGANIZATIONS,
    QINGSHI,
    QINGXI,
    SHANKOU,
    SONGLING,
    YEAR,
    a_county,
    a_month,
    month,
    rated,
    unrated,
)


def goods(view: FakeView, org: str = QINGXI, period: Period = YEAR) -> Measurement | None:
    return measure_goods_share(view.metric_view(org, period)).get(org)


def leads(view: FakeView, org: str) -> Measurement | None:
    return measure_leads_share(view.metric_view(org, YEAR)).get(org)


def test_a_township_has_the_share_of_its_villages() -> None:
    view = a_county()
    rated(view, QINGSHI, "91", "five-star")
    rated(view, LIUBA, "81", "four-star")
    rated(view, SONGLING, "72", "three-star")
    found = goods(view)
    assert found is not None
    assert found.metric == GOODS_SHARE
    assert round(found.value or 0, 1) == Decimal("66.7")
    assert [(e.summary, e.counted) for e in found.evidence] == [
        ("青石村党支部 五星", True),
        ("柳坝村党支部 四星", True),
        ("松岭村党总支 三星", False),
    ]


def test_as_long_as_one_is_not_rated_there_is_evidence_and_no_figure() -> None:
    view = a_county()
    rated(view, QINGSHI, "91", "five-star")
    unrated(view, LIUBA)
    found = goods(view)
    assert found is not None
    assert found.value is None
    assert [e.summary for e in found.evidence][1:] == ["柳坝村党支部 ?", "松岭村党总支 ?"]


def test_a_village_of_this_year_is_not_waited_for() -> None:
    new = replace(ORGANIZATIONS[7], founded="2025-09-01")
    others = [*ORGANIZATIONS[:7], new, *ORGANIZATIONS[8:]]
    view = a_county(organizations=others)
    rated(view, QINGSHI, "91", "five-star")
    rated(view, LIUBA, "61", "two-star")
    found = goods(view)
    assert found is not None
    assert found.value == 50


def test_a_county_has_the_share_of_its_townships() -> None:
    view = a_county()
    rated(view, QINGXI, "92", "five-star", level=Level.TOWNSHIP)
    rated(view, LONGTAN, "61", "two-star", level=Level.TOWNSHIP)
    found = goods(view, COUNTY)
    assert found is not None
    assert found.value == 50
    assert len(found.evidence) == 2


@pytest.mark.parametrize("org", [QINGSHI, "school"])
def test_where_nobody_is_judged_below_nothing_is_said(org: str) -> None:
    assert goods(a_county(), org) is None


def test_it_is_a_figure_of_years() -> None:
    assert goods(a_county(), QINGXI, Period(2025, 4, PeriodKind.QUARTER)) is None


def test_a_member_leads_whose_months_come_to_four_fifths() -> None:
    view = a_county()
    a_month(view, SHANKOU, month(9), {"m1": "90", "m2": "75", "m3": "80"})
    a_month(view, SHANKOU, month(10), {"m1": "90", "m2": "84", "m3": "80"})
    shares = member_shares(view, SHANKOU, YEAR)
    assert shares == {"m1": 90, "m2": Decimal("79.5"), "m3": 80}
    found = leads(view, SHANKOU)
    assert found is not None
    assert (found.metric, round(found.value or 0, 1)) == (LEADS_SHARE, Decimal("66.7"))


def test_a_township_counts_members_not_villages() -> None:
    view = a_county()
    a_month(view, SHANKOU, month(9), {"m1": "90", "m2": "90", "m3": "90"})
    a_month(view, DATIAN, month(9), {"m1": "60"})
    found = leads(view, LONGTAN)
    assert found is not None
    assert found.value == 75
    assert [e.summary for e in found.evidence] == ["山口村党支部 3/3", "大田村党支部 0/1"]


def test_without_a_scored_month_nothing_is_said_of_those_who_lead() -> None:
    view = a_county()
    assert leads(view, LONGTAN) is None
    a_month(view, SHANKOU, Period(2024, 9), {"m1": "90"})
    assert leads(view, LONGTAN) is None
