"""What somebody has done of late, in the whole workspace, and which of it can be taken back; above all rooms, since it knows their scopes.

Every part of the work has its own order of undo: a sheet, the roll, a register, the dues. The newest change in each is next,
those before it follow when it has been taken back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from itertools import groupby, islice, takewhile

from branchkit.core.access.roles import REFUSAL
from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.errors import BranchkitError, UndoError
from branchkit.core.outcomes import Outcome
from branchkit.core.ports import Entry, Ledger, Store
from branchkit.core.rating.rating import RATING
from branchkit.core.scoring.schemes import Scheme
from branchkit.core.scoring.sheets import SheetKey
from branchkit.core.values import frozen
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions
from branchkit.services.development.cases import CASE, case_changes
from branchkit.services.dues.records import BASES, HANDED, ROLL
from branchkit.services.dues.writer import dues_changes
from branchkit.services.ledger.changes import RECORD
from branchkit.services.ledger.undo import NAMED, ROW, Scope, about, next_to_undo, reverse
from branchkit.services.organizations.organizations import ORGANIZATION
from branchkit.services.organizations.reshaping import TREE_CHANGES
from branchkit.services.plugins.workspace_changes import ACTION, OWN_CHANGES
from branchkit.services.rating.taking_back import rating_changes
from branchkit.services.registers.reading import kind_of
from branchkit.services.review.sampling import CELLS, SAMPLE
from branchkit.services.review.session import ACTION as REVIEW
from branchkit.services.review.session import require_open_column, review_changes
from branchkit.services.roster import MEMBER, roster_changes
from branchkit.services.scoring.remarks import REVIEW as REVIEW_NOTES
from branchkit.services.scoring.scores import require_editable
from branchkit.services.scoring.sheets import ROLL as SHEET_ROLL
from branchkit.services.scoring.sheets import SHEET, existing_sheet, scheme_of
from branchkit.services.scoring.taking_back import CellChange, cell_change, sheet_changes
from branchkit.services.scoring.terms import TERMS
from branchkit.services.unmasking import UNMASKING

_FOLLOWS = frozenset({"sheet.open", "sheet.follow"})
"""What happens by itself when a sheet is looked at."""
_FOUNDS = ("workspace.", "demo.")
_STEPS = frozenset({SHEET, SHEET_ROLL, REVIEW_NOTES, TERMS, SAMPLE, CELLS})
"""Kinds of documents that are steps on a sheet's way, or are written anew to change them."""
_DUES = frozenset(map(kind_of, (ROLL, BASES, HANDED)))


@frozen
class Done:
    """One operation of somebody's: what it was, and whom it was about."""

    number: int
    """The ledger's; by it the operation is asked for."""
    at: datetime
    action: str
    names: tuple[str, ...]
    """Of the first few documents that it changed, each once."""
    count: int
    """How many documents it changed."""
    cell: CellChange | None
    """Where it gave one cell of a sheet its points."""
    refused: BranchkitError | None
    """Why it cannot be taken back now: :class:`UndoError` ``undone``, ``later``, ``blocked``, ``step``, ``founds``, ``several``, or
    :class:`SheetError` ``closed``; None: it can."""


