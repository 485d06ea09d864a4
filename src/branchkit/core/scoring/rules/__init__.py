"""The rules of criteria: how facts become points, and which typed points fit.

One file per family. Kinds 9, 10, 11, 13 and 14 of ``docs/scheme-format.md`` belong to the scheme as a whole and stand in
``core/scoring/schemes``, ``core/scoring/tally`` and ``core/scoring/standings``.
"""

from __future__ import annotations

from branchkit.core.scoring.rules.ballots import BallotOption, Ballots, RaterGroup
from branchkit.core.scoring.rules.base import (
    NO_FACTS,
    Case,
    Facts,
    History,
    HistoryQuery,
    Rule,
    Span,
)
from branchkit.core.scoring.rules.called import CalledRule, RuleFacts, RulePoints
from branchkit.core.scoring.rules.cases import Awards, CaseItem, Deductions, Supplement
from branchkit.core.scoring.rules.conditions import AllOrNothing, Condition, Conditions
from branchkit.core.scoring.rules.judged import Graded, Judged, Option
from branchkit.core.scoring.rules.ladders import Inverse, Ladder, Proportional, Rung, Slope
from branchkit.core.scoring.rules.months import CarryOver, Months, Take

__all__ = [
    "NO_FACTS",
    "AllOrNothing",
    "Awards",
    "BallotOption",
    "Ballots",
    "CalledRule",
    "CarryOver",
    "Case",
    "CaseItem",
    "Condition",
    "Conditions",
    "Deductions",
    "Facts",
    "Graded",
    "History",
    "HistoryQuery",
    "Inverse",
    "Judged",
    "Ladder",
    "Months",
    "Option",
    "Proportional",
    "RaterGroup",
    "Rule",
    "RuleFacts",
    "RulePoints",
    "Rung",
    "Slope",
    "Span",
    "Supplement",
    "Take",
]
