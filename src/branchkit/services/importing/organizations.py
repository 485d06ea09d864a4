"""Importing a tree of organisations from a workbook: first a plan that changes nothing, then carrying it out.

Rows stand in any order; a superior is named by name or code and may be another row or an organisation that is there already.
Every row ends as added, changed, unchanged, passed over (blank, total, heading) or left out with its problems; importing the
same file again changes nothing. A blank cell never takes anything away.

A list of organisations into the store, and the rows that could not go in into a file to be mended.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path

from branchkit.core.actors import Actor
from branchkit.core.errors import Place, Problem
from branchkit.core.members.reading import cell_text
from branchkit.core.organizations.organization import (
    Milestone,
    Organization,
    OrganizationKind,
    Turn,
)
from branchkit.core.organizations.reading import (
    READERS,
    OrganizationReading,
    kind_of_name,
    read_organization_values,
)
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.ports import Reader, Store, UnitOfWork
from branchkit.core.tables import Value
from branchkit.core.values import frozen
from branchkit.exchange.mend_files import MendFile, write_mend_file
from branchkit.exchange.readers.grid import GridFile, GridRow, column_letter
from branchkit.i18n.catalog import Catalog
from branchkit.services.importing.layout import FoundSheet, find_sheet
from branchkit.services.importing.mending import explanation, mend_columns
from branchkit.services.importing.organization_columns import (
    EXPLANATIONS,
    PARENT,
    PARENT_CODE,
    OrganizationHeadings,
    is_ours,
    kind_of_row,
)
from branchkit.services.importing.organization_places import Placing, Row, fault
from branchkit.services.organizations.names import KnownOrganizations
from branchkit.services.organizations.organizations import keep, new_ids, read_tree, regroup


@frozen
class TreeRules:
    """What an import is told. ``under`` takes in whoever names no superior; empty: they stand at the top."""

    today: date
    under: str = ""
    file: str = ""
    """The file's name, for the places of problems and as the reason of moves."""
    sheet: str = ""
    """A sheet's number from 1 or its name; empty: the first with a header."""


@frozen
class ChangedOrganization:
    """An organisation as the import leaves it, how it was, and which fields differ."""

    before: Organization
    after: Organization
    fields: tuple[str, ...]


