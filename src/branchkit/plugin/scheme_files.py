"""A scheme's TOML file read into a :class:`~branchkit.core.scoring.schemes.Scheme`, with every mistake explained.

The format is described in ``docs/scheme-format.md``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise

from branchkit.core.dates import PeriodKind
from branchkit.core.errors import Problem
from branchkit.core.members.member import Category, Contact, MemberClass, Mobility
from branchkit.core.organizations.organization import KNOWN_SECTORS, OrganizationKind
from branchkit.core.rulepacks import RulePack
from branchkit.core.scoring.rules import CalledRule, Deductions, Judged, Rule
from branchkit.core.scoring.schemes import (
    UNLIMITED,
    Applies,
    Criterion,
    HandingUp,
    RuleFigure,
    Scheme,
    Section,
    SubjectKind,
    Trait,
)
from branchkit.core.texts import NO_TEXT, LocalText
from branchkit.plugin.rule_files import read_rule
from branchkit.plugin.rule_kinds import RuleKinds
from branchkit.plugin.scheme_figures import days_of_change, has_references, resolved
from branchkit.plugin.scheme_outcomes import read_bands, read_extras, read_rounding, read_vetoes
from branchkit.plugin.scheme_rating import check_rating, read_rating
from branchkit.plugin.scheme_values import Seen, check_id, positive, read_star, short_title
from branchkit.toml.source import TomlSource, TomlTable, nearest

API = 1
ONLY_SECTION = "all"
"""The id of the section of a scheme that declares none."""

_ZERO = Decimal(0)
_ONE = Decimal(1)
_MEMBER_TRAITS = (
    *(str(entry) for entry in (*MemberClass, *Category)),
    *(f"mobility:{entry}" for entry in Mobility),
    *(f"contact:{entry}" for entry in Contact),
)
_ORGANIZATION_TRAITS = (*(str(kind) for kind in OrganizationKind), *KNOWN_SECTORS)


def read_scheme(
    source: TomlSource,
    origin: str,
    packs: Mapping[str, RulePack] | None = None,
    kinds: RuleKinds | None = None,
) -> tuple[Scheme | None, list[Problem]]:
    """The scheme of a file; None when any of the problems is an error. ``origin`` says whose it is.

    Figures that it refers to are looked up in ``packs``; a text that was kept with a sheet has them in it. ``kinds`` are the kinds
    of rules that plugins bring; None: a rule of such a kind is read as one that proposes nothing.
    """
    if isinstance(source.data.get("scheme"), dict):
        return None, [source.problem("scheme.drop_prefix", "scheme")]
    problems: list[Problem] = []
    scheme = _read_on(date.max, source, origin, {} if packs is None else packs, kinds, problems)
    problems.sort(key=lambda problem: problem.place.line or 0)
    if any(problem.severity == "error" for problem in problems):
        return None, problems
    return scheme, problems


def _read_on(
    day: date,
    source: TomlSource,
    origin: str,
    packs: Mapping[str, RulePack],
    kinds: RuleKinds | None,
    problems: list[Problem],
) -> Scheme:
    """The scheme with the figures of a day and, where it is the last of days, those of all days before."""
    figures: Mapping[tuple[str | int, ...], RuleFigure] = {}
    text, editions = source.text, []
    if has_references(source):
        if day == date.max:
            for until in days_of_change(source, packs):
                before = _read_on(until - timedelta(days=1), source, origin, packs, kinds, [])
                editions.append((until, before))
        found = resolved(source, packs, day, problems)
        source, text, figures = found.source, found.text, found.figures
    scheme = read_scheme_table(source.table(problems), origin, kinds)
    return replace(
        scheme,
        criteria=tuple(
            replace(criterion, figures=_figures_of(figures, place))
            for place, criterion in enumerate(scheme.criteria)
        )
        if figures
        else scheme.criteria,
        digest=sha256((text + _defaults(scheme)).encode()).hexdigest(),
        declaration=text,
        editions=tuple(editions),
    )


def _defaults(scheme: Scheme) -> str:
    """What rules of plugins have beside the text: defaults may change with the plugin, and rows are then added up anew."""
    rules = [c.rule for c in scheme.criteria if isinstance(c.rule, CalledRule)]
    return "".join(f"\n{rule.id} {rule.parameters} {rule.step}" for rule in rules)


def _figures_of(
    figures: Mapping[tuple[str | int, ...], RuleFigure], place: int
) -> tuple[RuleFigure, ...]:
    return tuple(figure for path, figure in figures.items() if path[:2] == ("criterion", place))


def read_scheme_table(table: TomlTable, origin: str, kinds: RuleKinds | None = None) -> Scheme:
    """The scheme that a table declares; only to be used when no error was added to its problems."""
    _check_api(table)
    title = table.local("title")
    subject = SubjectKind(table.choice("subject", tuple(SubjectKind)))
    built_in = _MEMBER_TRAITS if subject is SubjectKind.MEMBER else _organization_traits(table)
    own = _traits(table, built_in)
    traits = (*built_in, *(trait.id for trait in own))
    sections = _sections(table, title)
    bands = read_bands(table)
    criteria = _criteria(table, sections, traits, kinds)
    scheme = Scheme(
        id=table.text("id"),
        title=title,
        subject=subject,
        period=PeriodKind(table.choice("period", tuple(PeriodKind))),
        sections=sections,
        criteria=criteria,
        bands=bands,
        version=table.text("version", "1"),
        sector=table.text("sector", ""),
        level=table.text("level", "branch"),
        extras=read_extras(table),
        extras_cap=positive(table, "extras_cap") if "extras_cap" in table else None,
        vetoes=read_vetoes(table, sections, bands),
        rounding=read_rounding(table),
        reasons_wanted=table.choice("reasons", ("wanted", "optional"), "wanted") == "wanted",
        applies=_applies(table, traits),
        traits=own,
        rating=read_rating(table, [*(s.id for s in sections), *(c.id for c in criteria)]),
        handing_up=_handing_up(table),
        source=table.text("source", ""),
        origin=origin,
    )
    if scheme.id:
        check_id(table, "id", scheme.id, nested=True)
    _check_total(table, scheme)
    _check_stars(table, scheme)
    check_rating(table, scheme)
    table.finish("extras_cap")
    return scheme


def _handing_up(table: TomlTable) -> HandingUp | None:
    """The usual terms, ``[handing_up]``: days after the last day of the period, ``"+5"`` or a number."""
    part = table.table("handing_up")
    if part is None:
        return None
    days = {name: _days_after(part, name) for name in ("opens", "due", "closes")}
    named = [(name, found) for name, found in days.items() if found is not None]
    for (before, low), (after, high) in pairwise(named):
        if low > high:
            part.report("scheme.terms_reversed", after, before=before, low=low, high=high)
    part.finish()
    return HandingUp(**days)


def _days_after(table: TomlTable, key: str) -> int | None:
    if key not in table:
        return None
    text = table.text(key)
    if text and not re.fullmatch(r"[+-]?\d{1,3}", text, re.ASCII):
        table.report("scheme.no_days_after", key, found=text)
        return None
    return int(text) if text else None


def _check_api(table: TomlTable) -> None:
    api = table.integer("api", API)
    if api != API:
        table.report("scheme.api", "api", found=api, known=API)


def _sections(table: TomlTable, title: LocalText) -> tuple[Section, ...]:
    seen = Seen("section")
    sections = []
    for entry in table.tables("section"):
        section = Section(
            id=seen.id(entry),
            title=entry.local("title"),
            weight=positive(entry, "weight", _ONE),
            floor=positive(entry, "floor") if "floor" in entry else None,
            cap=positive(entry, "cap") if "cap" in entry else None,
            star=read_star(entry),
            base=positive(entry, "base") if "base" in entry else _ZERO,
        )
        if section.floor is not None and section.cap is not None and section.floor > section.cap:
            entry.report("scheme.range_reversed", "floor", low=section.floor, high=section.cap)
        entry.finish("floor", "cap", "base")
        sections.append(section)
    return tuple(sections) or (Section(ONLY_SECTION, title),)


def _criteria(
    table: TomlTable,
    sections: Sequence[Section],
    traits: Sequence[str],
    kinds: RuleKinds | None,
) -> tuple[Criterion, ...]:
    seen = Seen("criterion")
    entries = table.tables("criterion")
    if not entries:
        table.report("scheme.no_criteria")
    criteria = tuple(_criterion(entry, sections, traits, kinds, seen) for entry in entries)
    _check_heads(table, criteria)
    return criteria


def _criterion(
    table: TomlTable,
    sections: Sequence[Section],
    traits: Sequence[str],
    kinds: RuleKinds | None,
    seen: Seen,
) -> Criterion:
    ids = tuple(section.id for section in sections)
    section = table.choice("section", ids, ids[0] if len(ids) == 1 else None)
    base = next(part.base for part in sections if part.id == section)
    unlimited = not base and table.flag("unlimited", False)
    maximum = _ZERO if base else _maximum(table, unlimited)
    if base:
        _check_taken_off(table)
    rule_table = table.table("rule")
    limit = UNLIMITED if unlimited else base or maximum
    rule = Judged() if rule_table is None else read_rule(rule_table, limit, kinds)
    if rule_table is None and "rule" not in table:
        table.report("toml.missing_key", missing="rule")
    criterion = Criterion(
        id=seen.id(table),
        section=section,
        title=table.local("title"),
        short=short_title(table),
        maximum=maximum,
        rule=rule,
        text=table.local("text", NO_TEXT),
        applies=_applies(table, traits),
        when_not_applicable=table.choice(
            "when_not_applicable", ("full", "rescale", "none"), "full"
        ),
        feeds=_feeds(table, rule.inputs, rule.kind) if _is_known(rule_table, rule) else {},
        unlimited=unlimited,
        star=None if base else read_star(table),
        base=base,
    )
    table.finish("feeds")
    return criterion


def _is_known(table: TomlTable | None, rule: Rule) -> bool:
    """Whether it can be said what feeds a rule: it is of the kind that was written, since of one that could not be read
    something else stands there, and who brings that kind is there."""
    if isinstance(rule, CalledRule):
        return rule.points is not None
    return table is not None and table.data.get("kind") == rule.kind


def _check_taken_off(table: TomlTable) -> None:
    """In a section with a base there are only deductions, and none has a maximum of its own."""
    if "maximum" in table:
        table.report("scheme.base_maximum", "maximum")
        table.decimal("maximum")
    rule = table.data.get("rule")
    kind = rule.get("kind") if isinstance(rule, dict) else None
    if kind is not None and kind != Deductions.kind:
        table.report("scheme.base_kind", "rule", "kind", found=kind)


def _maximum(table: TomlTable, unlimited: bool) -> Decimal:
    """The full marks; without an upper limit there may be none."""
    if not unlimited:
        return positive(table, "maximum")
    maximum = table.decimal("maximum", _ZERO)
    if maximum < 0:
        table.report("scheme.not_positive", "maximum", found=maximum)
    return max(maximum, _ZERO)


def _check_heads(table: TomlTable, criteria: Sequence[Criterion]) -> None:
    first: dict[str, str] = {}
    for place, criterion in enumerate(criteria):
        head = criterion.short.zh_CN
        if head and first.setdefault(head, criterion.id) != criterion.id:
            table.report(
                "scheme.same_short",
                "criterion",
                place,
                "short",
                severity="warning",
                found=head,
                other=first[head],
            )


def _feeds(table: TomlTable, inputs: frozenset[str], kind: str) -> dict[str, str]:
    """Input → metric; a bare metric id feeds the only input of the rule."""
    if "feeds" not in table:
        return {}
    if not inputs:
        table.report("scheme.no_inputs", "feeds", kind=kind)
        return {}
    main = "value" if "value" in inputs else min(inputs)
    if isinstance(table.data["feeds"], str):
        if len(inputs) > 1 and main != "value":
            table.report("scheme.feed_which", "feeds", known=tuple(sorted(inputs)))
        return {main: table.text("feeds")}
    feeds = table.table("feeds")
    if feeds is None:
        return {}
    known = sorted(inputs)
    found = {name: feeds.text(name) for name in known if name in feeds}
    feeds.finish(*known)
    return found


def _organization_traits(table: TomlTable) -> Sequence[str]:
    """What kind an organisation is of and its sector, the scheme's own included, which the program may not know."""
    own = table.data.get("sector")
    known = dict.fromkeys(_ORGANIZATION_TRAITS)
    return tuple({**known, own: None} if isinstance(own, str) else known)


