"""Adds a row up, and says of a cell what fits and what the registers suggest.

Everything is exact: points are Decimal, only the total is rounded. The order of criteria, extras and vetoes changes
nothing. :func:`tally` runs at every key that scores, so it goes over the criteria once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from branchkit.core.numbers import WIDE
from branchkit.core.scoring.ceilings import ceiling_of, stars_of, vetoed_by
from branchkit.core.scoring.results import (
    Assessment,
    Evidence,
    Measurement,
    Proposal,
    Reason,
    Refusal,
    RowInput,
    RowResult,
    plain,
)
from branchkit.core.scoring.rules.base import HUNDRED, ZERO, Facts, History, refuse_outside
from branchkit.core.scoring.schemes import Criterion, Extra, Scheme, Section

ROUNDING_MODES = {
    "half-up": ROUND_HALF_UP,
    "half-even": ROUND_HALF_EVEN,
    "down": ROUND_DOWN,
}
_NOISE = Decimal("1E-12")
"""Scaling up divides; what is left of a third lies far below this, a published figure far above."""


def tally(scheme: Scheme, row: RowInput) -> RowResult:
    """The row's total, its parts, what is open, and why it is so; of an excluded subject nothing but that."""
    if row.excluded:
        return _excluded(scheme, row.excluded)
    reasons: list[Reason] = []
    sums, missing = _sums(scheme, row, reasons)
    zeroed = _zeroed_sections(scheme, row)
    sections: dict[str, Decimal] = {}
    shares: dict[str, Decimal] = {}
    for section in scheme.sections:
        part = sums[section.id]
        points = ZERO if section.id in zeroed else part.bounded(section, reasons)
        if part.reachable(section):
            shares[section.id] = (points * HUNDRED / part.reachable(section)).quantize(
                _NOISE, context=WIDE
            )
        sections[section.id] = _weighted(section, points, reasons)
    _scale_up_for_empty_sections(scheme, sums, sections, reasons)
    extras = _extras(scheme, row, reasons)
    exact = sum(sections.values(), ZERO) + extras
    total = _rounded_total(scheme, row, exact, reasons)
    vetoed = vetoed_by(scheme, row, reasons)
    complete_shares = {id: share for id, share in shares.items() if not sums[id].open}
    stars = stars_of(scheme, row, complete_shares, reasons)
    return RowResult(
        total=total,
        sections=sections,
        extras=extras,
        missing=missing,
        section_shares=shares,
        ceiling=ceiling_of(scheme, vetoed, complete_shares, len(stars), reasons),
        vetoed=vetoed,
        reasons=tuple(reasons),
        stars=stars,
    )


def _excluded(scheme: Scheme, why: str) -> RowResult:
    reason = Reason("excluded", {"why": why})
    sections = dict.fromkeys((section.id for section in scheme.sections), ZERO)
    return RowResult(ZERO, sections, ZERO, (), {}, "", (), (reason,))


def refuse_points(criterion: Criterion, points: Decimal) -> Refusal | None:
    """Why typed points do not fit the criterion, None when they do."""
    if not criterion.base:
        return criterion.rule.refuse(points, criterion.limit)
    if refusal := refuse_outside(points, -criterion.base, ZERO):
        return refusal
    refusal = criterion.rule.refuse(-points, criterion.base)
    if refusal is None:
        return None
    taken_off = {"below": -refusal.params["above"], "above": -refusal.params["below"]}  # type: ignore[operator]
    return Refusal(refusal.code, {**refusal.params, "points": points, **taken_off})


def refuse_extra(extra: Extra, points: Decimal) -> Refusal | None:
    """Why the points of a bonus or deduction event do not fit its item, None when they do."""
    low = extra.points if extra.at_least is None else extra.at_least
    high = extra.points if extra.at_most is None else extra.at_most
    return refuse_outside(points, min(low, high), max(low, high))


def assess(criterion: Criterion, facts: Facts) -> Assessment | None:
    """The points that a criterion's rule gives for facts, None when they do not suffice."""
    assessment = criterion.rule.assess(facts, criterion.base or criterion.limit)
    if assessment is None:
        return None
    told = assessment.reasons
    if criterion.base:
        told = tuple(Reason("taken_off_nothing") if r.code == "no_deduction" else r for r in told)
    reasons = tuple(replace(reason, criterion=criterion.id) for reason in told)
    return Assessment(assessment.points - criterion.base, reasons)


