"""A scheme's TOML file read into a :class:`~branchkit.core.scoring.schemes.Scheme`, with every mistake explained.

The format is described in ``docs/scheme-format.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256

from branchkit.core.dates import PeriodKind
from branchkit.core.errors import Problem
from branchkit.core.members.member import Category, Contact, MemberClass, Mobility
from branchkit.core.organizations.organization import SECTORS, OrganizationKind
from branchkit.core.scoring.rules import Judged
from branchkit.core.scoring.schemes import (
    Applies,
    Band,
    Criterion,
    Extra,
    Rounding,
    Scheme,
    Section,
    SubjectKind,
    Veto,
)
from branchkit.core.scoring.tally import ROUNDING_MODES
from branchkit.core.texts import NO_TEXT, LocalText
from branchkit.plugin.rule_files import read_rule
from branchkit.plugin.scheme_values import Seen, check_id, positive
from branchkit.toml.source import TomlSource, TomlTable, nearest

API = 1
SHORT_LENGTH = 4
"""Characters of a column's head in Chinese; in English twice as many, which are as wide."""
ONLY_SECTION = "all"
"""The id of the section of a scheme that declares none."""

_ZERO = Decimal(0)
_ONE = Decimal(1)
_MEMBER_TRAITS = (
    *(str(entry) for entry in (*MemberClass, *Category)),
    *(f"mobility:{entry}" for entry in Mobility),
    *(f"contact:{entry}" for entry in Contact),
)
_ORGANIZATION_TRAITS = (*(str(kind) for kind in OrganizationKind), *SECTORS)


def read_scheme(source: TomlSource, origin: str) -> tuple[Scheme | None, list[Problem]]:
    """The scheme of a file; None when any of the problems is an error. ``origin`` says whose it is."""
    if isinstance(source.data.get("scheme"), dict):
        return None, [source.problem("scheme.drop_prefix", "scheme")]
    problems: list[Problem] = []
    scheme = read_scheme_table(source.table(problems), origin)
    problems.sort(key=lambda problem: problem.place.line or 0)
    if any(problem.severity == "error" for problem in problems):
        return None, problems
    digest = sha256(source.text.encode()).hexdigest()
    return replace(scheme, digest=digest, declaration=source.text), problems


def read_scheme_table(table: TomlTable, origin: str) -> Scheme:
    """The scheme that a table declares; only to be used when no error was added to its problems."""
    _check_api(table)
    title = table.local("title")
    subject = SubjectKind(table.choice("subject", tuple(SubjectKind)))
    traits = _MEMBER_TRAITS if subject is SubjectKind.MEMBER else _ORGANIZATION_TRAITS
    sections = _sections(table, title)
    bands = _bands(table)
    scheme = Scheme(
        id=table.text("id"),
        title=title,
        subject=subject,
        period=PeriodKind(table.choice("period", tuple(PeriodKind))),
        sections=sections,
        criteria=_criteria(table, sections, traits),
        bands=bands,
        version=table.text("version", "1"),
        sector=table.text("sector", ""),
        level=table.text("level", "branch"),
        extras=_extras(table),
        extras_cap=positive(table, "extras_cap") if "extras_cap" in table else None,
        vetoes=_vetoes(table, sections, bands),
        rounding=_rounding(table),
        reasons_wanted=table.choice("reasons", ("wanted", "optional"), "wanted") == "wanted",
        applies=_applies(table, traits),
        source=table.text("source", ""),
        origin=origin,
    )
    if scheme.id:
        check_id(table, "id", scheme.id, nested=True)
    _check_total(table, scheme)
    table.finish("extras_cap")
    return scheme


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
        )
        if section.floor is not None and section.cap is not None and section.floor > section.cap:
            entry.report("scheme.range_reversed", "floor", low=section.floor, high=section.cap)
        entry.finish("floor", "cap")
        sections.append(section)
    return tuple(sections) or (Section(ONLY_SECTION, title),)


def _criteria(
    table: TomlTable, sections: Sequence[Section], traits: Sequence[str]
) -> tuple[Criterion, ...]:
    seen = Seen("criterion")
    section_ids = tuple(section.id for section in sections)
    entries = table.tables("criterion")
    if not entries:
        table.report("scheme.no_criteria")
    criteria = tuple(_criterion(entry, section_ids, traits, seen) for entry in entries)
    _check_heads(table, criteria)
    return criteria


def _criterion(
    table: TomlTable, section_ids: Sequence[str], traits: Sequence[str], seen: Seen
) -> Criterion:
    maximum = positive(table, "maximum")
    rule_table = table.table("rule")
    rule = Judged() if rule_table is None else read_rule(rule_table, maximum)
    if rule_table is None and "rule" not in table:
        table.report("toml.missing_key", missing="rule")
    criterion = Criterion(
        id=seen.id(table),
        section=table.choice(
            "section", section_ids, section_ids[0] if len(section_ids) == 1 else None
        ),
        title=table.local("title"),
        short=_short(table),
        maximum=maximum,
        rule=rule,
        text=table.local("text", NO_TEXT),
        applies=_applies(table, traits),
        when_not_applicable=table.choice(
            "when_not_applicable", ("full", "rescale", "none"), "full"
        ),
        feeds=_feeds(table, rule.inputs, rule.kind),
    )
    table.finish("feeds")
    return criterion


