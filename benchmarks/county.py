"""A county of any size to measure on: townships over branches of every sector, with members, registers and months of sheets.

    python benchmarks/county.py FOLDER [--townships 10] [--branches 100] [--members 30] [--months 12]

A few branches are lived through by the demo's own services; every other one is a copy of one of them, put in bulk under
people, points and states of sheets of its own. The same size and seed always make the same county.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from workspaces import ACTOR, NOW

from branchkit.bootstrap import Workspace, create_workspace, open_workspace
from branchkit.core.dates import Period
from branchkit.core.fields import canonical
from branchkit.core.organizations.organization import (
    KNOWN_SECTORS,
    Organization,
    OrganizationKind,
)
from branchkit.core.ports import UnitOfWork
from branchkit.core.scoring.schemes import Scheme
from branchkit.core.scoring.sheets import (
    Cell,
    Passage,
    Row,
    Sheet,
    SheetState,
    SheetStep,
)
from branchkit.core.scoring.tally import refuse_points
from branchkit.core.values import frozen
from branchkit.i18n.catalog import Catalog
from branchkit.services.demo.branch import fill_branch
from branchkit.services.demo.members import demo_members
from branchkit.services.demo.ratings import fill_ratings
from branchkit.services.roster import MEMBER
from branchkit.services.scoring.rows import ROW, added_up
from branchkit.services.scoring.sheets import ROLL, SHEET
from branchkit.settings import UserSettings, is_workspace

ORG = "county"
SEED = 1921
SECTORS = (
    "rural",
    "community",
    "rural",
    "schools",
    "rural",
    "rural",
    "enterprise",
    "rural",
    "organs",
    "rural",
)
"""Of the branches of a township, one after the other."""
MODELS = 20
"""Branches that are lived through; all others are copies of these."""
_MODEL = "model-branch"
"""A model's own id: nothing else in a document reads like it."""
_AROUND = (-8, 5, -3, 8, 0, -6, 3, 6, -5, 0)
"""How many members more or fewer than usual the models have; together none."""
_CODE = "9901"
_TOWNSHIPS = "清溪龙潭城关柳河石桥青山白水大田松岭云台平沙金坪"
_VILLAGES = "青石柳坝松岭山口大田城郊桂园城南河湾新桥坪上水口黄土红岩竹林"
_OFTEN = "record/book.visit"
"""The register with by far the most rows: those of two months are enough."""

_WAY = (
    (SheetStep.REVIEW, SheetState.REVIEWED, "镇党委组织干事", 6),
    (SheetStep.CONFIRM, SheetState.CONFIRMED, "镇党委书记", 5),
    (SheetStep.PUBLICISE, SheetState.PUBLICISED, "镇党委组织干事", 1),
    (SheetStep.SEAL, SheetState.SEALED, "镇党委组织干事", 7),
)
"""What happens to a sheet that was handed up: step, state, by whom, days after the one before."""

Odds = Mapping[SheetState | None, float]
"""How often a sheet stands so; None: there is none."""
_LATE: Odds = {
    SheetState.SUBMITTED: 0.55,
    SheetState.REVIEWED: 0.15,
    SheetState.RETURNED: 0.08,
    SheetState.DRAFT: 0.12,
    None: 0.10,
}
"""Of the period that ended last."""
_RECENT: Odds = {SheetState.REVIEWED: 0.2, SheetState.CONFIRMED: 0.5, SheetState.PUBLICISED: 0.3}
_OLD: Odds = {SheetState.SEALED: 0.92, SheetState.CONFIRMED: 0.05, None: 0.03}
_LATELY, _RECENTLY = timedelta(days=45), timedelta(days=110)


@frozen
class Size:
    """How large a county is."""

    townships: int = 10
    branches: int = 100
    """Of each township."""
    members: int = 30
    """Of each branch, on the average."""
    months: int = 12
    """At least three."""

    def __str__(self) -> str:
        return f"county-{self.townships}x{self.branches}x{self.members}x{self.months}"


COUNTY = Size()
TOWNSHIP = Size(townships=1)
SMALL = Size(townships=2, branches=3, members=8, months=3)
"""For tests: made in a few seconds."""


@frozen
class _ModelBranch:
    """A branch that was lived through: its documents but the members, as ``(kind, id, text)``."""

    sector: str
    members: int
    documents: tuple[tuple[str, str, str], ...]


def county_in(folder: Path, size: Size = COUNTY) -> Path:
    """The workspace of a county of this size in ``folder``, made unless it is there; who changes it takes a copy."""
    directory = folder / str(size)
    if not is_workspace(directory):
        begun = folder / f"{size}.part"
        shutil.rmtree(begun, ignore_errors=True)
        make_county(begun, size)
        begun.rename(directory)
    return directory


