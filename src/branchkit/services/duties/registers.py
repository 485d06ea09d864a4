"""Duties out of registers: rows with a day by which they have to be settled, and that are not.

Which columns these are is declared with the register (``due_by``, ``settled_by``), so that a county's own register reminds as
the built-in ones do.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from branchkit.core.dates import add_months, day_of
from branchkit.core.duties import Duty, Opening
from branchkit.core.registers.register import ColumnKind, Record, RecordsFrom, Register
from branchkit.core.rulepacks import Citation
from branchkit.core.texts import LocalText
from branchkit.services.duties.scene import DutyScene
from branchkit.services.registers.checks import limit_rule, limit_words, limits_exceeded
from branchkit.services.registers.reading import RegisterRecords

SEEN_AHEAD = 1
"""Months before its day from which a row is reminded of."""


def duties(scene: DutyScene) -> Iterator[Duty]:
    """Rows that are overdue, or due within the month; and rows of which there are more than a limit allows."""
    horizon = add_months(scene.today, SEEN_AHEAD)
    for register in scene.contributions.registers.values():
        yield from _over_limits(scene, register)
        if not register.due_by or register.rows is not RecordsFrom.RECORDS:
            continue
        rows = RegisterRecords(
            scene.reader, scene.contributions, register, [scene.org], scene.today
        )
        for record in rows.all():
            day = _open_until(register, record)
            if day is not None and day <= horizon:
                yield _duty(register, record, day)


def _over_limits(scene: DutyScene, register: Register) -> Iterator[Duty]:
    """Of this year and the last one: what was handed in before is no work of today."""
    packs = scene.contributions.rule_packs
    for over in limits_exceeded(scene.reader, register, scene.org, packs):
        day = day_of(over.newest.values.get(register.dated_by)) or scene.today
        if day.year >= scene.today.year - 1:
            yield Duty(
                code="record_over_limit",
                org=scene.org,
                opens=Opening("register", register=register.id, subject=over.newest.id),
                due_on=None,
                rule=limit_rule(packs, over.limit, day),
                params=limit_words(register, over),
                urgent=True,
            )


def _open_until(register: Register, record: Record) -> date | None:
    """The day by which the row has to be settled; None where there is none or it is settled."""
    if register.settled_by and record.values.get(register.settled_by) not in (None, "", False):
        return None
    return day_of(record.values.get(register.due_by), last=True)


def _duty(register: Register, record: Record, day: date) -> Duty:
    return Duty(
        code="record_due",
        org=record.org,
        opens=Opening("register", register=register.id, subject=record.id),
        due_on=day,
        rule=Citation(LocalText(register.basis) if register.basis else register.title),
        params={"register": register.title, "what": _in_short(register, record)},
    )


def _in_short(register: Register, record: Record) -> LocalText:
    """The row's naming columns, as far as they are texts or choices."""
    parts: list[LocalText] = []
    for id in register.summary:
        value = record.values.get(id)
        if not value:
            continue
        column = register.column(id)
        if column.kind is ColumnKind.CHOICE:
            parts += (choice.title for choice in column.choices if choice.id == value)
        elif column.kind in (ColumnKind.TEXT, ColumnKind.DATE):
            parts.append(LocalText(str(value)))
    return LocalText(
        " ".join(part.zh_CN for part in parts), " ".join(part.en or part.zh_CN for part in parts)
    )