def propose(
    criterion: Criterion,
    measurements: Mapping[str, Measurement],
    history: History | None = None,
    history_evidence: tuple[Evidence, ...] = (),
) -> Proposal | None:
    """What the registers suggest for a cell.

    ``measurements`` are by metric id; ``history`` answers ``criterion.rule.history``. None when the criterion is fed by
    nothing or a figure cannot be said.
    """
    if not criterion.feeds and history is None:
        return None
    values: dict[str, Decimal] = {}
    evidence: dict[Evidence, None] = {}
    for name, metric in criterion.feeds.items():
        measurement = measurements.get(metric)
        if measurement is None or measurement.value is None:
            return None
        values[name] = measurement.value
        evidence.update(dict.fromkeys(measurement.evidence))
    assessment = assess(criterion, Facts(values=values, history=history))
    if assessment is None:
        return None
    return Proposal(assessment.points, assessment.reasons, (*evidence, *history_evidence))


@dataclass(slots=True)
class _Sum:
    """A section while it is being added up, before its weight."""

    points: Decimal = ZERO
    reach: Decimal = ZERO
    left_out: Decimal = ZERO
    open: bool = False

    @property
    def full(self) -> Decimal:
        """The section's maximum, with what was left out."""
        return self.reach + self.left_out

    @property
    def empty(self) -> bool:
        """Whether nothing in it applies to this subject, though something should count."""
        return not self.reach and bool(self.left_out)

    def reachable(self, section: Section) -> Decimal:
        """The most the subject can have here; 0 where nothing applies."""
        if not self.reach:
            return ZERO
        return self.full if section.cap is None else min(self.full, section.cap)

    def bounded(self, section: Section, reasons: list[Reason]) -> Decimal:
        """The points scaled up for what was left out, within floor and cap."""
        points = self.points
        if self.left_out and self.reach:
            points = points * self.full / self.reach
            reasons.append(
                Reason(
                    "rescaled",
                    {
                        "section": section.title,
                        "before": plain(self.points),
                        "reach": plain(self.reach),
                        "full": plain(self.full),
                        "after": _short(points),
                    },
                )
            )
        if section.base and points < 0:
            reasons.append(_section_reason("base_used_up", section, points, ZERO))
            points = ZERO
        if section.cap is not None and points > section.cap:
            reasons.append(_section_reason("section_cap", section, points, section.cap))
            return section.cap
        if section.floor is not None and points < section.floor and self.reach and not self.open:
            reasons.append(_section_reason("section_floor", section, points, section.floor))
            return section.floor
        return points


def _sums(
    scheme: Scheme, row: RowInput, reasons: list[Reason]
) -> tuple[dict[str, _Sum], tuple[str, ...]]:
    sums = {s.id: _Sum(points=s.base, reach=s.base) for s in scheme.sections}
    for section in scheme.sections:
        if section.base:
            params = {"section": section.title, "base": plain(section.base)}
            reasons.append(Reason("section_base", params))
    missing: list[str] = []
    for criterion in scheme.criteria:
        part = sums[criterion.section]
        maximum = criterion.maximum
        if not criterion.applies.covers(row.traits):
            if not criterion.base:
                _not_applicable(criterion, part, reasons)
            continue
        part.reach += maximum
        points = row.points.get(criterion.id)
        if points is None:
            if criterion.id in row.excused:
                reasons.append(Reason("excused", {}, criterion.id))
            else:
                part.open = True
                missing.append(criterion.id)
            continue
        if not -criterion.base <= points <= criterion.limit:
            bound = max(min(points, maximum), -criterion.base)
            reasons.append(
                Reason(
                    "outside_maximum",
                    {"before": plain(points), "after": plain(bound)},
                    criterion.id,
                )
            )
            points = bound
        part.points += points
        code = "points_unlimited" if criterion.unlimited else "points"
        code = "points_taken_off" if criterion.base else code
        reasons.append(Reason(code, {"points": points, "maximum": maximum}, criterion.id))
    return sums, tuple(missing)