def _short(table: TomlTable) -> LocalText:
    short = table.local("short")
    if len(short.zh_CN) > SHORT_LENGTH or len(short.en) > 2 * SHORT_LENGTH:
        found = short.zh_CN if len(short.zh_CN) > SHORT_LENGTH else short.en
        table.report("scheme.short_too_long", "short", found=found, limit=SHORT_LENGTH)
    return short


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


def _bands(table: TomlTable) -> tuple[Band, ...]:
    seen = Seen("band")
    bands: list[Band] = []
    for entry in table.tables("band"):
        band = Band(
            id=seen.id(entry),
            title=entry.local("title"),
            short=_short(entry),
            minimum=entry.optional_decimal("minimum"),
            section_minimum=_per_cent(entry, "section_minimum"),
            share=_per_cent(entry, "share"),
            best_ranks=entry.optional_integer("best_ranks"),
        )
        if band.best_ranks is not None and band.best_ranks < 1:
            entry.report("scheme.not_positive", "best_ranks", found=band.best_ranks)
        if bands:
            _check_band_order(entry, bands[-1], band)
        entry.finish()
        bands.append(band)
    _check_last_band(table, bands)
    return tuple(bands)


def _per_cent(table: TomlTable, key: str) -> Decimal | None:
    share = table.optional_decimal(key)
    if share is not None and not 0 < share <= 100:
        table.report("scheme.not_per_cent", key, found=share)
    return share


def _check_band_order(table: TomlTable, better: Band, band: Band) -> None:
    """Bands stand best first: a minimum may only fall, a share or a number of ranks only rise."""
    rising = (
        ("minimum", band.minimum, better.minimum),
        ("section_minimum", band.section_minimum, better.section_minimum),
        ("share", better.share, band.share),
        ("best_ranks", better.best_ranks, band.best_ranks),
    )
    for key, low, high in rising:
        if low is None or high is None:
            continue
        if low > high:
            table.report("scheme.bands_order", key, better=better.title, band=band.title)
        elif low == high and key == "minimum":
            table.report("scheme.bands_same", key, better=better.title, band=band.title)


def _check_last_band(table: TomlTable, bands: Sequence[Band]) -> None:
    """Whoever reaches no band is left without one: mostly a slip."""
    if not bands:
        return
    last = bands[-1]
    conditional = last.share is not None or last.best_ranks is not None
    if conditional or (last.minimum or _ZERO) > 0 or last.section_minimum is not None:
        table.report(
            "scheme.last_band", "band", len(bands) - 1, severity="warning", band=last.title
        )


def _extras(table: TomlTable) -> tuple[Extra, ...]:
    seen = Seen("extra")
    extras = []
    for entry in table.tables("extra"):
        low = high = None
        if "from" in entry or "to" in entry:
            low, high = entry.decimal("from"), entry.decimal("to")
            if low > high:
                entry.report("scheme.range_reversed", "from", low=low, high=high)
            if low < 0 < high:
                entry.report("scheme.range_over_zero", "from", low=low, high=high)
            points = low if low >= 0 else high
        else:
            points = entry.decimal("points")
            if not points and "points" in entry:
                entry.report("scheme.no_points", "points")
        extras.append(
            Extra(
                id=seen.id(entry),
                title=entry.local("title"),
                points=points,
                at_least=low,
                at_most=high,
                cap=positive(entry, "cap") if "cap" in entry else None,
            )
        )
        entry.finish("points", "from", "to", "cap")
    return tuple(extras)


def _vetoes(
    table: TomlTable, sections: Sequence[Section], bands: Sequence[Band]
) -> tuple[Veto, ...]:
    seen = Seen("veto")
    vetoes = []
    for entry in table.tables("veto"):
        effects = [key for key in ("band", "zero_section", "zero_total") if key in entry]
        if not effects:
            entry.report("scheme.veto_effect_missing")
        elif len(effects) > 1:
            entry.report("scheme.veto_effect", found=tuple(effects))
        vetoes.append(
            Veto(
                id=seen.id(entry),
                title=entry.local("title"),
                band=_reference(entry, "band", [band.id for band in bands]),
                zero_section=_reference(entry, "zero_section", [s.id for s in sections]),
                zero_total=entry.flag("zero_total", False),
            )
        )
        entry.finish()
    return tuple(vetoes)


def _reference(table: TomlTable, key: str, known: Sequence[str]) -> str:
    """The id of something declared elsewhere in the file; empty when the key is left out."""
    return table.choice(key, known or ("",)) if key in table else table.text(key, "")


def _rounding(table: TomlTable) -> Rounding:
    part = table.table("rounding")
    if part is None:
        return Rounding()
    places = part.integer("places", 1)
    if not 0 <= places <= 4:
        part.report("scheme.places", "places", found=places)
        places = 1
    rounding = Rounding(places, part.choice("mode", tuple(ROUNDING_MODES), "half-up"))
    part.finish()
    return rounding


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
