"""The figures of the three levels, out of the rule pack ``rural``: nothing of them stands in code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from branchkit.api.rules import Edition, RulePack, edition_on

PACK = "rural"


class Figures:
    """The edition of one day, a property for each figure."""

    def __init__(self, packs: Mapping[str, RulePack], day: date) -> None:
        self.edition: Edition = edition_on(packs, PACK, day)

    def _value(self, rule: str) -> Decimal:
        return self.edition.rule(rule).value

    @property
    def organizations_share(self) -> Decimal:
        """Per cent of the organisations that are to have reached the five goods."""
        return self._value("organizations-share")

    @property
    def leads_points(self) -> Decimal:
        """Per cent of the full marks that a member's months come to who leads in the five ways."""
        return self._value("leads-points")

    @property
    def goods_bands(self) -> int:
        """So many bands, from the best, are those of organisations that have reached the five goods."""
        return self.edition.number("goods-bands")

    @property
    def backward_bands(self) -> int:
        """So many bands, from the last, are those of backward organisations."""
        return self.edition.number("backward-bands")

    @property
    def best_share(self) -> Decimal:
        """Per cent of the organisations that the best band is to hold at most."""
        return self._value("best-share")

    @property
    def sites_a_year(self) -> int:
        """Model sites that a township sets up in a year."""
        return self.edition.number("sites-a-year")

    @property
    def cadre_links(self) -> int:
        """Members' households that a cadre links."""
        return self.edition.number("cadre-links")

    @property
    def member_links(self) -> int:
        """Households that a member links."""
        return self.edition.number("member-links")
