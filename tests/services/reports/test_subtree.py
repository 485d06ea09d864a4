"""One paper for a committee and the branches below it."""

from __future__ import annotations

from datetime import date

import pytest

from branchkit.core.dates import Period
from branchkit.core.errors import ReportError
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.tables import Paragraph, Table
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions
from branchkit.services.organizations.organizations import (
    add_organization,
    edit_organization,
    orgs_of,
)
from branchkit.services.reports.periodic import ReportKind, SubtreeReport, make_subtree_report
from branchkit.services.roster import add_member
from branchkit.testing.builders import members
from branchkit.testing.memory_store import MemoryStore

from .small_month import NOW, ORG, SCHEMES, change, scored_store

TODAY = date(2026, 11, 30)


@pytest.fixture
def township() -> tuple[MemoryStore, list[str]]:
    """The scored branch below a committee, beside one that has members and no sheet."""
    store = scored_store()
    with change(store) as uow:
        town = add_organization(uow, Organization("", "清溪镇党委", OrganizationKind.COMMITTEE))
        edit_organization(uow, ORG, {"parent": town.id}, TODAY, "test")
        late = add_organization(uow, Organization("", "柳坝村党支部", parent=town.id))
        for member in members(3, late.id):
            add_member(uow, member)
    return store, orgs_of(store, town.id, True)


def test_each_branch_stands_under_its_name_and_who_is_late_is_told(
    township: tuple[MemoryStore, list[str]], catalog: Catalog
) -> None:
    store, orgs = township
    asked = SubtreeReport(ReportKind.RANKING, orgs, Period(2026, 11))
    report = make_subtree_report(store, Contributions(schemes=SCHEMES), asked, catalog, NOW)
    heads = [block.text for block in report.blocks if isinstance(block, Paragraph) and block.level]
    assert heads == [store.get("", "organization", ORG).body["name"]]  # type: ignore[union-attr]
    assert any(isinstance(block, Table) for block in report.blocks)
    last = report.blocks[-1]
    assert isinstance(last, Paragraph)
    assert "柳坝村党支部" in last.text
    assert report.issuer == "清溪镇党委"


def test_where_nobody_has_a_sheet_that_is_said(
    township: tuple[MemoryStore, list[str]], catalog: Catalog
) -> None:
    store, orgs = township
    asked = SubtreeReport(ReportKind.NOTICE, orgs, Period(2025, 1))
    with pytest.raises(ReportError, match="no_sheet_below"):
        make_subtree_report(store, Contributions(schemes=SCHEMES), asked, catalog, NOW)
