"""What a plugin's metrics, reports and screens see of a workspace, and the few things they may change in it.

These are promises, not code: the program hands in objects that keep them. A plugin never meets the store.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from branchkit.core.dates import Period
from branchkit.core.values import frozen

if TYPE_CHECKING:
    from branchkit.core.members.member import Member
    from branchkit.core.organizations.organization import Organization, OrganizationKind
    from branchkit.core.organizations.tree import OrganizationTree
    from branchkit.core.registers.register import Record, Register
    from branchkit.core.rulepacks import RulePack
    from branchkit.core.scoring.results import Measurement
    from branchkit.core.scoring.schemes import Scheme
    from branchkit.core.scoring.sheets import SheetState


@frozen
class SubjectResult:
    """What a sheet says of one subject. ``band`` is a band's id, empty while the row is open; points by criterion."""

    subject: str
    name: str
    total: Decimal | None
    complete: bool
    rank: int | None
    band: str
    points: Mapping[str, Decimal]
    vetoes: tuple[str, ...] = ()


@frozen
class SheetResults:
    """A sheet added up, subjects in the order of its roll."""

    scheme: Scheme
    org: str
    period: Period
    state: SheetState
    subjects: tuple[SubjectResult, ...]

    def of(self, subject: str) -> SubjectResult | None:
        """One subject's result."""
        return next((result for result in self.subjects if result.subject == subject), None)


class WorkspaceView(Protocol):
    """Reading. Everything is as it was when it was asked for; nothing is cached between two questions.

    What a screen or a report is given has personal data masked; a metric, which shows nothing, has it plain.
    """

    @property
    def today(self) -> date:
        """The day on which is worked."""

    @property
    def node(self) -> str:
        """The organisation at which is worked."""

    @property
    def registers(self) -> Mapping[str, Register]:
        """All declared registers, by id."""

    @property
    def schemes(self) -> Mapping[str, Scheme]:
        """All declared schemes, by id."""

    @property
    def rule_packs(self) -> Mapping[str, RulePack]:
        """All rule packs, by id."""

    def tree(self) -> OrganizationTree:
        """All organisations."""

    def members(self, org: str) -> Sequence[Member]:
        """Who is on an organisation's roll, in its order."""

    def records(
        self,
        register: str,
        orgs: Sequence[str],
        *,
        since: date | None = None,
        until: date | None = None,
    ) -> Iterator[Record]:
        """The rows of a register dated within a span, computed columns included; nothing for an unknown register."""

    def results(self, scheme: str, org: str, period: Period) -> SheetResults | None:
        """A sheet added up; None where nobody has opened it."""

    def measure(self, metric: str, org: str, period: Period) -> Mapping[str, Measurement]:
        """A declared or computed metric by subject; empty for an unknown one."""


class WorkspaceActions(Protocol):
    """Changing. Each is one transaction in the user's name, on disk when it returns, and can be taken back by :meth:`undo`.

    Refused operations raise :class:`~branchkit.core.errors.BranchkitError`; then nothing has changed.
    """

    def add_record(
        self, register: str, org: str, values: Mapping[str, object], *, reason: str = ""
    ) -> Record:
        """A new row."""

    def edit_record(
        self, register: str, org: str, id: str, changes: Mapping[str, object], *, reason: str = ""
    ) -> Record:
        """Other values in a row; None empties a column."""

    def reshape(
        self,
        *,
        founded: Sequence[Organization] = (),
        converted: Mapping[str, OrganizationKind] | None = None,
        moved: Mapping[tuple[str, str], str] | None = None,
        grouped: Mapping[tuple[str, str], str] | None = None,
        dissolved: Sequence[str] = (),
        carried: Sequence[str] = (),
        reason: str,
    ) -> None:
        """Change the tree in one go: all of it or nothing.

        Members are named by (organisation, member id) as they were before, wherever they go: ids are those of one roll.
        ``founded`` are new organisations (an id is given to those without), ``converted`` get another kind, ``moved`` members go
        to the roll of another organisation, founded ones included, ``grouped`` members belong to the Party group of that name
        afterwards (empty: to none), and ``dissolved`` organisations stand no longer; nobody may be left in them. A member who is
        moved and not grouped belongs to no group. ``carried`` are registers of standing rows about one member each (posts): those of
        whoever moves end where they were kept, and begin anew in the register of the other organisation.
        """

    def undo(self) -> bool:
        """Take back, whole, the latest of these changes that this user made; False when there is none.

        Refused when somebody has changed since what it changed.
        """


@frozen
class ReportScene:
    """For what a plugin makes a report."""

    workspace: WorkspaceView
    org: str
    period: Period
    language: str
    """``zh_CN`` or ``en``."""
