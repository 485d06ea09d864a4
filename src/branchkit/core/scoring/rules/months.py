"""Kind 12: what other sheets gave — months that add up, and points carried over from the period before."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from branchkit.core.numbers import WIDE
from branchkit.core.scoring.results import Assessment, Reason, Refusal, plain
from branchkit.core.scoring.rules.base import (
    HUNDRED,
    ZERO,
    Facts,
    History,
    HistoryQuery,
    Rule,
    Span,
    bounded,
    limit_in_words,
    refuse_between_steps,
    to_step,
)
from branchkit.core.values import frozen


class Take(StrEnum):
    """What is made of the months' figures."""

    SUM = "sum"
    MEAN = "mean"
    BEST = "best"
    """The mean of the best N months."""
    LATEST = "latest"


@frozen
class Months(Rule):
    """Monthly figures become points of a quarter or a year.

    ``scheme`` and ``criterion`` say where the figures come from (empty criterion: the total). ``out_of`` is what counts
    as full marks of the figure taken; None takes the figure as points. Months without a sheet are passed over; with
    ``absent_is_zero`` they count as 0.
    """

    scheme: str
    criterion: str = ""
    take: Take = Take.MEAN
    best: int = 1
    out_of: Decimal | None = None
    absent_is_zero: bool = False
    step: Decimal = Decimal("0.1")
    kind: ClassVar[str] = "months"

    @property
    def history(self) -> HistoryQuery:
        """The sheets within the period."""
        return HistoryQuery(Span.WITHIN, self.scheme, self.criterion)

    def assess(self, facts: Facts, maximum: Decimal) -> Assessment | None:
        """Nothing before the first month is there."""
        if facts.history is None or not facts.history.figures:
            return None
        figures = self._completed(facts.history)
        taken = self._taken(figures)
        before = taken if self.out_of is None else taken * maximum / self.out_of
        points = bounded(to_step(before, self.step), maximum)
        params = {
            "count": len(facts.history.figures),
            "figures": tuple(plain(figure) for figure in facts.history.figures),
            "taken": plain(taken.quantize(Decimal("0.01"), context=WIDE)),
            "best": self.best,
            "points": plain(points),
        }
        reasons = [Reason(f"months_{self.take}", params)]
        if missing := facts.history.missing:
            code = "months_absent_zero" if self.absent_is_zero else "months_absent"
            reasons.append(Reason(code, {"count": len(missing), "periods": missing}))
        reasons += _why_missing(facts.history)
        if before > maximum:
            reasons.append(
                Reason("cap", {"before": plain(to_step(before, self.step)), "cap": plain(maximum)})
            )
        return Assessment(points, tuple(reasons))

    def _completed(self, history: History) -> tuple[Decimal, ...]:
        absent = history.missing if self.absent_is_zero else ()
        return (*history.figures, *(ZERO for _period in absent))

    def _taken(self, figures: tuple[Decimal, ...]) -> Decimal:
        match self.take:
            case Take.SUM:
                return sum(figures, ZERO)
            case Take.MEAN:
                return sum(figures, ZERO) / len(figures)
            case Take.BEST:
                best = sorted(figures, reverse=True)[: self.best]
                return sum(best, ZERO) / len(best)
            case Take.LATEST:
                return figures[-1]

    def refuse(self, points: Decimal, maximum: Decimal) -> Refusal | None:
        """Range and steps."""
        return refuse_between_steps(points, maximum, self.step)

    def describe(self, maximum: Decimal) -> tuple[Reason, ...]:
        """One line."""
        params: dict[str, object] = {"scheme": self.scheme, "best": self.best}
        lines = [Reason(f"rule.months_{self.take}", params)]
        if self.out_of is not None:
            params = {"out_of": plain(self.out_of), "maximum": plain(maximum)}
            lines.append(Reason("rule.months_out_of", params))
        return (*lines, limit_in_words(maximum))


def _why_missing(history: History) -> list[Reason]:
    """Of periods that have a sheet all the same, why it gave nothing; the others have none."""
    causes = (("months_draft", history.drafts), ("months_unsettled", history.unsettled))
    return [Reason(code, {"periods": periods}) for code, periods in causes if periods]


@frozen
class CarryOver(Rule):
    """``share`` per cent of what the period before gave."""

    share: Decimal
    scheme: str = ""
    criterion: str = ""
    step: Decimal = Decimal("0.1")
    kind: ClassVar[str] = "carry-over"

    @property
    def history(self) -> HistoryQuery:
        """The sheet of the period before."""
        return HistoryQuery(Span.BEFORE, self.scheme, self.criterion)

    def assess(self, facts: Facts, maximum: Decimal) -> Assessment | None:
        """Nothing without a sheet of the period before."""
        if facts.history is None or not facts.history.figures:
            return None
        previous = facts.history.figures[-1]
        before = to_step(previous * self.share / HUNDRED, self.step)
        points = bounded(before, maximum)
        params = {
            "previous": plain(previous),
            "share": plain(self.share),
            "points": plain(points),
        }
        reasons = [Reason("carried_over", params)]
        if before > maximum:
            reasons.append(Reason("cap", {"before": plain(before), "cap": plain(maximum)}))
        return Assessment(points, tuple(reasons))

    def refuse(self, points: Decimal, maximum: Decimal) -> Refusal | None:
        """Range and steps."""
        return refuse_between_steps(points, maximum, self.step)

    def describe(self, maximum: Decimal) -> tuple[Reason, ...]:
        """One line."""
        line = Reason("rule.carry_over", {"share": plain(self.share)})
        return line, limit_in_words(maximum)
