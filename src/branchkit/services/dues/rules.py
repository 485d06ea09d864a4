"""The figures of dues as the rule packs have them on a day."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from branchkit.core.dates import Period
from branchkit.core.dues.owing import Amount, DuesBase, amount_due
from branchkit.core.errors import DuesError
from branchkit.core.rulepacks import Citation, DuesNorm, Edition, RulePack, edition_on
from branchkit.core.values import frozen

DUES = "dues"
MEMBERS = "members"
"""The pack of the regulation on the education of members, which says what follows when nothing is paid for long."""
LAPSE = "idle-struck-off"
"""Its rule: so many months in a row without dues, and the member is to be struck off."""


@frozen
class DuesRules:
    """The rules for one month: the edition in force on its first day."""

    edition: Edition

    @property
    def norms(self) -> tuple[DuesNorm, ...]:
        """All norms, in the order of the pack."""
        return self.edition.norms

    @property
    def step(self) -> Decimal:
        """To how much what is due is rounded."""
        return self.edition.rule("rounding-step").value

    @property
    def large_gift(self) -> Decimal:
        """From how much on a gift goes to the centre."""
        return self.edition.rule("large-gift").value

    def norm(self, id: str) -> DuesNorm:
        """A norm; raises :class:`DuesError` ``unknown_norm``."""
        for norm in self.norms:
            if norm.id == id:
                return norm
        raise DuesError("unknown_norm", norm=id, known=[norm.id for norm in self.norms])

    def amount(self, base: DuesBase | None) -> Amount:
        """What a base comes to; raises :class:`DuesError` ``no_base``, ``unknown_norm`` or what ``amount_due`` raises."""
        if base is None:
            raise DuesError("no_base")
        return amount_due(self.norm(base.norm), base.base, self.step)

    def cite(self, norm: str = "") -> Citation:
        """Where a norm, or the rules as a whole, come from."""
        if not norm:
            return self.edition.cite()
        found = self.norm(norm)
        return self.edition.cite_part(found)


def rules_in(packs: Mapping[str, RulePack], month: Period) -> DuesRules:
    """The rules for a month; raises :class:`~branchkit.core.errors.RulePackError` ``no_pack``."""
    return DuesRules(edition_on(packs, DUES, month.first_day))


@frozen
class LapseRule:
    """How long somebody may not pay before a warning, and before the membership ends."""

    warning: int
    limit: int
    citation: Citation


def lapse_rule(packs: Mapping[str, RulePack], month: Period) -> LapseRule:
    """The rule in force in a month; raises :class:`~branchkit.core.errors.RulePackError`."""
    members = edition_on(packs, MEMBERS, month.first_day)
    warning = rules_in(packs, month).edition.number("arrears-warning")
    return LapseRule(warning, members.number(LAPSE), members.cite(LAPSE))