@frozen
class RowLeftOut:
    """A row that cannot be imported as it is. ``row`` counts from 1 as the spreadsheet shows it."""

    row: int
    cells: tuple[Value, ...]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class TreePlan:
    """What an import would do; ``problems`` holds all of them, those of rows left out included, in order of rows."""

    sheet: str = ""
    labels: tuple[str, ...] = ()
    """The columns' headers, on one line."""
    text_columns: tuple[int, ...] = ()
    """Places from 0 of columns that must stay text: codes and phones."""
    explained: tuple[int, ...] = ()
    """Places of an earlier round's explanations."""
    added: list[Organization] = field(default_factory=list)
    changed: list[ChangedOrganization] = field(default_factory=list)
    unchanged: int = 0
    left_out: list[RowLeftOut] = field(default_factory=list)
    passed_over: list[tuple[int, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def plan_tree(reader: Reader, grids: GridFile, rules: TreeRules) -> TreePlan:
    """Read a list of organisations and say what importing it would do; writes nothing.

    Raises :class:`~branchkit.core.errors.ExchangeError` ``read_no_such_sheet`` or ``read_no_header``,
    :class:`~branchkit.core.errors.OrganizationError` ``unknown`` for ``under``.
    """
    sheet = find_sheet(grids, OrganizationHeadings(), wanted=rules.sheet, file=rules.file)
    tree = read_tree(reader)
    if rules.under:
        tree.get(rules.under)
    planning = _Planning(tree, sheet, rules)
    planning.tell_of_columns()
    for number, row in enumerate(sheet.grid.rows(), start=1):
        if number > sheet.layout.header_row:
            planning.take(number, row)
    return planning.finish()


def carry_out(uow: UnitOfWork, plan: TreePlan) -> None:
    """Write what the plan says; the plan must have been made in the same unit of work."""
    for organization in plan.added:
        keep(uow, organization)
    for change in plan.changed:
        before, after = change.before, change.after
        if before.kind is OrganizationKind.GROUP and before.name != after.name:
            regroup(uow, before.parent, before.name, after.name)
        keep(uow, after)


class _Planning:
    """The plan while it is being made: rows one by one, then the tree they make."""

    def __init__(self, tree: OrganizationTree, sheet: FoundSheet, rules: TreeRules) -> None:
        self._tree = tree
        self._layout = sheet.layout
        self._rules = rules
        self._rows: list[Row] = []
        self._cells: dict[int, tuple[Value, ...]] = {}
        self._problems: dict[int, list[Problem]] = {}
        self._known = KnownOrganizations(tree)
        columns = sheet.layout.columns
        self.plan = TreePlan(
            sheet.grid.name,
            sheet.layout.labels,
            tuple(columns[name] for name in ("code", PARENT_CODE, "phone") if name in columns),
            tuple(columns[name] for name in (EXPLANATIONS,) if name in columns),
        )
        if sheet.others:
            self._tell("organization.sheets_not_read", sheets=list(sheet.others))

    def tell_of_columns(self) -> None:
        """Say which columns are not read."""
        for code, places in (
            ("roster.column_unknown", self._layout.unknown),
            ("roster.column_repeated", self._layout.repeated),
        ):
            for place in places:
                if not is_ours(self._layout.labels[place]):
                    self._tell(code, place, found=self._layout.labels[place])

    def take(self, number: int, row: GridRow) -> None:
        """Read one row below the header."""
        kind = kind_of_row(row, self._layout)
        if kind != "organization":
            if kind != "blank":
                self.plan.passed_over.append((number, kind))
            return
        self._cells[number] = tuple(row)
        reading = self._read(row)
        problems = self._problems[number] = list(reading.problems)
        if not reading.usable:
            return
        columns = (PARENT_CODE, PARENT)
        parents = (cell_text(self._layout.value(row, name)) for name in columns)
        found = Row(number, dict(reading.values), next(filter(None, parents), ""))
        if problem := self._recognise(found):
            problems.append(problem)
        if all(problem.severity != "error" for problem in problems):
            self._rows.append(found)

    def finish(self) -> TreePlan:
        """Find everybody's place, then say what that comes to."""
        placing = Placing(self._tree, self._rows, self._rules.under, new_ids(self._tree.all()))
        for number, problem in placing.settle():
            self._problems[number].append(problem)
        for row, organization in placing.settled():
            self._compare(row, organization)
        for number, found in self._problems.items():
            told = tuple(self._placed(problem, number) for problem in found)
            self.plan.problems += told
            if any(problem.severity == "error" for problem in told):
                self.plan.left_out.append(RowLeftOut(number, self._cells[number], told))
        return self.plan

    def _read(self, row: GridRow) -> OrganizationReading:
        wanted = (name for name in self._layout.columns if name in READERS)
        reading = read_organization_values(
            {name: self._layout.value(row, name) for name in wanted}, self._rules.today
        )
        if "name" not in reading.values:
            reading.problems.append(fault("name_missing"))
        return reading

    def _recognise(self, row: Row) -> Problem | None:
        """Find the organisation that a row speaks of: by its code, else by its name under the same superior."""
        code = str(row.values.get("code", ""))
        known = self._known.by_code(code)
        if known is not None and known.dissolved:
            return fault("was_dissolved", "code", name=known.name, on=known.dissolved)
        if known is not None:
            row.known = known
            return None
        namesakes = self._known.namesakes(row.name, code)
        fits = [o for o in namesakes if self._known.may_stand_under(o, row.parent)]
        if len(fits) > 1:
            return fault("name_ambiguous", name=row.name, count=len(fits))
        if fits:
            row.known = fits[0]
        elif namesakes:
            params: dict[str, object] = {"field": "name", "name": row.name}
            return Problem("organization.namesake", severity="warning", params=params)
        return None

    def _compare(self, row: Row, after: Organization) -> None:
        if row.known is None:
            if "kind" not in row.values and kind_of_name(after.name) is None:
                self._problems[row.number].append(
                    Problem(
                        "organization.kind_assumed",
                        severity="warning",
                        params={"name": after.name, "kind": after.kind},
                    )
                )
            self.plan.added.append(after)
            return
        differing = tuple(
            f.name
            for f in fields(Organization)
            if getattr(row.known, f.name) != getattr(after, f.name)
        )
        if not differing:
            self.plan.unchanged += 1
            return
        after = replace(after, history=(*after.history, *self._turns(row.known, after)))
        self.plan.changed.append(ChangedOrganization(row.known, after, differing))

    def _turns(self, before: Organization, after: Organization) -> Iterable[Milestone]:
        on, reason = self._rules.today.isoformat(), self._rules.file
        for turn, name in (
            (Turn.MOVED, "parent"),
            (Turn.RENAMED, "name"),
            (Turn.CONVERTED, "kind"),
        ):
            old, new = str(getattr(before, name)), str(getattr(after, name))
            if old != new:
                yield Milestone(turn, on, old, new, reason)

    def _placed(self, problem: Problem, row: int) -> Problem:
        name = str(problem.params.get("field", ""))
        place = self._layout.columns.get(name)
        column = "" if place is None else column_letter(place)
        where = Place(self._rules.file, None, self.plan.sheet, row, column)
        return replace(problem, place=where)

    def _tell(self, code: str, place: int | None = None, **params: object) -> None:
        """A warning about the sheet or one of its columns."""
        row = None if place is None else self._layout.header_row
        column = "" if place is None else column_letter(place)
        where = Place(self._rules.file, None, self.plan.sheet, row, column)
        self.plan.problems.append(Problem(code, where, "warning", params))


def import_tree(
    store: Store,
    actor: Actor,
    grids: GridFile,
    rules: TreeRules,
    catalog: Catalog,
    mend_file: Path,
) -> TreePlan:
    """Plan and carry out in one transaction.

    Rows left out are in ``mend_file`` before the others are kept: at no moment is a row nowhere. Raises what
    :func:`~branchkit.services.importing.organizations.plan_tree` and the writing of a file raise; then nothing is kept.
    """
    with store.begin(actor, "organization.import") as uow:
        plan = plan_tree(uow, grids, rules)
        if plan.left_out:
            write_mend_file(mend_file, _mend_content(plan, catalog))
        carry_out(uow, plan)
        uow.commit(reason=rules.file)
    return plan


def _mend_content(plan: TreePlan, catalog: Catalog) -> MendFile:
    columns = mend_columns(plan.labels, plan.explained, plan.text_columns, catalog)
    return MendFile(
        columns.head,
        [columns.cells(row.cells) for row in plan.left_out],
        [explanation(row.problems, catalog) for row in plan.left_out],
    )
