"""Registering what a member's dues are worked out from."""

from __future__ import annotations

from collections.abc import Mapping

from branchkit.core.dues.money import money_text
from branchkit.core.dues.owing import Amount, DuesBase
from branchkit.core.ports import UnitOfWork
from branchkit.core.registers.register import Register
from branchkit.services.dues.book import BASES, DuesBook
from branchkit.services.records import add_record, edit_record


def set_base(
    uow: UnitOfWork, registers: Mapping[str, Register], book: DuesBook, base: DuesBase
) -> Amount:
    """Register a base; one from the same day is replaced. What it comes to in its first month.

    Raises :class:`~branchkit.core.errors.DuesError` as :meth:`DuesRules.amount` does.
    """
    amount = book.rules(base.first_month).amount(base)
    values: dict[str, object] = {
        "member": base.member,
        "norm": base.norm,
        "base": None if base.base is None else money_text(base.base),
        "from": base.since.isoformat(),
    }
    same_day = next((b for b in book.bases.of(base.member) if b.since == base.since), None)
    if same_day is None:
        add_record(uow, registers[BASES], book.org, values)
    else:
        edit_record(uow, registers[BASES], book.org, same_day.id, values)
    book.reread_people(uow)
    return amount
