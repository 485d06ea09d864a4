"""What somebody has done in the whole workspace, and what of it can be taken back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from branchkit.core.access.roles import Role
from branchkit.core.actors import Actor
from branchkit.core.errors import UndoError
from branchkit.core.members.member import Member
from branchkit.core.scoring.sheets import Cell, SheetKey, SheetStep
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions
from branchkit.services.roster import add_member
from branchkit.services.scoring.rows import read_row
from branchkit.services.scoring.scores import CellEdit, change_cells
from branchkit.services.scoring.sheets import read_roll
from branchkit.services.scoring.steps import take_step
from branchkit.services.undoing import Done, Undoing, done_text
from branchkit.testing.builders import NAMES, ORG, a_criterion, a_scheme, a_sheet, fixed_clock
from branchkit.testing.memory_store import MemoryStore

LI, WANG = Actor("李书记"), Actor("王委员")
SCHEME = a_scheme([a_criterion("c0", short="大会"), a_criterion("c1", short="党课")])
CONTRIBUTIONS = Contributions(schemes={SCHEME.id: SCHEME})


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(fixed_clock())


@pytest.fixture
def key(store: MemoryStore) -> SheetKey:
    return a_sheet(store, SCHEME, Actor("安装"))


def undoing(store: MemoryStore, actor: Actor = LI) -> Undoing:
    return Undoing(store, CONTRIBUTIONS, actor, date(2026, 11, 20))


def score(
    store: MemoryStore, key: SheetKey, subject: str, points: int, actor: Actor = LI, at: str = "c0"
) -> None:
    before = read_row(store, key, subject).cells.get(at)
    with store.begin(actor, "score.enter") as uow:
        edit = CellEdit(subject, at, Cell(Decimal(points)), before)
        change_cells(uow, SCHEME, key, [edit])
        uow.commit()


def join(store: MemoryStore, name: str, number: int) -> None:
    with store.begin(LI, "member.add") as uow:
        add_member(uow, Member("", ORG, name, number))
        uow.commit()


def said(done: list[Done]) -> list[tuple[str, str | None]]:
    catalog = Catalog.load()
    return [(done_text(catalog, d), d.refused.code if d.refused else None) for d in done]


def test_the_newest_of_each_part_of_the_work_can_be_taken_back(
    store: MemoryStore, key: SheetKey
) -> None:
    score(store, key, "m0000", 8)
    score(store, key, "m0001", 6)
    join(store, "陈新", 90)
    score(store, key, "m0002", 5, WANG)
    assert said(undoing(store).done(9)) == [
        ("增加党员：陈新", None),
        (f"打分：{NAMES[1]} 大会 6 分", None),
        (f"打分：{NAMES[0]} 大会 8 分", "undo.later"),
    ]
    assert len(undoing(store).done(2)) == 2


def test_what_was_taken_back_is_told_and_what_came_before_it_is_next(
    store: MemoryStore, key: SheetKey
) -> None:
    score(store, key, "m0000", 8)
    score(store, key, "m0001", 6)
    newest = undoing(store).find()
    assert undoing(store).undo(newest).refused is None
    assert read_row(store, key, "m0001").cells == {}
    assert [code for _what, code in said(undoing(store).done(9))] == ["undo.undone", None]
    first = undoing(store).find()
    assert first.names == (NAMES[0],)
    assert undoing(store).undo(first).refused is None
    with pytest.raises(UndoError, match="nothing"):
        undoing(store).find()


def test_an_earlier_part_of_the_work_is_taken_back_by_its_number(
    store: MemoryStore, key: SheetKey
) -> None:
    score(store, key, "m0000", 8)
    join(store, "陈新", 90)
    number = undoing(store).done(9)[1].number
    assert undoing(store).undo(undoing(store).find(number)).refused is None
    assert read_row(store, key, "m0000").cells == {}
    with pytest.raises(UndoError, match="not_there"):
        undoing(store, WANG).find(number)


def test_what_somebody_else_has_changed_since_stays(store: MemoryStore, key: SheetKey) -> None:
    score(store, key, "m0000", 8)
    score(store, key, "m0000", 6, WANG)
    refused = undoing(store).undo(undoing(store).find()).refused
    assert refused is not None
    assert refused.code == "conflict.changed_since"
    assert read_row(store, key, "m0000").cells["c0"].points == Decimal(6)


def test_steps_of_a_sheet_and_scores_under_them_stay(store: MemoryStore, key: SheetKey) -> None:
    for subject in read_roll(store, key):
        score(store, key, subject, 8)
        score(store, key, subject, 8, at="c1")
    clerk = Actor(LI.name, Role.REVIEWER)
    with store.begin(clerk, "sheet.submit") as uow:
        take_step(uow, CONTRIBUTIONS, key, SheetStep.SUBMIT, fixed_clock())
        uow.commit()
    step, scored = undoing(store).done(2)
    assert [d.refused and d.refused.code for d in (step, scored)] == ["undo.step", "sheet.closed"]
    assert step.names == (str(key.period),)
    assert undoing(store).undo(scored).refused is scored.refused


def test_an_operation_on_several_kinds_of_documents_stays(
    store: MemoryStore, key: SheetKey
) -> None:
    with store.begin(LI, "member.move") as uow:
        add_member(uow, Member("", ORG, "陈新", 90))
        uow.put(ORG, "case", "c0001", {"member": "m0000"})
        uow.commit()
    (done,) = undoing(store).done(9)
    assert done.refused is not None
    assert done.refused.code == "undo.several"