def make_county(directory: Path, size: Size = COUNTY, seed: int = SEED) -> None:
    """Make a workspace over a whole county; its own organisation is :data:`ORG`, townships are ``t01`` …, branches ``t01b001`` …"""
    create_workspace(
        directory,
        name="清源县委",
        sector="rural",
        clock=_clock,
        actor=ACTOR,
        organization=ORG,
        kind=OrganizationKind.COMMITTEE,
    )
    with tempfile.TemporaryDirectory(prefix="branchkit-models-") as scratch:
        models = list(_models(Path(scratch), size, seed))
    workspace = _open(directory)
    try:
        for township in _townships(size):
            _fill_township(workspace, township, models, size, seed)
        today = _clock().date()
        for number, org in enumerate((*(t.id for t in _townships(size)), ORG)):
            fill_ratings(
                workspace.store, workspace.contributions, org, today, seed + number, actor=ACTOR
            )
    finally:
        workspace.close()


def branch_ids(size: Size) -> list[str]:
    """All branches of a county, township by township."""
    return [_branch(t.id, place) for t in _townships(size) for place in range(size.branches)]


def _models(scratch: Path, size: Size, seed: int) -> Iterator[_ModelBranch]:
    count = min(MODELS, size.branches)
    for number in range(count):
        sector = SECTORS[number % len(SECTORS)]
        members = max(5, size.members + _AROUND[(number + number // len(SECTORS)) % len(_AROUND)])
        directory = scratch / str(number)
        yield _lived_through(directory, sector, members, size.months, seed + number)


def _lived_through(
    directory: Path, sector: str, count: int, months: int, seed: int
) -> _ModelBranch:
    create_workspace(
        directory,
        name="样板党支部",
        sector=sector,
        clock=_clock,
        actor=ACTOR,
        organization=_MODEL,
        sectors=KNOWN_SECTORS,
    )
    workspace = _open(directory)
    try:
        today = _clock().date()
        people = demo_members(_MODEL, today, Random(seed), count, familiar=False)
        fill_branch(workspace.store, workspace.contributions, _MODEL, today, people, seed, months)
        if workspace.contributions.failures:
            raise RuntimeError(f"a model cannot be made: {workspace.contributions.failures}")
        documents = _documents_of(workspace, _worth_keeping(today))
        return _ModelBranch(sector, count, tuple(documents))
    finally:
        workspace.close()


def _worth_keeping(today: date) -> Callable[[str, Mapping[str, Any]], bool]:
    since = Period.containing(today).shifted(-1).first_day.isoformat()
    return lambda kind, body: kind != _OFTEN or body.get("on", "") >= since


def _documents_of(
    workspace: Workspace, keep: Callable[[str, Mapping[str, Any]], bool]
) -> Iterator[tuple[str, str, str]]:
    """In the order in which they came to be."""
    store = workspace.store
    keys = dict.fromkeys((e.org, e.kind, e.id) for e in store.entries())
    own = [key for key in keys if key[0] == _MODEL and key[1] != MEMBER]
    for (_org, kind, id), document in store.get_many(own).items():
        if keep(kind, document.body):
            yield kind, id, canonical(document.body)


def _townships(size: Size) -> list[Organization]:
    names = [_TOWNSHIPS[place : place + 2] for place in range(0, len(_TOWNSHIPS), 2)]
    return [
        Organization(
            f"t{number + 1:02d}",
            f"{_numbered(names, number)}镇党委",
            OrganizationKind.COMMITTEE,
            "rural",
            parent=ORG,
            code=f"{_CODE}{number + 1:02d}",
            elected_on="2024-03-15",
        )
        for number in range(size.townships)
    ]


def _numbered(names: Sequence[str], number: int) -> str:
    again = number // len(names)
    return names[number % len(names)] + (str(again + 1) if again else "")


def _branch(township: str, place: int) -> str:
    return f"{township}b{place + 1:03d}"


def _fill_township(
    workspace: Workspace,
    township: Organization,
    models: Sequence[_ModelBranch],
    size: Size,
    seed: int,
) -> None:
    names = [_VILLAGES[place : place + 2] for place in range(0, len(_VILLAGES), 2)]
    with workspace.store.begin(ACTOR, "bench.organizations") as uow:
        _put_organization(uow, township)
        uow.commit()
    for place in range(size.branches):
        id = _branch(township.id, place)
        dice = Random(f"{seed}/{id}")
        sector = models[place % len(models)].sector
        organization = Organization(
            id,
            f"{township.name[:2]}{_numbered(names, place)}党支部",
            sector=sector,
            parent=township.id,
            code=f"{township.code}{place + 1:03d}",
            founded="1998",
            elected_on="2025-06-20",
        )
        model = dice.choice([m for m in models if m.sector == sector])
        with workspace.store.begin(ACTOR, "bench.branch") as uow:
            _put_organization(uow, organization)
            _Copy(uow, workspace.contributions.schemes, organization, model, dice).put()
            uow.commit()


def _put_organization(uow: UnitOfWork, organization: Organization) -> None:
    uow.put("", "organization", organization.id, organization.to_body())


class _Copy:
    """Puts a model's documents under another branch."""

    def __init__(
        self,
        uow: UnitOfWork,
        schemes: Mapping[str, Scheme],
        branch: Organization,
        model: _ModelBranch,
        dice: Random,
    ) -> None:
        self._uow, self._schemes, self._branch, self._model = uow, schemes, branch, model
        self._dice = dice
        self._today = _clock().date()
        self._states: dict[str, SheetState | None] = {}
        """By sheet: how it is to stand."""
        self._able = dice.random()

    def put(self) -> None:
        """The members, made up anew, and everything else."""
        org, dice = self._branch.id, self._dice
        for member in demo_members(org, self._today, dice, self._model.members, familiar=False):
            self._uow.put(org, MEMBER, member.id, member.to_body())
        for kind, id, text in self._model.documents:
            body = json.loads(text.replace(_MODEL, org))
            if kind in (SHEET, ROLL, ROW):
                self._put_of_sheet(kind, id.replace(_MODEL, org), body)
            else:
                self._uow.put(org, kind, id, body)

    def _put_of_sheet(self, kind: str, id: str, body: dict[str, Any]) -> None:
        sheet, _, subject = (id, "", "") if kind != ROW else id.rpartition("/")
        if sheet not in self._states:
            self._states[sheet] = self._state_for(sheet)
        state = self._states[sheet]
        if state is None:
            return
        if kind == SHEET:
            body = self._standing(Sheet.from_body(self._branch.id, body), state).to_body()
        elif kind == ROW and subject == self._branch.id:
            body = self._judged(sheet, Row.from_body(body)).to_body()
        self._uow.put(self._branch.id, kind, id, body)

    def _state_for(self, sheet: str) -> SheetState | None:
        ended = self._today - _period(sheet).last_day
        if ended < timedelta(0):
            return SheetState.DRAFT
        odds = _LATE if ended < _LATELY else _RECENT if ended < _RECENTLY else _OLD
        return self._dice.choices(list(odds), list(odds.values()))[0]

    def _standing(self, sheet: Sheet, state: SheetState) -> Sheet:
        """The sheet in that state, with the steps that lead there."""
        if state is SheetState.DRAFT:
            return replace(sheet, state=state, scheme_text="", passages=())
        at = datetime.combine(sheet.key.period.last_day, datetime.min.time())
        at += timedelta(days=self._dice.randint(0, 12), hours=self._dice.randint(8, 17))
        submit = Passage(SheetStep.SUBMIT, SheetState.SUBMITTED, _moment(at), ACTOR.name)
        passages = [submit]
        if state is SheetState.RETURNED:
            back = _moment(at + timedelta(days=3))
            remark = "三会一课佐证材料不全"
            passages.append(Passage(SheetStep.RETURN, state, back, _WAY[0][2], remark))
            return replace(sheet, state=state, scheme_text="", passages=tuple(passages))
        for step, reached, by, days in _WAY:
            if passages[-1].state is state:
                break
            at += timedelta(days=days)
            passages.append(Passage(step, reached, _moment(at), by))
        return replace(sheet, state=state, passages=tuple(passages))

    def _judged(self, sheet: str, row: Row) -> Row:
        """The branch's own row, judged as able as it is: what registers propose stays."""
        scheme = self._schemes[sheet.partition("@")[0]].on(_period(sheet).last_day)
        cells = dict(row.cells)
        for criterion in scheme.criteria:
            cell = cells.get(criterion.id)
            if cell is None or cell.origin != "typed" or cell.note or cell.points is None:
                continue
            worse = range(int(criterion.maximum) // 2, int(criterion.maximum))
            allowed = [p for p in map(Decimal, worse) if refuse_points(criterion, p) is None]
            full = not allowed or self._dice.random() < (1 + self._able) / 2
            cells[criterion.id] = Cell(criterion.maximum if full else self._dice.choice(allowed))
        traits = frozenset({str(self._branch.kind), self._branch.sector})
        return added_up(scheme, replace(row, cells=cells), traits)


def _period(sheet: str) -> Period:
    return Period.parse(sheet.partition("@")[2])


def _moment(at: datetime) -> str:
    return at.astimezone().isoformat(timespec="seconds")


def _open(directory: Path) -> Workspace:
    return open_workspace(
        directory,
        settings=UserSettings(),
        catalog=Catalog.load("zh_CN"),
        actor=ACTOR,
        clock=_clock,
    )


def _clock() -> datetime:
    return datetime.fromisoformat(NOW).astimezone()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    for name, usual in (("townships", 10), ("branches", 100), ("members", 30), ("months", 12)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    options = parser.parse_args()
    size = Size(options.townships, options.branches, options.members, options.months)
    began = time.perf_counter()
    options.folder.mkdir(parents=True, exist_ok=True)
    print(county_in(options.folder, size))
    print(f"{time.perf_counter() - began:.1f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
