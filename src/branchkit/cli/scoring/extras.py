"""``branchkit sheet bonus|deduct|veto|exclude``: what stands outside the criteria, listed, entered and taken back."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from branchkit.cli.exit_codes import OK
from branchkit.cli.scoring.context import SheetContext
from branchkit.core.errors import ScoreRefused
from branchkit.core.scoring.rules import CaseItem
from branchkit.core.scoring.schemes import Extra, Veto
from branchkit.core.scoring.sheets import ExtraEvent, Row
from branchkit.core.tables import Table, TableColumn, Value
from branchkit.core.typed_days import typed_day
from branchkit.services.scoring.rows import read_row
from branchkit.services.scoring.scores import (
    extra_range,
    parse_points,
    set_excluded,
    set_extras,
    set_vetoes,
)

if TYPE_CHECKING:
    from branchkit.i18n.catalog import Catalog

BONUS, DEDUCT, VETO, EXCLUDE = "bonus", "deduct", "veto", "exclude"
T = TypeVar("T", Extra, Veto, CaseItem)


def add_arguments(made: argparse.ArgumentParser, name: str, catalog: Catalog) -> None:
    """What ``sheet bonus``, ``deduct`` and ``veto`` take beyond what every sheet command does."""
    made.add_argument("subject", nargs="?", default="", help=catalog.text("cli.sheet.subject"))
    made.add_argument("item", nargs="?", default="", help=catalog.text(f"cli.sheet.item.{name}"))
    if name != VETO:
        made.add_argument("points", nargs="?", default="", help=catalog.text("cli.sheet.event"))
        made.add_argument("--on", default="", metavar="DATE", help=catalog.text("cli.sheet.on"))
    made.add_argument("--note", default="", help=catalog.text("cli.sheet.reason"))
    taken = "veto" if name == VETO else "event"
    made.add_argument(
        "--take-back", action="store_true", help=catalog.text(f"cli.sheet.take_back.{taken}")
    )


def add_exclusion_arguments(made: argparse.ArgumentParser, catalog: Catalog) -> None:
    """What ``sheet exclude`` takes."""
    made.add_argument("subject", nargs="?", default="", help=catalog.text("cli.sheet.subject"))
    made.add_argument("--reason", default="", help=catalog.text("cli.sheet.reason"))
    made.add_argument(
        "--take-back", action="store_true", help=catalog.text("cli.sheet.take_back.exclusion")
    )


def change_exclusion(context: SheetContext) -> int:
    """Carry out ``sheet exclude``; without a subject it lists who is left out, and why."""
    args = context.args
    if not args.subject:
        return _list(context, _exclusions)
    subject, reason = context.subject(args.subject), "" if args.take_back else args.reason.strip()
    name = context.names[subject]
    if not reason and not args.take_back:
        raise ScoreRefused("exclusion_without_reason", name=name)
    with context.begin("score.exclude") as uow:
        if args.take_back and not read_row(uow, context.key, subject).excluded:
            raise ScoreRefused("nothing_to_take_back", what=name)
        row = set_excluded(
            *(uow, context.scheme, context.key, subject, reason), today=context.today
        )
        uow.commit(reason=reason)
    return _told(context, row)


def change_extras(context: SheetContext) -> int:
    """Carry out ``sheet bonus`` or ``sheet deduct``; without an item it lists the events there are."""
    args = context.args
    known = [item for item in context.scheme.extras if _adds(item) == (args.command == BONUS)]
    if not args.item:
        return _list(context, lambda row: _events(context, row, {item.id for item in known}))
    subject = context.subject(args.subject)
    with context.begin("score.extra") as uow:
        events = read_row(uow, context.key, subject).extras
        if args.take_back:
            number = number_of(args.item, len(events))
            changed = (*events[: number - 1], *events[number:])
        else:
            changed = (*events, _event(context, known))
        row = set_extras(*(uow, context.scheme, context.key, subject, changed), today=context.today)
        uow.commit(reason=args.note)
    return _told(context, row)


def change_vetoes(context: SheetContext) -> int:
    """Carry out ``sheet veto``; without an item it lists the vetoes there are."""
    args = context.args
    if not args.item:
        return _list(context, lambda row: _vetoes(context, row))
    subject = context.subject(args.subject)
    veto = named(args.item, context.scheme.vetoes, "unknown_veto", "veto")
    with context.begin("score.veto") as uow:
        vetoes = dict(read_row(uow, context.key, subject).vetoes)
        if not args.take_back:
            vetoes[veto.id] = args.note.strip()
        elif vetoes.pop(veto.id, None) is None:
            raise ScoreRefused("nothing_to_take_back", what=veto.title)
        row = set_vetoes(*(uow, context.scheme, context.key, subject, vetoes), today=context.today)
        uow.commit(reason=args.note)
    return _told(context, row)


def _adds(item: Extra) -> bool:
    return extra_range(item)[1] > 0


def _event(context: SheetContext, known: list[Extra]) -> ExtraEvent:
    args = context.args
    item = named(args.item, known, "unknown_extra", "item")
    if not args.note.strip():
        raise ScoreRefused("extra_without_reason", item=item.title)
    day = read_event_day(args.on, context.today)
    return ExtraEvent(item.id, _points(args.points, item), args.note.strip(), day)


def read_event_day(text: str, today: date) -> str:
    """The day of an event, today's where nothing is typed; raises :class:`ScoreRefused` ``unreadable_day``."""
    day = typed_day(text, today) if text else today
    if day is None:
        raise ScoreRefused("unreadable_day", text=text)
    return day.isoformat()


