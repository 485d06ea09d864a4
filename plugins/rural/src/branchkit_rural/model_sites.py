"""Metrics on model sites over the tree: how many were set up, how many villages they cover, which townships keep the plan.

A site belongs to the village that its row names; a row that names none belongs to the organisation that keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from branchkit.api.hooks import MetricView, Period
from branchkit.api.scoring import Evidence, Measurement
from branchkit.api.workspace import OrganizationTree, Record, WorkspaceView, day_of, frozen
from branchkit_rural.figures import Figures
from branchkit_rural.levels import Level, judged_below, level_of, villages_below

SITES = "roll.model-sites"
SITES_THIS_YEAR = "rural/sites-this-year"
SITE_COVERAGE = "rural/site-coverage"
SITE_PLAN_SHARE = "rural/site-plan-share"


@frozen
class Site:
    """A row of the ledger, as far as the metrics look at it."""

    record: Record
    village: str
    since: date
    accepted_on: date | None
    withdrawn_on: date | None

    def is_model_on(self, day: date) -> bool:
        """Whether it is accepted and not withdrawn on a day."""
        accepted = self.accepted_on is not None and self.accepted_on <= day
        return accepted and not (self.withdrawn_on is not None and self.withdrawn_on <= day)

    def evidence(self, *, counted: bool) -> Evidence:
        """The row, by the site's name."""
        summary = f"{self.since:%Y-%m} {self.record.values.get('site', '')}"
        return Evidence(SITES, self.record.id, self.since, summary, counted)


def sites_of(workspace: WorkspaceView, orgs: Iterable[str], until: date) -> Iterator[Site]:
    """The sites that organisations had set up by a day."""
    for record in workspace.records(SITES, list(orgs), until=until):
        since = day_of(record.values.get("since"))
        if since is not None:
            yield Site(
                record=record,
                village=str(record.values.get("village") or record.org),
                since=since,
                accepted_on=day_of(record.values.get("accepted_on")),
                withdrawn_on=day_of(record.values.get("withdrawn_on")),
            )


def _subtree(tree: OrganizationTree, org: str) -> list[str]:
    return [organization.id for organization in tree.subtree(org)]


def measure_sites_this_year(view: MetricView) -> Mapping[str, Measurement]:
    """Sites set up in the period by the organisation and everything below; none is nought where a ledger is kept at all."""
    tree, period = view.workspace.tree(), view.scope.period
    kept = list(sites_of(view.workspace, _subtree(tree, view.scope.org), period.last_day))
    if not kept:
        return {}
    new = [site for site in kept if site.since in period]
    evidence = tuple(site.evidence(counted=True) for site in new)
    return {view.scope.org: Measurement(SITES_THIS_YEAR, Decimal(len(new)), evidence)}


def measure_site_coverage(view: MetricView) -> Mapping[str, Measurement]:
    """Of all villages, the per cent with an accepted site that was not withdrawn."""
    tree, last = view.workspace.tree(), view.scope.period.last_day
    villages = {village.id for village in villages_below(tree, view.scope.org)}
    kept = list(sites_of(view.workspace, _subtree(tree, view.scope.org), last))
    if not villages or not kept:
        return {}
    standing = [site for site in kept if site.is_model_on(last) and site.village in villages]
    covered = {site.village for site in standing}
    share = Decimal(100 * len(covered)) / len(villages)
    evidence = tuple(site.evidence(counted=site in standing) for site in kept)
    return {view.scope.org: Measurement(SITE_COVERAGE, share, evidence)}


def measure_site_plan_share(view: MetricView) -> Mapping[str, Measurement]:
    """Of a county's townships, the per cent that set up as many sites in the period as a year asks for."""
    tree, period = view.workspace.tree(), view.scope.period
    if level_of(tree, view.scope.org) is not Level.COUNTY:
        return {}
    figures = Figures(view.workspace.rule_packs, period.last_day)
    evidence = []
    for township in judged_below(tree, view.scope.org):
        new = _new_sites(view.workspace, _subtree(tree, township.id), period)
        enough = new >= figures.sites_a_year
        evidence.append(Evidence(SITES, township.id, None, f"{township.short} {new}", enough))
    if not evidence:
        return {}
    share = Decimal(100 * sum(item.counted for item in evidence)) / len(evidence)
    return {view.scope.org: Measurement(SITE_PLAN_SHARE, share, tuple(evidence))}


def _new_sites(workspace: WorkspaceView, orgs: list[str], period: Period) -> int:
    return sum(site.since in period for site in sites_of(workspace, orgs, period.last_day))
