"""``branchkit history``: who changed what, from what to what, when and why."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from branchkit.cli.exit_codes import OK
from branchkit.cli.shell import FORMATS, Shell
from branchkit.core.development.cases import EventKind
from branchkit.core.fields import canonical, steps
from branchkit.core.rating.rating import RATING, band_of
from branchkit.core.registers.register import Record
from branchkit.core.tables import Table, TableColumn
from branchkit.core.text_width import clip
from branchkit.services.development.cases import CASE, case_refs
from branchkit.services.ledger.changes import (
    RECORD,
    ChangedField,
    about_member,
    about_records,
    about_sheet,
    changed_fields,
)
from branchkit.services.organizations.organizations import ORGANIZATION
from branchkit.services.registers.texts import RecordTexts
from branchkit.services.roster import members_of, the_one

if TYPE_CHECKING:
    from branchkit.bootstrap import Workspace
    from branchkit.core.ports import Entry
    from branchkit.i18n.catalog import Catalog

COLUMNS = (
    "seq",
    "at",
    "actor",
    "action",
    "kind",
    "id",
    "field",
    "before",
    "after",
    "reason",
    "undone",
)
"""The columns in json and csv, where they hold codes; as text they hold words."""
_TEXT_COLUMNS = ("at", "actor", "action", "id", "field", "before", "after", "reason", "undone")


_FOR_PROGRAMS = frozenset({"/digest", "/scheme_text", "/scheme", "/period", "/unknown"})
"""Fields of a sheet in which a reader finds nothing that its name does not say."""
RATING_FIELDS = frozenset(
    (
        *("state", "band", "decided", "reason", "unrated", "because", "honour", "previous"),
        *("text", "answer", "by", "notice_until"),
    )
)
"""Fields of a rating that are for readers; the others are figures that were drawn in."""
_OF_REVIEWS = ("review", "terms", "sample", "sample/cells")
_SAID_BY_THE_LINE = ("by", "at", "points", "answered", "past")
"""What stands beside a remark, an exception or a sample: each line of the history has it."""
_RULINGS = ("R", "F")
"""Parts of a cell: who has given its points from above, when, and why."""
_HANGING = " :："
"""What is left hanging of an event's text whose step stands in a line of its own."""
_FOLLOWS_FROM_EVENTS = ("state", "stage", "reached")
_VALUE_WIDTH = 28
"""Cells that a value takes as text at most; json and csv have all of it."""


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``history [--member] [--sheet] [--register] [--record] [--limit] [--all]``."""

    def words(key: str) -> str:
        return catalog.text(f"cli.history.{key}")

    parser.add_argument("--member", default="", metavar="ID|NAME", help=words("member"))
    parser.add_argument("--sheet", default="", metavar="KEY", help=words("sheet"))
    parser.add_argument("--register", default="", metavar="REGISTER", help=words("register"))
    parser.add_argument("--record", default="", metavar="ID", help=words("record"))
    parser.add_argument("--limit", type=int, default=50, metavar="N", help=words("limit"))
    parser.add_argument("--all", action="store_true", help=words("all"))
    parser.add_argument("--org", default="", metavar="ID", help=words("org"))
    parser.add_argument("--format", choices=FORMATS, default="text", help=words("format"))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """List changed fields, newest first."""
    workspace = shell.workspace()
    org = args.org or workspace.organization
    found: Iterator[ChangedField] = changed_fields(
        workspace.store,
        org,
        _concerns(args, workspace, org),
        registers=workspace.contributions.registers,
        derived=args.all,
    )
    if args.limit > 0:
        found = islice(found, args.limit)
    if args.format == "text":
        words = _Words(workspace, shell.catalog, org)
        columns = _columns(_TEXT_COLUMNS, shell.catalog)
        # A field that is new and empty says nothing to a reader.
        rows = tuple(
            words.row(field)
            for field in found
            if (field.before or field.after) and not _is_for_programs(field)
        )
    else:
        columns = _columns(COLUMNS, shell.catalog)
        rows = tuple(_codes(field) for field in found)
    if not rows:
        shell.say("cli.history.nothing")
    shell.emit(Table(columns, rows), args.format)
    return OK


def _concerns(args: argparse.Namespace, workspace: Workspace, org: str) -> Callable[[Entry], bool]:
    wanted: list[Callable[[Entry], bool]] = []
    if args.member:
        wanted.append(about_member(the_one(workspace.store, org, args.member).id))
    if args.sheet:
        wanted.append(about_sheet(args.sheet))
    if args.register or args.record:
        wanted.append(about_records(args.register, args.record))
    return lambda entry: all(concerns(entry) for concerns in wanted)


def _columns(keys: tuple[str, ...], catalog: Catalog) -> tuple[TableColumn, ...]:
    return tuple(TableColumn(key, catalog.text(f"cli.history.column.{key}")) for key in keys)


def _codes(field: ChangedField) -> tuple[Any, ...]:
    return (
        field.seq,
        field.at.isoformat(),
        field.actor,
        field.action,
        field.kind,
        field.id,
        field.path,
        _text(field.before),
        _text(field.after),
        field.reason,
        field.undone,
    )


def _text(value: Any) -> str | None:
    """A field's value in one cell of a table; what is no text as JSON."""
    return value if value is None or isinstance(value, str) else canonical(value)


