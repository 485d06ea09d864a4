"""The metrics ``rural/five-goods-share`` and ``rural/five-leads-share``: how many of those below have reached the standard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from branchkit.api.hooks import MetricView, Period, PeriodKind
from branchkit.api.scoring import Evidence, Measurement
from branchkit.api.workspace import Organization, SheetResults, WorkspaceView
from branchkit_rural.figures import Figures
from branchkit_rural.levels import judged_below, level_of, villages_below
from branchkit_rural.ratings import Rating, rating_of

GOODS_SHARE = "rural/five-goods-share"
LEADS_SHARE = "rural/five-leads-share"
MEMBER_MONTHS = ("local/member-month", "rural/member-month")


def measure_goods_share(view: MetricView) -> Mapping[str, Measurement]:
    """Of those one level below, the per cent that have reached the five goods in the year.

    As long as one of them is not rated there is evidence and no figure: a share of what is known so far would be too low. Those
    founded in the year itself are not rated and not counted.
    """
    scope, workspace = view.scope, view.workspace
    if scope.period.kind is not PeriodKind.YEAR:
        return {}
    figures = Figures(workspace.rule_packs, scope.period.last_day)
    rated = list(_rated(workspace, scope.org, scope.period))
    if not rated:
        return {}
    evidence = tuple(_evidence(below, rating, figures) for below, rating in rated)
    reached = sum(item.counted for item in evidence)
    is_open = any(rating.band is None for _below, rating in rated)
    share = None if is_open else Decimal(100 * reached) / len(rated)
    return {scope.org: Measurement(GOODS_SHARE, share, evidence)}


def _rated(
    workspace: WorkspaceView, org: str, period: Period
) -> Iterator[tuple[Organization, Rating]]:
    tree = workspace.tree()
    for below in judged_below(tree, org):
        level = level_of(tree, below.id)
        if level is None:
            continue
        rating = rating_of(workspace, below.id, level, period.year)
        is_new = below.founded[:4] == str(period.year)
        if rating.band is not None or not is_new:
            yield below, rating


def _evidence(below: Organization, rating: Rating, figures: Figures) -> Evidence:
    sheet = f"{rating.scheme.id}@{rating.sheet.period}" if rating.sheet else ""
    band = rating.band.short.zh_CN if rating.band else "?"
    summary = f"{below.short} {band}"
    return Evidence(rating.scheme.id, sheet or below.id, None, summary, rating.has_reached(figures))


def measure_leads_share(view: MetricView) -> Mapping[str, Measurement]:
    """Of the members of all villages, the per cent whose scored months come to the points of those who lead.

    Members none of whose months is scored are not counted.
    """
    scope, workspace = view.scope, view.workspace
    figures = Figures(workspace.rule_packs, scope.period.last_day)
    tree = workspace.tree()
    leading = judged = 0
    evidence: list[Evidence] = []
    for village in villages_below(tree, scope.org):
        shares = member_shares(workspace, village.id, scope.period)
        if not shares:
            continue
        lead = sum(share >= figures.leads_points for share in shares.values())
        leading += lead
        judged += len(shares)
        evidence.append(
            Evidence("member", village.id, None, f"{village.short} {lead}/{len(shares)}")
        )
    if not judged:
        return {}
    share = Decimal(100 * leading) / judged
    return {scope.org: Measurement(LEADS_SHARE, share, tuple(evidence))}


def member_shares(workspace: WorkspaceView, org: str, period: Period) -> Mapping[str, Decimal]:
    """What the months of a period come to for each member with a scored one: the mean, in per cent of full marks."""
    of_members: dict[str, list[Decimal]] = {}
    for month in period.months():
        sheet = _member_sheet(workspace, org, month)
        for result in sheet.subjects if sheet else ():
            if sheet and result.complete and result.total is not None:
                share = 100 * result.total / sheet.scheme.maximum
                of_members.setdefault(result.subject, []).append(share)
    return {member: sum(shares, Decimal(0)) / len(shares) for member, shares in of_members.items()}


def _member_sheet(workspace: WorkspaceView, org: str, month: Period) -> SheetResults | None:
    """The workspace's own scheme goes before this plugin's, as it does where members are scored."""
    sheets = (workspace.results(id, org, month) for id in MEMBER_MONTHS)
    return next((sheet for sheet in sheets if sheet is not None), None)
