"""What a plugin's metrics, reports and screens see of a workspace, and the few things they may change in it.

These are promises, not code: the program hands in objects that keep them. A plugin never meets the store. Tables alone are
code: :class:`Rows` reads whatever is handed to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, NoReturn, Protocol, TypeVar

from branchkit.core.dates import Period
from branchkit.core.errors import StoreError
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


Row = TypeVar("Row")


class Rows(Generic[Row]):
    """A table that can only be read. It holds no rows: each question reads them anew, one after the other.

    A condition is called with a row's fields and says whether it holds; :mod:`branchkit.plugin.queries` builds them::

        from branchkit.plugin.queries import where

        visits = view.table("book.visit", [org])
        late = visits.search((where("visited") >= "2026-11-01") & (where("hours") < 2))

    """

    def __init__(
        self,
        read: Callable[[], Iterable[Row]],
        fields: Callable[[Row], Mapping[str, Any]],
    ) -> None:
        """``read`` begins anew for every question; ``fields`` is what conditions look at."""
        self._read = read
        self._fields = fields

    def __iter__(self) -> Iterator[Row]:
        return iter(self._read())

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def search(self, condition: Callable[[Mapping[str, Any]], bool]) -> Iterator[Row]:
        """The rows for which the condition holds, each as it is found."""
        fields = self._fields
        return (row for row in self if condition(fields(row)))

    def get(self, condition: Callable[[Mapping[str, Any]], bool]) -> Row | None:
        """The first row for which the condition holds; what is behind it is not read."""
        return next(self.search(condition), None)

    def contains(self, condition: Callable[[Mapping[str, Any]], bool]) -> bool:
        """Whether there is a row for which the condition holds."""
        return any(True for _ in self.search(condition))

    def count(self, condition: Callable[[Mapping[str, Any]], bool]) -> int:
        """For how many rows the condition holds."""
        return sum(1 for _ in self.search(condition))

    def all(self) -> list[Row]:
        """Every row at once."""
        return list(self)

    def insert(self, *_: object, **__: object) -> NoReturn:
        """Refuse, as every other way in which TinyDB writes: raises :class:`StoreError` ``query_only``.

        What is written leaves its entry in the ledger: see :class:`WorkspaceActions`.
        """
        raise StoreError("query_only")

    insert_multiple = update = update_multiple = upsert = remove = truncate = insert


@frozen
class SubjectResult:
    """What a sheet says of one subject. ``band`` is a band's id, empty while the row is open; points by criterion."""

    subject: str
    """A member's or an organisation's id."""
    name: str
    """In words."""
    total: Decimal | None
    """Rounded as the scheme says; None while the row is open."""
    complete: bool
    """Whether nothing is open."""
    rank: int | None
    """From 1; None: not ranked."""
    band: str
    """The band's id; empty: none."""
    points: Mapping[str, Decimal]
    """Criterion → points."""
    vetoes: tuple[str, ...] = ()
    """Ids of those that struck."""
    waiting: str = ""
    """Why an organisation with a total has no band: ``rating`` (its superior has not rated it beside the others yet) or ``unrated``
    (the rating has left it out); else empty."""


@frozen
class SheetResults:
    """A sheet added up, subjects in the order of its roll."""

    scheme: Scheme
    """By which it was judged."""
    org: str
    period: Period
    """Of which."""
    state: SheetState
    """From draft to sealed."""
    subjects: tuple[SubjectResult, ...]
    """In the order of the roll."""

    def of(self, subject: str) -> SubjectResult | None:
        """The result of a member or organisation by its id; None for one that is not on the sheet."""
        return next((result for result in self.subjects if result.subject == subject), None)

    def table(self) -> Rows[SubjectResult]:
        """The subjects, asked by the fields of :class:`SubjectResult`, points as ``where("points")[criterion]``.

        An open row has no ``total``, ``rank`` or ``band``.
        """
        return Rows(lambda: self.subjects, _known_fields)


def _known_fields(result: SubjectResult) -> dict[str, object]:
    """What conditions on a subject look at."""
    known = {"total": result.total, "rank": result.rank, "band": result.band or None}
    return {
        "subject": result.subject,
        "name": result.name,
        "complete": result.complete,
        "points": result.points,
        "vetoes": result.vetoes,
        **{name: value for name, value in known.items() if value is not None},
    }


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

    def settings(self, plugin: str) -> Mapping[str, Any]:
        """What is set for a plugin, by the ids of its ``[[setting]]``; empty for one without any.

        A number is a Decimal, a yes-no a bool, a date a date or None, a choice its id::

            wanted = view.settings("county")["patrols"]
        """

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
        """The rows of a register dated within a span, computed columns included; nothing for an unknown register.

        Without a span those members and cases are there as well whose date nobody knows.
        """

    def table(
        self,
        register: str,
        orgs: Sequence[str],
        *,
        since: date | None = None,
        until: date | None = None,
    ) -> Rows[Record]:
        """The same rows as a table, whatever they are: records, members or cases; asked by the ids of the columns.

        Numbers and amounts are Decimals, dates and months ISO texts, the others as they are kept; an empty column is not there. A
        masked text is asked as it is masked, a masked figure is not there.
        """

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
        """Keep a new row of a register: column → value, in JSON's types."""

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
        moved and not grouped belongs to no group. The committee of a converted organisation stays in office. ``carried`` are registers of standing rows about one member each (posts): those of
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
    """What can be read, personal data masked."""
    org: str
    period: Period
    """For which."""
    language: str
    """``zh_CN`` or ``en``."""
