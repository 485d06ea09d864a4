"""The workspace as plugins see it: keeps the promises of :class:`~branchkit.plugin.workspace_view.WorkspaceView`.

Screens and reports are given one in which personal data is masked, so that no plugin can show what nobody asked for;
metrics, which show nothing, are given the figures themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from branchkit.core.dates import Period
from branchkit.core.masking import mask_value
from branchkit.core.members.member import PERSONAL_FIELDS, Member
from branchkit.core.organizations.organization import Organization
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.ports import Reader
from branchkit.core.registers.register import Record, RecordsFrom, Register
from branchkit.core.scoring.measuring import Scope, measure
from branchkit.core.scoring.metrics import with_figure
from branchkit.core.scoring.schemes import SubjectKind
from branchkit.core.scoring.sheets import SheetKey
from branchkit.plugin.contributions import Contributions, MetricView
from branchkit.plugin.workspace_view import Rows, SheetResults, SubjectResult
from branchkit.services.organizations.organizations import read_tree
from branchkit.services.registers.reading import RegisterRecords
from branchkit.services.roster import members_of
from branchkit.services.scoring.sheets import ScoredRow, load_sheet, read_sheet

if TYPE_CHECKING:
    from branchkit.core.rulepacks import RulePack
    from branchkit.core.scoring.metrics import Metric
    from branchkit.core.scoring.results import Measurement
    from branchkit.core.scoring.schemes import Scheme


class StoreView:
    """Reads a store for a plugin; nothing is kept between two questions."""

    def __init__(
        self,
        reader: Reader,
        contributions: Contributions,
        *,
        node: str,
        today: date,
        masked: bool = True,
    ) -> None:
        self._reader = reader
        self._contributions = contributions
        self._node = node
        self._today = today
        self._masked = masked

    @property
    def today(self) -> date:
        """The day on which is worked."""
        return self._today

    @property
    def node(self) -> str:
        """The organisation at which is worked."""
        return self._node

    @property
    def registers(self) -> Mapping[str, Register]:
        """All declared registers, by id."""
        return self._contributions.registers

    @property
    def schemes(self) -> Mapping[str, Scheme]:
        """All declared schemes, by id."""
        return self._contributions.schemes

    @property
    def rule_packs(self) -> Mapping[str, RulePack]:
        """All rule packs, by id."""
        return self._contributions.rule_packs

    def settings(self, plugin: str) -> Mapping[str, Any]:
        """What the workspace has set for a plugin, else its defaults."""
        return self._contributions.settings.get(plugin, {})

    def tree(self) -> OrganizationTree:
        """All organisations."""
        tree = read_tree(self._reader)
        return OrganizationTree(map(_masked_organization, tree.all())) if self._masked else tree

    def members(self, org: str) -> Sequence[Member]:
        """Who is on an organisation's roll, in its order."""
        members = members_of(self._reader, org)
        return list(map(_masked_member, members)) if self._masked else members

    def records(
        self,
        register: str,
        orgs: Sequence[str],
        *,
        since: date | None = None,
        until: date | None = None,
    ) -> Iterator[Record]:
        """The rows of a register dated within a span, computed columns included; nothing for an unknown register.

        Without a span those members and cases are there as well whose date nobody knows.
        """
        declared = self._contributions.registers.get(register)
        if declared is None:
            return
        rows = RegisterRecords(self._reader, self._contributions, declared, orgs, self._today)
        personal = {column.id for column in declared.columns if column.personal}
        everything = declared.rows is not RecordsFrom.RECORDS and since is until is None
        for record in rows.all() if everything else rows.between(since, until or date.max):
            yield _masked_record(record, personal) if self._masked and personal else record

    def table(
        self,
        register: str,
        orgs: Sequence[str],
        *,
        since: date | None = None,
        until: date | None = None,
    ) -> Rows[Record]:
        """The same rows as a table, asked by the ids of the columns; figures as Decimals."""
        return Rows(
            lambda: self.records(register, orgs, since=since, until=until),
            lambda record: self.registers[register].comparable(record.values),
        )

    def results(self, scheme: str, org: str, period: Period) -> SheetResults | None:
        """A sheet added up; None where nobody has opened it."""
        key = SheetKey(scheme, org, period)
        if read_sheet(self._reader, key) is None:
            return None
        scored = load_sheet(self._reader, self.schemes, key)
        subjects = tuple(_result(row) for row in scored.rows)
        return SheetResults(scored.scheme, org, period, scored.sheet.state, subjects)

    def measure(self, metric: str, org: str, period: Period) -> Mapping[str, Measurement]:
        """A declared or computed metric by subject; empty for an unknown one."""
        roll = {member.id: member.traits for member in members_of(self._reader, org)}
        scope = Scope(org, period, roll)
        if computed := self._contributions.computed.get(metric):
            return computed.measure(metric_view(self._reader, self._contributions, scope))
        declared = self._contributions.metrics.get(metric)
        register = self._contributions.registers.get(declared.register) if declared else None
        if declared is None or register is None:
            return {}
        return self._measured(declared, register, scope)

    def _measured(
        self, metric: Metric, register: Register, scope: Scope
    ) -> Mapping[str, Measurement]:
        until = scope.period.last_day
        rows = RegisterRecords(self._reader, self._contributions, register, [scope.org], until)
        metric = with_figure(metric, self._contributions.rule_packs, until)
        figures = measure(metric, register, rows.between(None, until), scope)
        of_members = metric.about is SubjectKind.MEMBER
        subjects = list(scope.roll) if of_members else [scope.org]
        return {subject: figures.of(subject) for subject in subjects}


def metric_view(reader: Reader, contributions: Contributions, scope: Scope) -> MetricView:
    """What a computed metric is given for a scope."""
    last = scope.period.last_day
    view = StoreView(reader, contributions, node=scope.org, today=last, masked=False)
    return MetricView(scope, lambda register: view.records(register, [scope.org], until=last), view)


def _result(row: ScoredRow) -> SubjectResult:
    scored = row.row.total is not None
    return SubjectResult(
        subject=row.subject,
        name=row.name,
        total=row.result.total if scored else None,
        complete=scored and row.result.complete,
        rank=row.rank,
        band=row.band.id if row.band else "",
        points={id: p for id, cell in row.row.cells.items() if (p := cell.stands) is not None},
        vetoes=tuple(row.row.vetoes),
        waiting=row.waiting,
    )


def _masked_member(member: Member) -> Member:
    changes: dict[str, Any] = {
        name: mask_value(name, text) for name in PERSONAL_FIELDS if (text := getattr(member, name))
    }
    return replace(member, **changes) if changes else member


def _masked_organization(organization: Organization) -> Organization:
    if not organization.phone:
        return organization
    return replace(organization, phone=mask_value("phone", organization.phone))


def _masked_record(record: Record, personal: set[str]) -> Record:
    values = {
        id: mask_value(id, str(value)) if id in personal else value
        for id, value in record.values.items()
    }
    return replace(record, values=values)
