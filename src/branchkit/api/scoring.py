"""Schemes, measurements and results: what a metric answers, and how a row is added up."""

from __future__ import annotations

from branchkit.core.scoring.rating_terms import RaterGroup, RatingTerms
from branchkit.core.scoring.results import Evidence, Measurement, RowInput, RowResult, plain
from branchkit.core.scoring.schemes import Band, Criterion, Scheme, Section, SubjectKind, Veto
from branchkit.core.scoring.sheets import EDITABLE, SheetState
from branchkit.core.scoring.tally import tally

__all__ = [
    "EDITABLE",
    "Band",
    "Criterion",
    "Evidence",
    "Measurement",
    "RaterGroup",
    "RatingTerms",
    "RowInput",
    "RowResult",
    "Scheme",
    "Section",
    "SheetState",
    "SubjectKind",
    "Veto",
    "plain",
    "tally",
]
