"""A workspace as plugins see it, from plain data: for tests of a plugin's metrics, reports and screens without a store.

::

    view = FakeView(
        organizations=[Organization("v1", "高沟村党支部", sector="rural")],
        members=[Member("m0001", "v1", "陈建国", 1)],
        records=[a_record("book.visit", "v1", date="2026-11-03", member="m0001")],
    )
    assert measure_visits(view.metric_view("v1", Period(2026, 11))) == {...}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from branchkit.core.dates import Period, day_of
from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.registers.register import Record, RecordsFrom, Register
from branchkit.core.rulepacks import RulePack
from branchkit.core.scoring.measuring import Scope, measure
from branchkit.core.scoring.metrics import with_figure
from branchkit.core.scoring.results import Measurement
from branchkit.core.scoring.schemes import Scheme, SubjectKind
from branchkit.core.scoring.sheets import SheetState
from branchkit.plugin.authored import with_needed
from branchkit.plugin.commands import CommandScene
from branchkit.plugin.contributions import Contributions, MetricView
from branchkit.plugin.discovery import InstalledPlugin
from branchkit.plugin.manager import load_contributions
from branchkit.plugin.screen_actions import ActionScene, ActionTarget
from branchkit.plugin.workspace_view import (
    ReportScene,
    Rows,
    SheetResults,
    SubjectResult,
    WorkspaceActions,
)
from branchkit.testing.plugin_actions import FakeActions

TODAY = date(2026, 11, 20)
"""The day of a view that is told no other."""
_NUMBERS = count(1)


def pack_and(*plugins: InstalledPlugin) -> Contributions:
    """The built-in pack with these plugins, what they need, and no others; the first fault is raised."""
    found = with_needed(plugins)
    return load_contributions(None, installed=lambda: found, strict=True)


def plugin_at(package: Path, id: str = "") -> InstalledPlugin:
    """The plugin in a package's folder (``…/src/branchkit_county``), as if it were installed."""
    module = package.name
    plain = module.removeprefix("branchkit_").replace("_", "-")
    return InstalledPlugin(id or plain, module, "", "", package)


def a_record(register: str, org: str, id: str = "", **values: object) -> Record:
    """A row with values as documents keep them."""
    return Record(id or f"r{next(_NUMBERS)}", register, org, values)


def a_result(
    subject: str,
    total: str | None = None,
    band: str = "",
    *,
    name: str = "",
    rank: int | None = None,
    points: Mapping[str, str] | None = None,
    vetoes: Sequence[str] = (),
    waiting: str = "",
) -> SubjectResult:
    """What a sheet says of one subject; without a total the row is open."""
    figure = None if total is None else Decimal(total)
    given = {id: Decimal(text) for id, text in (points or {}).items()}
    complete = figure is not None
    return SubjectResult(
        subject, name or subject, figure, complete, rank, band, given, tuple(vetoes), waiting
    )


