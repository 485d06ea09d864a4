"""No text stands in the catalogs, or in a sector's ``texts.toml``, that nothing can say.

A key counts when the sources write it out, or compose it of parts that can really come together. What a part is when it comes
out of a document, out of data or from the command line is told by :func:`families`.
"""

from __future__ import annotations

import ast
import re
import shutil
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import fields
from decimal import Decimal
from functools import cache
from pathlib import Path

import polib

from branchkit.cli.ledger.history import RATING_FIELDS
from branchkit.cli.members.listing import DERIVED
from branchkit.core import errors
from branchkit.core.dates import Period, PeriodError
from branchkit.core.development.cases import Person
from branchkit.core.dues.entries import EntryKind
from branchkit.core.errors import BranchkitError
from branchkit.core.members.member import Category, Contact, Member, Mobility, Standing
from branchkit.core.organizations.organization import Turn
from branchkit.core.rating.rating import RatingStep, Unrated
from branchkit.core.rulepacks import Basis
from branchkit.core.scoring.rating_terms import BALLOT, RaterGroup
from branchkit.core.scoring.sheets import (
    Cell,
    Row,
    Ruling,
    Sheet,
    SheetKey,
    SheetState,
    SheetStep,
)
from branchkit.core.themes import Ground
from branchkit.i18n.catalog import LANGUAGES
from branchkit.plugin.manifests import read_texts
from branchkit.services.importing.member_columns import BRANCH

from .sources import Sources
from .string_values import StringValues

ROOT = Path(__file__).parents[2]
LOCALE = ROOT / "src" / "branchkit" / "i18n" / "locale"
SECTORS_WITH_TEXTS = sorted(path.parent for path in ROOT.glob("plugins/*/src/*/texts.toml"))
FOREIGN_TEXTS = "argparse"
"""The area whose keys are argparse's own English texts."""
CODED = {
    "Problem": "problem",
    "Reason": "reason",
    "Refusal": "refusal",
    "Damage": "damage",
    "Outcome": "outcome",
    "saying": "outcome",
}
"""Calls whose first argument is a code, and the family of its text."""
FAMILIES_OF_SECTORS: Mapping[str, Mapping[str, Iterable[object]]] = {
    "branchkit_community": {
        "form.add": ("units", "resources", "commitments"),
        "joint.column": ("overdue", "open", "broken", "kept"),
        # The choices of its register of member units.
        "kind": (
            *("office", "institution", "enterprise", "school"),
            *("health", "property", "social", "other"),
        ),
    },
    "branchkit_schools": {"paper.quarter": range(1, 5)},
}
"""As :func:`families`."""


def keys_of(locale: Path, language: str = "zh_CN") -> list[str]:
    """All keys of a language, without argparse's."""
    areas = sorted(area for area in (locale / language).glob("*.po") if area.stem != FOREIGN_TEXTS)
    return [e.msgid for area in areas for e in polib.pofile(str(area), encoding="utf-8")]


@cache
def values() -> StringValues:
    """What the expressions of the program and of the sectors may be."""
    sources = Sources([ROOT / "src", *sorted(ROOT.glob("plugins/*/src"))])
    # An error's code is put together once for all subjects, which tells nothing of one.
    return StringValues(sources, closed=["BranchkitError"])


def families() -> dict[str, Iterable[object]]:
    """Families of texts whose last part no expression tells, each with all that it may be."""
    one, whose = Decimal(1), Ruling("by", "at")
    cell = Cell(one, "pasted", "note", one, one, whose, whose)
    row = Row("subject", cells={"criterion": cell}).to_body()
    key = SheetKey("scheme", "org", Period.parse("2026-11"))
    return {
        # What the ledger tells of its documents: fields, values, actions.
        "history.action": [
            *values().given("begin", 1, "action"),
            *values().of_field("Action", "id"),
            *(f"sheet.{step}" for step in SheetStep),
            *(f"{subject}.import" for subject in ("case", "member", "organization", "record")),
            # What versions before have written.
            "dues.clear",
        ],
        "history.cell": row["cells"]["criterion"],
        "history.origin": ("typed", *values().of_field("Cell", "origin")),
        "history.record": ("removed", "on"),
        "history.review": (
            *("remarks", "looked", "opens", "due", "closes", "extensions"),
            *("reason", "exempt", "seed", "drawn", "among"),
        ),
        "case.field": [
            *_names(Person),
            *("member", "events"),
            *values().of_field("Input", "key"),
            *values().given("label", 0, "key"),
        ],
        "member.field": (*_names(Member), *DERIVED, BRANCH),
        "roll.field": ("subjects",),
        "row.field": _names(Row),
        "sheet.field": Sheet(key, SheetState.DRAFT, "").to_body(),
        "unmasking.field": ("fields", "where", "at"),
        # Words of fixed values that are looked up by the name of their field.
        "member.category": Category,
        "member.contact": Contact,
        "member.mobility": Mobility,
        "member.standing": Standing,
        "member.category_short": Category,
        "member.sex_short": ("m", "f"),
        "member.done": ("refused", "left_out"),
        "organization.turn": Turn,
        "sheet.step": SheetStep,
        "rated.step": RatingStep,
        "rated.unrated": Unrated,
        "rated.field": RATING_FIELDS,
        # What rule packs and the calendar bring.
        "case.basis": Basis,
        "dues.kind": EntryKind,
        "rater": (BALLOT, *RaterGroup),
        "report.half": (1, 2),
        "weekday": range(1, 8),
        # What the command line and settings files are asked for.
        "cli.members.to": ("move", "letter"),
        "cli.sheet.item": ("bonus", "deduct", "veto"),
        "import.unit": ("cases", "members", "organizations", "records"),
        "common.kind": ("text", "list", "texts", "yes-no", "keys", "table", "date"),
        "plugin.language": LANGUAGES,
        "plugin.changed": ("decimals", "folder", "environment", "locale", "umask"),
        "plugin.failed": values().of_field("PluginFailure", "code"),
        "theme.ground": Ground,
        "template.part": ("body", "header", "footer", "footnotes", "properties"),
        # Refusals that a list of many tells as problems.
        "problem.dues": values().given("DuesError", 0, "code"),
    }


