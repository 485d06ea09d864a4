"""One paper for an organisation and everything below it: each organisation's report in turn, and who has no sheet yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from branchkit.core.dates import Period
from branchkit.core.errors import ReportError
from branchkit.core.ports import Reader
from branchkit.core.scoring.sheets import SheetKey
from branchkit.core.tables import Paper
from branchkit.core.values import frozen
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions
from branchkit.services.papers.joining import joined
from branchkit.services.reports import ReportKind, ReportRequest, find_sheet, make_report
from branchkit.services.roster import MEMBER
from branchkit.services.sheets import read_organization


@frozen
class SubtreeReport:
    """What is asked for: ``orgs`` top down, the first one issues the paper."""

    kind: ReportKind
    orgs: Sequence[str]
    period: Period
    scheme_id: str = ""
    unmasked: tuple[str, ...] = ()


def make_subtree_report(
    reader: Reader,
    contributions: Contributions,
    asked: SubtreeReport,
    catalog: Catalog,
    at: datetime,
) -> Paper:
    """The papers of all organisations that have a sheet, under their names; raises :class:`ReportError` ``no_sheet_below``."""
    papers: list[tuple[str, Paper]] = []
    without: list[str] = []
    for org in asked.orgs:
        name = read_organization(reader, org).name
        key = _sheet_of(reader, contributions, asked, org)
        if key is not None:
            request = ReportRequest(asked.kind, key, asked.unmasked)
            papers.append((name, make_report(reader, contributions, request, catalog, at)))
        elif next(reader.scan(org, MEMBER), None) is not None:
            without.append(name)
    if not papers:
        raise ReportError("no_sheet_below", period=str(asked.period))
    note = catalog.text("report.without_sheet", names=catalog.listed(without)) if without else ""
    issuer = read_organization(reader, asked.orgs[0]).name
    return replace(joined(papers, note), issuer=issuer)


def _sheet_of(
    reader: Reader, contributions: Contributions, asked: SubtreeReport, org: str
) -> SheetKey | None:
    sector = read_organization(reader, org).sector
    try:
        return find_sheet(
            reader,
            contributions.schemes,
            org,
            asked.period,
            sector=sector,
            scheme_id=asked.scheme_id,
        )
    except ReportError:
        return None