class FakeView:
    """Keeps the promises of :class:`~branchkit.plugin.workspace_view.WorkspaceView` from what it is given.

    Registers, metrics, schemes and rule packs are those of ``contributions``, by default the built-in pack's. Computed columns
    are not worked out: a row has the values it is given. ``measured`` answers for metrics that a test does not want to
    work out: metric → subject → figure. ``settings`` are what somebody has set, by plugin; the others are at their defaults.
    """

    def __init__(
        self,
        *,
        organizations: Sequence[Organization] = (),
        members: Sequence[Member] = (),
        records: Sequence[Record] = (),
        results: Sequence[SheetResults] = (),
        measured: Mapping[str, Mapping[str, Decimal | int]] | None = None,
        contributions: Contributions | None = None,
        settings: Mapping[str, Mapping[str, object]] | None = None,
        node: str = "",
        today: date = TODAY,
    ) -> None:
        self.today = today
        self.node = node or (organizations[0].id if organizations else "")
        self._organizations = tuple(organizations)
        self._members = tuple(members)
        self._records = tuple(records)
        self._results = {(r.scheme.id, r.org, r.period): r for r in results}
        self._measured = measured or {}
        self._set = settings or {}
        self._contributions = contributions or load_contributions(None, installed=lambda: ())
        for id in {record.register for record in records}.difference(self.registers):
            raise ValueError(f"no register {id}: give the contributions that declare it")

    @property
    def registers(self) -> Mapping[str, Register]:
        """Those of the contributions."""
        return self._contributions.registers

    @property
    def schemes(self) -> Mapping[str, Scheme]:
        """Those of the contributions."""
        return self._contributions.schemes

    @property
    def rule_packs(self) -> Mapping[str, RulePack]:
        """Those of the contributions."""
        return self._contributions.rule_packs

    def settings(self, plugin: str) -> Mapping[str, Any]:
        """What is given, else the defaults."""
        return {**self._contributions.settings.get(plugin, {}), **self._set.get(plugin, {})}

    def tree(self) -> OrganizationTree:
        """The given organisations."""
        return OrganizationTree(self._organizations)

    def members(self, org: str) -> Sequence[Member]:
        """The given members of one."""
        return [member for member in self._members if member.org == org]

    def records(
        self,
        register: str,
        orgs: Sequence[str],
        *,
        since: date | None = None,
        until: date | None = None,
    ) -> Iterator[Record]:
        """The given rows that fit, organisation by organisation and in their order."""
        for org in orgs:
            for record in self._records:
                wanted = (record.register, record.org) == (register, org) and not record.removed
                if wanted and self._is_within(record, since, until):
                    yield record

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
        """The given sheet; None where there is none."""
        return self._results.get((scheme, org, period))

    def measure(self, metric: str, org: str, period: Period) -> Mapping[str, Measurement]:
        """The given figures, else what the metric makes of the given rows."""
        if metric in self._measured:
            figures = self._measured[metric].items()
            return {s: Measurement(metric, Decimal(figure)) for s, figure in figures}
        view = self.metric_view(org, period)
        if computed := self._contributions.computed.get(metric):
            return computed.measure(view)
        declared = self._contributions.metrics.get(metric)
        if declared is None:
            return {}
        register = self.registers[declared.register]
        declared = with_figure(declared, self._contributions.rule_packs, period.last_day)
        figures_of = measure(declared, register, view.records(register.id), view.scope).of
        of_members = declared.about is SubjectKind.MEMBER
        return {
            subject: figures_of(subject) for subject in (view.scope.roll if of_members else [org])
        }

    # -- beyond the promises --------------------------------------------------------------------------

    def metric_view(self, org: str, period: Period) -> MetricView:
        """What a computed metric is given for one organisation and period."""
        roll = {member.id: member.traits for member in self.members(org)}

        def records(register: str) -> Iterable[Record]:
            return self.records(register, [org], until=period.last_day)

        return MetricView(Scope(org, period, roll), records, self)

    def scene(self, period: Period, *, org: str = "", language: str = "zh_CN") -> ReportScene:
        """What a report is given."""
        return ReportScene(self, org or self.node, period, language)

    def command(
        self,
        actions: WorkspaceActions | None = None,
        *,
        org: str = "",
        language: str = "zh_CN",
        **arguments: object,
    ) -> CommandScene:
        """What a command is given; of arguments' names the hyphens are written as underscores."""
        named = {name.replace("_", "-"): value for name, value in arguments.items()}
        return CommandScene(self, actions or FakeActions(), org or self.node, named, language)

    def action(
        self,
        *targets: ActionTarget,
        actions: WorkspaceActions | None = None,
        screen: str = "",
        language: str = "zh_CN",
        **details: Any,
    ) -> ActionScene:
        """What an action is given, done with ``targets``; ``details`` are ``register``, ``scheme`` and ``period``."""
        changes = actions or FakeActions()
        return ActionScene(self, changes, self.node, language, screen, targets, **details)

    def sheet(
        self,
        scheme: str,
        org: str,
        period: Period,
        subjects: Sequence[SubjectResult],
        state: SheetState = SheetState.CONFIRMED,
    ) -> SheetResults:
        """A sheet of one of its schemes, which it knows from now on."""
        made = SheetResults(self.schemes[scheme], org, period, state, tuple(subjects))
        self._results[scheme, org, period] = made
        return made

    def _is_within(self, record: Record, since: date | None, until: date | None) -> bool:
        """Rows of a register without dates are always in; in one with dates a record without one never is."""
        register = self.registers[record.register]
        dated_by = register.dated_by
        if not dated_by or (register.rows is not RecordsFrom.RECORDS and since is until is None):
            return True
        day = day_of(record.values.get(dated_by))
        return day is not None and (since or date.min) <= day <= (until or date.max)
