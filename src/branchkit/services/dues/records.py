"""An organisation's dues as they stand: who pays, on what base, what was asked and what was paid, by the rules of a day.

From the day on which a member's relations came to a branch it bills; before that the one before did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property

from branchkit.core.dates import Period, day_of
from branchkit.core.dues.entries import Arrears, DuesEntry, MonthDues, arrears_until, months_of
from branchkit.core.dues.owing import Amount, BaseHistory, DuesBase, amount_due, owes
from branchkit.core.errors import DuesError
from branchkit.core.members.member import Member
from branchkit.core.ports import Reader
from branchkit.core.rulepacks import Citation, DuesNorm, Edition, RulePack, edition_on
from branchkit.core.values import frozen
from branchkit.services.registers.reading import kind_of, read_records, records_of
from branchkit.services.roster import in_order_of_roll, members_by_id, members_of

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

    def norm_named(self, text: str) -> DuesNorm:
        """A norm by its id or, in either language, its title; raises :class:`DuesError` ``unknown_norm`` with the titles."""
        for norm in self.norms:
            if text in (norm.id, norm.title.zh_CN, norm.title.en):
                return norm
        raise DuesError("unknown_norm", norm=text, known=[norm.title for norm in self.norms])

    def amount(self, base: DuesBase | None) -> Amount:
        """What a base comes to in a month, rounded.

        Raises :class:`DuesError` ``no_base``, ``unknown_norm``, ``base_missing``, ``base_negative`` or ``outside_bounds``.
        """
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


TRANSFERS = "member.transfer"


def arrivals_of(reader: Reader, org: str, members: Iterable[Member]) -> Mapping[str, date]:
    """Member → the day of the last arrival, of those of whom it is known."""
    found: dict[str, date] = {}
    for row in records_of(reader, TRANSFERS, org):
        day = day_of(row.values.get("receipt_on")) or day_of(row.values.get("issued_on"))
        if row.values.get("direction") == "in" and day is not None:
            id = str(row.values.get("member", ""))
            found[id] = max(day, found.get(id, day))
    # Who was kept in another organisation of this workspace came on the day on which they left it.
    before = {_kept_before(member): member.id for member in members if member.moved_from}
    for left in members_by_id(reader, before):
        if (day := day_of(left.removed_on)) is not None:
            id = before[left.org, left.id]
            found[id] = max(day, found.get(id, day))
    return found


def _kept_before(member: Member) -> tuple[str, str]:
    org, _, id = member.moved_from.partition("/")
    return org, id


ROLL, BASES, HANDED = "roll.dues", "dues.base", "dues.handed"
"""The registers that dues are kept in."""

NO_DUES = MonthDues()


class DuesRecords:
    """All rows of an organisation's dues in memory, by member and month; some hundred rows for a branch and year."""

    def __init__(
        self,
        reader: Reader,
        packs: Mapping[str, RulePack],
        org: str,
        rows: Iterable[tuple[str, Mapping[str, object]]] | None = None,
    ) -> None:
        """``rows`` are ids and bodies of the roll's documents; None: all there are."""
        self.org = org
        self.packs = packs
        self._rules: dict[Period, DuesRules] = {}
        self._months: dict[str, Mapping[Period, MonthDues]] = {}
        self.reread_people(reader)
        self._periods: dict[str, Period] = {}
        self._entries: dict[str, DuesEntry] = {}
        self._of: dict[str, dict[str, DuesEntry]] = {}
        if rows is None:
            rows = ((document.id, document.body) for document in reader.scan(org, kind_of(ROLL)))
        self.take(rows)

    # -- people and bases ---------------------------------------------------------------------------

    @cached_property
    def by_id(self) -> Mapping[str, Member]:
        """Everybody who ever stood on the roll."""
        return {member.id: member for member in self.members}

    def reread_people(self, reader: Reader) -> None:
        """Read the roster, who came when, and the bases anew."""
        self.__dict__.pop("by_id", None)
        self.members: tuple[Member, ...] = tuple(members_of(reader, self.org, include_removed=True))
        self._arrivals = arrivals_of(reader, self.org, self.members)
        rows = records_of(reader, BASES, self.org)
        self._bases = {row.id: DuesBase.from_record(row) for row in rows}
        self.bases = BaseHistory(self._bases.values())

    def reread_members(self, reader: Reader, ids: Iterable[str]) -> None:
        """Take in how these members are now, and who came when."""
        self.__dict__.pop("by_id", None)
        changed = set(ids)
        fresh = members_by_id(reader, ((self.org, id) for id in changed))
        kept = (member for member in self.members if member.id not in changed)
        self.members = tuple(in_order_of_roll((*kept, *fresh)))
        self._arrivals = arrivals_of(reader, self.org, self.members)

    def reread_bases(self, reader: Reader, ids: Iterable[str]) -> None:
        """Take in how these bases are now."""
        wanted = list(ids)
        for id in wanted:
            self._bases.pop(id, None)
        for row in read_records(reader, BASES, ((self.org, id) for id in wanted)):
            if not row.removed:
                self._bases[row.id] = DuesBase.from_record(row)
        self.bases = BaseHistory(self._bases.values())

    def owes(self, member: Member, month: Period) -> bool:
        """Whether the organisation bills a member for a month."""
        return owes(member, month, self._arrivals.get(member.id))

    def payers(self, month: Period) -> list[Member]:
        """Who is billed for a month, in the order of the roll; with those who have a row all the same."""
        return [
            member
            for member in self.members
            if self.month(member.id, month).entries or self.owes(member, month)
        ]

    def rules(self, month: Period) -> DuesRules:
        """The rules for a month."""
        if month not in self._rules:
            self._rules[month] = rules_in(self.packs, month)
        return self._rules[month]

    def amount(self, member: str, month: Period) -> Amount:
        """What a member's base comes to in a month.

        Raises :class:`DuesError` ``no_base``, ``unknown_norm``, ``base_missing``, ``base_negative`` or ``outside_bounds``.
        """
        return self.rules(month).amount(self.bases.in_month(member, month))

    # -- rows ---------------------------------------------------------------------------------------

    def entry(self, id: str) -> DuesEntry | None:
        """A row, None when there is none or it was taken away."""
        return self._entries.get(id)

    def entries(self) -> Iterable[DuesEntry]:
        """All rows of the roll that were not taken away, in no order."""
        return self._entries.values()

    def months(self, member: str) -> Mapping[Period, MonthDues]:
        """A member's months of which there is a row."""
        if member not in self._months:
            self._months[member] = months_of(self._of.get(member, {}).values())
        return self._months[member]

    def month(self, member: str, month: Period) -> MonthDues:
        """One month of a member."""
        return self.months(member).get(month, NO_DUES)

    def is_billed(self, month: Period) -> bool:
        """Whether anybody was billed for a month."""
        return any(entry.month == month for entry in self._entries.values())

    def arrears(self, member: str, today: date) -> Arrears:
        """What a member has not paid for the months that are over."""
        return arrears_until(self.months(member), Period.containing(today).previous)

    def reread(self, reader: Reader, ids: Iterable[str]) -> set[str]:
        """Take in how these rows are now; the members they concern."""
        concerned = set()
        wanted = list(ids)
        found = reader.get_many((self.org, kind_of(ROLL), id) for id in wanted)
        for id in wanted:
            before = self._entries.pop(id, None)
            if before is not None:
                del self._of[before.member][id]
                concerned.add(before.member)
            document = found.get((self.org, kind_of(ROLL), id))
            if document is not None:
                self._take(id, document.body)
            if (after := self._entries.get(id)) is not None:
                concerned.add(after.member)
        for member in concerned:
            self._months.pop(member, None)
        return concerned

    def take(self, rows: Iterable[tuple[str, Mapping[str, object]]]) -> None:
        """Take in rows by their ids and bodies."""
        for id, body in rows:
            self._take(id, body)

    def _take(self, id: str, body: Mapping[str, object]) -> None:
        entry = entry_in(id, body, self._periods)
        if entry is not None:
            self._entries[id] = entry
            self._of.setdefault(entry.member, {})[id] = entry


def entry_in(
    id: str, body: Mapping[str, object], periods: dict[str, Period] | None = None
) -> DuesEntry | None:
    """The row that a document holds; None for one that was taken away. ``periods`` keeps months that were read before."""
    values = body.get("values")
    if body.get("removed") or not isinstance(values, Mapping):
        return None
    text = str(values.get("month", ""))
    month = periods.get(text) if periods is not None else None
    if month is None:
        month = Period.parse(text)
        if periods is not None:
            periods[text] = month
    return DuesEntry.from_values(id, values, month)
