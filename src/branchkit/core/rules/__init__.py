"""The rules of criteria: how facts become points, and which typed points fit.

One file per family. Kinds 9, 10, 11, 13 and 14 of ``docs/scheme-format.md`` belong to the scheme as a whole and stand in
``core/schemes``, ``core/scoring`` and ``core/standings``.
"""

from __future__ import annotations

from branchkit.core.rules.awards import Awards, Supplement
from branchkit.core.rules.ballots import BallotOption, Ballots, RaterGroup
from branchkit.core.rules.base import HistoryQuery, Rule, Span
from branchkit.core.rules.case_items import CaseItem
from branchkit.core.rules.conditions import AllOrNothing, Condition, Conditions
from branchkit.core.rules.deductions import Deductions
from branchkit.core.rules.facts import NO_FACTS, Case, Facts, History
from branchkit.core.rules.graded import Graded, Option
from branchkit.core.rules.judged import Judged
from branchkit.core.rules.ladders import Ladder, Rung, Slope
from branchkit.core.rules.months import CarryOver, Months, Take
from branchkit.core.rules.proportional import Proportional

__all__ = [
    "NO_FACTS",
    "AllOrNothing",
    "Awards",
    "BallotOption",
    "Ballots",
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
    "Judged",
    "Ladder",
    "Months",
    "Option",
    "Proportional",
    "RaterGroup",
    "Rule",
    "Rung",
    "Slope",
    "Span",
    "Supplement",
    "Take",
]
