"""Model sites: how many a township set up, how many villages they cover, which townships keep the plan."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.registers.register import Record
from branchkit.core.scoring.results import Measurement
from branchkit.testing.plugin_view import FakeView, a_record
from branchkit_rural.model_sites import (
    SITES,
    measure_site_coverage,
    measure_site_plan_share,
    measure_sites_this_year,
)

from .county import (
    COUNTY,
    DATIAN,
    LIUBA,
    LONGTAN,
    QINGSHI,
    QINGXI,
    SHANKOU,
    VILLAGES,
    YEAR,
    a_county,
)


def a_site(org: str, since: str, **more: str) -> Record:
    return a_record(SITES, org, site=f"{org}示范点", since=since, plan=True, **more)


def coverage(view: FakeView, org: str) -> Measurement | None:
    return measure_site_coverage(view.metric_view(org, YEAR)).get(org)


def test_sites_of_the_year_are_counted_over_the_tree() -> None:
    sites = [
        a_site(QINGSHI, "2025-03-05"),
        a_site(QINGXI, "2025-12-31", village=LIUBA),
        a_site(LIUBA, "2024-12-31"),
        a_site(SHANKOU, "2025-03-05"),
        a_site(QINGSHI, "2026-01-01"),
    ]
    view = a_county(records=sites)
    (found,) = measure_sites_this_year(view.metric_view(QINGXI, YEAR)).values()
    assert found.value == 2
    (of_all,) = measure_sites_this_year(view.metric_view(COUNTY, YEAR)).values()
    assert of_all.value == 3


def test_a_kept_ledger_without_new_sites_says_nought_and_none_at_all_says_nothing() -> None:
    kept = a_county(records=[a_site(QINGSHI, "2023-03-05")])
    (found,) = measure_sites_this_year(kept.metric_view(QINGXI, YEAR)).values()
    assert found.value == 0
    assert found.evidence == ()
    assert measure_sites_this_year(a_county().metric_view(QINGXI, YEAR)) == {}


def test_a_village_is_covered_by_an_accepted_site_that_was_not_withdrawn() -> None:
    sites = [
        a_site(QINGSHI, "2024-03-05", accepted_on="2024-11-26"),
        a_site(QINGSHI, "2024-06-05", accepted_on="2024-11-26"),
        a_site(QINGXI, "2024-03-05", village=LIUBA, accepted_on="2025-12-31"),
        a_site("songling", "2024-03-05", accepted_on="2024-11-26", withdrawn_on="2025-06-01"),
        a_site(SHANKOU, "2025-03-05"),
        a_site(DATIAN, "2025-03-05", accepted_on="2026-01-05"),
    ]
    view = a_county(records=sites)
    township, county = coverage(view, QINGXI), coverage(view, COUNTY)
    assert township is not None
    assert county is not None
    assert round(township.value or 0, 1) == Decimal("66.7")
    assert county.value == 40
    assert [evidence.counted for evidence in county.evidence].count(True) == 3


def test_a_site_of_nobody_on_the_ladder_covers_nothing() -> None:
    view = a_county(records=[a_site("grade", "2024-03-05", accepted_on="2024-11-26")])
    found = coverage(view, COUNTY)
    assert found is not None
    assert found.value == 0


def test_a_county_counts_the_townships_that_keep_the_plan() -> None:
    three = [a_site(org, "2025-03-05") for org in (QINGSHI, LIUBA, QINGXI)]
    view = a_county(records=[*three, a_site(SHANKOU, "2025-03-05")])
    (found,) = measure_site_plan_share(view.metric_view(COUNTY, YEAR)).values()
    assert found.value == 50
    assert [e.summary for e in found.evidence] == ["清溪镇党委 3", "龙潭乡党委 1"]
    assert measure_site_plan_share(view.metric_view(LONGTAN, YEAR)) == {}


@given(st.lists(st.tuples(st.sampled_from(VILLAGES), st.booleans()), min_size=1, max_size=20))
def test_coverage_lies_between_nothing_and_all_whatever_the_order(
    sites: list[tuple[str, bool]],
) -> None:
    def covered(given: list[tuple[str, bool]]) -> Decimal | None:
        rows = [
            a_site(org, "2024-03-05", **({"accepted_on": "2024-05-01"} if accepted else {}))
            for org, accepted in given
        ]
        found = coverage(a_county(records=rows), COUNTY)
        return found.value if found else None

    share = covered(sites)
    assert share == Decimal(100 * len({org for org, accepted in sites if accepted})) / 5
    assert covered(sites[::-1]) == share
