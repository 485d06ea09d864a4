"""The rules held against organisations in a store, who leads them, and the duties that follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from branchkit.core.duties import Duty, Urgency
from branchkit.core.organizations.organization import Organization
from branchkit.core.ports import UnitOfWork
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.manager import load_contributions
from branchkit.services.citations import in_words
from branchkit.services.duties.organizations import duties
from branchkit.services.duties.scene import DutyScene
from branchkit.services.organizations.checks import check
from branchkit.services.organizations.leadership import leadership_of, liaison_of, term_facts
from branchkit.services.organizations.organizations import (
    RollCount,
    count_own,
    count_subtree,
    edit_organization,
    keep,
    read_tree,
)
from branchkit.testing.township import (
    ACTOR,
    FIRST_GROUP,
    GAOGOU,
    GENERAL,
    QINGSHI,
    TODAY,
    TOWN,
    a_township_store,
    put_members,
    put_posts,
)

CONTRIBUTIONS = load_contributions(None, safe_mode=True)


@pytest.fixture
def uow() -> Iterator[UnitOfWork]:
    with a_township_store().begin(ACTOR, "test") as unit:
        yield unit


def found(uow: UnitOfWork, org: str, today: date = TODAY) -> list[str]:
    problems = check(uow, read_tree(uow), CONTRIBUTIONS.rule_packs, org, today)
    return [problem.code.removeprefix("organization.") for problem in problems]


def due(uow: UnitOfWork, org: str) -> list[Duty]:
    return list(duties(DutyScene(uow, CONTRIBUTIONS, org, TODAY)))


def put_row(uow: UnitOfWork, register: str, org: str, on: str, **values: str) -> None:
    body = {"values": values, "on": on}
    uow.put(org, f"record/{register}", f"{on}.001", body)


def test_rolls_are_counted_by_organisation_by_group_and_over_a_subtree(uow: UnitOfWork) -> None:
    put_members(uow, GAOGOU, 5, probationary=2, group="第一党小组")
    put_members(uow, QINGSHI, 4)
    tree = read_tree(uow)
    assert count_own(uow, tree, tree.get(GAOGOU)) == RollCount(5, 3)
    assert count_own(uow, tree, tree.get(FIRST_GROUP)).members == 5
    assert count_subtree(uow, tree, TOWN) == RollCount(9, 7)


def test_an_empty_roll_is_told_and_nothing_else_of_its_size(uow: UnitOfWork) -> None:
    assert found(uow, QINGSHI) == ["roll_empty"]
    assert due(uow, QINGSHI) == []


def test_a_committee_is_counted_from_the_posts_in_force(uow: UnitOfWork) -> None:
    put_members(uow, QINGSHI, 9)
    edit_organization(uow, QINGSHI, {"elected_on": "2025-03-01"}, TODAY)
    assert found(uow, QINGSHI) == ["no_committee"]
    put_posts(uow, QINGSHI, [("m0001", "secretary"), ("m0002", "organization")])
    assert found(uow, QINGSHI) == ["committee_small"]
    put_posts(
        uow,
        QINGSHI,
        [("m0001", "secretary"), ("m0002", "deputy"), ("m0002", "organization")],
    )
    assert found(uow, QINGSHI) == ["committee_small"], "one person with two posts counts once"
    put_posts(uow, QINGSHI, [("m0001", "secretary"), ("m0002", "deputy"), ("m0003", "committee")])
    assert found(uow, QINGSHI) == []


def test_posts_that_are_over_and_those_of_others_do_not_count(uow: UnitOfWork) -> None:
    put_members(uow, QINGSHI, 3)
    put_row(
        uow,
        "member.post",
        QINGSHI,
        "2020-01-01",
        member="m0001",
        post="secretary",
        until="2024-01-01",
    )
    put_row(
        uow,
        "member.post",
        QINGSHI,
        "2024-01-02",
        member="m0002",
        post="secretary",
        organization=TOWN,
    )
    tree = read_tree(uow)
    assert leadership_of(uow, tree, tree.get(QINGSHI), TODAY).committee == ()
    assert leadership_of(uow, tree, tree.get(TOWN), TODAY).secretary == "党员2"


def test_the_words_of_the_roster_stand_in_where_nobody_keeps_posts(uow: UnitOfWork) -> None:
    put_members(uow, GAOGOU, 4, group="第一党小组")
    for id, post in (
        ("m0001", "党支部书记"),
        ("m0002", "副书记"),
        ("m0003", "纪检委员"),
        ("m0004", "党小组长"),
    ):
        document = uow.get(GAOGOU, "member", id)
        assert document is not None
        uow.put(GAOGOU, "member", id, {**document.body, "post": post})
    tree = read_tree(uow)
    leaders = leadership_of(uow, tree, tree.get(GAOGOU), TODAY)
    assert (leaders.secretary, leaders.deputies, leaders.others) == (
        "党员1",
        ("党员2",),
        ("党员3",),
    )
    assert leadership_of(uow, tree, tree.get(FIRST_GROUP), TODAY).secretary == "党员4"


def test_the_register_of_terms_and_contacts_goes_before_the_document(uow: UnitOfWork) -> None:
    edit_organization(uow, QINGSHI, {"elected_on": "2018-01-10", "contact_leader": "旧领导"}, TODAY)
    put_row(
        uow, "org.term", QINGSHI, "2023-05-06", elected_on="2023-05-06", term_years="5", session="9"
    )
    put_row(
        uow,
        "org.contact",
        TOWN,
        "2025-01-01",
        organization=QINGSHI,
        leader="新领导",
        person="联系员",
    )
    tree = read_tree(uow)
    organization = tree.get(QINGSHI)
    term = term_facts(uow, tree, organization, TODAY)
    assert (term.elected_on, term.years, term.session) == ("2023-05-06", 5, "9")
    assert liaison_of(uow, tree, organization, TODAY).leader == "新领导"
    assert liaison_of(uow, tree, tree.get(GAOGOU), TODAY).leader == ""


def test_a_newer_date_in_the_document_goes_before_an_older_row(uow: UnitOfWork) -> None:
    put_row(uow, "org.term", QINGSHI, "2018-05-06", elected_on="2018-05-06", term_years="3")
    edit_organization(uow, QINGSHI, {"elected_on": "2023-01-10"}, TODAY)
    tree = read_tree(uow)
    assert term_facts(uow, tree, tree.get(QINGSHI), TODAY).elected_on == "2023-01-10"


def test_a_school_is_held_against_the_rule_for_schools(uow: UnitOfWork) -> None:
    put_members(uow, GAOGOU, 9)
    put_posts(uow, GAOGOU, [(f"m000{n}", "committee") for n in range(1, 4)])
    for id in (GENERAL, GAOGOU):
        edit_organization(uow, id, {"sector": "schools", "elected_on": "2025-09-01"}, TODAY)
    assert found(uow, GAOGOU) == ["grade_branch_small"]
    assert found(uow, GENERAL) == ["general_branch_small"]
    (duty,) = due(uow, GENERAL)
    assert (duty.code, duty.params["count"]) == ("organization.general_branch_small", 9)


def test_what_stands_nowhere_is_told(uow: UnitOfWork) -> None:
    keep(uow, Organization("lost", "石门村党支部", sector="rural", parent="gone"))
    assert found(uow, "lost")[0] == "out_of_place"


def test_what_was_dissolved_is_not_judged(uow: UnitOfWork) -> None:
    keep(uow, replace(read_tree(uow).get(QINGSHI), dissolved="2026-01-01"))
    assert found(uow, QINGSHI) == []


@pytest.mark.parametrize(
    ("elected", "urgency"),
    [
        ("2021-11-19", Urgency.OVERDUE),
        ("2021-11-20", Urgency.TODAY),
        ("2021-11-30", Urgency.MONTH),
        ("2022-02-01", Urgency.LATER),
    ],
)
def test_a_term_is_a_duty_with_its_day(uow: UnitOfWork, elected: str, urgency: Urgency) -> None:
    put_members(uow, QINGSHI, 5)
    edit_organization(uow, QINGSHI, {"elected_on": elected}, TODAY)
    (duty,) = due(uow, QINGSHI)
    assert duty.urgency(TODAY) is urgency
    assert (duty.opens.place, duty.opens.subject) == ("organizations", QINGSHI)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_warning_and_duty_has_its_words(uow: UnitOfWork, language: str) -> None:
    catalog = Catalog.load(language)
    put_members(uow, QINGSHI, 60)
    problems = check(uow, read_tree(uow), CONTRIBUTIONS.rule_packs, QINGSHI, TODAY)
    assert len(problems) == 3
    for problem in problems:
        text = catalog.problem(in_words(catalog, problem))
        assert not text.startswith("problem.")
        assert "{" not in text
        assert "Citation" not in text
    for duty in due(uow, QINGSHI):
        assert catalog.has(f"duty.{duty.code}")
