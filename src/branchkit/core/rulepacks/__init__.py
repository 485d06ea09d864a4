"""Rule packs: the numbers of the regulations as versioned data, each with where it comes from.

A pack is one regulation. It has an edition for every wording that was ever in force; which one counts is a matter of the
day. A figure that was not read in the text itself is *provisional*: screens say 暂定, and a workspace may set its own in
``rules/<pack>.toml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from typing import Protocol

from branchkit.core.errors import RulePackError
from branchkit.core.rulepacks.basis import Basis, Citation
from branchkit.core.rulepacks.norms import DuesNorm
from branchkit.core.rulepacks.quotas import Quota
from branchkit.core.rulepacks.stages import Stage
from branchkit.core.texts import NO_TEXT, LocalText
from branchkit.core.values import frozen

__all__ = [
    "Basis",
    "Citable",
    "Citation",
    "Edition",
    "Rule",
    "RulePack",
    "edition_on",
]


@frozen
class Rule:
    """One figure of a regulation. ``value`` has the unit that ``unit`` names."""

    id: str
    title: LocalText
    value: Decimal
    unit: str = ""
    """people, units, months, years, days, times, hours, percent, yuan"""
    article: str = ""
    basis: Basis = Basis.FOUND
    cited: LocalText = NO_TEXT
    """As :attr:`Edition.title`, where the figure was taken over from another edition."""


class Citable(Protocol):
    """A part of an edition that can be cited by itself."""

    @property
    def article(self) -> str:
        """Which article; empty where nobody has read it."""

    @property
    def basis(self) -> Basis:
        """How well it is founded."""

    @property
    def cited(self) -> LocalText:
        """The edition that it was taken over from; empty where it is this one's own."""


@frozen
class Edition:
    """One wording of a regulation, in force from a day on until the next one."""

    id: str
    title: LocalText
    """As cited: 发展党员工作细则（2014）."""
    since: date
    basis: Basis = Basis.FOUND
    rules: Mapping[str, Rule] = field(default_factory=dict)
    """Id → rule."""
    norms: tuple[DuesNorm, ...] = ()
    """Of a pack on dues."""
    stages: tuple[Stage, ...] = ()
    """Of a pack on the development of members."""
    quotas: tuple[Quota, ...] = ()
    """Of a pack on meetings."""

    def rule(self, id: str) -> Rule:
        """The rule; raises :class:`RulePackError` ``no_rule``."""
        if id not in self.rules:
            raise RulePackError("no_rule", edition=self.id, rule=id)
        return self.rules[id]

    def number(self, id: str) -> int:
        """The rule's figure, a whole number; raises as :meth:`rule` does."""
        return int(self.rule(id).value)

    def cite(self, rule: str = "") -> Citation:
        """Where a rule, or the edition as a whole, comes from."""
        if not rule:
            return Citation(self.title, basis=self.basis)
        return self.cite_part(self.rule(rule))

    def cite_part(self, part: Citable) -> Citation:
        """Where a rule, a norm or a quota of this edition comes from."""
        title = part.cited if part.cited.zh_CN else self.title
        return Citation(title, part.article, part.basis)


@frozen
class RulePack:
    """A regulation with its editions, oldest first."""

    id: str
    title: LocalText
    editions: tuple[Edition, ...]
    source: str = ""
    """Which pack, plugin or file declares it."""

    def on(self, day: date) -> Edition:
        """The edition in force on a day; before the first one, the first."""
        current = self.editions[0]
        for edition in self.editions:
            if edition.since <= day:
                current = edition
        return current

    def edition(self, id: str) -> Edition:
        """The edition with this id; raises :class:`RulePackError` ``no_edition``."""
        for edition in self.editions:
            if edition.id == id:
                return edition
        raise RulePackError("no_edition", pack=self.id, edition=id)


def edition_on(packs: Mapping[str, RulePack], id: str, day: date) -> Edition:
    """The edition of a pack in force on a day; raises :class:`RulePackError` ``no_pack``."""
    pack = packs.get(id)
    if pack is None:
        raise RulePackError("no_pack", pack=id)
    return pack.on(day)
