"""What every command of dues works on: the books of an organisation or of a subtree, a month, a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from branchkit.cli.dues.tables import DuesLists
from branchkit.cli.shell import CommandContext
from branchkit.core.dates import Period
from branchkit.core.errors import DuesError
from branchkit.core.typed_days import typed_day, typed_period
from branchkit.services.dues.board import DuesBoard
from branchkit.services.dues.records import DuesRecords, rules_in
from branchkit.services.dues.writer import DuesWriter
from branchkit.services.roster import branch_name
from branchkit.services.unmasking import record_unmasking

if TYPE_CHECKING:
    from branchkit.core.ports import Reader, UnitOfWork

BASE = "base"
"""What ``--unmask`` can name."""


class DuesContext(CommandContext):
    """What every command works on."""

    def records(self, reader: Reader, org: str = "") -> DuesRecords:
        """The organisation's dues as they are, or those of one below it."""
        return DuesRecords(reader, self.workspace.contributions.rule_packs, org or self.org)

    def all_records(self) -> list[DuesRecords]:
        """The books of the organisation or, with ``--subtree``, of all that have members below it as well."""
        from branchkit.services.organizations.organizations import orgs_of

        store = self.store
        orgs = orgs_of(store, self.org, self._subtree)
        return [self.records(store, org) for org in orgs]

    def boards(self, month: Period, all_records: Iterable[DuesRecords]) -> list[DuesBoard]:
        """A month of each book."""
        store = self.store
        return [DuesBoard(store, records, month, self.today) for records in all_records]

    def lists(
        self, all_records: Sequence[DuesRecords] = (), *, unmasked: bool = False
    ) -> DuesLists:
        """The lists in the format that was asked for; several ``books`` are told apart by the organisation."""
        packs = self.workspace.contributions.rule_packs
        norms = rules_in(packs, Period.containing(self.today)).norms
        store, local = self.store, self.catalog.local
        return DuesLists(
            self.catalog,
            self.args.format,
            {norm.id: local(norm.title) for norm in norms},
            names={
                records.org: branch_name(store, records.org)
                for records in all_records
                if self._subtree
            },
            unmasked=unmasked,
        )

    @property
    def _subtree(self) -> bool:
        return getattr(self.args, "subtree", False)

    @contextmanager
    def change(self, action: str, reason: str = "") -> Iterator[tuple[UnitOfWork, DuesWriter]]:
        """A unit of work and the roll in it, kept with its reason when the block ends well."""
        with self.begin(action) as uow:
            writer = DuesWriter(uow, self.workspace.contributions.registers, self.records(uow))
            yield uow, writer
            uow.commit(reason=reason)

    def month(self) -> Period:
        """The month that was named; raises :class:`DuesError` ``not_a_month``."""
        return month_of(self.args.month, self.today)

    def paid_on(self) -> date:
        """``--on``, else today."""
        return day_of(self.args.on, self.today, self.today)

    def unmask(self, where: str, all_records: Iterable[DuesRecords]) -> bool:
        """Whether bases are shown, which is on record with every organisation before they are."""
        if self.args.unmask != BASE:
            return False
        with self.begin("dues.unmask") as uow:
            for records in all_records:
                record_unmasking(uow, records.org, (BASE,), where, self.workspace.clock())
            uow.commit()
        self.shell.say("cli.dues.unmasking_recorded")
        return True


def month_of(text: str, today: date) -> Period:
    """The month that was named; raises :class:`DuesError` ``not_a_month``."""
    period = typed_period(text, today)
    if period != Period.containing(period.first_day):
        raise DuesError("not_a_month", text=text)
    return period


def year_of(text: str, today: date) -> int:
    """The year that was named; raises :class:`~branchkit.core.dates.PeriodError`."""
    return typed_period(text, today).year


def day_of(text: str, today: date, default: date) -> date:
    """The day that was named, ``default`` for none; raises :class:`DuesError` ``no_day``."""
    day = typed_day(text, today) if text else default
    if day is None:
        raise DuesError("no_day", text=text)
    return day
