"""The people's satisfaction: votes added up over a period, and over all villages of a committee."""

from __future__ import annotations

from decimal import Decimal

from branchkit.core.dates import Period, PeriodKind
from branchkit.core.registers.register import Record
from branchkit.testing.plugin_view import a_record
from branchkit_rural.satisfaction import BALLOT, SATISFACTION, measure_satisfaction

from .county import LIUBA, QINGSHI, QINGXI, SHANKOU, a_county

QUARTER = Period(2026, 4, PeriodKind.QUARTER)


def ballot(
    day: str, satisfied: str, mostly: str, against: str, org: str = QINGSHI, **more: str
) -> Record:
    values = {"date": day, "satisfied": satisfied, "mostly": mostly, "not": against}
    return a_record(BALLOT, org, **values, **more)


def test_it_is_a_share_of_all_votes_of_the_period() -> None:
    view = a_county(
        records=[
            ballot("2026-09-30", "0", "0", "100"),
            ballot("2026-10-05", "150", "30", "20"),
            ballot("2026-12-27", "10", "0", "10", group="masses"),
            ballot("2026-12-27", "0", "0", "30", group="members"),
        ]
    )
    (found,) = measure_satisfaction(view.metric_view(QINGSHI, QUARTER)).values()
    assert (found.metric, found.value) == (SATISFACTION, Decimal(19000) / 220)
    assert [evidence.summary for evidence in found.evidence] == ["10-05 180/200", "12-27 10/20"]


def test_a_township_adds_up_the_votes_of_its_villages() -> None:
    view = a_county(
        records=[
            ballot("2026-10-05", "90", "0", "10"),
            ballot("2026-10-06", "100", "0", "200", LIUBA),
            ballot("2026-10-07", "0", "0", "100", SHANKOU),
        ]
    )
    (found,) = measure_satisfaction(view.metric_view(QINGXI, QUARTER)).values()
    assert found.value == Decimal(19000) / 400
    assert found.evidence[0].summary == "青石村党支部 10-05 90/100"


def test_without_votes_nothing_is_said() -> None:
    view = a_county(records=[ballot("2026-12-27", "0", "0", "0")])
    assert measure_satisfaction(view.metric_view(QINGSHI, QUARTER)) == {}
