"""Duties of dues: the month's bill, who has not paid yet, who has not paid for months, who has no base."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from branchkit.core.dates import Period
from branchkit.core.dues.entries import Arrears
from branchkit.core.dues.money import NOTHING
from branchkit.core.duties import Duty, Opening
from branchkit.core.errors import DuesError
from branchkit.core.members.member import Member
from branchkit.core.rulepacks import Citation
from branchkit.services.dues.billing import outdated_bills
from branchkit.services.dues.records import DuesRecords, LapseRule, lapse_rule
from branchkit.services.dues.unsettled import unsettled_records
from branchkit.services.duties.scene import DutyScene
from branchkit.services.roster import has_roster

YEAR = 12


def duties(scene: DutyScene) -> Iterator[Duty]:
    """What has to be done about dues today."""
    packs = scene.contributions.rule_packs
    if not has_roster(scene.reader, scene.org):
        return
    records = unsettled_records(scene.reader, packs, scene.org, scene.today)
    month = Period.containing(scene.today)
    teller = _Teller(records, month, records.rules(month).cite())
    arrears = {
        member.id: found
        for member in records.members
        if not member.removed and (found := records.arrears(member.id, scene.today)).months
    }
    yield from teller.this_month()
    yield from teller.outdated()
    yield from teller.long_unpaid(arrears, lapse_rule(packs, month))
    yield from teller.behind(arrears)


class _Teller:
    """Puts what it finds in a book into duties."""

    def __init__(self, records: DuesRecords, month: Period, rule: Citation) -> None:
        self._records = records
        self._month = month
        self._rule = rule

    def this_month(self) -> Iterator[Duty]:
        """The bill, whoever is missing in it, and whoever has not paid it."""
        records, month = self._records, self._month
        payers = [member for member in records.members if records.owes(member, month)]
        unbilled = [member for member in payers if not records.month(member.id, month).is_billed]
        without = [member for member in unbilled if not self._has_amount(member)]
        if without:
            yield self._duty("dues_no_base", None, without[0], count=len(without))
        if missing := len(unbilled) - len(without):
            yield self._duty("dues_unbilled", month.last_day, month=month, count=missing)
        unpaid = [member for member in payers if records.month(member.id, month).open]
        if unpaid:
            total = sum((records.month(m.id, month).open for m in unpaid), NOTHING)
            yield self._duty(
                "dues_unpaid", month.last_day, month=month, count=len(unpaid), total=total
            )

    def outdated(self) -> Iterator[Duty]:
        """Bills of the last twelve months of which the base is another one now."""
        if bills := outdated_bills(self._records, self._month.shifted(-YEAR)):
            member, month = bills[0]
            opens = Opening("dues", period=str(month), subject=member)
            params = {"count": len(bills), "month": month}
            yield Duty("dues_outdated", self._records.org, opens, None, self._rule, params)

    def long_unpaid(self, arrears: Mapping[str, Arrears], rule: LapseRule) -> Iterator[Duty]:
        """Who comes near to being struck off, and who has come to it."""
        for id, found in arrears.items():
            if found.in_a_row < min(rule.warning, rule.limit):
                continue
            member = self._records.by_id[id]
            has_lapsed = found.in_a_row >= rule.limit
            code = "dues_lapsed" if has_lapsed else "dues_warning"
            yield self._duty(
                f"{code}_in_part" if found.in_part else code,
                _lapsed_on(self._month, found, rule) if has_lapsed else self._month.last_day,
                member,
                rule=rule.citation,
                urgent=True,
                name=member.name,
                months=found.in_a_row,
                in_part=found.in_part,
                total=found.total,
            )

    def behind(self, arrears: Mapping[str, Arrears]) -> Iterator[Duty]:
        """Everybody who owes for months that are over, as one line."""
        if arrears:
            total = sum((found.total for found in arrears.values()), NOTHING)
            first = self._records.by_id[next(iter(arrears))]
            yield self._duty("dues_behind", None, first, count=len(arrears), total=total)

    def _has_amount(self, member: Member) -> bool:
        """Whether a bill can be made of what is known."""
        try:
            self._records.amount(member.id, self._month)
        except DuesError:
            return False
        return True

    def _duty(
        self,
        code: str,
        due_on: date | None,
        member: Member | None = None,
        *,
        rule: Citation | None = None,
        urgent: bool = False,
        **params: object,
    ) -> Duty:
        subject = member.id if member else ""
        opens = Opening("dues", period=str(self._month), subject=subject)
        return Duty(code, self._records.org, opens, due_on, rule or self._rule, params, urgent)


def _lapsed_on(month: Period, found: Arrears, rule: LapseRule) -> date:
    """The last day of the month with which the limit was reached."""
    return month.shifted(rule.limit - found.in_a_row - 1).last_day
