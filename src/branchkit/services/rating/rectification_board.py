"""The rectification list as one session sees it, of an organisation or of a node with everything below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from branchkit.core.actors import Actor
from branchkit.core.errors import BranchkitError, RectificationError
from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.outcomes import Outcome
from branchkit.core.ports import Store, UnitOfWork
from branchkit.core.rating.rectification import Result, Shortcoming
from branchkit.core.registers.register import Register
from branchkit.core.scoring.sheets import SheetKey
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions
from branchkit.services.ledger.undo import Scope, Way, reverse
from branchkit.services.ledger.watching import Watcher
from branchkit.services.organizations.organizations import ORGANIZATION, read_tree
from branchkit.services.rating.item_words import ItemWords
from branchkit.services.rating.rectification import (
    ITEMS,
    Given,
    Item,
    items_of,
    not_taken,
    take,
)
from branchkit.services.rating.reevaluation import keep_results, reevaluations
from branchkit.services.rating.shortcomings import shortcomings
from branchkit.services.registers.reading import kind_of
from branchkit.services.scoring.sheets import existing_sheet, scheme_of

Touched = tuple[str, str]
"""An item's organisation and id."""


class RectificationBoard:
    """Items by organisation, top down, in the order in which they were issued."""

    def __init__(
        self,
        store: Store,
        contributions: Contributions,
        actor: Actor,
        catalog: Catalog,
        today: date,
    ) -> None:
        """Raises :class:`RectificationError` ``no_register`` where a county has done away with the list."""
        register = contributions.registers.get(ITEMS)
        if register is None:
            raise RectificationError("no_register")
        self.register: Register = register
        self.today = today
        self._store, self._contributions = store, contributions
        self._actor, self._catalog = actor, catalog
        self._watcher = Watcher(store, {kind_of(ITEMS), ORGANIZATION})
        self._orgs: tuple[str, ...] = ()
        self.tree: OrganizationTree = read_tree(store)
        self.items: list[Item] = []
        self.words = self._words()

    def show(self, orgs: Sequence[str]) -> None:
        """The items of these organisations from now on."""
        self._orgs = tuple(orgs)
        self.reload()

    def reload(self) -> None:
        """Read everything anew."""
        self.tree = read_tree(self._store)
        self.items = list(items_of(self._store, self._orgs))
        self.words = self._words()

    def _words(self) -> ItemWords:
        return ItemWords(self._store, self._catalog, self.register, self.tree, self.items)

    def catch_up(self) -> bool:
        """Take in what other sessions have done; whether they did anything that shows here."""
        if not self._watcher.foreign():
            return False
        self.reload()
        return True

    def count(self, state: str) -> int:
        """How many items stand so."""
        return sum(item.state(self.today) == state for item in self.items)

    def fresh(self, key: SheetKey) -> list[Shortcoming]:
        """What a sheet shows that is not on the list yet; raises :class:`~branchkit.core.errors.SheetError` ``not_opened``."""
        found = shortcomings(self._store, self._contributions, key, self.today)
        scheme = scheme_of(existing_sheet(self._store, key), self._contributions.schemes)
        return not_taken(found, list(items_of(self._store, [key.org])), key, scheme.title)

    def take(self, key: SheetKey, chosen: Sequence[Shortcoming], given: Given) -> Outcome[Touched]:
        """Put some of them on the list."""

        def work(uow: UnitOfWork) -> list[Touched]:
            records = take(
                *(uow, self.register, self._contributions, key, chosen, given),
                self.today,
                self._catalog,
            )
            return [(key.org, record.id) for record in records]

        return self._write("rectification.take", work, "rectify.taken")

    def evaluate(self, items: Sequence[Item]) -> Outcome[Touched]:
        """Evaluate items again by the period after their own, those met left alone; of a single one it is said why not."""
        open_items = [item for item in items if item.text("result") != Result.MET]
        found = reevaluations(self._store, self._contributions, open_items)
        told = [one for one in found if one.result is not None]
        if not told and len(found) == 1:
            return Outcome("rectify.not_checked", {"why": found[0].why_not})
        if not told:
            return Outcome("rectify.none_checked")

        def work(uow: UnitOfWork) -> list[Touched]:
            kept = keep_results(uow, self.register, told)
            return [(one.item.org, one.item.record.id) for one in kept]

        return self._write("rectification.check", work, "rectify.checked")

    def reverse(self, way: Way) -> Outcome[Touched]:
        """Take back this person's latest change to the list, or do it again."""
        scope = Scope("record", kind_of(ITEMS), frozenset(self._orgs))
        outcome = reverse(self._store, self._actor, way, scope)
        self._watcher.own(outcome.operation)
        self.reload()
        return outcome.about(tuple((entry.org, entry.id) for entry in outcome.touched))

    def _write(
        self, action: str, work: Callable[[UnitOfWork], list[Touched]], code: str
    ) -> Outcome[Touched]:
        try:
            with self._store.begin(self._actor, action) as uow:
                touched = work(uow)
                self._watcher.own(uow.commit())
        except BranchkitError as error:
            return Outcome(refused=error)
        self.reload()
        return Outcome(code, {"count": len(touched)}, tuple(touched))