def _traits(table: TomlTable, built_in: Sequence[str]) -> tuple[Trait, ...]:
    """The traits that the scheme declares itself; none of them is called as a built-in one."""
    seen = Seen("trait")
    traits = []
    for entry in table.tables("trait"):
        trait = Trait(seen.id(entry), entry.local("title"))
        if trait.id in built_in:
            entry.report("scheme.trait_taken", "id", found=trait.id)
        entry.finish()
        traits.append(trait)
    return tuple(traits)


def _applies(table: TomlTable, traits: Sequence[str]) -> Applies:
    part = table.table("applies")
    if part is None:
        return Applies()
    applies = Applies(frozenset(part.texts("only", ())), frozenset(part.texts("never", ())))
    for key, named in (("only", applies.only), ("never", applies.never)):
        for trait in sorted(named.difference(traits)):
            close = nearest(trait, traits)
            part.report(
                "scheme.misspelt_trait" if close else "scheme.unknown_trait",
                key,
                found=trait,
                nearest=close,
                known=tuple(traits),
            )
    part.finish()
    return applies


def _check_total(table: TomlTable, scheme: Scheme) -> None:
    """The declared total must come out for every kind of subject that the scheme tells apart."""
    declared = table.optional_decimal("total")
    if declared is None or any(problem.severity == "error" for problem in table.problems):
        return
    named = {t for c in scheme.criteria for t in (*c.applies.only, *c.applies.never)}
    for traits in (frozenset[str](), *(frozenset({trait}) for trait in sorted(named))):
        found = scheme.maximum_for(traits)
        if found != declared:
            who = ", ".join(traits)
            code = "scheme.total_for" if who else "scheme.total"
            # As texts: of a tiny weight the last decimal is what matters.
            table.report(code, "total", declared=f"{declared}", found=f"{found}", traits=who)
            if not who:
                return


def _check_stars(table: TomlTable, scheme: Scheme) -> None:
    """No band wants more stars than there are."""
    stars = (*(c.star for c in scheme.criteria), *(s.star for s in scheme.sections))
    there = sum(star is not None for star in stars)
    for place, band in enumerate(scheme.bands):
        if band.stars is not None and band.stars > there:
            path = "band", place, "stars"
            table.report("scheme.too_many_stars", *path, found=band.stars, there=there)
