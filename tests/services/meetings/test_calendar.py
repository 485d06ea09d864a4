"""The year of a branch, from its registers."""

from __future__ import annotations

from datetime import date

import pytest

from branchkit.bootstrap import Workspace
from branchkit.core.duties import Duty
from branchkit.core.meetings.quotas import QuotaCell, QuotaState
from branchkit.core.texts import LocalText
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.discovery import InstalledPlugin
from branchkit.plugin.manager import load_contributions
from branchkit.services.duties.meetings import duties
from branchkit.services.duties.scene import DutyScene
from branchkit.services.meetings.calendar import quota_year, quotas_on
from branchkit.services.organizations.organizations import edit_organization
from branchkit.services.registers.writing import add_record
from branchkit.services.roster import add_member
from branchkit.testing.builders import members

TODAY = date(2026, 11, 20)


def settle(workspace: Workspace, *meetings: tuple[str, str]) -> None:
    """Seven members, and these meetings (kind, date)."""
    org = workspace.organization
    with workspace.store.begin(workspace.actor, "test.build") as uow:
        for member in members(7, org):
            add_member(uow, member)
        for kind, day in meetings:
            values = {"date": day, "kind": kind, "topic": "议题", "expected": ["m0000"]}
            register = workspace.contributions.registers["book.meeting"]
            add_record(uow, register, org, values)
        uow.commit()


def cells(workspace: Workspace, today: date = TODAY) -> dict[tuple[str, str], QuotaCell]:
    store, contributions = workspace.store, workspace.contributions
    year = quota_year(store, contributions, workspace.organization, today.year, today)
    return {(cell.quota.id, str(cell.period)): cell for cell in year}


def owed(workspace: Workspace, today: date = TODAY) -> list[Duty]:
    scene = DutyScene(workspace.store, workspace.contributions, workspace.organization, today)
    return list(duties(scene))


def test_seven_full_members_owe_a_committee_meeting_every_month(workspace: Workspace) -> None:
    settle(workspace, ("committee", "2026-10-09"))
    year = cells(workspace)
    assert year["committee", "2026-10"].state is QuotaState.MET
    assert year["committee", "2026-11"].state is QuotaState.OWED
    assert year["committee", "2026-09"].state is QuotaState.NOT_ASKED  # the books begin in October


def test_a_branch_without_groups_owes_no_group_meeting(workspace: Workspace) -> None:
    settle(workspace, ("committee", "2026-10-09"))
    assert cells(workspace)["group", "2026-11"].state is QuotaState.NOT_ASKED


def test_duties_name_what_runs_and_what_was_missed_lately(workspace: Workspace) -> None:
    settle(workspace, ("general", "2026-04-09"))
    found = {(d.code, d.opens.subject, d.opens.period) for d in owed(workspace)}
    assert ("meeting_owed", "general", "2026-Q4") in found
    assert ("meeting_missed", "general", "2026-Q3") in found
    assert ("meeting_missed", "committee", "2026-10") in found
    assert not any(period == "2026-Q2" for _, _, period in found)  # held
    assert not any(period == "2026-07" for _, _, period in found)  # too long ago


def test_a_year_is_reminded_of_in_its_last_quarter_only(workspace: Workspace) -> None:
    settle(workspace, ("general", "2026-04-09"))
    assert any(duty.opens.subject == "life" for duty in owed(workspace))
    assert not any(duty.opens.subject == "life" for duty in owed(workspace, date(2026, 5, 20)))


def test_every_duty_names_its_rule_and_says_when_nobody_has_read_it(workspace: Workspace) -> None:
    settle(workspace, ("committee", "2026-10-09"))
    by_quota = {duty.opens.subject: duty.rule for duty in owed(workspace)}
    assert not by_quota["general"].provisional
    assert by_quota["lesson"].provisional


