"""Peers' judgement: votes of a group added up over its ballots."""

from __future__ import annotations

from decimal import Decimal

from branchkit.core.dates import Period
from branchkit.core.organizations.organization import Organization
from branchkit.core.registers.register import Record
from branchkit.plugin.contributions import Contributions
from branchkit.testing.plugin_view import FakeView, a_record
from branchkit_enterprise.vocabulary import BALLOTS

QUARTER = Period.parse("2026-Q4")


def a_ballot(member: str, group: str, votes: tuple[int, int, int, int], day: str) -> Record:
    options = ("excellent", "good", "fair", "poor")
    counts = {option: str(count) for option, count in zip(options, votes, strict=True)}
    return a_record(BALLOTS, "b1", date=day, member=member, group=group, **counts)


def measured(
    contributions: Contributions, group: str, *ballots: Record
) -> dict[str, tuple[object, list[str]]]:
    view = FakeView(
        organizations=[Organization("b1", "机加车间党支部", sector="enterprise")],
        records=ballots,
        contributions=contributions,
    )
    metric = contributions.computed[f"enterprise/judged-by-{group}"]
    found = metric.measure(view.metric_view("b1", QUARTER))
    assert {one.metric for one in found.values()} <= {metric.id}
    return {m: (one.value, [e.summary for e in one.evidence]) for m, one in found.items()}


def test_votes_of_several_ballots_are_added_up_first(contributions: Contributions) -> None:
    found = measured(
        contributions,
        "colleagues",
        a_ballot("m1", "colleagues", (36, 4, 0, 0), "2026-10-20"),
        a_ballot("m1", "colleagues", (0, 0, 0, 10), "2026-12-20"),
        a_ballot("m1", "leaders", (0, 0, 3, 0), "2026-12-20"),
    )
    # (36 × 100 + 4 × 80 + 10 × 0) ÷ 50, where the mean of the two ballots would be 49
    assert found["m1"][0] == Decimal("78.4")
    assert found["m1"][1] == ["36/4/0/0", "0/0/0/10"]


def test_only_the_period_counts_and_a_ballot_without_votes_says_nothing(
    contributions: Contributions,
) -> None:
    found = measured(
        contributions,
        "served",
        a_ballot("m1", "served", (0, 0, 0, 0), "2026-10-20"),
        a_ballot("m2", "served", (9, 0, 0, 0), "2026-09-30"),
        a_ballot("m3", "served", (0, 0, 5, 0), "2026-10-01"),
    )
    assert {member: value for member, (value, _) in found.items()} == {"m3": 60}
