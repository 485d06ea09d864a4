"""The parts of a sheet that a scorer may want to see alone."""

from __future__ import annotations

from branchkit.core.scoring.schemes import Band
from branchkit.core.scoring.sheets import SheetState
from branchkit.i18n.catalog import Catalog
from branchkit.screens.listed import RowView
from branchkit.screens.scoring.source import CriteriaDown, MembersAcross
from branchkit.services.scoring.session import ScoringSession


def views_of(
    session: ScoringSession, catalog: Catalog, source: MembersAcross | CriteriaDown
) -> list[RowView]:
    """Bands that somebody is in, rows with a veto, with stale cells, with points other than suggested."""
    board, text = session.board, catalog.text
    stale = {place for place, _criterion in session.stale}
    views = [
        RowView(text("screen.scoring.view.stale"), lambda row: row in stale),
        RowView(text("screen.scoring.view.departing"), lambda row: bool(session.unexplained(row))),
    ]
    remarked = {board.place(s): True for s, _ in board.notes.remarks if board.has(s)}
    if isinstance(source, CriteriaDown):
        cells = session.stale
        return [RowView(views[0].title, lambda row: source.locate(row, 0) in cells)]
    if remarked and board.sheet.state is SheetState.RETURNED:
        views.append(RowView(text("screen.scoring.view.remarked"), remarked.__contains__))
    views.append(
        RowView(text("screen.scoring.view.vetoed"), lambda row: bool(board.row(row).vetoes))
    )
    bands = [_in_band(session, catalog, band) for band in board.scheme.bands]
    return [*bands, *views]


def _in_band(session: ScoringSession, catalog: Catalog, band: Band) -> RowView:
    board = session.board
    return RowView(catalog.local(band.title), lambda row: board.band(row) == band)