def _names(cls: type) -> list[str]:
    return [field.name for field in fields(cls)]


def coded() -> Iterator[str]:
    """The keys of all codes."""
    family = [c for c in (*vars(errors).values(), PeriodError) if isinstance(c, type)]
    prefixes = {c.__name__: f"error.{c.subject}" for c in family if issubclass(c, BranchkitError)}
    for name, prefix in (prefixes | CODED).items():
        yield from (f"{prefix}.{code}" for code in values().given(name, 0, "code"))


def worded() -> Iterator[str]:
    """The keys of values that are looked up in a family, as :meth:`Catalog.code` does."""
    for call in values().sources.calls("code"):
        match call.args:
            case [family, value]:
                words = values().of(value)
                yield from (f"{name}.{word}" for name in values().of(family) for word in words)


def written(package: str) -> Iterator[str]:
    """What the modules of a package write out."""
    for module, literals in values().sources.literals.items():
        if module.partition(".")[0] == package:
            yield from literals


def composed(package: str, beginnings: Set[str]) -> Iterator[str]:
    """What its modules put together, where it begins with one of these words or with a part that is found out."""
    for module, strings in values().sources.composed.items():
        for node in strings if module.partition(".")[0] == package else ():
            match node.values:
                case [ast.Constant(value=str(begun)), *_]:
                    looked_at = "." in begun and begun.partition(".")[0] in beginnings
                case [_, ast.Constant(value=str(middle)), *_]:
                    looked_at = bool(re.fullmatch(r"\.[\w.-]+\.", middle))
                case _:
                    looked_at = False
            if looked_at:
                yield from values().of(node)


def unused(keys: Collection[str], package: str, told: Mapping[str, Iterable[object]]) -> list[str]:
    """The keys that nothing in a package can say."""
    beginnings = {key.partition(".")[0] for key in keys} - {"error", *CODED.values()}
    known = {f"{family}.{value}" for family, all in told.items() for value in all}
    said = {*written(package), *composed(package, beginnings), *coded(), *worded(), *known}
    return [key for key in keys if key not in said]


def test_every_text_is_used() -> None:
    assert unused(keys_of(LOCALE), "branchkit", families()) == []


def test_every_text_of_a_sector_is_used() -> None:
    found = {}
    for package in SECTORS_WITH_TEXTS:
        keys = read_texts(tomllib.loads((package / "texts.toml").read_text(encoding="utf-8")))
        found[package.name] = unused(keys, package.name, FAMILIES_OF_SECTORS.get(package.name, {}))
    assert set(map(tuple, found.values())) == {()}, found


def test_no_family_is_told_in_vain() -> None:
    keys = keys_of(LOCALE)
    without = set(unused(keys, "branchkit", {}))
    told = families()
    needed = {f for f, all in told.items() if any(f"{f}.{value}" in without for value in all)}
    assert told.keys() - needed == set()


PLANTED = {
    # Their last words are said elsewhere, in another family.
    "screen.home.postponed",
    "screen.development.head.household_star",
    "member.field.next_step",
    "action.members.submit",
    "error.meeting.out_of_range",
    "problem.case.misspelt_key",
    "cli.dues.reopen",
    "sheet.state.completed",
    "report.ranking.title.branch",
}


def test_an_unused_text_is_seen_in_every_family(tmp_path: Path) -> None:
    locale = tmp_path / "locale"
    shutil.copytree(LOCALE, locale)
    for language in LANGUAGES:
        with (locale / language / "common.po").open("a", encoding="utf-8") as catalog:
            catalog.writelines(f'\nmsgid "{key}"\nmsgstr "…"\n' for key in sorted(PLANTED))
    for language in LANGUAGES:
        assert set(unused(keys_of(locale, language), "branchkit", families())) == PLANTED
