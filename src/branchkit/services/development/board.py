"""The board: who stands where, filtered by stage. Cases are read and worked out as they are looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property

from branchkit.core.development.cases import ENDED as ENDED_STATES
from branchkit.core.development.route import Routes
from branchkit.core.development.standing import CaseStanding, standing
from branchkit.core.errors import CaseError
from branchkit.core.ports import Store
from branchkit.services.development.cases import CASE, CaseRef, case_refs, read_cases, refs_by_id
from branchkit.services.ledger.watching import Watcher
from branchkit.services.roster import MEMBER

EVERYBODY = 0
"""The filter that shows all who have not come to the end."""
LAST_STAGES = 4
"""Filters from 1 on are stages; the last one takes all that follow as well: on probation, and full but not yet filed."""
ENDED = 5
"""The filter that shows cases that are completed, cancelled, or ended with their person's leaving."""
CASES_AHEAD = 40
"""Cases that are read with the first of them that is looked at."""


class CaseBoard:
    """The cases of one organisation, or of several."""

    def __init__(self, store: Store, routes: Routes, orgs: Sequence[str], today: date) -> None:
        self._store, self._routes, self._today = store, routes, today
        self.orgs = tuple(orgs)
        self._watcher = Watcher(store, {CASE, MEMBER}, self.orgs)
        self.stages = tuple(stage.id for stage in routes.on(today).edition.stages)
        self.filter = EVERYBODY
        self._all: list[CaseRef] = []
        self._shown: list[CaseRef] = []
        self._standings: dict[tuple[str, str], CaseStanding] = {}
        self.reload()

    def reload(self) -> None:
        """Look at the cases again: this session has changed something."""
        self._standings.clear()
        self.__dict__.pop("member_names", None)
        self._take(case_refs(self._store, self.orgs))

    def catch_up(self) -> bool:
        """Take in what other sessions have done; whether they did anything to the cases or to who is named in them."""
        news = self._watcher.foreign()
        cases = {(change.org, change.id) for change in news if change.kind == CASE}
        if cases:
            for case in cases:
                self._standings.pop(case, None)
            kept = (ref for ref in self._all if (ref.org, ref.id) not in cases)
            self._take((*kept, *refs_by_id(self._store, cases)))
        if len(cases) < len(news):
            self.__dict__.pop("member_names", None)
        return bool(news)

    @cached_property
    def member_names(self) -> Mapping[str, str]:
        """The names of all members by their ids, of those who left as well: a contact member may have."""
        return {
            id: name
            for org in self.orgs
            for id, name in self._store.project(org, MEMBER, "", ("name",))
        }

    def _take(self, refs: Iterable[CaseRef]) -> None:
        """Stage by stage, in each as the cases were opened."""
        order = {stage: place for place, stage in enumerate(self.stages)}
        self._all = sorted(
            refs,
            key=lambda ref: (order.get(ref.stage, len(order)), self.orgs.index(ref.org), ref.id),
        )
        self.show(self.filter)

    def show(self, wanted: int) -> None:
        """Filter by the number of a stage, :data:`EVERYBODY` or :data:`ENDED`."""
        self.filter = wanted
        self._shown = [ref for ref in self._all if self._is_in(ref, wanted)]

    def _is_in(self, ref: CaseRef, wanted: int) -> bool:
        ended = ref.state in ENDED_STATES
        if wanted == ENDED or ended:
            return ended and wanted == ENDED
        number = self.stages.index(ref.stage) + 1 if ref.stage in self.stages else 0
        return wanted in (EVERYBODY, min(number, LAST_STAGES))

    def __len__(self) -> int:
        return len(self._shown)

    def ref(self, row: int) -> CaseRef | None:
        """The case in a row."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def names(self) -> list[str]:
        """The names, in the order of the rows."""
        return [ref.name for ref in self._shown]

    def row_of(self, id: str, org: str = "") -> int | None:
        """The row of a case; None where the filter hides it."""
        for row, ref in enumerate(self._shown):
            if ref.id == id and org in ("", ref.org):
                return row
        return None

    def has(self, id: str) -> bool:
        """Whether there is such a case, shown or not."""
        return any(ref.id == id for ref in self._all)

    def standing(self, ref: CaseRef) -> CaseStanding:
        """Where a case stands; worked out once until the next :meth:`reload`."""
        key = ref.org, ref.id
        if key not in self._standings:
            first = self._shown.index(ref) if ref in self._shown else len(self._shown)
            self._read([ref, *self._shown[first + 1 : first + CASES_AHEAD]])
        if key not in self._standings:
            raise CaseError("unknown", text=ref.id)
        return self._standings[key]

    def _read(self, refs: Iterable[CaseRef]) -> None:
        """Work out where cases stand, of those that are not known; they are read at once."""
        unknown = [ref for ref in refs if (ref.org, ref.id) not in self._standings]
        for case in read_cases(self._store, unknown):
            self._standings[case.org, case.id] = standing(case, self._routes, self._today)

    def counts(self) -> list[tuple[str, int]]:
        """Stage → how many stand in it and have not come to the end, stages without anybody left out."""
        going_on = [ref.stage for ref in self._all if self._is_in(ref, EVERYBODY)]
        return [(stage, going_on.count(stage)) for stage in self.stages if stage in going_on]

    def all_standings(self) -> list[CaseStanding]:
        """Everybody who is shown."""
        self._read(self._shown)
        return [self.standing(ref) for ref in self._shown]

    def everybody(self, *, ended: bool = False) -> list[CaseStanding]:
        """All who have not come to the end, or really all, whatever is shown."""
        refs = [ref for ref in self._all if ended or self._is_in(ref, EVERYBODY)]
        self._read(refs)
        return [self.standing(ref) for ref in refs]
