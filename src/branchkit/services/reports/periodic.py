"""Reports of a period: which sheet and which report is meant, the report as a value, one report for a node with everything below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from branchkit.core.dates import Period, PeriodKind
from branchkit.core.errors import ReportError
from branchkit.core.ports import Reader
from branchkit.core.scoring.schemes import Scheme, SubjectKind
from branchkit.core.scoring.sheets import SheetKey
from branchkit.core.tables import Paragraph, Report
from branchkit.core.values import frozen
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions
from branchkit.services.rating.ratings import ratings_of
from branchkit.services.reports.notice import notice
from branchkit.services.reports.own_view import own_view
from branchkit.services.reports.parts import ReportBasis, period_text
from branchkit.services.reports.past_totals import past_totals, totals_until
from branchkit.services.reports.ranking import ranking
from branchkit.services.reports.rating import find_rating, rating_paper
from branchkit.services.reports.score_sheet import score_sheet
from branchkit.services.roster import has_roster, members_of
from branchkit.services.scoring.proposals import AskMetric, proposals_for
from branchkit.services.scoring.sheets import (
    SHEET,
    ScoredSheet,
    default_scheme_id,
    load_sheet,
    read_organization,
    read_sheet,
    sheet_key,
)

_OF_ALL = ("language", "created")
"""Properties that hold for the whole; a sheet or its state is that of one organisation."""


def joined(papers: Sequence[tuple[str, Report]], note: str = "") -> Report:
    """The papers in order, the names of their organisations as headings; ``note`` stands at the end.

    Title, form and signatures are the first one's. At least one paper is given.
    """
    first = papers[0][1]
    blocks = [
        block for name, report in papers for block in (Paragraph(name, level=1), *report.blocks)
    ]
    if note:
        blocks.append(Paragraph(note))
    properties = {key: first.properties[key] for key in _OF_ALL if key in first.properties}
    return replace(first, salutation="", blocks=tuple(blocks), properties=properties)


class ReportKind(StrEnum):
    """The papers that can be asked for."""

    NOTICE = "notice"
    """月度积分通报, for the wall."""
    SHEET = "sheet"
    """考核表 with every criterion and the reasons, for the files."""
    RANKING = "ranking"
    """排名 beside the period before."""
    MOVEMENT = "movement"
    """晋位情况 of all organisations here and below, which needs no sheet of the node's own."""
    RATING = "rating"
    """评定通报: of the organisation's children, rated beside each other."""
    REVIEW = "review"
    """自评偏差: what those above have changed, and how far the branch's own view is off."""


OF_THE_TREE = frozenset({ReportKind.MOVEMENT})
"""Reports of a node with everything below it, whatever sheet is asked for."""


def kinds_at(
    reader: Reader, contributions: Contributions, org: str, period: Period
) -> list[ReportKind]:
    """The papers that there are of a period: of the tree where organisations are judged by such periods, of a rating where the
    organisation has made one, of a review where somebody above the branch reviews."""
    left_out: set[ReportKind] = set()
    if period.kind not in periods_judged(contributions):
        left_out |= OF_THE_TREE
    if all(rating.key.period != period for rating in ratings_of(reader, org)):
        left_out.add(ReportKind.RATING)
    if has_roster(reader, org) and not read_organization(reader, org).parent:
        left_out.add(ReportKind.REVIEW)
    return [kind for kind in ReportKind if kind not in left_out]


def periods_judged(contributions: Contributions) -> list[PeriodKind]:
    """For how long the sheets of organisations go, the shortest first."""
    found = {
        scheme.period
        for scheme in contributions.schemes.values()
        if scheme.subject is SubjectKind.ORGANIZATION
    }
    return [kind for kind in PeriodKind if kind in found]


@frozen
class ReportRequest:
    """One paper of one sheet, or of the rating that is called as the sheets it compares; ``unmasked`` are personal fields asked for by name.

    Whoever asks for personal fields records it first (:func:`~branchkit.services.unmasking.record_unmasking`).
    """

    kind: ReportKind
    key: SheetKey
    unmasked: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """How a record of unmasking names this paper."""
        return f"report {self.kind} {self.key.period}"


def make_report(
    reader: Reader,
    contributions: Contributions,
    request: ReportRequest,
    catalog: Catalog,
    at: datetime,
    ask: AskMetric | None = None,
) -> Report:
    """The report, ready for a writer; metrics of plugins are had from ``ask``, as proposals have them.

    Raises :class:`~branchkit.core.errors.SheetError` or :class:`~branchkit.core.errors.RatingError` ``not_opened``.
    """
    key = request.key
    if request.kind in OF_THE_TREE:
        return make_tree_report(reader, contributions, key.org, key.period, catalog, at, key.scheme)
    if request.kind is ReportKind.RATING:
        return rating_paper(reader, contributions, key, catalog, at)
    scored = load_sheet(reader, contributions.schemes, key)
    basis = ReportBasis(scored, catalog, at, request.unmasked)
    if request.kind is ReportKind.SHEET:
        return _score_sheet(reader, contributions, basis, ask)
    if request.kind is ReportKind.REVIEW:
        return own_view([basis])
    make = ranking if request.kind is ReportKind.RANKING else notice
    return make(basis, _previous_sheet(reader, contributions.schemes, key))


