"""The metrics in Python: shares over several registers, over the tree, of sums."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.dates import Period
from branchkit.core.registers.register import Record
from branchkit.core.scoring.results import Measurement
from branchkit.testing.plugin_view import FakeView
from branchkit_community import vocabulary as v

from .community_builders import (
    CLINIC,
    ORG,
    Q4,
    SCHOOL,
    YEAR,
    a_commitment,
    a_registration,
    a_resource,
    a_row,
    a_service,
    a_use,
    a_view,
    an_organization,
)


def measured(
    metric: str, view: FakeView, period: Period = Q4, org: str = ORG
) -> Measurement | None:
    return view.measure(f"community/{metric}", org, period).get(org)


def value(metric: str, view: FakeView, period: Period = Q4, org: str = ORG) -> Decimal | None:
    found = measured(metric, view, period, org)
    return found.value if found else None


# -- commitments kept -------------------------------------------------------------------------------


def test_each_unit_counts_alike() -> None:
    many = [a_commitment(SCHOOL, "2026-10-31", "2026-10-20", text=f"第{n}件") for n in range(9)]
    view = a_view(*many, a_commitment(CLINIC, "2026-10-31"))
    assert value("commitments-kept", view) == 50


def test_only_what_fell_due_in_the_period_is_looked_at() -> None:
    view = a_view(
        a_commitment(deadline="2026-09-30", settled="2026-11-01"),
        a_commitment(deadline="2026-10-01", settled="2026-10-01", text="到期"),
        a_commitment(deadline="2027-01-01", settled="2026-11-02", text="提前"),
    )
    found = measured("commitments-kept", view)
    assert found is not None
    assert found.value == 100
    assert [row.summary for row in found.evidence] == ["10-01 梧桐路小学 到期"]


def test_kept_late_is_kept_and_given_up_is_not() -> None:
    view = a_view(
        a_commitment(SCHOOL, "2026-10-31", "2026-12-30"),
        a_commitment(SCHOOL, "2026-10-31", "2026-10-30", state="broken", text="办不成"),
    )
    assert value("commitments-kept", view) == 50


def test_nothing_due_says_nothing() -> None:
    assert value("commitments-kept", a_view(a_commitment(deadline="2027-03-01"))) is None


@given(
    st.lists(st.tuples(st.sampled_from(["甲", "乙", "丙"]), st.booleans()), min_size=1, max_size=20)
)
def test_the_share_is_within_bounds_and_full_only_when_all_are_kept(
    rows: list[tuple[str, bool]],
) -> None:
    records = [
        a_commitment(unit, "2026-10-31", "2026-10-15" if kept else "", text=str(number))
        for number, (unit, kept) in enumerate(rows)
    ]
    found = value("commitments-kept", a_view(*records))
    assert found is not None
    assert 0 <= found <= 100
    assert (found == 100) is all(kept for _unit, kept in rows)
    assert (found == 0) is not any(kept for _unit, kept in rows)


# -- resources and registered members -----------------------------------------------------------------


def test_resources_that_were_used_in_the_period() -> None:
    view = a_view(
        a_resource(resource="操场"),
        a_resource(resource="教室"),
        a_resource(resource="旧体检车", until="2026-10-31"),
        a_use("2026-12-01"),
        a_use("2026-09-01", resource="教室"),
    )
    assert value("resources-used", view) == 50
    assert value("resources-used", a_view()) is None


def test_a_registered_member_is_told_apart_by_where_they_work() -> None:
    view = a_view(
        a_registration("王一", SCHOOL),
        a_registration("王一", CLINIC),
        a_service("2026-10-10", "王一", CLINIC),
        a_service("2026-10-11", "李二", SCHOOL),
    )
    found = measured("registered-served", view)
    assert found is not None
    assert found.value == 50
    assert [row.counted for row in found.evidence] == [False, True]


# -- quarters with a branch -----------------------------------------------------------------------


def quarter(name: str, form: str = "none", branch: str = "", org: str = ORG) -> Record:
    return a_row(v.QUARTERS, org, quarter=name, form=form, branch=branch, since="2025-01-01")


def test_quarters_are_covered_by_branches_that_stand() -> None:
    organizations = [
        an_organization(ORG, "general-branch"),
        an_organization("b1", parent=ORG),
        an_organization("b2", parent=ORG, dissolved="2026-12-31"),
    ]
    view = a_view(
        quarter("梧桐花园", "single", "b1"),
        quarter("铁路宿舍", "joint", "b2", org="b1"),
        quarter("滨河新村"),
        quarter("市场巷", "single", "nobody"),
        organizations=organizations,
    )
    found = measured("quarters-covered", view)
    assert found is not None
    assert found.value == 25
    assert [row.counted for row in found.evidence] == [True, False, False, False]
    assert value("quarters-covered", view, Period.parse("2026-Q3")) == 50


# -- service-type organisations -------------------------------------------------------------------


def recognised(
    organization: str, keeper: str, since: str = "2026-07-01", until: str = ""
) -> Record:
    return a_row(v.RECOGNISED, keeper, organization=organization, since=since, until=until)


TREE = [
    an_organization("town", "committee"),
    an_organization(ORG, "general-branch", "town"),
    an_organization("b1", parent=ORG),
    an_organization("b2", parent=ORG),
    an_organization("b3", parent=ORG),
    an_organization("g1", "group", "b1"),
]


def test_a_general_branch_is_judged_by_those_below_it() -> None:
    view = a_view(
        recognised("b1", "town"), recognised("b2", ORG), recognised(ORG, ORG), organizations=TREE
    )
    found = value("service-share", view)
    assert found is not None
    assert round(found, 1) == Decimal("66.7")
    assert value("service-share", view, org="town") == 75


def test_a_branch_is_judged_by_itself() -> None:
    view = a_view(recognised("b1", "town"), organizations=TREE)
    assert value("service-share", view, org="b1") == 100
    assert value("service-share", view, org="b2") == 0


def test_recognition_ends() -> None:
    view = a_view(recognised("b1", ORG, until="2026-12-30"), organizations=TREE)
    assert value("service-share", view, org="b1") == 0
    assert value("service-share", view, Period.parse("2026-Q3"), org="b1") == 100


# -- six in place -----------------------------------------------------------------------------------


def check(on: str, lacking: str = "", mended: str = "") -> Record:
    points = {point: point != lacking for point in v.SIX_POINTS}
    return a_row(v.SIX, date=on, mended_on=mended, **points)


def test_the_latest_check_counts() -> None:
    view = a_view(check("2026-03-20", "pay"), check("2026-09-20", "rules"))
    assert value("six-pay", view, YEAR) == 1
    assert value("six-rules", view, YEAR) == 0


def test_what_was_mended_is_in_place_from_that_day() -> None:
    view = a_view(check("2026-08-20", "pay", mended="2026-10-09"))
    assert value("six-pay", view, Period.parse("2026-Q3")) == 0
    assert value("six-pay", view) == 1


def test_an_old_check_says_nothing() -> None:
    assert value("six-pay", a_view(check("2025-12-30")), YEAR) is None
    assert value("six-pay", a_view(check("2025-12-31")), YEAR) == 1


# -- funds ------------------------------------------------------------------------------------------


def money(on: str, direction: str, amount: str, purpose: str = "") -> Record:
    return a_row(v.FUNDS, date=on, direction=direction, amount=amount, purpose=purpose, item="账")


def test_funds_are_shares_of_sums() -> None:
    view = a_view(
        money("2026-01-10", "in", "1000.00"),
        money("2026-02-10", "out", "100.10", "activity"),
        money("2026-10-10", "out", "299.90", "service"),
        money("2026-11-10", "out", "200.10", "care"),
        money("2026-12-10", "out", "99.90", "pay"),
        money("2025-12-31", "in", "5000.00"),
    )
    assert value("funds-used", view) == 70
    found = value("funds-for-people", view)
    assert found is not None
    assert round(found, 2) == Decimal("83.35")


def test_without_money_nothing_is_said() -> None:
    assert value("funds-used", a_view(money("2026-02-10", "out", "1.00", "pay"))) is None
    assert value("funds-for-people", a_view(money("2026-10-10", "in", "1.00"))) is None
