"""Helping links (联帮带): how many cadres link six members' households, how many members ten households."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from branchkit.api.hooks import MetricView
from branchkit.api.registers import as_number
from branchkit.api.scoring import Evidence, Measurement
from branchkit.api.workspace import Record, day_of
from branchkit_rural.figures import Figures

CADRE_LINKS = "roll.cadre-links"
MEMBER_LINKS = "roll.helping"
SIX_LINKS = "rural/six-links"
TEN_LINKS = "rural/ten-links"
_AWAY = frozenset({"mobile", "mobility:out"})
"""Traits of members who are away and cannot help anybody at home."""
_IN_OFFICE = "post-holder"


def measure_six_links(view: MetricView) -> Mapping[str, Measurement]:
    """Of the cadres, the per cent who link as many members' households as asked for."""
    cadres = {id for id, traits in view.scope.roll.items() if _IN_OFFICE in traits}
    counts = _Counts(view, CADRE_LINKS, "cadre")
    # Somebody who links members is a cadre, whatever the roster says.
    return counts.measured(SIX_LINKS, cadres | counts.people, counts.figures.cadre_links)


def measure_ten_links(view: MetricView) -> Mapping[str, Measurement]:
    """Of the members who are at home, the per cent who link as many households as asked for."""
    at_home = {id for id, traits in view.scope.roll.items() if not _AWAY & traits}
    counts = _Counts(view, MEMBER_LINKS, "member")
    return counts.measured(TEN_LINKS, at_home, counts.figures.member_links)


class _Counts:
    """The households of everybody whose links stand at the end of the period."""

    def __init__(self, view: MetricView, register: str, person: str) -> None:
        last = view.scope.period.last_day
        self.figures = Figures(view.workspace.rule_packs, last)
        self._org = view.scope.org
        self._register = register
        self._households: dict[str, Decimal] = defaultdict(Decimal)
        self._rows: dict[str, Record] = {}
        for record in view.records(register):
            if _stands(record, last):
                who = str(record.values.get(person, ""))
                self._households[who] += as_number(record.values.get("households")) or Decimal(0)
                self._rows[who] = record

    @property
    def people(self) -> set[str]:
        """Who has any link."""
        return set(self._households)

    def measured(
        self, metric: str, people: Collection[str], wanted: int
    ) -> Mapping[str, Measurement]:
        """The share of ``people`` with the households wanted; nothing where the register is not kept."""
        if not self._rows or not people:
            return {}
        enough = {who for who in people if self._households.get(who, 0) >= wanted}
        evidence = tuple(
            Evidence(
                self._register,
                record.id,
                day_of(record.values.get("since")),
                str(self._households[who]),
                who in enough,
            )
            for who, record in self._rows.items()
            if who in people
        )
        share = Decimal(100 * len(enough)) / len(people)
        return {self._org: Measurement(metric, share, evidence)}


def _stands(record: Record, last: date) -> bool:
    end = day_of(record.values.get("until"))
    return end is None or end >= last