def _not_applicable(criterion: Criterion, part: _Sum, reasons: list[Reason]) -> None:
    match criterion.when_not_applicable:
        case "full":
            part.reach += criterion.maximum
            part.points += criterion.maximum
            params = {"points": plain(criterion.maximum)}
            reasons.append(Reason("not_applicable_full", params, criterion.id))
        case "rescale":
            part.left_out += criterion.maximum
            reasons.append(Reason("not_applicable_rescale", {}, criterion.id))


def _weighted(section: Section, points: Decimal, reasons: list[Reason]) -> Decimal:
    if section.weight == 1:
        return points
    weighted = points * section.weight
    params = {
        "section": section.title,
        "before": _short(points),
        "weight": plain(section.weight),
        "after": _short(weighted),
    }
    reasons.append(Reason("section_weight", params))
    return weighted


def _scale_up_for_empty_sections(
    scheme: Scheme,
    sums: Mapping[str, _Sum],
    sections: dict[str, Decimal],
    reasons: list[Reason],
) -> None:
    """Where a whole section does not apply, the others stand for it."""
    empty = [section for section in scheme.sections if sums[section.id].empty]
    if not empty:
        return
    lost = sum((section.within(sums[section.id].full) for section in empty), ZERO)
    rest = sum((section.within(sums[section.id].full) for section in scheme.sections), ZERO) - lost
    if not rest:
        return
    for id, points in sections.items():
        sections[id] = points * (rest + lost) / rest
    titles = tuple(section.title for section in empty)
    params = {"sections": titles, "reach": plain(rest), "full": plain(rest + lost)}
    reasons.append(Reason("rescaled_total", params))


def _extras(scheme: Scheme, row: RowInput, reasons: list[Reason]) -> Decimal:
    if not row.extras:
        return ZERO
    sums: dict[str, Decimal] = {}
    for item, points in row.extras:
        sums[item] = sums.get(item, ZERO) + points
    gained = lost = ZERO
    for extra in scheme.extras:
        points = sums.pop(extra.id, ZERO)
        if not points:
            continue
        params: dict[str, object] = {"item": extra.title, "points": f"{plain(points):+f}"}
        if extra.cap is not None and abs(points) > extra.cap:
            points = extra.cap.copy_sign(points)
            reasons.append(Reason("extra_cap", {**params, "cap": f"{plain(points):+f}"}))
        else:
            reasons.append(Reason("extra", params))
        gained += max(points, ZERO)
        lost += min(points, ZERO)
    reasons.extend(Reason("extra_unknown", {"item": item}) for item in sorted(sums))
    if scheme.extras_cap is not None and gained > scheme.extras_cap:
        params = {"before": plain(gained), "cap": plain(scheme.extras_cap)}
        reasons.append(Reason("extras_cap", params))
        gained = scheme.extras_cap
    return gained + lost


def _rounded_total(scheme: Scheme, row: RowInput, exact: Decimal, reasons: list[Reason]) -> Decimal:
    places = Decimal(1).scaleb(-scheme.rounding.places)
    if any(veto.zero_total and veto.id in row.vetoes for veto in scheme.vetoes):
        return ZERO.quantize(places)
    if exact < 0:
        reasons.append(Reason("total_below_zero", {"before": _short(exact)}))
        return ZERO.quantize(places)
    total = exact.quantize(_NOISE, ROUND_HALF_EVEN, WIDE).quantize(
        places, ROUNDING_MODES[scheme.rounding.mode], WIDE
    )
    if total != exact:
        reasons.append(Reason("rounded", {"before": _short(exact), "total": total}))
    return total


def _zeroed_sections(scheme: Scheme, row: RowInput) -> frozenset[str]:
    if not row.vetoes:
        return frozenset()
    return frozenset(
        veto.zero_section for veto in scheme.vetoes if veto.zero_section and veto.id in row.vetoes
    )


def _section_reason(code: str, section: Section, before: Decimal, after: Decimal) -> Reason:
    params = {"section": section.title, "before": _short(before), "after": plain(after)}
    return Reason(code, params)


def _short(points: Decimal) -> Decimal:
    """Points as they are shown in a reason: what a division leaves behind is cut off."""
    return plain(points.quantize(Decimal("0.0001"), ROUND_HALF_UP, WIDE))
