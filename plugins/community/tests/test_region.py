"""The region as its registers tell it: who offers what, what was promised, what is done, what lies idle."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.dates import Period
from branchkit.core.registers.register import Record
from branchkit_community.region.reading import commitment_on, read_region, region_orgs
from branchkit_community.region.values import CommitmentState, Region, UnitRow
from branchkit_community.vocabulary import COMMITMENTS

from .community_builders import (
    CLINIC,
    ORG,
    Q3,
    Q4,
    SCHOOL,
    TODAY,
    a_commitment,
    a_meeting,
    a_registration,
    a_resource,
    a_service,
    a_unit,
    a_use,
    a_view,
    an_organization,
)


def region(*records: Record, period: Period = Q4, today: date = TODAY) -> Region:
    return read_region(a_view(*records, today=today), [ORG], period)


def the_unit(*records: Record, period: Period = Q4, today: date = TODAY) -> UnitRow:
    (unit,) = region(*records, period=period, today=today).units
    return unit


# -- units ------------------------------------------------------------------------------------------


def test_units_come_in_the_order_of_the_roll_and_strangers_last() -> None:
    found = region(a_resource("某公司"), a_unit(SCHOOL), a_unit(CLINIC))
    assert [unit.name for unit in found.units] == [SCHOOL, CLINIC, "某公司"]
    assert [unit.record is None for unit in found.units] == [False, False, True]
    assert found.units[2].wants_attention


def test_a_unit_that_left_is_gone_from_the_day_after() -> None:
    left = a_unit(SCHOOL, until="2026-11-20")
    assert region(left, today=date(2026, 11, 20)).units
    assert not region(left, today=date(2026, 11, 21)).units


def test_units_of_two_communities_may_be_called_the_same() -> None:
    view = a_view(
        a_unit(SCHOOL),
        a_unit(SCHOOL, "c2"),
        a_resource(SCHOOL, org="c2"),
        organizations=[an_organization(), an_organization("c2")],
    )
    first, second = read_region(view, [ORG, "c2"], Q4).units
    assert (len(first.resources), len(second.resources)) == (0, 1)


def test_a_township_looks_at_its_communities_only() -> None:
    organizations = [
        an_organization("town", "committee", sector="rural"),
        an_organization("c1", parent="town"),
        an_organization("village", parent="town", sector="rural"),
    ]
    assert region_orgs(a_view(organizations=organizations), "town") == ["town", "c1"]


# -- commitments ------------------------------------------------------------------------------------


def test_a_commitment_is_overdue_from_the_day_after() -> None:
    commitment = a_commitment(deadline="2026-11-20")
    assert commitment_on(commitment, date(2026, 11, 20)).state is CommitmentState.OPEN
    assert commitment_on(commitment, date(2026, 11, 21)).state is CommitmentState.OVERDUE


def test_what_was_settled_later_was_still_open_then() -> None:
    commitment = a_commitment(deadline="2026-09-30", settled="2026-10-15")
    assert commitment_on(commitment, date(2026, 10, 14)).state is CommitmentState.OVERDUE
    kept = commitment_on(commitment, date(2026, 10, 15))
    assert kept.state is CommitmentState.KEPT
    assert kept.is_late


def test_a_quarter_has_what_was_open_before_and_nothing_that_was_settled_before() -> None:
    found = region(
        a_commitment(text="早已办结", made="2026-07-01", settled="2026-09-30"),
        a_commitment(text="拖到本季", made="2026-07-01", settled="2026-10-01"),
        a_commitment(text="还没有办", made="2026-07-01", deadline="2026-08-01"),
        a_commitment(text="以后才承诺", made="2026-11-21"),
    )
    assert {commitment.text for commitment in found.commitments} == {"拖到本季", "还没有办"}


def test_a_past_quarter_stands_as_it_stood_on_its_last_day() -> None:
    commitment = a_commitment(made="2026-07-01", deadline="2026-09-01", settled="2026-11-01")
    assert the_unit(commitment, period=Q3).count(CommitmentState.OVERDUE) == 1
    assert the_unit(commitment, period=Q4).count(CommitmentState.KEPT) == 1


def test_the_most_pressing_stand_first() -> None:
    found = region(
        a_commitment(text="d", settled="2026-11-01"),
        a_commitment(text="c", settled="2026-11-01", state="broken"),
        a_commitment(text="b", deadline="2026-12-01"),
        a_commitment(text="a", deadline="2026-11-01"),
    )
    assert "".join(commitment.text for commitment in found.commitments) == "abcd"


DAYS = st.dates(date(2026, 6, 1), date(2026, 12, 31))
SETTLED = st.none() | DAYS


@given(st.lists(st.tuples(DAYS, DAYS, SETTLED, st.sampled_from(["kept", "broken"])), max_size=12))
def test_every_commitment_is_counted_in_one_state(
    rows: list[tuple[date, date, date | None, str]],
) -> None:
    records = [
        a_commitment(
            deadline=due.isoformat(),
            settled=settled.isoformat() if settled else "",
            made=made.isoformat(),
            state=state,
        )
        for made, due, settled, state in rows
    ]
    found = region(*records)
    shown = {commitment.record.id for commitment in found.commitments}
    assert sum(found.count(state) for state in CommitmentState) == len(shown)
    for record, (made, _due, settled, _state) in zip(records, rows, strict=True):
        on_the_table = made <= TODAY and not (settled and settled < Q4.first_day)
        assert (record.id in shown) is on_the_table
        assert record.register == COMMITMENTS


# -- resources --------------------------------------------------------------------------------------


def test_a_resource_lies_idle_three_calendar_months_after_its_last_use() -> None:
    records = (a_resource(), a_use("2026-08-20"))
    assert the_unit(*records, today=date(2026, 11, 19)).idle == 0
    assert the_unit(*records, today=date(2026, 11, 20)).idle == 1


def test_a_new_resource_is_given_as_long() -> None:
    assert the_unit(a_resource(since="2026-08-21")).idle == 0
    assert the_unit(a_resource(since="2026-08-20")).idle == 1


def test_uses_are_those_of_the_quarter_and_up_to_today() -> None:
    (resource,) = the_unit(
        a_resource(),
        a_use("2026-09-30"),
        a_use("2026-10-01"),
        a_use("2026-11-20"),
        a_use("2026-11-21"),
    ).resources
    assert (resource.uses, resource.last_used) == (2, date(2026, 11, 20))


def test_a_use_belongs_to_the_unit_that_resources() -> None:
    first, second = region(
        a_resource(SCHOOL), a_resource(CLINIC), a_use("2026-11-01", CLINIC)
    ).units
    assert first.shared("premises") == (0, 1)
    assert second.shared("premises") == (1, 1)
    assert second.shared("funds") == (0, 0)


def test_what_is_no_longer_offered_is_not_shown() -> None:
    assert not region(a_resource(until="2026-11-19")).units


def test_idle_resources_stand_first() -> None:
    found = region(a_resource(resource="操场"), a_resource(resource="教室"), a_use("2026-11-01"))
    assert [resource.name for resource in found.resources] == ["教室", "操场"]


# -- meetings and people ----------------------------------------------------------------------------


def test_attendance_counts_where_the_unit_was_invited() -> None:
    unit = the_unit(
        a_unit(SCHOOL),
        a_meeting("2026-10-15", [SCHOOL, CLINIC], [SCHOOL]),
        a_meeting("2026-11-15", [SCHOOL], []),
        a_meeting("2026-11-18", [CLINIC], [CLINIC]),
        a_meeting("2026-09-15", [SCHOOL], [SCHOOL]),
    )
    assert (unit.present, unit.invited) == (1, 2)


def test_registered_members_from_elsewhere_count_for_the_region_only() -> None:
    found = region(
        a_unit(SCHOOL),
        a_registration("甲"),
        a_registration("乙", "市图书馆"),
        a_registration("丙", until="2026-10-31"),
        a_service("2026-10-10", "甲", hours="1.5"),
        a_service("2026-11-10", "乙", "市图书馆"),
        a_service("2026-09-10", "甲"),
    )
    (unit,) = found.units
    assert (unit.registered, unit.hours) == (1, Decimal("1.5"))
    assert (found.registered, found.hours) == (2, Decimal("3.5"))


def test_a_day_of_a_quarter_to_come_shows_today() -> None:
    later = Q4.shifted(1)
    assert region(a_unit(SCHOOL), period=later).as_of == TODAY
    assert region(period=Q3).as_of == TODAY.replace(month=9, day=30)
    assert TODAY - timedelta(1) < region().as_of
