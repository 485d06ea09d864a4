"""What a scheme says of rating the children of one parent, ``[rating]``: read and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from branchkit.core.scoring.rating_terms import BALLOT, RaterGroup, RatingTerms
from branchkit.core.scoring.schemes import Scheme, SubjectKind
from branchkit.plugin.scheme_values import HUNDRED, positive, whole
from branchkit.toml.source import TomlTable, nearest

SIBLINGS = "siblings"
"""The only way so far: among the children of one parent."""
HONOURS = ("village", "township", "county", "city", "province", "nation")
"""Levels of commendations, as ``book.commendation`` has them."""
WORKING_DAYS, CALENDAR_DAYS = "working-days", "days"


def read_rating(table: TomlTable, figures: Sequence[str]) -> RatingTerms | None:
    """The terms; None where nothing is said. ``figures`` are the ids of sections and criteria, which may break ties."""
    part = table.table("rating")
    if part is None:
        return None
    part.choice("among", (SIBLINGS,), SIBLINGS)
    terms = RatingTerms(
        ties=_known(part, "ties", (*figures, BALLOT, *RaterGroup)),
        one_grade_up=part.flag("one_grade_up", False),
        honours=_known(part, "honours", HONOURS),
        new_months=whole(part, "new_months", 1) if "new_months" in part else 0,
        weights=_weights(part),
        mostly=part.decimal("mostly", HUNDRED),
        questions=part.texts("questions", ()),
        all_groups=part.flag("all_groups", False),
        notice_days=whole(part, "notice_days", RatingTerms().notice_days),
        working_days=part.choice("notice_counts", (WORKING_DAYS, CALENDAR_DAYS), WORKING_DAYS)
        == WORKING_DAYS,
    )
    if not 0 <= terms.mostly <= HUNDRED:
        part.report("scheme.not_share", "mostly", found=terms.mostly)
    if terms.honours and not terms.one_grade_up:
        part.report("scheme.honours_alone", "honours", severity="warning")
    part.finish()
    return terms


def _known(part: TomlTable, key: str, known: Sequence[str]) -> tuple[str, ...]:
    """A list of ids; each that is none is reported with the nearest that is."""
    ids = part.texts(key, ())
    for id in ids:
        if id not in known:
            close = nearest(id, known)
            code = "toml.misspelt_choice" if close else "toml.unknown_choice"
            part.report(code, key, found=id, nearest=close, known=tuple(map(str, known)))
    return ids


def _weights(part: TomlTable) -> Mapping[RaterGroup, Decimal]:
    groups = part.table("groups")
    if groups is None:
        return RatingTerms().weights
    weights = {group: positive(groups, group) for group in RaterGroup if group in groups}
    groups.finish(*RaterGroup)
    if not weights:
        part.report("scheme.no_raters", "groups", known=tuple(map(str, RaterGroup)))
    return weights


def check_rating(table: TomlTable, scheme: Scheme) -> None:
    """Members are not rated as siblings, and a rating needs bands to give."""
    if scheme.subject is not SubjectKind.ORGANIZATION:
        if scheme.rating is not None:
            table.report("scheme.rating_of_members", "rating")
        for place, band in enumerate(scheme.bands):
            if band.ballot_minimum is not None:
                table.report("scheme.rating_of_members", "band", place, "ballot_minimum")
    elif scheme.rating is not None and not scheme.bands:
        table.report("scheme.rating_without_bands", "rating")