def _points(text: str, item: Extra) -> Decimal:
    """Points of an event; left out where the item has but one figure, and without a sign what the item does."""
    low, high = extra_range(item)
    if not text and low != high:
        raise ScoreRefused("which_points", item=item.title, low=low, high=high)
    return parse_points(text).copy_sign(high if _adds(item) else low) if text else low


def number_of(text: str, count: int) -> int:
    """The number of an event among ``count``; raises :class:`ScoreRefused` ``nothing_to_take_back``."""
    number = int(text) if text.isdecimal() and len(text) < len(str(count)) + 2 else 0
    if not 1 <= number <= count:
        raise ScoreRefused("nothing_to_take_back", what=text)
    return number


def named(text: str, known: list[T] | tuple[T, ...], code: str, param: str) -> T:
    """What is meant by an id or a title; raises :class:`ScoreRefused` with ``code``."""
    for entry in known:
        if text in (entry.id, entry.title.zh_CN, entry.title.en):
            return entry
    there = ", ".join(f"{entry.id}（{entry.title.zh_CN}）" for entry in known)
    raise ScoreRefused(code, **{param: text}, known=there)


def _list(context: SheetContext, lines: Callable[[Row], Iterator[tuple[Value, ...]]]) -> int:
    """The events or vetoes of one subject, or of all."""
    wanted = [context.subject(context.args.subject)] if context.args.subject else context.names
    rows = [
        (subject, context.names[subject], *line)
        for subject in wanted
        for line in lines(read_row(context.store, context.key, subject))
    ]
    names = ("subject", "name", "number", "item", "points", "on", "note")
    right = ("number", "points")
    columns = [
        TableColumn(n, context.catalog.text(f"table.{n}"), align="right" if n in right else "left")
        for n in names
    ]
    context.shell.emit(Table(tuple(columns), tuple(rows)), context.args.format)
    return OK


def _events(context: SheetContext, row: Row, wanted: set[str]) -> Iterator[tuple[Value, ...]]:
    titles = {item.id: context.catalog.local(item.title) for item in context.scheme.extras}
    for number, event in enumerate(row.extras, start=1):
        if event.item in wanted or event.item not in titles:
            title = titles.get(event.item, event.item)
            yield number, title, event.points, event.on, event.note


def _vetoes(context: SheetContext, row: Row) -> Iterator[tuple[Value, ...]]:
    titles = {veto.id: context.catalog.local(veto.title) for veto in context.scheme.vetoes}
    for number, (id, reason) in enumerate(row.vetoes.items(), start=1):
        yield number, titles.get(id, id), None, "", reason


def _exclusions(row: Row) -> Iterator[tuple[Value, ...]]:
    if row.excluded:
        yield 1, "", None, "", row.excluded


def _told(context: SheetContext, row: Row) -> int:
    context.answer_row(row)
    return OK
