"""The board: who stands where, filtered by stage. Cases are read and worked out as they are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from branchkit.core.development.cases import CaseState
from branchkit.core.development.route import Routes
from branchkit.core.development.standing import CaseStanding, standing
from branchkit.core.ports import Reader
from branchkit.services.development.cases import CaseRef, case_of, case_refs

EVERYBODY = 0
"""The filter that shows all who have not come to the end."""
LAST_STAGES = 4
"""Filters from 1 on are stages; the last one takes all that follow as well: on probation, and full but not yet filed."""
ENDED = 5
"""The filter that shows completed and cancelled cases."""


class CaseBoard:
    """The cases of one organisation, or of several."""

    def __init__(self, reader: Reader, routes: Routes, orgs: Sequence[str], today: date) -> None:
        self._reader, self._routes, self._today = reader, routes, today
        self.orgs = tuple(orgs)
        self.stages = tuple(stage.id for stage in routes.on(today).edition.stages)
        self.filter = EVERYBODY
        self._all: list[CaseRef] = []
        self._shown: list[CaseRef] = []
        self._standings: dict[tuple[str, str], CaseStanding] = {}
        self.reload()

    def reload(self) -> None:
        """Look at the cases again: this session or another one has changed something."""
        self._standings.clear()
        order = {stage: place for place, stage in enumerate(self.stages)}
        refs = case_refs(self._reader, self.orgs)
        self._all = sorted(refs, key=lambda ref: order.get(ref.stage, len(order)))
        self.show(self.filter)

    def show(self, wanted: int) -> None:
        """Filter by the number of a stage, :data:`EVERYBODY` or :data:`ENDED`."""
        self.filter = wanted
        self._shown = [ref for ref in self._all if self._is_in(ref, wanted)]

    def _is_in(self, ref: CaseRef, wanted: int) -> bool:
        ended = ref.state in (CaseState.COMPLETED, CaseState.CANCELLED)
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
            case = case_of(self._reader, ref.org, ref.id)
            self._standings[key] = standing(case, self._routes, self._today)
        return self._standings[key]

    def counts(self) -> list[tuple[str, int]]:
        """Stage → how many stand in it and have not come to the end, stages without anybody left out."""
        going_on = [ref.stage for ref in self._all if self._is_in(ref, EVERYBODY)]
        return [(stage, going_on.count(stage)) for stage in self.stages if stage in going_on]

    def all_standings(self) -> list[CaseStanding]:
        """Everybody who is shown."""
        return [self.standing(ref) for ref in self._shown]

    def everybody(self, *, ended: bool = False) -> list[CaseStanding]:
        """All who have not come to the end, or really all, whatever is shown."""
        refs = [ref for ref in self._all if ended or self._is_in(ref, EVERYBODY)]
        return [self.standing(ref) for ref in refs]