class Undoing:
    """One user's operations in a workspace."""

    def __init__(
        self, store: Store, contributions: Contributions, actor: Actor, today: date
    ) -> None:
        self._store = store
        self._contributions = contributions
        self._actor = actor
        self._today = today
        self._following: dict[object, int | None] = {}
        """Part of the work → the operation that would be taken back next in it."""

    def done(self, limit: int) -> list[Done]:
        """The user's last operations, newest first, at most so many; of looking alone none."""
        self._following.clear()
        operations = _operations(self._store, self._actor.name)
        return [self._told(*operation) for operation in islice(operations, limit)]

    def find(self, number: int | None = None) -> Done:
        """One operation of the user's; without a number the newest that has not been taken back.

        Raises :class:`UndoError` ``nothing``, ``not_there``.
        """
        self._following.clear()
        for entries, undone in _operations(self._store, self._actor.name):
            if entries[0].change.operation == number or (number is None and not undone):
                return self._told(entries, undone)
        raise UndoError("nothing") if number is None else UndoError("not_there", number=number)

    def undo(self, done: Done) -> Outcome[Entry]:
        """Take an operation back. Refused is it for the reason that it names, and what its part of the work refuses."""
        if done.refused is not None:
            return Outcome(refused=done.refused)
        lines = self._store.entries(after=done.number - 1)
        whole = takewhile(lambda entry: entry.change.operation == done.number, lines)
        return reverse(self._store, self._actor, "undo", self._scope(tuple(whole)))

    def _told(self, entries: tuple[Entry, ...], undone: bool) -> Done:
        refused: BranchkitError | None = None
        try:
            self._scope_to_undo(entries, undone=undone)
        except BranchkitError as error:
            refused = error
        first = entries[0]
        return Done(
            number=first.change.operation,
            at=first.at,
            action=first.change.action,
            names=tuple(dict.fromkeys(about(self._store, e) for e in entries[:NAMED])),
            count=len(entries),
            cell=self._cell(entries),
            refused=refused,
        )

    def _scope_to_undo(self, entries: tuple[Entry, ...], *, undone: bool) -> Scope:
        if undone:
            raise UndoError("undone")
        scope = self._scope(entries)
        if scope.kind == ROW and scope.actions:
            require_open_column(self._store, _sheet_of(entries[0]), entries)
        elif scope.kind == ROW:
            require_editable(self._store, _sheet_of(entries[0]))
        orgs = None if scope.orgs is None else frozenset(scope.orgs)
        part = scope.subject, scope.kind, orgs, scope.prefix
        if part not in self._following:
            self._following[part] = next_to_undo(self._store, self._actor.name, scope)
        following = self._following[part]
        if following != entries[0].change.operation:
            raise UndoError("blocked" if following is None else "later")
        return scope

    def _scope(self, entries: tuple[Entry, ...]) -> Scope:
        """Among which changes an operation is taken back; raises :class:`UndoError` where it never is."""
        action, kinds = entries[0].change.action, {entry.kind for entry in entries}
        orgs = frozenset(entry.org for entry in entries)
        if action.startswith(_FOUNDS):
            raise UndoError("founds")
        if action.startswith(ACTION):
            return OWN_CHANGES
        if kinds & _STEPS:
            raise UndoError("step")
        if kinds <= _DUES and action.startswith("dues.") and len(orgs) == 1:
            return dues_changes(*orgs)
        if len(kinds) > 1:
            raise UndoError("several")
        return self._scope_of_kind(entries[0].kind, orgs, entries[0])

    def _scope_of_kind(self, kind: str, orgs: Collection[str], first: Entry) -> Scope:
        if kind == ROW:
            key = _sheet_of(first)
            if first.change.action.startswith(REVIEW):
                return review_changes(self._scheme_of(key), key)
            return sheet_changes(self._scheme_of(key), key, self._today)
        if kind == MEMBER:
            return roster_changes(orgs)
        if kind == CASE:
            return case_changes(self._contributions.rule_packs, orgs, self._today)
        if kind == ORGANIZATION:
            return TREE_CHANGES
        if kind == RATING:
            return rating_changes(first.org, first.id)
        if kind.startswith(RECORD):
            return Scope("record", kind, orgs)
        raise UndoError("several")

    def _cell(self, entries: tuple[Entry, ...]) -> CellChange | None:
        if entries[0].kind != ROW or len(entries) != 1:
            return None
        try:
            return cell_change(entries[0], self._scheme_of(_sheet_of(entries[0])))
        except BranchkitError:
            return None  # There is neither the scheme any more nor its text.

    def _scheme_of(self, key: SheetKey) -> Scheme:
        return scheme_of(existing_sheet(self._store, key), self._contributions.schemes)


def _operations(ledger: Ledger, actor: str) -> Iterator[tuple[tuple[Entry, ...], bool]]:
    """The actor's own that changed something, newest first, each with whether it has been taken back."""
    cancelled: set[int] = set()
    lines = ledger.entries(newest_first=True)
    for number, group in groupby(lines, key=lambda entry: entry.change.operation):
        entries = tuple(group)[::-1]
        first = entries[0]
        if first.change.undoes is not None:
            if number not in cancelled:
                cancelled.add(first.change.undoes)
            continue
        looked = first.kind in (UNMASKING, REFUSAL) or first.change.action in _FOLLOWS
        if first.actor == actor and not looked:
            yield entries, number in cancelled


def _sheet_of(entry: Entry) -> SheetKey:
    """The sheet of a row."""
    scheme, _, period = entry.id.rpartition("/")[0].rpartition("@")
    return SheetKey(scheme, entry.org, Period.parse(period))


def done_text(catalog: Catalog, done: Done) -> str:
    """What was done, in a few words."""
    action = catalog.titled(f"history.action.{done.action}", None)
    names = catalog.listed(done.names)
    if done.cell is not None and done.cell.after is not None:
        return catalog.text(
            "undo.cell", names=names, criterion=done.cell.criterion, points=done.cell.after
        )
    key = "undo.several" if done.count > len(done.names) else "undo.one"
    return catalog.text(key, action=action, names=names, count=done.count)