def make_tree_report(
    reader: Reader,
    contributions: Contributions,
    node: str,
    period: Period,
    catalog: Catalog,
    at: datetime,
    scheme_id: str = "",
) -> Report:
    """One of :data:`OF_THE_TREE`; raises :class:`~branchkit.core.errors.OrganizationError` ``unknown``."""
    from branchkit.services.reports.movement import movement_report

    return movement_report(reader, contributions, node, period, catalog, at, scheme_id)


def find_subject(
    reader: Reader,
    contributions: Contributions,
    kind: ReportKind,
    org: str,
    period: Period,
    *,
    sector: str,
    scheme_id: str = "",
) -> SheetKey:
    """The sheet, or the rating, that a report of ``period`` means; raises as :func:`find_sheet` and
    :func:`~branchkit.services.reports.rating.find_rating`."""
    if kind is ReportKind.RATING:
        return find_rating(reader, org, period, scheme_id)
    return find_sheet(reader, contributions, org, period, sector=sector, scheme_id=scheme_id)


def find_sheet(
    reader: Reader,
    contributions: Contributions,
    org: str,
    period: Period,
    *,
    sector: str,
    scheme_id: str = "",
) -> SheetKey:
    """The sheet that a report of ``period`` means: of ``scheme_id``, else the only one there is, else the sector's.

    Raises :class:`ReportError` ``no_sheet`` with the periods that have one, ``no_sheet_yet``, ``several_sheets`` with
    their schemes; of a ``scheme_id`` :class:`~branchkit.core.errors.SchemeError` ``unknown`` and
    :class:`~branchkit.core.errors.SheetError` ``period_kind``.
    """
    if scheme_id:
        key = sheet_key(contributions.schemes, scheme_id, org, period, kept_in=reader)
        if read_sheet(reader, key) is not None:
            return key
    sheets = [id.rpartition("@") for id, *_ in reader.project(org, SHEET, "", ())]
    known = sorted({text for _, _, text in sheets})
    found = sorted(scheme for scheme, _, text in sheets if text == str(period))
    if scheme_id or not found:
        raise ReportError("no_sheet" if known else "no_sheet_yet", period=str(period), known=known)
    usual = default_scheme_id(contributions, sector)
    if len(found) > 1 and usual not in found:
        raise ReportError("several_sheets", period=str(period), known=found)
    return SheetKey(usual if len(found) > 1 else found[0], org, period)


def report_file_name(title: str, period: Period, catalog: Catalog) -> str:
    """What people would call the file, without its ending: 2026年11月通报."""
    return f"{period_text(catalog, period)}{title}"


def _previous_sheet(
    reader: Reader, schemes: Mapping[str, Scheme], key: SheetKey
) -> ScoredSheet | None:
    before = SheetKey(key.scheme, key.org, key.period.previous)
    return None if read_sheet(reader, before) is None else load_sheet(reader, schemes, before)


def _score_sheet(
    reader: Reader, contributions: Contributions, basis: ReportBasis, ask: AskMetric | None
) -> Report:
    key, scheme = basis.scored.sheet.key, basis.scored.scheme
    roll = members_of(reader, key.org)
    book = proposals_for(reader, contributions, scheme, key.org, key.period, roll, ask)
    periods = totals_until(past_totals(reader, key), basis.scored)
    return score_sheet(basis, book.get, periods)


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
    ask: AskMetric | None = None,
) -> Report:
    """The papers of all organisations that have a sheet, under their names; raises :class:`ReportError` ``no_sheet_below``."""
    if asked.kind in OF_THE_TREE:
        period, scheme = asked.period, asked.scheme_id
        return make_tree_report(reader, contributions, asked.orgs[0], period, catalog, at, scheme)
    papers: list[tuple[str, Report]] = []
    bases: list[ReportBasis] = []
    without: list[str] = []
    for org in asked.orgs:
        name = read_organization(reader, org).name
        key = _sheet_of(reader, contributions, asked, org)
        if key is not None and asked.kind is ReportKind.REVIEW:
            scored = load_sheet(reader, contributions.schemes, key)
            bases.append(ReportBasis(scored, catalog, at, asked.unmasked))
        elif key is not None:
            request = ReportRequest(asked.kind, key, asked.unmasked)
            papers.append((name, make_report(reader, contributions, request, catalog, at, ask)))
        elif asked.kind is not ReportKind.RATING and has_roster(reader, org):
            without.append(name)
    if not papers and not bases:
        raise ReportError("no_sheet_below", period=str(asked.period))
    note = catalog.text("report.without_sheet", names=catalog.listed(without)) if without else ""
    issuer = read_organization(reader, asked.orgs[0]).name
    if bases:
        # Branches are compared here: one table for all of them, whatever their schemes are called.
        whole = own_view(bases)
        noted = (*whole.blocks, Paragraph(note)) if note else whole.blocks
        return replace(whole, blocks=noted, issuer=issuer, subtitle="")
    return replace(joined(papers, note), issuer=issuer)


def _sheet_of(
    reader: Reader, contributions: Contributions, asked: SubtreeReport, org: str
) -> SheetKey | None:
    sector = read_organization(reader, org).sector
    try:
        return find_subject(
            reader,
            contributions,
            asked.kind,
            org,
            asked.period,
            sector=sector,
            scheme_id=asked.scheme_id,
        )
    except ReportError:
        return None
