"""What formulas look at beside their row: the members of the organisation, and the rules for votes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from branchkit.core.errors import RulePackError
from branchkit.core.ports import Reader
from branchkit.core.registers.computed import Passed, RowFacts
from branchkit.core.rulepacks import RulePack, edition_on

MEETINGS = "meetings"
"""The rule pack with the shares that a vote has to reach."""


def row_facts(
    reader: Reader, rule_packs: Mapping[str, RulePack], org: str, today: date
) -> RowFacts:
    """The facts for rows of one organisation; a member is read when a formula asks for one, and remembered."""
    return RowFacts(today, _members(reader, org, today), _votes(rule_packs))


def _members(reader: Reader, org: str, today: date) -> Callable[[str], Mapping[str, object]]:
    known: dict[str, Mapping[str, object]] = {}

    def member(id: str) -> Mapping[str, object]:
        if id not in known:
            from branchkit.services.member_rows import member_row

            known[id] = member_row(reader, org, id, today)
        return known[id]

    return member


def _votes(rule_packs: Mapping[str, RulePack]) -> Passed:
    def passed(
        kind: str, entitled: int, present: int, in_favour: int, held_on: date
    ) -> bool | None:
        from branchkit.core.meetings.votes import passed as carried

        try:
            edition = edition_on(rule_packs, MEETINGS, held_on)
        except RulePackError:
            return None
        return carried(kind, entitled, present, in_favour, edition)

    return passed
