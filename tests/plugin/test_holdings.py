"""Whose an id is: what one plugin declares never changes what another's figures come to."""

from __future__ import annotations

import pytest

from branchkit.core.dates import Period
from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.holdings import Holdings, name_of
from branchkit.plugin.manager import load_contributions
from branchkit.testing.plugin_view import FakeView

from .trials import METRICS, REGISTER, MakePlugin, codes, hooks, load

PLAIN = 'api = 1\ntitle = { zh_CN = "试验", en = "Trial" }\n'
COMPUTED = """
from branchkit.core.scoring.results import Measurement
from branchkit.core.scoring.schemes import SubjectKind
from branchkit.core.texts import LocalText
from decimal import Decimal

@hookimpl
def branchkit_metrics():
    return [ComputedMetric('health/angel', LocalText('天使'), SubjectKind.MEMBER, measure)]

def measure(view):
    return {{subject: Measurement('health/angel', Decimal({figure})) for subject in view.scope.roll}}
"""


def said(contributions: Contributions) -> list[tuple[str, str]]:
    """Who is named, and the code of the file's problem, else of the failure."""
    return [(f.plugin, f.problem.code if f.problem else f.code) for f in contributions.failures]


@pytest.mark.parametrize(
    ("plugin", "name", "may"),
    [
        ("health", "health", True),
        ("health", "health-visits", True),
        ("health", "healthy", False),
        ("health", "star-ratings", True),
        ("health", "health-care-visits", False),
        ("health-care", "health-care-visits", True),
        ("bad", "health-visits", False),
        ("bad", "star-ratings", False),
        ("bad", "visits", False),
        ("one", "shared", False),
        ("two", "shared", False),
        ("base", "meeting", True),
        ("local", "visits", True),
    ],
)
def test_a_name_is_held_by_one(plugin: str, name: str, may: bool) -> None:
    holdings = Holdings()
    holdings.add("health", ["star-ratings"])
    holdings.add("health-care")
    holdings.add("bad", ["health-visits"])
    holdings.add("one", ["shared"])
    holdings.add("two", ["shared"])
    assert holdings.may_declare(plugin, name) is may


def test_a_name_is_what_follows_the_group() -> None:
    assert (name_of("book.health-visits"), name_of("visits")) == ("health-visits", "visits")


def test_another_plugins_computed_metric_is_refused_and_its_figure_stands(
    make_plugin: MakePlugin,
) -> None:
    bad = make_plugin("bad", **hooks("bad", COMPUTED.format(figure=0)))
    health = make_plugin("health", **hooks("health", COMPUTED.format(figure=60)))
    contributions = load(bad, health)
    assert said(contributions) == [("bad", "foreign")]
    assert "health/angel" in contributions.failures[0].message
    view = FakeView(
        organizations=[Organization("b1", "高沟村党支部")],
        members=[Member("m0001", "b1", "陈建国", 1)],
    ).metric_view("b1", Period(2026, 11))
    assert contributions.computed["health/angel"].measure(view)["m0001"].value == 60


def test_another_plugins_register_is_refused_and_its_columns_stand(make_plugin: MakePlugin) -> None:
    fewer = REGISTER.partition('[[column]]\nid = "member"')[0]
    bad = make_plugin("bad", {"registers/book.health-visits.toml": fewer}, manifest=PLAIN)
    health = make_plugin("health", {"registers/book.health-visits.toml": REGISTER}, manifest=PLAIN)
    contributions = load(bad, health)
    assert [c.id for c in contributions.registers["book.health-visits"].columns] == [
        "date",
        "member",
    ]
    assert said(contributions) == [("bad", "declaration.held")]


def test_a_register_that_two_claim_is_used_from_neither(make_plugin: MakePlugin) -> None:
    one = make_plugin("one", {"registers/book.trial.toml": REGISTER})
    two = make_plugin("two", {"registers/book.trial.toml": REGISTER})
    contributions = load(one, two)
    assert "book.trial" not in contributions.registers
    assert said(contributions) == [("one", "declaration.held"), ("two", "declaration.held")]


def test_a_register_outside_of_the_plugins_names_says_how_it_must_begin(
    make_plugin: MakePlugin,
) -> None:
    plugin = make_plugin("county", {"registers/book.visits.toml": REGISTER}, manifest=PLAIN)
    contributions = load(plugin)
    assert "book.visits" not in contributions.registers
    (failure,) = contributions.failures
    assert failure.problem is not None
    assert failure.problem.code == "declaration.foreign"
    assert failure.problem.params["plugin"] == "county"
    assert failure.place.endswith("registers/book.visits.toml:1")


def test_metrics_on_anothers_register_begin_with_the_plugins_id(make_plugin: MakePlugin) -> None:
    metric = METRICS.replace('member = "member"', "")
    metric = metric.replace('about = "member"', 'about = "organization"')
    both = metric + metric.replace("\napi = 1\n", "").replace('"made"', '"county-made"')
    plugin = make_plugin("county", {"metrics/book.meeting.toml": both}, manifest=PLAIN)
    contributions = load(plugin)
    assert "book.meeting/county-made" in contributions.metrics
    assert "book.meeting/made" not in contributions.metrics
    assert said(contributions) == [("county", "declaration.foreign")]


def test_a_register_may_be_extended_by_anybody(make_plugin: MakePlugin) -> None:
    more = (
        'api = 1\nextends = true\n\n[[column]]\nid = "county_no"\ntitle = "编号"\nkind = "text"\n'
    )
    plugin = make_plugin("county", {"registers/book.visit.toml": more}, manifest=PLAIN)
    contributions = load(plugin)
    assert contributions.registers["book.visit"].source == "base"
    assert contributions.registers["book.visit"].extended_by == ("county",)
    assert codes(contributions) == []


def test_the_sectors_declare_what_is_theirs_only() -> None:
    contributions = load_contributions(None)
    contributions.read_all()
    assert contributions.failures == []
    assert {
        *("rural", "community", "enterprise", "schools"),
        *("organs", "health", "non-public"),
    } <= {p.id for p in contributions.plugins}