def _is_for_programs(field: ChangedField) -> bool:
    """Whether a field only repeats what others say, or says nothing to a reader."""
    if field.kind == RATING:
        return steps(field.path)[-1] not in RATING_FIELDS
    if field.kind in _OF_REVIEWS:
        return steps(field.path)[-1] in _SAID_BY_THE_LINE
    if field.kind != CASE:
        return field.path in _FOR_PROGRAMS
    parts = steps(field.path)
    first, last = parts[0], parts[-1]
    return first in _FOLLOWS_FROM_EVENTS or (last == "kind" and field.after == EventKind.DONE)


class _Words:
    """Codes of the ledger in the reader's words."""

    def __init__(self, workspace: Workspace, catalog: Catalog, org: str) -> None:
        self._catalog = catalog
        self._store = workspace.store
        self._org = org
        self._texts: dict[str, RecordTexts] = {}
        self._schemes = workspace.contributions.schemes
        self._registers = workspace.contributions.registers
        self._names = {
            member.id: member.name
            for member in members_of(workspace.store, org, include_removed=True)
        }
        organizations = workspace.store.project("", ORGANIZATION, "", ("name",))
        self._names |= {id: str(name) for id, name in organizations}
        self._steps = {
            step.id: catalog.local(step.title)
            for pack in workspace.contributions.rule_packs.values()
            for edition in pack.editions
            for stage in edition.stages
            for step in stage.steps
        }
        self._cases = {ref.id: ref.name for ref in case_refs(workspace.store, [org])}

    def row(self, field: ChangedField) -> tuple[str, ...]:
        """One line of the list."""
        return (
            f"{field.at:%Y-%m-%d %H:%M}",
            field.actor,
            self._known(f"history.action.{field.action}", field.action),
            self._document(field),
            self._field(field),
            self._value(field, field.before),
            self._value(field, field.after),
            field.reason,
            self._catalog.text("cli.history.undone") if field.undone else "",
        )

    def _known(self, key: str, otherwise: str) -> str:
        return self._catalog.text(key) if self._catalog.has(key) else otherwise

    def _document(self, field: ChangedField) -> str:
        """A member by name, a row by its sheet's period and the name."""
        if field.kind == "row":
            sheet, _, subject = field.id.rpartition("/")
            return f"{sheet.partition('@')[2]} {self._names.get(subject, subject)}"
        if field.kind.startswith(RECORD):
            register = self._registers.get(field.kind.removeprefix(RECORD))
            return f"{self._catalog.local(register.title)} {field.id}" if register else field.id
        if field.kind in ("sheet", "roll", RATING, "review", "sample/cells"):
            return self._sheet(field.id)
        if field.kind in _OF_REVIEWS:
            return field.id.partition("@")[2]
        if field.kind == CASE:
            return self._cases.get(field.id, field.id)
        return self._names.get(field.id, field.id)

    def _sheet(self, id: str) -> str:
        """A sheet by its period and the title of its scheme."""
        scheme, _, period = id.partition("@")
        known = self._schemes.get(scheme)
        return f"{period} {self._catalog.local(known.title)}" if known else id

    def _field(self, field: ChangedField) -> str:
        """A cell by its criterion, a record's value by its column, a member's by its name."""
        parts = steps(field.path)
        if field.kind == "row" and parts[0] == "cells" and len(parts) > 1:
            part = f"history.cell.{parts[2]}" if len(parts) > 2 else ""
            words = self._known(part, "") if part else ""
            return f"{self._criterion(field, parts[1])} {words}".strip()
        if field.kind.startswith(RECORD):
            return self._column(field, parts[1]) if len(parts) == 2 else self._of_record(parts[0])
        if field.kind in _OF_REVIEWS:
            return self._of_review(field, parts)
        if field.kind == CASE and parts[0] == "events":
            return self._known(f"case.field.{parts[-1]}", self._catalog.text("case.field.events"))
        if field.kind == RATING:
            about = self._names.get(parts[1], "") if parts[0] == "rows" else ""
            return f"{about} {self._catalog.code('rated.field', parts[-1])}".strip()
        return self._known(f"{field.kind}.field.{parts[0]}", field.path)

    def _of_rating(self, field: ChangedField, value: Any) -> str:
        """A band by its title, a state by its word; what people have written as it is."""
        part = steps(field.path)[-1]
        if part in ("band", "decided", "previous"):
            scheme = self._schemes.get(field.id.partition("@")[0])
            band = band_of(scheme, str(value)) if scheme is not None else None
            return self._catalog.local(band.title) if band else str(value)
        family = {"state": "rated.state", "unrated": "rated.unrated"}.get(part)
        return self._catalog.code(family, value) if family else str(value)

    def _of_review(self, field: ChangedField, parts: list[str]) -> str:
        """A cell that was remarked on or looked at, whose exception it is, or which day."""
        words = self._known(f"history.review.{parts[0]}", parts[0])
        if parts[0] == "extensions":
            part = self._known(f"history.review.{parts[-1]}", parts[-1])
            return f"{self._names.get(parts[1], parts[1])} {words} {part}"
        if field.kind != "review":
            return words
        subject, _, criterion = parts[1].rpartition("/")
        name = self._names.get(subject, subject)
        return f"{name} {self._criterion(field, criterion)} {words}"

    def _drawn(self, field: ChangedField, one: str) -> str:
        """A sheet that was drawn by whose it is, a cell by its subject and criterion."""
        subject, _, criterion = one.rpartition("/")
        if not subject:
            return self._names.get(one, one)
        return f"{self._names.get(subject, subject)} {self._criterion(field, criterion)}"

    def _of_record(self, part: str) -> str:
        return self._known(f"history.record.{part}", part)

    def _value(self, field: ChangedField, value: Any) -> str:
        """A value in a few words; where it is one of a few codes the code's word, an id's name."""
        if field.kind.startswith(RECORD) and value is not None:
            shown = self._record_value(field, value)
        elif field.kind == RATING:
            shown = "" if value is None else self._of_rating(field, value)
        elif field.path == "/passages" and value:
            # Of a sheet's way the last step is the one that is new.
            step, _state, _at, by, *_why = value[-1]
            shown = f"{self._catalog.code('sheet.step', step)} {by}"
        elif field.path == "/extras" and isinstance(value, list):
            shown = self._catalog.listed(self._extra(field, *event) for event in value)
        elif isinstance(value, list) and steps(field.path)[-1] in _RULINGS:
            by, at, reason, *_more = value
            shown = f"{by} {at[:10]} {reason}".strip()
        elif isinstance(value, list) and field.path.startswith("/looked/"):
            shown = f"{value[0]} {value[1][:10]}"
        elif isinstance(value, list) and field.path == "/drawn":
            shown = self._catalog.listed(self._drawn(field, one) for one in value)
        elif isinstance(value, list):
            shown = self._catalog.listed(self._value(field, part) for part in value)
        elif isinstance(value, bool):
            shown = self._catalog.shown(value)
        elif isinstance(value, str) and value in self._names and field.path != "/name":
            shown = self._names[value]
        else:
            shown = self._word(field, value)
        return clip(shown, _VALUE_WIDTH, "..")

    def _extra(self, field: ChangedField, item: str, points: str, note: str, *_more: Any) -> str:
        scheme = self._schemes.get(field.id.partition("@")[0])
        titles = {e.id: self._catalog.local(e.title) for e in scheme.extras} if scheme else {}
        return f"{titles.get(item, item)} {points} {note}"

    def _record_value(self, field: ChangedField, value: Any) -> str:
        """A value of a register's column as its lists show it; personal ones have been masked by now."""
        id = field.kind.removeprefix(RECORD)
        register, column = self._registers.get(id), steps(field.path)[-1]
        if register is None or not register.has(column):
            return _text(value) or ""
        if id not in self._texts:
            everything = (column.id for column in register.columns)
            self._texts[id] = RecordTexts(
                self._store, self._catalog, register, [self._org], everything
            )
        record = Record(field.id, id, self._org, {column: value})
        return self._texts[id].shown(register.column(column), record)

    def _word(self, field: ChangedField, value: Any) -> str:
        name = steps(field.path)[-1]
        if value is None:
            return ""
        text = _text(value) or ""
        if name == "sector":
            return self._known(f"sector.{value}", text)
        if field.path == "/ceiling":
            return self._bands(field).get(text, text)
        if field.kind == CASE and name == "kind":
            told = self._catalog.text(f"case.event.{value}", step="", months="")
            return told.strip(_HANGING)
        if field.kind == CASE and name == "step":
            return self._steps.get(text, text)
        family = (
            f"history.origin.{value}" if field.kind == "row" else f"{field.kind}.{name}.{value}"
        )
        return self._known(family, self._known(f"member.{name}.{value}", text))

    def _bands(self, field: ChangedField) -> dict[str, str]:
        scheme = self._schemes.get(field.id.partition("@")[0])
        return {b.id: self._catalog.local(b.short) for b in scheme.bands} if scheme else {}

    def _criterion(self, field: ChangedField, id: str) -> str:
        scheme = self._schemes.get(field.id.partition("@")[0])
        titles = {c.id: self._catalog.local(c.short) for c in scheme.criteria} if scheme else {}
        return titles.get(id, id)

    def _column(self, field: ChangedField, id: str) -> str:
        register = self._registers.get(field.kind.removeprefix(RECORD))
        titles = {c.id: self._catalog.local(c.title) for c in register.columns} if register else {}
        return titles.get(id, id)