def test_a_campaign_that_is_over_asks_for_nothing_unless_the_workspace_takes_part(
    workspace: Workspace,
) -> None:
    def campaign(contributions: Contributions, day: date) -> set[str]:
        asked = quotas_on(workspace.store, contributions, workspace.organization, day)
        return {quota.id for _edition, quota in asked} & {"comment", "selfreview"}

    assert campaign(workspace.contributions, date(2011, 11, 20)) == {"comment", "selfreview"}
    assert campaign(workspace.contributions, TODAY) == set()
    (workspace.directory / "rules").mkdir(exist_ok=True)
    text = 'api = 1\ntitle = "创先争优"\n[[edition]]\nid = "local"\nsince = 2026-01-01\n'
    (workspace.directory / "rules" / "reviews.toml").write_text(text, encoding="utf-8")
    own = load_contributions(workspace.directory)
    assert campaign(own, TODAY) == {"comment", "selfreview"}


@pytest.mark.parametrize("sector", ["health", "rural"])
def test_a_sector_s_rule_pack_asks_its_own_branches(workspace: Workspace, sector: str) -> None:
    """For a row in a register of its own, dated by a month, of any kind."""
    health = InstalledPlugin("health", "branchkit_health", "branchkit-health", "")
    brought = load_contributions(None, installed=lambda: [health])
    store, org = workspace.store, workspace.organization
    angel = {"member": "m0000", "department": "ward", "votes": "40", "cast": "50", "chosen": True}
    with store.begin(workspace.actor, "test.build") as uow:
        edit_organization(uow, org, {"sector": sector}, TODAY)
        for member in members(3, org):
            add_member(uow, member)
        register = brought.registers["book.health-angels"]
        add_record(uow, register, org, {**angel, "month": "2026-10"})
        uow.commit()
    year = quota_year(store, brought, org, 2026, TODAY)
    states = {str(c.period): c.state for c in year if c.quota.register == "book.health-angels"}
    if sector == "health":
        assert states["2026-10"] is QuotaState.MET
        assert states["2026-11"] is QuotaState.OWED
    else:
        assert states == {}


PLUGIN = {
    "plugin.toml": 'api = 1\ntitle = "河湖"\nsectors = ["{sector}"]\n',
    "registers/book.county.toml": (
        'api = 1\ntitle = "巡护例会"\ndated_by = "held_on"\n\n'
        '[[column]]\nid = "held_on"\nkind = "date"\ntitle = "日期"\n'
    ),
    "rules/county.toml": (
        'api = 1\ntitle = "河湖办法"\n\n[[edition]]\nid = "2026"\nsince = 2026-01-01\nbasis = "local"\n\n'
        '[[edition.quota]]\nid = "patrol-meeting"\ntitle = "巡护例会"\nregister = "book.county"\nevery = "quarter"\n'
    ),
}


@pytest.mark.parametrize(("sector", "counts"), [("rural", True), ("schools", False)])
def test_what_a_plugins_rules_ask_for_counts_for_its_sectors(
    workspace: Workspace, sector: str, counts: bool
) -> None:
    settle(workspace)
    for name, text in PLUGIN.items():
        path = workspace.directory / "plugins" / "county" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("{sector}", sector), encoding="utf-8")
    contributions = load_contributions(workspace.directory, installed=lambda: ())
    org = workspace.organization
    with workspace.store.begin(workspace.actor, "test.meeting") as uow:
        register = contributions.registers["book.county"]
        add_record(uow, register, org, {"held_on": "2026-07-10"})
        uow.commit()
    contributions.read_all()
    assert contributions.failures == []
    found = {
        str(cell.period): cell.state
        for cell in quota_year(workspace.store, contributions, org, TODAY.year, TODAY)
        if cell.quota.id == "patrol-meeting"
    }
    assert bool(found) == counts
    scene = DutyScene(workspace.store, contributions, org, TODAY)
    owing = [d for d in duties(scene) if d.params["meeting"] == LocalText("巡护例会")]
    assert len(owing) == (1 if counts else 0)
    if counts:
        assert (found["2026-Q3"], found["2026-Q4"]) == (QuotaState.MET, QuotaState.OWED)
